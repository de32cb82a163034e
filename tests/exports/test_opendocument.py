"""ODS files hold what the XLSX files hold, for LibreOffice and for our own reader; nothing typed runs."""

from datetime import date
from importlib.util import find_spec
from io import BytesIO
from xml.etree.ElementTree import fromstring
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from revue_analytics import cli
from revue_analytics.campaign.bundled import bundled
from revue_analytics.errors import MissingExtra
from revue_analytics.exports import opendocument
from revue_analytics.exports.review import export_review
from revue_analytics.exports.roadmap import export_roadmap
from revue_analytics.exports.spreadsheet import workbook, write_table
from revue_analytics.intake.opendocument import opendocument_sheets
from tests.document import factory

HOSTILE = [
    '=HYPERLINK("http://exemple.invalid";"x")',
    "+1+1",
    "@SUM(A1)",
    "'=1",
    "  deux  espaces\n et une ligne\n\nb",
    "<text:p>&amp;</text:p>]]>",
    "12",
    "2026-03-12",
    "00012",
    "vrai",
    "50 %",
    "🙂 é\u00a0:",
]


@pytest.fixture(scope="module")
def table():
    n = len(HOSTILE)
    return pd.DataFrame(
        {
            "typed": HOSTILE,
            "score": [0.1 + 0.2, None, *[62.5] * (n - 2)],
            "n": range(1_000, 1_000 + n),
            "share": [0.125] * n,
            "day": ["2026-03-12"] * (n - 1) + ["printemps"],
            "firm": [k % 2 == 0 for k in range(n)],
        }
    )


def written(table, kind, **more):
    options = {"formats": {"share": "0.0%"}, "days": ("day",), "mark": "Fictif && <confidentiel>"}
    return workbook({"L'état <1>": table, "vide": table.iloc[:0]}, "fr", kind=kind, **options, **more)


def cells(path):
    """Everything of a workbook that is not how it looks: by sheet and cell, its value and its number format."""
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.data_type, cell.number_format)
        for sheet in openpyxl.load_workbook(path)
        for line in sheet.iter_rows()
        for cell in line
        if cell.value not in (None, "")
    }


def test_the_sheets_come_back_as_they_were(table):
    meanings = {name: f"Colonne {name}" for name in table.columns}
    sheets, findings = opendocument_sheets("a.ods", written(table, "ods", meanings=meanings))
    assert not findings
    (sheet,) = [one for one in sheets if one.name == "L'état <1>"]
    heads, names, *rows = [sheet.headers, *sheet.cells.itertuples(index=False)]
    assert list(heads) == list(meanings.values())
    assert list(names) == list(table.columns)
    assert [row[0] for row in rows] == [text.strip() for text in HOSTILE]
    assert [row[4] for row in rows] == table["day"].tolist()
    assert {row[3] for row in rows} == {"12.5%"}


def test_libreoffice_reads_in_it_what_the_xlsx_file_holds(table, office, demo_review, tmp_path):
    for kind in ("xlsx", "ods"):
        (tmp_path / f"table.{kind}").write_bytes(written(table, kind))
    export_review(demo_review.for_territory("00003"), tmp_path, ["xlsx", "ods"], language="fr")
    export_roadmap(factory.usual(), formats=["xlsx", "ods"], out=tmp_path)
    names = ["table", "review", "roadmap-01004"]
    converted = office.convert([tmp_path / f"{name}.ods" for name in names], "xlsx", tmp_path / "converted")
    for name, path in zip(names, converted, strict=True):
        own, its = cells(tmp_path / f"{name}.xlsx"), cells(path)
        assert own.keys() == its.keys()
        for at, (value, kind, code) in own.items():
            its_value, its_kind, its_code = its[at]
            assert its_kind == kind, at
            assert its_value == (pytest.approx(value, rel=1e-14) if kind == "n" else value), at
            assert its_code == code or kind == "b", at
        for sheet in openpyxl.load_workbook(tmp_path / f"{name}.xlsx"):
            other = openpyxl.load_workbook(path)[sheet.title]
            assert (sheet.auto_filter.ref, sheet.print_title_rows) == (other.auto_filter.ref, other.print_title_rows)
            assert sheet.oddHeader.center.text == other.oddHeader.center.text
            assert sheet.merged_cells == other.merged_cells
            assert [(rule.formula1, rule.sqref) for rule in sheet.data_validations.dataValidation] == [
                (rule.formula1, rule.sqref) for rule in other.data_validations.dataValidation
            ]
            links = [cell.hyperlink and cell.hyperlink.location for cell in sheet["A"]]
            assert links == [cell.hyperlink and cell.hyperlink.location for cell in other["A"]]


def test_printed_it_bears_its_mark_and_its_number_on_pages_one_sheet_wide(table, office, tmp_path):
    (tmp_path / "table.ods").write_bytes(written(table, "ods"))
    (printed,) = office.convert([tmp_path / "table.ods"], "pdf", tmp_path)
    pages = PdfReader(printed).pages
    assert len(pages) <= 2
    assert all("Fictif && <confidentiel>" in page.extract_text() for page in pages)
    assert f"1 / {len(pages)}" in pages[0].extract_text()
    assert pages[0].mediabox.width > pages[0].mediabox.height


def test_no_cell_is_a_formula_and_headings_stay(table):
    with ZipFile(BytesIO(written(table, "ods"))) as archive:
        content, settings = archive.read("content.xml"), archive.read("settings.xml").decode()
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == ZIP_STORED
        listed = archive.read("META-INF/manifest.xml").decode()
        assert not [name for name in archive.namelist() if name.endswith(".png") or "Thumbnails" in listed]
    assert fromstring(content) is not None
    assert b"table:formula" not in content
    assert b'office:date-value="2026-03-12"' in content
    assert '"VerticalSplitPosition" config:type="int">1<' in settings


def test_a_table_of_scores_is_written_by_the_end_of_the_name(table, tmp_path):
    write_table(table, tmp_path / "scores.ODS")
    (sheet,), _findings = opendocument_sheets("scores.ods", (tmp_path / "scores.ODS").read_bytes())
    assert list(sheet.headers) == list(table.columns)
    assert date.fromisoformat(sheet.cells.iloc[0, 4]) == date(2026, 3, 12)


def test_a_tab_keeps_words_apart():
    content = workbook({"a": pd.DataFrame({"typed": ["a\tb"]})}, kind="ods")
    (sheet,), _findings = opendocument_sheets("a.ods", content)
    assert sheet.cells.iloc[0, 0] == "a b"  # LibreOffice would read “ab” where there is a tab of OpenDocument


def test_the_same_table_gives_the_same_bytes(table):
    assert written(table, "ods") == written(table, "ods")


def test_without_the_extra_it_is_named_before_anything_is_computed(table, tmp_path, monkeypatch):
    def none(name, *rest):
        return None if name == "odfdo" else find_spec(name, *rest)

    monkeypatch.setattr(opendocument, "find_spec", none)
    monkeypatch.setattr("revue_analytics.review.analyse", None)
    with pytest.raises(MissingExtra, match=r"revue-analytics\[ods\]"):
        write_table(table, tmp_path / "a.ods")
    for words in (["export", "--format", "ods"], ["roadmap", "00003", "--format", "xlsx,ods"], ["score"]):
        command, *rest = words
        out = tmp_path / ("a.ods" if command == "score" else "out")
        done = CliRunner().invoke(cli.program, [command, str(bundled("examples") / "demo"), *rest, "--out", str(out)])
        assert done.exit_code == 1
        assert "revue-analytics[ods]" in done.output
        assert not out.exists()
