"""What each published table tells an attacker, and how the tests hold it to that.

An entry is missing here for every table that somebody adds: the tests fail until it is said how an attacker could use
it. The kinds:

``none``
    Tells nothing of what people answered.
``equations``
    Numbers that are sums of answers with known weights: they are equations of the attack (`tests.privacy.attack`).
``cells``
    Depends on the answers through the published cells only (how many of a group of at least T chose each level of a
    criterion): exchanging the answers of people counted in one cell must change nothing.
``people``
    Depends on how the same people answered several criteria: exchanging the colleges of two people of one merged group
    must change nothing, and its numbers must say on how many people they rest, at least T.
``typed``
    What people typed.
"""

KINDS = ("none", "equations", "cells", "people", "typed")

KNOWLEDGE: dict[str, tuple[str, str]] = {
    "territories": ("none", "official names and sizes"),
    "participation": ("none", "how many answered, by group of at least T"),
    "scores": ("equations", "criteria, indicators and overall are weighted means of the cells; intervals are drawn"),
    "group_scores": ("equations", "mean and lower median of each cell, with the colleges in it"),
    "answers": ("none", "how many of all respondents rated, did not know: no level"),
    "level_counts": ("equations", "answers at each level over all cells of a criterion, from ten"),
    "gaps": ("equations", "target less score, and its positive part"),
    "groupings": ("equations", "weighted means of criterion scores by axis, principle and phase"),
    "priorities": ("equations", "weight × shortfall; ranks and probabilities are drawn from the cells"),
    "priority_ranks": ("cells", "drawn"),
    "stability": ("cells", "weights and shortfalls of indicators"),
    "recoding": ("cells", "how many of each cell reach each level: at most what the cells are"),
    "method_variations": ("cells", "the cells pooled and averaged otherwise"),
    "sensitivity": ("cells", "intervals of the overall score"),
    "level_probabilities": ("cells", "drawn"),
    "findings": ("cells", "drawn"),
    "desired": ("equations", "weighted mean of the cells of desired levels"),
    "importance": ("equations", "mean points by group of at least T that shared points, and of all of them"),
    "peers": ("cells", "median and quartile of published scores of at least five territories"),
    "importance_performance": ("cells", "published scores, and the mean of the groups' published points"),
    "frontier": ("cells", "published scores of indicators of at least five territories"),
    "ranks": ("cells", "ranks of published scores, and of draws"),
    "rank_acceptability": ("cells", "drawn"),
    "change": ("equations", "overall, indicator and criterion scores over the criteria common to two campaigns"),
    "roadmap": ("cells", "levels to gain: a score and a target; core indices are drawn from the cells"),
    "roadmap_periods": ("cells", "sums over the actions of the roadmap"),
    "roadmap_summary": ("cells", "sums over the actions of the roadmap"),
    "roadmap_frontier": ("cells", "sums over the actions of other roadmaps"),
    "roadmap_limits": ("cells", "what bounds the roadmap"),
    "planned_actions": ("cells", "what the campaign decided, beside the change of criterion scores"),
    "reviewer": ("cells", "a reviewer's own levels, beside means of criterion scores"),
    "agreement": ("people", "alpha and W of groups of at least T who answered several criteria; consensus of cells"),
    "group_differences": ("cells", "differences of the means of two cells"),
    "discussion": ("cells", "the criteria on which cells differ most"),
    "convergence": ("people", "agreement of all respondents on aims, and of the groups' mean points"),
    "origins": ("none", "files of the answers, those of fewer than T people without their names"),
    "not_applicable": ("none", "what the campaign declares"),
    "evidence": ("typed", "only where the campaign says so, each piece once, without who named it"),
    "comments": ("typed", "only where the campaign says so, shuffled, without college; addresses masked"),
}


def unmodelled(tables) -> list[str]:
    """Names of tables of which nobody has said how an attacker could use them."""
    return sorted(set(tables) - set(KNOWLEDGE))
