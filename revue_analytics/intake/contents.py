"""What the files of a folder hold, found by their headers, so that a campaign folder needs no configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from revue_analytics.errors import Fault
from revue_analytics.framework import Framework
from revue_analytics.intake import file_rules, rules
from revue_analytics.intake.columns import Columns, assign
from revue_analytics.intake.findings import Finding, faults_of
from revue_analytics.intake.form import is_blank_form
from revue_analytics.intake.headers import PEEK, header_finder
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.side_tables import table_of
from revue_analytics.intake.sources import SourceEntry, entries_of
from revue_analytics.intake.vocabulary import vocabulary
from revue_analytics.intake.words import key

__all__ = ["CONTENTS", "Contents", "classify", "discover", "is_questionnaire"]

CONTENTS = (
    *("wide", "long", "territories", "invited", "targets", "weights", "actions", "decisions", "reviewer"),
    *("questionnaire", "unknown", "unreadable"),
)
"""What a file can hold: answers (wide or long), a table, a questionnaire, something else, nothing that can be read."""

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
    paths: str | Path | Iterable[str | Path], framework: Framework, *, sources: Sequence[SourceEntry] = ()
) -> Contents:
    """Find out what each file holds: of a folder (and those in it, hidden ones apart), or of a list.

    A file that `sources` describe holds answers.
    """
    if isinstance(paths, str | Path):
        folder = Path(paths)
        found = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else [folder]
        paths = [p for p in found if not any(part.startswith((".", "~$")) for part in p.relative_to(folder).parts)]
    answers: list[Path] = []
    tables: dict[str, list[Path]] = {}
    faults: list[Fault] = []
    for path in sorted(map(Path, paths)):
        if path.suffix.lower() == ".md":
            continue
        kind, findings = _kind(path, framework, sources)
        if kind in ("wide", "long"):
            answers.append(path)
        elif kind in ("questionnaire", "unknown", "unreadable"):
            faults += faults_of(findings, path.name)
        else:
            tables.setdefault(kind, []).append(path)
    return Contents(tuple(answers), {name: tuple(found) for name, found in tables.items()}, tuple(faults))


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


def _kind(path: Path, framework: Framework, sources: Sequence[SourceEntry]) -> tuple[str, list[Finding]]:
    stated = any(entry.matches(path) for entry in sources)
    entry = entries_of(path, sources)[0][0]
    stated_form = {"sheet": entry.sheet, "encoding": entry.encoding, "separator": entry.separator}
    sheets, findings = read_sheets(path, **stated_form, limit=PEEK, find=header_finder(vocabulary(framework)))
    if not sheets:
        return ("wide" if stated else "unreadable"), findings
    if is_questionnaire(sheets):
        return "questionnaire", [Finding(file_rules.QUESTIONNAIRE)]
    best = ("wide" if stated else "unknown", 0)
    for sheet in sheets:
        columns, _ = assign(sheet, vocabulary(framework), entry)
        table, n = ("", 0) if stated else table_of(sheet)
        answers = len(columns.meanings) if _holds_answers(columns) else 0
        for kind, known in ((table, n), (columns.shape, answers)):
            if known > best[1] or (known == best[1] and known and kind == "wide"):
                best = (kind, known)
    if best[0] != "unknown":
        return best[0], []
    headers = ", ".join(sheets[0].headers[:8])
    return "unknown", [Finding(rules.TABLE_UNKNOWN, details={"headers": headers})]


def _holds_answers(columns: Columns) -> bool:
    if columns.shape == "long":
        return True
    return columns.shape == "wide" and any(m.role in ("answer", "importance") for m in columns.meanings.values())


def is_questionnaire(sheets: Sequence[Sheet]) -> bool:
    """Whether sheets are a survey's questions (a LimeSurvey structure, an XLSForm, a blank form), not answers to it."""
    if is_blank_form(sheets):
        return True
    headers = [{key(header) for header in sheet.headers} for sheet in sheets]
    names = {sheet.name for sheet in sheets}
    limesurvey = any(found >= LIMESURVEY for found in headers)
    xlsform = "survey" in names and any(
        s.name == "survey" and h >= XLSFORM for s, h in zip(sheets, headers, strict=True)
    )
    return limesurvey or xlsform
