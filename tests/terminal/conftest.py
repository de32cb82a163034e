"""The small campaign of the batches."""

from tests.batches.conftest import campaign, opened, review

__all__ = ["campaign", "opened", "review"]
