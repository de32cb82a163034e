"""Every methodological choice, as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.aggregation import AGGREGATIONS
from revue_analytics.methods.choice import name_of, resolve
from revue_analytics.methods.missing import TREATMENTS
from revue_analytics.methods.normalisation import NORMALISATIONS
from revue_analytics.methods.pooling import POOLINGS

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
    missing
        What is done about missing children of a node: a name of `methods.missing.TREATMENTS` or a function
        ``(x, w) -> (x, w)``.
    minimum_coverage
        A node of which less than this share of the applicable weight is answered gets no score.
    weighting
        ``"framework"`` (the weights written in the framework, equal where none is), ``"equal"``, or a mapping of
        node to weight; weights are relative to the siblings of a node.
    aggregation
        How children become their parent: a name of `methods.aggregation.AGGREGATIONS` or a function
        ``(x (..., m), w (..., m)) -> (...)``; or a mapping of the parent's depth name (``"overall"``,
        ``"indicator"``…) to one of these, arithmetic where nothing is said.

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
    missing: Method = "available"
    minimum_coverage: float = 0.5
    weighting: str | Mapping[str, float] = "framework"
    aggregation: Method | Mapping[str, Method] = "arithmetic_mean"

    def __post_init__(self) -> None:
        resolve(self.pooling, POOLINGS, "pooling")
        resolve(self.normalisation, NORMALISATIONS, "normalisation")
        resolve(self.missing, TREATMENTS, "missing")
        for choice in self.aggregation.values() if isinstance(self.aggregation, Mapping) else [self.aggregation]:
            resolve(choice, AGGREGATIONS, "aggregation")
        if isinstance(self.weighting, str) and self.weighting not in WEIGHTINGS:
            raise MethodError(
                f"weighting: {self.weighting!r} is not known; expected {choices(self.weighting, WEIGHTINGS)}"
            )
        for name, weights in (("college_weights", self.college_weights), ("weighting", self.weighting)):
            if isinstance(weights, Mapping) and any(not 0 <= float(w) < float("inf") for w in weights.values()):
                raise MethodError(f"{name}: weights must be finite and not negative")
        if self.disclosure_threshold < 1:
            raise MethodError(f"disclosure_threshold: {self.disclosure_threshold} is below 1")
        if not 0 <= self.minimum_coverage <= 1:
            raise MethodError(f"minimum_coverage: {self.minimum_coverage} is not between 0 and 1")

    def aggregation_at(self, depth_name: str) -> Callable[..., Any]:
        """Return the function that aggregates the children of the nodes of this depth name."""
        choice = self.aggregation
        if isinstance(choice, Mapping):
            choice = choice.get(depth_name, "arithmetic_mean")
        return resolve(choice, AGGREGATIONS, "aggregation")

    @property
    def is_additive(self) -> bool:
        """Whether every score is a weighted sum of what lies below it."""
        choice = self.aggregation
        return all(c == "arithmetic_mean" for c in (choice.values() if isinstance(choice, Mapping) else [choice]))

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


WEIGHTINGS = ("framework", "equal")
