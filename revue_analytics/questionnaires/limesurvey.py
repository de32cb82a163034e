"""The questionnaire as a LimeSurvey survey: its tab-separated structure file, both languages.

Source: LimeSurvey manual, “Tab Separated Value survey structure”. That form, rather than the XML one, as it is the
documented one that does not depend on the version of the database. Rows nest by order; those of each language follow
each other whole. Cells ``id`` and ``related_id`` stay empty: LimeSurvey numbers by itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO

from revue_analytics.errors import ReportError
from revue_analytics.framework import Node
from revue_analytics.language import in_language, legible, translator
from revue_analytics.questionnaires.phrases import heading, help_of, inert, phrases, questions, title_of
from revue_analytics.questionnaires.value import Questionnaire, name_of
from revue_analytics.questionnaires.xlsform import statement

COLUMNS = (
    *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation"),
    *("mandatory", "other", "default", "same_default", "hidden", "equation", "equals_num_value"),
    *("min_num_value_n", "max_num_value_n"),
)
"""The usual columns, then the attributes of questions that we set."""

ATTRIBUTES = ("hidden", "equation", "equals_num_value", "min_num_value_n", "max_num_value_n")
LONGEST, LONGEST_ANSWER = 20, 5  # characters in the code of a question, of an answer
CODE = "/^ *([0-9][0-9AaBb][0-9]{3}|[0-9]{9}|[A-Za-z0-9_.-]{2,40}) *$/"
CHOICE = "collegechoice"

# LimeSurvey's letters for kinds of questions
LIST, DROP_DOWN, TEXT, LONG_TEXT, NUMBERS, EQUATION = "L", "!", "S", "T", "K", "*"
LONGEST_CODE = 5  # of an answer

Row = dict[str, str]


def limesurvey(form: Questionnaire) -> bytes:
    """Return the questionnaire as the bytes of a structure file, ``.txt``.

    Raises
    ------
    ReportError
        A criterion's id makes too long a code, or two make the same one.
    """
    _check(form)
    stream = StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(form):
        writer.writerow([_cell(row, column) for column in COLUMNS])
    return stream.getvalue().encode("utf-8-sig")


def question_code(name: str) -> str:
    """Return the code of a question: LimeSurvey takes letters and digits only, and intake reads it all the same.

    >>> question_code("I1A_desired")
    'I1Adesired'
    """
    return re.sub(r"[^A-Za-z0-9]", "", name)


def _rows(form: Questionnaire) -> Iterator[Row]:
    yield from _settings(form)
    for language in form.languages:
        for row in _content(form, language):
            first = language == form.language
            kept = {name: text for name, text in row.items() if first or name not in ATTRIBUTES}
            yield {"language": language, **kept}


def _settings(form: Questionnaire) -> Iterator[Row]:
    """Yield what concerns the whole survey: anonymous, without addresses or times per question."""
    settings = {
        "language": form.language,
        "additional_languages": " ".join(form.languages[1:]),
        "format": "G",
        "anonymized": "Y",
        "ipaddr": "N",
        "refurl": "N",
        "datestamp": "Y",
        "savetimings": "N",
        "allowprev": "Y",
        "allowsave": "Y",
        "showprogress": "Y",
    }
    for name, text in settings.items():
        yield {"class": "S", "name": name, "text": text}
    for language in form.languages:
        texts = phrases(form, language)
        yield {"class": "SL", "name": "surveyls_title", "text": title_of(form, language), "language": language}
        welcome = " ".join(text for text in (texts.rule, texts.anonymous, *texts.facts) if text)
        yield {"class": "SL", "name": "surveyls_welcometext", "text": welcome, "language": language}


def _content(form: Questionnaire, language: str) -> Iterator[Row]:
    """Yield groups, questions and answers in a language."""
    _ = translator(language)
    texts = phrases(form, language)
    yield _group(0, _("Who answers?"))
    yield from _identity(form, language)
    for number, theme in enumerate(form.themes, start=1):
        stake = in_language(theme.node.stake, language) if theme.node.stake else ""
        yield _group(number, heading(theme.node, language), stake)
        for criterion in theme.criteria:
            yield from _criterion(form, criterion, language)
    yield _group(len(form.themes) + 1, _("To finish"))
    if form.weighed:
        bounds = {"equals_num_value": "100", "min_num_value_n": "0", "max_num_value_n": "100"}
        yield _question(NUMBERS, "importance", texts.share, help=texts.share_hint, **bounds)
        for node in form.weighed:
            yield {"class": "SQ", "type/scale": "0", "name": question_code(node.id), "text": heading(node, language)}
    yield _question(LONG_TEXT, "comment", texts.remark)


def _identity(form: Questionnaire, language: str) -> Iterator[Row]:
    """Yield the questions that say who answers; what is known already is stored without being shown."""
    texts = phrases(form, language)
    if form.campaign:
        yield _question(EQUATION, "campaign", texts.campaign, equation=form.campaign, hidden="1")
    if form.territory:
        yield _question(EQUATION, "codeinsee", texts.territory, equation=form.territory, hidden="1")
    elif form.territories and all(len(code) <= LONGEST_CODE for code in form.territories):
        yield _question(DROP_DOWN, "codeinsee", texts.territory_choice, mandatory="Y")
        for code, name in form.territories.items():
            yield _answer(code, name)
    else:
        yield _question(TEXT, "codeinsee", texts.territory, help=texts.territory_hint, validation=CODE, mandatory="Y")
    if form.college:
        yield _question(EQUATION, "college", texts.college, equation=form.college.id, hidden="1")
        return
    yield _question(LIST, CHOICE, texts.college, mandatory="Y")
    chosen = '""'
    for number, college in enumerate(form.colleges, start=1):
        yield _answer(f"C{number}", in_language(college.label, language))
    for number, college in reversed(list(enumerate(form.colleges, start=1))):
        chosen = f'if({CHOICE}.NAOK == "C{number}", "{college.id}", {chosen})'
    # answers have codes of five letters at most: the id is worked out, for exports as codes
    yield _question(EQUATION, "college", "code college", equation=f"{{{chosen}}}", hidden="1")


def _criterion(form: Questionnaire, criterion: Node, language: str) -> Iterator[Row]:
    """Yield the questions of a criterion: answer, reason, desired level, evidence, comment."""
    texts = phrases(form, language)
    name, head = question_code(criterion.id), heading(criterion, language)
    relevance = _asked_of(form, criterion)
    question = questions(form, criterion, language)[0] or texts.today
    yield _question(LIST, name, f"{head} – {question}", help=help_of(form, criterion, language), relevance=relevance)
    for option in form.answers:
        yield _answer(option.code, statement(option, criterion, language))
    none = f'{name}.NAOK == "{form.not_applicable.code}"'
    code = question_code(name_of(criterion.id, "reason"))
    yield _question(LONG_TEXT, code, f"{head} – {texts.reason}", relevance=none, mandatory="Y")
    if form.desired:
        code = question_code(name_of(criterion.id, "desired"))
        yield _question(LIST, code, f"{head} – {texts.desired}", relevance=relevance)
        for option in (*form.levels, form.unknown):
            yield _answer(option.code, option.text_in(language))
    for wanted, code, text in (
        (form.evidence, name_of(criterion.id, "evidence"), texts.evidence),
        (form.comments, name_of(criterion.id, "comment"), texts.comment),
    ):
        if wanted:
            yield _question(LONG_TEXT, question_code(code), f"{head} – {text}", relevance=relevance)


def _asked_of(form: Questionnaire, criterion: Node) -> str:
    """Return the condition under which a criterion is asked."""
    to = form.asked_of(criterion.id)
    if form.college or len(to) == len(form.colleges):
        return "1"
    numbers = [number for number, college in enumerate(form.colleges, start=1) if college in to]
    return " or ".join(f'{CHOICE}.NAOK == "C{number}"' for number in numbers) or "0"


def _group(number: int, name: str, text: str = "") -> Row:
    return {"class": "G", "type/scale": f"G{number}", "name": name, "relevance": "1", "text": text}


def _question(kind: str, name: str, text: str, **cells: str) -> Row:
    row = {
        "class": "Q",
        "type/scale": kind,
        "name": name,
        "relevance": "1",
        "text": text,
        "mandatory": "N",
        "other": "N",
    }
    return {**row, **cells}


def _answer(code: str, text: str) -> Row:
    return {"class": "A", "type/scale": "0", "name": code, "text": text}


def _cell(row: Row, column: str) -> str:
    """Return a cell on one line; a text that people read is neither an expression, which a brace begins, nor markup."""
    line = " ".join(legible(row.get(column, "")).split())
    if column not in ("text", "help") and not (column == "name" and row["class"] == "G"):  # a group’s name is its title
        return line
    return inert(line.replace("{", "{ ").replace("<", "&lt;").replace(">", "&gt;"))


def _check(form: Questionnaire) -> None:
    """Refuse the ids that LimeSurvey cannot have as codes."""
    taken: dict[str, str] = {}
    for criterion in form.criteria:
        code = question_code(name_of(criterion.id, "evidence"))
        if len(code) > LONGEST or not code[0].isalpha():
            message = "“{id}” cannot be a code of LimeSurvey: {most} letters and digits at most, a letter first"
            raise ReportError(message, most=LONGEST - len("evidence"), id=criterion.id)
        if code in taken:
            message = "LimeSurvey would take “{first}” and “{id}” for the same code"
            raise ReportError(message, first=taken[code], id=criterion.id)
        taken[code] = criterion.id
    for option in form.answers:
        if not (option.code.isalnum() and len(option.code) <= LONGEST_ANSWER):
            raise ReportError("LimeSurvey cannot take “{code}” as the code of an answer", code=option.code)
