"""A campaign folder, read: everything that an analysis starts from, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.campaign.settings import Period, Settings
from revue_analytics.errors import CampaignError, Fault
from revue_analytics.framework import Framework
from revue_analytics.scoring import Methodology
from revue_analytics.tables import Ratings
from revue_analytics.tables.shown import shown

ANSWERS = ("table", "importance", "comments", "origins", "reviewed", "participants")
"""Tables of the ratings: everything that anybody answered."""
PEOPLE = ("table", "importance", "comments")
"""Tables of the ratings in which somebody says something."""

UNIT = ["territory", "campaign"]


@dataclass(frozen=True, eq=False)
class Campaign:
    """A campaign folder, read and valid. Private: it holds what each respondent answered.

    Attributes
    ----------
    folder
        Where it is.
    settings
        What `revue.toml` says.
    framework
        What was assessed.
    ratings
        The answers of the territories that no error touches.
    campaigns
        The campaigns that have answers, in order of time.
    territories
        ``territory, name, kind, departement, departement_name, epci, epci_name, population, stratum``, one row per
        territory with answers, declared or held back.
    invited, targets, weights, actions, decisions, reviewer
        The campaign's own tables, empty where it has none.
    methodology
        How answers become scores.
    faults
        Everything wrong that was found, errors and warnings.
    held_back
        Codes of the territories that an error touches: none of their answers is in `ratings`.
    too_few
        Codes of the territories where fewer people answered than the disclosure threshold: they are in `ratings`, and
        in no `Review` unless it is private.
    declared
        What the campaign itself says of its territories.
    files
        Path in the folder → table, number of rows, of the files that were read.
    usable, settled
        Whether the campaign can be analysed, as any that is open; whether at least its settings and its framework
        could be read, and with them the rest.
    """

    folder: Path
    settings: Settings
    framework: Framework
    ratings: Ratings
    campaigns: tuple[Period, ...]
    territories: pd.DataFrame
    invited: pd.DataFrame
    targets: pd.DataFrame
    weights: pd.DataFrame
    actions: pd.DataFrame
    decisions: pd.DataFrame
    reviewer: pd.DataFrame
    methodology: Methodology
    declared: pd.DataFrame
    faults: tuple[Fault, ...] = ()
    held_back: tuple[str, ...] = ()
    too_few: tuple[str, ...] = ()
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    usable: bool = True
    settled: bool = True

    def without_answers(self) -> Campaign:
        """Return what the campaign sets, without what anybody answered: light enough to be sent to other processes."""
        empty = {name: getattr(self.ratings, name).iloc[:0] for name in ANSWERS}
        return replace(self, ratings=replace(self.ratings, **empty, sources=()))

    def without_few(self) -> Campaign:
        """Return the campaign without the answers that are too few to be published: see `too_few`.

        Raises
        ------
        CampaignError
            Nothing is left, and errors hold territories back that could be analysed without them.
        """
        ratings = without_few(self.ratings, self.methodology.disclosure_threshold, self.current)
        if self.held_back and self.too_few and ratings.table.empty:
            details = {"codes": ", ".join(self.held_back), "few": ", ".join(self.too_few)}
            raise CampaignError([*self.faults, Fault(rules.ALL_LEFT_OUT, details=details)])
        return replace(self, ratings=ratings)

    @property
    def nowhere(self) -> dict[str, tuple[int, ...]]:
        """Rows that hold answers and name no territory that is known, by file: they are in no result."""
        return {source.name: source.nowhere for source in self.ratings.sources if source.nowhere}

    @property
    def answered(self) -> frozenset[str]:
        """Codes of the territories with answers, those held back or too few to be published among them."""
        return frozenset([*self.ratings.table["territory"].unique(), *self.held_back])

    @property
    def current(self) -> str:
        """Id of the current campaign: the last that has answers; ``""`` where nobody answered."""
        return self.campaigns[-1].id if self.campaigns else ""

    @property
    def previous(self) -> str | None:
        """Id of the campaign before the current one, if there is one."""
        return self.campaigns[-2].id if len(self.campaigns) > 1 else None

    def __repr__(self) -> str:
        names = ", ".join(period.id for period in self.campaigns)
        return f"<Campaign {self.settings.title!r}: {names}; {self.ratings!r}>"

    def _repr_html_(self) -> str:
        people = self.ratings.table.drop_duplicates(["territory", "campaign", "respondent"])
        answered = people.pivot_table(index="territory", columns="campaign", values="respondent", aggfunc="count")
        named = self.territories.set_index("territory")[["name", "population"]].join(answered.astype("Int64"))
        return shown(named.reset_index())


def too_few(ratings: Ratings, threshold: int, current: str) -> tuple[str, ...]:
    """Codes of the territories that have no page: fewer than the threshold answered the current campaign, or any.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.tables import make_ratings
    >>> rows = [("01004", "2026", who, "elus", "I1A", 3) for who in "abcde"]
    >>> rows += [("01005", "2026", "f", "elus", "I1A", 3)]
    >>> columns = ["territory", "campaign", "respondent", "college", "criterion", "level"]
    >>> too_few(make_ratings(load_framework(), pd.DataFrame(rows, columns=columns)), 5, "2026")
    ('01005',)
    """
    n = _respondents(ratings)
    small = n[n < threshold].index.to_frame(index=False)
    kept = set(n[n >= threshold].index.get_level_values("territory"))
    return tuple(sorted({*small.loc[small["campaign"] == current, "territory"], *set(small["territory"]) - kept}))


def without_few(ratings: Ratings, threshold: int, current: str) -> Ratings:
    """Return the answers without the territories of `too_few`, nor any earlier campaign of another with so few."""
    n, left_out = _respondents(ratings), set(too_few(ratings, threshold, current))
    kept = n[(n >= threshold) & ~n.index.isin(left_out, level="territory")].index
    parts = {
        name: frame[pd.MultiIndex.from_frame(frame[UNIT]).isin(kept)].reset_index(drop=True)
        for name, frame in ((name, getattr(ratings, name)) for name in (*PEOPLE, "origins"))
    }
    return replace(ratings, **parts)


def _respondents(ratings: Ratings) -> pd.Series:
    """Count the people who said anything, by territory and campaign."""
    keys = [*UNIT, "respondent"]
    people = pd.concat([getattr(ratings, name)[keys] for name in PEOPLE]).drop_duplicates()
    n: pd.Series = people.groupby(UNIT).size()
    return n
