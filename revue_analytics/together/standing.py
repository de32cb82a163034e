"""Where the territories stand: each of them, all together, by département, by stratum."""

from __future__ import annotations

import pandas as pd

from revue_analytics.framework import OVERALL, Framework

__all__ = ["departement_table", "level_table", "spread_table", "standing_table", "strata_table", "wide"]

QUARTERS = {"lowest": 0.0, "q25": 0.25, "median": 0.5, "q75": 0.75, "highest": 1.0}


def wide(scores: pd.DataFrame, column: str, nodes: list[str], codes: list[str]) -> pd.DataFrame:
    """Give one column of a table of scores as territories × nodes, NaN where there is no row."""
    kept = scores[scores["node"].isin(nodes)]
    table = kept.pivot_table(index="territory", columns="node", values=column, aggfunc="first")
    return table.reindex(index=codes, columns=nodes).astype("Float64").astype("float64")


def standing_table(framework: Framework, territories: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Overall score, interval and level of each territory, and its lowest indicator, in the order of `territories`.

    The overall score is never read alone: `lowest` is the indicator with the lowest score, empty where all are equal.
    """
    codes, tops = list(territories["territory"]), list(framework.top_ids)
    overall = scores[scores["node"] == OVERALL].drop_duplicates("territory").set_index("territory").reindex(codes)
    table = territories[["territory", "name", "stratum", "departement", "epci"]].reset_index(drop=True)
    for column in ("n_respondents", "score", "low", "high", "level"):
        table[column] = overall[column].to_numpy()
    tops_of = wide(scores, "score", tops, codes)
    unequal = (tops_of.max(axis=1) - tops_of.min(axis=1)) > 1e-9
    lowest = pd.Series("", index=tops_of.index, dtype="str")
    if unequal.any():
        lowest[unequal] = tops_of[unequal].idxmin(axis=1)
    table["lowest"] = lowest.to_numpy()
    return table.astype({"n_respondents": "Int64", "level": "Int8"})


def level_table(framework: Framework, scores: pd.DataFrame) -> pd.DataFrame:
    """Number of territories at each level, overall and by indicator; the level is missing where there is no score."""
    levels = [level.value for level in framework.scale.levels] if framework.scale is not None else []
    rows = []
    for node in (OVERALL, *framework.top_ids):
        found = scores[scores["node"] == node]
        counts = found["level"].value_counts()
        rows += [(node, level, int(counts.get(level, 0))) for level in levels]
        rows.append((node, pd.NA, int(found["level"].isna().sum())))
    return pd.DataFrame(rows, columns=["node", "level", "n"]).astype({"level": "Int8", "n": "int64"})


def spread_table(framework: Framework, scores: pd.DataFrame) -> pd.DataFrame:
    """Quartiles of the scores of the territories, overall and by indicator."""
    rows = []
    for node in (OVERALL, *framework.top_ids):
        values = scores.loc[scores["node"] == node, "score"].dropna()
        rows.append((node, len(values), *(values.quantile(q) for q in QUARTERS.values())))
    return pd.DataFrame(rows, columns=["node", "n", *QUARTERS])


def departement_table(territories: pd.DataFrame, standing: pd.DataFrame, least: int) -> pd.DataFrame:
    """Territories and median overall score of each département; no median of fewer than `least` scores."""
    table = standing[["territory", "departement", "score"]].merge(
        territories[["territory", "departement_name"]], on="territory"
    )
    table = table[table["departement"].astype(str) != ""]
    found = table.groupby("departement", sort=True).agg(
        name=("departement_name", "first"),
        n=("territory", "size"),
        n_scored=("score", "count"),
        median=("score", "median"),
    )
    found["median"] = found["median"].where(found["n_scored"] >= least)
    return found.reset_index()


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
