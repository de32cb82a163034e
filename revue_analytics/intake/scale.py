"""What an answer says: a level of the scale, do not know, not applicable, nothing — or a fault. Never a guess.

Columns of answers and of points are read all at once: each distinct text is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.errors import Rule, Wording
from revue_analytics.framework import Framework, Node, OffScale
from revue_analytics.intake import row_rules
from revue_analytics.intake.findings import Finding, rows_of
from revue_analytics.intake.words import said
from revue_analytics.tables.cells import numbers

OFF_SCALE: Mapping[str, tuple[str, ...]] = {
    "unknown": (
        *("NSP", "ne sait pas", "ne sais pas", "je ne sais pas", "nesaitpas", "ne_sait_pas", "ne se prononce pas"),
        *("sans opinion", "sans avis", "DK", "don't know", "do not know", "dont know", "i don't know"),
        *("i do not know", "unknown", "inconnu", "n.s.p", "nsp/ne sait pas"),
    ),
    "not_applicable": (
        *("SO", "S.O", "S/O", "sans objet", "sans_objet", "sansobjet", "non applicable"),
        *("not applicable", "not_applicable", "non concerné", "non concernée"),
    ),
    "not_asked": ("non posé", "non posée", "question non posée", "not asked", "not_asked"),
    "blank": ("NR", "N.R", "non réponse", "non répondu", "non renseigné", "sans réponse", "no answer", "no response"),
}
"""Wordings beyond the framework's own. An answer that says that there is none counts as a blank."""

MISSING_MARKS = frozenset(
    (
        *("na", "n/a", "n.a", "n. a", "#na", "<na>", "nan", "null", "none", "nil", "missing"),
        *("-", "--", ".", "..", "nd", "n.d"),
    )
)
"""What programs and people write for “not applicable” or for “no answer”: asked about, never guessed."""

NUMBER = re.compile(r"(?:n|niveau|level)? ?([0-9]{1,3})(?:[.,]0*)?")
LABELLED = re.compile(r"(?:n|niveau|level)? ?([0-9]{1,3}) ?(?:[-:.)=]|/)? ?\(?([^0-9].*?)\)?")
LABEL_FIRST = re.compile(r"(.*?[^0-9 (:=-]) ?[(:=-]? ?([0-9]{1,3}) ?\)?")
SIGNED = re.compile(r"[+-]?[0-9]+([.,][0-9]*)?")
FORMULA = re.compile(r"[=@]|[+-][a-z(]", re.IGNORECASE)
MONTHS = "janv?|fevr?|feb|mars?|avr|apr|mai|may|juin?|jun|juil|jul|aout?|aug|sept?|oct|nov|dec"
DATE = re.compile(
    r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}([ t].*)?"
    rf"|([0-9]{{1,2}}[-/. ])?(?:{MONTHS})\.?([-/. ][0-9]{{2,4}})?"
)


@dataclass(frozen=True)
class Answer:
    """What a cell says: a status, a level if it is ``"rated"``; or the rule it breaks. A blank has neither."""

    status: str = ""
    level: int | None = None
    rule: Rule | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class AnswerReader:
    """Reads answers to the criteria of a framework.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> reader = AnswerReader(load_framework())
    >>> [reader.read(t).level for t in ("3", "3,0", "3 – Maîtrisé", "maitrise", "N3", "Level 3 - Managed")]
    [3, 3, 3, 3, 3, 3]
    >>> [reader.read(t).status for t in ("NSP", "S.O.", "", "0")]
    ['unknown', 'not_applicable', '', 'rated']
    >>> [reader.read(t).rule.code for t in ("2,5", "7", "3 – Absent", "NA")]
    ['answer-between-levels', 'answer-off-scale', 'answer-contradicts-itself', 'answer-missing-mark']
    """

    framework: Framework

    @cached_property
    def words(self) -> Mapping[str, Answer]:
        """Wording → answer, for every criterion."""
        answers = {
            said(word): Answer("" if status == "blank" else status)
            for status, wordings in OFF_SCALE.items()
            for word in wordings
        }
        scale = self.framework.scale
        if scale is not None:
            for off in scale.off_scale:
                for text in (*off.short.values(), *off.label.values(), off.code):
                    answers[said(text)] = Answer(off.code)
            for level in scale.levels:
                for text in (level.code, *level.label.values(), *(level.meaning or {}).values()):
                    answers[said(text)] = Answer("rated", level.value)
        return answers

    @cached_property
    def _anchors(self) -> dict[str, Mapping[str, int]]:
        return {}

    def anchors(self, criterion: Node | None) -> Mapping[str, int]:
        """Return the wording of each level's statement for a criterion, alone or behind the level's name."""
        if criterion is None:
            return {}
        if criterion.id not in self._anchors:
            levels_of: dict[str, set[int]] = {}
            scale = self.framework.scale
            for level, texts in criterion.anchors.items():
                for language, text in texts.items():
                    levels_of.setdefault(said(text), set()).add(int(level))
                    label = scale.level(int(level)).label.get(language, "") if scale is not None else ""
                    for colon in (":", " :"):  # “Maîtrisé : Toutes les grandes fonctions…”, as our questionnaires write
                        levels_of.setdefault(said(f"{label}{colon} {text}"), set()).add(int(level))
            self._anchors[criterion.id] = {text: levels.pop() for text, levels in levels_of.items() if len(levels) == 1}
        return self._anchors[criterion.id]

    def read(self, text: str, criterion: Node | None = None) -> Answer:
        """Read a cell: an answer to `criterion`, or the rule that the cell breaks."""
        text = text.strip()
        if not text:
            return Answer()
        if (said(text) or text) in MISSING_MARKS:
            return self._wrong(row_rules.ANSWER_MISSING_MARK)
        if text.startswith("#") and text[1:2].isalpha():
            return self._wrong(row_rules.ANSWER_ERROR)
        if FORMULA.match(text):
            return self._wrong(row_rules.ANSWER_FORMULA)
        wording = said(text)
        if number := NUMBER.fullmatch(wording):
            return self._level(int(number[1]))
        if (answer := self._worded(wording, criterion)) is not None:
            return answer
        for pattern, number_at, label_at in ((LABELLED, 1, 2), (LABEL_FIRST, 2, 1)):
            match = pattern.fullmatch(wording)
            label = match[label_at].strip() if match else ""
            answer = self._worded(label, criterion) or self._worded(f"{label})", criterion)  # a statement may end so
            if match and answer is not None:
                return self._both(self._level(int(match[number_at])), answer)
        if SIGNED.fullmatch(wording):
            return self._unfit(wording)
        return self._wrong(row_rules.ANSWER_DATE if DATE.fullmatch(wording) else row_rules.ANSWER_UNREADABLE)

    def _worded(self, wording: str, criterion: Node | None) -> Answer | None:
        """Return the answer that a wording stands for."""
        if wording in self.words:
            return self.words[wording]
        level = self.anchors(criterion).get(wording)
        return None if level is None else Answer("rated", level)

    def _both(self, number: Answer, words: Answer) -> Answer:
        """Return the answer that a number and words give together: they must agree."""
        if number.rule or number == words:
            return number
        if words.status != "rated":
            return self._wrong(row_rules.ANSWER_UNREADABLE)
        return Answer(rule=row_rules.ANSWER_CONTRADICTS, details={"first": number.level, "second": words.level})

    def _level(self, value: int) -> Answer:
        scale = self.framework.scale
        if scale is not None and scale.minimum <= value <= scale.maximum:
            return Answer("rated", value)
        return self._wrong(row_rules.ANSWER_OFF_SCALE)

    def _unfit(self, wording: str) -> Answer:
        """Say why a number that is no level is none."""
        scale, value = self.framework.scale, float(wording.replace(",", "."))
        if scale is None or not scale.minimum <= value <= scale.maximum:
            return self._wrong(row_rules.ANSWER_OFF_SCALE)
        return self._wrong(row_rules.ANSWER_UNREADABLE if value.is_integer() else row_rules.ANSWER_BETWEEN)

    def _wrong(self, rule: Rule) -> Answer:
        return Answer(rule=rule, details=self._details)

    @cached_property
    def _details(self) -> Mapping[str, Any]:
        """What messages say of the scale: levels and the words off it, each as the framework writes them."""
        scale = self.framework.scale
        if scale is None:
            return {"low": "", "high": "", "levels": "", "unknown": "NSP", "not_applicable": "SO", "toml": ""}
        shorts = {off.code: Wording.of(_sure(off)) for off in scale.off_scale}
        return {
            "low": scale.minimum,
            "high": scale.maximum,
            "levels": ", ".join(map(str, scale.values)),
            "unknown": shorts.get("unknown", "NSP"),
            "not_applicable": shorts.get("not_applicable", "SO"),
            "toml": "",  # lines that answer what is asked, by whoever knows the file
        }


def _sure(off: OffScale) -> dict[str, str]:
    """Return what can be written for an answer off the scale, without the abbreviations that may mean a blank."""
    return {
        lang: off.label.get(lang, text) if said(text) in MISSING_MARKS else text for lang, text in off.short.items()
    }


def read_answers_to(
    texts: pd.Series, criterion: str, reader: AnswerReader, column: str, replaced: Mapping[str, str]
) -> tuple[np.ndarray, np.ndarray, list[Finding]]:
    """Read the answers to one criterion.

    Parameters
    ----------
    texts : (n,) text, indexed by row
    criterion
        Its id; ``""`` where nobody knows which it is.
    reader
        Knows the scale.
    column
        Header, for messages.
    replaced
        What a source writes → what it means.

    Returns
    -------
    tuple
        (n,) statuses, ``""`` where there is no answer or no readable one; (n,) levels, NaN where there is none;
        what cannot be read.
    """
    node = reader.framework.node(criterion) if criterion else None
    means = {said(typed): meant for typed, meant in replaced.items()}
    positions, distinct = pd.factorize(texts)
    uniques = [str(text) for text in distinct]
    answers = [reader.read(means.get(said(text), text) if means else text, node) for text in uniques]
    wrong = [k for k, answer in enumerate(answers) if answer.rule is not None]
    findings = [
        Finding(rule, rows, column, uniques[k], answers[k].details)
        for k, rows in rows_of(positions, texts.index, wrong).items()
        if (rule := answers[k].rule) is not None
    ]
    statuses = np.array([answer.status for answer in answers], dtype=object)
    levels = np.array([np.nan if answer.level is None else answer.level for answer in answers], dtype=float)
    if not len(answers):
        return np.array([], dtype=object), np.array([]), []
    return statuses[positions], levels[positions], findings


def read_points(
    cells: pd.DataFrame, headers: Mapping[str, str], framework: Framework, *, shares: bool = True
) -> tuple[pd.DataFrame, list[Finding]]:
    """Read importance points, one column per indicator: the rows that are right, and what is wrong with the others.

    With `shares`, a row shares 100 points; nothing is guessed of rows that do not sum to 100, and a blank in one that
    does is a share of 0: what is left of 100 is nothing.
    """
    blanks = {said(word) for word in ("NSP", "ne sait pas", "NR", "DK", "don't know", "do not know")}
    scale = framework.scale
    for other in scale.off_scale if scale else ():
        blanks |= {said(text) for text in (*other.short.values(), *other.label.values())}
    findings: list[Finding] = []
    columns, filled, wrong = {}, pd.Series(False, index=cells.index), pd.Series(False, index=cells.index)
    for indicator, texts in cells.items():
        uniques = texts.unique()
        none = [text for text in uniques if said(str(text)) in blanks]
        texts = texts.where(~texts.isin(none), "") if none else texts
        values = numbers(texts)
        unread = values.isna() & (texts != "")
        outside = (values < 0) | (values > 100)
        for mask, rule in ((unread, row_rules.POINTS_UNREADABLE), (outside, row_rules.POINTS_RANGE)):
            for text, rows in texts[mask].groupby(texts[mask]).groups.items():
                findings.append(Finding(rule, list(rows), headers[str(indicator)], str(text)))
        columns[indicator] = values
        filled |= texts != ""
        wrong |= unread | outside
    points = pd.DataFrame(columns, index=cells.index)
    total = points.sum(axis=1)
    off = filled & ~wrong & shares & ((total - 100).abs() > 0.5)
    first = headers[str(next(iter(cells)))] if len(cells.columns) else ""
    findings += [
        Finding(row_rules.POINTS_SUM, rows.to_list(), first, f"{value:.6g}", {"total": f"{value:.6g}"})
        for value, rows in total[off].round(6).groupby(total[off].round(6)).groups.items()
    ]
    return points[filled & ~wrong & ~off].fillna(0.0), findings


def joined(texts: list[pd.Series], index: pd.Index) -> pd.Series:
    """Join texts cell by cell, blanks apart.

    >>> joined([pd.Series(["a", ""]), pd.Series(["b", "c"])], pd.RangeIndex(2)).to_list()
    ['a — b', 'c']
    """
    if len(texts) == 1:
        return texts[0]
    made = pd.Series("", index=index, dtype="str")
    for text in texts:
        both = (made != "") & (text != "")
        made = made + pd.Series(np.where(both, " — ", ""), index=index, dtype="str") + text
    return made
