"""How the collection goes: who was invited, who took part and when, whom to remind.

Participation is not an answer. What is counted here tells that people answered, by commune and college, and when; the
one thing that depends on what they said (how many left a question blank) is given in bands that nobody can undo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.campaign.cross_checks import ONLY
from revue_analytics.campaign.folder import Campaign
from revue_analytics.campaign.settings import FILE_NAME, Period, Settings
from revue_analytics.campaign.territories import territories_of
from revue_analytics.framework import Framework
from revue_analytics.tables import Ratings

__all__ = ["LOW_RATE", "UNNAMED", "Participation", "band", "participation"]

LOW_RATE = 0.5
"""Share of the people invited below which a group is reminded although it is large enough."""

PLACE = ["territory", "college"]
NOT_YET = (rules.NO_ANSWERS, rules.NO_ANSWER_READ, rules.NO_ANSWER_FOR_CAMPAIGN)
"""What is wrong with a campaign to analyse, and usual while answers come in."""
UNNAMED = "…"
REASONS = ("no_page", "merged", "few_of_many")
"""Why a group is reminded, the most pressing first."""


@dataclass(frozen=True, eq=False)
class Participation:
    """How the collection of a campaign goes. It holds counts only, of people who took part.

    Attributes
    ----------
    settings
        What `revue.toml` says.
    period, previous
        The campaign that is under way, and the one before it.
    today
        The day on which this is so.
    threshold
        Respondents from which on a territory has a page, and a college stands alone.
    groups
        ``territory, college, answered, invited``: one row per college that is expected in a territory, or that answered
        in it; `invited` is missing where nobody says it.
    territories
        ``territory, name, departement, departement_name, answered, invited, before, held_back``: one row per territory;
        `invited` of all its groups, missing if that of one is; `before`: respondents of the previous campaign.
    reminders
        ``territory, college, answered, invited, left, needed, reason``: the groups to remind, the most pressing first.
        `left` have not answered; `needed`: answers up to the threshold, of the territory (`reason` is ``"no_page"``)
        or of the group (``"merged"``); 0 where less than half of many answered (``"few_of_many"``).
    days
        ``day, answered``: how many took part on each day that files tell.
    undated
        How many took part on a day that no file tells.
    partial
        ``college, respondents, low, high``: of so many respondents, between `low` and `high` left a question blank. See
        `band`, and `participation` on whom it counts.
    framework
        What is assessed.
    errors
        How many errors there are, by file, ``""`` for those of none; that nobody has answered yet is not one. A file of
        answers that is not known to be of as many people as the threshold may bear the name of one: all those together
        are `UNNAMED`. Warnings are left to `check`: some tell what somebody answered.
    """

    settings: Settings
    framework: Framework
    period: Period
    previous: Period | None
    today: date
    threshold: int
    groups: pd.DataFrame
    territories: pd.DataFrame
    reminders: pd.DataFrame
    days: pd.DataFrame
    undated: int
    partial: pd.DataFrame
    errors: Mapping[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """How many people took part."""
        return int(self.territories["answered"].sum())

    @property
    def invited(self) -> int | None:
        """How many were invited; None unless it is known of every group."""
        known = self.groups["invited"]
        return None if known.empty or known.isna().any() else int(known.sum())

    @property
    def enough(self) -> int:
        """How many territories have as many respondents as a page takes."""
        return int((self.territories["answered"] >= self.threshold).sum())

    @property
    def days_left(self) -> int | None:
        """Days up to the last one on which answers are taken, negative once it is over; None if nobody says it."""
        closing = self.settings.questionnaire.closing
        return None if closing is None else (closing - self.today).days


def participation(campaign: Campaign, today: date) -> Participation:
    """Say how the collection of the last campaign goes.

    Expected are the groups that somebody was invited of; where nothing is said of a territory, every college. What
    people left blank is counted by college, over all territories: of those whose day is known and past, and only up to
    the last day by which as many had come in as the threshold says, then as many again, and so on. So two pages made on
    two days never differ by fewer people than the threshold.

    Parameters
    ----------
    campaign
        What the folder holds; faults do no harm.
    today
        The day from which days are counted.
    """
    settings, ratings = campaign.settings, campaign.ratings
    period, previous = _campaigns(settings, ratings)
    threshold = campaign.methodology.disclosure_threshold
    people = ratings.participants[ratings.participants["campaign"] == period.id]
    earlier = ratings.participants[ratings.participants["campaign"] == (previous.id if previous else None)]
    table = campaign.invited
    invited = table[table["campaign"] == period.id].set_index(PLACE)["invited"]
    declared = campaign.declared
    codes = {*declared["territory"], *people["territory"], *invited.index.get_level_values("territory")}
    groups = _groups(codes, [college.id for college in settings.colleges], people, invited)
    territories = _territories(codes, declared, groups, people, earlier, campaign.held_back)
    days = people["day"].dropna().value_counts().sort_index()
    return Participation(
        settings,
        campaign.framework,
        period,
        previous,
        today,
        threshold,
        groups,
        territories,
        _reminders(groups, territories, threshold),
        pd.DataFrame({"day": [moment.date() for moment in days.index], "answered": days.to_numpy()}),
        int(people["day"].isna().sum()),
        _partial(people, ratings, [college.id for college in settings.colleges], threshold, today),
        _errors(campaign, threshold),
    )


def _errors(campaign: Campaign, threshold: int) -> dict[str, int]:
    named = {"", FILE_NAME, *(name for name, (table, _) in campaign.files.items() if table != "ratings")}
    named |= {source.name for source in campaign.ratings.sources if source.n_respondents >= threshold}
    files = [fault.file for fault in campaign.faults if fault.is_error and fault.rule not in NOT_YET]
    return dict(Counter(file if file in named else UNNAMED for file in files))


def _campaigns(settings: Settings, ratings: Ratings) -> tuple[Period, Period | None]:
    """Return the campaign under way and the one before: the last declared, or the last that anybody took part in."""
    ids = sorted(ratings.participants["campaign"].unique())
    periods = settings.campaigns or tuple(ONLY if i == ONLY.id else Period(id=i) for i in ids)
    last, *others = reversed(periods or (ONLY,))
    return last, next(iter(others), None)


def _groups(codes: set[str], colleges: Sequence[str], people: pd.DataFrame, invited: pd.Series) -> pd.DataFrame:
    answered = people.groupby(PLACE).size()
    stated = set(invited.index.get_level_values("territory"))
    expected = {(code, college) for code in codes - stated for college in colleges} | set(invited[invited > 0].index)
    index = pd.MultiIndex.from_tuples(sorted(expected | set(answered.index)), names=PLACE)
    counts = {"answered": answered.reindex(index, fill_value=0), "invited": invited.reindex(index)}
    groups = pd.DataFrame(counts, index=index).astype({"answered": "int64", "invited": "Int64"}).reset_index()
    order = {college: place for place, college in enumerate(colleges)}
    return groups.sort_values(PLACE, key=lambda of: of.map(order) if of.name == "college" else of, ignore_index=True)


def _territories(
    codes: set[str],
    declared: pd.DataFrame,
    groups: pd.DataFrame,
    people: pd.DataFrame,
    earlier: pd.DataFrame,
    held_back: Sequence[str],
) -> pd.DataFrame:
    table = territories_of(codes, declared)[["territory", "name", "departement", "departement_name"]]
    code = table["territory"]
    sums = groups.groupby("territory")["invited"].agg(lambda of: of.sum(skipna=False)).astype("Int64")
    return table.assign(
        answered=code.map(people.groupby("territory").size()).fillna(0).astype("int64"),
        invited=code.map(sums).astype("Int64"),
        before=code.map(earlier.groupby("territory").size()).fillna(0).astype("int64"),
        held_back=code.isin(held_back),
    )


def _reminders(groups: pd.DataFrame, territories: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """List the groups with somebody left to answer that are short of the threshold, or of half of those invited."""
    table = groups.merge(territories[["territory", "name", "answered"]], on="territory", suffixes=("", "_there"))
    left = (table["invited"] - table["answered"]).astype("Int64")
    lacks_page = table["answered_there"] < threshold
    lacks = (table["answered"] < threshold) & (table["invited"].fillna(threshold) >= threshold)
    low = (table["answered"] < LOW_RATE * table["invited"]).fillna(False)
    needed = (threshold - table["answered_there"].where(lacks_page, table["answered"])).where(lacks_page | lacks, 0)
    place = pd.Series(2, table.index).mask(lacks, 1).mask(lacks_page, 0)
    table = table.assign(left=left, needed=needed.astype("int64"), reason=[REASONS[k] for k in place], place=place)
    table = table[(left.isna() | (left > 0)).astype(bool) & (lacks_page | lacks | low)]
    table = table.sort_values(["place", "left"], ascending=[True, False], kind="stable", na_position="last")
    return table[[*PLACE, "answered", "invited", "left", "needed", "reason"]].reset_index(drop=True)


def band(count: int, n: int, threshold: int) -> tuple[int, int]:
    """Return the band that a count of `n` people lies in: at least as wide as the threshold, so that it names nobody.

    Bands begin at multiples of the threshold; the last one, which ends at `n`, is the widest.

    Examples
    --------
    >>> [band(count, 17, 5) for count in (0, 4, 7, 17)], band(8, 8, 5)
    ([(0, 4), (0, 4), (5, 9), (10, 17)], (0, 8))
    """
    last = max((n + 1) // threshold - 1, 0)
    k = min(count // threshold, last)
    return k * threshold, n if k == last else (k + 1) * threshold - 1


def _partial(
    people: pd.DataFrame, ratings: Ratings, colleges: Sequence[str], threshold: int, today: date
) -> pd.DataFrame:
    """Count, by college, who left a question blank that was asked; who is in a territory held back is not counted."""
    rated = sum(leaf.is_rated for leaf in ratings.framework.leaves)
    current = ratings.table[ratings.table["aspect"] == "current"]
    keys = ["territory", "campaign", "respondent"]
    filled = current.groupby(keys).size()
    known = people[people["territory"].isin(ratings.table["territory"].unique())]
    blank = filled.reindex(pd.MultiIndex.from_frame(known[keys]), fill_value=0).to_numpy() < rated
    known = known.assign(blank=blank)
    rows = []
    for college in colleges:
        counted = _settled(known[known["college"] == college], threshold, today)
        if n := len(counted):
            rows.append((college, n, *band(int(counted["blank"].sum()), n, threshold)))
    return pd.DataFrame(rows, columns=["college", "respondents", "low", "high"])


def _settled(people: pd.DataFrame, threshold: int, today: date) -> pd.DataFrame:
    """Return those who came in up to the last day by which the threshold was reached once more; none of today."""
    days = people.loc[people["day"] < pd.Timestamp(today), "day"].value_counts().sort_index()
    last, waiting = pd.Timestamp.min, 0
    for day, n in zip(days.index, days, strict=True):
        waiting += n
        if waiting >= threshold:
            last, waiting = day, 0
    return people[people["day"] <= last]
