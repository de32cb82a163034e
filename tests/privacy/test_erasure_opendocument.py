"""ODS workbooks without a person: rows are emptied where they stand, and nothing else of the file changes."""

import io
import re
import zipfile

import pytest

from revue_analytics.campaign import erase_respondent
from revue_analytics.intake import read_sheets
from tests.intake.opendocument import cell, ods, row, table
from tests.privacy.packed import holds
from tests.privacy.test_erasure_formats import HEAD, ROWS, WHO, campaign, erased

SECRET = "son secret"
ANSWERS = [row(*HEAD), *(row(*each) for each in ROWS)]


@pytest.fixture
def after(tmp_path):
    """The XML of a workbook and its path, once the person was erased from the folder that holds it."""

    def after(content):
        folder = campaign(tmp_path)
        path = folder / "data" / "classeur.ods"
        path.write_bytes(content)
        erased(folder)
        assert not holds(path.read_bytes(), SECRET)
        return part(path.read_bytes(), "content.xml"), path

    return after


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_the_row_is_emptied_and_every_other_byte_stays(after):
    before = ods(table(*ANSWERS))
    xml, path = after(before)
    blank = row(*["<table:table-cell/>"] * len(HEAD))
    assert xml == part(before, "content.xml").replace(ANSWERS[2], blank)
    (sheet,), _ = read_sheets(path)
    assert sheet.cells.index.to_list() == [2, 4]
    assert zipfile.ZipFile(path).namelist()[0] == "mimetype"


def test_a_row_that_stands_for_several_is_divided_around_the_emptied_one(tmp_path):
    folder = campaign(tmp_path)
    path = folder / "data" / "classeur.ods"
    alike = row(*ROWS[0][1:], attributes='table:number-rows-repeated="4"')
    path.write_bytes(ods(table(row(*HEAD[1:]), alike)))
    assert erase_respondent(folder, "classeur:row3").left == ()
    (sheet,), _ = read_sheets(path)
    assert sheet.cells.index.to_list() == [2, 4, 5]
    assert (sheet.cells == ROWS[0][1:]).all(axis=None)


def test_cells_that_stand_for_several_are_emptied_all(after):
    twice = cell(SECRET, 'table:number-columns-repeated="2" table:style-name="gras"')
    xml, _ = after(ods(table(row(*HEAD, "note"), row(*ROWS[1][:5], twice), ANSWERS[3])))
    assert '<table:table-cell table:style-name="gras" table:number-columns-repeated="2"/>' in xml


def test_a_cell_merged_with_those_of_other_rows_says_something_of_them_too(after):
    over = cell("01004", 'table:number-rows-spanned="2" office:value-type="string"')
    covered = "<table:covered-table-cell/>"
    xml, _ = after(ods(table(ANSWERS[0], row(ROWS[1][0], over, *ROWS[1][2:]), row(ROWS[2][0], covered, *ROWS[2][2:]))))
    assert over in xml


def test_the_id_goes_from_notes_filters_formulas_and_properties(after):
    note = f"x</text:p><office:annotation><text:p>vu {WHO}</text:p></office:annotation><text:p>y"
    literal = cell("1", f'table:formula="of:=COUNTIF([.A1:.A9];&quot;{WHO}&quot;)" office:value-type="float"')
    aside = f'<table:database-ranges><table:filter-condition table:value="{WHO}"/></table:database-ranges>'
    xml, _ = after(ods(table(*ANSWERS), table(row(note, literal), name="synthèse"), aside))
    assert "vu […]" in xml and 'table:value="[…]"' in xml
    assert "of:=COUNTIF([.A1:.A9];&quot;[…]&quot;)" in xml


def test_results_that_depend_on_the_row_go(tmp_path):
    def formula(text, value):
        return cell(value, f'table:formula="of:={text}" office:value-type="float" office:value="{value}"')

    each = {"[$réponses.E3]*2": "2", "SUM([réponses.E2:.E4])": "6", "[.A1]+1": "3", "[réponses.E2]": "2"}
    synthesis = table(row(*(formula(text, value) for text, value in each.items())), name="synthèse")
    folder = campaign(tmp_path)
    path = folder / "data" / "classeur.ods"
    path.write_bytes(ods(table(*ANSWERS, name="réponses"), synthesis))
    assert erase_respondent(folder, WHO).results == (("data/classeur.ods", 3),)
    xml = part(path.read_bytes(), "content.xml").split('"synthèse"')[1]
    assert re.findall(r'table:formula="of:=([^"]*)"', xml) == list(each)
    assert re.findall(r'office:value="(\d)"', xml) == ["2"] and xml.count("<text:p>") == 1


def test_a_pivot_table_loses_what_it_draws_and_the_texts_of_the_row(after):
    members = "".join(f'<table:data-pilot-member table:name="{text}"/>' for text in ("d’accord", SECRET, "selon ana"))
    pivot = f"""<table:data-pilot-tables><table:data-pilot-table table:name="TCD"
 table:target-range-address="$'croisé'.A1:croisé.B2"><table:source-cell-range
 table:cell-range-address="réponses.A1:réponses.F4"/>{members}</table:data-pilot-table></table:data-pilot-tables>"""
    drawn = table(row("commentaire", "nombre"), row(SECRET, "1"), row("à côté", "2"), name="croisé")
    xml, _ = after(ods(table(*ANSWERS, name="réponses"), drawn, pivot))
    assert re.findall(r'data-pilot-member table:name="([^"]*)"', xml) == ["d’accord", "selon ana"]
    assert "nombre" not in xml and "à côté" in xml


def test_a_pivot_table_of_more_cells_than_any_leaves_the_file_whole_and_named(tmp_path):
    pivot = """<table:data-pilot-tables><table:data-pilot-table table:target-range-address="a.A1:a.XFD1048576">
<table:source-cell-range table:cell-range-address="a.A1:a.F4"/></table:data-pilot-table></table:data-pilot-tables>"""
    folder = campaign(tmp_path)
    path = folder / "data" / "classeur.ods"
    path.write_bytes(ods(table(*ANSWERS, name="a"), pivot))
    before = path.read_bytes()
    assert "respondent-row-left" in {fault.rule.code for fault in erase_respondent(folder, WHO).left}
    assert path.read_bytes() == before


def test_pictures_of_sheets_copies_of_charts_and_the_log_of_changes_go(tmp_path):
    folder = campaign(tmp_path)
    path = folder / "data" / "classeur.ods"
    log = f"<table:tracked-changes><table:x><text:p>{SECRET}</text:p></table:x></table:tracked-changes>"
    entry = '<manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png"/>'
    stream = io.BytesIO(ods(log, table(*ANSWERS), manifest=entry))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("Object 1/content.xml", table(row("série", "1"), name="local-table"))
        for name in ("ObjectReplacements/Object 1", "Thumbnails/thumbnail.png"):
            archive.writestr(name, "a picture")
    path.write_bytes(stream.getvalue())
    erased(folder)
    made = path.read_bytes()
    assert not holds(made, SECRET) and not holds(made, "série")
    assert zipfile.ZipFile(path).namelist() == [
        "mimetype",
        "content.xml",
        "META-INF/manifest.xml",
        "Object 1/content.xml",
    ]
    assert "thumbnail" not in part(made, "META-INF/manifest.xml")


def test_a_sheet_that_bears_the_id_as_its_name_leaves_the_file_whole_and_named(tmp_path):
    folder = campaign(tmp_path)
    path = folder / "data" / "classeur.ods"
    path.write_bytes(ods(table(*ANSWERS), table(row("un"), name=WHO)))
    before = path.read_bytes()
    assert [fault.rule.code for fault in erase_respondent(folder, WHO).left] == ["respondent-in-archive"]
    assert path.read_bytes() == before


def test_a_person_of_a_hidden_sheet_goes_too(after):
    hidden = table(row("Nom", "Adresse e-mail"), row("Zoé Dupont", WHO), name="liste", style="hidden")
    xml, _ = after(ods(table(*ANSWERS), hidden))
    assert "Zoé" not in xml
