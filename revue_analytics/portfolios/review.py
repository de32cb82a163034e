"""A portfolio: the review of several territories with the tables that sum it up, and how it is made of a review."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from revue_analytics.errors import MethodError, choices, shorten
from revue_analytics.portfolios.anonymity import anonymised, letters
from revue_analytics.portfolios.exchanges import exchange_table, twin_table
from revue_analytics.portfolios.group import LEAST, LONGEST, Group, SubsetTables, group_of, side_by_side
from revue_analytics.portfolios.summaries import (
    action_table,
    agreement_table,
    aim_table,
    answer_table,
    change_table,
    departement_table,
    level_table,
    needs_table,
    pooled_table,
    quality_table,
    ranking_table,
    respondent_table,
    side_by_side_table,
    spread_table,
    strata_table,
)
from revue_analytics.review import Review
from revue_analytics.review.tables import Row
from revue_analytics.tables.groups import STRATA
from revue_analytics.tables.shown import shown

SUMMARIES: dict[str, str] = {
    "ranking": "territory name stratum departement epci n_respondents score low high level lowest",
    "levels": "node level n",
    "spread": "node n lowest q25 median q75 highest",
    "departements": "departement name n n_scored median",
    "strata": "stratum n node n_scored median",
    "respondents": "group n_territories n_respondents n_asked invited",
    "needs": "criterion n short limit shortfall share",
    "actions": "order action criterion to_level n",
    "pooled": "order scope place n n_place",
    "exchanges": "learner node mentor score high mentor_score mentor_low apart same_stratum near",
    "twins": "one node_one other node_other apart",
    "change": "node n risen fallen open median",
    "answers": "criterion n_answers rated unknown not_applicable not_asked n_without",
    "quality": "measure n of",
    "agreement": "criterion n q25 median q75 n_differ",
    "aims": "aim n closer further",
    "side_by_side": "node one other difference margin holds",
}
"""The tables that sum a portfolio up, and their columns; scores on 0–100, shares on 0–1, of the current campaign.

``side_by_side`` compares the territories chosen to be read side by side. ``exchanges`` says from whom a territory could
learn: `high` and `mentor_low` are the ends of the two intervals, `apart` the points between them.
"""


class SummaryRow(Row):
    """A row of any of these tables: what it holds beside the columns of a review."""

    lowest: Any
    q25: float
    q75: float
    highest: float
    mentor_score: float
    mentor_low: float
    apart: float
    margin: float
    n_scored: int
    n_territories: int
    n_asked: int
    limit: int
    short: int
    risen: int
    fallen: int
    open: int
    n_without: int
    n_place: int
    n_differ: int
    closer: int
    further: int
    learner: str
    mentor: str
    near: str
    one: str
    other: str
    node_one: str
    node_other: str
    measure: str
    same_stratum: bool
    holds: bool


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
        return shown(self.summary["ranking"].drop(columns=["stratum", "departement", "epci"]))


def portfolio(
    review: Review,
    *,
    codes: Sequence[str] | str = (),
    group: str = "",
    anonymous: bool | str | None = None,
    language: str = "fr",
) -> Portfolio:
    """See the territories of a review together.

    Parameters
    ----------
    review
        The review of a campaign.
    codes
        From two to six territories to be read side by side, as a list or as ``"01004,01005"``; the portfolio then
        holds no others.
    group
        ``departement=01``, ``epci=…``, ``stratum=…`` or ``kind=…``; empty for the whole campaign.
    anonymous
        Letters instead of names, also as ``"yes"`` or ``"no"``; as the campaign says if it is not given.
    language
        Of the names that stand for the territories when it is anonymous.

    Raises
    ------
    UnknownTerritory
        A code, or a group, that the review does not hold.
    MethodError
        Too few or too many codes, a grouping that does not exist, or an anonymous group that its name would betray.

    Examples
    --------
    >>> portfolio(open_review("my-campaign"), group="departement=01").summary["needs"]    # doctest: +SKIP
    """
    wanted = side_by_side(review.territories, codes)
    chosen_group = group_of(review.territories, group)
    hidden = _hidden(review, anonymous)
    kept = set(_members(review, wanted, chosen_group))
    seen: Review = replace(
        review, tables=SubsetTables(review.tables, lambda _name, table: _within(table, kept, review))
    )
    if hidden:
        _check_hidden(kept, wanted, chosen_group)
        lettered = letters(review)
        wanted = tuple(sorted(lettered[code] for code in wanted))
        seen = anonymised(seen, lettered, language)
    part = Portfolio(
        review.framework,
        seen.meta,
        seen.tables,
        group=chosen_group,
        anonymous=hidden,
        chosen=wanted,
        n_campaign=len(review.codes),
    )
    return replace(part, summary=_summaries(part))


def _within(table: pd.DataFrame, codes: Collection[str], review: Review) -> pd.DataFrame:
    """Keep the rows of some territories; with all of them, nothing is to be looked for."""
    return table if len(codes) == len(review.codes) else table[table["territory"].isin(codes)]


def _summaries(part: Portfolio) -> Mapping[str, pd.DataFrame]:
    framework, territories = part.framework, part.territories
    scores, gaps = part.now("scores"), part.now("gaps")
    ranking = ranking_table(framework, territories, scores)
    needs = needs_table(framework, gaps, part.now("findings"))
    actions, concerned = action_table(framework, scores, needs)
    order = [*STRATA, *sorted(set(territories["stratum"].astype(str)) - set(STRATA) - {""})]
    left_out = {name: 0 if part.chosen or part.group.by else len(part.meta[name]) for name in ("held_back", "too_few")}
    tables = {
        "ranking": ranking,
        "levels": level_table(framework, scores),
        "spread": spread_table(framework, scores),
        "departements": departement_table(territories, ranking, LEAST),
        "strata": strata_table(framework, territories, scores, order, LEAST),
        "respondents": respondent_table(part.now("participation")),
        "needs": needs,
        "actions": actions,
        "pooled": pooled_table(territories, concerned),
        "exchanges": exchange_table(framework, territories, scores, gaps),
        "twins": twin_table(framework, territories, scores, gaps),
        "change": change_table(framework, part.now("change")),
        "answers": answer_table(framework, part.now("answers"), scores),
        "quality": quality_table(scores, ranking, left_out, int(part.meta["threshold"]), part.n_campaign),
        "agreement": agreement_table(framework, part.now("agreement"), part.now("group_differences")),
        "aims": aim_table(part.now("convergence")),
        "side_by_side": side_by_side_table(framework, scores, part.chosen),
    }
    return {name: tables[name][columns.split()] for name, columns in SUMMARIES.items()}


def _hidden(review: Review, anonymous: bool | str | None) -> bool:
    if isinstance(anonymous, bool):
        return anonymous
    if anonymous in (None, ""):
        return bool((review.meta.get("portfolio") or {}).get("anonymous"))
    if anonymous not in ("yes", "no"):
        raise MethodError(f"anonymous is {anonymous!r}: {choices(str(anonymous), ('yes', 'no'))}")
    return anonymous == "yes"


def _members(review: Review, wanted: Sequence[str], group: Group) -> list[str]:
    if wanted:
        return list(wanted)
    table = review.territories
    return list(
        table["territory"] if not group.by else table.loc[table[group.by].astype(str) == group.value, "territory"]
    )


def _check_hidden(kept: Collection[str], wanted: Sequence[str], group: Group) -> None:
    """Letters hide nobody in a group of fewer than `LEAST`, nor among those that somebody has picked."""
    if wanted:
        return
    if group.by and len(kept) < LEAST:
        message = "{n} territories are too few for letters to hide them: at least {least}"
        raise MethodError(message, n=len(kept), least=LEAST)
