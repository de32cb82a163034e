"""From a saved review to pages: one document per territory, an index of them, the territories seen together."""

from revue_analytics.batches.comparing import compare
from revue_analytics.batches.job import Failure
from revue_analytics.batches.result import BatchResult
from revue_analytics.batches.run import batch, report

__all__ = ["BatchResult", "Failure", "batch", "compare", "report"]
