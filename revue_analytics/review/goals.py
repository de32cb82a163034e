"""What the territories of a campaign aim at."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.campaign import Campaign
from revue_analytics.gaps import desired_targets, leaf_targets

__all__ = ["goals"]


def goals(campaign: Campaign, places: pd.DataFrame, desired: pd.DataFrame) -> NDArray[np.float64]:
    """Return the targets of the criteria, (n, K) on 0–100, one row per unit of `places` (with its ``stratum``).

    Parameters
    ----------
    campaign
        States the targets, and whether those that it does not state are what respondents desire.
    places
        Units: ``territory``, ``campaign``, ``stratum``.
    desired
        The table ``desired`` of a review.
    """
    default = campaign.settings.targets.score
    if campaign.settings.targets.desired:
        wished = desired_targets(campaign.framework, places, desired, default)
        return leaf_targets(campaign.framework, places, campaign.targets, wished)
    return leaf_targets(campaign.framework, places, campaign.targets, default)
