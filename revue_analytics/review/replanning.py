"""A territory's roadmap made again from other levels, as its campaign has it made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from revue_analytics.campaign import Campaign
from revue_analytics.errors import MethodError
from revue_analytics.review.goals import goals
from revue_analytics.review.publish import desired_table
from revue_analytics.review.roadmap import Planner
from revue_analytics.roadmap import Plan, plan
from revue_analytics.scoring import Availability, count_responses, coverage, score_counts

__all__ = ["planner"]


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
    >>> [round(found.closed, 1) for found in (before, after)]
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
    mine = (units["territory"] == territory) & (units["campaign"] == campaign.current)
    if not mine.any():
        raise MethodError(f"the campaign {campaign.current!r} has no answers for the territory {territory!r}")
    unit = int(np.flatnonzero(mine)[0])
    strata = campaign.territories.set_index("territory")["stratum"]
    places = units.assign(stratum=units["territory"].map(strata).fillna(""))
    targets = goals(campaign, places, desired_table(counts, methodology))[unit]
    plans, tree = Planner(campaign, strata.to_dict()), scores.tree
    applies = scores.availability.applies[unit, tree.leaves]

    def again(levels: pd.Series) -> Plan:
        stands = levels.reindex(list(framework.leaf_ids)).to_numpy(dtype=np.float64)
        share = coverage(tree, ~np.isnan(stands)[None], applies[None])[0]
        there = Availability.of(share, methodology.minimum_coverage).scored
        return plan(plans.candidates(territory, tree, stands, targets, there), plans.means(territory))

    return again
