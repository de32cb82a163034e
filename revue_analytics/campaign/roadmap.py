"""What a campaign says of its roadmaps: means, decisions, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from typing import Any

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.campaign.checks import as_date
from revue_analytics.errors import Fault
from revue_analytics.framework import Framework
from revue_analytics.roadmap import EFFORT_DAYS, HORIZON_PERIODS, Means, means_for

__all__ = ["RoadmapSettings", "check_actions", "check_decisions", "decisions_for", "roadmap_settings"]

OF_MEANS = ("periods", "staff_days", "budget", "actions", "each_axis")


@dataclass(frozen=True)
class RoadmapSettings:
    """The section ``[roadmap]``.

    Attributes
    ----------
    start
        First day of the first period; None is the 1st of January after the campaign.
    means
        What is stated for all territories, by the names of `Means`.
    strata, territories
        The same for a stratum, for a territory, by its id.
    effort_days, horizon_periods
        Staff-days of an effort and periods of a horizon.
    """

    start: Date | None = None
    means: Mapping[str, Any] = field(default_factory=dict)
    strata: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    territories: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    effort_days: Mapping[str, float] = field(default_factory=lambda: dict(EFFORT_DAYS))
    horizon_periods: Mapping[str, int] = field(default_factory=lambda: dict(HORIZON_PERIODS))

    def means_for(self, territory: str, stratum: str) -> Means:
        """Return the means of a territory: its own, before its stratum's, before those of all.

        >>> said = RoadmapSettings(means={"periods": 2}, strata={"lt1000": {"actions": 3}})
        >>> said.means_for("01001", "lt1000").actions, said.means_for("01001", "lt1000").periods
        (3, 2)
        """
        return means_for(stratum, self.means, self.strata.get(stratum, {}), self.territories.get(territory, {}))

    def is_stated(self, name: str, territory: str, stratum: str) -> bool:
        """Whether the campaign says anything of one of the means of a territory."""
        said = (self.means, self.strata.get(stratum, {}), self.territories.get(territory, {}))
        return any(name in given for given in said)

    def first_day(self, campaign: Date | None) -> Date | None:
        """Return the first day of the first period; None where neither it nor the campaign has a date.

        >>> RoadmapSettings().first_day(Date(2026, 3, 31))
        datetime.date(2027, 1, 1)
        """
        if self.start is not None or campaign is None:
            return self.start
        return Date(campaign.year + 1, 1, 1)


def roadmap_settings(given: Mapping[str, Any]) -> RoadmapSettings:
    """Make the settings of a valid section."""
    start = given.get("start")
    return RoadmapSettings(
        start=Date(start, 1, 1) if isinstance(start, int) else as_date(start),
        means=_means(given),
        strata={name: _means(said) for name, said in given.get("strata", {}).items()},
        territories={name: _means(said) for name, said in given.get("territories", {}).items()},
        effort_days={**EFFORT_DAYS, **given.get("effort_days", {})},
        horizon_periods={**HORIZON_PERIODS, **given.get("horizon_periods", {})},
    )


def _means(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in OF_MEANS if name in given}


def decisions_for(decisions: pd.DataFrame, territory: str, campaign: str, *, current: bool) -> pd.DataFrame:
    """Return what was decided for a territory in a campaign, one row per action: its own before that of all.

    Parameters
    ----------
    decisions
        The table ``decisions``.
    territory, campaign
        Which ones.
    current
        Whether it is the current campaign, which the rows that name none are about.
    """
    of = decisions["campaign"].isin(["", campaign] if current else [campaign])
    found = decisions[of & decisions["territory"].isin(["", territory])]
    particular = found.assign(own=found["territory"] != "", named=found["campaign"] != "")
    particular = particular.sort_values(["own", "named"], ascending=False, kind="stable")
    return found.loc[particular.drop_duplicates("action").index.sort_values()].reset_index(drop=True)


def check_actions(actions: pd.DataFrame, framework: Framework, file: str) -> list[Fault]:
    """Return the actions that wait for themselves: each must come before the next, all the way round."""
    level = {a.id: (a.criterion, a.to_level) for a in framework.actions}
    level |= {row.id: (row.criterion, int(row.to_level)) for row in actions.itertuples()}
    after: dict[str, set[str]] = {action: set() for action in level}
    for row in actions.itertuples():
        after[row.id] |= {other for other in row.requires.split() if other in level}
    for action, (criterion, to) in level.items():
        below = {other for other, (its, at) in level.items() if its == criterion and at < to}
        after[action] |= below
    left = dict(after)
    while True:
        free = {action for action, ahead in left.items() if not ahead & left.keys()}
        if not free:
            break
        left = {action: ahead for action, ahead in left.items() if action not in free}
    own = set(actions["id"])
    named = [action for action in left if action in own and after[action] & left.keys() and _returns(action, after)]
    return [Fault(rules.ACTION_CIRCLE, file=file, column="requires", value=action) for action in named]


def _returns(action: str, after: Mapping[str, set[str]]) -> bool:
    """Whether an action is among those that must come before it."""
    seen: set[str] = set()
    ahead = list(after[action])
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += after[one]
    return action in seen


def check_decisions(
    decisions: pd.DataFrame, actions: pd.DataFrame, framework: Framework, campaigns: list[str], file: str
) -> list[Fault]:
    """Return the decisions on an action or a campaign that nobody knows."""
    known = {action.id for action in framework.actions} | set(actions["id"])
    faults = []
    for row in decisions.itertuples():
        if row.action not in known:
            faults.append(Fault(rules.DECISION_UNKNOWN, file, None, "action", row.action, row.territory))
        if row.campaign and row.campaign not in campaigns:
            faults.append(Fault(rules.DECISION_OF_NO_CAMPAIGN, file, None, "campaign", row.campaign, row.territory))
    return faults
