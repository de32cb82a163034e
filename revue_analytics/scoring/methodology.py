"""Every methodological choice, as one value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.aggregation import AGGREGATIONS, arithmetic_mean
from revue_analytics.methods.choice import name_of, resolve
from revue_analytics.methods.missing import TREATMENTS
from revue_analytics.methods.normalisation import NORMALISATIONS, goalposts, scale_levels
from revue_analytics.methods.outliers import OUTLIERS
from revue_analytics.methods.pooling import POOLINGS
from revue_analytics.methods.respondents import RESPONDENT_MODELS
from revue_analytics.methods.weighting import DATA_WEIGHTINGS

__all__ = ["Methodology"]

Method = str | Callable[..., Any]


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
        name, or a function ``(x (n, m), direction (m,)) -> (n, m)``, is applied to every criterion.
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
        the scores of all units; or a mapping of node to weight, relative to its siblings;
        a node that is not named keeps the weight of the framework.
    aggregation
        How children become their parent: a name of `methods.aggregation.AGGREGATIONS` or a function
        ``(x (..., m), w (..., m)) -> (...)``.
    respondents
        How what other people would have answered is drawn, for intervals and all that rests on them: a name of
        `methods.respondents.RESPONDENT_MODELS` or a function ``(Answers, n_draws, rng) -> (n_draws, G, K, L)``. No
        score depends on it.

    Notes
    -----
    `missing`, `weighting` and `aggregation` may differ by depth: a mapping of the parent's depth name (``"overall"``,
    ``"indicator"``…) to a choice, the default where nothing is said.

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
        resolve(self.pooling, POOLINGS, "pooling")
        resolve(self.respondents, RESPONDENT_MODELS, "respondents")
        resolve(self.normalisation, NORMALISATIONS, "normalisation")
        resolve(self.outliers, OUTLIERS | {"none": _plain}, "outliers")
        resolve(self.imputation, dict.fromkeys(IMPUTATIONS, _plain), "imputation")
        for choice in _choices(self.missing):
            resolve(choice, TREATMENTS, "missing")
        for choice in _choices(self.aggregation):
            resolve(choice, AGGREGATIONS, "aggregation")
        for choice in _choices(self.weighting):
            if not isinstance(choice, int | float):
                resolve(choice, dict.fromkeys(PLAIN_WEIGHTINGS, _plain) | DATA_WEIGHTINGS, "weighting")
        if self.node_weights and len(self.node_weights) < len(_choices(self.weighting)):
            raise MethodError("weighting: give either a weight per node or a scheme per depth, not both")
        for name, weights in (("college_weights", self.college_weights), ("weighting", self.node_weights)):
            if any(not 0 <= float(w) < float("inf") for w in weights.values()):
                raise MethodError(f"{name}: weights must be finite and not negative")
        if self.disclosure_threshold < 1:
            raise MethodError(f"disclosure_threshold: {self.disclosure_threshold} is below 1")
        if not 0 <= self.minimum_coverage <= 1:
            raise MethodError(f"minimum_coverage: {self.minimum_coverage} is not between 0 and 1")

    def check_depths(self, depth_names: Collection[str]) -> None:
        """Raise a `MethodError` if a choice is made for a depth that a framework does not have."""
        for name in ("missing", "weighting", "aggregation"):
            chosen = getattr(self, name)
            if isinstance(chosen, Mapping) and not (name == "weighting" and self.node_weights):
                for depth in chosen:
                    if depth not in depth_names:
                        raise MethodError(f"{name}: {depth!r} is not a depth; expected {choices(depth, depth_names)}")

    def aggregation_at(self, depth_name: str) -> Callable[..., Any]:
        """Return the function that aggregates the children of the nodes of this depth name."""
        return resolve(_at(self.aggregation, depth_name, "arithmetic_mean"), AGGREGATIONS, "aggregation")

    def missing_at(self, depth_name: str) -> Callable[..., Any]:
        """Return the function that treats missing children of the nodes of this depth name."""
        return resolve(_at(self.missing, depth_name, "available"), TREATMENTS, "missing")

    def weighting_at(self, depth_name: str) -> Method:
        """Return the scheme that weighs the children of the nodes of this depth name."""
        scheme: Method = "framework" if self.node_weights else _at(self.weighting, depth_name, "framework")
        return scheme

    @property
    def node_weights(self) -> Mapping[str, float]:
        """Weights given node by node; empty where they come from a scheme."""
        given = self.weighting if isinstance(self.weighting, Mapping) else {}
        return {node: float(w) for node, w in given.items() if isinstance(w, int | float)}

    @property
    def compares_units(self) -> bool:
        """Whether a unit's levels are normalised, or its gaps filled, by comparison with the others that are there."""
        chosen = resolve(self.normalisation, NORMALISATIONS, "normalisation")
        filled = [resolve(choice, TREATMENTS, "missing") for choice in _choices(self.missing)]
        return (
            chosen not in (scale_levels, goalposts)
            or TREATMENTS["group_mean"] in filled
            or (self.outliers, self.imputation) != ("none", "none")
        )

    @property
    def is_additive(self) -> bool:
        """Whether every score is a weighted sum of what lies below it."""
        leaves_gaps = [TREATMENTS[name] for name in ("available", "require_all", "at_least_half")]
        return all(
            resolve(choice, AGGREGATIONS, "aggregation") is arithmetic_mean for choice in _choices(self.aggregation)
        ) and all(resolve(choice, TREATMENTS, "missing") in leaves_gaps for choice in _choices(self.missing))

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
                raise MethodError(f"{key!r} is not a methodological choice; expected {choices(key, known)}")
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


IMPUTATIONS = ("none", "group_mean")

PLAIN_WEIGHTINGS = ("framework", "equal")
"""Weightings that do not look at the data."""


def _plain() -> None:
    """Stand in the table of names for the weightings that need no function."""


def _choices(choice: Any) -> list[Any]:
    """Return the choices made, whether one for all depths or one for each."""
    return list(choice.values()) if isinstance(choice, Mapping) else [choice]


def _at(choice: Any, depth_name: str, default: str) -> Any:
    """Return the choice for one depth."""
    return choice.get(depth_name, default) if isinstance(choice, Mapping) else choice
