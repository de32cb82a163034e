"""Reliability: do raters agree? ``ratings (raters, items)``, NaN where there is none.

Over several items: `krippendorff_alpha`, `kendall_w`, `intraclass_correlation`, `cronbach_alpha`,
`multi_item_agreement` give one number. Item by item: `ordinal_consensus`, `within_group_agreement`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from revue_analytics.methods.reliability.concordance import (
    alpha_interval,
    cronbach_alpha,
    intraclass_correlation,
    kendall_w,
    kendall_w_of_ranks,
    mid_ranks,
)
from revue_analytics.methods.reliability.consensus import (
    multi_item_agreement,
    ordinal_consensus,
    ordinal_consensus_of_counts,
    within_group_agreement,
    within_group_agreement_of_counts,
)
from revue_analytics.methods.reliability.krippendorff import krippendorff_alpha, krippendorff_alpha_of_counts

__all__ = [
    "ITEM_AGREEMENTS",
    "RELIABILITIES",
    "alpha_interval",
    "cronbach_alpha",
    "intraclass_correlation",
    "kendall_w",
    "kendall_w_of_ranks",
    "krippendorff_alpha",
    "krippendorff_alpha_of_counts",
    "mid_ranks",
    "multi_item_agreement",
    "ordinal_consensus",
    "ordinal_consensus_of_counts",
    "within_group_agreement",
    "within_group_agreement_of_counts",
]

RELIABILITIES: dict[str, Callable[..., Any]] = {
    "krippendorff_alpha": krippendorff_alpha,
    "kendall_w": kendall_w,
    "intraclass_correlation": intraclass_correlation,
    "cronbach_alpha": cronbach_alpha,
    "multi_item_agreement": multi_item_agreement,
}
"""Each takes (raters, items) and gives one number."""

ITEM_AGREEMENTS: dict[str, Callable[..., Any]] = {
    "ordinal_consensus": ordinal_consensus,
    "within_group_agreement": within_group_agreement,
}
"""Each takes (raters, items) and the levels of the scale, and gives a number per item."""
