"""What the section ``[questionnaire]`` of `revue.toml` says: what is asked, and what is not asked of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from revue_analytics.tables import Ratings

__all__ = ["Asks", "mark_not_asked"]


@dataclass(frozen=True)
class Asks:
    """What questionnaires ask besides the present level, and college → criteria or indicators it is not asked.

    >>> Asks.of({"evidence": False, "not_asked": {"habitants": ["I8A", "I8A"]}}).not_asked
    {'habitants': ('I8A',)}
    """

    desired: bool = True
    importance: bool = True
    evidence: bool = True
    comments: bool = True
    not_asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Asks:
        """Make it of a valid section."""
        left_out = {name: tuple(dict.fromkeys(nodes)) for name, nodes in given.get("not_asked", {}).items()}
        flags = {name: bool(given[name]) for name in ("desired", "importance", "evidence", "comments") if name in given}
        return cls(**flags, not_asked=left_out)


def mark_not_asked(ratings: Ratings, asks: Asks, campaign: str) -> Ratings:
    """Tell what a college was not asked from what it left blank, in a campaign; whatever was answered stays.

    Survey tools leave both blank where one form serves everybody.
    """
    keys = ["territory", "campaign", "respondent", "college"]
    table = ratings.table[ratings.table["campaign"] == campaign]
    leaves_of = ratings.framework.leaves_of
    left_out = [
        (college, leaf) for college, nodes in asks.not_asked.items() for node in nodes for leaf in leaves_of(node)
    ]
    if not left_out or table.empty:
        return ratings
    wanted = (
        table[keys].drop_duplicates().merge(pd.DataFrame(left_out, columns=["college", "criterion"]).drop_duplicates())
    )
    there = table[table["aspect"] == "current"][[*keys, "criterion"]].assign(there=True)
    blank = wanted.merge(there, how="left")
    blank = blank[blank["there"].isna()].drop(columns="there")
    blank = blank.assign(aspect="current", level=pd.NA, status="not_asked", evidence="", comment="")
    made = pd.concat([ratings.table, blank[ratings.table.columns].astype(ratings.table.dtypes)], ignore_index=True)
    return replace(ratings, table=made)
