"""What publishing again would tell: the difference between two versions of a page is a number too.

A page made again after one more answer differs from the earlier one by that answer. The threshold protects each
version, not their difference: whoever kept the earlier one subtracts. So whatever is published of a territory is
compared, every table and every column of it, and a territory is named unless enough people stand behind each change.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pandas as pd

from revue_analytics.errors import ReportError
from revue_analytics.review.digest import digests
from revue_analytics.review.review import Review, is_saved_review, read_review
from revue_analytics.review.tables import OF_OTHERS, TABLES, TEXTS

UNIT = ["territory", "campaign"]

NAMES = ("group", "colleges", "node", "criterion", "indicator", "kind", "scope", "statistic", "aim", "reason")
"""Columns by which the rows of two versions are found again."""

MADE_WITH = ("methodology", "threshold", "seed", "n_draws", "interval", "default_target", "desired_targets", "version")
"""What a review says of how it was made: numbers made otherwise differ whoever answered."""


def changed_since(folder: str | Path, review: Review) -> tuple[str, ...]:
    """Codes of the territories of which `changed_by_few` since the review saved in a folder; none if there is none."""
    if not is_saved_review(folder):
        return ()
    try:
        return changed_by_few(read_review(folder), review)
    except (ReportError, OSError, KeyError):  # of another version: what was published then cannot be read any more
        return ()


def as_published(folder: str | Path, review: Review, codes: Collection[str]) -> Review:
    """Return what stands beside the pages once those of some territories are made again: the others as they were saved.

    So a page is always compared with what was published of its territory, however often others were made since.

    Parameters
    ----------
    folder
        The review saved beside the pages; without one, or where it cannot be read, `review` itself is returned.
    review
        As it is now.
    codes
        Whose pages are made.
    """
    if not is_saved_review(folder) or set(codes) >= set(review.codes):
        return review
    try:
        before = read_review(folder)
        saved = {name: before.tables[name] for name in TABLES}
    except (ReportError, OSError, KeyError):
        return review
    others = set(before.codes) - set(codes)
    tables = {name: _joined(review.tables[name], saved[name], others) for name in TABLES}
    return replace(review, tables=tables)


def _joined(now: pd.DataFrame, then: pd.DataFrame, others: set[str]) -> pd.DataFrame:
    """Take the rows of the others from then, and all else from now."""
    new, old = now[~now["territory"].isin(others)], then[then["territory"].isin(others)]
    if old.empty or list(old) != list(new):
        return new
    return old if new.empty else pd.concat([new, old], ignore_index=True)


def changed_by_few(before: Review, after: Review) -> tuple[str, ...]:
    """Codes of the territories where two versions differ by fewer people than the threshold.

    In a campaign that both hold, one of these is enough:

    - a row that says how many people stand behind it (`Table.people`) is another, and so many more or fewer are in it
      than none and less than the threshold, or as many: what somebody answered was changed, or one came for another;
    - colleges are grouped otherwise, so that one version's groups can be subtracted from the other's;
    - fewer than the threshold typed something more, or something less;
    - anything else changed while nobody came or left.

    Where both were made in different ways (`MADE_WITH`) numbers differ whoever answered: then only how many people
    stand behind each row is compared, the grouping, and what was typed.
    """
    alike = all(before.meta.get(name) == after.meta.get(name) for name in MADE_WITH)
    threshold = int(after.meta["threshold"])
    old, new = (digests(review, without=OF_OTHERS) for review in (before, after))
    other = [code for code in new if new[code] != old.get(code)]  # whoever is told the same in every table is settled
    both = after.participation[UNIT].drop_duplicates().merge(before.participation[UNIT].drop_duplicates())
    both = both[both["territory"].isin(other)]
    if both.empty:
        return ()
    named: set[str] = set()
    moved: set[tuple[str, str]] = set()
    arrived: set[tuple[str, str]] = set()
    for name, table in TABLES.items():
        if name in OF_OTHERS:
            continue
        earlier, later = (_of(review, name, both) for review in (before, after))
        if table.people:
            few, many = _by_people(table.people, earlier, later, threshold, values=alike)
            named |= few
            arrived |= many
        elif table.origin == TEXTS:
            named |= _typed(earlier, later, threshold)
        elif alike:
            moved |= _other_rows(earlier, later)
    return tuple(sorted(named | {territory for territory, _ in moved - arrived}))


def _of(review: Review, name: str, units: pd.DataFrame) -> pd.DataFrame:
    """Rows of the units that both versions hold; a table without campaigns is about the current one."""
    frame = review.tables[name]
    return (frame if "campaign" in frame else frame.assign(campaign=review.current)).merge(units, on=UNIT)


def _by_people(
    columns: tuple[str, ...], old: pd.DataFrame, new: pd.DataFrame, threshold: int, *, values: bool
) -> tuple[set[str], set[tuple[str, str]]]:
    """Territories of rows that few people changed; units of rows that enough people changed."""
    keys = [*UNIT, *(column for column in NAMES if column in new)]
    people = list(columns)
    sides = []
    for frame in (old, new):
        rest = [column for column in frame if column not in (*keys, *people)]
        shown = frame[rest].astype("object").where(frame[rest].notna(), "").astype("str")
        parts = [*([shown] if values else []), frame[people].astype("str")]
        text = pd.concat(parts, axis=1).agg("|".join, axis=1) if len(frame) else pd.Series(dtype="str")
        sides.append(frame[keys].assign(people=frame[people].sum(axis=1).astype(float), text=text))
    rows = sides[0].merge(sides[1], on=keys, how="outer", suffixes=("_old", "_new"))
    step = (rows["people_new"].fillna(0) - rows["people_old"].fillna(0)).abs()
    other = (rows["text_old"] != rows["text_new"]) | (step > 0)
    few = other & (step < threshold)
    regrouped = pd.Series(False, index=rows.index)
    if "colleges" in keys:
        alone = rows.assign(now=rows["people_old"].isna(), then=rows["people_new"].isna())
        on = [*UNIT, *(["criterion"] if "criterion" in keys else [])]
        regrouped = alone.groupby(on)[["now", "then"]].transform("any").all(axis=1)
    many = rows[other & ~few]
    return set(rows.loc[few | regrouped, "territory"]), set(zip(many["territory"], many["campaign"], strict=True))


def _typed(old: pd.DataFrame, new: pd.DataFrame, threshold: int) -> set[str]:
    """Territories where a few texts were added, or taken away."""
    codes: set[str] = set()
    for more, less in ((old, new), (new, old)):
        rest = _without(more, less).groupby("territory").size()
        codes |= set(rest[rest < threshold].index)
    return codes


def _other_rows(old: pd.DataFrame, new: pd.DataFrame) -> set[tuple[str, str]]:
    """Units of which a table says anything else."""
    rest = pd.concat([_without(old, new), _without(new, old)])
    return set(zip(rest["territory"], rest["campaign"], strict=True))


def _without(more: pd.DataFrame, less: pd.DataFrame) -> pd.DataFrame:
    """Rows of one frame that another does not have, or not as often."""
    columns = sorted(set(map(str, more)) & set(map(str, less)))
    counted = [_numbered(frame[columns]) for frame in (more, less)]
    return counted[0].merge(counted[1], how="left", indicator=True).query("_merge == 'left_only'")


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Write every cell as text, and say of rows that are the same which of them each is."""
    text = frame.astype("object").where(frame.notna(), "").astype("str")
    return text.assign(again=text.groupby(list(text)).cumcount() if len(text) else 0)
