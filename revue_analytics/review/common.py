"""What two judgements of a territory have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from revue_analytics.framework import OVERALL
from revue_analytics.scoring import Scores

__all__ = ["n_common"]


def n_common(scores: Scores, common: NDArray[np.bool_]) -> list[int]:
    """Count the criteria below each node that both judgements have: (K,) marks of the leaves -> N counts."""
    ids, nodes = scores.framework.leaf_ids, scores.tree.node_ids
    below = [ids if node == OVERALL else scores.framework.leaves_of(node) for node in nodes]
    return [int(sum(common[ids.index(leaf)] for leaf in leaves)) for leaves in below]
