"""A reviewer's ratings beside the scores of a territory."""

from __future__ import annotations

import numpy as np
import pandas as pd

from revue_analytics.review.common import n_common
from revue_analytics.scoring import Availability, Scores, aggregate, coverage, normalise

__all__ = ["reviewer_table"]

COLUMNS = ["territory", "campaign", "node", "kind", "score", "reviewed", "difference", "n_common", "reason"]


def reviewer_table(scores: Scores, reviewer: pd.DataFrame) -> pd.DataFrame:
    """Set what a reviewer gives beside what respondents say, over the criteria that have both.

    A reviewer's ratings are a statement of theirs: they enter no score, count nobody, and are published as they are.
    Both sides of a node are made of the same criteria, by the methods of the campaign, so that their difference says
    how the two judge the same things and not what either left out.

    Parameters
    ----------
    scores
        Scores of the units.
    reviewer
        ``territory``, ``campaign``, ``criterion``, ``reviewed_level``, ``reason``; one row for each.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``node``, ``kind``, ``score`` and ``reviewed`` on 0–100, ``difference`` =
    reviewed − score, ``n_common`` criteria that both are made of, ``reason`` (of criteria, else empty). Only nodes of
    which both cover enough.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.scoring import score_table
    >>> framework = load_framework()
    >>> x = pd.DataFrame([[2.0] * 18], columns=list(framework.leaf_ids), index=["01004"])
    >>> scores = score_table(x, framework)
    >>> seen = pd.DataFrame({"territory": ["01004"] * 2, "campaign": [""] * 2, "criterion": ["I5A", "I5B"],
    ...                      "reviewed_level": [1, 2], "reason": ["", ""]})
    >>> reviewer_table(scores, seen)[["node", "score", "reviewed", "difference"]].to_numpy().tolist()
    [['I5', 50.0, 37.5, -12.5], ['I5A', 50.0, 25.0, -25.0], ['I5B', 50.0, 50.0, 0.0]]
    """
    tree, ids = scores.tree, scores.framework.leaf_ids
    units = scores.units if "campaign" in scores.units else scores.units.assign(campaign="")
    parts = []
    for (territory, campaign), given in reviewer.groupby(["territory", "campaign"], sort=True):
        here = np.flatnonzero((units["territory"].astype(str) == territory) & (units["campaign"] == campaign))
        if not len(here):
            continue
        own = scores.on_0_100[here[0], tree.leaves]
        levels = given.set_index("criterion")["reviewed_level"].astype("float64").reindex(list(ids)).to_numpy()
        seen = normalise(levels[None], scores.framework, scores.methodology)[0]
        common = ~np.isnan(own) & ~np.isnan(seen)
        applies = scores.status[here[0], tree.leaves] != "not_applicable"
        share = coverage(tree, common[None], applies[None])[0]
        availability = Availability.of(share, scores.methodology.minimum_coverage)
        frame = pd.DataFrame({"territory": territory, "campaign": campaign, "node": tree.node_ids})
        frame["kind"] = tree.depth_names
        frame["score"] = aggregate(tree, np.where(common, own, np.nan), availability)
        frame["reviewed"] = aggregate(tree, np.where(common, seen, np.nan), availability)
        frame["difference"] = frame["reviewed"] - frame["score"]
        frame["n_common"] = n_common(scores, common)
        reasons = given.set_index("criterion")["reason"]
        frame["reason"] = frame["node"].map(reasons).fillna("").astype("str")
        parts.append(frame[availability.scored & frame["score"].notna()])
    if not parts:
        return pd.DataFrame({name: [] for name in COLUMNS}).astype({"territory": "str", "reason": "str"})
    return pd.concat(parts, ignore_index=True)[COLUMNS]
