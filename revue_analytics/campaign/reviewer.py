"""What a campaign holds of a reviewer's ratings, and what is wrong with them."""

from __future__ import annotations

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault

__all__ = ["check_reviewer", "of_campaigns"]


def of_campaigns(reviewer: pd.DataFrame, current: str) -> pd.DataFrame:
    """Return the ratings with the campaign that each is about: the current one where the row names none.

    A row that names the current campaign counts before one that names none.
    """
    named = reviewer["campaign"] != ""
    told = reviewer.assign(campaign=reviewer["campaign"].where(named, current))
    told = told.iloc[named.argsort(kind="stable")[::-1]] if len(told) else told
    return told.drop_duplicates(["territory", "campaign", "criterion"]).sort_index()


def check_reviewer(reviewer: pd.DataFrame, answered: pd.DataFrame, current: str, file: str) -> list[Fault]:
    """Return the ratings that stand beside no answer: of a territory, in a campaign, where nobody answered.

    Parameters
    ----------
    reviewer
        The table ``reviewer``.
    answered
        ``territory``, ``campaign`` of the answers.
    current
        Id of the current campaign.
    file
        Name of the file, or files.
    """
    there = set(zip(answered["territory"], answered["campaign"], strict=True))
    units = of_campaigns(reviewer, current)[["territory", "campaign"]].drop_duplicates()
    return [
        Fault(rules.REVIEWER_ALONE, file, None, "territory", row.territory, row.territory, {"campaign": row.campaign})
        for row in units.itertuples()
        if (row.territory, row.campaign) not in there
    ]
