"""The questionnaire as an Excel workbook: what is in each row. `workbook_style` says what it looks like.

One sheet says how to fill it in; one holds the questions, a column per respondent; a hidden one lets intake recognise
it (`revue_analytics.intake.form` documents the layout). No macro. Formulas only count and check, in rows of their own
that intake never reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from revue_analytics.framework import Node
from revue_analytics.intake.form import FIRST, MARK, MARKER_SHEET, STATIC, TEXT
from revue_analytics.intake.sheets import letter
from revue_analytics.language import in_language, legible, translator
from revue_analytics.questionnaires import workbook_style
from revue_analytics.questionnaires.phrases import Phrases, heading, meanings, phrases, questions, title_of
from revue_analytics.questionnaires.value import Questionnaire, name_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


FORM_VERSION = "1"


@dataclass(frozen=True)
class Row:
    """A row of the sheet of questions.

    Attributes
    ----------
    kind
        What it looks like: ``title``, ``note``, ``theme``, ``criterion``, ``level``, ``check``, ``people``, ``blank``,
        or a place for answers: ``choice``, ``line`` (a short text), ``text`` (a long one), ``points``, ``given``
        (filled in already and locked).
    key
        Name of what is answered there; ``""`` of a row that is only read.
    label, text
        What stands in the second and the third column.
    options
        Name of the list to choose from.
    values
        What stands in the columns of the respondents: a text, a formula, or nothing.
    """

    kind: str
    key: str = ""
    label: str = ""
    text: str = ""
    options: str = ""
    values: Sequence[str] = ()


def workbook(form: Questionnaire) -> bytes:
    """Return the questionnaire as the bytes of an ``.xlsx`` file."""
    from openpyxl import Workbook

    _ = translator(form.language)
    book = Workbook()
    book.properties.title, book.properties.creator = legible(title_of(form, form.language)), "revue-analytics"
    guide, sheet, hidden = book.active, book.create_sheet(_("Questions")), book.create_sheet(MARKER_SHEET)
    guide.title = _("Instructions")
    rows = list(rows_of(form))
    lists = _write_marker(hidden, form, rows, sheet.title, guide.title)
    for number, row in enumerate(rows, start=1):
        static = TEXT if row.kind in ("people", "title") else STATIC
        _write(sheet, number, 1, f"{MARK} {FORM_VERSION}" if number == 1 else row.key or static)
        _write(sheet, number, 2, row.label)
        _write(sheet, number, 3, row.text)
        for k, value in enumerate(row.values):
            _write(sheet, number, FIRST + 1 + k, value, formula=row.kind == "check")
    workbook_style.questions(sheet, form, rows, lists)
    for line in guidance(form):
        guide.append(["", *map(legible, line)])
    workbook_style.instructions(guide, form)
    hidden.sheet_state = "veryHidden"
    book.security.lockStructure = True  # no sheet is added, moved or removed; without a password, as for the cells
    book.active = 0
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(form: Questionnaire) -> Iterator[Row]:
    """Yield the rows of the sheet of questions, top to bottom."""
    _ = translator(form.language)
    texts = phrases(form, form.language)
    n = form.respondents
    people = [_("Respondent {k}", k=k + 1) for k in range(n)] if n > 1 else [_("Your answer")]
    identity = list(_identity(form, texts))
    keys = [criterion.id for criterion in form.criteria]
    questions = [row for theme in form.themes for row in _theme(form, theme.node, theme.criteria, texts)]
    head = [
        Row("title", label=title_of(form, form.language)),
        Row("note", text=_("Fill in the yellow cells only. A list opens when you click on a cell with an arrow.")),
        Row("people", values=people),
    ]
    every = [*head, Row("check"), *identity, *questions]
    at = {row.key: number for number, row in enumerate(every, start=1) if row.key}
    done = [_progress([at[key] for key in keys], letter(FIRST + k), len(keys), form.language) for k in range(n)]
    yield from head
    yield Row("check", label=_("Progress"), text=_("Questions answered"), values=done)
    yield from identity
    yield from questions
    if form.weighed:
        yield from _importance(form, texts, first=len(every) + 2)
    yield Row("theme", label=texts.remark)
    yield Row("text", "comment", texts.comment, texts.anonymous)


def _identity(form: Questionnaire, texts: Phrases) -> Iterator[Row]:
    """Yield the rows that say who answers, about which territory."""
    _ = translator(form.language)
    n = form.respondents
    yield Row("theme", label=_("Who answers?"))
    if form.territory:
        yield Row("given", "territory", texts.territory, form.territory_name, values=[form.territory] * n)
    elif form.territories:
        yield Row("choice", "territory", texts.territory_choice, _("Choose from the list"), options="territories")
    else:
        yield Row("line", "territory", texts.territory, texts.territory_hint)
    if form.campaign:
        yield Row("given", "campaign", texts.campaign, values=[form.campaign] * n)
    if form.college:
        own = in_language(form.college.label, form.language)
        yield Row("given", "college", texts.college, values=[own] * n)
    else:
        yield Row("choice", "college", texts.college, _("Choose from the list"), options="colleges")
    hint = _("Optional. A number given by whoever sends the questionnaire, so that nobody is counted twice")
    yield Row("line", "respondent", texts.respondent, hint)


def _theme(form: Questionnaire, top: Node, criteria: Sequence[Node], texts: Phrases) -> Iterator[Row]:
    """Yield the rows of a top node and its criteria."""
    stake = in_language(top.stake, form.language) if top.stake else ""
    yield Row("theme", label=heading(top, form.language))
    if stake:
        yield Row("note", text=stake)
    for criterion in criteria:
        question, beside = questions(form, criterion, form.language)
        yield Row("criterion", label=heading(criterion, form.language), text=question)
        if beside:
            yield Row("note", text=beside)
        for option in form.levels:
            anchor = criterion.anchors.get(int(option.code))
            yield Row(
                "level", label=option.text_in(form.language), text=in_language(anchor, form.language) if anchor else ""
            )
        yield Row("choice", criterion.id, translator(form.language)("Answer"), texts.today, "answers")
        yield Row("line", name_of(criterion.id, "reason", " "), "", texts.reason)
        if form.desired:
            yield Row(
                "choice", name_of(criterion.id, "desired", " "), "", f"{texts.desired} ({texts.optional})", "desired"
            )
        if form.evidence:
            yield Row("text", name_of(criterion.id, "evidence", " "), "", f"{texts.evidence} ({texts.optional})")
        if form.comments:
            yield Row("text", name_of(criterion.id, "comment", " "), "", f"{texts.comment} ({texts.optional})")


def _importance(form: Questionnaire, texts: Phrases, first: int) -> Iterator[Row]:
    """Yield the rows where 100 points are shared; `first` is the number of the second of them."""
    _ = translator(form.language)
    yield Row("theme", label=texts.share)
    yield Row("note", text=texts.share_hint)
    top = first + 1
    for node in form.weighed:
        yield Row("points", name_of(node.id, "importance", " "), "", heading(node, form.language))
    last = top + len(form.weighed) - 1
    totals = [_total(letter(FIRST + k), top, last, form.language) for k in range(form.respondents)]
    yield Row("check", label=_("Check"), text=texts.share_error, values=totals)


def _progress(rows: list[int], column: str, n: int, language: str) -> str:
    """Write the formula that counts the questions answered."""
    blocks = [rows[k : k + 200] for k in range(0, len(rows), 200)]  # a function takes 255 arguments
    counted = "+".join(f"COUNTA({','.join(f'{column}{row}' for row in block)})" for block in blocks) or "0"
    return f'={counted}&" / {n}"'


def _total(column: str, first: int, last: int, language: str) -> str:
    """Write the formula that says whether the points add up to 100, and what is missing."""
    _ = translator(language)
    cells = f"{column}{first}:{column}{last}"
    none, right = _quoted(_("nothing shared")), _quoted(_("100 points: right"))
    missing, over = _quoted(_("points still to share: ")), _quoted(_("points too many: "))
    rest = f"ROUND(100-SUM({cells}),2)"
    return f"=IF(COUNTA({cells})=0,{none},IF({rest}=0,{right},IF({rest}>0,{missing}&{rest},{over}&-({rest}))))"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def guidance(form: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield the lines of the instructions: a mark and a text."""
    language = form.language
    _ = translator(language)
    texts = phrases(form, language)
    yield "title", title_of(form, language)
    yield "", _("Thank you for taking the time. There is no good or bad answer: an honest picture is the useful one.")
    yield "heading", _("How to answer")
    yield from ((str(number), step) for number, step in enumerate(_steps(form), start=1))
    yield "heading", _("The levels")
    meant = dict(meanings(form, language))
    yield from ((option.text_in(language), meant.get(option.text_in(language), "")) for option in form.levels)
    yield "heading", _("What becomes of your answers")
    yield from (("", text) for text in (texts.anonymous, *texts.facts))


def _steps(form: Questionnaire) -> Iterator[str]:
    """Yield what there is to do, in order."""
    language = form.language
    _ = translator(language)
    yield _("Open the sheet “Questions”. Fill in the yellow cells only; the others are locked.")
    yield _("For each question, read the statements of the levels, then choose one from the list.")
    if rule := phrases(form, language).rule:
        yield rule
    unknown, none = form.unknown.text_in(language), form.not_applicable.text_in(language)
    yield _("You do not know? Choose “{unknown}”: it counts neither as a zero nor against anyone.", unknown=unknown)
    yield _("The question makes no sense here? Choose “{none}” and write the reason below.", none=none)
    if form.desired:
        yield _("If you wish, say also where the territory should be in three years.")
    if form.weighed:
        yield _("At the end, share 100 points among the subjects, if you wish; a line says whether they add up.")
    yield _("Save the workbook and send it back as it is: no sheet, row or column to add, move or remove.")
    if form.respondents > 1:
        yield _(
            "This workbook has places for {n} people: one column each, never two people in one.", n=form.respondents
        )


def _write_marker(
    hidden: Worksheet, form: Questionnaire, rows: Sequence[Row], questions: str, guide: str
) -> dict[str, str]:
    """Fill the hidden sheet; return the ranges of the lists to choose from."""
    framework = form.framework
    marker = {
        "form_version": FORM_VERSION,
        "framework": framework.id,
        "framework_version": framework.version or "",
        "framework_digest": framework.digest,
        "language": form.language,
        "college": form.college.id if form.college else "",
        "respondents": str(form.respondents),
        "sheet_questions": questions,
        "sheet_instructions": guide,
    }
    for number, pair in enumerate([*marker.items(), *(("key", row.key) for row in rows if row.key)], start=1):
        for column, text in enumerate(pair, start=1):
            _write(hidden, number, column, text)
    language = form.language
    lists = {
        "answers": [option.text_in(language) for option in form.answers],
        "desired": [option.text_in(language) for option in (*form.levels, form.unknown)],
        "colleges": [in_language(college.label, language) for college in form.colleges],
        "territories": list(form.territories.values()),
    }
    ranges = {}
    for column, (name, texts) in enumerate(lists.items(), start=4):
        for number, text in enumerate(texts, start=1):
            _write(hidden, number, column, text)
        at = letter(column - 1)
        ranges[name] = f"'{MARKER_SHEET}'!${at}$1:${at}${max(len(texts), 1)}"
    return ranges


def _write(sheet: Worksheet, row: int, column: int, value: str, formula: bool = False) -> None:
    """Write a text that stays one whatever it begins with, or a formula of ours."""
    if value != "":
        cell: Any = sheet.cell(row, column, value if formula else legible(value))
        if not formula:
            cell.data_type = "s"
