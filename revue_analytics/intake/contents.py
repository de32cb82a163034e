"""What the files of a folder hold, found by their headers, so that a campaign folder needs no configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from revue_analytics.errors import Fault
from revue_analytics.framework import Framework
from revue_analytics.intake import file_rules, row_rules
from revue_analytics.intake.columns import CUT, Columns, assign
from revue_analytics.intake.findings import Finding, faults_of
from revue_analytics.intake.form import is_blank_form
from revue_analytics.intake.headers import PEEK, header_finder
from revue_analytics.intake.meanings import COMMON_KEYS
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.scale import AnswerReader
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.side_tables import table_of
from revue_analytics.intake.sources import SourceEntry, entries_of, file_names
from revue_analytics.intake.vocabulary import vocabulary
from revue_analytics.intake.words import key

CONTENTS = (
    *("wide", "long", "territories", "invited", "targets", "weights", "actions", "decisions", "reviewer"),
    *("questionnaire", "results", "unknown", "unreadable"),
)
"""What a file can hold: answers (wide or long), a table, a questionnaire, results, something else, nothing readable."""

RESULT_COLUMNS = frozenset(
    (
        *("score", "shortfall", "priority", "probability", "best", "bestrank", "rankoffirst", "share", "sharetotal"),
        *("nrated", "pstrength", "npeers", "nrespondents", "ncommon", "ntied", "fromlevel", "ncandidates", "amount"),
        *("staffdaysavailable", "nactions", "previouscampaign", "reviewed", "groupa", "statistic", "aim", "n"),
        *("count", "inputs", "scoredensemble", "overallscore"),
    )
)
"""What only results have, beside a territory and a campaign: tables of `revue export`, `score`, the list of pages."""

RESULT_SHAPES = tuple(
    frozenset(map(key, names.split()))
    for names in (
        "territory campaign node comment",
        "territory campaign criterion title reference date",
        "territory criterion reason",
        "territory campaign file",
        "territory name kind departement departement_name epci epci_name population stratum",
    )
)
"""Exported tables that hold nothing else than a campaign’s own could: known by all their columns together."""

RESULT_SHEETS = {"scores", "group_scores", "level_counts"}
LIMESURVEY = {"class", "typescale", "name", "relevance", "text"}
XLSFORM = {"type", "name"}


@dataclass(frozen=True)
class Contents:
    """The files of a folder by what they hold, in the order of their names.

    Attributes
    ----------
    answers
        Files of answers, for `read_answers`.
    tables
        Table → files, for `read_table`.
    faults
        Files passed over, files that cannot be read.
    """

    answers: tuple[Path, ...]
    tables: Mapping[str, tuple[Path, ...]]
    faults: tuple[Fault, ...]


def discover(
    paths: str | Path | Iterable[str | Path],
    framework: Framework,
    *,
    sources: Sequence[SourceEntry] = (),
    folder: Path | None = None,
) -> Contents:
    """Find out what each file holds: of a folder (and those in it, hidden ones apart), or of a list.

    A file that `sources` describe holds answers. Files are named by their path in `folder`, the campaign's.
    """
    if isinstance(paths, str | Path):
        top = Path(paths)
        files = [path for path in top.rglob("*") if path.is_file()] if top.is_dir() else [top]
        paths = [p for p in files if not any(part.startswith((".", "~$")) for part in p.relative_to(top).parts)]
    answers: list[Path] = []
    tables: dict[str, list[Path]] = {}
    faults: list[Fault] = []
    listed = [path for path in sorted(map(Path, paths)) if path.suffix.lower() != ".md"]
    results: dict[str, list[str]] = {}
    for path, name in zip(listed, file_names(listed, folder), strict=True):
        kind, findings = _kind(path, framework, sources, folder)
        if kind in ("wide", "long"):
            answers.append(path)
        elif kind == "results":
            results.setdefault(name.rpartition("/")[0], []).append(name)
        elif kind in ("questionnaire", "unknown", "unreadable"):
            faults += faults_of(findings, name)
        else:
            tables.setdefault(kind, []).append(path)
    faults += [
        Fault(
            file_rules.RESULTS, file=names[0] if len(names) == 1 else place or "data", details={"files": listing(names)}
        )
        for place, names in results.items()
    ]
    return Contents(tuple(answers), {name: tuple(files) for name, files in tables.items()}, tuple(faults))


def classify(path: str | Path, framework: Framework, *, sources: Sequence[SourceEntry] = ()) -> str:
    r"""Say what a file holds, one of `CONTENTS`: ``"wide"`` and ``"long"`` are answers.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from revue_analytics.framework import load_framework
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.csv").write_text("critère;poids\nI1A;2\n", "utf-8")
    ...     classify(Path(folder, "a.csv"), load_framework())
    'weights'
    """
    return _kind(Path(path), framework, sources)[0]


def _kind(
    path: Path, framework: Framework, sources: Sequence[SourceEntry], folder: Path | None = None
) -> tuple[str, list[Finding]]:
    stated = any(entry.describes(path, folder) for entry in sources)
    entry = entries_of(path, sources, folder)[0][0]
    stated_form = {"sheet": entry.sheet, "encoding": entry.encoding, "separator": entry.separator}
    sheets, findings = read_sheets(path, **stated_form, limit=PEEK, find=header_finder(vocabulary(framework)))
    if not sheets:
        return ("wide" if stated else "unreadable"), findings
    if is_questionnaire(sheets):
        return "questionnaire", [Finding(file_rules.QUESTIONNAIRE)]
    if not stated and is_result(sheets):
        return "results", [Finding(file_rules.RESULTS, details={"files": path.name})]
    best = ("wide" if stated else "unknown", 0)
    words = vocabulary(framework)
    for sheet in sheets:
        columns, _ = assign(sheet, words, entry)
        table, n = ("", 0) if stated else table_of(sheet)
        answers = len(columns.meanings) if _holds_answers(columns) else 0
        for kind, known in ((table, n), (columns.shape, answers)):
            if known > best[1] or (known == best[1] and known and kind == "wide"):
                best = (kind, known)
    if best[0] != "unknown":
        return best[0], []
    if any(is_export(sheet, assign(sheet, words, entry)[0], AnswerReader(framework)) for sheet in sheets):
        return "wide", []  # so that it is said to name no criterion
    headers = ", ".join(sheets[0].headers[:8])
    return "unknown", [Finding(row_rules.TABLE_UNKNOWN, details={"headers": headers})]


def _holds_answers(columns: Columns) -> bool:
    if columns.shape == "long":
        return True
    return columns.shape == "wide" and any(m.role in ("answer", "importance") for m in columns.meanings.values())


def is_result(sheets: Sequence[Sheet]) -> bool:
    """Whether sheets are what a command of ours wrote: an exported review or one of its tables, a table of scores."""
    if {sheet.name for sheet in sheets} >= RESULT_SHEETS:
        return True
    headers = [frozenset(map(key, sheet.headers)) for sheet in sheets]
    scores = [{"code", "territory", "campaign"}, {"code", "territoire", "campagne"}, {"territory", "campaign"}]
    return any(
        of in RESULT_SHAPES
        or (of & RESULT_COLUMNS and any(of >= names for names in [*scores, {"territory", "inputs"}]))
        for of in headers
    )


def listing(names: Sequence[str], most: int = 5) -> str:
    """Name files without their folders, the first few of them."""
    shown = ", ".join(name.rpartition("/")[2] for name in names[:most])
    return shown + (f", … ({len(names)})" if len(names) > most else "")


def is_export(sheet: Sheet, columns: Columns, reader: AnswerReader) -> bool:
    """Whether a sheet without a criterion is an export of answers all the same: it says who answered, or when.

    Or its headings are cut, as only LimeSurvey cuts them.
    """
    if sheet.cells.empty:
        return False
    if sum(CUT.search(header) is not None for header in sheet.headers) > 1:
        return True
    sure = [k for k in columns.times if key(sheet.headers[k]) not in COMMON_KEYS]
    who = [role for role in ("territory", "campaign", "college", "respondent") if columns.of(role)]
    return not columns.shape and (bool(sure) or (len(who) > 1 and bool(level_columns(sheet, columns, reader))))


def names_no_criterion(sheet: Sheet, columns: Columns, reader: AnswerReader) -> bool:
    """Whether a sheet that shares points has levels too, in columns that nobody recognises."""
    has_points = columns.shape == "wide" and columns.of("importance") and not columns.of("answer")
    return bool(has_points and level_columns(sheet, columns, reader))


def level_columns(sheet: Sheet, columns: Columns, reader: AnswerReader) -> list[int]:
    """Return the columns that are not recognised and hold levels."""
    unread = [
        k for k, header in enumerate(sheet.headers) if k not in columns.meanings and header not in columns.ignored
    ]
    positions = []
    for k in unread:
        texts = [str(text) for text in sheet.cells[k].unique() if text]
        read = [reader.read(text) for text in texts]
        if any(one.status == "rated" for one in read) and all(one.rule is None for one in read):
            positions.append(k)
    return positions


def is_questionnaire(sheets: Sequence[Sheet]) -> bool:
    """Whether sheets are a survey's questions (a LimeSurvey structure, an XLSForm, a blank form), not answers to it."""
    if is_blank_form(sheets):
        return True
    headers = [{key(header) for header in sheet.headers} for sheet in sheets]
    names = {sheet.name for sheet in sheets}
    limesurvey = any(of >= LIMESURVEY for of in headers)
    xlsform = "survey" in names and any(
        s.name == "survey" and h >= XLSFORM for s, h in zip(sheets, headers, strict=True)
    )
    return limesurvey or xlsform
