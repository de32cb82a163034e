"""From a saved review to pages: one document per territory, an index of them, the territories seen together.

And, while answers come in, how the collection goes.
"""

from revue_analytics.reporting.batch import BatchResult, batch, report
from revue_analytics.reporting.comparing import compare
from revue_analytics.reporting.follow_up import export_roadmap
from revue_analytics.reporting.following import Followed, follow
from revue_analytics.reporting.job import Failure

__all__ = ["BatchResult", "Failure", "Followed", "batch", "compare", "export_roadmap", "follow", "report"]
