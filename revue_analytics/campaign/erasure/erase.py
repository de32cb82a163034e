"""Erasing a respondent from a campaign folder: find, plan, write, look again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from revue_analytics.campaign.erasure import leftover_rules as rules
from revue_analytics.campaign.erasure.locating import Person, PersonRows, Tables, resolve
from revue_analytics.campaign.erasure.opendocument import is_opendocument, without_in_opendocument
from revue_analytics.campaign.erasure.row_files import codec_of, without_in_parquet, without_in_text
from revue_analytics.campaign.erasure.searching import (
    GZIP,
    PARQUET,
    SEALED,
    ZIP,
    Unsearchable,
    Words,
    is_workbook,
    naming,
)
from revue_analytics.campaign.erasure.workbook_cells import Emptied
from revue_analytics.campaign.erasure.workbooks import without_in_workbook
from revue_analytics.campaign.erasure.writing import (
    DRAFT,
    clear_drafts,
    drafts_of,
    made_from_answers,
    put_in_place,
    tops,
    why_not_writable,
)
from revue_analytics.campaign.files import KINDS, data_files
from revue_analytics.campaign.pseudonym_key import ERASED_FILE, KEY_FILE, add_erased, campaign_key, erased_pseudonyms
from revue_analytics.campaign.settings import Settings
from revue_analytics.campaign.settings_file import read_settings
from revue_analytics.errors import CampaignError, Fault, Rule
from revue_analytics.framework import Framework, load_framework
from revue_analytics.intake.form import SHARED
from revue_analytics.intake.people import opaque, shown_id
from revue_analytics.progress import step

HISTORY = ".git"
SETTINGS = (".toml", ".yaml", ".yml")


@dataclass(frozen=True)
class Erasure:
    """What was erased, or would be.

    Attributes
    ----------
    pseudonyms
        The respondent's: of every file of answers that states the respondent.
    rows
        (file, sheet, number of rows) that were the respondent's; the sheet is ``""`` where there is one only.
    erased
        Files that were written without the respondent; everything else in them is as it was.
    results
        (file, number) of formulas whose stored results depended on the respondent: a spreadsheet calculates them when
        it opens the workbook; until it is saved there, they are blank to `revue check`.
    removed
        What was made with the respondent's answers among others, and was deleted: pages, the saved review, exports.
    stale
        What may have been made with them and was kept: what people write in, notebooks with outputs.
    left
        What still names the respondent, or could not be read: each with the reason and the remedy.
    notes
        Files in which another respondent bears the same id.
    short
        Ids that were sought in columns of respondents only, because any text would hold them.
    unsearched
        Files whose texts are packed (a PDF, the history of versions): nobody looked inside.
    searched
        How many files were looked through.
    listed
        Whether rows of the respondent are passed over from now on: also in a file exported again.
    done
        Whether it was done.
    """

    pseudonyms: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, int], ...] = ()
    erased: tuple[str, ...] = ()
    results: tuple[tuple[str, int], ...] = ()
    removed: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    left: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    short: tuple[str, ...] = ()
    unsearched: tuple[str, ...] = ()
    searched: int = 0
    listed: bool = False
    done: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there was nothing left to erase."""
        return not (self.rows or self.erased or self.removed or self.left)


def erase_respondent(folder: str | Path, respondent: str, *, dry_run: bool = False) -> Erasure:
    r"""Erase a respondent from every file of a campaign folder, and from any later reading.

    Rows of the respondent go from files of answers and from lists of people; in any other cell and text the id gives
    way to ``[…]``. What the software made from the answers and can make again is deleted.

    Parameters
    ----------
    folder
        The campaign folder.
    respondent
        The id as a file gives it, ``file:id``, ``file/sheet:id``, the pseudonym; ``file:row12`` where there is no id.
    dry_run
        Only say what would be done.

    Returns
    -------
    Erasure
        Look at `left`: what could not be erased, with what to do about it. A second call changes nothing.

    Raises
    ------
    CampaignError
        The settings cannot be read, nobody or several respondents bear this id, or the disk is full. Nothing has been
        changed.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from revue_analytics.campaign import init_campaign
    >>> folder = init_campaign(Path(mkdtemp(), "c"))
    >>> rows = "respondent;code_insee;college;I1A\nE-017;01004;élu;2\nE-018;01004;élu;3\n"
    >>> _ = (folder / "data" / "a.csv").write_text(rows, "utf-8")
    >>> result = erase_respondent(folder, "E-017")
    >>> result.rows, result.left
    ((('a.csv', '', 1),), ())
    """
    with step("Looking through the files"):
        return _erased(Path(folder), respondent, dry_run)


def _erased(folder: Path, respondent: str, dry_run: bool) -> Erasure:
    settings = read_settings(folder)
    framework = load_framework(settings.framework)
    key, wrong = campaign_key(folder, fictitious=settings.fictitious)
    erased, damaged = erased_pseudonyms(folder)
    if faults := [fault for fault in (*wrong, *damaged) if fault.is_error]:
        raise CampaignError(faults)
    files = list(_files(folder))
    generated, stale = made_from_answers(folder, files)
    kept = [path for path in files if path not in set(generated)]
    tables = _tables(folder, kept, framework, settings, key)
    person = resolve(tables, respondent, key)
    answered = any(place.listing.answers for place in person.places)
    gone = generated if answered else []
    plan = _Plan.of(folder, kept if answered else files, person, {fault.file for fault in tables.faults})
    if not (person.places or plan.named):
        if _known(respondent, tables, erased, key):
            return Erasure(left=tables.faults, searched=len(files), listed=True, done=not dry_run)
        raise CampaignError([Fault(rules.RESPONDENT_UNKNOWN), *tables.faults])
    contents, left = plan.contents, list(plan.left)
    listed = person.pseudonyms <= erased
    if not dry_run:
        failed = _write(folder, contents, gone, frozenset() if listed else person.pseudonyms)
        left += failed
        names = {fault.file for fault in failed}
        contents = {
            path: content for path, content in contents.items() if path.relative_to(folder).as_posix() not in names
        }
        gone = [path for path in gone if not path.exists()]
        left += _look_again(folder, person, settings, framework, key, contents)
    return Erasure(
        tuple(sorted(person.pseudonyms)),
        tuple(
            (place.listing.file, place.listing.sheet, len(place.rows) + len(place.by_row)) for place in person.places
        ),
        tuple(path.relative_to(folder).as_posix() for path in contents),
        tuple((path.relative_to(folder).as_posix(), n) for path, n in plan.results.items()),
        tops(path.relative_to(folder) for path in gone),
        tops(path.relative_to(folder) for path in (stale if answered else ())),
        tuple({(fault.file, fault.rule.code): fault for fault in (*tables.faults, *left)}.values()),
        tuple(Fault(rules.SAME_ID, file=file) for file in person.same),
        tuple(sorted(map(shown_id, person.short))),
        (*plan.unsearched, *([HISTORY] if (folder / HISTORY).exists() else [])),
        len(files),
        bool(person.pseudonyms),
        not dry_run,
    )


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, hidden ones too; not the history of versions, nor what a link leads to."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != HISTORY)
        for name in sorted(names):
            path = Path(root, name)
            own = path.parent == folder and name in (KEY_FILE, ERASED_FILE)
            if path.is_file() and not path.is_symlink() and not own and not name.startswith(DRAFT):
                yield path


def _tables(folder: Path, kept: list[Path], framework: Framework, settings: Settings, key: bytes) -> Tables:
    """Read every sheet of some files in which people may be listed."""
    paths, faults = data_files(folder, settings.sources)
    outside = [fault for fault in faults if fault.is_error]  # what is passed over is searched all the same
    paths = [path for path in paths if path in set(kept) or path.is_symlink()]
    others = [path for path in kept if path.suffix.lower() in KINDS and path not in set(paths)]
    tables = Tables.read(
        folder, paths, others, framework, sources=settings.sources, colleges=settings.known_colleges, key=key
    )
    return Tables(tables.listings, (*outside, *tables.faults), tables.campaign_words, tables.colleges)


def _known(respondent: str, tables: Tables, listed: frozenset[str], key: bytes) -> bool:
    """Whether a respondent of whom nothing is found was erased before."""
    typed = respondent.strip()
    ids, prefixes = {typed}, {"", "form"}
    for listing in tables.listings:
        for stem in (listing.stem, listing.path.stem):  # an earlier version named files without their folders
            prefixes |= {stem, f"{stem}/{listing.sheet}"}
        for prefix in listing.prefixes:
            if typed.casefold().startswith(f"{prefix.casefold()}:"):
                id = typed[len(prefix) + 1 :].strip()
                ids.add(id)
                number = id.casefold().removeprefix("row")
                if number.isdecimal() and listing.emptied(int(number)):
                    return True
    ids |= {form for id in ids for form in (id.upper(), id.lower())}
    pseudonyms = (
        {each for prefix in prefixes for each in opaque(pd.Series(sorted(ids)), prefix, key)[0]} if key else set()
    )
    return bool((ids | pseudonyms) & listed)


# --- planning ---------------------------------------------------------------------------------------------------


@dataclass
class _Plan:
    """What is to be written, and what cannot be."""

    words: Words
    named: bool = False
    contents: dict[Path, bytes] = field(default_factory=dict)
    results: dict[Path, int] = field(default_factory=dict)
    left: list[Fault] = field(default_factory=list)
    unsearched: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path, files: list[Path], person: Person, unread: set[str]) -> _Plan:
        """Go through the files; those that could not be read as tables are not touched."""
        plan = cls(person.words)
        places: dict[Path, list[PersonRows]] = {}
        for place in person.places:
            places.setdefault(place.listing.path, []).append(place)
        for path in files:
            name = path.relative_to(folder).as_posix()
            if person.words.in_name(name):
                plan._leave(rules.IN_NAME, name)
            sealed: list[str] = []
            try:
                content = path.read_bytes()
                parts = list(naming(content, person.words, sealed))
            except (OSError, Unsearchable):
                plan.unsearched += [name] if name not in unread else []
                continue
            plan.unsearched += [f"{name} ({each})" for each in sealed]
            if path.suffix.lower() in SETTINGS:
                lines = enumerate(content.decode("utf-8", "replace").splitlines(), start=1)
                if where := [str(n) for n, line in lines if person.words.within(line) or person.words.in_name(line)]:
                    plan._leave(rules.IN_SETTINGS, name, where=", ".join(where))
                continue
            if parts or path in places:
                plan.named = True
                if name not in unread:
                    plan._rewrite(path, name, content, places.get(path, []), parts)
        return plan

    def _leave(self, rule: Rule, name: str, **details: str) -> None:
        self.named = True
        self.left.append(Fault(rule, file=name, details={k: self.words.hidden(text) for k, text in details.items()}))

    def _rewrite(self, path: Path, name: str, content: bytes, places: list[PersonRows], parts: list[str]) -> None:
        """Plan the content of a file without the person, or say why it stays."""
        if not (is_workbook(content) or is_opendocument(content)) and content.startswith((ZIP, GZIP, *SEALED)):
            return self._leave(rules.IN_ARCHIVE, name, where=", ".join(filter(None, parts)) or name)
        if reason := why_not_writable(path):
            return self._leave(rules.NOT_WRITABLE, name, reason=reason)
        try:
            rewritten = self._without(path, name, content, places)
            still = list(naming(rewritten, self.words)) if rewritten is not None else []
        except Exception as error:  # a damaged file makes its library fail in any way whatever
            return self._leave(rules.UNTOUCHED, name, where=f"{type(error).__name__}: {error}"[:200])
        if rewritten is None:
            return self._leave(rules.IN_ARCHIVE, name, where=", ".join(filter(None, parts)) or name)
        if still:
            self.left.append(_still_named(Path(name), still, self.words))
        if rewritten != content:
            self.contents[path] = rewritten
        return None

    def _without(self, path: Path, name: str, content: bytes, places: list[PersonRows]) -> bytes | None:
        """Return the content of a file without the person; None if it is neither a table nor a text."""
        rows = {row for place in places for row in place.rows}
        blanked = {row for place in places for row in place.by_row}
        if is_workbook(content) or is_opendocument(content):
            without = without_in_workbook if is_workbook(content) else without_in_opendocument
            workbook = without(content, self.words, _emptied(places))
            if workbook is None:
                return None
            if workbook.left:
                self._leave(rules.UNTOUCHED, name, where=", ".join(workbook.left))
            if workbook.results:
                self.results[path] = workbook.results
            return workbook.content
        if content.startswith(PARQUET):
            return without_in_parquet(content, self.words, rows, blanked)
        entry = places[0].listing.entry if places else None
        wide = codec_of(content, entry.encoding if entry else "") in ("utf-16-le", "utf-16-be", "utf-16")
        is_text = wide or bool(places) or b"\0" not in content  # a table that was read may have a zero byte in a cell
        return without_in_text(content, self.words, rows, blanked, entry) if is_text else None


def _emptied(places: list[PersonRows]) -> dict[str, Emptied]:
    """Return the cells to be emptied, by sheet: rows, or in a questionnaire of ours the respondent's column."""
    emptied: dict[str, Emptied] = {}
    for place in places:
        of, numbers = place.listing, frozenset(place.numbers)
        if of.form is None:
            heads = frozenset(of.headers[k] for k in of.who)
            emptied[of.sheet] = Emptied(rows=numbers, ids=place.ids, heads=heads)
        else:
            lines = [row for key, row in of.form.rows.items() if key not in SHARED]
            emptied[of.sheet] = Emptied(cells={(row, column) for row in lines for column in numbers})
    return emptied


# --- writing ----------------------------------------------------------------------------------------------------


def _write(folder: Path, contents: Mapping[Path, bytes], gone: list[Path], pseudonyms: frozenset[str]) -> list[Fault]:
    """Write what is changed, list the person, delete what can be made again; say which files could not be written."""
    clear_drafts(folder)
    try:
        with drafts_of(contents) as drafts:
            if pseudonyms:
                add_erased(folder, pseudonyms)
            failed = put_in_place(drafts)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CampaignError([Fault(rules.NOTHING_WRITTEN, value=str(folder), details={"reason": reason})]) from error
    for path in gone:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            failed[path] = error.strerror or str(error)
    for parent in sorted({path.parent for path in gone}, reverse=True):
        while parent != folder and parent.is_dir() and not any(parent.iterdir()) and parent.name != "reports":
            parent.rmdir()
            parent = parent.parent
    return [
        Fault(rules.NOT_WRITABLE, file=path.relative_to(folder).as_posix(), details={"reason": reason})
        for path, reason in failed.items()
    ]


def _look_again(
    folder: Path, person: Person, settings: Settings, framework: Framework, key: bytes, contents: Mapping[Path, bytes]
) -> list[Fault]:
    """Read again what was written: whoever is still on a row of it, or in a text, was not erased."""
    tables = _tables(folder, list(contents), framework, settings, key)
    ids = {(place.listing.path, place.listing.sheet): place.ids for place in person.places}
    left = []
    for listing in tables.listings:
        own = ids.get((listing.path, listing.sheet), frozenset[str]())
        rows = listing.with_any(listing.who[:1], own) | listing.pseudonyms.isin(person.pseudonyms)
        if listing.path in contents and rows.any():
            left.append(_still_named(listing.path.relative_to(folder), map(str, rows.index[rows]), person.words))
    for path in contents:
        if path.is_file() and (parts := list(naming(path.read_bytes(), person.words))):
            left.append(_still_named(path.relative_to(folder), parts, person.words))
    return left


def _still_named(name: Path, parts: Iterable[str], words: Words) -> Fault:
    """Say where a file still names the person, without saying who it is."""
    where = ", ".join(words.hidden(part) for part in parts if part) or words.hidden(name.name)
    return Fault(rules.STILL_NAMED, file=name.as_posix(), details={"where": where})
