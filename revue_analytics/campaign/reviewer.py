"""What a campaign holds of a reviewer's ratings, and what is wrong with them."""

from __future__ import annotations

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault

KEY = ["territory", "campaign", "criterion"]


def of_campaigns(reviewer: pd.DataFrame, current: str) -> pd.DataFrame:
    """Return the ratings with the campaign that each is about: the current one where the row names none.

    A row that names the current campaign counts before one that names none.
    """
    named = reviewer["campaign"] != ""
    rows = reviewer.assign(campaign=reviewer["campaign"].where(named, current))
    return rows.iloc[named.to_numpy().argsort(kind="stable")[::-1]].drop_duplicates(KEY).sort_index()


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
    with_answers = set(zip(answered["territory"], answered["campaign"], strict=True))
    reviewed = of_campaigns(reviewer, current)
    return [
        Fault(rules.REVIEWER_ALONE, file, None, "territory", territory, territory, {"campaign": campaign})
        for territory, campaign in dict.fromkeys(zip(reviewed["territory"], reviewed["campaign"], strict=True))
        if (territory, campaign) not in with_answers
    ]
