"""What the section ``[questionnaire]`` of `revue.toml` says: what is asked, what is not asked of whom, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from revue_analytics.framework import Framework
from revue_analytics.tables import Ratings

__all__ = ["SHORT_FOR", "Asks", "mark_not_asked"]

SHORT_FOR = "habitants"
"""The college that a short questionnaire is for."""


@dataclass(frozen=True)
class Asks:
    """What questionnaires ask besides the present level, college → criteria or indicators it is not asked, and more.

    Attributes
    ----------
    desired, importance, evidence, comments
        Whether these are asked.
    not_asked
        College → criteria or indicators that it is not asked.
    short
        What residents are asked where their questionnaire is short: criteria or indicators, or True for those that the
        framework proposes. Their own form then asks for present levels only, and for one remark at the end.
    closing
        The last day on which answers are taken.
    contact, privacy
        Who can be asked, and what becomes of the answers, per language; empty where nobody says it.

    Examples
    --------
    >>> asks = Asks.of({"evidence": False, "not_asked": {"habitants": ["I8A", "I8A"]}})
    >>> asks.not_asked
    {'habitants': ('I8A',)}
    >>> from revue_analytics.framework import load_framework
    >>> {college: sorted(leaves) for college, leaves in asks.left_out(load_framework()).items()}
    {'habitants': ['I8A']}
    >>> len(Asks(short=("I1A", "I5")).left_out(load_framework())["habitants"])
    15
    """

    desired: bool = True
    importance: bool = True
    evidence: bool = True
    comments: bool = True
    not_asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    short: bool | tuple[str, ...] = False
    closing: date | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    privacy: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Asks:
        """Make it of what a valid section says is asked."""
        left_out = {name: tuple(dict.fromkeys(nodes)) for name, nodes in given.get("not_asked", {}).items()}
        flags = {name: bool(given[name]) for name in ("desired", "importance", "evidence", "comments") if name in given}
        short = given.get("short", False)
        return cls(**flags, not_asked=left_out, short=short if isinstance(short, bool) else tuple(dict.fromkeys(short)))

    def left_out(self, framework: Framework) -> dict[str, frozenset[str]]:
        """Return the criteria that each college is not asked; one that is asked everything is not in it."""
        leaves = {college: set(_leaves(framework, nodes)) for college, nodes in self.not_asked.items()}
        if self.short:
            kept = _leaves(framework, framework.kept_in_short if self.short is True else self.short)
            leaves[SHORT_FOR] = leaves.get(SHORT_FOR, set()) | (set(framework.leaf_ids) - set(kept))
        return {college: frozenset(of) for college, of in leaves.items() if of}


def _leaves(framework: Framework, nodes: tuple[str, ...]) -> list[str]:
    return [leaf for node in nodes for leaf in framework.leaves_of(node)]


def mark_not_asked(ratings: Ratings, asks: Asks, campaign: str) -> Ratings:
    """Tell what a college was not asked from what it left blank, in a campaign; whatever was answered stays.

    Survey tools leave both blank where one form serves everybody.
    """
    keys = ["territory", "campaign", "respondent", "college"]
    table = ratings.table[ratings.table["campaign"] == campaign]
    left_out = [(college, leaf) for college, leaves in asks.left_out(ratings.framework).items() for leaf in leaves]
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
