"""What a territory can put into its roadmap: time, staff, money, and how many actions it can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from revue_analytics.errors import MethodError

EFFORT_DAYS: Mapping[str, float] = {"low": 5.0, "medium": 20.0, "high": 60.0}
"""Staff-days of an effort, where nobody counted them."""

HORIZON_PERIODS: Mapping[str, int] = {"short": 1, "medium": 2, "long": 3}
"""Periods that an action takes to have its effect, where nobody said."""

PERIODS = 3

STRATUM_MEANS: Mapping[str, tuple[float, int]] = {
    "lt1000": (12.0, 5),
    "1000-3499": (24.0, 6),
    "3500-9999": (48.0, 8),
    "10000-49999": (100.0, 10),
    "ge50000": (200.0, 12),
    "epci": (100.0, 10),
    "other": (48.0, 8),
}
"""Stratum -> staff-days per period and number of actions supposed where the campaign says nothing.

A supposition of ours, not a finding: one day a month in a commune of fewer than 1,000 inhabitants, where a secretary
who works a few days a week holds everything; two days a month up to 3,500, one day a week up to 10,000, two beyond.
"""


@dataclass(frozen=True)
class Means:
    """What bounds a plan.

    Attributes
    ----------
    periods
        How many periods of a year the plan covers.
    staff_days
        Staff-days available in each period; one number for all of them, or one each. `inf` where they do not bound.
    budget
        Euros available in each period, likewise.
    actions
        Most actions in the plan; None for no bound.
    each_axis
        Whether each axis that is short of its target gets at least one action.
    spared
        Axes of which that is not asked.

    Examples
    --------
    >>> Means(periods=3, staff_days=(20, 20, 10)).total("staff_days")
    50.0
    """

    periods: int = PERIODS
    staff_days: float | tuple[float, ...] = inf
    budget: float | tuple[float, ...] = inf
    actions: int | None = None
    each_axis: bool = True
    spared: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.periods < 1:
            raise MethodError("periods is {value}, expected at least 1", value=self.periods)
        if self.actions is not None and self.actions < 0:
            raise MethodError("actions is {value}, expected none or a number that is not negative", value=self.actions)
        for name in ("staff_days", "budget"):
            given = self.each(name)
            if len(given) != self.periods or not all(amount >= 0 for amount in given):
                raise MethodError(
                    "{name} is {value!r}, expected a number that is not negative, or one for each of the {n} periods",
                    name=name,
                    value=getattr(self, name),
                    n=self.periods,
                )

    def each(self, name: str) -> tuple[float, ...]:
        """Return what there is of ``"staff_days"`` or ``"budget"`` in each period."""
        given: float | tuple[float, ...] = getattr(self, name)
        return tuple(map(float, given)) if isinstance(given, tuple) else (float(given),) * self.periods

    def total(self, name: str) -> float:
        """Return what there is of ``"staff_days"`` or ``"budget"`` in all."""
        return sum(self.each(name))

    def scaled(self, name: str, factor: float) -> Means:
        """Return the same means with `factor` times as much of one of them in each period."""
        return self.with_amounts(name, tuple(factor * amount for amount in self.each(name)))

    def with_amounts(self, name: str, amounts: tuple[float, ...]) -> Means:
        """Return the same means with these amounts, one per period, of ``"staff_days"`` or ``"budget"``."""
        return replace(self, staff_days=amounts) if name == "staff_days" else replace(self, budget=amounts)


def means_for(stratum: str, *stated: Mapping[str, Any]) -> Means:
    """Return the means of a territory: those supposed for its stratum, changed by what is stated, last one first.

    Parameters
    ----------
    stratum
        One of the strata; one that is not known has the means of ``"other"``.
    stated
        Attributes of `Means` by name, from the most general to the most particular.

    Examples
    --------
    >>> means_for("lt1000", {"periods": 4}, {"staff_days": 30.0})
    Means(periods=4, staff_days=30.0, budget=inf, actions=5, each_axis=True, spared=())
    """
    staff_days, actions = STRATUM_MEANS.get(stratum, STRATUM_MEANS["other"])
    given: dict[str, Any] = {"staff_days": staff_days, "actions": actions}
    for said in stated:
        given |= said
    periods = int(given.get("periods", PERIODS))
    for name in ("staff_days", "budget"):
        if isinstance(given.get(name), list | tuple):  # the last one holds for the periods that are not told
            amounts = tuple(map(float, given[name]))
            given[name] = (amounts + amounts[-1:] * periods)[:periods]
    return Means(**given)
