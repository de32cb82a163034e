"""Convergence of aims: agreement on where to go and on what matters, and how each moved since the last campaign."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from revue_analytics.agreement.between import mean_difference, means_without_each
from revue_analytics.agreement.intervals import student
from revue_analytics.agreement.one_question import mean_consensus
from revue_analytics.agreement.people import People, people_of
from revue_analytics.agreement.results import Convergence
from revue_analytics.agreement.several_questions import Measured, concordance
from revue_analytics.methods.arrays import Floats, Ints
from revue_analytics.scoring import Methodology, ResponseCounts, count_responses
from revue_analytics.scoring.disclosure import SPREAD_FROM, merge_small
from revue_analytics.tables import Ratings

COLUMNS = (
    *("territory", "campaign", "aim", "statistic", "value", "previous", "change", "low", "high"),
    *("value_low", "value_high", "n", "previous_campaign"),
)


def measure_convergence(
    ratings: Ratings, methodology: Methodology | None = None, *, campaigns: Sequence[str] | None = None
) -> Convergence:
    """Measure how far respondents agree on what they want and on what matters, and how that moved.

    ==================  ================  =========================================================================
    aim                 statistic         what
    ==================  ================  =========================================================================
    current, desired    mean_consensus    ordinal consensus of all respondents on the levels, mean of the criteria
    importance_rank     kendall_w         concordance of all respondents on the order of the indicators
    importance_weights  mean_difference   distance of the groups' mean weights, two by two: half the L1 norm, 0 the
                                          same weights – 1 nothing in common
    ==================  ================  =========================================================================

    Parameters
    ----------
    ratings
        Valid answers.
    methodology
        Gives the disclosure threshold.
    campaigns
        Ids in order of time; by default in the order of the ids.

    Returns
    -------
    Convergence

    Examples
    --------
    >>> import revue_analytics as ra
    >>> from revue_analytics.campaign.bundled import bundled
    >>> campaign = ra.open_campaign(bundled("examples") / "demo")
    >>> found = measure_convergence(campaign.ratings).of("00001", "2026").table()
    >>> found["aim"].tolist()
    ['current', 'desired', 'importance_rank', 'importance_weights']
    """
    methodology = methodology or Methodology()
    counts = count_responses(ratings, methodology)
    order = campaigns or sorted(counts.units["campaign"].unique())
    return convergence_of(counts, people_of(ratings, counts), methodology.disclosure_threshold, order)


def convergence_of(
    counts: ResponseCounts, people: People, threshold: int, campaigns: Sequence[str], *, published: bool = False
) -> Convergence:
    """As `measure_convergence`, of answers already counted.

    Parameters
    ----------
    counts, people
        The same answers, by group and by person.
    threshold
        Least number of respondents behind any number.
    campaigns
        Ids in order of time.
    published
        Tell nothing of how fewer than `SPREAD_FROM` answers spread.
    """
    order = {campaign: place for place, campaign in enumerate(campaigns)}
    units = counts.units.assign(unit=np.arange(len(counts.units)), place=counts.units["campaign"].map(order))
    rows: list[tuple[object, ...]] = []
    for territory, part in units.sort_values("place", kind="stable").groupby("territory", sort=True):
        before: tuple[str, list[_Aim]] | None = None
        for unit, campaign in zip(part["unit"], part["campaign"], strict=True):
            if counts.respondents[unit].sum() < threshold:
                before = None
                continue
            aims = list(_aims(counts, people.of_unit(unit), unit, threshold, SPREAD_FROM if published else threshold))
            for aim in aims:
                earlier = next((one for one in before[1] if one.name == aim.name), None) if before else None
                told = _told(aim, earlier, before[0] if before and earlier else "")
                if told:
                    rows.append((territory, campaign, aim.name, aim.statistic, *told))
            before = str(campaign), aims
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = list(COLUMNS[4:11])
    return Convergence(counts.framework, threshold, table.astype(dict.fromkeys(numbers, float)))


@dataclass(frozen=True, eq=False)
class _Aim:
    """What is measured of one unit: `held` what it may be measured over, `over` measures it over some of these.

    A change is taken over what two campaigns hold in common, if that is `at_least` so much.
    """

    name: str
    statistic: str
    held: tuple[str, ...]
    over: Callable[[Sequence[str]], Measured]
    at_least: int = 1


def _aims(counts: ResponseCounts, people: People, unit: int, threshold: int, least: int) -> Iterator[_Aim]:
    """Measure the aims of one unit, each statistic of at least so many answers."""
    leaves, tops, levels = counts.framework.leaf_ids, counts.framework.top_ids, counts.levels
    for name, answers, by_level in (
        ("current", people.current, counts.current[unit]),
        ("desired", people.desired, counts.desired[unit]),
    ):
        together = by_level.sum(axis=0)
        n = together.sum(axis=-1)
        there = (n > 0) & (n >= least) & ~counts.excluded[unit]
        held = tuple(leaf for leaf, told in zip(leaves, there.tolist(), strict=True) if told)

        def consensus(chosen: Sequence[str], answers: Floats = answers, together: Ints = together) -> Measured:
            places = [leaves.index(leaf) for leaf in chosen]
            n = int((~np.isnan(answers[:, places])).any(axis=1).sum())
            return mean_consensus(together[places].astype(np.float64), levels, n)

        yield _Aim(name, "mean_consensus", held, consensus, at_least=min(2, len(leaves)))

    gave = ~np.isnan(people.points[:, 0])
    points = people.points[gave]
    group, names = _groups_of_points(counts, people.group[gave], unit, threshold)
    yield _Aim(
        "importance_rank",
        "kendall_w",
        tops if len(points) >= least else (),
        lambda chosen: concordance(points[:, [tops.index(top) for top in chosen]]),
        at_least=2,
    )

    def distance(chosen: Sequence[str]) -> Measured:
        groups = np.array([place for place, name in names.items() if name in chosen], dtype=np.int64)
        member = np.isin(group, groups)
        means = means_without_each(points[member] / 100.0, group[member], groups)
        return mean_difference(means / means.sum(axis=-1, keepdims=True), group[member], half=True)

    yield _Aim("importance_weights", "mean_difference", tuple(names.values()), distance, at_least=max(2, len(names)))


def _groups_of_points(counts: ResponseCounts, group: Ints, unit: int, threshold: int) -> tuple[Ints, dict[int, str]]:
    """Group of each of those who shared points, small ones merged; and who is in each of at least the threshold."""
    size = np.bincount(group, minlength=len(counts.colleges) + 1)
    ties = np.argsort(np.argsort(counts.colleges))
    joins = merge_small(size[None, :-1], threshold, size[None, -1], ties)[0]
    last = len(counts.colleges)
    moved = np.where(np.append(joins, False)[group], last, group)
    inside = "+".join(c for c, m, j in zip(counts.colleges, counts.merged[unit], joins, strict=True) if m or j)
    told = np.flatnonzero(np.bincount(moved, minlength=last + 1) >= threshold).tolist()
    return moved, {g: inside if g == last else counts.colleges[g] for g in told}


def _told(aim: _Aim, earlier: _Aim | None, before: str) -> tuple[object, ...] | None:
    """Value, previous, change and its interval, interval of the value, respondents, previous campaign."""
    if len(aim.held) < aim.at_least:
        return None
    now = aim.over(aim.held)
    if np.isnan(now.value):
        return None
    common = [one for one in aim.held if earlier and one in earlier.held]
    previous = change = low = high = float("nan")
    if earlier and len(common) >= aim.at_least:
        new, old = now if len(common) == len(aim.held) else aim.over(common), earlier.over(common)
        previous, change = old.value, new.value - old.value
        centre = new.centre - old.centre
        half = student(new.n + old.n - 2) * (new.variance + old.variance) ** 0.5
        low, high = min(centre - half, change), max(centre + half, change)  # NaN where there is no variance
        low, high = (low, high) if half >= 0 else (float("nan"), float("nan"))
    return now.value, previous, change, low, high, now.low, now.high, now.n, before if change == change else ""
