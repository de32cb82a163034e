"""Where the header of a sheet is: below titles, on two rows perhaps, or followed by a row that says it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from revue_analytics.intake.meanings import Meaning
from revue_analytics.intake.vocabulary import Vocabulary
from revue_analytics.intake.words import key

PEEK = 20  # rows in which the header is looked for
MORE = 2  # rows below the header that may belong to it
NAMES = ("territory", "campaign", "college", "respondent", "criterion", "indicator", "answer", "importance")
TECHNICAL = '{"ImportId"'  # what Qualtrics writes under the names of its columns

Row = Sequence[str]


@dataclass(frozen=True)
class Heading:
    """A header: the first row after it (counted from 0), its cells, the rows (from 1) that are no data and not read."""

    end: int
    cells: tuple[str, ...]
    passed_over: tuple[int, ...] = ()


Finder = Callable[[Sequence[Row]], Heading | None]


def first_row(rows: Sequence[Row]) -> Heading | None:
    """Take the first row that is not blank for the header.

    >>> first_row([["", ""], ["code", "I1A"], ["01004", "3"]])
    Heading(end=2, cells=('code', 'I1A'), passed_over=())
    """
    at = next((k for k, row in enumerate(rows) if any(map(str.strip, row))), None)
    return None if at is None else Heading(at + 1, tuple(rows[at]))


def header_finder(words: Vocabulary) -> Finder:
    """Return what finds the header among the first rows of a sheet, by the names that it recognises there.

    It is the first row, unless that names nothing known and another two things, or another names more criteria by two
    at least. What stands above a blank cell of it completes it, as under a merged cell; a row below that only says of
    what time or kind each column is (“today”, “comment”) is joined to it; one that says the same again in other words
    is passed over.

    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.intake.vocabulary import vocabulary
    >>> find = header_finder(vocabulary(load_framework()))
    >>> find([["Enquête 2026"], ["code", "I1A", ""], ["", "actuel", "souhaité"], ["01004", "3", "4"]])
    Heading(end=3, cells=('code', 'I1A actuel', 'I1A souhaité'), passed_over=(1,))
    """

    def find(rows: Sequence[Row]) -> Heading | None:
        filled = [k for k, row in enumerate(rows) if any(map(str.strip, row))]
        if not filled:
            return None
        at = filled[0]
        if len(known := _known(rows[at], words)) < 3:
            names = {k: _known(rows[k], words) for k in filled}
            best = max(filled, key=lambda k: (len(names[k]), -k))
            named, before = (sum(bool(meaning.node) for meaning in of) for of in (names[best], known))
            at = best if named > before + 1 or (not known and len(names[best]) > 1) else at
        above = [k for k in filled if k < at]
        cells = _completed(rows[at], [rows[k] for k in above])
        end, passed = at + 1, [k + 1 for k in above]
        for k in range(at + 1, min(at + 1 + MORE, len(rows))):
            joined = _joined(cells, rows[k], words)
            if joined is None and k == at + 1:
                joined = _below(cells, rows[k], words)
            if joined is not None:
                cells = joined
            elif _repeats(cells, rows[k], words):
                passed.append(k + 1)
            else:
                break
            end = k + 1
        return Heading(end, tuple(cells), tuple(passed))

    return find


def _known(row: Row, words: Vocabulary) -> set[Meaning]:
    """Return the different things that the cells of a row would mean as headers."""
    return {replace(meaning, rank=0) for cell in row if (meaning := _names(cell, words)) is not None}


def _names(cell: str, words: Vocabulary) -> Meaning | None:
    """Return what a cell means as a header, if it is one that says where answers are."""
    if not cell.strip() or len(cell) > 500:
        return None
    meaning = words.recognise(cell)
    return meaning if isinstance(meaning, Meaning) and meaning.role in NAMES else None


def _completed(row: Row, above: Sequence[Row]) -> list[str]:
    """Fill the blanks of a header with what stands above them, nearest first."""
    cells = list(row)
    for k, cell in enumerate(cells):
        if not cell.strip():
            cells[k] = next((over[k] for over in reversed(above) if len(over) > k and over[k].strip()), "")
    return cells if above else list(row)


def _joined(cells: Sequence[str], row: Row, words: Vocabulary) -> list[str] | None:
    """Join a row that says of what time or kind each column is to the names above, which run on to the right."""
    filled = [k for k, cell in enumerate(row) if cell.strip()]
    qualify = [k for k in filled if (parsed := words.qualifies(key(row[k]))) and parsed]
    if len(filled) < 2 or len(qualify) < len(filled):
        return None
    made, carried = [*cells, *[""] * (max(filled) + 1 - len(cells))], ""
    for k, cell in enumerate(list(made)):
        carried = cell if cell.strip() else carried if k in filled else ""
        if k in filled:
            made[k] = f"{carried} {row[k]}".strip()
    return made


def _below(cells: Sequence[str], row: Row, words: Vocabulary) -> list[str] | None:
    """Put a row of names into a header that leaves room for them: under blanks, and under the names of groups."""
    filled = [k for k, cell in enumerate(row) if cell.strip()]
    taken = [k for k in filled if k < len(cells) and (meaning := _names(cells[k], words)) and meaning.node != ""]
    free = [k for k in filled if k >= len(cells) or not cells[k].strip()]
    named = {meaning.node for k in filled if (meaning := _names(row[k], words)) is not None and meaning.node}
    above = {meaning.node for cell in cells if (meaning := _names(cell, words)) is not None and meaning.node}
    if len(named - above) < 2 or not free or set(filled) - set(free) - set(taken) - _heads(cells, free):
        return None
    made = [*cells, *[""] * (max(filled) + 1 - len(cells))]
    for k in filled:
        made[k] = row[k]
    return made


def _heads(cells: Sequence[str], free: Sequence[int]) -> set[int]:
    """Return the positions of names that run on over blanks to their right, as a merged cell leaves them."""
    return {k - 1 for k in free if 0 < k <= len(cells) and cells[k - 1].strip()}


def _repeats(cells: Sequence[str], row: Row, words: Vocabulary) -> bool:
    """Whether a row names the same columns again: labels below codes, or the marks of a survey tool."""
    filled = [(cell, text) for cell, text in zip(cells, row, strict=False) if text.strip()]
    if filled and sum(text.startswith(TECHNICAL) for _, text in filled) * 2 > len(filled):
        return True
    same = 0
    for cell, text in filled:
        meaning = _names(text, words)
        if meaning is not None and meaning.node:
            over = _names(cell, words)
            same += over is not None and over.node == meaning.node
    return same >= 2
