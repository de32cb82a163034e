"""How plans are compared: whole numbers, so that the same inputs give the same plan.

A plan is better than another if it closes more of the shortfall, counted in millionths of a point; of two that close
as much, the one that takes fewer staff-days, a euro counting as a five-hundredth of a day; then the one whose actions
come first. All three add up over the actions, so that one whole number per action says it.
"""

from __future__ import annotations

import numpy as np

from revue_analytics.methods.arrays import Floats
from revue_analytics.roadmap.candidates import Candidates

MICRO = 1e6
"""Units in a point."""
EUROS_A_DAY = 500.0
PLACES = 2.0**11  # more than the places of the actions of any plan add up to, up to sixty of them
BURDENS = 2.0**26  # more than the burden and places of any plan


def worths(points: Floats) -> Floats:
    """(..., A) points that actions close -> whole numbers of millionths of a point."""
    return np.rint(points * MICRO)


def burdens(actions: Candidates) -> Floats:
    """(A,) what choosing an action costs where worth does not decide: a whole number, of days first, then of place."""
    days = actions.staff_days + np.nan_to_num(actions.cost) / EUROS_A_DAY
    quarters = np.rint(4.0 * days)
    room = (BURDENS - PLACES) / PLACES  # what all of them may add up to
    if quarters.sum() > room:
        quarters = np.floor(quarters * room / quarters.sum())
    places = np.arange(1, len(actions) + 1)
    if places.sum() >= PLACES:
        places = np.ceil(places * (PLACES - 1 - len(places)) / places.sum())
    return np.asarray(quarters * PLACES + places)


def merits(actions: Candidates, points: Floats) -> Floats:
    """(..., A) worth and burden in one whole number, exact as a float: more is better."""
    return np.asarray(worths(points) * BURDENS - burdens(actions))
