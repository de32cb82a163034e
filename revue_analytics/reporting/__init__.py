"""From a saved review to pages: one document per territory, and an index of them."""

from revue_analytics.reporting.batch import BatchResult, batch, report
from revue_analytics.reporting.job import Failure

__all__ = ["BatchResult", "Failure", "batch", "report"]
