"""Nominal weights of the nodes: given, written in the framework, or equal."""

from __future__ import annotations

import numpy as np

from revue_analytics.errors import MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.methods.arrays import Floats
from revue_analytics.scoring.importance import ImportanceWeights
from revue_analytics.scoring.methodology import Methodology


def written_weights(framework: Framework, methodology: Methodology) -> Floats:
    """(N,) weights before they are made to sum to one among siblings: given by node, else the framework's, else one.

    Raises
    ------
    MethodError
        A weight for a node that the framework does not have, or for some of the siblings only.
    """
    ids = (OVERALL, *(node.id for node in framework.nodes))
    given = dict(methodology.node_weights)
    if isinstance(methodology.weighting, ImportanceWeights):  # who shared out 100 points left the others none
        given = {node.id: 0.0 for node in framework.children(OVERALL)} | given if given else given
    for name in given:
        if name not in ids[1:]:
            raise MethodError(
                "weighting: {name!r} is not a node of the framework; expected {known}",
                name=name,
                known=choices(name, ids[1:]),
            )
    for parent in (OVERALL, *(node.id for node in framework.nodes if not node.is_leaf)):
        siblings = [child.id for child in framework.children(parent)]
        named = [name for name in siblings if name in given]
        if named and len(named) < len(siblings):
            raise MethodError(
                "weighting: {named}, but what do the others below {parent!r} have? "
                "Give a weight, in the same unit, to each of: {rest}",
                named=", ".join(f"{name} = {given[name]:g}" for name in named),
                parent=parent,
                rest=", ".join(name for name in siblings if name not in given),
            )
    weights = np.ones(len(ids))
    for place, node in enumerate(framework.nodes, start=1):
        scheme = methodology.weighting_at(OVERALL if node.parent == OVERALL else framework.kind(node.parent))
        weights[place] = given.get(node.id, node.weight if scheme == "framework" else 1.0)
    return weights
