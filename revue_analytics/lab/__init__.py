"""What is moved by hand in JupyterLab: sliders over the library, which computes everything."""

from revue_analytics.lab.explorer import WeightExplorer, weight_explorer
from revue_analytics.lab.notebooks import set_up_notebook
from revue_analytics.lab.reweighting import Reweighting, reweighted
from revue_analytics.lab.what_if import WhatIfSliders, what_if_sliders

__all__ = [
    "Reweighting",
    "WeightExplorer",
    "WhatIfSliders",
    "reweighted",
    "set_up_notebook",
    "weight_explorer",
    "what_if_sliders",
]
