"""Who is meant, and on which rows of which sheets that person stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

import pandas as pd

from revue_analytics.campaign.erasure import leftover_rules as rules
from revue_analytics.campaign.erasure.searching import Words, is_common, tells
from revue_analytics.errors import CampaignError, Fault
from revue_analytics.framework import Framework
from revue_analytics.intake import discover, file_rules
from revue_analytics.intake.answer_files import as_seen, blanked, respondents_of
from revue_analytics.intake.columns import assign
from revue_analytics.intake.findings import Finding, faults_of
from revue_analytics.intake.form import Form, named
from revue_analytics.intake.headers import header_finder
from revue_analytics.intake.judgements import JUDGE
from revue_analytics.intake.meanings import Meaning
from revue_analytics.intake.people import CollegeReader, is_opaque, opaque
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.side_tables import table_of
from revue_analytics.intake.sources import SourceEntry, entries_of, file_names
from revue_analytics.intake.vocabulary import Vocabulary, vocabulary
from revue_analytics.intake.words import key as letters
from revue_analytics.tables import College

UNREAD = (
    *(file_rules.FILE_TOO_BIG, file_rules.FILE_BINARY, file_rules.FILE_PROTECTED, file_rules.FILE_OLD_EXCEL),
    *(file_rules.FILE_UNREADABLE, file_rules.FILE_MISSING, file_rules.ENCODING, file_rules.QUOTES),
)
"""What keeps a file from being read to its end; an empty one holds nobody."""


@dataclass(frozen=True, eq=False)
class Listing:
    """A sheet in which people may be listed.

    Attributes
    ----------
    path, file, stem, sheet
        The file; its name among the others, without its ending; the sheet in a workbook, ``""`` elsewhere.
    digest
        Of the file: a copy lists the same people.
    cells, headers, form
        As `revue_analytics.intake.sheets.Sheet` has them.
    answers
        Whether it is read as answers, so that it gives respondents pseudonyms.
    pseudonyms
        Of each row; blank where there are none.
    who, personal
        Positions of the columns that name the respondent, and of those of personal data.
    entry
        What `revue.toml` says of the file.
    """

    path: Path
    file: str
    stem: str
    sheet: str
    digest: str
    cells: pd.DataFrame
    headers: tuple[str, ...]
    form: Form | None
    answers: bool
    pseudonyms: pd.Series
    who: tuple[int, ...]
    personal: tuple[int, ...]
    entry: SourceEntry

    @cached_property
    def folded(self) -> pd.DataFrame:
        """What stands in the columns of people, in any case."""
        people = self.cells[sorted({*self.who, *self.personal})]
        folded: pd.DataFrame = people.apply(lambda texts: texts.str.strip().str.casefold().str.normalize("NFC"))
        return folded

    @property
    def stated(self) -> pd.Series:
        """The id that each row states; blank where none is."""
        blank = pd.Series("", index=self.cells.index, dtype="str")
        return self.folded[self.who[0]] if self.who else blank

    @property
    def prefixes(self) -> set[str]:
        """What may stand before a colon: the file with or without its ending, with or without the sheet."""
        return {name for file in (self.stem, self.file) for name in (file, f"{file}/{self.sheet}")}

    def emptied(self, row: int) -> bool:
        """Whether a row among the others is empty: where no id is stated, somebody was there."""
        last = max(self.cells.index, default=0) + 1
        return row not in self.cells.index and row <= last and bool((self.stated == "").any() or not self.who)

    @property
    def typed(self) -> pd.Series:
        """The id as it stands in the file; in a questionnaire `stated` puts the college before it."""
        return self.folded[self.who[-1]] if self.form is not None and self.who else self.stated

    def n_people(self, rows: pd.Series) -> int:
        """How many people some rows are of: by their pseudonyms, in a list by what its columns of people hold."""
        return len(set(self.pseudonyms[rows])) if self.answers else len(self.folded[rows].drop_duplicates())

    def with_any(self, columns: Iterable[int], texts: Iterable[str]) -> pd.Series:
        """Return which rows have one of some texts in one of some columns."""
        matching, wanted = pd.Series(False, index=self.cells.index), set(texts) - {""}
        for column in columns:
            matching |= self.folded[column].isin(wanted)
        return matching


@dataclass(frozen=True, eq=False)
class Tables:
    """Every sheet of a folder in which people may be listed, and what could not be read."""

    listings: tuple[Listing, ...]
    faults: tuple[Fault, ...]
    campaign_words: Vocabulary
    colleges: CollegeReader

    @classmethod
    def read(
        cls,
        folder: Path,
        paths: Sequence[Path],
        others: Sequence[Path],
        framework: Framework,
        *,
        sources: Sequence[SourceEntry],
        colleges: Sequence[College],
        key: bytes,
    ) -> Tables:
        """Read the data files of a campaign (`paths`) and what else may be a table in its folder (`others`)."""
        words, reader = vocabulary(framework), CollegeReader(colleges)
        answers = discover(paths, framework, sources=sources, folder=folder).answers
        names = dict(zip(answers, file_names(answers, folder), strict=True))
        listings: list[Listing] = []
        faults: list[Fault] = []
        for path in (*paths, *others):
            file = names.get(path, path.relative_to(folder).as_posix())
            try:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError:
                digest = ""  # what is wrong with the file is said when it is read
            for entry, sheet, several, hidden, wrong in _sheets(path, sources, folder, words):
                prose = path in others and path.suffix.lower() == ".txt"  # it need not be a table
                faults += [] if prose else faults_of(wrong, path.relative_to(folder).as_posix())
                if sheet is None:
                    continue
                sheet = blanked(sheet, entry)
                columns, _ = assign(sheet, words, entry)
                stem = file.removesuffix(path.suffix)
                prefix = f"{stem}/{sheet.name}" if several or entry.sheet else stem
                first = columns.one("respondent")
                if sheet.form is not None:
                    sheet, prefix = _with_typed(named(sheet, stem, reader), sheet, first), "form"
                sheet, _ = as_seen(sheet, columns)
                counts = path in names and not hidden and bool(columns.shape)
                pseudonyms = respondents_of(sheet, columns, key, prefix) if counts else None
                side = not counts and bool(table_of(sheet)[0])
                who = [k for k in _of("respondent", sheet.headers, words, judges=not counts) if k != first and not side]
                personal = () if side else tuple({*columns.personal, *_of("personal", sheet.headers, words)})
                blank = pd.Series("", index=sheet.cells.index, dtype="str")
                listings.append(
                    Listing(
                        *(path, file, stem, sheet.name, digest, sheet.cells, sheet.headers, sheet.form),
                        pseudonyms is not None,
                        blank if pseudonyms is None else pseudonyms,
                        (*([] if first is None or side else [first]), *who),
                        personal,
                        entry,
                    )
                )
        return cls(tuple(listings), tuple(faults), words, reader)

    def telling(self, id: str) -> bool:
        """Whether an id can be sought in any text: it is not short, and no word that the campaign uses otherwise."""
        return tells(id) and self.campaign_words.recognise(id) is None and self.colleges.find(id) is None


def _sheets(
    path: Path, sources: Sequence[SourceEntry], folder: Path, words: Vocabulary
) -> Iterator[tuple[SourceEntry, Sheet | None, bool, bool, list[Finding]]]:
    """Yield the sheets of a file, hidden ones too: what is said of it, the sheet, whether there are several, hidden."""
    find = header_finder(words)
    entries = entries_of(path, sources, folder)[0]
    seen: set[str] = set()
    for entry in entries:
        sheets, wrong = read_sheets(
            path, sheet=entry.sheet, encoding=entry.encoding, separator=entry.separator, find=find
        )
        unread = [each for each in wrong if each.rule in UNREAD]
        yield entry, None, False, False, unread
        for sheet in () if unread else sheets:
            seen.add(sheet.name)
            yield entry, sheet, len(sheets) > 1, False, []
    if unread:
        return
    if any(entry.sheet for entry in entries):  # the others too
        others, wrong = read_sheets(path, find=find)
        yield from ((entries[0], sheet, True, True, []) for sheet in others if sheet.name not in seen)
    for title in [each.value for each in wrong if each.rule is file_rules.SHEET_HIDDEN and each.value not in seen]:
        sheets, _ = read_sheets(path, sheet=title, find=find)
        yield from ((entries[0], sheet, True, True, []) for sheet in sheets)


def _of(role: str, headers: Sequence[str], words: Vocabulary, *, judges: bool = False) -> list[int]:
    """Return the positions of the columns of a role; those that name who judges too, where there may be some."""
    meanings = [words.recognise(header) for header in headers]
    alike = [k for k, meaning in enumerate(meanings) if isinstance(meaning, Meaning) and meaning.role == role]
    judging = [k for k, header in enumerate(headers) if judges and letters(header) in JUDGE]
    return list(dict.fromkeys([*alike, *judging]))


def _with_typed(sheet: Sheet, before: Sheet, column: int | None) -> Sheet:
    """Put what respondents of a questionnaire wrote as their number or name behind the other columns."""
    if column is None:
        return sheet
    cells = sheet.cells.assign(typed=before.cells[column]).set_axis(range(len(sheet.headers) + 1), axis=1)
    return replace(sheet, cells=cells, headers=(*sheet.headers, sheet.headers[column]))


@dataclass(frozen=True, eq=False)
class PersonRows:
    """Rows of the person in a sheet; `by_row` where only the number of the row says who it is."""

    listing: Listing
    rows: tuple[int, ...]
    by_row: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """All the rows."""
        return (*self.rows, *self.by_row)

    @property
    def ids(self) -> frozenset[str]:
        """What the sheet calls the person, in lower case."""
        return frozenset(self.listing.stated.loc[list(self.rows)]) - {""}


@dataclass(frozen=True, eq=False)
class Person:
    """Who is to be erased.

    Attributes
    ----------
    places
        Rows that are the person's.
    words
        What names the person in any text.
    pseudonyms
        Of the person: rows that bear them are not read from now on.
    short
        Ids that are sought in columns of respondents only: they would be found in any text.
    same
        Files in which another respondent bears the same id.
    """

    places: tuple[PersonRows, ...] = ()
    words: Words = field(default_factory=Words)
    pseudonyms: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()
    same: tuple[str, ...] = ()


def resolve(tables: Tables, respondent: str, key: bytes) -> Person:
    """Say who is meant by a pseudonym, an id, ``file:id``, ``file/sheet:id``, or ``file:row12`` where there is no id.

    An address or a name is the same person in every file. A number or a code is that of its sheet; with ``file:id``, of
    all sheets of the file. Where no other respondent has the same code, and it is not short, it is sought everywhere.

    Raises
    ------
    CampaignError
        Several respondents bear this id.
    """
    wanted = normalize("NFC", respondent.strip().casefold())
    seeds = [(listing, _addressed(listing, wanted)) for listing in tables.listings]
    addressed = any(rows.any() for _, rows in seeds)
    if not addressed:
        seeds = [(listing, listing.pseudonyms.eq(wanted)) for listing in tables.listings if wanted]
    if not any(rows.any() for _, rows in seeds):
        seeds = [(listing, _meant(listing, wanted, tables)) for listing in tables.listings if listing.answers]
    seeds = [(listing, rows) for listing, rows in seeds if rows.any()]
    _check_one(seeds, by_file=addressed)
    theirs = {(listing, row) for listing, rows in seeds for row in rows.index[rows]}
    by_pseudonym = any(listing.pseudonyms.eq(wanted).any() for listing in tables.listings)
    names = {wanted} if tables.telling(wanted) and not (addressed or by_pseudonym) else set[str]()
    theirs, names, pseudonyms = _grown(tables, theirs, names)
    if not theirs:
        names = set() if is_common(wanted) else names  # a word that no list of people holds is any word
        # in no file of answers so far: a name or an address has one pseudonym in all of them
        pseudonyms = set(opaque(pd.Series(sorted(names), dtype="str"), "", key)[0]) if names and key else set()
    typed = {listing.typed[row] for listing, row in theirs if listing.answers} - {""}
    rivals, ids = _rivals(tables, pseudonyms), names | typed
    sought = {id for id in ids - rivals if tables.telling(id)}
    places = []
    for listing in tables.listings:
        here = sorted(int(row) for of, row in theirs if of is listing)
        numbered = tuple(row for row in here if listing.answers and not listing.stated[row])
        if here:
            places.append(PersonRows(listing, tuple(row for row in here if row not in numbered), numbered))
    shared = {id for id in ids & rivals if tables.telling(id)}
    same = {
        of.file
        for of in tables.listings
        if of.answers and (~of.pseudonyms.isin(pseudonyms) & of.typed.isin(shared)).any()
    }
    words = Words.of(sought | pseudonyms)
    return Person(tuple(places), words, frozenset(pseudonyms), frozenset(ids - sought - rivals), tuple(sorted(same)))


Rows = set[tuple[Listing, int]]


def _grown(tables: Tables, theirs: Rows, names: set[str]) -> tuple[Rows, set[str], set[str]]:
    """Add the rows that bear the same name, pseudonym or number, until there are no more; names and pseudonyms too."""
    while True:
        stated = [(listing, row, id) for listing, row in theirs if listing.answers and (id := listing.stated[row])]
        names = names | {id for listing, _, id in stated if not is_opaque(id) and listing.form is None}
        pseudonyms = {str(listing.pseudonyms[row]) for listing, row, _ in stated}
        codes = {(listing.digest, listing.sheet, id) for listing, _, id in stated if is_opaque(id)}
        more = set(theirs)
        for listing in tables.listings:
            rows = listing.pseudonyms.isin(pseudonyms) | listing.with_any(listing.who, names | pseudonyms)
            in_person = listing.with_any(listing.personal, filter(tables.telling, names))
            if listing.n_people(in_person) == 1:  # not the address of a whole office
                rows |= in_person
            if listing.answers:  # a copy of the file
                own = {id for digest, sheet, id in codes if (digest, sheet) == (listing.digest, listing.sheet)}
                rows |= listing.with_any(listing.who[:1], own)
            elif own := {id for digest, _, id in codes if digest == listing.digest}:
                rows |= listing.with_any(listing.who, own - _rivals(tables, pseudonyms, listing.digest))
            more |= {(listing, row) for row in rows.index[rows]}
        if more == theirs:
            return theirs, names, pseudonyms
        theirs = more


def _addressed(listing: Listing, wanted: str) -> pd.Series:
    """Return the rows that ``file:id``, ``file/sheet:id``, ``file:row12`` mean."""
    rows = pd.Series(False, index=listing.cells.index)
    for prefix in listing.prefixes:
        if listing.answers and wanted.startswith(start := f"{prefix.casefold()}:"):
            rest = wanted.removeprefix(start).strip()
            numbers = listing.cells.index.astype("str")
            unnamed = listing.stated.eq("") if listing.form is None else pd.Series(True, index=rows.index)
            rows |= listing.stated.eq(rest) & (rest != "")
            rows |= unnamed & pd.Series(numbers.isin([rest.removeprefix("row")]), index=rows.index)
    return rows


def _meant(listing: Listing, wanted: str, tables: Tables) -> pd.Series:
    """Return the rows of answers that an id, or what stands in a column of personal data, means."""
    rows = listing.with_any(listing.who, {wanted})
    return rows | listing.with_any(listing.personal, {wanted} if tables.telling(wanted) else ())


def _rivals(tables: Tables, pseudonyms: Set[str], digest: str = "") -> set[str]:
    """Return the ids that another respondent bears: of all files, or of one."""
    listings = [of for of in tables.listings if of.answers and digest in ("", of.digest)]
    return {id for of in listings for id in of.typed[~of.pseudonyms.isin(pseudonyms)].unique()} - {""}


def _check_one(seeds: Sequence[tuple[Listing, pd.Series]], *, by_file: bool) -> None:
    """Refuse rows of several respondents. A copy of a file lists the same ones; ``file:id`` means all sheets."""
    people: dict[tuple[str, ...], str] = {}
    for listing, rows in seeds:
        for row in rows.index[rows]:
            id, pseudonym = listing.stated[row], str(listing.pseudonyms[row])
            number = "" if id else str(row)
            place = (listing.digest,) if by_file else (listing.digest, listing.sheet)
            known = (*place, id, number) if is_opaque(id or "1") and listing.form is None else (pseudonym,)
            people.setdefault(known, f"{pseudonym} ({listing.file}{f', {listing.sheet}' if listing.sheet else ''})")
    if len(people) > 1:
        valid = ", ".join(sorted(people.values()))
        raise CampaignError([Fault(rules.RESPONDENT_SEVERAL, details={"valid": valid})])
