"""A few territories side by side: which differences hold, and which the answers leave open."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from revue_analytics.framework import OVERALL, Framework
from revue_analytics.together.standing import wide

__all__ = ["apart_table"]


def apart_table(framework: Framework, scores: pd.DataFrame, chosen: Sequence[str]) -> pd.DataFrame:
    """Compare each pair of the chosen territories, overall and on each indicator.

    A difference holds when the two intervals do not overlap, which readers can check on the figure; see
    `revue_analytics.together.exchanges`.

    Returns
    -------
    Frame ``node``, ``one``, ``other``, ``difference`` (score of `one` minus that of `other`), ``margin`` (points
    between the intervals, negative where they overlap), ``holds``; a pair without two scores has no row.
    """
    nodes, codes = [OVERALL, *framework.top_ids], list(chosen)
    score, low, high = (wide(scores, name, nodes, codes) for name in ("score", "low", "high"))
    rows = []
    for node in nodes:
        for one, other in combinations(codes, 2):
            difference = score.loc[one, node] - score.loc[other, node]
            if pd.isna(difference):
                continue
            margin = max(low.loc[one, node] - high.loc[other, node], low.loc[other, node] - high.loc[one, node])
            rows.append((node, one, other, difference, margin, bool(margin > 0)))
    return pd.DataFrame(rows, columns=["node", "one", "other", "difference", "margin", "holds"])
