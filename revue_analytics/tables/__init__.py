"""The tables: what each holds, column by column, and the values made of them.

The models (pandera) are the source of truth; they are imported when something is validated, not before.
"""

from revue_analytics.tables.cells import Evidence, numbers, read_evidence
from revue_analytics.tables.groups import DEFAULT_COLLEGES, KINDS, STRATA, College, strata
from revue_analytics.tables.ratings import ASPECTS, STATUSES, Ratings, Source, make_ratings
from revue_analytics.tables.validation import TABLES, validate

__all__ = [
    # vocabulary
    "ASPECTS",
    "DEFAULT_COLLEGES",
    "KINDS",
    "STATUSES",
    "STRATA",
    "TABLES",
    # values
    "College",
    "Evidence",
    "Ratings",
    "Source",
    "make_ratings",
    # reading and validation
    "numbers",
    "read_evidence",
    "strata",
    "validate",
]
