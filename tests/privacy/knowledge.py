"""What each published column tells an attacker, and how the tests hold it to that.

Every column of every table of a review has its kind here: a test fails for a column that somebody adds until it is said
how an attacker could use it. The attack does not rest on it: it recomputes every column for other answers
(`tests.privacy.attack`). The kinds:

``name``
    Finds a row again, or is declared by the campaign: tells nothing of what people answered.
``people``
    How many answered: the attacker knows who did.
``equation``
    A number that is made of answers with known weights.
``follows``
    Computed from published columns: the attacker has it already.
``cells``
    Depends on the answers through the cells only, how many of a group of at least T chose each level of a criterion:
    exchanging the answers of people counted in one cell changes nothing (`tests/privacy/test_cells_only.py`).
``drawn``
    Comes from draws of imagined persons, made of what is published of the cells
    (`revue_analytics.scoring.disclosure`) and of two correlations known to a twentieth
    (`revue_analytics.methods.respondents.Resemblance`): recomputed, it tells what was put in.
``joint``
    How the answers of all people of a territory go together, of at least ten people and eight criteria, in one number
    of two decimals.
``points``
    Made of importance points, which no cell is made of: sums of groups of at least T, an order of all of at least ten.
``typed``
    What people typed.
"""

KINDS = ("name", "people", "equation", "follows", "cells", "drawn", "joint", "points", "typed")


def _columns(**kinds: str) -> dict[str, str]:
    """``name="a b", equation="c"`` -> the kind of each column."""
    return {column: kind for kind, columns in kinds.items() for column in columns.split()}


_UNIT = "territory campaign"

KNOWLEDGE: dict[str, dict[str, str]] = {
    "territories": _columns(name="territory name kind departement departement_name epci epci_name population stratum"),
    "participation": _columns(name=f"{_UNIT} group colleges", people="n_respondents invited"),
    "resemblance": _columns(name=_UNIT, people="n n_criteria", joint="design_effect worth alpha low high"),
    "scores": _columns(
        name=f"{_UNIT} node kind", people="status coverage n_respondents", equation="score", follows="level",
        drawn="low high",
    ),
    "group_scores": _columns(
        name=f"{_UNIT} group colleges criterion", people="n", equation="score lower_median",
    ),
    "answers": _columns(
        name=f"{_UNIT} criterion", people="n_rated n_unknown n_not_applicable n_not_asked not_applicable declared",
    ),
    "level_counts": _columns(name=f"{_UNIT} criterion level", equation="count"),
    "gaps": _columns(
        name=f"{_UNIT} node kind due weight", equation="target net_gap shortfall", follows="share",
    ),
    "groupings": _columns(name=f"{_UNIT} grouping id n_criteria", follows="score shortfall share"),
    "priorities": _columns(
        name=f"{_UNIT} node kind", equation="priority", follows="rank always_top3", drawn="low high p_first p_top3",
    ),
    "priority_ranks": _columns(name=f"{_UNIT} node", drawn="rank probability"),
    "stability": _columns(name=f"{_UNIT} node weight", follows="low high at_low at_high best_rank worst_rank"),
    "recoding": _columns(name=f"{_UNIT} node", follows="best worst"),
    "method_variations": _columns(name=f"{_UNIT} variation", follows="score level first rank_of_first"),
    "sensitivity": _columns(name=f"{_UNIT} source", drawn="low high share total"),
    "level_probabilities": _columns(name=f"{_UNIT} node level", drawn="probability"),
    "findings": _columns(
        name=f"{_UNIT} criterion", drawn="finding p_strength p_limit order place relative p_above p_below"
    ),
    "desired": _columns(name=f"{_UNIT} criterion", people="n", equation="score"),
    "importance": _columns(name=f"{_UNIT} group indicator", people="n", points="points"),
    "importance_performance": _columns(
        name=f"{_UNIT} indicator", points="points least most", follows="score target quadrant",
        drawn="low high sure",
    ),
    "peers": _columns(name=f"{_UNIT} node stratum n_peers", follows="median best_quartile"),
    "frontier": _columns(name=f"{_UNIT} stratum n_peers", follows="distance"),
    "ranks": _columns(name=f"{_UNIT} stratum n_peers", follows="rank", drawn="low high expected p_best_quarter"),
    "rank_acceptability": _columns(name=f"{_UNIT} stratum n_bins", drawn="bin probability"),
    "change": _columns(
        name="territory node kind previous_campaign campaign n_common", people="n_same", equation="previous current",
        follows="difference", drawn="low high",
    ),
    "roadmap": _columns(
        name=f"{_UNIT} action criterion imposed origin to_level staff_days cost label tool pilot evidence effort "
        "horizon",
        follows="order planned from_level gain points period last_period start end", drawn="core core_class",
    ),
    "roadmap_periods": _columns(
        name=f"{_UNIT} period start end staff_days_available budget", follows="staff_days cost closed",
    ),
    "roadmap_summary": _columns(
        name=f"{_UNIT} most_actions means_stated n_draws",
        follows="n_actions n_candidates staff_days cost closed shortfall gap", drawn="kept price settled",
    ),
    "roadmap_frontier": _columns(name=f"{_UNIT} of amount in_force", follows="closed used n_actions"),
    "roadmap_limits": _columns(name=f"{_UNIT} role kind of period", follows="amount"),
    "planned_actions": _columns(
        name=f"{_UNIT} previous_campaign action criterion to_level label state",
        follows="previous current difference", drawn="low high moved",
    ),
    "reviewer": _columns(
        name=f"{_UNIT} node kind n_common", follows="score difference", typed="reviewed reason",
    ),
    "comments": _columns(name=_UNIT, typed="node comment"),
    "evidence": _columns(name=_UNIT, typed="criterion title reference date"),
    "not_applicable": _columns(name="territory criterion reason"),
    "reasons": _columns(name=f"{_UNIT} criterion", people="n", typed="reason"),
    "origins": _columns(name=f"{_UNIT} file"),
    "agreement": _columns(name=f"{_UNIT} scope node group statistic", people="n", equation="value low high word"),
    "group_differences": _columns(
        name=f"{_UNIT} criterion group_a group_b", follows="difference", equation="low high p_value q_value",
    ),
    "discussion": _columns(
        name=f"{_UNIT} order n_tied", follows="criterion reason group_a group_b difference consensus",
    ),
    "convergence": _columns(
        name=f"{_UNIT} aim statistic previous_campaign", people="n",
        cells="value previous change low high value_low value_high",
    ),
}  # fmt: skip

WHY = {
    (
        "scores",
        "drawn",
    ): "of what is published of the cells and two correlations; recomputed, an interval tells no more",
    ("resemblance", "joint"): "one number of two decimals for a hundred pairs of criteria; the others follow from it",
    ("roadmap", "follows"): "levels to gain are a score and a target, and the plan is made of nothing else",
    ("agreement", "equation"): "of cells of at least ten, whose answers may be known whole; of fewer, a word",
    ("group_differences", "equation"): "means of cells, and one spread of all of them, to a tenth of a level",
    ("convergence", "cells"): "answers to each question of at least ten people; points: an order, means of groups",
}
"""What is meant where a kind alone would not say it."""


def unmodelled(tables) -> list[str]:
    """``table.column`` of every column of which nobody has said how an attacker could use it."""
    return sorted(
        f"{name}.{column}"
        for name, columns in tables.items()
        for column in columns
        if column not in KNOWLEDGE.get(name, {})
    )


def of_cells(name: str) -> list[str]:
    """Columns of a table that exchanging answers within cells must not change."""
    return [column for column, kind in KNOWLEDGE[name].items() if kind not in ("typed", "drawn", "joint")]
