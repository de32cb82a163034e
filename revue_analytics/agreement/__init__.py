"""Agreement: how far respondents see alike where the territory stands, where it should go, and what matters.

One question (a criterion) asked of one group: ordinal consensus and within-group agreement. Several questions:
Krippendorff's alpha and Kendall's W. Between groups: differences of means, with the share of false discoveries held
down. Aims: how far they agree, and whether the views have come closer since the last campaign.
"""

from revue_analytics.agreement.aims import convergence_of, measure_convergence
from revue_analytics.agreement.one_question import DEGREES, SHARED_FROM
from revue_analytics.agreement.people import People, people_of
from revue_analytics.agreement.results import (
    AIMS,
    FALSE_DISCOVERIES,
    STATISTICS,
    Agreement,
    Convergence,
    discussion_table,
)
from revue_analytics.agreement.within import agreement_of, measure_agreement

# fmt: off
__all__ = [
    "AIMS", "DEGREES", "FALSE_DISCOVERIES", "SHARED_FROM", "STATISTICS", "Agreement", "Convergence", "People",
    "agreement_of", "convergence_of", "discussion_table", "measure_agreement", "measure_convergence", "people_of",
]
# fmt: on
