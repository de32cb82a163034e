"""Who answered, where and when: territory, campaign, college and respondent of each row of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from revue_analytics.intake import file_rules, row_rules
from revue_analytics.intake.codes import Declared, read_codes
from revue_analytics.intake.columns import Columns
from revue_analytics.intake.days import moments, year_in
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.form import Form
from revue_analytics.intake.meanings import COMMON_KEYS
from revue_analytics.intake.people import CollegeReader, opaque
from revue_analytics.intake.scale import AnswerReader
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.sources import SourceEntry, quoted, toml_lines
from revue_analytics.intake.vocabulary import Vocabulary
from revue_analytics.intake.words import key
from revue_analytics.tables.rules import offer

WHO = ["territory", "campaign", "respondent", "college"]
PERSON = WHO[:3]
ANSWER = ("row", "criterion", "aspect", "level", "status", "evidence", "comment")


@dataclass(frozen=True, eq=False)
class Context:
    """What reading any file of a campaign needs: names, levels, colleges, territories, and defaults.

    `key` makes the pseudonyms of respondents; those in `forgotten` are left out. `campaigns` are those that are
    declared, with their days.
    """

    words: Vocabulary
    answers: AnswerReader
    colleges: CollegeReader
    declared: Declared
    campaign: str = ""
    college: str = ""
    key: bytes = b""
    forgotten: frozenset[str] = frozenset()
    campaigns: tuple[tuple[str, date | None], ...] = ()


@dataclass(frozen=True, eq=False)
class Reading:
    """What one sheet gave: answers, importance and comments with the row they come from, and what is wrong.

    `territory` gives each row read its territory, ``""`` where none is known; `who` all of `WHO`; `form` says where a
    filled questionnaire has each answer; `origin` names the file, and the sheet where a questionnaire has several.
    """

    answers: pd.DataFrame
    importance: pd.DataFrame
    comments: pd.DataFrame
    territory: pd.Series
    findings: list[Finding] = field(default_factory=list)
    form: Form | None = None
    who: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=WHO, dtype="str"))
    origin: str = ""


def campaign_stated(columns: Columns, entry: SourceEntry) -> bool:
    """Whether anything but the folder's only campaign says to which campaign rows belong."""
    return bool(entry.campaign or entry.campaign_pattern or columns.of("campaign"))


def identify(
    sheet: Sheet, columns: Columns, rows: pd.Index, entry: SourceEntry, context: Context, *, prefix: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Say who answered on each of `rows`: a frame of `WHO`, blank where it cannot be known, and what is wrong.

    Each comes from `revue.toml` (a constant, or the file's name), else from a column, else from the defaults of the
    campaign; where there is none of these, the file as a whole is at fault.
    """
    findings: list[Finding] = []
    texts = {
        "territory": _stated(sheet, columns, rows, entry, "territory", "", findings),
        "campaign": _stated(sheet, columns, rows, entry, "campaign", context.campaign, findings),
        "college": _stated(sheet, columns, rows, entry, "college", context.college, findings),
    }
    missing = [what for what, text in texts.items() if text is None]
    findings += [_missing(what, missing, sheet, columns, rows, context) for what in missing]
    who = pd.DataFrame("", index=rows, columns=WHO, dtype="str")

    if (territory := texts["territory"]) is not None:
        constant = entry.territory or entry.territory_pattern
        names = None if columns.named is None or constant else sheet.cells.loc[rows, columns.named]
        codes, wrong = read_codes(territory, context.declared, columns.header(columns.one("territory")), names)
        blank = Finding(
            row_rules.TERRITORY_MISSING,
            _rows((codes == "") & (territory == "") & (True if names is None else names == "")),
            columns.header(columns.one("territory")),
        )
        findings += _of_constant(wrong, constant)
        findings += [blank] if len(blank.rows) else []
        who["territory"] = codes
    if (campaign := texts["campaign"]) is not None:
        blank = Finding(row_rules.CAMPAIGN_MISSING, _rows(campaign == ""), columns.header(columns.one("campaign")))
        findings += [blank] if len(blank.rows) else []
        who["campaign"] = campaign
    if (college := texts["college"]) is not None:
        header = columns.header(columns.one("college"))
        if header:
            who["college"], wrong = context.colleges.read(college, header)
            findings += wrong
        elif len(rows):
            text = college.iloc[0]
            who["college"] = context.colleges.find(text) or ""
            if not context.colleges.find(text):
                rule, details = offer(file_rules.CONSTANT_UNKNOWN, text, context.colleges.ids)
                findings.append(Finding(rule, value=text, details=details))
    position = columns.one("respondent")
    if position is None and columns.shape == "long":
        findings.append(Finding(row_rules.NO_RESPONDENT))
        who["respondent"] = prefix + ":" + who["college"]
    else:
        ids = pd.Series("", index=rows, dtype="str") if position is None else sheet.cells.loc[rows, position]
        who["respondent"], hashed = opaque(ids, prefix, context.key)
        if hashed:
            findings.append(Finding(row_rules.RESPONDENT_HASHED, column=columns.header(position)))
    return who, findings


def with_who(table: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Put who answered before what was answered (`table` has a column ``row``); rows of nobody known are left out."""
    positions = who.index.get_indexer(pd.Index(table["row"].astype("int64")))
    whole = pd.concat([who.iloc[positions].reset_index(drop=True), table.reset_index(drop=True)], axis=1)
    return whole[(whole[WHO] != "").all(axis=1).to_numpy(dtype=bool)].reset_index(drop=True)


def _stated(
    sheet: Sheet, columns: Columns, rows: pd.Index, entry: SourceEntry, what: str, default: str, findings: list[Finding]
) -> pd.Series | None:
    """Return the text that says `what` on each row; None if nothing does."""
    from_name = entry.from_name(what, sheet.file)
    if from_name is None:
        findings.append(Finding(file_rules.PATTERN_UNMATCHED, value=getattr(entry, f"{what}_pattern")))
        from_name = "?"
    if constant := getattr(entry, what) or from_name:
        return pd.Series(constant, index=rows, dtype="str")
    if (position := columns.one(what)) is not None:
        return sheet.cells.loc[rows, position]
    return pd.Series(default, index=rows, dtype="str") if default else None


def _missing(
    what: str, missing: list[str], sheet: Sheet, columns: Columns, rows: pd.Index, context: Context
) -> Finding:
    """Say that nothing tells `what`, with the lines to add to `revue.toml` for all that is missing.

    A column is only proposed if what it holds is what is missing.
    """
    ids = [quoted(college) for college in context.colleges.ids]
    places = _column_of(sheet, columns, rows, lambda texts: (read_codes(texts, context.declared)[0] != "").mean())
    groups = _column_of(
        sheet, columns, rows, lambda texts: texts.map(lambda t: context.colleges.find(t) is not None).mean()
    )
    examples = {
        "territory": {"territory": '"01004"  # territory_column = "…"'},
        "campaign": {"campaign": campaign_hint(sheet, columns, rows, context)},
        "college": {"college": f"{ids[0]}  # {' | '.join(ids)}" if ids else '"…"'},
    }
    if places:
        examples["territory"] = {"territory_column": quoted(places)}
    if groups:
        examples["college"] = {"college_column": quoted(groups)}
    rule = {"territory": file_rules.NO_TERRITORY, "campaign": file_rules.NO_CAMPAIGN, "college": file_rules.NO_COLLEGE}[
        what
    ]
    lines: dict[str, str] = {}
    for name in missing:
        lines |= examples[name]
    return Finding(rule, details={"toml": toml_lines(sheet.file, **lines)})


def _column_of(sheet: Sheet, columns: Columns, rows: pd.Index, share: Callable[[pd.Series], float]) -> str:
    """Return the header of the unread column most of whose values are what is looked for; ``""`` if there is none."""
    known = {*columns.ignored, *(sheet.headers[k] for k in columns.meanings)}
    unread = [k for k, header in enumerate(sheet.headers) if header not in known]
    best, header = 0.5, ""
    for k in unread:
        texts = sheet.cells.loc[rows, k]
        texts = texts[texts != ""].drop_duplicates().head(20)
        if len(texts) and (of := float(share(texts))) > best:
            best, header = of, sheet.headers[k]
    return header


def campaign_hint(sheet: Sheet, columns: Columns, rows: pd.Index, context: Context) -> str:
    """Write the campaign that a file seems to belong to, by the years of its answers or in its name."""
    days = day_of_each(sheet, columns, rows).dropna()
    years = Counter(str(day.year) for day in days) or Counter(str(day.year) for day in [year_in(sheet.file)] if day)
    year = years.most_common(1)[0][0] if years else ""
    for id, day in context.campaigns:
        if year and (year == (str(day.year) if day else "") or year in id):
            return quoted(id)
    others = " | ".join(quoted(id) for id, _ in context.campaigns)
    return quoted(year) if year else f'"…"  # {others}' if others else '"…"'


def day_of_each(sheet: Sheet, columns: Columns, rows: pd.Index) -> pd.Series:
    """Return the day of each row's submission (None where unknown), by the first column that has any."""
    submitted = columns.of("submitted")
    for k in sorted(columns.times, key=lambda k: (k not in submitted, key(sheet.headers[k]) in COMMON_KEYS)):
        texts = sheet.cells.loc[rows, k]
        uniques = list(map(str, texts.unique()))
        days = {text: moment.date() for text, moment in zip(uniques, moments(uniques), strict=True) if moment}
        if days:
            return pd.Series([days.get(text) for text in texts], index=rows, dtype=object)
    return pd.Series(None, index=rows, dtype=object)


def _rows(mask: pd.Series) -> list[int]:
    return mask.index[mask].to_list()


def _of_constant(wrong: list[Finding], constant: str) -> list[Finding]:
    """Make findings about a constant of `revue.toml` findings of the file: no row is at fault."""
    if not constant:
        return wrong
    return [Finding(f.rule, (), "territory", f.value, f.details) for f in wrong]
