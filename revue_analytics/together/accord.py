"""How far the respondents of each territory agree, seen over all territories."""

from __future__ import annotations

import pandas as pd

from revue_analytics.agreement.discussion import FALSE_DISCOVERIES, LEAST_DIFFERENCE
from revue_analytics.framework import Framework

__all__ = ["accord_table", "aim_table"]


def accord_table(framework: Framework, agreement: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
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
        found = differences[clear].groupby("criterion")["territory"].nunique()
        table["n_differ"] = found.reindex(leaves).fillna(0).astype("int64")
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
    found = counted.groupby("aim", sort=True).agg(
        n=("closer", "size"), closer=("closer", "sum"), further=("further", "sum")
    )
    return found.astype("int64").reset_index()[columns]
