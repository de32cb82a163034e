"""A workbook that comes back: several people, several files, and everything that people do to one."""

from pathlib import Path

import pytest

from revue_analytics.errors import InputError
from revue_analytics.framework import framework_from_dict
from revue_analytics.intake import read_ratings
from revue_analytics.intake.form import FIRST, MARKER_SHEET
from tests.questionnaires.sheets import FRAMEWORK, Person, Said, filled

ONE = Person("01004", "elus", {"I1A": Said(3), "I1B": Said("not_applicable", "Compétence de l’EPCI")})
OTHER = Person("2A004", "habitants", {"I1A": Said(1)})


@pytest.fixture
def back(tmp_path):
    """Fill in, change, send back; give the cells and rules of what is wrong, and the territories held back."""

    def back(change, *people):
        path = filled(list(people) or [ONE], tmp_path / "back.xlsx", change=change)
        ratings = read_ratings(path, FRAMEWORK)
        return [(fault.cell, fault.rule.code) for fault in ratings.faults], ratings

    return back


def put(key, value, column=FIRST + 1, kind=None):
    def change(book, sheet, rows):
        cell = sheet.cell(rows[key], column, value)
        cell.data_type = kind or cell.data_type

    return change


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("I1A", "très bien", "answer-unreadable"),
        ("I1A", 7, "answer-off-scale"),
        ("I1A", 2.5, "answer-between-levels"),
        ("I1A", "3 – Absent", "answer-contradicts-itself"),
        ("I1A desired", "beaucoup", "answer-unreadable"),
        ("importance I1", "beaucoup", "points-unreadable"),
        ("importance I1", 60, "points-sum"),
        ("importance I1", -5, "points-out-of-range"),
        ("territory", "99999", "territory-unknown"),
        ("college", "Martiens", "college-unknown"),
    ],
)
def test_a_wrong_entry_is_named_by_its_cell(back, key, value, rule):
    from tests.questionnaires.sheets import places

    said, ratings = back(put(key, value))
    assert (f"Questions!D{places()[key]}", rule) in said
    assert ratings.table.empty
    fault = next(fault for fault in ratings.faults if fault.rule.code == rule)
    assert f"cellule Questions!D{places()[key]}" in fault.text("fr") and fault.remedy("fr")


@pytest.mark.parametrize("key", ["I1A", "I2A comment", "importance I1", "territory", "I5A evidence"])
def test_a_formula_is_neither_calculated_nor_passed_on(back, key):
    from tests.questionnaires.sheets import places

    said, ratings = back(put(key, '=HYPERLINK("http://x","3")'))
    assert (f"Questions!D{places('fr', 1)[key]}", "form-formula") in said
    for table in (ratings.table, ratings.importance, ratings.comments):
        assert not table.astype(str).apply(lambda column: column.str.contains("HYPERLINK")).any(axis=None)


def test_a_formula_with_a_stored_result_is_not_read_either(back, tmp_path):
    import re
    import zipfile

    path = filled([ONE], tmp_path / "with.xlsx", change=put("I2A", "=1+2"))
    again = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb"<f>1\+2</f><v ?/?>(</v>)?", b"<f>1+2</f><v>3</v>", content)
            new.writestr(name, content)
    assert b"<v>3</v>" in zipfile.ZipFile(again).read("xl/worksheets/sheet2.xml")
    ratings = read_ratings(again, FRAMEWORK)
    assert [fault.rule.code for fault in ratings.faults] == ["form-formula"]
    assert ratings.held_back == ("01004",)


def test_text_that_looks_like_a_formula_is_text(back):
    said, ratings = back(put("I1A comment", "=cmd|' /C calc'!A0", kind="s"))
    assert said == []
    assert "=cmd|' /C calc'!A0" in set(ratings.table["comment"])


def test_a_removed_row_is_noticed(back):
    said, ratings = back(lambda book, sheet, rows: sheet.delete_rows(rows["I3B"]))
    assert ("Questions", "form-row-missing") in said
    assert ratings.held_back == ("01004",)
    assert "I3B" in next(f for f in ratings.faults if f.rule.code == "form-row-missing").text("fr")


def test_an_inserted_row_moves_nothing_and_what_it_says_is_reported(back):
    def insert(book, sheet, rows):
        sheet.insert_rows(rows["I1B"])
        sheet.cell(rows["I1B"], FIRST, "une remarque")

    said, ratings = back(insert)
    assert [rule for _, rule in said] == ["form-cell-outside"]
    assert ratings.table.set_index("criterion").loc["I1B", "status"] == "not_applicable"


def test_an_added_sheet_is_reported(back):
    said, ratings = back(lambda book, sheet, rows: book.create_sheet("Feuil1").append(["autre chose"]))
    assert said == [("", "form-sheet-added")]
    assert len(ratings.table[ratings.table["status"] != "not_asked"]) == 2


def test_merged_answers_are_reported(back):
    def merge(book, sheet, rows):
        sheet.merge_cells(start_row=rows["I2A"], end_row=rows["I2A reason"], start_column=4, end_column=4)

    said, ratings = back(merge)
    assert [rule for _, rule in said] == ["form-cells-merged"]
    assert said[0][0].startswith("Questions!D") and ratings.held_back == ("01004",)


def test_what_is_written_beside_the_answers_is_reported(back):
    said, _ = back(put("I1A", "mon avis", column=FIRST + 4))
    assert [rule for _, rule in said] == ["form-cell-outside"]
    assert said[0][0].startswith("Questions!G")


def test_a_renamed_sheet_and_a_lost_marker_keep_the_answers(back):
    def change(book, sheet, rows):
        sheet.title = "Ma commune"
        del book[MARKER_SHEET]

    said, ratings = back(change)
    assert [rule for _, rule in said] == ["form-marker-missing"]
    assert len(ratings.table[ratings.table["status"] != "not_asked"]) == 2


def test_everything_wrong_is_said_at_once(back):
    def spoil(book, sheet, rows):
        for each in (
            put("I1A", "trois"),
            put("I2A", "=1+1"),
            put("importance I1", 60),
            put("territory", "99999"),
            put("college", "Martiens"),
        ):
            each(book, sheet, rows)
        sheet.merge_cells(start_row=rows["I3A"], end_row=rows["I3A reason"], start_column=4, end_column=4)
        book.create_sheet("Feuil1").append([1])
        sheet.delete_rows(rows["I8B"])

    said, _ = back(spoil)
    assert {rule for _, rule in said} == {
        *("answer-unreadable", "form-formula", "points-sum", "territory-unknown", "college-unknown"),
        *("form-cells-merged", "form-sheet-added", "form-row-missing"),
    }


def test_a_questionnaire_of_another_framework_is_refused(tmp_path):
    content = FRAMEWORK.to_dict()
    other = framework_from_dict({**content, "id": "autre"})
    with pytest.raises(InputError) as raised:
        read_ratings(filled([ONE], tmp_path / "a.xlsx"), other)
    assert [fault.rule.code for fault in raised.value.faults] == ["form-other-framework"]


def test_a_questionnaire_of_an_older_version_is_read_and_said(tmp_path):
    newer = framework_from_dict({**FRAMEWORK.to_dict(), "version": "9.0.0"})
    ratings = read_ratings(filled([ONE], tmp_path / "a.xlsx"), newer)
    assert [fault.rule.code for fault in ratings.faults] == ["form-other-version"]
    assert ratings.held_back == ()


# --- several people, files, rounds ------------------------------------------------------------------------------


def test_people_answer_in_columns_and_in_copies_of_the_sheet(tmp_path):
    def copy(book, sheet, rows):
        twin = book.copy_worksheet(sheet)
        twin.cell(rows["respondent"], FIRST + 1, "8")
        twin.cell(rows["respondent"], FIRST + 2, "9")

    path = filled([ONE, OTHER], tmp_path / "commune.xlsx", change=copy)
    ratings = read_ratings(path, FRAMEWORK)
    assert not ratings.faults
    assert ratings.table["respondent"].nunique() == 4


def test_without_numbers_each_file_and_column_is_somebody(tmp_path):
    def anonymous(book, sheet, rows):
        for column in (FIRST + 1, FIRST + 2):
            sheet.cell(rows["respondent"], column).value = None

    for name in ("01004/reponse.xlsx", "voisine/reponse.xlsx"):
        (tmp_path / name).parent.mkdir()
        extra = Person("01004", "elus", {"I1A": Said(2 if "voisine" in name else 1)})
        filled([ONE, extra], tmp_path / name, change=anonymous)
    ratings = read_ratings(sorted(tmp_path.rglob("*.xlsx")), FRAMEWORK)
    assert not ratings.faults
    assert ratings.table["respondent"].nunique() == 4
    assert not ratings.table["respondent"].str.contains("reponse|voisine").any()


def test_the_same_respondent_in_two_files_is_said_and_holds_the_territory_back(tmp_path):
    first = filled([ONE], tmp_path / "a.xlsx")
    second = filled([Person("01004", "elus", {"I1A": Said(0)})], tmp_path / "a (1).xlsx")
    ratings = read_ratings([first, second], FRAMEWORK)
    assert {fault.rule.code for fault in ratings.faults} == {"answers-in-two-files"}
    assert ratings.held_back == ("01004",)


def test_the_same_respondent_in_two_columns_is_said_once(back):
    said, ratings = back(put("respondent", "0", column=FIRST + 2), ONE, Person("01004", "elus", {"I1A": Said(0)}))
    assert [rule for _, rule in said] == ["form-respondent-twice"]
    assert ratings.held_back == ("01004",)


def test_the_same_number_in_two_colleges_is_two_people(back):
    two = Person("01004", "agents", {"I1A": Said(0)})
    said, ratings = back(put("respondent", "0", column=FIRST + 2), ONE, two)
    assert said == [] and ratings.table["respondent"].nunique() == 2


def test_a_territory_written_once_holds_for_all_the_columns(back):
    two = Person("01004", "agents", {"I1A": Said(0)})

    def change(book, sheet, rows):
        sheet.cell(rows["territory"], FIRST + 2).value = None

    said, ratings = back(change, ONE, two)
    assert said == [] and set(ratings.table["territory"]) == {"01004"}


def test_a_second_round_has_its_own_campaign(tmp_path):
    def earlier(book, sheet, rows):
        sheet.cell(rows["campaign"], FIRST + 1, "2023")

    paths = [filled([ONE], tmp_path / "2026.xlsx"), filled([ONE], tmp_path / "2023.xlsx", change=earlier)]
    ratings = read_ratings(paths, FRAMEWORK)
    assert not ratings.faults
    assert set(ratings.table["campaign"]) == {"2023", "2026"}


def test_what_a_college_was_not_asked_is_told_from_a_blank(tmp_path):
    import io

    import openpyxl

    from revue_analytics.questionnaires.workbook import workbook
    from tests.questionnaires.sheets import asked

    form = asked(college=asked().colleges[0], not_asked={"elus": {"I8A"}}, territory="01004")
    book = openpyxl.load_workbook(io.BytesIO(workbook(form)))
    rows = {cell.value: cell.row for cell in book["Questions"]["A"]}
    book["Questions"].cell(rows["I1A"], FIRST + 1, "3 - maitrise")
    book.save(tmp_path / "a.xlsx")
    table = read_ratings(Path(tmp_path, "a.xlsx"), FRAMEWORK).table.set_index("criterion")
    assert table["status"].to_dict() == {"I1A": "rated", "I8A": "not_asked"}


@pytest.mark.parametrize("name", ["Jean Dupont", "jean.dupont@mairie.example", "Dupont"])
def test_a_name_in_place_of_a_number_goes_no_further(back, name):
    said, ratings = back(put("respondent", name))
    assert [rule for _, rule in said] == ["respondent-personal"]
    assert len(ratings.table) and not ratings.table["respondent"].str.contains("upont").any()
