"""What a campaign says of its roadmaps: its own actions, decisions, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault
from revue_analytics.framework import Framework


def decisions_for(decisions: pd.DataFrame, territory: str, campaign: str, *, current: bool) -> pd.DataFrame:
    """Return what was decided for a territory in a campaign, one row per action: its own before that of all.

    Parameters
    ----------
    decisions
        The table ``decisions``.
    territory, campaign
        Which ones.
    current
        Whether it is the current campaign, which the rows that name none are about.
    """
    of_campaign = decisions["campaign"].isin(["", campaign] if current else [campaign])
    rows = decisions[of_campaign & decisions["territory"].isin(["", territory])]
    particular = rows.assign(own=rows["territory"] != "", named=rows["campaign"] != "")
    particular = particular.sort_values(["own", "named"], ascending=False, kind="stable")
    return rows.loc[particular.drop_duplicates("action").index.sort_values()].reset_index(drop=True)


def check_actions(actions: pd.DataFrame, framework: Framework, file: str) -> list[Fault]:
    """Return the actions that wait for themselves: each must come before the next, all the way round."""
    own = actions.to_dict("records")
    level = {action.id: (action.criterion, action.to_level) for action in framework.actions}
    level |= {row["id"]: (row["criterion"], int(row["to_level"])) for row in own}
    after: dict[str, set[str]] = {action: set() for action in level}
    for row in own:
        after[row["id"]] |= {other for other in row["requires"].split() if other in level}
    for action, (criterion, to) in level.items():
        below = {other for other, (its, at) in level.items() if its == criterion and at < to}
        after[action] |= below
    return [
        Fault(rules.ACTION_CIRCLE, file=file, column="requires", value=action)
        for action in actions["id"]
        if _returns(action, after)
    ]


def _returns(action: str, after: Mapping[str, set[str]]) -> bool:
    """Whether an action is among those that must come before it."""
    seen: set[str] = set()
    ahead = list(after[action])
    while ahead:
        if (one := ahead.pop()) not in seen:
            seen.add(one)
            ahead += after[one]
    return action in seen


def check_decisions(
    decisions: pd.DataFrame, actions: pd.DataFrame, framework: Framework, campaigns: list[str], file: str
) -> list[Fault]:
    """Return the decisions on an action or a campaign that nobody knows."""
    known = {action.id for action in framework.actions} | set(actions["id"])
    faults = []
    for row in decisions.to_dict("records"):
        action, campaign, territory = row["action"], row["campaign"], row["territory"]
        if action not in known:
            faults.append(Fault(rules.DECISION_UNKNOWN, file, None, "action", action, territory))
        if campaign and campaign not in campaigns:
            faults.append(Fault(rules.DECISION_OF_NO_CAMPAIGN, file, None, "campaign", campaign, territory))
    return faults
