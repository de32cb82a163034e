"""ODS workbooks are read as their author sees them, with the care of those of Excel; never a traceback."""

import pytest

from revue_analytics.framework import load_framework
from revue_analytics.intake import discover, opendocument, read_ratings, read_sheets, reading
from revue_analytics.intake.findings import faults_of
from revue_analytics.intake.judgements import read_judgements
from revue_analytics.intake.side_tables import read_table
from tests.intake.opendocument import cell, ods, row, table

FRAMEWORK = load_framework()
EMPTY, LAST_COLUMNS = "<table:table-cell/>", '<table:table-cell table:number-columns-repeated="16380"/>'
LAST_ROWS = f'<table:table-row table:number-rows-repeated="1048000">{LAST_COLUMNS}</table:table-row>'
ANSWERS = (row("code_insee", "college", "I1A", "I1B"), row("01004", "élu", "3", "2"))


@pytest.fixture
def sheet(tmp_path):
    """Write a workbook of one sheet and read it."""

    def sheet(*rows, columns=""):
        path = tmp_path / "a.ods"
        path.write_bytes(ods(table(*rows, columns=columns)))
        (one,), findings = read_sheets(path)
        assert not findings
        return one

    return sheet


@pytest.fixture
def codes(tmp_path):
    """Write something as a workbook; give the codes of what is wrong with the file, each with its French."""

    def codes(content):
        path = tmp_path / "a.ods"
        path.write_bytes(content)
        sheets, findings = read_sheets(path)
        for fault in faults_of(findings, "a.ods"):
            assert fault.message("fr") and fault.remedy("fr") and "{" not in fault.text("fr")
        return [finding.rule.code for finding in findings], sheets

    return codes


def number(kind, value, text):
    return cell(text, f'office:value-type="{kind}" office:value="{value}"')


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (number("float", "3", "3"), "3"),
        (number("float", "2.5", "2,5"), "2.5"),
        (number("float", "0.30000000000000004", "0,3"), "0.3"),
        (number("float", "0.3333333333", "0,33"), "0.3333333333"),
        (number("float", "1004", "01004"), "01004"),
        (number("float", "1004", "01005"), "1004"),
        (number("percentage", "0.125", "12,50 %"), "12.5%"),
        (number("currency", "15", "15,00 €"), "15"),
        (cell("12/03/26", 'office:value-type="date" office:date-value="2026-03-12"'), "2026-03-12"),
        (cell("12/03", 'office:value-type="date" office:date-value="2026-03-12T09:05:00"'), "2026-03-12 09:05:00"),
        (cell("9h30", 'office:value-type="time" office:time-value="PT09H30M00S"'), "09:30:00"),
        (cell("30:00", 'office:value-type="time" office:time-value="PT30H00M00S"'), "30:00"),
        (cell("VRAI", 'office:value-type="boolean" office:boolean-value="true"'), "TRUE"),
        (cell("jamais", 'office:value-type="date" office:date-value="jamais"'), "jamais"),
        (cell("a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d"), "a  b\tc\nd"),
        (cell("un <text:span>mot</text:span> <text:a>lié</text:a></text:p><text:p>deux"), "un mot lié\ndeux"),
        (cell("vu</text:p><office:annotation><text:p>secret</text:p></office:annotation><text:p>oui"), "vu\noui"),
        (cell("vu<drawing:frame><text:p>secret</text:p></drawing:frame>"), "vu"),
        (cell("2", 'table:formula="of:=1+1" office:value-type="float" office:value="2"'), "2"),
        ('<table:covered-table-cell office:value-type="string"><text:p>x</text:p></table:covered-table-cell>', ""),
    ],
)
def test_a_cell_is_what_its_author_sees(sheet, written, text):
    assert sheet(row("a", "b"), row("1", written)).cells.to_numpy().tolist() == [["1", text]]


def test_cells_and_rows_that_stand_for_several_are_all_of_them_and_keep_their_numbers(sheet):
    three = cell("2", 'table:number-columns-repeated="3" office:value-type="string"')
    twice = 'table:number-rows-repeated="2"'
    read = sheet(
        row("a", "b", "c", "d"),
        row(EMPTY, attributes=twice),
        row("x", three, LAST_COLUMNS, attributes=twice),
        LAST_ROWS,
    )
    assert read.cells.index.to_list() == [4, 5]
    assert read.cells.to_numpy().tolist() == [["x", "2", "2", "2"]] * 2


def test_hidden_rows_and_columns_are_named_and_read(sheet):
    hidden = '<table:table-column table:visibility="collapse" table:number-columns-repeated="{}"/>'
    columns = f"<table:table-column/>{hidden.format(2)}{hidden.format(16_000)}"
    collapsed, filtered = (f'table:visibility="{how}"' for how in ("collapse", "filter"))
    read = sheet(
        row("a", "b", "c"), row("1", "2", "3", attributes=collapsed), row("4", "5", "6", attributes=filtered),
        columns=columns,
    )  # fmt: skip
    (finding,) = read.findings
    assert (finding.rule.code, finding.details) == ("cells-hidden", {"rows": "2–3", "columns": "B–C"})
    assert len(read.cells) == 2


def test_merged_cells_are_those_of_their_range(sheet):
    over = cell("01004", 'table:number-rows-spanned="2" table:number-columns-spanned="1" office:value-type="string"')
    read = sheet(row("a", "b"), row(over, "3"), row("<table:covered-table-cell/>", "2"))
    assert [one.range for one in read.merged] == ["A2:A3"]


def test_a_formula_without_result_is_a_fault_of_its_row_and_column(sheet):
    read = sheet(row("a", "I1A"), row("1", '<table:table-cell table:formula="of:=[.A2]*2"/>'))
    assert [(one.rule.code, one.rows, one.column, one.value) for one in read.findings] == [
        ("formula-without-value", [2], "I1A", "=[.A2]*2")
    ]


def test_visible_sheets_are_read_and_a_hidden_one_is_named(codes):
    content = ods(
        table(*ANSWERS), table(row("x"), name="Cachée", style="hidden"), table(*ANSWERS, name="Autre", style="ta1")
    )
    wrong, sheets = codes(content)
    assert (wrong, [one.name for one in sheets]) == (["sheet-hidden"], ["Feuille 1", "Autre"])


def test_a_sheet_is_read_by_its_name_even_hidden_and_a_missing_one_is_a_fault(tmp_path):
    path = tmp_path / "a.ods"
    path.write_bytes(ods(table(*ANSWERS), table(row("x"), name="Cachée", style="hidden")))
    assert [one.name for one in read_sheets(path, sheet="Cachée")[0]] == ["Cachée"]
    assert [one.rule.code for one in read_sheets(path, sheet="Nulle")[1]] == ["sheet-missing"]


def test_what_a_link_to_another_file_has_stored_is_no_row_of_the_workbook(codes):
    linked = f"<table:dde-links><table:dde-link>{table(row('ailleurs'))}</table:dde-link></table:dde-links>"
    _, (one,) = codes(ods(table(*ANSWERS), linked))
    assert "ailleurs" not in one.cells.to_numpy()


LAUGHS = '<!DOCTYPE a [<!ENTITY a "{}">{}]>'.format(
    "ha" * 100, "".join(f'<!ENTITY {b} "{f"&{a};" * 100}">' for a, b in zip("abcde", "bcdef", strict=True))
)
MANY = 'table:number-rows-repeated="999999999"'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ods(table(row("a")), kind="application/vnd.oasis.opendocument.text"), "file-binary"),
        (ods(table(row("a")), manifest="<encryption-data/>"), "file-protected"),
        (ods(table(row("a")), table(row("&f;")), prologue=LAUGHS), "file-unreadable"),
        (ods("<oups>"), "file-unreadable"),
        (ods(table()), "file-empty"),
        (ods(table(row("a"), row("b", attributes=MANY))), "file-too-big"),
        (ods(table(row("a"), row(EMPTY, attributes=MANY), row("b"))), "file-too-big"),
        (ods(table(row("a"), row(LAST_COLUMNS, LAST_COLUMNS, "b"))), "sheet-too-wide"),
    ],
    ids=["a text document", "a password", "entities", "damaged", "nothing", "rows", "blank rows", "columns"],
)
def test_what_is_no_workbook_of_a_survey_is_a_fault_of_the_file(codes, content, code):
    assert codes(content) == ([code], [])


def test_the_cells_of_all_sheets_together_are_bounded(codes, monkeypatch):
    monkeypatch.setattr(opendocument, "MAX_CELLS", 60)
    rows = row("a"), row("b", attributes='table:number-rows-repeated="40"')
    assert codes(ods(table(*rows)))[0] == []
    assert codes(ods(table(*rows), table(*rows)))[0] == ["file-too-big"]


def test_the_elements_of_a_row_are_bounded(codes, monkeypatch):
    monkeypatch.setattr(opendocument, "MOST_IN_ROW", 100)
    assert codes(ods(table(row("a" * 99), row(EMPTY * 100))))[0] == ["file-too-big"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(codes, monkeypatch):
    monkeypatch.setattr(reading, "MAX_UNPACKED", 1000)
    assert codes(ods(table(*[row("0" * 100)] * 50)))[0] == ["file-too-big"]


def test_a_fault_names_the_file_the_row_and_the_column(tmp_path):
    (tmp_path / "réponses.ods").write_bytes(ods(table(ANSWERS[0], ANSWERS[1], row("01004", "élu", "7", "2"))))
    ratings = read_ratings(tmp_path / "réponses.ods", FRAMEWORK, campaign="2026")
    assert [str(fault).split(":")[0] for fault in ratings.faults if fault.is_error] == [
        "réponses.ods, row 3, column I1A"
    ]


def test_every_table_of_a_campaign_may_be_one(tmp_path):
    kinds = {
        "wide": ANSWERS,
        "targets": (row("critere", "cible"), row("I1A", number("float", "75", "75"))),
        "territories": (row("code", "nom", "population"), row(number("float", "1004", "01004"), "Ambérieu", "15934")),
        "weights": (row("critère", "poids"), row("I1A", "2")),
    }
    for kind, rows in kinds.items():
        (tmp_path / f"{kind}.ods").write_bytes(ods(table(*rows)))
    contents = discover(tmp_path, FRAMEWORK)
    assert [path.stem for path in contents.answers] == ["wide"]
    assert {kind: [path.stem for path in paths] for kind, paths in contents.tables.items()} == {
        kind: [kind] for kind in kinds if kind != "wide"
    }
    frame, faults = read_table(tmp_path / "territories.ods", "territories")
    assert (frame["territory"].to_list(), faults) == (["01004"], ())


def test_judgements_may_be_one(tmp_path):
    (tmp_path / "juges.ods").write_bytes(
        ods(table(row("juge", *FRAMEWORK.top_ids), row("Anne", "30", *["10"] * 7), row("Bob", *["12,5"] * 8)))
    )
    judged = read_judgements(tmp_path / "juges.ods", FRAMEWORK)
    assert judged.faults == () and len(judged.table()) == 16
