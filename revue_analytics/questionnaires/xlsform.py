"""The questionnaire as an XLSForm, for KoboToolbox and ODK: both languages, constraints, questions by college.

Source: the XLSForm specification (xlsform.org), as pyxform reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from revue_analytics.framework import Node
from revue_analytics.language import in_language, legible, translate
from revue_analytics.questionnaires.phrases import heading, help_of, inert, phrases, questions, title_of
from revue_analytics.questionnaires.value import Option, Questionnaire, name_of

NAMES = {"fr": "Français (fr)", "en": "English (en)"}
CODE = "regex(., '^[ ]*([0-9][0-9AaBb][0-9]{3}|[0-9]{9}|[A-Za-z0-9_.-]{2,40})[ ]*$')"
FIXED = ("type", "name", "required", "constraint", "relevant", "calculation", "appearance", "default")
TRANSLATED = ("label", "hint", "constraint_message")

Line = dict[str, object]  # a column of FIXED → text; one of TRANSLATED → {language: text}


def xlsform(form: Questionnaire) -> bytes:
    """Return the questionnaire as the bytes of an XLSForm.

    Codes are what intake reads back, whichever way the answers are exported: ``I1A``, ``I1A_desired``, ``I1A_reason``,
    ``I1A_evidence``, ``I1A_comment``, ``importance_I1``.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    columns = [
        *FIXED[:2],
        *(f"{column}::{NAMES[each]}" for column in TRANSLATED for each in form.languages),
        *FIXED[2:],
    ]
    survey = book.create_sheet("survey")
    _write(survey, columns)
    for line in _survey(form):
        _write(survey, [_cell(line, column) for column in columns])
    choices = book.create_sheet("choices")
    _write(choices, ["list_name", "name", *(f"label::{NAMES[each]}" for each in form.languages)])
    for name, option, labels in _choices(form):
        _write(choices, [name, option, *(_plain(labels[each]) for each in form.languages)])
    settings = book.create_sheet("settings")
    _write(settings, ["form_title", "form_id", "version", "default_language"])
    title = title_of(form, form.language)
    version = f"{form.framework.version or '1'}-{form.framework.digest[:8]}"
    _write(settings, [_plain(title), _form_id(form), version, NAMES[form.language]])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _survey(form: Questionnaire) -> Iterator[Line]:
    """Yield the lines of the sheet ``survey``."""
    texts = {each: phrases(form, each) for each in form.languages}

    def words(name: str) -> dict[str, str]:
        return {each: getattr(texts[each], name) for each in form.languages}

    welcome = {each: " ".join((texts[each].anonymous, *texts[each].facts)) for each in form.languages}
    yield {"type": "start", "name": "start"}
    yield {"type": "end", "name": "end"}
    yield {"type": "note", "name": "welcome", "label": welcome}
    if form.campaign:
        yield {"type": "calculate", "name": "campaign", "calculation": _quoted(form.campaign)}
    if form.territory:
        yield {"type": "calculate", "name": "code_insee", "calculation": _quoted(form.territory)}
    elif form.territories:
        line = {"type": "select_one territory", "name": "code_insee", "label": words("territory_choice")}
        yield {**line, "required": "yes", "appearance": "minimal"}
    else:
        yield {
            "type": "text",
            "name": "code_insee",
            "label": words("territory"),
            "hint": words("territory_hint"),
            "required": "yes",
            "constraint": CODE,
            "constraint_message": words("territory_hint"),
        }
    if form.college:
        yield {"type": "calculate", "name": "college", "calculation": _quoted(form.college.id)}
    else:
        yield {"type": "select_one college", "name": "college", "label": words("college"), "required": "yes"}
    for theme in form.themes:
        labels = {each: heading(theme.node, each) for each in form.languages}
        yield {"type": "begin_group", "name": f"g_{theme.node.id}", "label": labels, "appearance": "field-list"}
        if theme.node.stake:
            stake = {each: in_language(theme.node.stake, each) for each in form.languages}
            yield {"type": "note", "name": f"about_{theme.node.id}", "label": stake}
        for criterion in theme.criteria:
            yield from _criterion(form, criterion)
        yield {"type": "end_group"}
    if form.weighed:
        yield from _importance(form)
    yield {"type": "text", "name": "comment", "label": words("remark"), "appearance": "multiline"}


def _criterion(form: Questionnaire, criterion: Node) -> Iterator[Line]:
    """Yield the lines of a criterion: answer, reason, desired level, evidence, comment."""
    texts = {each: phrases(form, each) for each in form.languages}
    relevant = _asked_of(form, criterion)

    def about(name: str) -> dict[str, str]:
        return {each: f"{heading(criterion, each)} – {getattr(texts[each], name)}" for each in form.languages}

    label = about("today")
    if criterion.question:
        label = {each: f"{heading(criterion, each)} – {questions(form, criterion, each)[0]}" for each in form.languages}
    hint = {each: help_of(form, criterion, each) for each in form.languages}
    yield {
        "type": f"select_one {criterion.id}",
        "name": criterion.id,
        "label": label,
        "hint": hint,
        "relevant": relevant,
    }
    none = f"${{{criterion.id}}} = '{form.not_applicable.code}'"
    yield {
        "type": "text",
        "name": name_of(criterion.id, "reason"),
        "label": about("reason"),
        "relevant": none,
        "required": "yes",
    }
    if form.desired:
        name = name_of(criterion.id, "desired")
        yield {"type": "select_one desired", "name": name, "label": about("desired"), "relevant": relevant}
    for wanted, name, text in (
        (form.evidence, name_of(criterion.id, "evidence"), "evidence"),
        (form.comments, name_of(criterion.id, "comment"), "comment"),
    ):
        if wanted:
            yield {"type": "text", "name": name, "label": about(text), "relevant": relevant, "appearance": "multiline"}


def _importance(form: Questionnaire) -> Iterator[Line]:
    """Yield the lines that share 100 points: optional as a whole, and then the last one closes the sum."""
    texts = {each: phrases(form, each) for each in form.languages}

    def words(name: str) -> dict[str, str]:
        return {each: getattr(texts[each], name) for each in form.languages}

    names = [name_of(node.id, "importance") for node in form.weighed]
    shares = "${share_points} = 'yes'"
    hint = words("share_hint")
    yield {"type": "select_one yes_no", "name": "share_points", "label": words("share_wish"), "hint": hint}
    total = " + ".join(f"coalesce(${{{name}}}, 0)" for name in names)
    yield {"type": "calculate", "name": "total_points", "calculation": total, "relevant": shares}
    yield {"type": "begin_group", "name": "g_importance", "label": words("share"), "relevant": shares}
    for node, name in zip(form.weighed, names, strict=True):
        between = ". >= 0 and . <= 100"
        if name == names[-1]:
            others = " + ".join(f"${{{other}}}" for other in names[:-1])
            between += f" and round({others} + ., 2) = 100"
        label = {each: f"{texts[each].share_points} – {heading(node, each)}" for each in form.languages}
        yield {
            "type": "decimal",
            "name": name,
            "label": label,
            "required": "yes",
            "constraint": between,
            "constraint_message": words("share_error"),
        }
    label = {each: f"{texts[each].share_sum} : ${{total_points}} / 100" for each in form.languages}
    yield {"type": "note", "name": "points_given", "label": label}
    yield {"type": "end_group"}


def _asked_of(form: Questionnaire, criterion: Node) -> str:
    """Return the condition under which a criterion is asked, ``""`` if of everybody."""
    colleges = form.asked_of(criterion.id)
    if form.college or len(colleges) == len(form.colleges):
        return ""
    return " or ".join(f"${{college}} = '{each.id}'" for each in colleges) or "false()"


def _choices(form: Questionnaire) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the lines of the sheet ``choices``: a list per criterion, each level with its statement."""
    languages = form.languages
    if not form.territory:
        for code, name in form.territories.items():
            yield "territory", code, dict.fromkeys(languages, name)
    if not form.college:
        for college in form.colleges:
            yield "college", college.id, {each: in_language(college.label, each) for each in languages}
    for criterion in form.criteria:
        for option in form.answers:
            yield criterion.id, option.code, {each: statement(option, criterion, each) for each in languages}
    if form.desired:
        for option in (*form.levels, form.unknown):
            yield "desired", option.code, {each: option.text_in(each) for each in languages}
    if form.weighed:
        yield "yes_no", "yes", {"fr": "Oui", "en": "Yes"}
        yield "yes_no", "no", {"fr": "Non", "en": "No"}


def statement(option: Option, criterion: Node, language: str) -> str:
    """Return an answer with its statement: ``"0 – Absent : Chaque sujet est traité séparément…"``."""
    anchor = criterion.anchors.get(int(option.code)) if option.code.lstrip("-").isdigit() else None
    text = option.text_in(language)
    if not anchor:
        return text
    return translate("{place}: {message}", language, place=text, message=in_language(anchor, language))


def _form_id(form: Questionnaire) -> str:
    parts = (form.framework.id, form.campaign, form.territory, form.college.id if form.college else "")
    return re.sub(r"\W", "_", "_".join(part for part in parts if part))


def _quoted(text: str) -> str:
    """Write a text as XPath does."""
    return f"'{text}'" if "'" not in text else f'"{text}"'


def _cell(line: Line, column: str) -> str:
    name, _, language = column.partition("::")
    value = line.get(name, "")
    if isinstance(value, dict):
        return _plain(value[next(each for each, texts in NAMES.items() if texts == language)])
    return "" if language else str(value)


def _plain(text: str) -> str:
    """Keep a text that people read from naming an answer, which ``${`` would begin; the sum of the points is ours.

    >>> _plain("${name}: ${total_points}")
    '$ {name}: ${total_points}'
    """
    return inert(re.sub(r"\$\{(?!total_points\})", "$ {", text))


def _write(sheet: object, texts: list[str]) -> None:
    sheet.append([legible(text) or None for text in texts])  # type: ignore[attr-defined]
    for cell in sheet[sheet.max_row]:  # type: ignore[index, attr-defined]
        if isinstance(cell.value, str):
            cell.data_type = "s"
