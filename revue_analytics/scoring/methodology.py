"""Every methodological choice, as one value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.aggregation import AGGREGATIONS
from revue_analytics.methods.arrays import is_labelled
from revue_analytics.methods.missing import IMPUTATIONS, TREATMENTS
from revue_analytics.methods.normalisation import NORMALISATIONS
from revue_analytics.methods.outliers import OUTLIERS
from revue_analytics.methods.pooling import POOLINGS
from revue_analytics.methods.registry import (
    Facts,
    arguments_of,
    as_given,
    declare,
    facts_of,
    known_as,
    line_to_declare,
    name_of,
    resolve,
)
from revue_analytics.methods.respondents import RESPONDENT_MODELS
from revue_analytics.methods.weighting import DATA_WEIGHTINGS

Method = str | Callable[..., Any]


@declare(sentence="The indicators and criteria have the weights of the framework, equal unless it says otherwise.")
def _framework() -> None:
    """Stand for the weights that the framework gives."""


@declare(sentence="The indicators count equally, and so do the criteria of an indicator.")
def _equal() -> None:
    """Stand for equal weights."""


@declare(sentence="", compares_units=False)
def _none() -> None:
    """Stand for what is not done."""


PLAIN_WEIGHTINGS = {"framework": _framework, "equal": _equal}
"""Weightings that do not look at the data."""

FAMILIES = {
    "pooling": POOLINGS,
    "normalisation": NORMALISATIONS,
    "outliers": {"none": _none} | OUTLIERS,
    "imputation": {"none": _none} | IMPUTATIONS,
    "missing": TREATMENTS,
    "weighting": PLAIN_WEIGHTINGS | DATA_WEIGHTINGS,
    "aggregation": AGGREGATIONS,
    "respondents": RESPONDENT_MODELS,
}
"""Family of methods of each choice, by name."""


@dataclass(frozen=True)
class Methodology:
    """How answers become scores: each choice a name or a callable, varied with `dataclasses.replace`.

    Attributes
    ----------
    pooling
        How the answers of one group on one criterion become a level: a name of `methods.pooling.POOLINGS` or a
        function ``(counts (..., L), levels (L,)) -> (...)``.
    college_weights
        Weight of each college; those not named count 1. Equal by default.
    disclosure_threshold
        Groups of fewer respondents are merged before anything is scored.
    normalisation
        How levels and measurements are put on 0–100. ``scale_levels`` (the default) puts rated criteria on 0–100 by
        the framework's scale, and measured ones by their goalposts, or by min–max where they have none. Any other
        name, or a function ``(x (n, m), direction (m,)) -> (n, m)``, is applied to every criterion; `declare` says
        of a function what nothing else can tell.
    outliers, imputation
        What is done, before normalising, about outliers of measured criteria (``"none"`` or a name of
        `methods.outliers.OUTLIERS`, or a function ``(x (n, m)) -> Treated``) and about missing values (``"none"``,
        ``"group_mean"``, or a function ``(x (n, m), groups (n,)) -> (n, m)``). Both are for tables of measurements
        (`score_table`) and leave their trace in `Scores.trace`.
    missing
        What is done about missing children of a node: a name of `methods.missing.TREATMENTS` or a function
        ``(x, w) -> (x, w)``.
    minimum_coverage
        A node of which less than this share of the applicable weight is answered gets no score.
    weighting
        How much siblings count: ``"framework"`` (the weights written in the framework, equal where none is),
        ``"equal"``, a name of `methods.weighting.DATA_WEIGHTINGS` or a function ``(x (n, m)) -> (m,)`` that looks at
        the scores of all units; or a mapping of node to weight, relative to its siblings: all of these are named, or
        none, and then they keep the weights of the framework.
    aggregation
        How children become their parent: a name of `methods.aggregation.AGGREGATIONS` or a function
        ``(x (..., m), w (..., m)) -> (...)``.
    respondents
        How what other people would have answered is drawn, for intervals and all that rests on them: a name of
        `methods.respondents.RESPONDENT_MODELS` or a function ``(Answers, n_draws, rng) -> (n_draws, G, K, L)``. No
        score depends on it.

    Notes
    -----
    `missing`, `weighting` and `aggregation` may differ by depth or by node: a mapping of the parent's depth name
    (``"overall"``, ``"indicator"``…), or of the parent itself, to a choice, the default where nothing is said.

    Raises
    ------
    MethodError
        An unknown name, or a number out of its range.

    Examples
    --------
    >>> from dataclasses import replace
    >>> replace(Methodology(), aggregation="geometric_mean").aggregation
    'geometric_mean'
    """

    pooling: Method = "mean"
    college_weights: Mapping[str, float] = field(default_factory=dict)
    disclosure_threshold: int = 5
    normalisation: Method = "scale_levels"
    outliers: Method = "none"
    imputation: Method = "none"
    missing: Method | Mapping[str, Method] = "available"
    minimum_coverage: float = 0.5
    weighting: Method | Mapping[str, float | Method] = "framework"
    aggregation: Method | Mapping[str, Method] = "arithmetic_mean"
    respondents: Method = "persons"

    def __post_init__(self) -> None:
        for name in FAMILIES:
            object.__setattr__(self, name, _named(getattr(self, name), name))
            self._require_no_labels(name)
        if self.node_weights and len(self.node_weights) < len(_choices(self.weighting)):
            raise MethodError("weighting: give either a weight per node or a scheme per depth, not both")
        for name, weights in (("college_weights", self.college_weights), ("weighting", self.node_weights)):
            if any(not 0 <= float(w) < float("inf") for w in weights.values()):
                raise MethodError("{name}: weights must be finite and not negative", name=name)
        if self.disclosure_threshold < 1:
            raise MethodError("disclosure_threshold: {value} is below 1", value=self.disclosure_threshold)
        if not 0 <= self.minimum_coverage <= 1:
            raise MethodError("minimum_coverage: {value} is not between 0 and 1", value=self.minimum_coverage)

    def _require_no_labels(self, name: str) -> None:
        """Raise a `MethodError` if an argument has labels that nothing would align: a normalisation knows names."""
        for choice in () if name == "normalisation" else _choices(getattr(self, name)):
            for argument, value in arguments_of(choice).items() if callable(choice) else ():
                if is_labelled(value):
                    raise MethodError(
                        f"{name}: nothing aligns the labels of {argument} of {name_of(choice)} with what it meets; "
                        "give plain values, in the order of the units (or criteria)"
                    )

    def check_depths(self, depth_names: Collection[str], nodes: Collection[str] = ()) -> None:
        """Raise a `MethodError` if a choice is made for a depth, or a node, that a framework does not have."""
        for name in ("missing", "weighting", "aggregation"):
            chosen = getattr(self, name)
            if isinstance(chosen, Mapping) and not (name == "weighting" and self.node_weights):
                for depth in chosen:
                    if depth not in depth_names and depth not in nodes:
                        raise MethodError(
                            "{name}: {depth!r} is not a depth; expected {known}",
                            name=name,
                            depth=depth,
                            known=choices(depth, depth_names),
                        )

    def function(self, name: str, depth_name: str = "", node: str = "") -> Callable[..., Any]:
        """Return the function of a choice: ``"pooling"``, or ``"missing"`` for a node and those of its depth name."""
        return resolve(_at(getattr(self, name), depth_name, node, DEFAULTS.get(name, "")), FAMILIES[name], name)

    def aggregation_at(self, depth_name: str, node: str = "") -> Callable[..., Any]:
        """Return the function that aggregates the children of a node, or of the nodes of this depth name."""
        return self.function("aggregation", depth_name, node)

    def missing_at(self, depth_name: str, node: str = "") -> Callable[..., Any]:
        """Return the function that treats missing children of a node, or of the nodes of this depth name."""
        return self.function("missing", depth_name, node)

    def weighting_at(self, depth_name: str, node: str = "") -> Method:
        """Return the scheme that weighs the children of a node, or of the nodes of this depth name."""
        return "framework" if self.node_weights else _at(self.weighting, depth_name, node, "framework")

    @property
    def node_weights(self) -> Mapping[str, float]:
        """Weights given node by node; empty where they come from a scheme."""
        weights = self.weighting if isinstance(self.weighting, Mapping) else {}
        return {node: float(w) for node, w in weights.items() if isinstance(w, int | float)}

    @property
    def compares_units(self) -> bool:
        """Whether a unit's levels are normalised, or its gaps filled, by comparison with the others that are there.

        A function of which nobody declared it may.
        """
        return bool(self._that_may_compare())

    def require_separate_units(self, what: str) -> None:
        """Raise a `MethodError` if the scores of a unit change, or may change, when the others do; `what` is refused.

        It names each choice that compares units, and says of a function that declares nothing how to declare it.
        """
        suspects = self._that_may_compare()
        comparing = [f"{name}: {name_of(choice)}" for name, choice, facts in suspects if facts.compares_units]
        if comparing:
            raise MethodError(
                f"this methodology compares territories ({', '.join(comparing)}), so that {what} would change with its "
                "neighbours; use scale_levels and available here, and revue_analytics.score for comparisons"
            )
        if suspects:
            name, choice, facts = suspects[0]
            unknown = {"range": (0, 100)} if name == "normalisation" and facts.range is None else {}
            line = line_to_declare(resolve(choice, FAMILIES[name], name), compares_units=False, **unknown)
            raise MethodError(
                f"{name}: nothing says whether {name_of(choice)} compares territories; if the result of each depends "
                f"on its own values only, write {line} before"
            )

    def _that_may_compare(self) -> list[tuple[str, Method, Facts]]:
        """Choices of which it is not declared that they look at one unit at a time, with what is."""
        names = ("normalisation", "missing", "outliers", "imputation")
        chosen = [(name, choice) for name in names for choice in _choices(getattr(self, name))]
        known = [(name, choice, facts_of(resolve(choice, FAMILIES[name], name))) for name, choice in chosen]
        return [each for each in known if each[2].compares_units is not False]

    @property
    def on_scale(self) -> bool:
        """Whether scores lie on 0–100 (or on 1–100), so that they can be said in levels; taken so where nothing says.

        >>> Methodology().on_scale, Methodology(normalisation="z_score").on_scale
        (True, False)
        """
        low, high = facts_of(self.function("normalisation")).range or (0.0, 100.0)
        return bool(0.0 <= low < high == 100.0)

    @property
    def is_additive(self) -> bool:
        """Whether every score is a weighted sum of what lies below it."""
        means = [facts_of(resolve(choice, AGGREGATIONS, "aggregation")) for choice in _choices(self.aggregation)]
        treatments = [facts_of(resolve(choice, TREATMENTS, "missing")) for choice in _choices(self.missing)]
        return all(facts.additive_in is as_given for facts in means) and all(
            facts.fills_gaps is False for facts in treatments
        )

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Any]) -> Methodology:
        """Build a methodology from plain names and numbers, as a settings file holds them.

        Raises
        ------
        MethodError
            An unknown key or name, a value of the wrong type; names the key, the choices and the nearest.

        Examples
        --------
        >>> Methodology.from_mapping({"aggregation": "geometric_mean"}).aggregation
        'geometric_mean'
        """
        known = [f.name for f in fields(cls)]
        for key in settings:
            if key not in known:
                raise MethodError(
                    "{key!r} is not a methodological choice; expected {known}", key=key, known=choices(key, known)
                )
        try:
            return cls(**settings)
        except (TypeError, AttributeError) as error:
            raise MethodError(f"methodology: {error}") from None

    def to_dict(self) -> dict[str, Any]:
        """Return the choices as plain names and numbers; a callable is given by its qualified name."""

        def plain(value: Any) -> Any:
            if isinstance(value, Mapping):
                return {str(k): plain(v) for k, v in value.items()}
            return value if isinstance(value, int | float) else name_of(value)

        return {f.name: plain(getattr(self, f.name)) for f in fields(self)}


DEFAULTS = {"missing": "available", "weighting": "framework", "aggregation": "arithmetic_mean"}
"""What is done at a depth of which nothing is said."""


def _named(choice: Any, name: str) -> Any:
    """Return a choice, or each of those made by depth, as its name where it has one; weights of nodes stay."""
    if not isinstance(choice, Mapping):
        return known_as(choice, FAMILIES[name], name)
    methods = {key: one for key, one in choice.items() if not (name == "weighting" and isinstance(one, int | float))}
    named = {key: known_as(one, FAMILIES[name], name) for key, one in methods.items()}
    return {**choice, **named} if any(map(callable, methods.values())) else choice


def _choices(choice: Any) -> list[Any]:
    """Return the choices made, whether one for all depths or one for each."""
    return list(choice.values()) if isinstance(choice, Mapping) else [choice]


def _at(choice: Any, depth_name: str, node: str, default: str) -> Any:
    """Return the choice for one node, or for its depth."""
    return choice.get(node, choice.get(depth_name, default)) if isinstance(choice, Mapping) else choice
