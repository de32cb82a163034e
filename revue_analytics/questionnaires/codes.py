"""How the columns of a questionnaire are called: words that intake recognises in the export of any tool."""

from __future__ import annotations

__all__ = ["desired", "evidence", "importance", "reason", "remark"]


def desired(criterion: str, join: str = "_") -> str:
    """Return the name of the column of desired levels.

    >>> desired("I1A"), desired("I1A", ""), desired("I1A", " ")
    ('I1A_desired', 'I1Adesired', 'I1A desired')
    """
    return f"{criterion}{join}desired"


def reason(criterion: str, join: str = "_") -> str:
    """Return the name of the column of reasons why a criterion is not applicable."""
    return f"{criterion}{join}reason"


def evidence(criterion: str, join: str = "_") -> str:
    """Return the name of the column of evidence."""
    return f"{criterion}{join}evidence"


def remark(criterion: str, join: str = "_") -> str:
    """Return the name of the column of comments."""
    return f"{criterion}{join}comment"


def importance(indicator: str, join: str = "_") -> str:
    """Return the name of the column of points of importance."""
    return f"importance{join}{indicator}"
