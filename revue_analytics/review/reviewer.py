"""A reviewer's ratings beside the scores of a territory."""

from __future__ import annotations

import numpy as np
import pandas as pd

from revue_analytics.review.comparison import Common
from revue_analytics.review.reading import floats
from revue_analytics.review.tables import ReviewTables
from revue_analytics.scoring import Scores, normalise


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
    for (territory, campaign), rated in reviewer.groupby(["territory", "campaign"], sort=True):
        here = np.flatnonzero((units["territory"].astype(str) == territory) & (units["campaign"] == campaign))
        if not len(here):
            continue
        own = scores.on_0_100[here[0], tree.leaves]
        levels = floats(rated.set_index("criterion")["reviewed_level"].reindex(list(ids)))
        seen = normalise(levels[None], scores.framework, scores.methodology)[0]
        judgements = np.stack([own, seen])
        applies = scores.status[here[0], tree.leaves] != "not_applicable"
        common = Common.of(scores, judgements, np.asarray(applies))
        frame = common.table(("score", "reviewed"), judgements).assign(territory=str(territory), campaign=str(campaign))
        frame["reason"] = frame["node"].map(rated.set_index("criterion")["reason"]).fillna("").astype("str")
        parts.append(frame[common.availability.scored & frame["score"].notna()])
    if not parts:
        return ReviewTables.reviewer.empty()
    return pd.concat(parts, ignore_index=True)[list(ReviewTables.reviewer.columns)]
