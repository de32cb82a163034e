"""What a campaign holds of a reviewer's ratings, and what is wrong with them."""

from __future__ import annotations

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault

__all__ = ["check_reviewer", "of_campaigns", "with_questionnaires"]

KEY = ["territory", "campaign", "criterion"]


def of_campaigns(reviewer: pd.DataFrame, current: str) -> pd.DataFrame:
    """Return the ratings with the campaign that each is about: the current one where the row names none.

    A row that names the current campaign counts before one that names none.
    """
    named = reviewer["campaign"] != ""
    told = reviewer.assign(campaign=reviewer["campaign"].where(named, current))
    told = told.iloc[named.argsort(kind="stable")[::-1]] if len(told) else told
    return told.drop_duplicates(KEY).sort_index()


def with_questionnaires(
    reviewer: pd.DataFrame, reviewed: pd.DataFrame, current: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Put what reviewers answered in questionnaires under what the table says; and what is rated twice.

    Parameters
    ----------
    reviewer
        The table ``reviewer``.
    reviewed
        `Ratings.reviewed`. It says no reasons: what a reviewer writes in a questionnaire is not published.
    current
        Id of the current campaign.
    """
    if reviewed.empty:
        return reviewer, []
    answered = reviewed.rename(columns={"level": "reviewed_level"}).assign(reason="")
    both = pd.concat([of_campaigns(reviewer, current), answered[reviewer.columns]], ignore_index=True)
    faults = []
    for (territory, campaign), rows in both[both.duplicated(KEY)].groupby(["territory", "campaign"]):
        details = {"campaign": campaign, "criteria": ", ".join(sorted(set(rows["criterion"])))}
        faults.append(Fault(rules.REVIEWED_TWICE, value=str(territory), territory=str(territory), details=details))
    return both.drop_duplicates(KEY, ignore_index=True).astype(reviewer.dtypes), faults


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
