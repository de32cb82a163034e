"""A portfolio: the review of several territories, with the tables that sum it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from revue_analytics.errors import shorten
from revue_analytics.review import Review
from revue_analytics.tables.shown import shown
from revue_analytics.together.group import SIDE_BY_SIDE, Group

__all__ = ["LEAST", "SIDE_BY_SIDE", "SUMMARIES", "Portfolio"]

LEAST = 5
"""Territories that a département or a stratum must have before anything is said of it as a whole."""

LONGEST = 160
"""Letters of a name; a page on several territories cannot hold ten thousand of each."""

SUMMARIES: dict[str, str] = {
    "standing": "territory name stratum departement epci n_respondents score low high level lowest",
    "levels": "node level n",
    "spread": "node n lowest q25 median q75 highest",
    "departements": "departement name n n_scored median",
    "strata": "stratum n node n_scored median",
    "respondents": "group n_territories n_respondents n_asked invited",
    "needs": "criterion n short limit shortfall share",
    "actions": "order action criterion to_level n",
    "together": "order scope place n n_place",
    "exchanges": "learner node mentor score high mentor_score mentor_low apart same_stratum near",
    "twins": "one node_one other node_other apart",
    "moves": "node n risen fallen open median",
    "answers": "criterion n_answers rated unknown not_applicable not_asked n_without",
    "quality": "measure n of",
    "accord": "criterion n q25 median q75 n_differ",
    "aims": "aim n closer further",
    "apart": "node one other difference margin holds",
}
"""The tables that sum a portfolio up, and their columns; scores on 0–100, shares on 0–1, of the current campaign.

``apart`` compares the territories chosen to be read side by side. ``exchanges`` says from whom a territory could
learn: `high` and `mentor_low` are the ends of the two intervals, `apart` the points between them.
"""


@dataclass(frozen=True, eq=False, repr=False)
class Portfolio(Review):
    """Some or all territories of a review, seen together.

    Attributes
    ----------
    group
        Which territories they are: all of the campaign, or those of a département, an EPCI, a stratum, a kind.
    anonymous
        Whether letters stand for the territories.
    chosen
        Codes of the territories to be read side by side; usually none.
    n_campaign
        Number of territories of the campaign, in the group or not.
    summary
        The tables `SUMMARIES`.
    """

    group: Group = field(default_factory=Group)
    anonymous: bool = False
    chosen: tuple[str, ...] = ()
    n_campaign: int = 0
    summary: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def previous(self) -> str | None:
        """Id of the campaign before the current one, if territories took part in both."""
        change = self.now("change")
        return str(change["previous_campaign"].iloc[0]) if len(change) else None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Name of each territory, cut where it would fill the page."""
        table = self.territories
        names = [shorten(name, LONGEST) for name in table["name"]]
        return dict(zip(table["territory"].astype(str), names, strict=True))

    def now(self, table: str) -> pd.DataFrame:
        """Rows of a table of the review that concern the current campaign; none where the review lacks the table."""
        if table not in self.tables:
            return pd.DataFrame()
        frame = self.tables[table]
        return frame[frame["campaign"] == self.current]

    def _repr_html_(self) -> str:
        return shown(self.summary["standing"].drop(columns=["stratum", "departement", "epci"]))
