"""What `[[sources]]` of `revue.toml` say of a file: its form, and what its columns do not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path, PurePosixPath

from revue_analytics.errors import Fault
from revue_analytics.intake import file_rules

SHAPES = ("wide", "long")


@dataclass(frozen=True)
class SourceEntry:
    """One `[[sources]]` of `revue.toml`. Everything but `file` may be left out.

    Attributes
    ----------
    file
        Path of the file, from the campaign folder (outside one, the end of it will do); ``*`` and ``?`` may stand for
        any letters.
    shape
        ``"wide"`` (a row per respondent) or ``"long"`` (a row per answer); guessed otherwise.
    territory, campaign, college
        What all rows of the file have in common, where no column says it.
    territory_column, campaign_column, college_column, respondent_column
        Headers of the columns that say it.
    territory_pattern, campaign_pattern, college_pattern
        Regular expressions for the name of the file; the first group (or the whole match) is what is meant.
    sheet, encoding, separator
        Sheet of a workbook; encoding and separator of a text file.
    columns
        Header → what the column means, in any words that a header would be recognised by: ``"I1A desired"``.
    ignore
        Headers of columns that are not to be read.
    answers
        What the file writes → what it means: ``{"A3": "3", "-": "NSP"}``, for the codes of a survey tool.
    incomplete
        ``"keep"`` or ``"drop"`` what respondents answered who did not submit.
    repeated
        What a respondent on several rows with different answers is: a ``"fault"``; or their ``"last"`` row counts, the
        last submitted one if any was.
    """

    file: str
    shape: str = ""
    territory: str = ""
    territory_column: str = ""
    territory_pattern: str = ""
    campaign: str = ""
    campaign_column: str = ""
    campaign_pattern: str = ""
    college: str = ""
    college_column: str = ""
    college_pattern: str = ""
    respondent_column: str = ""
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    incomplete: str = "keep"
    repeated: str = "fault"

    @classmethod
    def of(cls, settings: Mapping[str, object]) -> SourceEntry:
        """Make an entry of a table of `revue.toml`, already checked; settings it does not know are left out.

        >>> SourceEntry.of({"file": "a.csv", "campaign": 2026, "ignore": ["Age"]}).campaign
        '2026'
        """
        known = {each.name for each in fields(cls)}
        made: dict[str, object] = {}
        for name, value in settings.items():
            if name in ("columns", "answers") and isinstance(value, Mapping):
                made[name] = {str(k): str(v) for k, v in value.items()}
            elif name == "ignore" and isinstance(value, Sequence) and not isinstance(value, str):
                made[name] = tuple(map(str, value))
            elif name in known:
                made[name] = str(value)
        return cls(**made)  # type: ignore[arg-type]

    def matches(self, path: str | Path) -> bool:
        """Whether the entry describes the file at `path`.

        >>> SourceEntry("data/a[1].csv").matches("campaign/data/a[1].csv"), SourceEntry("*.csv").matches("b.csv")
        (True, True)
        """
        wanted, actual = PurePosixPath(self._path), PurePosixPath(Path(path).as_posix())
        tail = actual.parts[-len(wanted.parts) :]
        return bool(wanted.parts) and (tail == wanted.parts or actual.match(self._path))

    def describes(self, path: Path, folder: Path | None) -> bool:
        """Whether it describes a file of a campaign folder: by its whole path there, unless ``*`` or ``?`` stand in it.

        >>> entry = SourceEntry("data/a.csv")
        >>> entry.describes(Path("c/data/a.csv"), Path("c")), entry.describes(Path("c/data/old/data/a.csv"), Path("c"))
        (True, False)
        """
        if folder is None or self.is_pattern:
            return self.matches(path)
        return PurePosixPath(self._path).parts == path.relative_to(folder).parts

    @property
    def is_pattern(self) -> bool:
        """Whether it may describe several files."""
        return re.search(r"[*?]", self.file) is not None

    @property
    def _path(self) -> str:
        return self.file.replace("\\", "/")

    def joined(self, other: SourceEntry) -> SourceEntry | None:
        """Return what two entries say together; None where they say different things.

        >>> SourceEntry("a.csv", campaign="2026").joined(SourceEntry("a.csv", college="elus")).college
        'elus'
        """
        made: dict[str, object] = {}
        for each in fields(self):
            mine, theirs, usual = getattr(self, each.name), getattr(other, each.name), _usual(each.name)
            if isinstance(mine, Mapping):
                if any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys()):
                    return None
                made[each.name] = {**theirs, **mine}
            elif isinstance(mine, tuple):
                made[each.name] = (*theirs, *mine)
            elif mine != theirs and usual not in (mine, theirs):
                return None
            else:
                made[each.name] = theirs if mine == usual else mine
        return replace(self, **made)  # type: ignore[arg-type]

    def from_name(self, what: str, path: str | Path) -> str | None:
        """Return what the file's name says by ``<what>_pattern``; None if there is a pattern that does not match."""
        pattern = getattr(self, f"{what}_pattern", "")
        if not pattern:
            return ""
        try:
            match = re.search(pattern, Path(path).name)
        except re.error:
            return None
        return (match[1] if match.re.groups else match[0]) if match else None


def _usual(name: str) -> object:
    return getattr(SourceEntry("?"), name)


def entries_of(
    path: str | Path, sources: Iterable[SourceEntry], folder: Path | None = None
) -> tuple[list[SourceEntry], list[Fault]]:
    """Return the entries that describe a file, an empty one if there is none: several only if for several sheets.

    An entry with the file's own name takes the place of those with ``*``. Two entries for the same sheet are one,
    unless they say different things.
    """
    path = Path(path)
    describing = [entry for entry in sources if entry.describes(path, folder)]
    describing = [entry for entry in describing if not entry.is_pattern] or describing
    of_sheet: dict[str, SourceEntry] = {}
    for entry in describing:
        joined = entry.joined(of_sheet[entry.sheet]) if entry.sheet in of_sheet else entry
        if joined is None:
            return describing[:1], [_repeated(path)]
        of_sheet[entry.sheet] = joined
    if len(of_sheet) > 1 and "" in of_sheet:
        return describing[:1], [_repeated(path)]
    return list(of_sheet.values()) or [SourceEntry(path.name)], []


def _repeated(path: Path) -> Fault:
    return Fault(file_rules.SOURCE_REPEATED, file="revue.toml", column="sources", value=path.name)


def unmatched(paths: Iterable[str | Path], sources: Iterable[SourceEntry], folder: Path | None = None) -> list[Fault]:
    """Say which entries describe no file."""
    listed = list(map(Path, paths))
    return [
        Fault(file_rules.SOURCE_UNMATCHED, file="revue.toml", column="sources", value=entry.file)
        for entry in sources
        if not any(entry.describes(path, folder) for path in listed)
    ]


def file_names(paths: Sequence[Path], folder: Path | None = None) -> list[str]:
    """Return the names of files: their paths in a campaign folder, those in ``data`` from there (unless it holds both).

    Without a folder, their names with as many of their folders as it takes to tell them apart.

    >>> file_names([Path("c/data/a.csv"), Path("c/data/2023/a.csv"), Path("c/b.csv")], Path("c"))
    ['a.csv', '2023/a.csv', 'b.csv']
    """
    if folder is not None:
        inside = [path.relative_to(folder) for path in paths]
        short = [path.relative_to("data") if path.parts[0] == "data" else path for path in inside]
        both = [
            short.count(name) > 1 or (name != path and (folder / name).exists())
            for path, name in zip(inside, short, strict=True)
        ]
        return [(a if twice else b).as_posix() for a, b, twice in zip(inside, short, both, strict=True)]
    names = [path.name for path in paths]
    for depth in range(2, max((len(path.parts) for path in paths), default=0) + 1):
        longer = ["/".join(path.parts[-depth:]) for path in paths]
        names = [long if names.count(name) > 1 else name for name, long in zip(names, longer, strict=True)]
    return names


def toml_lines(file: str, **settings: str) -> str:
    r"""Write the lines to add to `revue.toml`, indented, on lines of their own. A setting's text is written as it is.

    >>> print(toml_lines("a.csv", college='"elus"  # or "agents"'))
    <BLANKLINE>
        [[sources]]
        file = "a.csv"
        college = "elus"  # or "agents"
    """
    lines = ["[[sources]]", f"file = {quoted(file)}", *(f"{name} = {text}" for name, text in settings.items())]
    return "".join(f"\n    {line}" for line in lines)


def quoted(text: str) -> str:
    r"""Write a text as TOML does.

    >>> print(quoted('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in escaped) + '"'
