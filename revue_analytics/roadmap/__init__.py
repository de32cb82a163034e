"""From gaps to a roadmap: what to do first, in which order, within the means, and how firmly that holds.

>>> from revue_analytics.framework import load_framework
>>> actions = candidate_actions(load_framework(), [1.7] * 18)
>>> plan(actions, Means(staff_days=40, actions=6)).closed > 0
True
"""

from revue_analytics.roadmap.budget_curve import Frontier, frontier
from revue_analytics.roadmap.candidates import Candidates, Catalogue, candidate_actions
from revue_analytics.roadmap.conflict import Conflict, Relaxation
from revue_analytics.roadmap.means import EFFORT_DAYS, HORIZON_PERIODS, Means, means_for
from revue_analytics.roadmap.planning import Plan, plan
from revue_analytics.roadmap.robust import CORE_CLASSES, Robustness, core_index

# fmt: off
__all__ = [
    "CORE_CLASSES", "EFFORT_DAYS", "HORIZON_PERIODS", "Candidates", "Catalogue", "Conflict", "Frontier", "Means",
    "Plan", "Relaxation", "Robustness", "candidate_actions", "core_index", "frontier", "means_for", "plan",
]
# fmt: on
