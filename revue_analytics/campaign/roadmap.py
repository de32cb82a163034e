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
    of = decisions["campaign"].isin(["", campaign] if current else [campaign])
    found = decisions[of & decisions["territory"].isin(["", territory])]
    particular = found.assign(own=found["territory"] != "", named=found["campaign"] != "")
    particular = particular.sort_values(["own", "named"], ascending=False, kind="stable")
    return found.loc[particular.drop_duplicates("action").index.sort_values()].reset_index(drop=True)


def check_actions(actions: pd.DataFrame, framework: Framework, file: str) -> list[Fault]:
    """Return the actions that wait for themselves: each must come before the next, all the way round."""
    level = {a.id: (a.criterion, a.to_level) for a in framework.actions}
    level |= {row.id: (row.criterion, int(row.to_level)) for row in actions.itertuples()}
    after: dict[str, set[str]] = {action: set() for action in level}
    for row in actions.itertuples():
        after[row.id] |= {other for other in row.requires.split() if other in level}
    for action, (criterion, to) in level.items():
        below = {other for other, (its, at) in level.items() if its == criterion and at < to}
        after[action] |= below
    left = dict(after)
    while True:
        free = {action for action, ahead in left.items() if not ahead & left.keys()}
        if not free:
            break
        left = {action: ahead for action, ahead in left.items() if action not in free}
    own = set(actions["id"])
    named = [action for action in left if action in own and after[action] & left.keys() and _returns(action, after)]
    return [Fault(rules.ACTION_CIRCLE, file=file, column="requires", value=action) for action in named]


def _returns(action: str, after: Mapping[str, set[str]]) -> bool:
    """Whether an action is among those that must come before it."""
    seen: set[str] = set()
    ahead = list(after[action])
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += after[one]
    return action in seen


def check_decisions(
    decisions: pd.DataFrame, actions: pd.DataFrame, framework: Framework, campaigns: list[str], file: str
) -> list[Fault]:
    """Return the decisions on an action or a campaign that nobody knows."""
    known = {action.id for action in framework.actions} | set(actions["id"])
    faults = []
    for row in decisions.itertuples():
        if row.action not in known:
            faults.append(Fault(rules.DECISION_UNKNOWN, file, None, "action", row.action, row.territory))
        if row.campaign and row.campaign not in campaigns:
            faults.append(Fault(rules.DECISION_OF_NO_CAMPAIGN, file, None, "campaign", row.campaign, row.territory))
    return faults
