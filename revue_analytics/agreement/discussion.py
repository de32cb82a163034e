"""The criteria most worth discussing together: where groups see things differently, then where respondents do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from revue_analytics.agreement.results import Agreement
from revue_analytics.agreement.words import SHARED_FROM

DISCUSSED = 3
FALSE_DISCOVERIES = 0.1
"""A difference between groups goes beyond chance where its q-value is at most this."""
LEAST_DIFFERENCE = 12.5
"""Points out of 100 (half a level) below which a difference between groups is not worth a meeting."""

COLUMNS = (
    *("territory", "campaign", "order", "criterion", "reason", "group_a", "group_b"),
    *("difference", "consensus", "n_tied"),
)


def discussion_table(agreement: Agreement) -> pd.DataFrame:
    """Choose the criteria to discuss in each territory and campaign, three at most.

    First those on which two groups differ by at least half a level and beyond chance (q at most 0.1), the widest
    difference first; then those on which all respondents together share no view (consensus below 0.65), the lowest
    first, then those of which this is told in a word only. Exact ties keep the order of the framework.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``order``, ``criterion``, ``reason`` (``"groups"`` or ``"everyone"``),
    ``group_a`` (the higher), ``group_b``, ``difference`` (points out of 100, positive), ``consensus`` (of all
    respondents, NaN where it is not known), ``n_tied`` (criteria left out that are as worth it as this one).
    """
    place = {leaf: k for k, leaf in enumerate(agreement.framework.leaf_ids)}
    keys = ["territory", "campaign", "criterion"]
    table = agreement.differences
    clear = table[(table["q_value"] <= FALSE_DISCOVERIES) & (table["difference"].abs() >= LEAST_DIFFERENCE - 1e-9)]
    turned = (clear["difference"] < 0).to_numpy()
    apart = clear.assign(
        difference=clear["difference"].abs(),
        group_a=np.where(turned, clear["group_b"], clear["group_a"]),
        group_b=np.where(turned, clear["group_a"], clear["group_b"]),
    ).sort_values("difference", ascending=False, kind="stable")
    apart = apart.drop_duplicates(keys)[[*keys, "group_a", "group_b", "difference"]]
    one = agreement.measures
    one = one[(one["statistic"] == "ordinal_consensus") & (one["group"] == "all")].rename(columns={"node": "criterion"})
    both = one[[*keys, "value", "word"]].merge(apart, on=keys, how="outer").rename(columns={"value": "consensus"})
    kept = both[both["difference"].notna() | (both["word"] == "divided")]
    kept = kept.assign(
        reason=np.where(kept["difference"].notna(), "groups", "everyone"),
        worth=kept["difference"]
        .astype("float64")
        .fillna(-kept["consensus"].astype("float64").fillna(SHARED_FROM))
        .round(9),
        place=kept["criterion"].map(place),
    )
    kept = kept.sort_values(["territory", "campaign", "worth", "place"], ascending=[True, True, False, True])
    kept["order"] = kept.groupby(["territory", "campaign"]).cumcount() + 1
    left = kept[kept["order"] > DISCUSSED].groupby(["territory", "campaign", "worth"]).size().rename("n_tied")
    told = kept[kept["order"] <= DISCUSSED].merge(left.reset_index(), on=["territory", "campaign", "worth"], how="left")
    told["n_tied"] = told["n_tied"].fillna(0).astype("int64")
    return told.fillna({"group_a": "", "group_b": ""})[list(COLUMNS)].reset_index(drop=True)
