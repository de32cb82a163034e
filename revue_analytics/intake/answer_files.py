"""The sheets of one file of answers: each is read, or said why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from revue_analytics.errors import Fault
from revue_analytics.intake import file_rules, row_rules
from revue_analytics.intake.codes import Declared, read_codes
from revue_analytics.intake.columns import Columns, assign
from revue_analytics.intake.contents import is_export, is_questionnaire, level_columns, names_no_criterion
from revue_analytics.intake.days import year_in
from revue_analytics.intake.downloads import Submissions, marks_of, without_rows
from revue_analytics.intake.findings import Finding, discreet, faults_of
from revue_analytics.intake.form import named
from revue_analytics.intake.headers import header_finder
from revue_analytics.intake.identity import WHO, Context, Reading, campaign_stated, day_of_each
from revue_analytics.intake.long import read_long
from revue_analytics.intake.people import is_opaque, opaque
from revue_analytics.intake.personal import hide_in, names_in
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.sheets import Sheet, spread
from revue_analytics.intake.sources import SourceEntry, quoted, toml_lines
from revue_analytics.intake.summaries import without_summaries
from revue_analytics.intake.wide import read_wide
from revue_analytics.intake.words import plain, said

NAMES = ("nom", "name")  # of a respondent, or of a territory
FREE_TEXT = ("evidence", "comment", "reason")
SUBJECTS = ("territory", "campaign", "college", "respondent", "criterion", "indicator", "node", "aspect", "submitted")


@dataclass(frozen=True, eq=False)
class Part:
    """What a sheet of a file gave.

    Attributes
    ----------
    name
        The file’s name.
    reading, columns
        What was read, and of which columns; None where there are no answers.
    findings
        Everything wrong.
    submissions
        What tells its respondents from others.
    days
        Days of the answers, where nothing but the folder says of which campaign they are.
    path
        Where `revue.toml` finds the file.
    day
        Day of each row's submission, where the file says it.
    """

    name: str
    reading: Reading
    columns: Columns | None
    findings: list[Finding]
    submissions: Submissions | None = None
    days: tuple[date, ...] = ()
    path: str = ""
    day: pd.Series = field(default_factory=lambda: pd.Series(dtype=object))

    def counted(self) -> Part:
        """Return the part without the rows that count elsewhere."""
        rows = self.submissions.dropped if self.submissions is not None else set()
        if not rows:
            return self
        made = without_rows(replace(self.reading, findings=self.findings), rows)
        return replace(self, reading=made, findings=made.findings)

    def faults(self) -> list[Fault]:
        """Say everything wrong."""
        faults = faults_of(self.findings, self.name, self.reading.territory)
        return faults if self.reading.form is None else [self.reading.form.located(fault) for fault in faults]


def read_file(path: Path, name: str, file: str, entry: SourceEntry, context: Context, former: str) -> list[Part]:
    """Read the sheets of a file that hold answers, each with what is wrong with it.

    `former` is what an earlier version called the file: who was forgotten by that name stays so.
    """
    find = header_finder(context.words)
    sheets, wrong = read_sheets(path, sheet=entry.sheet, encoding=entry.encoding, separator=entry.separator, find=find)
    if is_questionnaire(sheets):
        return [Part(name, _nothing(), None, [Finding(file_rules.QUESTIONNAIRE)])]
    read: list[Part] = []
    without: list[tuple[Sheet, Columns, list[Finding]]] = []
    stem = name.removesuffix(path.suffix)
    filled = [sheet for sheet in sheets if sheet.form is None or len(sheet.cells)]
    for sheet in (replace(blanked(sheet, entry), file=file) for sheet in filled):
        if sheet.form is not None and (misfits := list(sheet.form.misfits(context.words.framework))):
            wrong += misfits
            if any(finding.rule.severity == "error" for finding in misfits):
                continue
        columns, of_headers = assign(sheet, context.words, entry)
        columns = with_names(sheet, columns, context.declared)
        if columns.shape == "" or not _has_values(columns) or names_no_criterion(sheet, columns, context.answers):
            without.append((sheet, columns, of_headers))
            continue
        several = len(sheets) > 1 or bool(entry.sheet)
        before, its_prefix = _prefixed(sheet, former.removesuffix(path.suffix), context, several=several)
        sheet, prefix = _prefixed(sheet, stem, context, several=several)
        sheet, merged = as_seen(sheet, columns)
        sheet, summed = without_summaries(sheet, columns, context.declared)
        sheet = _without_forgotten(sheet, columns, context, prefix)
        if former != name:
            kept = _without_forgotten(as_seen(before, columns)[0], columns, context, its_prefix).cells.index
            sheet = replace(sheet, cells=sheet.cells[sheet.cells.index.isin(kept)])
        reading = replace(_read_sheet(sheet, columns, entry, context, prefix), form=sheet.form)
        names = _names_of_people(sheet, columns)
        reading = _hidden(reading, names)
        findings = [*sheet.findings, *of_headers, *merged, *summed, *_asked(reading.findings, sheet)]
        findings = [discreet(one, names) for one in findings]
        label = f"{name} ({sheet.form.sheet})" if sheet.form is not None and len(filled) > 1 else name
        day = day_of_each(sheet, columns, reading.who.index)
        days = () if campaign_stated(columns, entry) else _days(sheet, day)
        shape = tuple(sorted({str(meaning) for meaning in columns.meanings.values()}))
        own = None if sheet.form is not None else Submissions(name, shape, reading, marks_of(sheet, columns))
        read.append(Part(name, replace(reading, origin=label), columns, findings, own, days, file, day))
    if read:
        for sheet, columns, _ in without:
            if any(of(sheet, columns, context.answers) for of in (is_export, names_no_criterion)):
                wrong.append(replace(_no_criterion(sheet, columns, context), value=sheet.name))
            else:
                wrong.append(Finding(file_rules.SHEET_PASSED_OVER, value=sheet.name))
    elif without:
        for sheet, columns, of_headers in without:
            errors = [one for one in of_headers if one.rule.severity == "error"]
            is_cut = any(one.rule is file_rules.HEADERS_CUT for one in errors)
            wrong += errors if is_cut else [*errors, _no_criterion(sheet, columns, context)]
    return [*read, Part(name, _nothing(), None, wrong)] if wrong else read


def _prefixed(sheet: Sheet, stem: str, context: Context, *, several: bool) -> tuple[Sheet, str]:
    """Return a sheet whose respondents are named, with what tells them from those of other files and sheets."""
    if sheet.form is not None:
        return named(sheet, stem, context.colleges), "form"
    return sheet, f"{stem}/{sheet.name}" if several else stem


def with_names(sheet: Sheet, columns: Columns, declared: Declared) -> Columns:
    """Take a column “Nom” that holds nothing but names of the campaign’s territories for theirs, not for people’s."""
    for k in columns.personal if columns.named is None and columns.one("territory") is not None else ():
        texts = [text for text in sheet.cells[k].unique() if text]
        if plain(sheet.headers[k]) in NAMES and texts and all(map(declared.named, texts)):
            return replace(columns, named=k, personal=tuple(other for other in columns.personal if other != k))
    return columns


def blanked(sheet: Sheet, entry: SourceEntry) -> Sheet:
    """Empty the cells that hold what `revue.toml` says is no answer."""
    blanks = {said(text) or text for text, meant in entry.answers.items() if not meant.strip()}
    if not blanks:
        return sheet
    cells = sheet.cells.copy()
    for k in cells:
        texts = [text for text in cells[k].unique() if text and (said(str(text)) or text) in blanks]
        cells[k] = cells[k].where(~cells[k].isin(texts), "")
    return replace(sheet, cells=cells)


def as_seen(sheet: Sheet, columns: Columns) -> tuple[Sheet, list[Finding]]:
    """Return a sheet as its author sees it.

    Without characters that nobody sees, without the apostrophe by which LimeSurvey keeps a text from being a formula,
    merged cells on each of their rows.
    """
    subjects = {k for role in SUBJECTS for k in columns.of(role)}
    named = [] if columns.named is None else [columns.named]
    shown = sheet.visible([*named, *(k for k, of in columns.meanings.items() if of.role not in FREE_TEXT)])
    masked = {k: shown.cells[k] for k, of in columns.meanings.items() if of.role in FREE_TEXT}
    masked = {k: texts for k, texts in masked.items() if texts.str.startswith("'=").any()}
    if masked:
        bare: dict[object, pd.Series] = {
            k: texts.where(~texts.str.startswith("'="), texts.str[1:]) for k, texts in masked.items()
        }
        shown = replace(shown, cells=pd.DataFrame({k: bare.get(k, shown.cells[k]) for k in shown.cells}))
    return spread(shown, subjects, set(columns.meanings))


def _days(sheet: Sheet, day: pd.Series) -> tuple[date, ...]:
    """Return the days of the answers, or one of the year that the file’s name bears."""
    year = year_in(sheet.file.rsplit("/", 1)[-1])
    return tuple(day.dropna().unique()) or ((year,) if year else ())


def _asked(findings: Sequence[Finding], sheet: Sheet) -> list[Finding]:
    """Give what is asked of marks that may mean a blank the lines of `revue.toml` that answer it."""
    marks = list(dict.fromkeys(f.value for f in findings if f.rule is row_rules.ANSWER_MISSING_MARK))
    if not marks:
        return list(findings)

    def line(meant: str) -> str:
        return "{ " + ", ".join(f"{quoted(mark)} = {quoted(meant)}" for mark in marks) + " }"

    lines = toml_lines(sheet.file, answers=f"{line('')}\n    # answers = {line('SO')}")
    return [
        replace(f, details={**f.details, "toml": lines}) if f.rule is row_rules.ANSWER_MISSING_MARK else f
        for f in findings
    ]


def _has_values(columns: Columns) -> bool:
    """Whether a sheet says anything of the framework (in a long one: of what its rows name)."""
    if columns.shape == "long":
        return bool({"criterion", "indicator", "node"} & {m.role for m in columns.meanings.values()})
    return any(m.role in ("answer", "importance") for m in columns.meanings.values())


def _read_sheet(sheet: Sheet, columns: Columns, entry: SourceEntry, context: Context, prefix: str) -> Reading:
    """Read a sheet; of rows whose form cannot be trusted, only the territory is looked at."""
    untrusted = sheet.untrusted
    whole = replace(sheet, cells=sheet.cells.drop(index=untrusted)) if untrusted else sheet
    read = read_long if columns.shape == "long" else read_wide
    reading = read(whole, columns, entry, context, prefix=prefix)
    if not len(sheet.cells):
        reading.findings.append(Finding(file_rules.NO_ROWS))
    position = columns.one("territory")
    if untrusted and position is not None:
        codes, _ = read_codes(sheet.cells.loc[untrusted, position], context.declared)
        reading = replace(reading, territory=pd.concat([reading.territory, codes]))
    without = (reading.answers["status"] == "not_applicable") & (reading.answers["comment"].fillna("") == "")
    if n := int(without.sum()):
        reading.findings.append(Finding(row_rules.NO_REASON, details={"n": n}))
    return reading


def _without_forgotten(sheet: Sheet, columns: Columns, context: Context, prefix: str) -> Sheet:
    """Leave out the rows of who asked to be forgotten, before anything is read of them."""
    if not context.forgotten or not columns.shape:
        return sheet
    ids = respondents_of(sheet, columns, context.key, prefix)
    return sheet if ids is None else replace(sheet, cells=sheet.cells[~ids.isin(context.forgotten)])


def respondents_of(sheet: Sheet, columns: Columns, key: bytes, prefix: str) -> pd.Series | None:
    """Pseudonym of the respondent of each row; None where a long sheet names none."""
    position = columns.one("respondent")
    if position is None and columns.shape == "long":
        return None
    blank = pd.Series("", index=sheet.cells.index, dtype="str")
    return opaque(blank if position is None else sheet.cells[position], prefix, key)[0]


def _names_of_people(sheet: Sheet, columns: Columns) -> re.Pattern[str] | None:
    """Make a pattern of the names that a sheet holds of people: in columns that are not read, or as their ids."""
    held = sheet.cells[list(columns.personal)]
    if (position := columns.one("respondent")) is not None:
        ids = sheet.cells[position]
        held = held.assign(ids=ids.where(~ids.map(is_opaque), ""))
    return names_in(held)


def _hidden(reading: Reading, names: re.Pattern[str] | None) -> Reading:
    """Hide personal data in what was typed: comments, reasons, evidence."""
    n, made = 0, {}
    for table, columns in (("answers", ("evidence", "comment")), ("comments", ("comment",))):
        frame = getattr(reading, table)
        for column in columns:
            if column in frame:
                texts, hidden = hide_in(frame[column], names)
                frame, n = (frame.assign(**{column: texts}), n + hidden) if hidden else (frame, n)
        made[table] = frame
    said = [Finding(row_rules.TEXT_HIDDEN, details={"n": n})] if n else []
    return replace(reading, **made, findings=[*reading.findings, *said])


def _no_criterion(sheet: Sheet, columns: Columns, context: Context) -> Finding:
    """Say that a sheet has no column of answers, with the columns that look like some."""
    shown = ", ".join(sheet.headers[:8]) + (", …" if len(sheet.headers) > 8 else "")
    ids = ", ".join(context.words.framework.leaf_ids[:2])
    example = next(iter(context.words.framework.leaf_ids), "I1A")
    like = next((sheet.headers[k] for k in level_columns(sheet, columns, context.answers)), "…")
    lines = toml_lines(sheet.file, columns=f"{{ {quoted(like)} = {quoted(example)} }}")
    return Finding(file_rules.NO_CRITERION, details={"headers": shown, "ids": ids, "toml": lines})


def _nothing() -> Reading:
    empty = pd.DataFrame(columns=[*WHO, "criterion", "aspect", "level", "status", "evidence", "comment", "row"])
    return Reading(empty, empty[[]], empty[[]], pd.Series(dtype="str"))
