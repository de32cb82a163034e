"""Two judgements of a territory, compared over the criteria that have a score in both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from revue_analytics.framework import OVERALL
from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.scoring import Availability, Scores, aggregate, coverage


@dataclass(frozen=True, eq=False)
class Common:
    """What two judgements have in common.

    Attributes
    ----------
    scores
        By whose tree and methodology both are brought up.
    leaves
        (K,) which criteria have a score in both.
    availability
        Of the nodes, as far as these criteria cover them.
    """

    scores: Scores
    leaves: Bools
    availability: Availability

    @classmethod
    def of(cls, scores: Scores, judgements: Floats, applies: Bools) -> Common:
        """Compare (2, K) scores of criteria on 0–100, of which (K,) apply."""
        leaves = np.asarray(~np.isnan(judgements).any(axis=0))
        share = coverage(scores.tree, leaves[None], applies[None])[0]
        return cls(scores, leaves, Availability.of(share, scores.methodology.minimum_coverage))

    def at_nodes(self, judgement: Floats, weights: Floats | None = None) -> Floats:
        """(..., K) scores of criteria -> (..., N) of every node, made of the common ones alone."""
        return aggregate(self.scores.tree, np.where(self.leaves, judgement, np.nan), self.availability, weights)

    def table(self, names: tuple[str, str], judgements: Floats) -> pd.DataFrame:
        """Return ``node``, ``kind``, both judgements by their names, ``difference`` and ``n_common`` criteria."""
        tree, ids = self.scores.tree, self.scores.framework.leaf_ids
        below = [ids if node == OVERALL else self.scores.framework.leaves_of(node) for node in tree.node_ids]
        one, other = self.at_nodes(judgements)
        frame = pd.DataFrame({"node": tree.node_ids, "kind": tree.depth_names, names[0]: one, names[1]: other})
        frame["difference"] = other - one
        return frame.assign(n_common=[int(sum(self.leaves[ids.index(leaf)] for leaf in leaves)) for leaves in below])
