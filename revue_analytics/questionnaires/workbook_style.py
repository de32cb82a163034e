"""What the workbook looks like: widths, colours, places to fill in, lists, protection, print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from revue_analytics.document.page.look import readable
from revue_analytics.intake.form import FIRST
from revue_analytics.intake.sheets import letter
from revue_analytics.language import translator
from revue_analytics.questionnaires.phrases import phrases, title_of
from revue_analytics.questionnaires.value import Questionnaire

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from revue_analytics.questionnaires.workbook import Row


INPUTS = ("choice", "line", "text", "points")
INK, SOFT, LINE, PLACE, SURFACE = "24211D", "5A544B", "8D8578", "FFF8DC", "F4F1EB"
LABELS, TEXTS, ANSWERS, NARROW = 26, 70, 34, 24  # widths in characters; narrow where several people answer
HEIGHTS = {"title": 30.0, "theme": 26.0, "text": 40.0, "line": 20.0, "choice": 20.0, "points": 18.0, "note": 18.0}
LINE_HEIGHT = 15.5
SHEET = (538.0, 738.0)  # what an A4 sheet holds inside its margins, in points, upright
CHARACTER = 5.3  # width of one, in points


def questions(sheet: Worksheet, form: Questionnaire, rows: Sequence[Row], lists: Mapping[str, str]) -> None:
    """Give the sheet of questions its form."""
    columns = [letter(FIRST + k) for k in range(form.respondents)]
    last, width = columns[-1], ANSWERS if len(columns) == 1 else NARROW
    sheet.column_dimensions["A"].hidden = True
    sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = LABELS, TEXTS
    for column in columns:
        sheet.column_dimensions[column].width = width
    worn: dict[tuple[str, bool, bool], Any] = {}
    for number, row in enumerate(rows, start=1):
        for column in ("B", "C", *columns):
            _dress_once(sheet[f"{column}{number}"], row.kind, column in columns, form.accent, worn)
        sheet.row_dimensions[number].height = _height(row)
    _validate(sheet, form, rows, lists, columns)
    _highlight(sheet, form, rows, columns)
    people = next(number for number, row in enumerate(rows, start=1) if row.kind == "people")
    sheet.freeze_panes = f"D{people + 2}"
    _lock(sheet)
    _print(sheet, form, f"B1:{last}{len(rows)}", landscape=len(columns) > 1)
    sheet.print_title_rows = f"{people}:{people}"
    _break(sheet, rows, LABELS + TEXTS + width * len(columns), landscape=len(columns) > 1)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = readable(form.accent)[1:]


def instructions(sheet: Worksheet, form: Questionnaire) -> None:
    """Give the sheet of instructions its form."""
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 2, 18
    sheet.column_dimensions["C"].width = 92
    colour = readable(form.accent)[1:]
    for number in range(1, sheet.max_row + 1):
        mark, text = sheet[f"B{number}"], sheet[f"C{number}"]
        for cell in (mark, text):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(color=INK)
        if mark.value in ("title", "heading"):
            size = 18 if mark.value == "title" else 13
            mark.value, mark.font = text.value, Font(bold=True, size=size, color=colour)
            mark.alignment, text.value = Alignment(wrap_text=False, vertical="center"), None
            sheet.row_dimensions[number].height = 2 * size
        else:
            mark.font = Font(bold=True, color=INK)
            sheet.row_dimensions[number].height = LINE_HEIGHT * max(1, -(-len(str(text.value or "")) // 92))
        for cell in (mark, text):
            cell.data_type = "s" if cell.value else cell.data_type  # whatever a title begins with
    _lock(sheet)
    _print(sheet, form, f"B1:C{sheet.max_row}", landscape=False)
    sheet.sheet_view.showGridLines = False


def _dress_once(
    cell: Any, kind: str, of_respondent: bool, accent: str, worn: dict[tuple[str, bool, bool], Any]
) -> None:
    """Dress a cell as the first of its kind, as openpyxl copies sheets: looking styles up takes most of the time."""
    key = (kind, of_respondent, cell.column == 2)
    if key in worn:
        cell._style = copy(worn[key])
    else:
        _dress(cell, kind, of_respondent, accent)
        worn[key] = cell._style


def _dress(cell: Any, kind: str, of_respondent: bool, accent: str) -> None:
    """Give a cell its font, colour, border and protection."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    colour = readable(accent)[1:]
    cell.alignment = Alignment(wrap_text=kind != "title" and kind != "theme", vertical="top")
    cell.font = Font(color=INK)
    if kind == "title":
        cell.font = Font(bold=True, size=18, color=colour)
    elif kind == "theme":
        cell.font = Font(bold=True, size=13, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=colour)
        cell.alignment = Alignment(vertical="center")
    elif kind == "criterion":
        cell.font = Font(bold=True, size=12, color=colour)
        cell.border = Border(top=Side("medium", color=LINE))
    elif kind == "people":
        cell.font = Font(bold=True, color=INK)
    elif kind == "note" or (kind == "level" and not of_respondent):
        cell.font = Font(color=SOFT, italic=kind == "note")
        cell.fill = PatternFill("solid", start_color=SURFACE if kind == "level" else "FFFFFF")
    elif kind == "check" and of_respondent:
        cell.font = Font(bold=True, color=INK)
    elif kind in INPUTS and of_respondent:
        line = Side("thin", color=LINE)
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        cell.fill = PatternFill("solid", start_color=PLACE)
        cell.protection = Protection(locked=False)
        cell.number_format = "0.##" if kind == "points" else "@"
    elif kind in (*INPUTS, "given", "check"):
        cell.font = Font(bold=of_respondent or cell.column == 2, color=INK)
        cell.number_format = "@" if of_respondent and kind == "given" else "General"


def _height(row: Row) -> float:
    """Return the height of a row in points: what its texts take, generously, as fonts differ."""
    bold = row.kind == "criterion"
    across = TEXTS - 12 if bold else TEXTS if row.kind == "note" else TEXTS - 4  # italics are narrow
    lines = max(-(-len(row.text) // across), 1)
    if row.kind not in ("title", "theme"):
        lines = max(lines, -(-len(row.label) // (LABELS - 6 if bold else LABELS - 2)))
    return max(HEIGHTS.get(row.kind, 0.0), lines * LINE_HEIGHT + 2)


def _break(sheet: Worksheet, rows: Sequence[Row], width: float, landscape: bool) -> None:
    """Break printed sheets between questions, never within one: Excel would break anywhere."""
    from openpyxl.worksheet.pagebreak import Break

    across, down = reversed(SHEET) if landscape else SHEET
    room = down * max(width * CHARACTER / across, 1.0) * 0.93
    starts = [k for k, row in enumerate(rows) if row.kind in ("theme", "criterion")]
    starts = [k for k in starts if rows[k].kind == "theme" or not {"theme"} & {rows[k - 1].kind, rows[k - 2].kind}]
    used = sum(map(_height, rows[: starts[0]])) if starts else 0.0
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        height = sum(map(_height, rows[start:end]))
        if used + height > room and used:
            sheet.row_breaks.append(Break(id=start))
            used = 0.0
        used += height


def _validate(
    sheet: Worksheet, form: Questionnaire, rows: Sequence[Row], lists: Mapping[str, str], columns: Sequence[str]
) -> None:
    """Add the lists to choose from and the bounds of points."""
    from openpyxl.worksheet.datavalidation import DataValidation

    _ = translator(form.language)
    texts = phrases(form, form.language)
    choose = _("Please choose from the list.")
    rules = {name: DataValidation("list", formula1=f"={cells}", allow_blank=True) for name, cells in lists.items()}
    for rule in rules.values():
        rule.error, rule.errorTitle = choose, _("Not in the list")
    rules["points"] = DataValidation("decimal", operator="between", formula1="0", formula2="100", allow_blank=True)
    rules["points"].error, rules["points"].errorTitle = _("A number from 0 to 100, please."), _("Points")
    rules["territory"] = DataValidation("textLength", operator="between", formula1="1", formula2="40", allow_blank=True)
    rules["territory"].prompt, rules["territory"].promptTitle = texts.territory_hint[:255], texts.territory[:32]
    rules["territory"].error = texts.territory_hint[:255]
    for rule in rules.values():
        rule.showErrorMessage, rule.showInputMessage, rule.errorStyle = True, True, "stop"
    for number, row in enumerate(rows, start=1):
        name = row.options or (row.kind if row.kind == "points" else row.key if row.kind == "line" else "")
        if name in rules:
            rules[name].add(f"{columns[0]}{number}:{columns[-1]}{number}")
    for rule in rules.values():
        if rule.sqref:
            sheet.add_data_validation(rule)


def _highlight(sheet: Worksheet, form: Questionnaire, rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Frame the reason while “not applicable” lacks one, and the points while they do not add up; words say it too."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill

    none = form.not_applicable.text_in(form.language).replace('"', '""')
    wrong = {
        "fill": PatternFill("solid", start_color="F6C7B6", end_color="F6C7B6"),
        "font": Font(bold=True, color="7A1F00"),
    }
    points = [number for number, row in enumerate(rows, start=1) if row.kind == "points"]
    for number, row in enumerate(rows, start=1):
        cells = f"{columns[0]}{number}:{columns[-1]}{number}"
        if row.key.endswith(" reason"):
            formula = f'AND({columns[0]}{number - 1}="{none}",{columns[0]}{number}="")'
            sheet.conditional_formatting.add(cells, FormulaRule(formula=[formula], **wrong))
        elif row.kind == "check" and points and number > points[-1]:
            given = f"{columns[0]}{points[0]}:{columns[0]}{points[-1]}"
            formula = f"AND(COUNTA({given})>0,ROUND(SUM({given})-100,2)<>0)"
            sheet.conditional_formatting.add(cells, FormulaRule(formula=[formula], **wrong))


def _lock(sheet: Worksheet) -> None:
    """Protect the cells that are not to be filled in: against slips, not against anybody, so without a password."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False  # False: allowed


def _print(sheet: Worksheet, form: Questionnaire, area: str, landscape: bool) -> None:
    """Set A4, one sheet wide, with the title and the sheet numbers in the margins."""
    sheet.print_area = area
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.65
    sheet.oddFooter.left.text = title_of(form, form.language).replace("&", "&&")[:120]
    sheet.oddFooter.right.text = "&P / &N"
