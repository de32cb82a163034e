"""What can befall a campaign folder: steps drawn by a seed, and written so that a failure can be pasted as a test.

A step is a tuple, the name of a function below and its arguments, all of them literals. Files are named as they are in
the folder; rows and columns count from 0, row 0 is the header.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook, load_workbook

from tests.robustness.campaigns import CODES

__all__ = ["NASTY", "STEPS", "Step", "drawn_cells", "drawn_steps", "spoil"]

Step = tuple[Any, ...]

NASTY = (
    *("", " ", "0", "5", "-1", "2.5", "2,5", "7", "1e300", "nan", "inf", "-0", "9" * 400, "٣", "½", "1/2", "0x1"),
    *("NSP", "nsp ", "Sans objet", "sans objet : trop petit", "n/a", "#REF!", "#DIV/0!", "=1+1", "=A1", "@SUM(A1)"),
    *("TRUE", "oui", "Non", "null", "None", "NaN", "-", "–", "...", "?", "'", '"', "''", '"a', 'b"c"', "\\", "\\n"),
    *("é", "œ’€", "𝟚", "\u202e123", "\u200b", "\ufeff", "\xa0", "\x07", "\x1b[31m", "\x00", "\U0001f600"),
    *("2026-03-12", "12/03/2026", "31/02/2026", "0000-00-00", "9999-99-99", "10000-01-01", "mars-3", "43 %"),
    *("01004", "1004", "02A04", "2A004", "T-3", "../x", "00000", "99999", "240100883", "Ambérieu-en-Bugey", "a/b"),
    *("I1A", "I1", "overall", "elus", "Élus", "maires", "autres", "groupe", "2026", "2023", "2026.0", "r1", "A-1"),
    *("a@b.fr", "06 12 34 56 78", "Jean Martin", "<script>alert(1)</script>", "{{7*7}}", "{x}", "{0}", "%s", "$x^2$"),
    *("a;b", "a,b", "a\tb", "a|b", "a\nb", "a\r\nb", "\r", "\n", "a" * 900, "mot " * 90, "é" * 300, ";" * 40),
)
HEADS = (
    *("", " ", "code_insee", "code", "college", "campagne", "id", "commentaire", "critere", "niveau", "territoire"),
    *("I1A", "I1B", "I1A_souhaite", "importance_I1", "I1", "poids", "cible", "invites", "nom", "libelle", "population"),
    *("I1[I1A]", "I1A[1]", "I1A[2]", "Q1_I1A", "Adresse de messagerie", "Téléphone", "submitdate", "evidence_I1A"),
    *("aspect", "statut", "Approche globale", "=1", "\x00", "\n", "é" * 200, "x" * 900, "{x}", "-", "preuve", "seed"),
)
NAMES = (
    *(
        "é à.csv",
        "caf\udce9.csv",
        "x.CSV",
        "x.csv ",
        "a\nb.csv",
        "=1.csv",
        "'.csv",
        "-x.csv",
        "%s.csv",
        "{x}.csv",
        "~$a.csv",
    ),
    *(
        "." + "x" * 40 + ".csv",
        "x" * 240 + ".csv",
        "x.xlsx",
        "x.parquet",
        "x.ods",
        "x.xls",
        "x.txt",
        "x.tsv",
        "x.md",
        "x",
    ),
    *("x.csv.csv", "sous dossier/x.csv", "a/b/c/d/x.csv", "\u202ex.csv", "*.csv", "[x].csv", "x.xlsm"),
)
BYTES = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x80\x81",
    b'"',
    b";",
    b"\r",
    b"\n\n\n",
    b"\x1a",
    b"PK\x03\x04",
)
CODECS = ("utf-16", "utf-16-le", "utf-8-sig", "cp1252", "latin-1", "cp437", "utf-32", "mac-roman", "utf-7")
VALUES = (
    *("1", "-1", "0", "1.5", "inf", "nan", "true", '""', '"x"', "[]", "[1]", '["I1A"]', "{}", "{ a = 1 }", '"2026"'),
    *("2026-03-12", "2026-03-12T01:02:03Z", "01:02:03", '"' + "a" * 1200 + '"', "9" * 30, "1e400", "0xff", "[[]]"),
    *(
        '"../x"',
        '"/etc/passwd"',
        '"\\u0000"',
        '"é"',
        "[[1], [2]]",
        "{ fr = 1 }",
        '{ fr = "a" }',
        '{ xx = "a" }',
        '["a", 1]',
    ),
    *('"data/reponses.csv"', '"data"', '"*"', '"data/*"', '"("', '"{x}"', '"geometric_mean"', '"desired"', '"overall"'),
)
KEYS = (
    *("title", "language", "fictitious", "framework", "campaigns", "colleges", "methodology", "targets", "disclosure"),
    *(
        "uncertainty.draws",
        "uncertainty.seed",
        "roadmap.start",
        "roadmap.staff_days",
        "roadmap.budget",
        "roadmap.periods",
    ),
    *(
        "roadmap.strata",
        "roadmap.territories",
        "roadmap.effort_days",
        "roadmap.actions",
        "roadmap.each_axis",
        "roadmap",
    ),
    *("look.accent", "look.logo", "look", "portfolio.anonymous", "questionnaire.not_asked", "questionnaire.desired"),
    *("methodology.aggregation", "methodology.weighting", "methodology.pooling", "methodology.normalisation"),
    *("methodology.missing", "methodology.minimum_coverage", "methodology.disclosure_threshold", "methodology.x"),
    *(
        "colleges.elus",
        "colleges.elus.weight",
        "colleges.elus.label",
        "colleges.elus.aliases",
        "colleges.elus.reviewer",
    ),
    *(
        "disclosure.threshold",
        "disclosure.comments",
        "targets.default",
        "targets.due",
        "not_applicable",
        "sources",
        "x",
    ),
    *("campaigns.id", "colleges.groupe", "colleges.x.label", "uncertainty", "portfolio", "questionnaire"),
)
ENTRIES = ("file", "shape", "campaign", "college", "territory", "columns", "answers", "ignore", "sheet", "encoding")
ENTRIES += ("separator", "territory_pattern", "college_column", "incomplete", "repeated", "x")


def spoil(folder: Path, steps: list[Step]) -> Path:
    """Take the steps one after the other; one for which nothing is left (its file is gone) is passed over."""
    for name, *arguments in steps:
        STEPS[name](folder, *arguments)
    return folder


def _grid(path: Path) -> list[list[str]] | None:
    """Return a file of text as rows of cells."""
    if not path.is_file() or path.suffix not in (".csv", ".tsv", ".txt"):
        return None
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    separator = max(";,\t|", key=text.split("\n")[0].count)
    csv.field_size_limit(10**9)
    return [*csv.reader(io.StringIO(text, newline=""), delimiter=separator)]


def _put(path: Path, rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_MINIMAL).writerows(rows)
    path.write_bytes(stream.getvalue().encode("utf-8", "surrogateescape"))


def _edit(folder: Path, file: str, change: Callable[[list[list[str]]], object]) -> None:
    path = folder / file
    rows = _grid(path)
    if rows:
        change(rows)
        _put(path, rows)
    elif path.suffix == ".xlsx" and path.is_file():
        try:
            book = load_workbook(path)
        except Exception:  # spoilt already, past opening
            return
        sheet = book.worksheets[0]
        rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        change(rows)
        sheet.delete_rows(1, sheet.max_row)
        for r, row in enumerate(rows, start=1):
            for c, text in enumerate(row, start=1):
                _set(sheet.cell(r, c), text)
        book.save(path)


def _set(cell: Any, text: str) -> None:
    try:
        cell.value = int(text) if len(text) < 16 and text.isdecimal() and text == str(int(text)) else text or None
    except ValueError:  # what a workbook cannot hold
        cell.value = "?"


def cell(folder: Path, file: str, row: int, column: int, text: str) -> None:
    """Write a text into a cell, also right of the last header."""
    each_of(folder, file, [(row, column, text)])


def each_of(folder: Path, file: str, texts: list[tuple[int, int, str]]) -> None:
    """Write texts into cells: (row, column, text)."""

    def change(rows: list[list[str]]) -> None:
        for row, column, text in texts:
            if row < len(rows):
                rows[row] += [""] * (column + 1 - len(rows[row]))
                rows[row][column] = text

    _edit(folder, file, change)


def cells(folder: Path, file: str, column: int, text: str) -> None:
    """Write a text into every cell of a column, below its header."""
    _edit(folder, file, lambda rows: [row.__setitem__(column, text) for row in rows[1:] if column < len(row)])


def drop_column(folder: Path, file: str, column: int) -> None:
    _edit(folder, file, lambda rows: [row.pop(column) for row in rows if column < len(row)])


def repeat_column(folder: Path, file: str, column: int) -> None:
    _edit(folder, file, lambda rows: [row.insert(column, row[column]) for row in rows if column < len(row)])


def drop_rows(folder: Path, file: str, row: int, n: int) -> None:
    _edit(folder, file, lambda rows: rows.__delitem__(slice(row, row + n)))


def repeat_rows(folder: Path, file: str, row: int, n: int) -> None:
    _edit(folder, file, lambda rows: rows.__setitem__(slice(row, row), [[*each] for each in rows[row : row + n]]))


def insert_row(folder: Path, file: str, row: int, texts: list[str]) -> None:
    _edit(folder, file, lambda rows: rows.insert(row, [*texts]))


def shift(folder: Path, file: str, row: int, n: int) -> None:
    """Shift a row by some cells to the right, or to the left."""

    def change(rows: list[list[str]]) -> None:
        if row < len(rows):
            rows[row] = [""] * n + rows[row] if n > 0 else rows[row][-n:]

    _edit(folder, file, change)


def widen(folder: Path, file: str, n: int, head: str) -> None:
    """Add so many columns with a header and nothing in them."""
    _edit(folder, file, lambda rows: rows[0].extend([f"{head}{k}" for k in range(n)]))


def insert_bytes(folder: Path, file: str, at: int, data: bytes) -> None:
    path = folder / file
    if path.is_file():
        content = path.read_bytes()
        path.write_bytes(content[:at] + data + content[at:])


def cut(folder: Path, file: str, at: int) -> None:
    path = folder / file
    if path.is_file():
        path.write_bytes(path.read_bytes()[:at])


def encode(folder: Path, file: str, codec: str) -> None:
    path = folder / file
    if path.is_file():
        path.write_bytes(path.read_bytes().decode("utf-8", "replace").encode(codec, "replace"))


def replace(folder: Path, file: str, old: bytes, new: bytes) -> None:
    path = folder / file
    if path.is_file():
        path.write_bytes(path.read_bytes().replace(old, new))


def move(folder: Path, file: str, name: str) -> None:
    path, target = folder / file, folder / "data" / name
    if path.is_file() and not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)


def copy(folder: Path, file: str, name: str) -> None:
    path, target = folder / file, folder / "data" / name
    if path.is_file() and not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())


def remove(folder: Path, file: str) -> None:
    (folder / file).unlink(missing_ok=True)


def directory(folder: Path, file: str) -> None:
    if not (folder / file).exists():
        (folder / file).mkdir(parents=True)


def pipe(folder: Path, file: str) -> None:
    if not (folder / file).exists():
        os.mkfifo(folder / file)


def link(folder: Path, file: str, target: str) -> None:
    if not (folder / file).exists() and not (folder / file).is_symlink():
        (folder / file).symlink_to(target)


def as_workbook(folder: Path, file: str) -> None:
    """Put a file of text into a workbook instead, whole numbers as numbers."""
    path = folder / file
    rows = _grid(path)
    if rows:
        book = Workbook()
        for r, row in enumerate(rows, start=1):
            for c, text in enumerate(row, start=1):
                _set(book.active.cell(r, c), text)
        book.save(path.with_suffix(".xlsx"))
        path.unlink()


def setting(folder: Path, key: str, value: str) -> None:
    """State a setting, in the place of what stood there."""
    path = folder / "revue.toml"
    section, _, name = key.rpartition(".")
    text = path.read_text("utf-8", "surrogateescape") if path.is_file() else ""
    lines = [line for line in text.split("\n") if not line.startswith(f"{name} =")]
    where = lines.index(f"[{section}]") + 1 if section and f"[{section}]" in lines else None
    if where is None and section:
        lines += [f"[{section}]", f"{name} = {value}"]
    else:
        lines.insert(where or 0, f"{name} = {value}")
    path.write_text("\n".join(lines), "utf-8", "surrogateescape")


def settings_line(folder: Path, at: int, line: str) -> None:
    """Put a line among the settings."""
    path = folder / "revue.toml"
    lines = path.read_text("utf-8", "surrogateescape").split("\n") if path.is_file() else []
    lines.insert(at, line)
    path.write_text("\n".join(lines), "utf-8", "surrogateescape")


def source(folder: Path, file: str, key: str, value: str) -> None:
    """Describe a file of answers in the settings."""
    settings_line(folder, 10_000, f'[[sources]]\nfile = "{file}"\n{key} = {value}' if key != "file" else "[[sources]]")


STEPS: Mapping[str, Callable[..., None]] = {
    each.__name__: each
    for each in (
        *(
            cell,
            each_of,
            cells,
            drop_column,
            repeat_column,
            drop_rows,
            repeat_rows,
            insert_row,
            shift,
            widen,
            insert_bytes,
            cut,
        ),
        *(encode, replace, move, copy, remove, directory, pipe, link, as_workbook, setting, settings_line, source),
    )
}


def drawn_cells(folder: Path, rng: Random, n: int) -> list[Step]:
    """Draw so many cells to be spoilt, most of them among the answers."""
    files = [path for path in _files(folder) if path.endswith(".csv")]
    answers = [path for path in files if "reponses" in path or "enquete" in path or "lime" in path] or files
    grids = {file: _grid(folder / file) or [[""]] for file in files}
    steps: list[Step] = []
    for _ in range(n if files else 0):
        file = rng.choice(answers if rng.random() < 0.8 else files)
        rows = grids[file]
        row = rng.randrange(len(rows)) if rng.random() < 0.02 else rng.randrange(min(1, len(rows) - 1), len(rows))
        column = len(rows[0]) if rng.random() < 0.01 else rng.randrange(len(rows[0]))
        steps.append(("cell", file, row, column, rng.choice(NASTY)))
    return steps


def drawn_steps(folder: Path, rng: Random, n: int) -> list[Step]:
    """Draw so many steps of any kind."""
    return [_drawn(folder, rng) for _ in range(n)]


def _files(folder: Path) -> list[str]:
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in found if not path.startswith("."))


def _drawn(folder: Path, rng: Random) -> Step:
    files = [path for path in _files(folder) if path.startswith("data/")]
    file = rng.choice(files)
    rows = _grid(folder / file) or [[""] * 20] * 20
    size = (folder / file).stat().st_size
    row, column = rng.randrange(len(rows)), rng.randrange(max(len(rows[0]), 1))
    name = rng.choice(["data/x.csv", "data/.x.csv", "data/x", "data/x.xlsx", "x.csv"])
    anyone = rng.choice([*files, "revue.toml"])
    drawn: list[Callable[[], Step]] = [
        lambda: ("cell", file, 0, column, rng.choice(HEADS)),
        lambda: ("cell", file, row, len(rows[0]) + rng.randrange(3), rng.choice(["note", *NASTY])),
        lambda: ("cells", file, column, rng.choice(NASTY)),
        lambda: ("cells", file, rng.randrange(2), rng.choice([*NASTY, *CODES])),
        lambda: ("drop_column", file, column),
        lambda: ("repeat_column", file, column),
        lambda: ("drop_rows", file, row, rng.choice([1, 3, 1000])),
        lambda: ("repeat_rows", file, row, rng.choice([1, 5])),
        lambda: (
            "insert_row",
            file,
            rng.choice([0, 1, row]),
            [rng.choice(["", *NASTY]) for _ in range(rng.randrange(9))],
        ),
        lambda: ("shift", file, row, rng.choice([-2, -1, 1, 2])),
        lambda: ("widen", file, rng.choice([1, 300]), rng.choice(["x", "I1A_", "=", ""])),
        lambda: ("insert_bytes", anyone, rng.randrange(min(size, 3000) + 1), rng.choice(BYTES)),
        lambda: ("cut", anyone, rng.randrange(size + 1)),
        lambda: ("encode", anyone, rng.choice(CODECS)),
        lambda: ("replace", file, b";", rng.choice([b",", b"\t", b"|", b" ", b";;", b'";'])),
        lambda: ("replace", file, b"\r\n", rng.choice([b"\r", b"\n", b"\r\r\n", b" "])),
        lambda: ("move", file, rng.choice(NAMES)),
        lambda: ("copy", file, rng.choice(NAMES)),
        lambda: ("remove", file),
        lambda: ("directory", name),
        lambda: ("pipe", name),
        lambda: ("link", name, rng.choice(["x.csv", "/etc/passwd", "..", "reponses.csv", "nowhere.csv", "/dev/zero"])),
        lambda: ("as_workbook", file),
        lambda: ("setting", rng.choice(KEYS), rng.choice(VALUES)),
        lambda: ("setting", rng.choice(KEYS), rng.choice(VALUES)),
        lambda: ("setting", rng.choice(KEYS), rng.choice(VALUES)),
        lambda: (
            "settings_line",
            rng.randrange(30),
            rng.choice(["[x", "=", "x = [" * 50, "\x00", "[[campaigns]]", 'a = "b']),
        ),
        lambda: ("source", file, rng.choice(ENTRIES), rng.choice(VALUES)),
    ]
    return rng.choice(drawn)()
