"""What may be shown of the answers themselves: by group, by level, comments. Nothing here names a respondent.

Groups are already merged, for each territory and on each criterion (`revue_analytics.scoring.disclosure`), so that
every cell there is may be shown.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.methods.pooling import lower_median
from revue_analytics.review.evidence import declared_only
from revue_analytics.scoring import (
    EVERYONE,
    Methodology,
    ResponseCounts,
    criterion_levels,
    importance_points,
    normalise,
    pool,
)
from revue_analytics.scoring.disclosure import SPREAD_FROM, spread_told
from revue_analytics.sensitivity import stream
from revue_analytics.tables import Ratings

__all__ = [
    "answer_table",
    "comment_table",
    "desired_table",
    "group_table",
    "importance_table",
    "level_table",
    "participation",
    "reason_table",
]

Floats = NDArray[np.float64]


def participation(counts: ResponseCounts, invited: pd.DataFrame) -> pd.DataFrame:
    """Who answered: one row per unit and group."""
    sizes, asked = counts.group_sizes, counts.group_invited(invited)
    rows = []
    for unit, (territory, campaign) in enumerate(counts.units.itertuples(index=False)):
        names = counts.group_names(unit)
        together = "+".join(c for c, merged in zip(counts.colleges, counts.merged[unit], strict=True) if merged)
        for group in np.flatnonzero(sizes[unit]):
            colleges = together if group == len(counts.colleges) else names[group]
            rows.append((territory, campaign, names[group], colleges, sizes[unit, group], asked[unit, group]))
    columns = ["territory", "campaign", "group", "colleges", "n_respondents", "invited"]
    return pd.DataFrame(rows, columns=columns).astype({"invited": "Int64", "n_respondents": "int64"})


def group_table(counts: ResponseCounts, methodology: Methodology) -> pd.DataFrame:
    """Level of each group on each criterion, with the colleges that are counted in it there.

    The lower median describes how answers spread: it is told where they are enough (`SPREAD_FROM`).
    """
    levels = pool(counts.current, counts.levels, methodology)
    n_rated = counts.current.sum(axis=-1)
    shown = (n_rated > 0) & ~counts.excluded[:, None, :]
    unit, _group, criterion = np.nonzero(shown)
    table = counts.units.iloc[unit].reset_index(drop=True)
    for column, of in (("group", counts.cell_names), ("colleges", counts.cell_colleges)):
        cells = np.array([of(u) for u in range(len(counts.units))], dtype=object).reshape(shown.shape)
        table[column] = pd.array(cells[shown], dtype="str")
    table["criterion"] = pd.array(np.array(counts.framework.leaf_ids, dtype=object)[criterion], dtype="str")
    table["n"] = n_rated[shown]
    n, g, k = levels.shape
    scores = normalise(levels.reshape(n * g, k), counts.framework, methodology).reshape(n, g, k)
    table["score"] = scores[shown]
    median = np.where(spread_told(counts.current)[shown], lower_median(counts.current[shown], counts.levels), np.nan)
    table["lower_median"] = pd.array(median, dtype="Float64").astype("Int8")
    return table


def answer_table(counts: ResponseCounts, ratings: Ratings, threshold: int) -> pd.DataFrame:
    """How many answered what on each criterion, for the territories with enough respondents."""
    table = _by_criterion(counts)
    table["n_rated"] = counts.rated.ravel()
    table["n_unknown"] = counts.unknown.ravel()
    table["n_not_applicable"] = counts.not_applicable.ravel()
    table["n_not_asked"] = counts.not_asked.ravel()
    table["not_applicable"] = counts.excluded.ravel()
    table["declared"] = declared_only(counts, ratings).ravel()
    enough = counts.respondents.sum(axis=1) >= threshold
    return table[np.repeat(enough, len(counts.framework.leaf_ids))].reset_index(drop=True)


def level_table(counts: ResponseCounts) -> pd.DataFrame:
    """Number of answers at each level, for criteria with at least ten."""
    by_level = counts.current.sum(axis=1)
    shown = by_level.sum(axis=-1) >= SPREAD_FROM
    table = _by_criterion(counts)[shown.ravel()]
    table = table.loc[table.index.repeat(len(counts.levels))].reset_index(drop=True)
    table["level"] = np.tile(counts.levels.astype(np.int64), int(shown.sum()))
    table["count"] = by_level[shown].ravel()
    return table


def desired_table(counts: ResponseCounts, methodology: Methodology) -> pd.DataFrame:
    """Where respondents say the territory should be, for criteria that at least a threshold of them answered."""
    levels = criterion_levels(counts, methodology, "desired")
    table = _by_criterion(counts)
    table["score"] = normalise(levels, counts.framework, methodology).ravel()
    table["n"] = counts.desired.sum(axis=(1, 3)).ravel()
    shown = (table["n"] >= methodology.disclosure_threshold) & ~counts.excluded.ravel()
    return table[shown].reset_index(drop=True)


def importance_table(counts: ResponseCounts, ratings: Ratings, methodology: Methodology) -> pd.DataFrame:
    """Mean importance points of each indicator by group, and of everybody who shared points."""
    by_group = importance_points(counts, ratings, methodology)
    total = by_group.assign(points=by_group["points"] * by_group["n"], group=EVERYONE)
    sums = total.groupby(["territory", "campaign", "group", "indicator"], sort=True)[["points", "n"]].sum()
    everyone = sums.assign(points=sums["points"] / sums["n"]).reset_index()
    columns = ["territory", "campaign", "group", "indicator", "points", "n"]
    both = pd.concat([by_group[columns], everyone[columns]], ignore_index=True)
    return both.drop_duplicates(["territory", "campaign", "group", "indicator"], ignore_index=True)


def comment_table(counts: ResponseCounts, ratings: Ratings, threshold: int, seed: int) -> pd.DataFrame:
    """Comments of the territories with enough respondents, shuffled, with neither respondent nor college."""
    said = (ratings.table["comment"] != "") & (ratings.table["status"] != "not_applicable")  # that is a reason
    remarks = ratings.table[said].rename(columns={"criterion": "node"})
    keys = ["territory", "campaign", "node", "comment"]
    table = pd.concat([remarks[keys], ratings.comments[keys]], ignore_index=True).sort_values(keys, ignore_index=True)
    enough = pd.MultiIndex.from_frame(counts.units[counts.respondents.sum(axis=1) >= threshold])
    table = table[pd.MultiIndex.from_frame(table[["territory", "campaign"]]).isin(enough)]
    parts = [
        part.iloc[stream(seed, str(key[0]), str(key[1]), "comments").permutation(len(part))]
        for key, part in table.groupby(["territory", "campaign"], sort=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else table.reset_index(drop=True)


def reason_table(ratings: Ratings, threshold: int) -> pd.DataFrame:
    """Group the reasons given for "not applicable" by what they say, and count those that enough people gave alike.

    A reason is no comment: it is never shown as one person's. Case, spaces and a full stop make no difference; of the
    ways in which a reason is written, the most frequent stands for all.
    """
    keys = ["territory", "campaign", "criterion"]
    rows = ratings.table[((ratings.table["status"] == "not_applicable") & (ratings.table["comment"] != "")).to_numpy()]
    written = rows["comment"].astype("str").str.split().str.join(" ").str.rstrip(" .")
    rows = rows[keys].assign(reason=written, alike=written.str.casefold())
    rows = rows[rows["alike"] != ""]
    found = rows.groupby([*keys, "alike"], sort=True).agg(
        reason=("reason", lambda texts: sorted(texts.mode())[0]), n=("reason", "size")
    )
    return found[found["n"] >= threshold].reset_index()[[*keys, "reason", "n"]]


def _by_criterion(counts: ResponseCounts) -> pd.DataFrame:
    """One row per unit and criterion."""
    leaves = counts.framework.leaf_ids
    table = counts.units.loc[counts.units.index.repeat(len(leaves))].reset_index(drop=True)
    table["criterion"] = pd.array(np.tile(np.array(leaves, dtype=object), len(counts.units)), dtype="str")
    return table
