"""What an erasure left of a file opens in LibreOffice as before: all that is not the person's stays."""

import io
import re
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from revue_analytics.campaign import erase_respondent
from tests.privacy.packed import holds
from tests.privacy.test_erasure_formats import HEAD, ROWS, WHO, campaign
from tests.privacy.test_erasure_workbooks import GONE, PLANTS, SECRET, cells, table, with_formulas, workbook

pytestmark = pytest.mark.full

MASK = re.compile(re.escape(WHO), re.IGNORECASE)
PIVOT_SHEET = "croisé"
KINDS = {
    "name",
    "sheet",
    "merged",
    "validation",
    "format",
    "table",
    "filter",
    "hidden",
    "chart",
    "pivot",
    "note",
    "link",
}


def chart(book):
    bars = BarChart()
    bars.add_data(Reference(book["réponses"], min_col=5, min_row=1, max_row=4), titles_from_data=True)
    bars.set_categories(Reference(book["réponses"], min_col=1, min_row=2, max_row=4))
    bars.title = "Avis"
    book["synthèse"].add_chart(bars, "D2")


def flat_cell(value):
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def flat_row(values):
    level = f'<table:table-cell office:value-type="float" office:value="{values[4]}"/>'
    each = [*map(flat_cell, values[:4]), level if values[4].isdigit() else flat_cell(values[4]), flat_cell(values[5])]
    return f"<table:table-row>{''.join(each)}</table:table-row>"


def flat_pivot():
    """A pivot table of comments by college, as a text that LibreOffice makes a workbook of."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in names.items())
    fields = {"college": "row", "commentaire": "row", "I1A": "data"}
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    each = "".join(
        f'<table:data-pilot-field table:source-field-name="{name}" table:orientation="{where}" table:function="sum"/>'
        for name, where in fields.items()
    )
    return f"""<?xml version="1.0"?><office:document {spaces} office:version="1.3" office:mimetype="{kind}">
<office:body><office:spreadsheet>
<table:table table:name="réponses">{"".join(map(flat_row, [HEAD, *ROWS]))}</table:table>
<table:table table:name="{PIVOT_SHEET}"><table:table-row><table:table-cell/></table:table-row></table:table>
<table:data-pilot-tables><table:data-pilot-table table:name="TCD" table:show-filter-button="false"
 table:target-range-address="{PIVOT_SHEET}.A1:{PIVOT_SHEET}.C8">
<table:source-cell-range table:cell-range-address="réponses.A1:réponses.F4"/>{each}
</table:data-pilot-table></table:data-pilot-tables></office:spreadsheet></office:body></office:document>"""


@pytest.fixture(scope="module")
def books(office, tmp_path_factory):
    """Workbooks by openpyxl and by LibreOffice, each as LibreOffice saves it before and after the erasure.

    Name → (the workbook erased, LibreOffice’s of the one before, of the one after).
    """
    top = tmp_path_factory.mktemp("books")
    every = [table, *(plant for plant in PLANTS if plant is not table)]
    made = {"every": workbook(*every), "chart": workbook(chart), "formulas": with_formulas()}
    (top / "openpyxl").mkdir()
    for name, content in made.items():
        (top / "openpyxl" / f"{name}.xlsx").write_bytes(content)
    (top / "openpyxl" / "pivot.fods").write_text(flat_pivot(), "utf-8")
    office.convert(sorted((top / "openpyxl").iterdir()), "xlsx", top / "first")
    for kind in ("xlsx", "ods"):
        office.convert(sorted((top / "first").iterdir()), kind, top / f"libreoffice, {kind}")  # the pivot table drawn
    both = {}
    for program in ("openpyxl", "libreoffice, xlsx", "libreoffice, ods"):
        for path in sorted((top / program).glob("*.[xo][ld]s*")):
            name = f"{path.stem} by {program}"
            folder = campaign(top / name)
            file = folder / "data" / f"classeur{path.suffix}"
            file.write_bytes(path.read_bytes())
            assert erase_respondent(folder, WHO).left == ()
            (top / "both").mkdir(exist_ok=True)
            (top / "both" / f"{name} before{path.suffix}").write_bytes(path.read_bytes())
            (top / "both" / f"{name} after{path.suffix}").write_bytes(file.read_bytes())
            both[name] = file.read_bytes()
    office.convert(sorted((top / "both").iterdir()), "xlsx", top / "opened")
    opened = {path.stem: path.read_bytes() for path in (top / "opened").iterdir()}
    return {name: (made, opened[f"{name} before"], opened[f"{name} after"]) for name, made in both.items()}


def masked(value):
    return MASK.sub("[…]", unquote(value)) if isinstance(value, str) else value


def inventory(content):
    """What a workbook holds beside its cells, sheet by sheet, but for the person's row; the id masked."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    listed = [("name", name, masked(of.attr_text)) for name, of in book.defined_names.items()]
    for sheet in book.worksheets:
        own = [("sheet", sheet.sheet_state), *(("merged", str(area)) for area in sheet.merged_cells.ranges)]
        own += [
            ("validation", str(each.sqref), masked(each.formula1), masked(each.prompt))
            for each in sheet.data_validations.dataValidation
        ]
        own += [
            ("format", str(area.sqref), *map(masked, rule.formula))
            for area in sheet.conditional_formatting
            for rule in area.rules
        ]
        own += [("table", table.displayName, table.ref) for table in sheet.tables.values()]
        own += [("filter", sheet.auto_filter.ref)]
        own += [("hidden", row) for row, of in sheet.row_dimensions.items() if of.hidden]
        own += [("chart", str(series.val.numRef.f)) for each in sheet._charts for series in each.series]
        own += [("pivot", each.location.ref, each.cache.cacheSource.worksheetSource.ref) for each in sheet._pivots]
        for row in sheet.iter_rows():
            for cell in row:
                if (sheet.title, cell.row) != ("réponses", GONE):
                    own += [("note", cell.coordinate, masked(cell.comment.text))] if cell.comment else []
                    own += [("link", cell.coordinate, masked(cell.hyperlink.target))] if cell.hyperlink else []
        listed += [(sheet.title, *each) for each in own]
    return sorted(map(str, listed))


NAMES = [
    f"{name} by {program}"
    for name, program in (
        *(("every", "openpyxl"), ("chart", "openpyxl"), ("formulas", "openpyxl")),
        *(
            (name, f"libreoffice, {kind}")
            for kind in ("xlsx", "ods")
            for name in ("every", "chart", "formulas", "pivot")
        ),
    )
]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_but_the_persons_is_as_before(name, books):
    _, before, after = books[name]
    kept, now = (
        {place: (masked(value), *rest) for place, (value, *rest) in cells(content).items() if place[0] != PIVOT_SHEET}
        for content in (before, after)
    )
    assert now == kept


@pytest.mark.parametrize("name", NAMES)
def test_every_structure_is_as_before(name, books):
    _, before, after = books[name]
    assert inventory(after) == inventory(before)


def test_the_workbooks_compared_have_every_structure(books):
    kinds = {kind for name in NAMES for line in inventory(books[name][1]) for kind in KINDS if f"'{kind}'" in line}
    assert kinds == KINDS


@pytest.mark.parametrize("name", NAMES)
def test_neither_the_file_nor_what_is_saved_of_it_holds_the_person(name, books):
    erased, before, after = books[name]
    assert holds(before, WHO) and holds(before, SECRET)
    assert not any(holds(content, text) for content in (erased, after) for text in (WHO, SECRET))


def drawn(content):
    return {cell.value for row in openpyxl.load_workbook(io.BytesIO(content))[PIVOT_SHEET] for cell in row}


def test_a_pivot_table_is_blank_until_it_is_drawn_again_without_the_person(books):
    erased, before, after = books["pivot by libreoffice, xlsx"]
    assert {"élu", "agent", "d’accord", SECRET, 6} <= drawn(before)
    assert drawn(erased) == {None}
    assert {"élu", "d’accord", "selon ana", 5} <= drawn(after) and SECRET not in drawn(after)


def test_a_pivot_table_of_an_ods_workbook_is_blank_until_somebody_has_it_drawn_again(books):
    _, before, after = books["pivot by libreoffice, ods"]
    assert SECRET in drawn(before) and drawn(after) == {None}


def test_results_of_formulas_are_calculated_again(books):
    for name in [name for name in NAMES if name.startswith("formulas")]:
        stored = openpyxl.load_workbook(io.BytesIO(books[name][2]), data_only=True)
        assert [stored["réponses"][f"H{row}"].value for row in (2, 3, 4)] == [50, None, 75]


def test_a_text_file_keeps_its_other_rows(office, tmp_path: Path):
    folder = campaign(tmp_path)
    file = folder / "data" / "enquête.csv"
    file.write_text("\n".join(",".join(row) for row in [HEAD, *ROWS]), "utf-8")
    erase_respondent(folder, WHO)
    (opened,) = office.convert([file], "xlsx", tmp_path / "opened")
    rows = [[str(cell.value) for cell in row][:1] for row in openpyxl.load_workbook(opened).active.iter_rows()]
    assert rows == [[HEAD[0]], [ROWS[0][0]], [ROWS[2][0]]]
