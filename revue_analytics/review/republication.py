"""What publishing again would tell: the difference between two versions of a page is a number too.

A page made again after one more answer differs from the earlier one by that answer. The threshold protects each
version, not their difference: whoever kept the earlier one subtracts.
"""

from __future__ import annotations

from pathlib import Path

from revue_analytics.errors import ReportError
from revue_analytics.review.store import is_saved_review, load_review
from revue_analytics.review.value import Review

__all__ = ["changed_by_few", "changed_since"]

UNIT = ["territory", "campaign"]
CELL = [*UNIT, "criterion", "colleges"]


def changed_since(folder: str | Path, review: Review) -> tuple[str, ...]:
    """Codes of the territories of which `changed_by_few` since the review saved in a folder; none if there is none."""
    if not is_saved_review(folder):
        return ()
    try:
        return changed_by_few(load_review(folder), review)
    except (ReportError, OSError, KeyError):  # of another version: what was published then cannot be read any more
        return ()


def changed_by_few(before: Review, after: Review) -> tuple[str, ...]:
    """Codes of the territories where two versions differ by fewer people than the threshold.

    In a campaign that both hold, one of these is enough:

    - a cell (the same colleges on the same criterion) has more or fewer answers, by fewer than the threshold;
    - it has as many answers and another mean: what somebody answered was changed, or one person came for another;
    - colleges are grouped otherwise, so that one version's groups can be subtracted from the other's.
    """
    threshold = int(after.meta["threshold"])
    comparable = before.meta["methodology"] == after.meta["methodology"]
    old, new = (review.group_scores[[*CELL, "n", "score"]] for review in (before, after))
    units = new[UNIT].drop_duplicates().merge(old[UNIT].drop_duplicates())
    both = new.merge(units).merge(old.merge(units), on=CELL, how="outer", suffixes=("", "_before"))
    step = (both["n"] - both["n_before"]).abs()
    few = (step > 0) & (step < threshold)
    moved = (step == 0) & ((both["score"] - both["score_before"]).abs() > 1e-9) & comparable
    on = [*UNIT, "criterion"]
    alone = both.assign(now=both["n_before"].isna(), then=both["n"].isna())  # in one version only
    regrouped = alone.groupby(on)[["now", "then"]].transform("any").all(axis=1)
    who = before.participation.merge(after.participation, on=[*UNIT, "colleges"], suffixes=("_before", ""))
    arrived = (who["n_respondents"] - who["n_respondents_before"]).abs()
    codes = {*both.loc[few | moved | regrouped, "territory"], *who.loc[arrived.between(1, threshold - 1), "territory"]}
    return tuple(sorted(map(str, codes)))
