"""The workbook that is sent out: what can be filled in, what is checked, what intake is told."""

import io
from itertools import pairwise

import openpyxl
import pytest

from revue_analytics.intake import classify, read_ratings, vocabulary
from revue_analytics.intake.form import MARKER_SHEET
from revue_analytics.questionnaires.workbook import rows_of, workbook
from revue_analytics.tables import DEFAULT_COLLEGES
from tests.questionnaires.sheets import FRAMEWORK, asked, blank, places

HABITANTS = DEFAULT_COLLEGES[2]


def opened(**changes):
    book = openpyxl.load_workbook(io.BytesIO(workbook(asked(**changes))))
    return book, book["Questions"]


def unlocked(sheet):
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}


def choices(book, sheet, cell):
    """What the list of a cell offers."""
    (rule,) = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    assert rule.type == "list" and rule.showErrorMessage
    name, cells = rule.formula1.lstrip("=").replace("$", "").split("!")
    return [cell.value for (cell,) in book[name.strip("'")][cells]]


def test_each_question_offers_its_levels_and_the_two_other_answers():
    book, sheet = opened()
    for leaf in FRAMEWORK.leaves:
        offered = choices(book, sheet, f"D{places()[leaf.id]}")
        assert offered == [
            *("0 – Absent", "1 – Amorcé", "2 – Structuré", "3 – Maîtrisé", "4 – Exemplaire"),
            *("Ne sait pas", "Sans objet"),
        ]
        assert choices(book, sheet, f"D{places()[f'{leaf.id} desired']}") == offered[:6]
    assert choices(book, sheet, f"D{places()['college']}") == ["Élus", "Agents", "Habitants", "Partenaires"]


def test_each_level_stands_beside_its_statement_above_the_answer():
    _, sheet = opened(language="en")
    for leaf in FRAMEWORK.leaves:
        row = places("en")[leaf.id]
        shown = [(sheet.cell(row - 5 + k, 2).value, sheet.cell(row - 5 + k, 3).value) for k in range(5)]
        labels = [f"{level.value} – {level.label['en']}" for level in FRAMEWORK.scale.levels]
        assert shown == list(zip(labels, [leaf.anchors[k]["en"] for k in range(5)], strict=True))


def test_the_places_for_answers_are_open_and_all_else_is_locked():
    book, sheet = opened(respondents=2)
    keys = places("fr", 2)
    given = {f"{column}{row}" for key, row in keys.items() for column in "DE" if key != "campaign"}
    assert unlocked(sheet) == given
    assert sheet.protection.sheet and not sheet.protection.password
    assert book["Mode d’emploi"].protection.sheet and not unlocked(book["Mode d’emploi"])
    assert book.security.lockStructure
    assert book[MARKER_SHEET].sheet_state == "veryHidden"
    assert sheet.column_dimensions["A"].hidden


def test_a_code_stays_text_and_points_are_numbers_from_0_to_100():
    _, sheet = opened()
    assert sheet[f"D{places()['territory']}"].number_format == "@"
    cell = f"D{places()['importance I1']}"
    (rule,) = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "0", "100")


def test_formulas_stand_only_where_intake_never_reads():
    _, sheet = opened(respondents=3)
    with_formula = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(with_formula) == 6  # progress and sum of points, for three people
    assert {sheet.cell(cell.row, 1).value for cell in with_formula} == {"#"}
    assert all(cell.protection.locked for cell in with_formula)


def test_the_progress_counts_every_question_and_the_check_sums_every_share():
    _, sheet = opened()
    formulas = [cell.value for row in sheet.iter_rows(min_col=4) for cell in row if cell.data_type == "f"]
    assert all(f"D{places()[leaf.id]}" in formulas[0] for leaf in FRAMEWORK.leaves)
    first, last = (places()[f"importance {node}"] for node in ("I1", "I8"))
    assert f"SUM(D{first}:D{last})" in formulas[1]


def test_there_is_no_merged_cell_no_macro_and_no_link():
    content = blank()
    book = openpyxl.load_workbook(io.BytesIO(content), keep_vba=True)
    assert not any(sheet.merged_cells.ranges for sheet in book.worksheets)
    assert not book.vba_archive or "xl/vbaProject.bin" not in book.vba_archive.namelist()
    assert not book._external_links
    assert not any(cell.hyperlink for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def test_it_prints_on_a4_one_sheet_wide_and_breaks_between_questions_only():
    _, sheet = opened()
    assert int(sheet.page_setup.paperSize) == 9 and sheet.page_setup.orientation == "portrait"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    kinds = [row.kind for row in rows_of(asked())]
    assert {kinds[each.id] for each in sheet.row_breaks.brk} <= {"theme", "criterion"}


def test_a_college_is_not_asked_what_the_campaign_leaves_out():
    _, sheet = opened(college=HABITANTS, not_asked={"habitants": {"I8A", "I6A"}, "elus": {"I1A"}})
    keys = {cell.value for cell in sheet["A"]}
    assert not {"I8A", "I8A reason", "I6A desired"} & keys and {"I1A", "I8B", "importance I8"} <= keys
    row = next(cell.row for cell in sheet["A"] if cell.value == "college")
    assert sheet[f"D{row}"].value == "Habitants" and sheet[f"D{row}"].protection.locked


def test_a_campaign_may_ask_less():
    _, sheet = opened(desired=False, importance=False, evidence=False, comments=False)
    keys = {cell.value for cell in sheet["A"] if not str(cell.value).startswith("#")}
    leaves = {name for leaf in FRAMEWORK.leaf_ids for name in (leaf, f"{leaf} reason")}
    assert keys == {"revue-questionnaire 1", "territory", "campaign", "college", "respondent", "comment"} | leaves


def test_intake_knows_every_name_in_it():
    words = vocabulary(FRAMEWORK)
    for key in places():
        assert words.recognise(key) is not None


def test_a_title_that_looks_like_a_formula_stays_text():
    book, sheet = opened(title='=HYPERLINK("http://x")')
    for cell in (sheet["B1"], book.worksheets[0]["B1"]):
        assert cell.data_type == "s" and cell.value == '=HYPERLINK("http://x")'


def test_a_blank_questionnaire_among_the_answers_is_passed_over(tmp_path):
    path = tmp_path / "questionnaire.xlsx"
    path.write_bytes(blank())
    assert classify(path, FRAMEWORK) == "questionnaire"
    ratings = read_ratings(path, FRAMEWORK)
    assert [fault.rule.code for fault in ratings.faults] == ["file-questionnaire"]
    assert ratings.table.empty


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_instructions_name_the_sheet_and_the_levels(language):
    book, _ = opened(language=language)
    said = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)
    assert "Questions" in said
    for level in FRAMEWORK.scale.levels:
        assert f"{level.value} – {level.label[language]}" in said


@pytest.mark.parametrize("left_out", [(), ("desired",), ("importance",), ("desired", "importance")])
def test_the_steps_of_the_instructions_are_numbered_without_a_gap(left_out):
    book, _ = opened(**dict.fromkeys(left_out, False), respondents=2)
    guide = book.worksheets[0]
    numbers = [str(cell.value) for row in guide.iter_rows() for cell in row if str(cell.value).isdigit()]
    assert numbers == [str(number) for number in range(1, 10 - len(left_out))]


def test_a_title_with_control_characters_is_written_without_them():
    book = openpyxl.load_workbook(io.BytesIO(workbook(asked(title="Re\x07vue"))))
    assert book.worksheets[0]["B1"].value.startswith("Revue") and book.properties.title.startswith("Revue")


def test_the_plain_wording_stands_below_the_question():
    rows = list(rows_of(asked(language="en")))
    below = {row.text: after.text for row, after in pairwise(rows) if row.kind == "criterion"}
    assert all(below[leaf.question["en"]] == leaf.plain["en"] for leaf in FRAMEWORK.leaves)
