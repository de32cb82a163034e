"""Partial orders: the total orders (linear extensions) that they allow, counted and drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from revue_analytics.methods.arrays import Bools, Floats, Ints

MOST_TOPS = 1 << 18
"""Tops of a part of an order that are counted at most: as many as 18 elements can have."""
MOST_ELEMENTS = 62
"""Elements of a part at most, each being a bit of a number."""


@dataclass(frozen=True, eq=False)
class LinearExtensions:
    """The total orders of k elements that a partial order allows, each with its share of the weights.

    Elements are weights, or groups of so many equal ones. A *top* is a set of elements that can be the first ones. With
    n members in a top, what comes after it stays below by an exponential step of rate n: an order has the product of
    ``1 / n`` over its tops as its share, and the shares of the ways to a top add up along the way. Where no weights are
    grouped, all orders have the same.

    Attributes
    ----------
    elements
        (k,) their numbers.
    before
        k arrays (t, k), for the tops of 1, 2… elements: the number of the top that the element of the column was
        added to, 0 if it cannot have come last.
    chance
        k arrays (t, k), the probability that the element of the column or one to the left of it came last.
    """

    elements: Ints
    before: list[Ints]
    chance: list[Floats]

    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        """(n, k) elements, heaviest first; the last of all is drawn first, then the last of the rest."""
        order, top = np.empty((n, len(self.elements)), dtype=np.int64), np.zeros(n, dtype=np.int64)
        for last in reversed(range(len(self.elements))):
            element = (rng.random((n, 1)) >= self.chance[last][top]).sum(axis=1)
            order[:, last] = self.elements[element]
            top = self.before[last][top, element]
        return order


def linear_extensions(above: Bools, size: Ints) -> list[LinearExtensions] | None:
    """Count the total orders that a partial order allows, part by part: nothing in one is compared with another.

    Parameters
    ----------
    above
        (m, m) whether the element of the row is at least as heavy as that of the column; transitive, and each is as
        heavy as itself only.
    size
        (m,) members of each element.

    Returns
    -------
    One for each part, or None if one of them has more than 62 elements or 262 144 tops (no order of 18 has).

    Examples
    --------
    >>> above = np.array([[1, 1, 1], [0, 1, 0], [0, 0, 1]], dtype=bool)  # the first above both others
    >>> (orders,) = linear_extensions(above, np.ones(3, dtype=np.int64))
    >>> sorted(set(map(tuple, orders.draw(100, np.random.default_rng(0)).tolist())))
    [(0, 1, 2), (0, 2, 1)]
    """
    linked = above | above.T
    for via in range(len(linked)):
        linked |= linked[:, [via]] & linked[via]
    parts = []
    for part in np.unique(linked, axis=0):
        elements = np.flatnonzero(part)
        orders = _count(elements, above[np.ix_(elements, elements)], size[elements])
        if orders is None:
            return None
        parts.append(orders)
    return parts


def _count(elements: Ints, above: Bools, size: Ints) -> LinearExtensions | None:
    """Build the tops one element larger each time; None if there are too many of them."""
    k = len(elements)
    if k > MOST_ELEMENTS:
        return None
    bit = np.int64(1) << np.arange(k)
    needed = (above & ~np.eye(k, dtype=bool)).T @ bit
    tops, ways, counted = np.zeros(1, dtype=np.int64), np.ones(1), 1
    before, chance = [], []
    for _ in range(k):
        ready = ((tops[:, None] & bit) == 0) & ((tops[:, None] & needed) == needed)
        start, element = np.nonzero(ready)
        tops, to = np.unique(tops[start] | bit[element], return_inverse=True)
        counted += len(tops)
        if counted > MOST_TOPS:
            return None
        added_to, share = np.zeros((len(tops), k), dtype=np.int64), np.zeros((len(tops), k))
        added_to[to, element], share[to, element] = start, ways[start]
        share = share.cumsum(axis=1)
        ways = share[:, -1] / (((tops[:, None] & bit) > 0) @ size)
        before.append(added_to)
        chance.append(share / share[:, -1:])
    return LinearExtensions(elements, before, chance)
