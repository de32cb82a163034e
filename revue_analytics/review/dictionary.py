"""What each table of a review holds, and what each of its columns means: for whoever reads an export.

Texts are English message ids; French is in the catalogue of exports.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COLUMNS", "MEANINGS", "OTHERWISE", "Column", "decimals_of"]


@dataclass(frozen=True)
class Column:
    """What a column means, and what its values are.

    Attributes
    ----------
    kind
        ``"string"``, ``"number"``, ``"integer"`` or ``"boolean"``.
    meaning
        One line.
    unit
        ``"0–100"``, ``"0–1"``, ``"points"``…, empty where there is none.
    decimals
        Of a number: how many it is published with. None for whatever is no number, and for whole numbers.
    """

    kind: str
    meaning: str
    unit: str = ""
    decimals: int | None = None


MEANINGS: dict[str, str] = {
    "territories": "The territories, one row each.",
    "participation": "Who answered: one row per group of respondents.",
    "scores": "Score of the whole, of each indicator and of each criterion, with its interval.",
    "group_scores": "Score that each group of respondents gives to each criterion.",
    "answers": "How many answered what to each criterion.",
    "level_counts": "How many chose each level, from ten answers up.",
    "gaps": "Distance to the target, and the share of the overall distance that each node carries.",
    "groupings": "The same by axis, principle and phase.",
    "priorities": "Contribution to the overall distance, its rank and how firmly the rank holds.",
    "priority_ranks": "How often a priority takes each rank, over the draws of respondents and weights.",
    "stability": "How far the weight of an indicator can move before the first priority changes.",
    "recoding": "Best and worst rank of a priority under every increasing recoding of the scale.",
    "method_variations": "Score, level and first priority under other methods.",
    "sensitivity": "Where the uncertainty of the overall score comes from.",
    "level_probabilities": "Probability of each level.",
    "findings": "Strengths, limits and what remains to be confirmed.",
    "desired": "Where respondents want the territory to be.",
    "importance": "Importance points given to each indicator.",
    "importance_performance": "What respondents find important beside how it is doing.",
    "peers": "Territories of the same stratum.",
    "frontier": "How far the best of its peers stays ahead under the weights that suit the territory best.",
    "ranks": "Rank of the territory within its stratum and among all, with its interval.",
    "rank_acceptability": "Probability of each rank, or of each hundredth of the ranking.",
    "change": "Change since an earlier campaign.",
    "not_applicable": "Criteria that the campaign sets aside for a territory.",
    "reasons": "Reasons given for “not applicable”, those that at least a threshold of people gave alike.",
    "origins": "The files that hold answers on each territory.",
    "comments": "Comments, shuffled, where the campaign publishes them.",
    "resemblance": "How far the answers of one person resemble each other, from ten respondents on.",
    "agreement": "How far respondents agree, within groups and between them.",
    "group_differences": "Differences between two groups on a criterion, corrected for looking at all criteria.",
    "discussion": "The criteria most worth discussing together.",
    "convergence": "Agreement on aims: desired levels and importance, and how it moved.",
    "evidence": "Evidence given with the ratings, where the campaign publishes it.",
    "reviewer": "The reviewer’s score beside the territory’s own.",
    "roadmap": "Candidate actions, what is planned and when.",
    "roadmap_periods": "Means used and available in each period.",
    "roadmap_summary": "The plan as a whole.",
    "roadmap_frontier": "What each amount of means would close.",
    "roadmap_limits": "Limits that conflict, and the least that would have to give way.",
    "planned_actions": "Actions planned in an earlier campaign, and what moved since.",
}
"""What each table holds."""

_SCORE, _SHARE = "0–100", "0–1"

COLUMNS: dict[str, Column] = {
    "territory": Column("string", "Code of the territory."),
    "campaign": Column("string", "Id of the campaign."),
    "previous_campaign": Column("string", "Id of the campaign compared with."),
    "name": Column("string", "Name of the territory."),
    "kind": Column("string", "What kind of thing it is: of territory, of node, of limit."),
    "departement": Column("string", "Code of the département."),
    "departement_name": Column("string", "Name of the département."),
    "epci": Column("string", "SIREN number of the EPCI."),
    "epci_name": Column("string", "Name of the EPCI."),
    "population": Column("integer", "Inhabitants."),
    "stratum": Column("string", "Stratum of population, or “all”."),
    "group": Column("string", "Group of respondents: a college, “others” or “all”."),
    "colleges": Column("string", "Colleges in the group, joined by “+”."),
    "n_respondents": Column("integer", "Respondents counted."),
    "invited": Column("integer", "People invited, where it is known."),
    "node": Column("string", "“overall”, or the id of an indicator or criterion."),
    "status": Column("string", "scored, insufficient or not_applicable."),
    "score": Column("number", "Score of the node.", _SCORE, decimals=1),
    "low": Column("number", "Lower end of the interval.", decimals=1),
    "high": Column("number", "Upper end of the interval.", decimals=1),
    "level": Column("integer", "Level of the scale that is reached."),
    "coverage": Column("number", "Share of the applicable weight that is answered.", _SHARE, decimals=3),
    "criterion": Column("string", "Id of the criterion."),
    "n": Column("integer", "Answers or people that the value rests on."),
    "lower_median": Column("integer", "Lower median of the levels given."),
    "design_effect": Column(
        "number",
        "How many times the variance of a mean over criteria is that of as many independent answers.",
        decimals=1,
    ),
    "worth": Column("integer", "Independent answers to a criterion that the answers given are worth."),
    "alpha": Column("number", "Cronbach’s alpha of the criteria, within groups.", decimals=2),
    "n_rated": Column("integer", "Rated answers."),
    "n_unknown": Column("integer", "Answers “do not know”."),
    "n_not_applicable": Column("integer", "Answers “not applicable”."),
    "n_not_asked": Column("integer", "Respondents who were not asked."),
    "not_applicable": Column("boolean", "Whether the criterion is set aside for the territory."),
    "count": Column("integer", "Number of answers."),
    "target": Column("number", "Target.", _SCORE, decimals=1),
    "due": Column("string", "Day by which the target is to be reached."),
    "net_gap": Column("number", "Target minus score.", "points", decimals=1),
    "shortfall": Column(
        "number", "Points missing to the target; a surplus elsewhere does not make up for them.", "points", decimals=1
    ),
    "weight": Column("number", "Weight.", _SHARE, decimals=4),
    "share": Column("number", "Share of the whole.", _SHARE, decimals=3),
    "grouping": Column("string", "axis, principle or phase."),
    "id": Column("string", "Id within the grouping."),
    "n_criteria": Column("number", "Criteria behind it.", decimals=0),
    "priority": Column("number", "Contribution to the overall distance.", "points", decimals=2),
    "rank": Column("number", "Rank, 1 the first.", decimals=0),
    "p_first": Column("number", "Probability of the first rank.", _SHARE, decimals=3),
    "p_top3": Column("number", "Probability of one of the three first ranks.", _SHARE, decimals=3),
    "always_top3": Column("string", "Whether it is among the three first for every admissible weighting."),
    "probability": Column("number", "Probability.", _SHARE, decimals=3),
    "source": Column("string", "respondents, weights, methods or all."),
    "finding": Column("string", "strength, limit or to confirm."),
    "p_strength": Column("number", "Probability that the score reaches the mark of a strength.", _SHARE, decimals=3),
    "p_limit": Column("number", "Probability that the score stays below the mark of a limit.", _SHARE, decimals=3),
    "relative": Column(
        "string", "asset: clearly above the territory’s own overall score; brake: clearly below it; empty: neither."
    ),
    "p_above": Column("number", "Probability that it is above the territory’s own overall score.", _SHARE, decimals=3),
    "p_below": Column("number", "Probability that it is below the territory’s own overall score.", _SHARE, decimals=3),
    "order": Column("integer", "Order in which it is shown."),
    "place": Column("integer", "Place that it shares with those that cannot be told from it."),
    "least": Column("number", "Points of the group that gives least.", "points", decimals=1),
    "most": Column("number", "Points of the group that gives most.", "points", decimals=1),
    "quadrant": Column("string", "act, keep, watch or enough: important or less so, short of the target or at it."),
    "sure": Column("boolean", "Whether the interval of the score lies on one side of the target."),
    "distance": Column("number", "Points that separate the territory from the first.", "points", decimals=1),
    "indicator": Column("string", "Id of the indicator."),
    "points": Column("number", "Number of points.", "points", decimals=1),
    "n_peers": Column("integer", "Territories compared."),
    "median": Column("number", "Median of the territories compared.", _SCORE, decimals=1),
    "best_quartile": Column("number", "Score that the best quarter reaches.", _SCORE, decimals=1),
    "expected": Column("number", "Mean rank over the draws.", decimals=1),
    "p_best_quarter": Column("number", "Probability of being in the best quarter.", _SHARE, decimals=3),
    "bin": Column("integer", "Place in the ranking, 0 the best."),
    "n_bins": Column("integer", "Number of places."),
    "n_same": Column("integer", "People who answered both campaigns and are paired; 0 where they are too few."),
    "previous": Column("number", "Value in the earlier campaign.", decimals=1),
    "current": Column("number", "Value now.", decimals=1),
    "difference": Column("number", "Difference.", decimals=1),
    "n_common": Column("integer", "Criteria that both values are made of."),
    "action": Column("string", "Id of the action."),
    "to_level": Column("number", "Level that the action leads to.", decimals=0),
    "from_level": Column("number", "Level from which the action starts.", decimals=2),
    "gain": Column("number", "Levels gained.", decimals=2),
    "comment": Column("string", "What was written."),
    "declared": Column("boolean", "Whether the score rests on declaration alone, without any evidence."),
    "at_low": Column("string", "What comes first where the weight falls below the lower end."),
    "at_high": Column("string", "What comes first where the weight rises above the upper end."),
    "best_rank": Column("integer", "Best rank over the weight set."),
    "worst_rank": Column("integer", "Worst rank over the weight set."),
    "best": Column("number", "Best rank.", decimals=0),
    "worst": Column("number", "Worst rank.", decimals=0),
    "reviewed": Column(
        "number", "Score that the reviewer’s levels amount to, over the same criteria.", _SCORE, decimals=1
    ),
    "variation": Column("string", "Name of the other method."),
    "first": Column("string", "Id of the first priority."),
    "rank_of_first": Column("number", "Rank that the first priority takes under the other method.", decimals=0),
    "total": Column(
        "number", "Share of the variance in which it takes part, interactions included.", _SHARE, decimals=3
    ),
    "scope": Column("string", "criterion, indicator or all."),
    "statistic": Column("string", "Name of the statistic."),
    "value": Column("number", "Value of the statistic.", decimals=2),
    "word": Column("string", "Agreement in a word, shared or divided; without a value where fewer than ten answered."),
    "group_a": Column("string", "First group compared."),
    "group_b": Column("string", "Second group compared."),
    "p_value": Column("number", "Probability of such a difference if there were none.", _SHARE, decimals=3),
    "q_value": Column("number", "The same, corrected for looking at every criterion.", _SHARE, decimals=3),
    "reason": Column("string", "The reason: of a discussion, or of a declaration."),
    "consensus": Column("number", "Ordinal consensus.", _SHARE, decimals=2),
    "n_tied": Column("integer", "Criteria that are tied with it."),
    "aim": Column("string", "desired, importance_rank or importance_weights."),
    "change": Column("number", "Change since the earlier campaign.", decimals=2),
    "value_low": Column("number", "Lower end of the interval of the value.", decimals=2),
    "value_high": Column("number", "Upper end of the interval of the value.", decimals=2),
    "planned": Column("boolean", "Whether it is in the plan."),
    "imposed": Column("boolean", "Whether the campaign imposes it."),
    "origin": Column("string", "framework or campaign."),
    "period": Column("number", "Period in which it starts.", decimals=0),
    "last_period": Column("number", "Period at the end of which it has taken effect.", decimals=0),
    "start": Column("string", "First day."),
    "end": Column("string", "Last day."),
    "staff_days": Column("number", "Staff-days.", decimals=1),
    "cost": Column("number", "Cost, in euros.", decimals=2),
    "core": Column("number", "Share of the draws in which it is in the best plan.", _SHARE, decimals=3),
    "core_class": Column("string", "sure, open or out."),
    "label": Column("string", "What the action is."),
    "tool": Column("string", "Tool."),
    "pilot": Column("string", "Who leads it."),
    "evidence": Column("string", "What will show that it is done."),
    "effort": Column("string", "Effort: light, medium or heavy."),
    "horizon": Column("string", "Time to take effect: short, medium or long."),
    "staff_days_available": Column("number", "Staff-days available.", decimals=1),
    "budget": Column("number", "Budget, in euros.", decimals=2),
    "closed": Column("number", "Points of the overall distance that are closed.", "points", decimals=1),
    "n_actions": Column("integer", "Actions planned."),
    "n_candidates": Column("integer", "Actions possible."),
    "most_actions": Column("number", "Most actions that the territory can carry.", decimals=0),
    "means_stated": Column("boolean", "Whether the campaign states budget or staff."),
    "gap": Column("number", "Proven distance to the best plan.", _SHARE, decimals=3),
    "kept": Column("number", "Share of the best result that the plan keeps in 19 draws out of 20.", _SHARE, decimals=3),
    "price": Column("number", "What robustness costs.", _SHARE, decimals=3),
    "settled": Column("number", "Share of the draws whose best plan is proven.", _SHARE, decimals=3),
    "n_draws": Column("integer", "Draws."),
    "of": Column("string", "Which means, axis or action."),
    "amount": Column("number", "Amount.", decimals=2),
    "used": Column("number", "Amount used.", decimals=2),
    "in_force": Column("number", "Amount in the plan as it is.", decimals=2),
    "role": Column("string", "conflict, alternative (what would do by itself) or given (what gave way)."),
    "state": Column("string", "What became of it."),
    "moved": Column("string", "reached, up, down, same or unknown."),
    "title": Column("string", "Title of the evidence."),
    "reference": Column("string", "Link or reference."),
    "date": Column("string", "Date of the evidence."),
    "file": Column("string", "Name of the file."),
}
"""What each column means, in whatever table it stands."""

OTHERWISE: dict[tuple[str, str], int] = {
    **dict.fromkeys((("agreement", "low"), ("agreement", "high"), ("convergence", "low"), ("convergence", "high")), 2),
    ("convergence", "previous"): 2,
    ("resemblance", "low"): 2,
    ("resemblance", "high"): 2,
    ("stability", "low"): 3,
    ("stability", "high"): 3,
    ("priorities", "low"): 2,
    ("priorities", "high"): 2,
}
"""Decimals of a column where its table gives it another meaning: ``{(table, column): decimals}``."""


def decimals_of(table: str, column: str) -> int | None:
    """Return with how many decimals a column of a table is published; None where it holds no number to be rounded.

    >>> decimals_of("scores", "low"), decimals_of("agreement", "low"), decimals_of("scores", "node")
    (1, 2, None)
    """
    return OTHERWISE.get((table, column), COLUMNS[column].decimals)
