"""The roadmap of each territory: its plan, how firm it is, what more means would do, what was planned before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.campaign import Campaign
from revue_analytics.campaign.roadmap import decisions_for
from revue_analytics.framework import Framework
from revue_analytics.gaps import roll_up, shortfall_of
from revue_analytics.roadmap import Candidates, Means, Plan, Robustness, candidate_actions, core_index, frontier, plan
from revue_analytics.roadmap.conflict import relaxed
from revue_analytics.scoring import Scores, Tree, effective_weights
from revue_analytics.scoring.response_counts import scale_values
from revue_analytics.sensitivity import Draws

__all__ = ["DRAWS", "Planner", "on_scale", "planned_table"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRAWS = 200
"""Draws that core indices rest on in the analysis of a campaign, where there are as many."""
PROGRAMMES = 2
"""Draws of a territory for which the mixed-integer programme is solved; the chains settle nearly all of them."""
FACTORS = (0.5, 1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True, eq=False)
class Planner:
    """What plans of all territories have in common.

    Attributes
    ----------
    campaign
        Gives actions, decisions, means.
    strata
        Territory -> stratum.
    """

    campaign: Campaign
    strata: Mapping[str, str]

    def tables(
        self, scores: Scores, targets: Floats, unit: int, draws: Draws, weights: Floats
    ) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield the tables of one unit, without its territory and campaign; none where there is nothing to say.

        Parameters
        ----------
        scores, targets
            Of all units; targets (n, K) on 0–100.
        unit
            Which one; only those of the current campaign have a plan.
        draws, weights
            Its draws, and the (D, m) weights of the children of the root under them.
        """
        territory, campaign = (str(text) for text in scores.units.iloc[unit][["territory", "campaign"]])
        framework, tree = scores.framework, scores.tree
        if framework.scale is None or campaign != self.campaign.current:
            return
        there = ~np.isnan(scores.scores[unit])
        nominal = scores.on_0_100[unit, tree.leaves]
        actions = self.candidates(territory, tree, on_scale(nominal, framework), targets[unit], there)
        means = self.means(territory)
        found = plan(actions, means)
        few = slice(min(DRAWS, len(draws.leaves)))
        drawn = effective_weights(tree, there, weights[few])[:, tree.leaves]
        points = actions.points(on_scale(draws.leaves[few], framework), drawn)
        robust = core_index(found, points, programmes=PROGRAMMES)
        found = found.beginning_with(_firm(actions, robust))
        shortfall = roll_up(tree, shortfall_of(nominal, targets[unit]), there)[0]
        said = self.campaign.settings.roadmap
        days = _days(said.first_day(self._date), means.periods)
        yield "roadmap", self._actions(found, robust, days)
        yield "roadmap_periods", _periods(found, days)
        stated = said.is_stated("staff_days", territory, self.strata.get(territory, ""))
        yield "roadmap_summary", _summary(found, robust, float(np.nan_to_num(shortfall)), stated)
        if found.conflict is not None:
            yield "roadmap_limits", found.conflict.table()
        if len(actions):
            eased = actions if found.conflict is None else relaxed(actions, means, found.conflict)[0]
            yield "roadmap_frontier", _frontier(eased, means if found.conflict is None else found.conflict.eased)

    def candidates(self, territory: str, tree: Tree, levels: Floats, targets: Floats, there: Bools) -> Candidates:
        """Return what a territory can choose among now, with what was decided for it.

        Parameters
        ----------
        territory
            Its code.
        tree
            The laid-out framework.
        levels
            (K,) levels of its criteria on the scale, NaN where there is none.
        targets
            (K,) its targets on 0–100.
        there
            (N,) which nodes have a score.
        """
        framework, said = self.campaign.framework, self.campaign.settings.roadmap
        decided = decisions_for(self.campaign.decisions, territory, self.campaign.current, current=True)
        return candidate_actions(
            framework,
            levels,
            on_scale(targets, framework),
            effective_weights(tree, there)[tree.leaves],
            own=self.campaign.actions,
            decisions=dict(zip(decided["action"], decided["decision"], strict=True)),
            days=dict(said.effort_days),
            horizons=dict(said.horizon_periods),
        )

    def means(self, territory: str) -> Means:
        """Return what bounds the plan of a territory."""
        return self.campaign.settings.roadmap.means_for(territory, self.strata.get(territory, ""))

    @property
    def _date(self) -> Date | None:
        return self.campaign.campaigns[-1].date if self.campaign.campaigns else None

    def _actions(self, found: Plan, robust: Robustness, days: list[tuple[str, str]]) -> pd.DataFrame:
        """One row per candidate: what it brings and takes, when, how firmly; the campaign's own with their words."""
        actions = found.actions
        order = np.zeros(len(actions), dtype=int)
        order[_order(found, robust)] = np.arange(1, len(found.order) + 1)
        table = actions.table().drop(columns=["axis", "imposed"])
        table = table.assign(
            order=order,
            planned=found.chosen,
            imposed=actions.imposed,
            period=found.start,
            last_period=found.end,
            start=[days[first - 1][0] if first else "" for first in found.start],
            end=[days[last - 1][1] if last else "" for last in found.end],
            core=robust.core,
            core_class=robust.core_class,
        )
        own = self.campaign.actions.set_index("id")
        for name in ("label", "tool", "pilot", "evidence", "effort", "horizon"):
            table[name] = [str(own.loc[action, name]) if action in own.index else "" for action in table["action"]]
        return table


def on_scale(values: Floats, framework: Framework) -> Floats:
    """Write scores on 0–100 as levels of the scale, not rounded."""
    levels = scale_values(framework)
    return np.asarray(levels.min() + values / 100.0 * (levels.max() - levels.min()))


def _order(found: Plan, robust: Robustness) -> NDArray[np.intp]:
    """Places of the actions of a plan as listed: the first to begin, then the firm ones, then what closes most."""
    there, firm = np.flatnonzero(found.chosen), _firm(found.actions, robust)
    return np.asarray(there[np.lexsort([there, -found.points[there].round(6), ~firm[there], found.start[there]])])


def _firm(actions: Candidates, robust: Robustness) -> Bools:
    """(A,) which actions nobody needs to discuss: what was decided, and what is sure."""
    return np.asarray((robust.core_class == "sure") | actions.imposed)


def _days(first: Date | None, periods: int) -> list[tuple[str, str]]:
    """First and last day of each period, years one after the other; empty where the first is not known."""
    if first is None:
        return [("", "")] * periods
    begins = [_years_later(first, n) for n in range(periods + 1)]
    return [(begins[p].isoformat(), (begins[p + 1] - timedelta(days=1)).isoformat()) for p in range(periods)]


def _years_later(day: Date, years: int) -> Date:
    """Return the same day of a later year; of a 29 February, the 28th where there is none.

    >>> _years_later(Date(2028, 2, 29), 1)
    datetime.date(2029, 2, 28)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _periods(found: Plan, days: list[tuple[str, str]]) -> pd.DataFrame:
    """One row per period: its days, work and money used and there, points closed by its end."""
    means = found.means
    table = pd.DataFrame({"period": np.arange(1, means.periods + 1)})
    table["start"], table["end"] = ([day[i] for day in days] for i in (0, 1))
    table["staff_days"], table["cost"] = found.loads.sum(axis=0), found.spending.sum(axis=0)
    table["staff_days_available"], table["budget"] = _finite(means.each("staff_days")), _finite(means.each("budget"))
    return table.assign(closed=found.closed_by_period)


def _summary(found: Plan, robust: Robustness, shortfall: float, stated: bool) -> pd.DataFrame:
    mine = int(np.flatnonzero((robust.plans == found.chosen).all(axis=1))[0])
    row = {
        "n_actions": int(found.chosen.sum()),
        "n_candidates": len(found.actions),
        "most_actions": np.nan if found.means.actions is None else float(found.means.actions),
        "staff_days": float(found.actions.staff_days[found.chosen].sum()),
        "cost": float(np.nan_to_num(found.actions.cost[found.chosen]).sum()),
        "means_stated": stated,
        "closed": found.closed,
        "shortfall": shortfall,
        "gap": found.gap,
        "kept": float(robust.kept[mine]),
        "price": robust.price,
        "settled": robust.settled,
        "n_draws": robust.n_draws,
    }
    return pd.DataFrame([row])


def _frontier(actions: Candidates, means: Means) -> pd.DataFrame:
    """How much more or less would close: of staff-days where they are bounded, of money where it is."""
    costed = bool(np.nansum(actions.cost) > 0) and bool(np.isfinite(means.total("budget")))
    found = [frontier(actions, means, name, factors=FACTORS) for name in ("staff_days", *["budget"] * costed)]
    table = pd.concat([each.table().assign(of=each.of, in_force=each.at) for each in found], ignore_index=True)
    return table.dropna(subset=["closed"])


def _finite(amounts: tuple[float, ...]) -> list[float]:
    return [amount if np.isfinite(amount) else np.nan for amount in amounts]


def planned_table(campaign: Campaign, scores: Scores, change: pd.DataFrame | None) -> pd.DataFrame | None:
    """Set the actions planned in the campaign before against what moved since.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``previous_campaign``, ``action``, ``criterion``, ``to_level``, ``label``,
    ``state``, ``previous``, ``current``, ``difference``, ``low``, ``high`` (scores of the criterion, 0–100) and
    ``moved``: ``"reached"`` (the level aimed at is reached), ``"up"`` or ``"down"`` (the interval of the change says
    so), ``"same"`` (nothing that the answers make certain), ``"unknown"`` (no comparison).
    """
    framework = campaign.framework
    if change is None or framework.scale is None or campaign.decisions.empty:
        return None
    known = {action.id: (action.criterion, action.to_level, "") for action in framework.actions}
    known |= {row.id: (row.criterion, int(row.to_level), str(row.label)) for row in campaign.actions.itertuples()}
    step = 100.0 / (len(framework.scale.levels) - 1)
    now = change[change["campaign"] == campaign.current].set_index(["territory", "node"])
    rows = []
    pairs = now.reset_index()[["territory", "previous_campaign"]].drop_duplicates()
    for territory, previous in pairs.itertuples(index=False):
        decided = decisions_for(campaign.decisions, territory, previous, current=False)
        for row in decided[decided["decision"] != "forbidden"].itertuples():
            if row.action not in known:
                continue
            criterion, to_level, label = known[row.action]
            found = now.loc[(territory, criterion)] if (territory, criterion) in now.index else None
            moved = "unknown" if found is None else _moved(found, (to_level - framework.scale.minimum) * step)
            numbers = [np.nan if found is None else float(found[name]) for name in NUMBERS]
            of = (territory, campaign.current, previous, row.action, criterion, to_level, label, row.state)
            rows.append((*of, *numbers, moved))
    columns = ["territory", "campaign", "previous_campaign", "action", "criterion", "to_level", "label", "state"]
    return pd.DataFrame(rows, columns=[*columns, *NUMBERS, "moved"]) if rows else None


NUMBERS = ("previous", "current", "difference", "low", "high")


def _moved(found: pd.Series, goal: float) -> str:
    if found["current"] >= goal - 1e-9:
        return "reached"
    return "up" if found["low"] > 0 else "down" if found["high"] < 0 else "same"
