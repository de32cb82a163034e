"""From headers to meanings: which column of a sheet holds what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from revue_analytics.framework import OVERALL
from revue_analytics.intake import file_rules, survey_tools
from revue_analytics.intake.findings import LISTED_COLUMNS, Finding
from revue_analytics.intake.meanings import IDENTITY, PLACES, VALUES, WORLD_WIDE, Ambiguous, Meaning
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.sources import SourceEntry, quoted, toml_lines
from revue_analytics.intake.vocabulary import CODE_AND_TEXT, DUAL, Vocabulary
from revue_analytics.intake.words import key, nearest
from revue_analytics.tables.rules import offer

NUMBERED = re.compile(r"(.*?\S)\s*(?:\(\d{1,3}\)|\.{3}\d{1,4}|[._]?\d{1,3})", re.DOTALL)
"""A header that is another one’s, with a number to tell them apart."""

CUT = re.compile(r"(?<!\.)\.\.[ _]*(?:[][]|$)")
"""How LimeSurvey ends what it cuts of a heading: what tells two questions on one criterion apart may be gone."""

TOOLS = frozenset(map(key, survey_tools.TECHNICAL))
UNREAD = ("personal", "metadata", "time")
LONG_ONLY = ("criterion", "indicator", "node", "aspect", "status")
IGNORE = {key(word) for word in ("ignore", "ignorer", "ignored", "à ignorer", "")}


@dataclass(frozen=True, eq=False)
class Columns:
    """What the columns of a sheet hold.

    Attributes
    ----------
    shape
        ``"wide"``, ``"long"``, or ``""`` when no column holds answers.
    meanings
        Position → meaning, of the columns that are read.
    ignored
        Headers of those that were recognised and are not read.
    personal
        Positions of those among them that hold personal data.
    times
        Positions of the columns that say when a submission began, was sent or last changed.
    world_wide
        Positions of the ids that no other submission anywhere bears, the preferred one first.
    named
        Position of the column with the territory’s name, beside the one that is read as its code.
    """

    shape: str
    meanings: Mapping[int, Meaning]
    ignored: tuple[str, ...]
    headers: tuple[str, ...]
    personal: tuple[int, ...] = ()
    times: tuple[int, ...] = ()
    world_wide: tuple[int, ...] = ()
    named: int | None = None

    def of(self, role: str) -> list[int]:
        """Return the positions of the columns of a role, in order."""
        return [k for k, meaning in self.meanings.items() if meaning.role == role]

    def one(self, role: str) -> int | None:
        """Return the position of the column of a role that comes once, or None."""
        return next(iter(self.of(role)), None)

    def header(self, position: int | None) -> str:
        """Return the header at a position; ``""`` for None."""
        return "" if position is None else self.headers[position]


def assign(sheet: Sheet, words: Vocabulary, entry: SourceEntry) -> tuple[Columns, list[Finding]]:
    """Find what each column of a sheet means, and say what is wrong with the headers.

    What `entry` states goes before what headers say.
    """
    findings: list[Finding] = []
    stated = dict(_stated(sheet, words, entry, findings))
    meant: dict[int, Meaning | Ambiguous | None] = {
        k: stated[k] if k in stated else words.recognise(header) for k, header in enumerate(sheet.headers)
    }
    again = second_grids(sheet, meant, words)
    meant |= {k: Meaning("comment", OVERALL) for k in again.pop("", ())}
    if again:
        findings.append(_which_grid(sheet, meant, again))
    shape = entry.shape or _shape(meant)
    dual = [
        sheet.headers[k] for k, meaning in meant.items() if k not in stated and _is_second(sheet.headers[k], meaning)
    ]
    if dual:
        lines = toml_lines(sheet.file, columns=f'{{ {quoted(dual[0])} = "…" }}')
        findings.append(Finding(file_rules.DUAL_SCALES, column=dual[0], details={"n": len(dual), "toml": lines}))
    cut = [k for k in meant if k not in stated and is_cut(sheet.headers[k], words)]
    if any(getattr(meant[k], "node", "") for k in cut) or (len(cut) > 1 and not shape):
        shown = ", ".join(sheet.headers[k] for k in cut[:3]) + (", …" if len(cut) > 3 else "")
        findings.append(Finding(file_rules.HEADERS_CUT, details={"headers": shown, "n": len(cut)}))
        meant |= dict.fromkeys(cut, Meaning("metadata"))
    meanings: dict[int, Meaning] = {}
    ignored: list[str] = []
    asked = {position for positions in again.values() for position in positions}
    for k, meaning in meant.items():
        header = sheet.headers[k]
        if isinstance(meaning, Ambiguous):
            lines = toml_lines(sheet.file, columns=f"{{ {quoted(header)} = {quoted(meaning.nodes[0])} }}")
            details = {"meanings": ", ".join(meaning.nodes), "toml": lines}
            findings.append(Finding(file_rules.COLUMN_AMBIGUOUS, column=header, details=details))
        elif k in asked:
            continue  # above
        elif meaning is not None and (meaning.role in UNREAD or _is_tools(header, meaning, shape)):
            ignored.append(header)
        elif meaning is not None and meaning.role == "unrated" and shape != "long":
            below = ", ".join(words.framework.leaves_of(meaning.node))
            details = {"node": meaning.node, "allowed": below}
            findings.append(Finding(file_rules.COLUMN_UNRATED, column=header, details=details))
        elif meaning is None or not _fits(meaning, shape):
            findings.append(_unknown(sheet.file, header, words, compare=len(findings) < LISTED_COLUMNS))
        elif what := _settled(meaning, entry):
            ignored.append(header)
            if k not in stated and not _is_place(meaning):
                findings.append(Finding(file_rules.COLUMN_UNUSED, column=header, details={"what": what}))
        else:
            meanings[k] = meaning
    in_words = sorted((m.rank, k) for k, m in meanings.items() if m.role == "territory" and m.rank in PLACES.values())
    meanings, dropped = _one_each(meanings, stated, sheet, findings)
    named = {k: meaning for k, meaning in meant.items() if isinstance(meaning, Meaning)}
    ids = [k for k, meaning in named.items() if meaning.role == "respondent" and meaning.rank >= WORLD_WIDE]
    return Columns(
        shape,
        meanings,
        (*ignored, *dropped),
        sheet.headers,
        personal=tuple(k for k, meaning in named.items() if meaning.role == "personal"),
        times=tuple(k for k, meaning in named.items() if meaning.role in ("submitted", "time")),
        world_wide=tuple(sorted(ids, key=lambda k: named[k].rank)),
        named=next((k for _, k in in_words if k not in meanings), None),
    ), findings


def is_cut(header: str, words: Vocabulary) -> bool:
    """Whether a heading is abridged, and has no code before it that says what the column holds."""
    coded = CODE_AND_TEXT.fullmatch(header)
    return CUT.search(header) is not None and not (coded and isinstance(words.recognise(coded["code"]), Meaning))


def _is_tools(header: str, meaning: Meaning, shape: str) -> bool:
    """Whether a column that would be of a long sheet is a survey tool's: Google's “Score”, Central's “Status”."""
    return shape != "long" and not meaning.node and key(header) in TOOLS


def second_grids(
    sheet: Sheet, meant: Mapping[int, Meaning | Ambiguous | None], words: Vocabulary
) -> dict[str, tuple[int, ...]]:
    """Return the columns that nothing but a number at the end of their header tells from others, by what they repeat.

    Microsoft Forms writes “Approche globale2” over the second grid of a form, pandas and R “Approche globale.1” or
    “Approche globale...7”. The key ``""`` is for remarks, which may be repeated.
    """
    headers = set(map(key, sheet.headers))
    first: dict[str, list[int]] = defaultdict(list)
    again: dict[str, list[int]] = defaultdict(list)
    for k, meaning in meant.items():
        base = NUMBERED.fullmatch(sheet.headers[k].strip())
        repeats = base is not None and (meaning is None or (key(base[1]) in headers and _is_answer(meaning)))
        of = words.recognise(base[1]) if base is not None and repeats else None
        if isinstance(meaning, Meaning) and not repeats and _is_answer(meaning):
            first[meaning.node].append(k)
        if isinstance(of, Meaning) and of.role == "comment" and of.node == OVERALL:
            again[""].append(k)
        elif isinstance(of, Meaning) and _is_answer(of):
            again[of.node].append(k)
    return {
        node: tuple(positions)
        for node, positions in again.items()
        if node == "" or len(positions) + len(first[node]) > 1
    }


def _which_grid(
    sheet: Sheet, meant: Mapping[int, Meaning | Ambiguous | None], again: Mapping[str, tuple[int, ...]]
) -> Finding:
    """Ask which of two grids is today’s, with the lines that say so."""
    grids = {
        node: [k for k, of in meant.items() if _is_answer(of) and getattr(of, "node", "") == node] for node in again
    }
    both = {node: sorted({*grids[node], *again[node]}) for node in again}

    def lines(first: str, second: str) -> str:
        kinds = (first, second)
        meant = {
            sheet.headers[k]: f"{node}{kind}" for node, ks in both.items() for k, kind in zip(ks, kinds, strict=False)
        }
        extra = [sheet.headers[k] for ks in both.values() for k in ks[2:]]
        columns = ", ".join(f"{quoted(header)} = {quoted(text)}" for header, text in meant.items())
        more = {"ignore": "[" + ", ".join(map(quoted, extra)) + "]"} if extra else {}
        return toml_lines(sheet.file, columns=f"{{ {columns} }}", **more)

    headers = [sheet.headers[k] for ks in again.values() for k in ks]
    shown = ", ".join(headers[:5]) + (", …" if len(headers) > 5 else "")
    details = {"headers": shown, "toml": lines("", " desired"), "other": lines(" desired", "")}
    return Finding(file_rules.SECOND_GRID, column=headers[0], details=details)


def _is_answer(meaning: Meaning | Ambiguous | None) -> bool:
    """Whether a column holds present levels of a criterion."""
    return (
        isinstance(meaning, Meaning) and (meaning.role, meaning.aspect) == ("answer", "current") and meaning.node != ""
    )


def _stated(
    sheet: Sheet, words: Vocabulary, entry: SourceEntry, findings: list[Finding]
) -> Iterator[tuple[int, Meaning | Ambiguous | None]]:
    """Yield what `revue.toml` says of columns."""
    positions = {key(header): k for k, header in reversed(list(enumerate(sheet.headers)))}

    def position(header: str) -> int | None:
        at = sheet.headers.index(header) if header in sheet.headers else positions.get(key(header))
        if at is None:
            rule, details = offer(file_rules.COLUMN_STATED_MISSING, header, sheet.headers)
            findings.append(Finding(rule, value=header, details=details))
        return at

    for header in entry.ignore:
        if (at := position(header)) is not None:
            yield at, Meaning("metadata")
    for header, text in entry.columns.items():
        meaning = Meaning("metadata") if key(text) in IGNORE else words.recognise(text)
        if not isinstance(meaning, Meaning):
            findings.append(Finding(file_rules.MEANING_UNKNOWN, column=header, value=text))
        elif (at := position(header)) is not None:
            yield at, meaning
    for role in IDENTITY:
        if (header := getattr(entry, f"{role}_column")) and (at := position(header)) is not None:
            yield at, Meaning(role, rank=-1)


def _is_second(header: str, meaning: Meaning | Ambiguous | None) -> bool:
    """Whether a column holds the second scale of a question, which nothing but its number says."""
    return isinstance(meaning, Meaning) and meaning.aspect == "desired" and DUAL.fullmatch(header.strip()) is not None


def _shape(meant: Mapping[int, Meaning | Ambiguous | None]) -> str:
    """Guess the shape: wide if criteria are columns, long if a column names the criterion and another the answer."""
    meanings = [meaning for meaning in meant.values() if isinstance(meaning, Meaning)]
    if any(m.role in ("answer", "importance") and m.node for m in meanings):
        return "wide"
    roles = {meaning.role for meaning in meanings}
    if {"criterion", "indicator", "node"} & roles and {"answer", "importance", "comment", "status"} & roles:
        return "long"
    return "wide" if any(isinstance(m, Ambiguous) for m in meant.values()) else ""


def _fits(meaning: Meaning, shape: str) -> bool:
    """Whether a column of this meaning has its place in a sheet of this shape."""
    if meaning.role in LONG_ONLY:
        return shape == "long"
    if meaning.role in VALUES:
        in_long = not meaning.node or meaning.role == "comment"
        return in_long if shape == "long" else bool(meaning.node) or not shape
    return True


def _settled(meaning: Meaning, entry: SourceEntry) -> str:
    """Return which constant of `revue.toml` takes the place of a column, or ``""``."""
    if meaning.role in ("territory", "campaign", "college") and meaning.rank >= 0:
        constant = getattr(entry, meaning.role) or getattr(entry, f"{meaning.role}_pattern")
        return meaning.role if constant else ""
    return ""


def _is_place(meaning: Meaning) -> bool:
    return meaning.role == "territory" and meaning.rank > 0


def _one_each(
    meanings: dict[int, Meaning], stated: Mapping[int, object], sheet: Sheet, findings: list[Finding]
) -> tuple[dict[int, Meaning], list[str]]:
    """Keep one column per meaning: the best ranked; two alike are a fault. Remarks may come in any number."""
    claims: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for k, meaning in meanings.items():
        if not (meaning.role == "comment" and not meaning.aspect):
            claims[meaning.role, meaning.node, meaning.aspect].append(k)
    dropped: set[int] = set()
    for positions in claims.values():
        best = min(meanings[k].rank for k in positions)
        first = [k for k in positions if meanings[k].rank == best]
        dropped |= set(positions) - set(first)
        if len(first) > 1:
            headers = [sheet.headers[k] for k in first]
            lines = toml_lines(sheet.file, ignore=f"[{quoted(headers[-1])}]")
            details = {"meaning": f"“{meanings[first[0]]}”", "headers": ", ".join(headers), "toml": lines}
            findings.append(Finding(file_rules.COLUMNS_CLAIM, column=headers[0], details=details))
    kept = {k: meaning for k, meaning in meanings.items() if k not in dropped}
    return kept, [sheet.headers[k] for k in sorted(dropped)]


def _unknown(file: str, header: str, words: Vocabulary, *, compare: bool) -> Finding:
    """Say that a column is not recognised, with the nearest name if it is to be compared with all of them."""
    lines = toml_lines(file, columns=f'{{ {quoted(header)} = "…" }}')
    if compare:
        labels = [text for node in words.framework.leaves for text in (node.id, *node.label.values())]
        names = [*labels, "code_insee", "college", "campagne", "respondent", "commentaire"]
        if near := nearest(header, names, 1):
            return Finding(file_rules.COLUMN_NEAR, column=header, details={"nearest": near[0], "toml": lines})
    return Finding(file_rules.COLUMN_UNKNOWN, column=header, details={"toml": lines})
