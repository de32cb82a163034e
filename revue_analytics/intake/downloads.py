"""One survey exported twice: who is in two files, and which of two submissions counts.

A submission is known again by an id that no other bears anywhere. Within a survey it is known by its number: in files
of one shape, where number, people and moment agree, or number and everything said; two files in which some agree like
that are two exports of one survey, and a number stands for the same person in both. Without a number, the moment to
the minute and everything said must agree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import combinations
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from revue_analytics.errors import Fault, Rule
from revue_analytics.intake import row_rules
from revue_analytics.intake.columns import Columns
from revue_analytics.intake.days import moments
from revue_analytics.intake.identity import WHO, Reading
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.words import key

COPY = re.compile(r"(?:[ _-]*(?:\(\d+(?:-\d+)?\)|copie|copy))+$", re.IGNORECASE)  # what browsers and people add
CLOCK = re.compile(r"T(?!00:00:00)\d\d:\d\d")  # a moment, not a day
EDITS = ("edits", "systemedits")  # how often ODK Central saw a submission change: its days stay
SAID = {
    "answers": ["criterion", "aspect", "level", "status", "evidence", "comment"],
    "importance": ["indicator", "points"],
    "comments": ["node", "comment"],
}
PLACE = ["territory", "campaign", "college"]
Member = tuple[int, int]  # a sheet, a row of it


def marks_of(sheet: Sheet, columns: Columns) -> pd.DataFrame:
    """Return what tells each row of a sheet from others: ``id``, its days, the ids that no other submission bears.

    A submission that is edited keeps one of the latter and gets another one anew.
    """
    cells, position = sheet.cells, columns.one("respondent")
    marks = {"id": pd.Series("", index=cells.index, dtype="str") if position is None else cells[position]}
    marks |= {f"time {i}": cells[k] for i, k in enumerate(columns.times)}
    edits = [cells[k] for k, header in enumerate(sheet.headers) if key(header) in EDITS]
    marks |= {"edits": edits[0]} if edits else {}
    marks |= {f"world {i}": cells[k].str.removeprefix("uuid:") for i, k in enumerate(columns.world_wide)}
    return pd.DataFrame(marks, index=cells.index)


@dataclass(eq=False)
class Submissions:
    """The submissions of a sheet.

    Attributes
    ----------
    file
        The file’s name.
    shape
        What the columns mean: exports of one survey hold the same, as codes or in words.
    reading
        What was read.
    marks
        See `marks_of`.
    dropped
        Rows that do not count.
    """

    file: str
    shape: tuple[str, ...]
    reading: Reading
    marks: pd.DataFrame
    dropped: set[int] = field(default_factory=set)

    @cached_property
    def people(self) -> pd.DataFrame:
        """The first row of each respondent, with who it is and the marks: days as they are written everywhere."""
        who = self.reading.who
        first = who[(who[WHO] != "").all(axis=1)].drop_duplicates(["territory", "campaign", "respondent"])
        people = first.join(self.marks)
        for name in self.days:
            pairs = zip(moments(people[name]), people[name], strict=True)
            people[name] = pd.Series([m.isoformat() if m else text for m, text in pairs], people.index, dtype="str")
        return people

    @property
    def days(self) -> list[str]:
        """Names of the marks that are days."""
        return [str(name) for name in self.marks if str(name).startswith("time ")]

    @cached_property
    def said(self) -> pd.Series:
        """A digest of everything that each respondent said, and of where and as whom, by the first row."""
        people = self.people
        total = pd.util.hash_pandas_object(people[PLACE], index=False).set_axis(people.index)
        for name, columns in SAID.items():
            table = getattr(self.reading, name)
            if name == "answers" and len(table):
                table = table[table["status"] != "not_asked"]
            if len(table):
                texts = table[columns].astype(object).where(table[columns].notna(), "").astype("str")
                digests = pd.util.hash_pandas_object(texts, index=False).to_numpy()
                keys = pd.MultiIndex.from_frame(table[["territory", "campaign", "respondent"]])
                sums = pd.Series(digests, index=keys).groupby(level=[0, 1, 2]).sum()
                own = pd.MultiIndex.from_frame(people[["territory", "campaign", "respondent"]])
                total = total + sums.reindex(own, fill_value=np.uint64(0)).to_numpy()
        return total

    def when(self, row: int) -> tuple[datetime, int] | None:
        """Return when a submission was sent or last changed, and how often it was changed; None if no day says it."""
        days = [moment for moment in moments(str(self.marks.loc[row, name]) for name in self.days) if moment]
        edits = str(self.marks.loc[row, "edits"]) if "edits" in self.marks else ""
        return (max(days), int(edits) if edits.isdecimal() else 0) if days else None

    def drop(self, row: int) -> None:
        """Leave a respondent out."""
        who = self.reading.who
        keys = ["territory", "campaign", "respondent"]
        self.dropped |= set(who.index[(who[keys] == who.loc[row, keys]).all(axis=1)])


def without_rows(reading: Reading, rows: set[int]) -> Reading:
    """Return a reading without some rows: what they say, and what is wrong with them."""
    if not rows:
        return reading
    tables = {name: table for name in SAID if len(table := getattr(reading, name))}
    tables = {name: table[~table["row"].isin(rows)] for name, table in tables.items()}
    kept = [one for one in reading.findings if not len(one.rows) or set(one.rows) - rows]
    findings = [
        replace(one, rows=[row for row in one.rows if row not in rows]) if len(one.rows) else one for one in kept
    ]
    return replace(
        reading,
        **tables,
        territory=reading.territory[~reading.territory.index.isin(rows)],
        who=reading.who[~reading.who.index.isin(rows)],
        findings=findings,
    )


def once_each(sheets: Sequence[Submissions]) -> tuple[list[Fault], set[str]]:
    """Let each submission count once: mark the rows that do not count; say so, and which territories are held back.

    Of submissions that differ the later one counts. Where no day tells which that is, the territory is held back.
    """
    faults: list[Fault] = []
    held: set[str] = set()
    counts: dict[tuple[Rule, str, str, str], int] = defaultdict(int)  # what is said, file, the other file, territory
    for group in _groups([*_one_of_a_kind(sheets), *_one_survey(sheets)]):
        kept, rule = _chosen(sheets, group)
        if rule is None:
            held |= {str(sheets[s].people.loc[row, "territory"]) for s, row in group}
        for s, row in group:
            if (s, row) == kept:
                continue
            sheet, other = sheets[s], sheets[kept[0]].file
            sheet.drop(row)
            code = str(sheet.people.loc[row, "territory"])
            if rule is None and s == kept[0]:
                rows = {"rows": f"{kept[1]}, {row}"}
                faults.append(Fault(row_rules.RESPONDENT_REPEATED, sheet.file, row, territory=code, details=rows))
            elif rule is None:
                counts[row_rules.ANSWERS_IN_TWO_FILES, sheet.file, other, code] += _n_answers(sheet, row)
            elif s != kept[0]:
                counts[rule, sheet.file, other, ""] += 1
            else:
                here = row_rules.RESPONDENT_SAME if rule is row_rules.SAME_PEOPLE else row_rules.RESPONDENT_LATER
                faults.append(Fault(here, sheet.file, row, territory=code, details={"first": kept[1]}))
    faults += [
        Fault(rule, file=file, territory=code, details={"n": n, "other": other})
        for (rule, file, other, code), n in counts.items()
    ]
    return faults, held


def _n_answers(sheet: Submissions, row: int) -> int:
    """Return how many answers a respondent gave."""
    answers = sheet.reading.answers
    mine = answers["respondent"] == sheet.people.loc[row, "respondent"]
    return max(int((mine & (answers["status"] != "not_asked")).sum()), 1)


def _chosen(sheets: Sequence[Submissions], group: Sequence[Member]) -> tuple[Member, Rule | None]:
    """Return which of the submissions of one person counts, and what is to be said; no rule if nothing tells."""
    said = {member: sheets[member[0]].said[member[1]] for member in group}
    if len(set(said.values())) == 1:
        return group[0], row_rules.SAME_PEOPLE
    dated = {member: when for member in group if (when := sheets[member[0]].when(member[1]))}
    latest = [member for member, when in dated.items() if when == max(dated.values())]
    if len({said[member] for member in latest}) == 1:
        return latest[0], row_rules.LATER_COUNTS
    return group[0], None


def _groups(pairs: Sequence[tuple[Member, Member]]) -> list[list[Member]]:
    """Put together what is said to be the same, in order."""
    of: dict[Member, list[Member]] = {}
    for one, other in pairs:
        mine, theirs = of.setdefault(one, [one]), of.setdefault(other, [other])
        if mine is not theirs:
            mine += theirs
            of |= dict.fromkeys(theirs, mine)
    return [sorted(group) for group in {id(group): group for group in of.values()}.values()]


def _one_of_a_kind(sheets: Sequence[Submissions]) -> Iterator[tuple[Member, Member]]:
    """Yield the submissions that bear the same id, which no other bears anywhere."""
    first: dict[str, Member] = {}
    for s, sheet in enumerate(sheets):
        for name in (name for name in sheet.marks if str(name).startswith("world ")):
            ids = sheet.people[name]
            for row, text in ids[ids != ""].items():
                member = first.setdefault(str(text), (s, int(row)))  # type: ignore[call-overload]
                if member != (s, row):
                    yield member, (s, int(row))  # type: ignore[call-overload]


def _one_survey(sheets: Sequence[Submissions]) -> Iterator[tuple[Member, Member]]:
    """Yield the submissions that bear the same number in two exports of one survey."""
    shapes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for s, sheet in enumerate(sheets):
        shapes[sheet.shape].append(s)
    for of in shapes.values():
        for a, b in _near(sheets, of) if len(of) > 1 else ():
            yield from (((a, i), (b, j)) for i, j in _alike(sheets[a], sheets[b]))


def _near(sheets: Sequence[Submissions], of: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of files with a number, or a moment, of the same people: all others need no closer look."""
    tables = [sheets[s].people.assign(sheet=s) for s in of]
    every = pd.concat(tables, ignore_index=True).fillna("")
    last = [name for name in every if str(name).startswith("time ")]
    moment = every[last].max(axis=1) if last else pd.Series("", index=every.index)
    every["mark"] = every["id"].where(every["id"] != "", moment)
    same = every[(every["mark"] != "") & every.duplicated([*PLACE, "mark"], keep=False)]
    pairs: set[tuple[int, int]] = set()
    for group in same.groupby([*PLACE, "mark"])["sheet"]:
        pairs |= set(combinations(sorted(set(group[1])), 2))
    return sorted((a, b) for a, b in pairs if sheets[a].file != sheets[b].file)


def _alike(one: Submissions, other: Submissions) -> list[tuple[int, int]]:
    """Return the rows of two sheets of one shape that are the same submission."""
    left, right = (
        sheet.people.assign(row=sheet.people.index, said=sheet.said).reset_index(drop=True) for sheet in (one, other)
    )
    days = [name for name in one.days if name in other.days]
    if not (left["id"] != "").any() or not (right["id"] != "").any():
        clocks = [name for name in days if left[name].str.contains(CLOCK).any()]
        if not clocks:
            return []
        both = left.merge(right, on=[*clocks, "said"])
        both = both[(both[clocks] != "").any(axis=1)]
        return list(zip(both["row_x"], both["row_y"], strict=True))
    both = left[left["id"] != ""].merge(right, on="id")
    if both.empty:
        return []
    who = np.logical_and.reduce([(both[f"{name}_x"] == both[f"{name}_y"]).to_numpy() for name in PLACE])
    then = np.zeros(len(both), dtype=bool)
    for name in days:
        alike = (both[f"{name}_x"] == both[f"{name}_y"]) & both[f"{name}_x"].str.contains(CLOCK)
        then |= alike.to_numpy(dtype=bool)
    twins = who & (then | (both["said_x"] == both["said_y"]).to_numpy())
    copies = _stem(one.file) == _stem(other.file) and bool(who.all())
    if not copies and not (twins.any() and who.mean() >= 0.5):
        return []
    return list(zip(both["row_x"], both["row_y"], strict=True))


def _stem(file: str) -> str:
    """Return the name of a file without what a browser adds to a second download.

    >>> _stem("data/results (1).csv") == _stem("data/results.csv")
    True
    """
    path = PurePosixPath(file)
    return (path.parent / COPY.sub("", path.stem)).as_posix()
