"""The tables that sum a portfolio up: where the territories stand, what moved, what they need, what that rests on."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.agreement.results import FALSE_DISCOVERIES, LEAST_DIFFERENCE
from revue_analytics.errors import shorten
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.portfolios.group import LONGEST

QUARTERS = {"lowest": 0.0, "q25": 0.25, "median": 0.5, "q75": 0.75, "highest": 1.0}


def wide(scores: pd.DataFrame, column: str, nodes: list[str], codes: list[str]) -> pd.DataFrame:
    """Give one column of a table of scores as territories × nodes, NaN where there is no row."""
    kept = scores[scores["node"].isin(nodes)]
    table = kept.pivot_table(index="territory", columns="node", values=column, aggfunc="first")
    return table.reindex(index=codes, columns=nodes).astype("Float64").astype("float64")


def ranking_table(framework: Framework, territories: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Overall score, interval and level of each territory, and its lowest indicator, in the order of `territories`.

    The overall score is never read alone: `lowest` is the indicator with the lowest score, empty where all are equal.
    """
    codes, tops = list(territories["territory"]), list(framework.top_ids)
    overall = scores[scores["node"] == OVERALL].drop_duplicates("territory").set_index("territory").reindex(codes)
    table = territories[["territory", "name", "stratum", "departement", "epci"]].reset_index(drop=True)
    columns = ("n_respondents", "score", "low", "high", "level")
    table = table.assign(**{column: overall[column].to_numpy() for column in columns})
    tops_of = wide(scores, "score", tops, codes)
    unequal = (tops_of.max(axis=1) - tops_of.min(axis=1)) > 1e-9
    lowest = pd.Series("", index=tops_of.index, dtype="str")
    if unequal.any():
        lowest.update(tops_of[unequal].idxmin(axis=1).astype("str"))
    table["lowest"] = lowest.to_numpy()
    return table.astype({"n_respondents": "Int64", "level": "Int8"})


def level_table(framework: Framework, scores: pd.DataFrame) -> pd.DataFrame:
    """Number of territories at each level, overall and by indicator; the level is missing where there is no score."""
    levels = [level.value for level in framework.scale.levels] if framework.scale is not None else []
    rows: list[tuple[str, Any, int]] = []
    for node in (OVERALL, *framework.top_ids):
        rated = scores[scores["node"] == node]
        counts = rated["level"].value_counts()
        rows += [(node, level, int(counts.get(level, 0))) for level in levels]
        rows.append((node, pd.NA, int(rated["level"].isna().sum())))
    return pd.DataFrame(rows, columns=["node", "level", "n"]).astype({"level": "Int8", "n": "int64"})


def spread_table(framework: Framework, scores: pd.DataFrame) -> pd.DataFrame:
    """Quartiles of the scores of the territories, overall and by indicator."""
    rows = []
    for node in (OVERALL, *framework.top_ids):
        values = scores.loc[scores["node"] == node, "score"].dropna()
        rows.append((node, len(values), *(values.quantile(q) for q in QUARTERS.values())))
    return pd.DataFrame(rows, columns=["node", "n", *QUARTERS])


def departement_table(territories: pd.DataFrame, ranking: pd.DataFrame, least: int) -> pd.DataFrame:
    """Territories and median overall score of each département; no median of fewer than `least` scores."""
    table = ranking[["territory", "departement", "score"]].merge(
        territories[["territory", "departement_name"]], on="territory"
    )
    table = table[table["departement"].astype(str) != ""]
    places = table.groupby("departement", sort=True).agg(
        name=("departement_name", "first"),
        n=("territory", "size"),
        n_scored=("score", "count"),
        median=("score", "median"),
    )
    places["median"] = places["median"].where(places["n_scored"] >= least)
    return places.reset_index()


def strata_table(
    framework: Framework, territories: pd.DataFrame, scores: pd.DataFrame, order: list[str], least: int
) -> pd.DataFrame:
    """Median score of each node by stratum, strata of at least `least` territories; no median of fewer scores."""
    sizes = territories["stratum"].value_counts()
    kept = [stratum for stratum in order if sizes.get(stratum, 0) >= least]
    nodes = [OVERALL, *framework.top_ids]
    values = wide(scores, "score", nodes, list(territories["territory"]))
    strata = territories.set_index("territory")["stratum"].reindex(values.index)
    rows = []
    for stratum in kept:
        part = values[(strata == stratum).to_numpy()]
        for node in nodes:
            n = int(part[node].notna().sum())
            rows.append((stratum, int(sizes[stratum]), node, n, part[node].median() if n >= least else float("nan")))
    return pd.DataFrame(rows, columns=["stratum", "n", "node", "n_scored", "median"])


def side_by_side_table(framework: Framework, scores: pd.DataFrame, chosen: Sequence[str]) -> pd.DataFrame:
    """Compare each pair of the chosen territories, overall and on each indicator.

    A difference holds when the two intervals do not overlap, which readers can check on the figure; see
    `revue_analytics.portfolios.exchanges`.

    Returns
    -------
    Frame ``node``, ``one``, ``other``, ``difference`` (score of `one` minus that of `other`), ``margin`` (points
    between the intervals, negative where they overlap), ``holds``; a pair without two scores has no row.
    """
    nodes, codes = [OVERALL, *framework.top_ids], list(chosen)
    score, low, high = (wide(scores, name, nodes, codes).to_numpy().T for name in ("score", "low", "high"))
    rows = []
    for node, values, least, most in zip(nodes, score, low, high, strict=True):
        for i, j in combinations(range(len(codes)), 2):
            difference = values[i] - values[j]
            if np.isnan(difference):
                continue
            margin = max(least[i] - most[j], least[j] - most[i])
            rows.append((node, codes[i], codes[j], difference, margin, bool(margin > 0)))
    return pd.DataFrame(rows, columns=["node", "one", "other", "difference", "margin", "holds"])


def change_table(framework: Framework, change: pd.DataFrame) -> pd.DataFrame:
    """Count the territories that rose or fell beyond what the answers leave uncertain.

    Parameters
    ----------
    change
        Rows of ``change`` up to the current campaign.

    Returns
    -------
    Frame ``node``, ``n`` (territories compared), ``risen`` (interval of the difference above zero), ``fallen`` (below),
    ``open`` (neither), ``median`` (of the differences); overall first, then the indicators.
    """
    rows = []
    for node in (OVERALL, *framework.top_ids):
        moved = change[(change["node"] == node) & change["difference"].notna()]
        risen, fallen = int((moved["low"] > 0).sum()), int((moved["high"] < 0).sum())
        rows.append((node, len(moved), risen, fallen, len(moved) - risen - fallen, moved["difference"].median()))
    return pd.DataFrame(rows, columns=["node", "n", "risen", "fallen", "open", "median"])


AT_MOST = 6
"""Pooled actions that are listed."""


PLACES = 3
"""Places that are named for each."""


TOGETHER = 2
"""Territories of a place that make an action worth pooling there."""


def needs_table(framework: Framework, gaps: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """How many territories fall short of their target on each criterion, and for how many it is a limit.

    Returns
    -------
    Frame ``criterion``, ``n`` (territories with a score), ``short`` (below their target), ``limit`` (below half of the
    scale nine times out of ten), ``shortfall`` (mean points missing), ``share`` (of the points missing in all
    territories together, by weight); the widest common need first.
    """
    leaves = list(framework.leaf_ids)
    table = gaps[gaps["node"].isin(leaves) & gaps["shortfall"].notna()]
    carried = table.assign(carried=table["weight"] * table["shortfall"], short=table["shortfall"] > 1e-9)
    criteria = carried.groupby("node").agg(
        n=("short", "size"), short=("short", "sum"), shortfall=("shortfall", "mean"), carried=("carried", "sum")
    )
    criteria = criteria.reindex(leaves)
    limits = findings.loc[findings["finding"] == "limit", "criterion"].value_counts()
    total = criteria["carried"].sum()
    criteria["share"] = criteria["carried"] / total if total > 0 else float("nan")
    criteria["limit"] = limits.reindex(leaves)
    counts = criteria[["n", "short", "limit"]].fillna(0).astype("int64")
    criteria = criteria.assign(order=range(len(leaves)))
    criteria[["n", "short", "limit"]] = counts
    ranked = criteria.sort_values(["share", "order"], ascending=[False, True], na_position="last")
    return ranked.rename_axis("criterion").reset_index()[["criterion", "n", "short", "limit", "shortfall", "share"]]


def action_table(framework: Framework, scores: pd.DataFrame, needs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Next step of the territories on the criteria where most of them fall short.

    A territory's next step on a criterion is the first action that leads above the level it has reached.

    Returns
    -------
    The actions, those that most points hang on first: ``order``, ``action``, ``criterion``, ``to_level``, ``n``
    (territories whose next step it is); and each territory concerned: ``order``, ``territory``.
    """
    common = needs[(needs["n"] > 0) & (needs["short"] * 2 > needs["n"])]["criterion"]
    rows: list[tuple[int, str, str, int, int]] = []
    concerned: list[pd.DataFrame] = []
    for criterion in common:
        if len(rows) == AT_MOST:
            break
        reached = scores[(scores["node"] == criterion) & scores["level"].notna()].set_index("territory")["level"]
        steps = sorted(framework.node(criterion).actions, key=lambda action: action.to_level)
        next_step = {level: next((a for a in steps if a.to_level > level), None) for level in reached.unique()}
        chosen = reached.map({level: action.id for level, action in next_step.items() if action is not None}).dropna()
        if chosen.empty:
            continue
        action = chosen.value_counts(sort=True).index[0]
        codes = chosen.index[chosen == action]
        if len(codes) < TOGETHER:
            continue
        to_level = next(step.to_level for step in steps if step.id == action)
        rows.append((len(rows) + 1, action, criterion, to_level, len(codes)))
        concerned.append(pd.DataFrame({"order": len(rows), "territory": codes}))
    columns = ["order", "action", "criterion", "to_level", "n"]
    none = pd.DataFrame({"order": pd.Series(dtype="int64"), "territory": pd.Series(dtype="str")})
    return pd.DataFrame(rows, columns=columns), pd.concat(concerned) if concerned else none


def pooled_table(territories: pd.DataFrame, concerned: pd.DataFrame) -> pd.DataFrame:
    """Where an action could be carried out together: EPCI, then départements, that most territories concerned share.

    Returns
    -------
    Frame ``order`` (of the action), ``scope`` (``epci`` or ``departement``), ``place`` (its name, or its code where it
    has none), ``n`` (territories concerned), ``n_place`` (territories of the portfolio there).
    """
    table = concerned.merge(territories, on="territory")
    frames = []
    for scope in ("epci", "departement"):
        mine = table[table[scope].astype(str) != ""]
        sizes = territories[scope].value_counts()
        shared = mine.groupby(["order", scope], sort=True).size().rename("n").reset_index()
        shared = shared[shared["n"] >= TOGETHER].sort_values(["order", "n"], ascending=[True, False], kind="stable")
        shared = shared.groupby("order").head(PLACES)
        names = territories.drop_duplicates(scope).set_index(scope)[f"{scope}_name"].astype(str)
        named = shared[scope].map(names)
        shared["place"] = [shorten(place, LONGEST) for place in named.where(named != "", shared[scope])]
        shared["n_place"] = shared[scope].map(sizes).astype("int64")
        frames.append(shared.assign(scope=scope)[["order", "scope", "place", "n", "n_place"]])
    return pd.concat(frames, ignore_index=True)


def agreement_table(framework: Framework, agreement: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
    """Quartiles over the territories of the consensus of all respondents on each criterion.

    Parameters
    ----------
    agreement, differences
        Rows of ``agreement`` and ``group_differences`` of the campaign.

    Returns
    -------
    Frame ``criterion``, ``n`` (territories where the consensus is known), ``q25``, ``median``, ``q75`` (0 split between
    the ends of the scale, 1 all alike), ``n_differ`` (territories where two groups differ by half a level or more,
    beyond chance); in the framework's order, empty where nothing is known.
    """
    if agreement.empty:
        return pd.DataFrame(columns=["criterion", "n", "q25", "median", "q75", "n_differ"])
    leaves = list(framework.leaf_ids)
    mine = agreement[
        (agreement["scope"] == "criterion")
        & (agreement["group"] == "all")
        & (agreement["statistic"] == "ordinal_consensus")
    ]
    values = mine.groupby("node")["value"]
    table = pd.DataFrame(
        {"n": values.count(), "q25": values.quantile(0.25), "median": values.median(), "q75": values.quantile(0.75)}
    ).reindex(leaves)
    table["n"] = table["n"].fillna(0).astype("int64")
    table["n_differ"] = 0
    if len(differences):
        clear = (differences["q_value"] <= FALSE_DISCOVERIES) & (
            differences["difference"].abs() >= LEAST_DIFFERENCE - 1e-9
        )
        differing = differences[clear].groupby("criterion")["territory"].nunique()
        table["n_differ"] = differing.reindex(leaves).fillna(0).astype("int64")
    return table.rename_axis("criterion").reset_index()


def aim_table(convergence: pd.DataFrame) -> pd.DataFrame:
    """Count the territories whose respondents have grown closer since the last campaign, or further apart.

    Returns
    -------
    Frame ``aim`` (``current``, ``desired``, ``importance_rank``), ``n`` (territories compared), ``closer`` (interval of
    the change above zero), ``further`` (below).
    """
    columns = ["aim", "n", "closer", "further"]
    if convergence.empty:
        return pd.DataFrame(columns=columns)
    # Half the L1 distance of the importance weights is left out: there, less is closer.
    known = convergence[convergence["change"].notna() & (convergence["aim"] != "importance_weights")]
    counted = known.assign(closer=known["low"] > 0, further=known["high"] < 0)
    counts = counted.groupby("aim", sort=True).agg(
        n=("closer", "size"), closer=("closer", "sum"), further=("further", "sum")
    )
    return counts.astype("int64").reset_index()[columns]


KINDS = ("rated", "unknown", "not_applicable", "not_asked")


def respondent_table(participation: pd.DataFrame) -> pd.DataFrame:
    """Respondents by group of all territories together.

    ``n_asked`` is the respondents of the groups for which the number of people invited is known, `invited` that
    number: their ratio is the response rate. Groups that were merged count under ``others`` or ``all``.
    """
    known_invited = participation["invited"].notna()
    known = participation["n_respondents"].where(known_invited, 0)
    table = participation.assign(n_asked=known, invited=participation["invited"].fillna(0))
    groups = table.groupby("group", sort=True).agg(
        n_territories=("territory", "nunique"),
        n_respondents=("n_respondents", "sum"),
        n_asked=("n_asked", "sum"),
        invited=("invited", "sum"),
    )
    return groups.astype("int64").reset_index()


def answer_table(framework: Framework, answers: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """What was answered to each criterion over all territories where counts may be shown, as shares of the answers.

    ``n_without`` counts the territories in which the criterion applies and has no score.
    """
    leaves = list(framework.leaf_ids)
    kinds = {
        "rated": "n_rated",
        "unknown": "n_unknown",
        "not_applicable": "n_not_applicable",
        "not_asked": "n_not_asked",
    }
    counts = answers.groupby("criterion")[list(kinds.values())].sum().reindex(leaves).fillna(0)
    total = counts.sum(axis=1)
    table = pd.DataFrame({name: counts[column] / total.where(total > 0) for name, column in kinds.items()})
    table.insert(0, "n_answers", total.astype("int64"))
    without = scores.loc[scores["status"] == "insufficient", "node"].value_counts()
    table["n_without"] = without.reindex(leaves).fillna(0).astype("int64")
    return table.rename_axis("criterion").reset_index()


def quality_table(
    scores: pd.DataFrame, ranking: pd.DataFrame, left_out: Mapping[str, int], threshold: int, campaign_size: int
) -> pd.DataFrame:
    """Count what limits the results: territories held back, without a score, with reduced numbers, partly covered.

    ``of`` is what each is counted among; `left_out` says how many of the campaign are `held_back` and `too_few`.
    """
    overall = scores[scores["node"] == OVERALL].drop_duplicates("territory")
    n = len(ranking)
    there = ranking["n_respondents"].notna()
    rows = [
        ("territories", n, campaign_size),
        ("with_answers", int(there.sum()), n),
        ("without_score", int((there & ranking["score"].isna()).sum()), n),
        ("few_respondents", int((ranking["n_respondents"].fillna(threshold) < threshold).sum()), n),
        ("too_few", left_out["too_few"], n + left_out["too_few"]),
        ("partly_covered", int((overall["score"].notna() & (overall["coverage"] < 1 - 1e-9)).sum()), n),
        ("held_back", left_out["held_back"], n + left_out["held_back"]),
    ]
    return pd.DataFrame(rows, columns=["measure", "n", "of"])
