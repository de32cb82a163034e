"""The roadmap as files: safe, the same each time, read back by the next campaign."""

import csv
import io
from dataclasses import replace
from datetime import date

import odfdo
import openpyxl
import pytest
from click.testing import CliRunner
from icalendar import Calendar

from revue_analytics import cli
from revue_analytics.campaign.bundled import bundled
from revue_analytics.errors import ReportError
from revue_analytics.exports.roadmap import FORMATS, export_roadmap
from revue_analytics.framework import load_framework
from revue_analytics.intake import classify, read_table
from tests.document import factory


@pytest.fixture(scope="module")
def review():
    return factory.usual()


@pytest.fixture(scope="module")
def written(review, tmp_path_factory):
    return dict(zip(FORMATS, export_roadmap(review, formats=FORMATS, out=tmp_path_factory.mktemp("out")), strict=True))


def plan_of(review):
    table = review.now("roadmap")
    return table[table["planned"].astype(bool)].sort_values("order")


def test_the_workbook_holds_the_plan_with_columns_to_keep_up_to_date(review, written):
    sheet = openpyxl.load_workbook(written["xlsx"]).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    assert head[-3:] == ("État", "Date de l’état", "Remarque")
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["Action"] for row in told] == plan_of(review)["action"].tolist()
    assert [row["Jours de travail"] for row in told] == plan_of(review)["staff_days"].tolist()
    assert {row["Territoire"] for row in told} == {"01004"}


def test_the_days_of_the_workbook_are_days_and_its_head_filters_and_prints_again(review, written):
    sheet = openpyxl.load_workbook(written["xlsx"]).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    for name, column in (("Début", "start"), ("Fin", "end")):
        cells = [sheet.cell(r, head.index(name) + 1) for r in range(2, sheet.max_row + 1)]
        assert [cell.value.date().isoformat() for cell in cells] == plan_of(review)[column].tolist()
        assert {cell.number_format for cell in cells} == {"dd/mm/yyyy"}
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.print_title_rows == "$1:$1"


def test_no_text_of_the_workbook_hangs_over_the_row_below(written):
    sheet = openpyxl.load_workbook(written["xlsx"]).worksheets[0]
    for line in sheet.iter_rows(min_row=2):
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in line]
        lines = max(-(-len(str(cell.value or "")) // width) for cell, width in zip(line, widths, strict=True))
        assert lines == 1 or sheet.row_dimensions[line[0].row].height >= 15 * lines


def test_the_second_sheet_holds_every_possible_action(review, written):
    sheet = openpyxl.load_workbook(written["xlsx"]).worksheets[1]
    assert sheet.max_row == 1 + len(review.now("roadmap"))


def test_the_csv_file_says_what_the_workbook_says(written):
    sheet = openpyxl.load_workbook(written["xlsx"]).worksheets[0]
    rows = list(csv.reader(io.StringIO(written["csv"].read_text("utf-8-sig"))))
    assert rows[0] == [cell.value for cell in sheet[1]]
    assert [row[2] for row in rows[1:]] == [sheet.cell(r, 3).value for r in range(2, sheet.max_row + 1)]


@pytest.mark.parametrize("name", ["xlsx", "ods", "csv"])
def test_kept_up_to_date_it_is_what_the_next_campaign_reads(written, review, tmp_path, name):
    path = tmp_path / f"suivi.{name}"
    if name == "xlsx":
        book = openpyxl.load_workbook(written["xlsx"])
        sheet = book.worksheets[0]
        sheet.cell(2, sheet.max_column - 2, "réalisée")
        book.save(path)
    elif name == "ods":
        book = odfdo.Document(written["ods"])
        row = book.body.tables[0].get_row(1)
        assert row.get_cell(row.width - 3).get_attribute("table:content-validation-name")
        book.body.tables[0].set_value((row.width - 3, 1), "réalisée")
        book.save(path)
    else:
        text = written["csv"].read_text("utf-8-sig").splitlines()
        path.write_text("\n".join([text[0], text[1][: -len(",,")] + "réalisée,,", *text[2:]]), "utf-8")
    assert classify(path, load_framework()) == "decisions"
    table, faults = read_table(path, "decisions", load_framework())
    assert not [fault for fault in faults if fault.is_error]
    assert table["action"].tolist() == plan_of(review)["action"].tolist()
    assert set(table["decision"]) == {"planned"}
    assert table["state"].tolist()[0] == "done"
    assert set(table["campaign"]) == {"2026"}


def test_the_calendar_holds_the_first_and_last_day_of_each_action(review, written):
    events = Calendar.from_ical(written["ics"].read_bytes()).walk("VEVENT")
    expected = sorted(day for row in plan_of(review).itertuples() for day in (row.start, row.end))
    assert sorted(event["DTSTART"].dt.isoformat() for event in events) == expected
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert {event["DTSTAMP"].dt.date() for event in events} == {date(2026, 3, 12)}


def test_the_same_review_gives_the_same_bytes(review, written, tmp_path):
    again = dict(zip(FORMATS, export_roadmap(review, formats=FORMATS, out=tmp_path), strict=True))
    for name, path in again.items():
        assert path.read_bytes() == written[name].read_bytes(), name


def test_what_people_typed_is_text_and_no_formula(tmp_path):
    usual = factory.usual()
    table = usual.tables["roadmap"].copy()
    first = plan_of(usual).index[0]
    for column in ("label", "pilot", "tool", "evidence"):
        table[column] = table[column].astype(object)
        table.loc[first, column] = '=HYPERLINK("http://exemple.invalid")\x07'
    review = type(usual)(usual.framework, usual.meta, {**usual.tables, "roadmap": table}, territory="01004")
    book, _ods, plain, ics = export_roadmap(review, formats=FORMATS, out=tmp_path)
    cells = [cell for sheet in openpyxl.load_workbook(book) for line in sheet.iter_rows() for cell in line]
    typed = [cell for cell in cells if isinstance(cell.value, str) and "HYPERLINK" in cell.value]
    assert typed
    assert all(cell.data_type == "s" for cell in typed)
    rows = list(csv.reader(io.StringIO(plain.read_text("utf-8-sig"))))
    assert any("HYPERLINK" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert Calendar.from_ical(ics.read_bytes()).walk("VEVENT")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x85", "\u2028", "\x0b"])
def test_no_line_end_in_what_people_typed_adds_a_property_to_the_calendar(tmp_path, end):
    usual = factory.usual()
    table = usual.tables["roadmap"].assign(pilot=f"Maire{end}ATTACH:http://exemple.invalid/x")
    review = type(usual)(usual.framework, usual.meta, {**usual.tables, "roadmap": table}, territory="01004")
    (ics,) = export_roadmap(review, formats=["ics"], out=tmp_path)
    lines = ics.read_text("utf-8").replace("\r\n ", "").splitlines()
    assert not [line for line in lines if line.startswith("ATTACH")]


def test_a_territory_without_a_plan_has_empty_files(tmp_path):
    book, _ods, plain, ics = export_roadmap(factory.unanswered(), formats=FORMATS, out=tmp_path)
    assert openpyxl.load_workbook(book).worksheets[0].max_row == 1
    assert plain.exists()
    assert not Calendar.from_ical(ics.read_bytes()).walk("VEVENT")


def test_an_unknown_format_is_said(review, tmp_path):
    with pytest.raises(ReportError, match=r"xlsx, ods, csv, ics"):
        export_roadmap(review, formats=["pdf"], out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_made_up_data_say_so_and_what_rests_on_too_few_people_is_written_only_as_private(review, tmp_path):
    few = replace(review, meta={**review.meta, "publishable": False})
    with pytest.raises(ReportError, match="--private"):
        export_roadmap(few, formats=FORMATS, out=tmp_path)
    assert not list(tmp_path.iterdir())
    for of, marks in ((review, "Données fictives"), (few, "Données fictives – Confidentiel")):
        book, _ods, _plain, ics = export_roadmap(of, formats=FORMATS, out=tmp_path, private=of is few)
        assert {sheet.oddHeader.center.text for sheet in openpyxl.load_workbook(book)} == {marks}
        assert str(Calendar.from_ical(ics.read_bytes())["X-WR-CALNAME"]).endswith(f" – {marks}")


@pytest.mark.parametrize("saved", [True, False])
def test_an_unknown_territory_is_said_with_the_nearest_before_anything_is_computed(tmp_path, monkeypatch, saved):
    if saved:
        folder, code, near = tmp_path, "010044", "01004"
        factory.usual().save(tmp_path / "reports" / "review")
    else:
        folder, code, near = bundled("examples") / "demo", "000033", "00003"
        monkeypatch.setattr("revue_analytics.review.analyse", None)
    done = CliRunner().invoke(cli.program, ["roadmap", str(folder), code, "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert code in done.output and near in done.output
    assert not (tmp_path / "out").exists()


def test_the_command_writes_the_files_asked_for(tmp_path):
    factory.usual().save(tmp_path / "reports" / "review")
    words = [
        "roadmap",
        str(tmp_path),
        "01004",
        "--format",
        "xlsx, ics",
        "--out",
        str(tmp_path / "suivi"),
        "--lang",
        "en",
    ]
    done = CliRunner().invoke(cli.program, words)
    assert done.exit_code == 0, done.output
    assert done.output.split() == [str(tmp_path / "suivi" / f"roadmap-01004.{name}") for name in ("xlsx", "ics")]
    head = next(openpyxl.load_workbook(tmp_path / "suivi" / "roadmap-01004.xlsx").worksheets[0].values)
    assert head[-3:] == ("State", "Date of the state", "Remark")


def test_the_command_names_the_nearest_territory_and_the_formats(tmp_path):
    factory.usual().save(tmp_path / "reports" / "review")
    unknown = CliRunner().invoke(cli.program, ["roadmap", str(tmp_path), "01005"])
    assert unknown.exit_code == 2
    assert "01004" in unknown.output
    formats = CliRunner().invoke(cli.program, ["roadmap", str(tmp_path), "01004", "--format", "pdf"])
    assert formats.exit_code == 1
    assert "xlsx, ods, csv, ics" in formats.output
