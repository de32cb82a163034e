"""What was answered: the value that intake makes and everything above reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from revue_analytics.errors import Fault, InputError
from revue_analytics.framework import Framework

ASPECTS = ("current", "desired")
"""Where we are; where we should be in three years."""

NOT_APPLICABLE = ("territory", "criterion", "reason")

STATUSES = ("rated", "unknown", "not_applicable", "not_asked")
"""What an answer can be: only a `rated` one is a number. A blank is no answer at all and has no row."""

ORIGINS = ["territory", "campaign", "file"]

REVIEWED = ["territory", "campaign", "criterion", "level"]

PARTICIPANTS = ["territory", "campaign", "respondent", "college", "day"]


@dataclass(frozen=True)
class Source:
    """A file that answers came from: its name, a keyed digest of its bytes, how many answers it gave.

    Without the key of the campaign nobody can confirm a guess of the file by its digest, which is empty where there is
    no key.

    `ignored` lists the columns that were recognised and left out (personal data, metadata of the survey tool),
    `personal` those of them that hold personal data; `n_respondents` says how many people answered in it; `nowhere`
    lists the rows that hold answers and name no territory that is known: they are in no result.
    """

    name: str
    digest: str
    n_rows: int
    ignored: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    n_respondents: int = 0
    nowhere: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Ratings:
    """Answers, already valid. Private: it holds one row per respondent and criterion.

    Attributes
    ----------
    framework
        What was assessed.
    table
        ``territory, campaign, respondent, college, criterion, aspect, level, status, evidence, comment``; `level`
        (Int8) is set if and only if `status` is ``"rated"``.
    importance
        ``territory, campaign, respondent, college, indicator, points``: 100 points shared by each respondent.
    comments
        ``territory, campaign, respondent, college, node, comment``: general remarks, and remarks per indicator.
    sources
        The files.
    faults
        Everything wrong that was found, errors and warnings.
    held_back
        Codes of the territories that an error touches: none of their answers is in the tables.
    not_applicable
        ``territory, criterion, reason``: criteria that the campaign declares not to apply.
    origins
        ``territory, campaign, file``: which files hold something of which territory.
    reviewed
        ``territory, campaign, criterion, level``: what reviewers rated, who are no respondents. One row per reviewer
        and criterion, without anything else that they wrote.
    participants
        ``territory, campaign, respondent, college, day``: who took part and when (``NaT`` where no file says it), also
        in the territories held back. Only the collection is followed by it; nothing is scored of it.
    """

    framework: Framework
    table: pd.DataFrame
    importance: pd.DataFrame
    comments: pd.DataFrame
    sources: tuple[Source, ...] = ()
    faults: tuple[Fault, ...] = ()
    held_back: tuple[str, ...] = ()
    not_applicable: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({name: [] for name in NOT_APPLICABLE}, dtype="str")
    )
    origins: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ORIGINS, dtype="str"))
    reviewed: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=REVIEWED, dtype="str").astype({"level": "Int8"})
    )
    participants: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=PARTICIPANTS, dtype="str").astype({"day": "datetime64[s]"})
    )

    def __repr__(self) -> str:
        answers = self.table[self.table["status"] != "not_asked"]
        who = answers.drop_duplicates(["territory", "campaign", "respondent"])
        return (
            f"<Ratings: {len(answers)} answers; respondents: {len(who)}; "
            f"territories: {who.territory.nunique()}; campaigns: {who.campaign.nunique()}>"
        )


def make_ratings(
    framework: Framework,
    table: pd.DataFrame,
    importance: pd.DataFrame | None = None,
    comments: pd.DataFrame | None = None,
    *,
    sources: Iterable[Source] = (),
    faults: Iterable[Fault] = (),
    held_back: Iterable[str] = (),
    origins: pd.DataFrame | None = None,
    reviewers: Collection[str] = (),
    participants: pd.DataFrame | None = None,
) -> Ratings:
    """Make a `Ratings` of frames, validated: what a file reader ends with, and what one made by hand goes through.

    Columns that have a default may be left out: `aspect` (``"current"``), `status` (``"rated"`` where there is a
    level), `evidence` and `comment`.

    Parameters
    ----------
    framework
        What was assessed.
    table, importance, comments
        The frames; see `Ratings`.
    sources, faults, held_back, origins, participants
        As in `Ratings`; those who answered, on days unknown, if nobody says who took part.
    reviewers
        Colleges that judge from outside. The present levels that they rated go into `Ratings.reviewed`; what else they
        say (comments, evidence, desired levels, points) is left out here, so that nothing above ever holds it.

    Raises
    ------
    InputError
        Listing every cell that breaks a rule of the tables.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> rows = [("01004", "2026", "a", "elus", "I1A", 3), ("01004", "2026", "a", "elus", "I1B", 2)]
    >>> columns = ["territory", "campaign", "respondent", "college", "criterion", "level"]
    >>> make_ratings(load_framework(), pd.DataFrame(rows, columns=columns))
    <Ratings: 2 answers; respondents: 1; territories: 1; campaigns: 1>
    """
    from revue_analytics.tables.validation import validate

    if "status" not in table and "level" in table:
        table = table.assign(status=table["level"].notna().map({True: "rated", False: "unknown"}).astype("str"))
    broken: list[Fault] = []
    valid: dict[str, pd.DataFrame] = {}
    for name, frame in (("ratings", table), ("importance", importance), ("comments", comments)):
        valid[name], wrong = validate(
            pd.DataFrame() if frame is None else frame, name, framework, empty_ok=frame is None
        )
        broken += wrong
    if any(fault.is_error for fault in broken):
        raise InputError(broken)
    ratings = Ratings(
        framework,
        valid["ratings"],
        valid["importance"],
        valid["comments"],
        tuple(sources),
        (*faults, *broken),
        tuple(held_back),
    )
    if origins is not None:
        ratings = replace(ratings, origins=origins[ORIGINS].astype("str"))
    ratings = _reviewers_apart(ratings, reviewers)
    return replace(ratings, participants=_participants(_everybody(ratings) if participants is None else participants))


def _everybody(ratings: Ratings) -> pd.DataFrame:
    """Everybody who said anything, on days unknown."""
    who = pd.concat([frame[PARTICIPANTS[:-1]] for frame in (ratings.table, ratings.importance, ratings.comments)])
    return who.drop_duplicates(PARTICIPANTS[:3]).assign(day=None)


def _participants(people: pd.DataFrame) -> pd.DataFrame:
    """Put who took part into its columns."""
    kinds = {**dict.fromkeys(PARTICIPANTS[:-1], "str"), "day": "datetime64[s]"}
    return people[PARTICIPANTS].astype(kinds).reset_index(drop=True)


def _reviewers_apart(ratings: Ratings, reviewers: Collection[str]) -> Ratings:
    """Take the reviewers out of the respondents: of them only the levels that they rated stay, on their own."""
    if not reviewers:
        return ratings
    theirs = ratings.table[ratings.table["college"].isin(reviewers)]
    rated = theirs[(theirs["status"] == "rated") & (theirs["aspect"] == "current")]
    table, importance, comments = (
        frame[~frame["college"].isin(reviewers)].reset_index(drop=True)
        for frame in (ratings.table, ratings.importance, ratings.comments)
    )
    reviewed = rated[REVIEWED].sort_values(REVIEWED, ignore_index=True)  # the order of the rows tells nobody apart
    return replace(ratings, table=table, importance=importance, comments=comments, reviewed=reviewed)
