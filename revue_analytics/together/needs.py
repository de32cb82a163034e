"""What many territories have in common: criteria short of their target, and the actions that could be pooled."""

from __future__ import annotations

import pandas as pd

from revue_analytics.errors import shorten
from revue_analytics.framework import Framework
from revue_analytics.together.value import LONGEST

__all__ = ["action_table", "needs_table", "together_table"]

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
    found = carried.groupby("node").agg(
        n=("short", "size"), short=("short", "sum"), shortfall=("shortfall", "mean"), carried=("carried", "sum")
    )
    found = found.reindex(leaves)
    limits = findings.loc[findings["finding"] == "limit", "criterion"].value_counts()
    total = found["carried"].sum()
    found["share"] = found["carried"] / total if total > 0 else float("nan")
    found["limit"] = limits.reindex(leaves)
    counts = found[["n", "short", "limit"]].fillna(0).astype("int64")
    found = found.assign(**{name: counts[name] for name in counts}, order=range(len(leaves)))
    ranked = found.sort_values(["share", "order"], ascending=[False, True], na_position="last")
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
    rows, concerned = [], []
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


def together_table(territories: pd.DataFrame, concerned: pd.DataFrame) -> pd.DataFrame:
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
        found = mine.groupby(["order", scope], sort=True).size().rename("n").reset_index()
        found = found[found["n"] >= TOGETHER].sort_values(["order", "n"], ascending=[True, False], kind="stable")
        found = found.groupby("order").head(PLACES)
        names = territories.drop_duplicates(scope).set_index(scope)[f"{scope}_name"].astype(str)
        named = found[scope].map(names)
        found["place"] = [shorten(place, LONGEST) for place in named.where(named != "", found[scope])]
        found["n_place"] = found[scope].map(sizes).astype("int64")
        frames.append(found.assign(scope=scope)[["order", "scope", "place", "n", "n_place"]])
    return pd.concat(frames, ignore_index=True)
