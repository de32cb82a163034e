"""What is moved by hand in JupyterLab: sliders over the library, which computes everything."""

from revue_analytics.lab.explorer import WeightExplorer, weight_explorer
from revue_analytics.lab.reweighting import Reweighting, reweighted

__all__ = ["Reweighting", "WeightExplorer", "reweighted", "weight_explorer"]
