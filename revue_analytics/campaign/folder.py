"""A campaign folder, opened: everything that an analysis starts from, or everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.campaign.discretion import without_few
from revue_analytics.campaign.gathering import Gathered, gather
from revue_analytics.campaign.participation import Participation, participation
from revue_analytics.campaign.settings import Period, Settings
from revue_analytics.errors import CampaignError, Fault
from revue_analytics.framework import Framework
from revue_analytics.losses import tell_errors, tell_rows
from revue_analytics.scoring import Methodology
from revue_analytics.tables import Ratings
from revue_analytics.tables.shown import shown

__all__ = ["Campaign", "CheckResult", "FileSummary", "check_campaign", "open_campaign"]


ANSWERS = ("table", "importance", "comments", "origins", "reviewed", "participants")
"""Tables of the ratings: everything that anybody answered."""


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
    faults: tuple[Fault, ...]
    held_back: tuple[str, ...]
    too_few: tuple[str, ...] = ()

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


@dataclass(frozen=True)
class FileSummary:
    """A file of the folder: its path in it, the table it holds (``"ratings"``, ``"invited"``…), how many rows.

    `personal` lists its columns of personal data, which are not read.
    """

    name: str
    table: str
    n_rows: int
    personal: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """What a check of a campaign folder finds.

    Attributes
    ----------
    faults
        Everything wrong, errors and warnings.
    held_back
        Codes of the territories that an error touches.
    too_few
        Codes of the territories where fewer people answered than the disclosure threshold: they have no page.
    usable
        Whether the campaign can be analysed, without the territories held back.
    files
        What was read.
    n_territories, n_respondents
        With answers, those held back left out.
    n_reviewed
        Territories that a reviewer rated.
    collection
        How the collection goes, faults or not; None where settings or framework cannot be read.
    """

    faults: tuple[Fault, ...]
    held_back: tuple[str, ...]
    usable: bool
    files: tuple[FileSummary, ...]
    n_territories: int
    n_respondents: int
    n_reviewed: int = 0
    too_few: tuple[str, ...] = ()
    collection: Participation | None = None

    @property
    def ok(self) -> bool:
        """Whether there is no error (warnings may be)."""
        return not any(fault.is_error for fault in self.faults)


def open_campaign(folder: str | Path, *, strict: bool = False) -> Campaign:
    """Open a campaign folder.

    Files are found in its `data` and told apart by their columns; whatever `revue.toml` leaves out has a default.

    Parameters
    ----------
    folder
        The folder.
    strict
        Raise on any error, instead of holding back the territories that it touches.

    Returns
    -------
    Campaign

    Raises
    ------
    CampaignError
        The settings, the framework or a whole file cannot be used; with `strict`, any error. It lists every fault of
        every file.

    Examples
    --------
    >>> from revue_analytics.campaign.bundled import bundled
    >>> campaign = open_campaign(bundled("examples") / "demo")
    >>> campaign.current, campaign.previous, len(campaign.territories)
    ('2026', '2023', 12)
    """
    gathered = gather(Path(folder))
    if not gathered.usable or (strict and any(fault.is_error for fault in gathered.faults)):
        raise CampaignError(gathered.faults)
    campaign = Campaign(
        folder=Path(folder),
        settings=gathered.settings,
        framework=gathered.framework,
        ratings=gathered.ratings,
        campaigns=gathered.campaigns,
        territories=gathered.territories,
        **{name: table for name, table in gathered.tables.items() if name != "territories"},
        methodology=gathered.methodology,
        faults=gathered.faults,
        held_back=gathered.held_back,
        too_few=gathered.too_few,
    )
    tell_rows(campaign.nowhere)
    of_nobody = [f for f in campaign.faults if f.is_error and not f.territories]
    tell_errors(sum(fault.file not in campaign.nowhere for fault in of_nobody))
    return campaign


def check_campaign(folder: str | Path, *, today: date | None = None) -> CheckResult:
    """Say everything that is wrong in a campaign folder, in one go, and how the collection of answers goes.

    Parameters
    ----------
    folder
        The folder.
    today
        The day from which the days left are counted; today by default.

    Examples
    --------
    >>> from revue_analytics.campaign.bundled import bundled
    >>> result = check_campaign(bundled("examples") / "demo")
    >>> result.ok, result.n_territories, [file.table for file in result.files]
    (True, 12, ['actions', 'targets', 'decisions', 'ratings', 'reviewer', 'invited', 'ratings', 'territories'])
    """
    gathered = gather(Path(folder))
    return CheckResult(
        gathered.faults,
        gathered.held_back,
        gathered.usable,
        _summaries(gathered),
        *_counts(gathered.ratings),
        gathered.tables["reviewer"]["territory"].nunique(),
        gathered.too_few,
        participation(gathered, today or date.today()) if gathered.settled else None,
    )


def _summaries(gathered: Gathered) -> tuple[FileSummary, ...]:
    personal = {source.name: source.personal for source in gathered.ratings.sources}
    return tuple(FileSummary(name, table, n, personal.get(name, ())) for name, (table, n) in gathered.files.items())


def _counts(ratings: Ratings) -> tuple[int, int]:
    people = ratings.table[["territory", "campaign", "respondent"]].drop_duplicates()
    return people["territory"].nunique(), len(people)
