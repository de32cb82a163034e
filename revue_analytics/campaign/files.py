"""Which files a campaign folder holds, and those that `revue.toml` names: never outside the folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault, Rule
from revue_analytics.intake import file_rules
from revue_analytics.intake.contents import listing
from revue_analytics.intake.reading import holds_tables
from revue_analytics.intake.sources import SourceEntry, file_names

KINDS = (".csv", ".tsv", ".tab", ".txt", ".dat", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".zip")
"""Endings of files that are looked at; intake says what is wrong with those it cannot read."""

EXPLANATIONS = ("lisezmoi.md", "readme.md")  # what we put there ourselves
KEPT = ".revue-review"
"""Folder of a campaign's review, kept for the next command (`revue_analytics.review.kept`). It holds no respondent."""
MADE_HERE = ("manifest.parquet", ".manifest.jsonl", "review.json")  # one of them stands in a folder of results


def data_files(folder: Path, sources: Iterable[SourceEntry] = ()) -> tuple[list[Path], list[Fault]]:
    """Return the files of `data` (of the folder itself if it has no `data`) and those that `sources` name.

    Hidden files, and those that an open spreadsheet leaves (``~$…``), are passed over. So are folders that a command
    wrote, files of other kinds, tables that lie beside `data`, and links to folders: with a word, as a folder that
    bears the name of a file of data. A link that leads out of the folder is a fault. What else bears such a name and
    is no file (a pipe, a link to nothing or to itself) is kept: whoever reads it says so.
    """
    data = folder / "data"
    listed = data.rglob("*") if data.is_dir() else folder.glob("*")
    paths = {path for path in listed if not any(p.startswith((".", "~$")) for p in path.relative_to(folder).parts)}
    results = {path for path in paths if path.is_dir() and any((path / name).exists() for name in MADE_HERE)}
    paths = {path for path in paths if not results & {path, *path.parents}}
    named = {path for source in sources for path in _named(folder, source.file)}
    names = {path: path.relative_to(folder).as_posix() for path in sorted(paths | named)}
    outside = [path for path in names if inside(folder, names[path]) is None]
    within = [path for path in names if path not in outside]
    kept = [path for path in within if _is_read(path)]
    links = [path for path in within if path.is_symlink() and not path.is_file() and path not in kept]
    folders = [path for path in within if path.is_dir() and path.suffix.lower() in KINDS and path not in links]
    over = [p for p in within if p.is_file() and p not in kept and p.name.lower() not in EXPLANATIONS]
    faults = [Fault(rules.OUTSIDE, file=names[path], value=names[path]) for path in outside]
    faults += [Fault(rules.LINK_PASSED_OVER, file=names[path], value=names[path]) for path in links]
    faults += [Fault(rules.FOLDER_NAMED_AS_FILE, file=names[path], value=names[path]) for path in folders]
    faults += [
        Fault(file_rules.RESULTS, file=name, details={"files": path.name})
        for path, name in zip(sorted(results), file_names(sorted(results), folder), strict=True)
        if not results & set(path.parents)
    ]
    if data.is_dir():
        inside_data = [path for path in over if data in path.parents]
        faults += _passed_over(dict(zip(inside_data, file_names(inside_data, folder), strict=True)))
        beside = [path for path in sorted(folder.glob("*")) if path.is_file() and path.suffix.lower() in KINDS]
        faults += [Fault(rules.BESIDE_DATA, file=p.name) for p in beside if p not in named and p.name[:1] not in ".~"]
    return kept, faults


def _is_read(path: Path) -> bool:
    ending = path.suffix.lower()
    return ending in KINDS and not path.is_dir() and (ending != ".zip" or not path.is_file() or holds_tables(path))


def _passed_over(names: Mapping[Path, str]) -> list[Fault]:
    """Name the files of other kinds, those of one kind in one folder together."""
    groups: dict[tuple[Path, str], list[str]] = defaultdict(list)
    for path, name in names.items():
        groups[path.parent, path.suffix.lower()].append(name)
    return [
        Fault(
            rules.PASSED_OVER,
            file=of[0] if len(of) == 1 else of[0].rpartition("/")[0] or "data",
            details={"files": listing(of, most=10)},
        )
        for of in groups.values()
    ]


def _named(folder: Path, file: str) -> list[Path]:
    """Return the files that a source names, with or without ``*``."""
    path = folder / file.replace("\\", "/")
    try:
        return [path] if path.is_file() else list(folder.glob(file.replace("\\", "/")))
    except ValueError:  # not a pattern that can be
        return []


def inside(folder: Path, name: str) -> Path | None:
    """Return the path of `name` in `folder`, or None when it leads out: absolute, through ``..`` or by a link.

    A link that leads to itself leads nowhere: whoever reads it says so.

    >>> inside(Path("campaign"), "../secrets.csv") is None
    True
    """
    parts = Path(name.replace("\\", "/")).parts
    if not name or "\0" in name or ":" in name or ".." in parts or Path(name).is_absolute():
        return None
    path = folder / Path(*parts)
    try:
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError):  # a loop of links
        return path


def file_fault(folder: Path, name: str) -> Rule | None:
    """Return the rule that a file named in `revue.toml` breaks: it is in the folder, and it exists."""
    path = inside(folder, name)
    if path is None:
        return rules.OUTSIDE if name else rules.NO_FILE
    try:
        return None if path.is_file() else rules.NO_FILE
    except OSError:  # a name longer than the system allows
        return rules.NO_FILE
