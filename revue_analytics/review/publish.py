"""What may be shown of the answers themselves: by group, by level, comments, evidence. Nothing here names a respondent.

Groups are already merged, for each territory and on each criterion (`revue_analytics.scoring.disclosure`), so that
every cell there is may be shown.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from revue_analytics.methods.arrays import Bools
from revue_analytics.methods.pooling import lower_median
from revue_analytics.methods.reliability import alpha_interval
from revue_analytics.methods.respondents import ENOUGH_CRITERIA
from revue_analytics.review.tables import ReviewTables
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
from revue_analytics.tables import Ratings, read_evidence

SHOWN_FROM = 10
"""Respondents from which on it is said how their answers go together."""

UNIT = ["territory", "campaign"]


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
    columns = list(ReviewTables.participation.columns)
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
    table: pd.DataFrame = _by_criterion(counts)[shown.ravel()]
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
    keys = [*UNIT, "group", "indicator"]
    sums = total.groupby(keys, sort=True)[["points", "n"]].sum()
    everyone = sums.assign(points=sums["points"] / sums["n"]).reset_index()
    columns = [*keys, "points", "n"]
    return pd.concat([by_group[columns], everyone[columns]], ignore_index=True).drop_duplicates(keys, ignore_index=True)


def comment_table(counts: ResponseCounts, ratings: Ratings, threshold: int, seed: int) -> pd.DataFrame:
    """Comments of the territories with enough respondents, shuffled, with neither respondent nor college."""
    table = ratings.table
    commented = (table["comment"] != "") & (table["status"] != "not_applicable")  # that is a reason
    remarks = table[commented].rename(columns={"criterion": "node"})
    keys = [*UNIT, "node", "comment"]
    table = pd.concat([remarks[keys], ratings.comments[keys]], ignore_index=True).sort_values(keys, ignore_index=True)
    table = table[_of_enough(counts, table, threshold)]
    parts = [
        part.iloc[stream(seed, str(key[0]), str(key[1]), "comments").permutation(len(part))]
        for key, part in table.groupby(UNIT, sort=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else table.reset_index(drop=True)


def reason_table(ratings: Ratings, threshold: int) -> pd.DataFrame:
    """Group the reasons given for "not applicable" by what they say, and count those that enough people gave alike.

    A reason is no comment: it is never shown as one person's. Case, spaces and a full stop make no difference; of the
    ways in which a reason is written, the most frequent stands for all.
    """
    keys = [*UNIT, "criterion"]
    rows = ratings.table[((ratings.table["status"] == "not_applicable") & (ratings.table["comment"] != "")).to_numpy()]
    written = rows["comment"].astype("str").str.split().str.join(" ").str.rstrip(" .")
    rows = rows[keys].assign(reason=written, alike=written.str.casefold())
    rows = rows[rows["alike"] != ""]
    reasons: pd.DataFrame = rows.groupby([*keys, "alike"], sort=True).agg(
        reason=("reason", lambda texts: sorted(texts.mode())[0]), n=("reason", "size")
    )
    return reasons[reasons["n"] >= threshold].reset_index()[[*keys, "reason", "n"]]


def evidence_table(counts: ResponseCounts, ratings: Ratings, threshold: int) -> pd.DataFrame:
    """List the evidence of each criterion once, in the order of its titles, without who named it.

    Only of territories where at least the threshold of people answered: of fewer, what is named may tell who names it.
    """
    named = ratings.table[(ratings.table["evidence"].str.strip() != "").to_numpy()]
    named = named[_of_enough(counts, named, threshold)]
    read = {text: read_evidence(str(text)) for text in named["evidence"].unique()}
    parts = {part: [getattr(read[text], part) for text in named["evidence"]] for part in ("title", "reference", "date")}
    columns = list(ReviewTables.evidence.columns)
    return named.assign(**parts)[columns].drop_duplicates().sort_values(columns, ignore_index=True)


def declared_only(counts: ResponseCounts, ratings: Ratings) -> Bools:
    """(n, K) whether a criterion was rated and no rating of it names any evidence."""
    table = ratings.table
    rated = table[((table["status"] == "rated") & (table["aspect"] == "current")).to_numpy()]
    units = pd.MultiIndex.from_frame(counts.units)
    unit = units.get_indexer(pd.MultiIndex.from_frame(rated[UNIT]))
    criterion = pd.Index(counts.framework.leaf_ids).get_indexer(pd.Index(rated["criterion"]))
    backed = np.zeros(counts.excluded.shape, dtype=bool)
    named = (rated["evidence"].str.strip() != "").to_numpy()
    backed[unit[named], criterion[named]] = True
    return np.asarray((counts.rated > 0) & ~backed)


def resemblance_table(counts: ResponseCounts) -> pd.DataFrame:
    """Return what each unit with enough respondents says of how its people answer.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``n`` people with a rated answer, ``n_criteria``, ``design_effect`` (how many
    times the variance of their mean is what independent answers would give: ``1 + (K - 1) rho``, at least 1), ``worth``
    (independent answers to each criterion that theirs are worth: n / design effect), ``alpha`` (Cronbach's, within
    groups: ``K rho / (1 + (K - 1) rho)``) with its ``low`` and ``high`` (Feldt's interval). All of them follow from
    alpha, to two decimals, and the numbers of people and criteria: they say nothing more of the answers.

    References
    ----------
    Kish (1965), *Survey Sampling*, section 5.4. Feldt, Woodruff & Salih (1987).
    """
    rows = []
    answered = (counts.current.sum(axis=(1, 3)) > 0) & ~counts.excluded
    for unit, (territory, campaign) in enumerate(counts.units.itertuples(index=False)):
        n, n_criteria = int(counts.n_respondents[unit, 0]), int(answered[unit].sum())
        rho, degrees = counts.alike[unit].rho, counts.alike[unit].degrees
        if n < SHOWN_FROM or n_criteria < ENOUGH_CRITERIA or degrees < 1:
            continue
        alpha = round(max(n_criteria * rho, 0.0) / max(1.0 + (n_criteria - 1) * rho, 1.0), 2)
        effect = n_criteria / (n_criteria - (n_criteria - 1) * alpha)
        ends = alpha_interval(alpha, degrees, n_criteria)
        rows.append((territory, campaign, n, n_criteria, effect, max(round(n / effect), 1), alpha, *ends))
    return pd.DataFrame(rows, columns=list(ReviewTables.resemblance.columns))


def _by_criterion(counts: ResponseCounts) -> pd.DataFrame:
    """One row per unit and criterion."""
    leaves = counts.framework.leaf_ids
    table = counts.units.loc[counts.units.index.repeat(len(leaves))].reset_index(drop=True)
    table["criterion"] = pd.array(np.tile(np.array(leaves, dtype=object), len(counts.units)), dtype="str")
    return table


def _of_enough(counts: ResponseCounts, table: pd.DataFrame, threshold: int) -> Bools:
    """Which rows are of a unit in which at least the threshold of people answered."""
    enough = pd.MultiIndex.from_frame(counts.units[counts.respondents.sum(axis=1) >= threshold])
    return np.asarray(pd.MultiIndex.from_frame(table[UNIT]).isin(enough))
