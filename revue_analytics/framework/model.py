"""What is assessed: a tree of nodes, a scale, and the tags that group its leaves.

A framework is a value: it is loaded once, never changed, and travels with every result that was computed from it.
The leaves of the tree are what is rated (on the scale) or measured (in a unit); every other node is a weighted
mean of its children. The root is implicit and bears the id :data:`OVERALL`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from revue_analytics.errors import UnknownName
from revue_analytics.framework.writing import as_dict

OVERALL = "overall"
"""Id of the implicit root of every framework."""

Text = Mapping[str, str]
"""A text in the languages it exists in: ``{"fr": …, "en": …}``; read it with `language.in_language`."""


class UnknownNode(UnknownName):
    """A node that the framework does not hold."""


@dataclass(frozen=True)
class Level:
    """A level of the scale: its value, a stable code, its name and what it means in general."""

    value: int
    code: str
    label: Text
    meaning: Text | None = None


@dataclass(frozen=True)
class OffScale:
    """An answer that is not a level: ``"unknown"`` or ``"not_applicable"``, and what becomes of it."""

    code: str
    short: Text
    label: Text
    effect: Text | None = None


@dataclass(frozen=True)
class Scale:
    """The ordinal scale that leaves are rated on: every whole number from `minimum` to `maximum` is a level."""

    minimum: int
    maximum: int
    levels: tuple[Level, ...]
    rule: Text | None = None
    off_scale: tuple[OffScale, ...] = ()

    @property
    def values(self) -> tuple[int, ...]:
        """The levels as numbers, lowest first."""
        return tuple(level.value for level in self.levels)

    def level(self, value: int) -> Level:
        """Return the level of a value; `KeyError` when the scale does not hold it."""
        if not self.minimum <= value <= self.maximum:
            raise KeyError(f"{value} is not on the scale {self.minimum}–{self.maximum}")
        return self.levels[value - self.minimum]


@dataclass(frozen=True)
class Tag:
    """What groups leaves across the tree: an axis, a principle or a phase."""

    id: str
    label: Text
    question: Text | None = None
    source: Text | None = None
    origin: str | None = None


@dataclass(frozen=True)
class Action:
    """What lifts a criterion to a level. `id` is criterion and level: ``"I1A-2"``."""

    id: str
    criterion: str
    to_level: int
    label: Text
    tools: tuple[Text, ...] = ()
    horizon: str | None = None  # "short", "medium", "long"
    effort: str | None = None  # "low", "medium", "high"


@dataclass(frozen=True)
class Measure:
    """How a measured leaf is read: its unit, whether more is better (+1) or worse (−1), and its goalposts.

    `goalposts` are the values between which the leaf is normalised, lower one first whatever the direction.
    """

    unit: Text | None = None
    direction: int = 1
    goalposts: tuple[float, float] | None = None


@dataclass(frozen=True)
class Depth:
    """What the nodes of one depth are called: ``"criterion"``, and in words, one or several of them."""

    name: str
    label: Text
    plural: Text


@dataclass(frozen=True)
class Node:
    """A node of the tree. A leaf is measured if it has a `measure`, rated on the framework's scale otherwise.

    Attributes
    ----------
    parent
        Id of the node above, :data:`OVERALL` for a top node.
    depth
        1 for a top node.
    weight
        Weight among its siblings, not negative; siblings' weights need not sum to 1.
    anchors
        Level → the statement that must be entirely true for a leaf to be rated at that level.
    origin
        Where the node comes from, a key of `Framework.origins`.
    plain
        The question in plain words, for who has never worked in a town hall.
    short_form
        Whether a short questionnaire keeps it; see `Framework.kept_in_short`.
    """

    id: str
    label: Text
    short: Text
    parent: str
    depth: int
    children: tuple[str, ...] = ()
    number: str | None = None
    weight: float = 1.0
    quote: Text | None = None
    stake: Text | None = None
    clarification: Text | None = None
    origin: str | None = None
    question: Text | None = None
    plain: Text | None = None
    short_form: bool = False
    anchors: Mapping[int, Text] = field(default_factory=dict)
    evidence: tuple[Text, ...] = ()
    actions: tuple[Action, ...] = ()
    proportionality: Text | None = None
    axis: str | None = None
    secondary_axes: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    measure: Measure | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether the node has no children: it is rated or measured."""
        return not self.children

    @property
    def is_rated(self) -> bool:
        """Whether the node is a leaf that is rated on the scale (the other leaves are measured)."""
        return self.is_leaf and self.measure is None


@dataclass(frozen=True, repr=False)
class Framework:
    """What is assessed.

    Attributes
    ----------
    nodes
        Every node but the root, in preorder: a node, then what is below it, then its next sibling.
    depths
        What the nodes of each depth are called, top first; one per depth of the tree.
    scale
        `None` when every leaf is measured.
    phases_note, phases_origin
        What must be said of the list of phases as a whole, and where it comes from.
    weights_note
        How weights are set when nothing else is said, in words.
    origins
        What the values of `origin` mean.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> framework = load_framework()
    >>> len(framework.top), len(framework.leaves), framework.node("I1A").label["en"]
    (8, 18, 'Comprehensive scope')
    """

    id: str
    title: Text
    nodes: tuple[Node, ...]
    depths: tuple[Depth, ...]
    version: str | None = None
    date: str | None = None
    definition: Text | None = None
    status: Text | None = None
    scale: Scale | None = None
    axes: tuple[Tag, ...] = ()
    principles: tuple[Tag, ...] = ()
    phases: tuple[Tag, ...] = ()
    phases_note: Text | None = None
    phases_origin: str | None = None
    weights_note: Text | None = None
    origins: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    def __repr__(self) -> str:
        top, leaf = self.depth_names[0], self.depth_names[-1]
        return f"<Framework {self.id!r}; {top}: {len(self.top)}; {leaf}: {len(self.leaves)}>"

    @property
    def depth_names(self) -> tuple[str, ...]:
        """Stable names of the depths, top first: ``("indicator", "criterion")``."""
        return tuple(depth.name for depth in self.depths)

    @cached_property
    def top(self) -> tuple[Node, ...]:
        """The nodes below the root, in order."""
        return self.children(OVERALL)

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes that are rated or measured, in order."""
        return tuple(node for node in self.nodes if node.is_leaf)

    @property
    def top_ids(self) -> tuple[str, ...]:
        """Ids of the top nodes, in order."""
        return tuple(node.id for node in self.top)

    @property
    def leaf_ids(self) -> tuple[str, ...]:
        """Ids of the leaves, in order."""
        return tuple(node.id for node in self.leaves)

    @property
    def kept_in_short(self) -> tuple[str, ...]:
        """Ids of the leaves that a short questionnaire keeps; if none says so, the first below each top node.

        >>> from revue_analytics.framework import load_framework
        >>> load_framework().kept_in_short
        ('I1B', 'I2B', 'I3B', 'I4A', 'I5B', 'I6A', 'I7B', 'I8B')
        """
        kept = tuple(leaf.id for leaf in self.leaves if leaf.short_form)
        return kept or tuple(self.leaves_of(top)[0] for top in self.top_ids)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action, leaf by leaf, lowest level first."""
        return tuple(action for node in self.leaves for action in node.actions)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content: equal for equal frameworks, whatever the layout of their files."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def node(self, id: str) -> Node:
        """Return a node by its id; `UnknownNode` names the nearest ids."""
        try:
            return self._by_id[id]
        except KeyError:
            near = get_close_matches(str(id), self._by_id, n=3, cutoff=0.4)
            hint = "; the nearest are " + ", ".join(map(repr, near)) if near else ""
            raise UnknownNode(f"no node {id!r} in the framework {self.id!r}{hint}") from None

    def children(self, id: str = OVERALL) -> tuple[Node, ...]:
        """Return the children of a node, in order; the top nodes for :data:`OVERALL`.

        >>> from revue_analytics.framework import load_framework
        >>> [node.id for node in load_framework().children("I4")]
        ['I4A', 'I4B', 'I4C']
        """
        if id == OVERALL:
            return tuple(node for node in self.nodes if node.parent == OVERALL)
        return tuple(self._by_id[child] for child in self.node(id).children)

    def leaves_of(self, id: str) -> tuple[str, ...]:
        """Return the ids of the leaves below a node, in order: itself for a leaf, all for :data:`OVERALL`."""
        if id == OVERALL:
            return self.leaf_ids
        if self.node(id).is_leaf:
            return (id,)
        return tuple(leaf for child in self.node(id).children for leaf in self.leaves_of(child))

    def kind(self, id: str) -> str:
        """Return what a node is called: the name of its depth, or ``"overall"``.

        >>> from revue_analytics.framework import load_framework
        >>> load_framework().kind("I1A")
        'criterion'
        """
        return OVERALL if id == OVERALL else self.depth_names[self.node(id).depth - 1]

    def to_dict(self) -> dict[str, Any]:
        """Return the content as plain data in the shape of a framework file; `framework_from_dict` reads it back."""
        return as_dict(self)

    def __hash__(self) -> int:
        return hash(self.digest)
