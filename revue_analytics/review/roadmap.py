"""The roadmap of each territory: its plan, how firm it is, what more means would do, what was planned before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.campaign import Campaign
from revue_analytics.campaign.roadmap import decisions_for
from revue_analytics.errors import MethodError
from revue_analytics.framework import Framework
from revue_analytics.gaps import desired_targets, leaf_targets
from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.review.publish import desired_table
from revue_analytics.review.reading import rows
from revue_analytics.review.tables import Row
from revue_analytics.roadmap import Candidates, Catalogue, Means, Plan, Robustness, core_index, frontier, plan
from revue_analytics.scoring import (
    Availability,
    Scores,
    Tree,
    count_responses,
    coverage,
    effective_weights,
    score_counts,
)
from revue_analytics.scoring.response_counts import scale_values
from revue_analytics.sensitivity import Draws

DRAWS = 200
"""Draws that core indices rest on in the analysis of a campaign, where there are as many."""
SEARCHES = 2
"""Draws of a territory whose best plan is searched for by itself; the chains settle nearly all of them."""
FACTORS = (0.5, 1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True, eq=False)
class Planner:
    """What plans of all territories have in common.

    Attributes
    ----------
    campaign
        Gives actions, decisions, means.
    """

    campaign: Campaign

    @cached_property
    def strata(self) -> dict[str, str]:
        """Territory -> stratum."""
        territories = self.campaign.territories
        return dict(zip(territories["territory"], territories["stratum"], strict=True))

    def tables(
        self, scores: Scores, targets: Floats, shortfall: Floats, unit: int, draws: Draws, weights: Floats
    ) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield the tables of one unit, without its territory and campaign; none where there is nothing to say.

        Parameters
        ----------
        scores, targets
            Of all units; targets (n, K) on 0–100.
        shortfall
            (N,) points missing at each node of this one.
        unit
            Which one; only those of the current campaign have a plan.
        draws, weights
            Its draws, and the (D, m) weights of the children of the root under them.
        """
        territory, campaign = (str(text) for text in scores.units.iloc[unit][["territory", "campaign"]])
        framework, tree = scores.framework, scores.tree
        if framework.scale is None or campaign != self.campaign.current:
            return
        scored = ~np.isnan(scores.scores[unit])
        nominal = scores.on_0_100[unit, tree.leaves]
        actions = self.candidates(territory, tree, on_scale(nominal, framework), targets[unit], scored)
        means = self.means(territory)
        best = plan(actions, means)
        few = slice(min(DRAWS, len(draws.leaves)))
        drawn = effective_weights(tree, scored, weights[few])[:, tree.leaves]
        points = actions.points(on_scale(draws.leaves[few], framework), drawn)
        robust = core_index(best, points, searches=SEARCHES)
        best = best.beginning_with(_firm(actions, robust))
        settings = self.campaign.settings.roadmap
        days = _days(settings.first_day(self._date), means.periods)
        yield "roadmap", self._actions(best, robust, days)
        yield "roadmap_periods", _periods(best, days)
        stated = settings.is_stated("staff_days", territory, self.strata.get(territory, ""))
        yield "roadmap_summary", _summary(best, robust, float(np.nan_to_num(shortfall[0])), stated)
        if best.conflict is not None:
            yield "roadmap_limits", best.conflict.table()
        if len(actions):
            yield "roadmap_frontier", _frontier(best)

    def candidates(self, territory: str, tree: Tree, levels: Floats, targets: Floats, scored: Bools) -> Candidates:
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
        scored
            (N,) which nodes have a score.
        """
        decided = decisions_for(self.campaign.decisions, territory, self.campaign.current, current=True)
        return self._catalogue.candidates(
            levels,
            on_scale(targets, self.campaign.framework),
            effective_weights(tree, scored)[tree.leaves],
            dict(zip(decided["action"], decided["decision"], strict=True)),
        )

    @cached_property
    def _catalogue(self) -> Catalogue:
        """What there is to choose, the same for all territories."""
        roadmap = self.campaign.settings.roadmap
        days, horizons = dict(roadmap.effort_days), dict(roadmap.horizon_periods)
        return Catalogue.of(self.campaign.framework, self.campaign.actions, days, horizons)

    def means(self, territory: str) -> Means:
        """Return what bounds the plan of a territory."""
        return self.campaign.settings.roadmap.means_for(territory, self.strata.get(territory, ""))

    @property
    def _date(self) -> Date | None:
        return self.campaign.campaigns[-1].date if self.campaign.campaigns else None

    def _actions(self, best: Plan, robust: Robustness, days: list[tuple[str, str]]) -> pd.DataFrame:
        """One row per candidate: what it brings and takes, when, how firmly; the campaign's own with their words."""
        actions = best.actions
        order = np.zeros(len(actions), dtype=int)
        order[_order(best, robust)] = np.arange(1, len(best.order) + 1)
        own = {row["id"]: row for row in self.campaign.actions.to_dict("records")}
        words = ("label", "tool", "pilot", "evidence", "effort", "horizon")
        table = actions.table().drop(columns=["axis", "imposed"])
        return table.assign(
            order=order,
            planned=best.chosen,
            imposed=actions.imposed,
            period=best.start,
            last_period=best.end,
            start=[days[first - 1][0] if first else "" for first in best.start],
            end=[days[last - 1][1] if last else "" for last in best.end],
            core=robust.core,
            core_class=robust.core_class,
            **{name: [str(own[action][name]) if action in own else "" for action in actions.ids] for name in words},
        )


def planner(campaign: Campaign, territory: str) -> Callable[[pd.Series], Plan]:
    """Return what plans for a territory as the campaign does, whatever levels its criteria stand at.

    Targets, weights, actions, decisions and means are those of the campaign. Made for the ``plan`` of `what_if`.

    Parameters
    ----------
    campaign
        An open campaign folder.
    territory
        Code of a territory that took part in the current campaign.

    Returns
    -------
    A function: Series criterion → level on the scale, not rounded, NaN where there is none → `Plan`. From the levels of
    today it chooses the actions of the review; their calendar may differ, as the review lets what is sure begin first.

    Raises
    ------
    MethodError
        The territory took no part, or the framework has no scale.

    Examples
    --------
    >>> from revue_analytics.campaign import open_campaign
    >>> from revue_analytics.campaign.bundled import bundled
    >>> from revue_analytics.review import what_if
    >>> from revue_analytics.scoring import score
    >>> campaign = open_campaign(bundled("examples") / "demo")
    >>> scores = score(campaign.ratings, campaign.methodology)
    >>> before, after = what_if(scores, {"I7": 3}, territory="00003", plan=planner(campaign, "00003")).plans
    >>> [round(one.closed, 1) for one in (before, after)]
    [8.7, 7.8]
    """
    framework = campaign.framework
    if framework.scale is None:
        raise MethodError("a framework without a scale has no levels to climb, and no actions")
    methodology = campaign.methodology
    counts = count_responses(
        campaign.ratings, methodology, colleges=tuple(one.id for one in campaign.settings.colleges)
    )
    scores = score_counts(counts, methodology)
    units = scores.units
    own = (units["territory"] == territory) & (units["campaign"] == campaign.current)
    if not own.any():
        raise MethodError(f"the campaign {campaign.current!r} has no answers for the territory {territory!r}")
    unit = int(np.flatnonzero(own)[0])
    targets = targets_by_unit(campaign, with_strata(campaign, units), desired_table(counts, methodology))[unit]
    plans, tree = Planner(campaign), scores.tree
    applies = scores.availability.applies[unit, tree.leaves]

    def again(levels: pd.Series) -> Plan:
        imagined = levels.reindex(list(framework.leaf_ids)).to_numpy(dtype=np.float64)
        share = coverage(tree, ~np.isnan(imagined)[None], applies[None])[0]
        scored = Availability.of(share, methodology.minimum_coverage).scored
        return plan(plans.candidates(territory, tree, imagined, targets, scored), plans.means(territory))

    return again


def with_strata(campaign: Campaign, units: pd.DataFrame) -> pd.DataFrame:
    """Return units with the ``stratum`` of their territory, empty where there is none."""
    strata = campaign.territories.set_index("territory")["stratum"]
    return units.assign(stratum=units["territory"].map(strata).fillna(""))


def targets_by_unit(campaign: Campaign, units: pd.DataFrame, desired: pd.DataFrame) -> Floats:
    """Return the targets of the criteria, (n, K) on 0–100, one row per unit (with its ``stratum``).

    The campaign states them, and whether those that it does not state are what respondents desire (the table
    ``desired`` of a review).
    """
    aims = campaign.settings.targets
    default = desired_targets(campaign.framework, units, desired, aims.score) if aims.desired else aims.score
    return leaf_targets(campaign.framework, units, campaign.targets, default)


def on_scale(values: Floats, framework: Framework) -> Floats:
    """Write scores on 0–100 as levels of the scale, not rounded."""
    levels = scale_values(framework)
    return np.asarray(levels.min() + values / 100.0 * (levels.max() - levels.min()))


def _order(best: Plan, robust: Robustness) -> NDArray[np.intp]:
    """Places of the actions of a plan as listed: the first to begin, then the firm ones, then what closes most."""
    chosen, firm = np.flatnonzero(best.chosen), _firm(best.actions, robust)
    return np.asarray(chosen[np.lexsort([chosen, -best.points[chosen].round(6), ~firm[chosen], best.start[chosen]])])


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


def _periods(best: Plan, days: list[tuple[str, str]]) -> pd.DataFrame:
    """One row per period: its days, work and money used and there, points closed by its end."""
    means = best.means
    table = pd.DataFrame({"period": np.arange(1, means.periods + 1)})
    table["start"], table["end"] = ([day[i] for day in days] for i in (0, 1))
    table["staff_days"], table["cost"] = best.loads.sum(axis=0), best.spending.sum(axis=0)
    table["staff_days_available"], table["budget"] = _finite(means.each("staff_days")), _finite(means.each("budget"))
    return table.assign(closed=best.closed_by_period)


def _summary(best: Plan, robust: Robustness, shortfall: float, stated: bool) -> pd.DataFrame:
    index = int(np.flatnonzero((robust.plans == best.chosen).all(axis=1))[0])
    row = {
        "n_actions": int(best.chosen.sum()),
        "n_candidates": len(best.actions),
        "most_actions": np.nan if best.means.actions is None else float(best.means.actions),
        "staff_days": float(best.actions.staff_days[best.chosen].sum()),
        "cost": float(np.nan_to_num(best.actions.cost[best.chosen]).sum()),
        "means_stated": stated,
        "closed": best.closed,
        "shortfall": shortfall,
        "gap": best.gap,
        "kept": float(robust.kept[index]),
        "price": robust.price,
        "settled": robust.settled,
        "n_draws": robust.n_draws,
    }
    return pd.DataFrame([row])


def _frontier(best: Plan) -> pd.DataFrame:
    """How much more or less would close: of staff-days where they are bounded, of money where it is."""
    actions, means = best.in_force
    costed = bool(np.nansum(actions.cost) > 0) and bool(np.isfinite(means.total("budget")))
    names = ("staff_days", *["budget"] * costed)
    curves = [frontier(actions, means, name, factors=FACTORS, chosen=best.chosen) for name in names]
    table = pd.concat([curve.table().assign(of=curve.of, in_force=curve.at) for curve in curves], ignore_index=True)
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
    known |= {row.id: (row.criterion, int(row.to_level), row.label) for row in rows(campaign.actions)}
    step = 100.0 / (len(framework.scale.levels) - 1)
    changes = {(row.territory, row.node): row for row in rows(change[change["campaign"] == campaign.current])}
    records = []
    for territory, previous in {row.territory: row.previous_campaign for row in changes.values()}.items():
        decided = decisions_for(campaign.decisions, territory, previous, current=False)
        for decision in rows(decided[decided["decision"] != "forbidden"]):
            if decision.action not in known:
                continue
            criterion, to_level, label = known[decision.action]
            node = changes.get((territory, criterion))
            moved = "unknown" if node is None else _moved(node, (to_level - framework.scale.minimum) * step)
            record = {"territory": territory, "campaign": campaign.current, "previous_campaign": previous}
            record |= {"action": decision.action, "criterion": criterion, "label": label, "state": decision.state}
            numbers = ("previous", "current", "difference", "low", "high")
            cells = {name: np.nan if node is None else getattr(node, name) for name in numbers}
            records.append({**record, "to_level": to_level, **cells, "moved": moved})
    return pd.DataFrame(records) if records else None


def _moved(node: Row, goal: float) -> str:
    if node.current >= goal - 1e-9:
        return "reached"
    return "up" if node.low > 0 else "down" if node.high < 0 else "same"
