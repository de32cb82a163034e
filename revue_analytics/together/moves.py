"""What changed since the last campaign, over the territories that took part in both."""

from __future__ import annotations

import pandas as pd

from revue_analytics.framework import OVERALL, Framework

__all__ = ["move_table"]


def move_table(framework: Framework, change: pd.DataFrame) -> pd.DataFrame:
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
        found = change[(change["node"] == node) & change["difference"].notna()]
        risen, fallen = int((found["low"] > 0).sum()), int((found["high"] < 0).sum())
        rows.append((node, len(found), risen, fallen, len(found) - risen - fallen, found["difference"].median()))
    return pd.DataFrame(rows, columns=["node", "n", "risen", "fallen", "open", "median"])
