"""What each table of a review holds, and what each of its columns means: for whoever reads an export.

Texts are English message ids; French is in the catalogue of exports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from revue_analytics.review.value import TABLES

__all__ = ["COLUMNS", "MEANINGS", "Column", "json_schema"]


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
    """

    kind: str
    meaning: str
    unit: str = ""


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
    "origins": "The files that hold answers on each territory.",
    "comments": "Comments, shuffled, where the campaign publishes them.",
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
    "score": Column("number", "Score of the node.", _SCORE),
    "low": Column("number", "Lower end of the interval."),
    "high": Column("number", "Upper end of the interval."),
    "level": Column("integer", "Level of the scale that is reached."),
    "coverage": Column("number", "Share of the applicable weight that is answered.", _SHARE),
    "criterion": Column("string", "Id of the criterion."),
    "n": Column("integer", "Answers or people that the value rests on."),
    "lower_median": Column("integer", "Lower median of the levels given."),
    "n_rated": Column("integer", "Rated answers."),
    "n_unknown": Column("integer", "Answers “do not know”."),
    "n_not_applicable": Column("integer", "Answers “not applicable”."),
    "n_not_asked": Column("integer", "Respondents who were not asked."),
    "not_applicable": Column("boolean", "Whether the criterion is set aside for the territory."),
    "count": Column("integer", "Number of answers."),
    "target": Column("number", "Target.", _SCORE),
    "due": Column("string", "Day by which the target is to be reached."),
    "net_gap": Column("number", "Target minus score.", "points"),
    "shortfall": Column(
        "number", "Points missing to the target; a surplus elsewhere does not make up for them.", "points"
    ),
    "weight": Column("number", "Weight.", _SHARE),
    "share": Column("number", "Share of the whole.", _SHARE),
    "grouping": Column("string", "axis, principle or phase."),
    "id": Column("string", "Id within the grouping."),
    "n_criteria": Column("number", "Criteria behind it."),
    "priority": Column("number", "Contribution to the overall distance.", "points"),
    "rank": Column("number", "Rank, 1 the first."),
    "p_first": Column("number", "Probability of the first rank.", _SHARE),
    "p_top3": Column("number", "Probability of one of the three first ranks.", _SHARE),
    "always_top3": Column("string", "Whether it is among the three first for every admissible weighting."),
    "probability": Column("number", "Probability.", _SHARE),
    "source": Column("string", "respondents, weights, methods or all."),
    "finding": Column("string", "strength, limit or to confirm."),
    "p_strength": Column("number", "Probability that the score reaches the mark of a strength.", _SHARE),
    "p_limit": Column("number", "Probability that the score stays below the mark of a limit.", _SHARE),
    "order": Column("integer", "Order in which it is shown."),
    "place": Column("integer", "Place that it shares with those that cannot be told from it."),
    "least": Column("number", "Points of the group that gives least.", "points"),
    "most": Column("number", "Points of the group that gives most.", "points"),
    "quadrant": Column("string", "act, keep, watch or enough: important or less so, short of the target or at it."),
    "sure": Column("boolean", "Whether the interval of the score lies on one side of the target."),
    "distance": Column("number", "Points that separate the territory from the first.", "points"),
    "indicator": Column("string", "Id of the indicator."),
    "points": Column("number", "Number of points.", "points"),
    "n_peers": Column("integer", "Territories compared."),
    "median": Column("number", "Median of the territories compared.", _SCORE),
    "best_quartile": Column("number", "Score that the best quarter reaches.", _SCORE),
    "expected": Column("number", "Mean rank over the draws."),
    "p_best_quarter": Column("number", "Probability of being in the best quarter.", _SHARE),
    "bin": Column("integer", "Place in the ranking, 0 the best."),
    "n_bins": Column("integer", "Number of places."),
    "previous": Column("number", "Value in the earlier campaign."),
    "current": Column("number", "Value now."),
    "difference": Column("number", "Difference."),
    "n_common": Column("integer", "Criteria that both values are made of."),
    "action": Column("string", "Id of the action."),
    "to_level": Column("number", "Level that the action leads to."),
    "from_level": Column("number", "Level from which the action starts."),
    "gain": Column("number", "Levels gained."),
    "comment": Column("string", "What was written."),
    "declared": Column("boolean", "Whether the score rests on declaration alone, without any evidence."),
    "at_low": Column("string", "What comes first where the weight falls below the lower end."),
    "at_high": Column("string", "What comes first where the weight rises above the upper end."),
    "best_rank": Column("integer", "Best rank over the weight set."),
    "worst_rank": Column("integer", "Worst rank over the weight set."),
    "best": Column("number", "Best rank."),
    "worst": Column("number", "Worst rank."),
    "reviewed": Column("number", "Score that the reviewer’s levels amount to, over the same criteria.", _SCORE),
    "variation": Column("string", "Name of the other method."),
    "first": Column("string", "Id of the first priority."),
    "rank_of_first": Column("number", "Rank that the first priority takes under the other method."),
    "total": Column("number", "Share of the variance in which it takes part, interactions included.", _SHARE),
    "scope": Column("string", "criterion, indicator or all."),
    "statistic": Column("string", "Name of the statistic."),
    "value": Column("number", "Value of the statistic."),
    "group_a": Column("string", "First group compared."),
    "group_b": Column("string", "Second group compared."),
    "p_value": Column("number", "Probability of such a difference if there were none.", _SHARE),
    "q_value": Column("number", "The same, corrected for looking at every criterion.", _SHARE),
    "reason": Column("string", "The reason: of a discussion, or of a declaration."),
    "consensus": Column("number", "Ordinal consensus.", _SHARE),
    "n_tied": Column("integer", "Criteria that are tied with it."),
    "aim": Column("string", "desired, importance_rank or importance_weights."),
    "change": Column("number", "Change since the earlier campaign."),
    "value_low": Column("number", "Lower end of the interval of the value."),
    "value_high": Column("number", "Upper end of the interval of the value."),
    "planned": Column("boolean", "Whether it is in the plan."),
    "imposed": Column("boolean", "Whether the campaign imposes it."),
    "origin": Column("string", "framework or campaign."),
    "period": Column("number", "Period in which it starts."),
    "last_period": Column("number", "Period at the end of which it has taken effect."),
    "start": Column("string", "First day."),
    "end": Column("string", "Last day."),
    "staff_days": Column("number", "Staff-days."),
    "cost": Column("number", "Cost, in euros."),
    "core": Column("number", "Share of the draws in which it is in the best plan.", _SHARE),
    "core_class": Column("string", "sure, open or out."),
    "label": Column("string", "What the action is."),
    "tool": Column("string", "Tool."),
    "pilot": Column("string", "Who leads it."),
    "evidence": Column("string", "What will show that it is done."),
    "effort": Column("string", "Effort: light, medium or heavy."),
    "horizon": Column("string", "Time to take effect: short, medium or long."),
    "staff_days_available": Column("number", "Staff-days available."),
    "budget": Column("number", "Budget, in euros."),
    "closed": Column("number", "Points of the overall distance that are closed.", "points"),
    "n_actions": Column("integer", "Actions planned."),
    "n_candidates": Column("integer", "Actions possible."),
    "most_actions": Column("number", "Most actions that the territory can carry."),
    "means_stated": Column("boolean", "Whether the campaign states budget or staff."),
    "gap": Column("number", "Proven distance to the best plan.", _SHARE),
    "kept": Column("number", "Share of the best result that the plan keeps in 19 draws out of 20.", _SHARE),
    "price": Column("number", "What robustness costs.", _SHARE),
    "settled": Column("number", "Share of the draws whose best plan is proven.", _SHARE),
    "n_draws": Column("integer", "Draws."),
    "of": Column("string", "Which means, axis or action."),
    "amount": Column("number", "Amount."),
    "used": Column("number", "Amount used."),
    "in_force": Column("number", "Amount in the plan as it is."),
    "role": Column("string", "conflict, alternative (what would do by itself) or given (what gave way)."),
    "state": Column("string", "What became of it."),
    "moved": Column("string", "reached, up, down, same or unknown."),
    "title": Column("string", "Title of the evidence."),
    "reference": Column("string", "Link or reference."),
    "date": Column("string", "Date of the evidence."),
    "file": Column("string", "Name of the file."),
}
"""What each column means, in whatever table it stands."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of an exported review.

    >>> sorted(json_schema()["required"])
    ['format', 'framework', 'meta', 'provenance', 'tables']
    """

    def column(name: str) -> dict[str, Any]:
        known = COLUMNS[name]
        unit = f" ({known.unit})" if known.unit else ""
        return {"type": [known.kind, "null"], "description": known.meaning + unit}

    def table(name: str, columns: list[str]) -> dict[str, Any]:
        row = {
            "type": "object",
            "properties": {each: column(each) for each in columns},
            "required": columns,
            "additionalProperties": False,
        }
        return {"type": "array", "description": MEANINGS[name], "items": row}

    tables = {name: table(name, columns.split()) for name, columns in TABLES.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An exported review",
        "description": "Aggregated results of one campaign, as `revue export --format json` writes them.",
        "type": "object",
        "required": ["format", "meta", "framework", "provenance", "tables"],
        "properties": {
            "format": {"const": 1},
            "meta": {"type": "object", "description": "Title, campaigns, methodology, seed, sources."},
            "framework": {"type": "object", "required": ["id", "version"]},
            "provenance": {"type": "string", "description": "Digest of what the numbers come from."},
            "tables": {
                "type": "object",
                "properties": tables,
                "required": list(tables),
                "additionalProperties": False,
            },
        },
    }
