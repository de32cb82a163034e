"""Files of every kind become sheets of text, or a fault with its remedy; never a traceback."""

import io
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revue_analytics.errors import InputError
from revue_analytics.intake import SourceEntry, read_ratings, read_sheets, reading, workbooks
from revue_analytics.intake.findings import faults_of
from revue_analytics.intake.sheets import letter
from revue_analytics.intake.text_files import separator_of

TABLE = "code_insee;college;I1A;I1A_commentaire\n01004;élus;3;L’œuvre – 5 €\n2A004;Élus;2,0;\n"


def one(path, **options):
    sheets, findings = read_sheets(path, **options)
    assert len(sheets) == 1, [finding.rule.code for finding in findings]
    return sheets[0]


def broken(path):
    sheets, findings = read_sheets(path)
    assert not sheets
    for fault in faults_of(findings, path.name):
        assert fault.is_error and fault.message("fr") and fault.remedy("fr") and "{" not in fault.text("fr")
    return [finding.rule.code for finding in findings]


@pytest.fixture
def workbook(tmp_path):
    """Make a workbook of rows (or of sheets of rows) and return its path."""

    def workbook(*sheets, name="answers.xlsx", change=lambda book: None):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for k, rows in enumerate(sheets):
            sheet = book.create_sheet(f"Feuille {k + 1}")
            for row in rows:
                sheet.append(row)
        change(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return workbook


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_separators(write, encoding, separator, end):
    text = TABLE.replace("2,0", '"2,0"').replace(";", separator).replace("\n", end)
    sheet = one(write(text, encoding=encoding))
    assert sheet.headers == ("code_insee", "college", "I1A", "I1A_commentaire")
    assert sheet.cells.to_numpy().tolist() == [["01004", "élus", "3", "L’œuvre – 5 €"], ["2A004", "Élus", "2,0", ""]]
    assert sheet.cells.index.to_list() == [2, 3]


def test_a_separator_inside_quotes_does_not_count():
    assert separator_of('id;"a, b, c, d"\n1;"2,5"\n') == ";"
    assert separator_of("code;Approche globale, finalisée, durable\n01004;3\n") == ";"


def test_a_line_that_names_the_separator_is_obeyed(write):
    sheet = one(write("sep=|\ncode;x|I1A\n01004|3\n"))
    assert sheet.headers == ("code;x", "I1A")
    assert sheet.cells.index.to_list() == [3]


def test_what_revue_toml_says_of_the_form_is_obeyed(write, framework):
    path = write("code_insee~I1A~I1A_commentaire\n01004~3~№ 5\n".encode("utf-16-le"))
    entry = SourceEntry(path.name, encoding="utf-16-le", separator="~", campaign="2026", college="elus")
    assert read_ratings(path, framework, sources=[entry]).table["comment"].iloc[0] == "№ 5"


def test_rows_are_numbered_as_a_spreadsheet_does(write):
    text = '\ncode;I1A;remarque\n01004;3;"deux\nlignes"\n;;\n\n2A004;2;;;\n'
    sheet = one(write(text))
    assert sheet.cells.index.to_list() == [3, 6]
    assert sheet.cells[2].iloc[0] == "deux\nlignes"
    assert not sheet.findings


def test_rows_too_long_or_too_short_are_faults(write):
    sheet = one(write("a;b;c\n1;2;3\n1;2\n1;2;3;4\n"))
    assert [(f.rule.code, f.rows, f.details) for f in sheet.findings] == [
        ("row-ragged", [3], {"found": 2, "expected": 3}),
        ("row-ragged", [4], {"found": 4, "expected": 3}),
    ]


def test_the_territory_of_a_row_that_is_too_long_is_held_back(read):
    ratings = read("code_insee;I1A;I1B\n01004;3;2;1\n2A004;3;2\n")
    assert ratings.held_back == ("01004",)
    assert [fault.territory for fault in ratings.faults] == ["01004"]


def test_headers_that_come_twice_and_columns_without_header(write, read):
    sheet = one(write("a;a;;;\n1;2;3;;\n"))
    assert sheet.headers == ("a", "a", "C")
    assert {finding.rule.code for finding in sheet.findings} == {"header-repeated", "header-blank"}
    blank = one(write("a;;b;\n1;2;3;\n"))
    assert blank.headers == ("a", "B", "b")
    assert [finding.rule.code for finding in blank.findings] == ["header-blank"]
    with pytest.raises(InputError, match="all mean"):
        read("code_insee;I1A;I1A\n01004;3;2\n")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b" \n\n ", "file-empty"),
        (b";;\n;;\n", "file-empty"),
        (b"\x00\x01\x02" * 100, "file-binary"),
        (b"%PDF-1.7 ...", "file-binary"),
        (b"<html><table><tr><td>01004</td></tr></table></html>", "file-binary"),
        (bytes(range(128, 256)), "file-encoding"),
        (b"PK\x03\x04 broken", "file-unreadable"),
        (b"PAR1 broken", "file-unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file-old-excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "file-protected",
        ),
        (b'code;I1A\n01004;"3\n2A004;2\n', "quotes-open"),
    ],
)
def test_what_is_no_table(write, content, code):
    path = write(content, "answers.xlsx")
    codes = [finding.rule.code for finding in read_sheets(path)[1]]
    assert codes == [code]


def test_missing_files_and_folders(tmp_path):
    assert broken(tmp_path / "nowhere.csv") == ["file-missing"]
    assert broken(tmp_path) == ["file-is-folder"]


def test_other_archives_are_no_workbooks(write):
    def archive(*names):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as made:
            for name in names:
                made.writestr(name, "x")
        return stream.getvalue()

    assert broken(write(archive("photo.png"), "a.xlsx")) == ["file-archive"]
    assert broken(write(archive("mimetype", "content.xml"), "a.ods")) == ["file-binary"]
    assert broken(write(archive("xl/workbook.xml"), "b.xlsx")) == ["file-unreadable"]


def test_a_file_that_unpacks_to_too_much_is_refused(workbook, monkeypatch):
    path = workbook([["code"], *[["0" * 1000]] * 50])
    monkeypatch.setattr(reading, "MAX_UNPACKED", 10_000)
    assert broken(path) == ["file-too-big"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_the_number_of_cells_is_bounded(tmp_path, monkeypatch, name):
    frame = pd.DataFrame({"code": ["01004"] * 50, "I1A": ["3"] * 50})
    save(frame, tmp_path / name)
    for module in ("sheets", "reading"):
        monkeypatch.setattr(f"revue_analytics.intake.{module}.MAX_CELLS", 60)
    assert broken(tmp_path / name) == ["file-too-big"]


def save(frame, path):
    writers = {".csv": frame.to_csv, ".xlsx": frame.to_excel, ".parquet": frame.to_parquet}
    writers[path.suffix](path, index=False)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_codes_keep_their_zero_and_their_letter_in_every_kind_of_file(tmp_path, framework, name):
    frame = pd.DataFrame({"code_insee": ["01004", "2A004"], "college": ["élus", "agents"], "I1A": ["3", "NSP"]})
    save(frame, tmp_path / name)
    ratings = read_ratings(tmp_path / name, framework, campaign="2026")
    assert sorted(set(ratings.table["territory"])) == ["01004", "2A004"]
    assert not ratings.faults


def test_parquet_types(tmp_path):
    frame = pd.DataFrame(
        {
            "code": ["01004", None],
            "I1A": pd.array([3, None], dtype="Int64"),
            "I1B": [2.0, float("nan")],
            "points": [12.5, 0.1],
            "date": pd.to_datetime(["2026-03-12", None]),
        }
    )
    frame.to_parquet(tmp_path / "a.parquet")
    sheet = one(tmp_path / "a.parquet")
    assert sheet.cells.to_numpy().tolist() == [
        ["01004", "3", "2", "12.5", "2026-03-12"],
        ["", "", "", "0.1", ""],
    ]


def test_cells_of_a_workbook_are_read_as_they_are_seen(workbook):
    def formats(book):
        sheet = book.active
        sheet["B2"].number_format = "00000"
        sheet["F2"].number_format = "0%"
        sheet["H2"].data_type = "s"
        sheet.row_dimensions[3].hidden = True

    head = ["code", "zeros", "niveau", "décimal", "date", "points", "vrai", "texte"]
    rows = [head, ["01004", 1004, 3.0, 0.1 + 0.2, pd.Timestamp("2026-03-12"), 0.125, True, "=1+1"], ["2A004"] + [3] * 7]
    sheet = one(workbook(rows, change=formats))
    assert sheet.cells.iloc[0].to_list() == ["01004", "01004", "3", "0.3", "2026-03-12", "12.5%", "TRUE", "=1+1"]
    assert sheet.cells.iloc[1].to_list() == ["2A004", *["3"] * 7]


def test_a_formula_gives_its_stored_value_or_a_fault(workbook, framework):
    path = workbook([["code_insee", "I1A", "I1B"], ["01004", "=1+1", 3], ["2A004", 2, 2]])
    ratings = read_ratings(path, framework, campaign="2026", college="elus")
    assert [(f.row, f.column, f.value, f.rule.code) for f in ratings.faults] == [
        (2, "I1A", "=1+1", "formula-without-value")
    ]
    assert ratings.held_back == ("01004",)

    stored = path.with_name("stored.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stored, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
            target.writestr(name, content)
    ratings = read_ratings(stored, framework, campaign="2026", college="elus")
    assert not ratings.faults
    assert ratings.table.set_index(["territory", "criterion"]).loc[("01004", "I1A"), "level"] == 2


def test_sheets_of_answers_are_read_and_others_are_named(workbook, framework, answers):
    def hide(book):
        book.worksheets[3].sheet_state = "hidden"
        book.worksheets[0].merge_cells("A3:A4")

    head = ["id", "code_insee", "I1A"]
    one_sheet, two = [head, [1, "01004", 3], [2, "01053", 2]], [head, [1, "2A004", 1]]
    path = workbook(one_sheet, two, [["Notes"], ["à relire"]], [head, [9, "01053", 4]], change=hide)
    ratings = read_ratings(path, framework, campaign="2026", college="elus")
    assert set(ratings.table["respondent"]) == {"answers/Feuille 1:1", "answers/Feuille 1:2", "answers/Feuille 2:1"}
    assert {(f.rule.code, f.value) for f in ratings.faults} == {
        ("sheet-passed-over", "Feuille 3"),
        ("sheet-hidden", "Feuille 4"),
        ("cells-merged", ""),
    }
    entries = [SourceEntry(path.name, sheet="Feuille 4", campaign="2026", college="elus")]
    assert answers(read_ratings(path, framework, sources=entries)) == {("01053", "I1A", "current"): 4}


def test_each_sheet_may_have_its_college(workbook, framework):
    head = ["id", "code_insee", "I1A"]
    path = workbook([head, [1, "01004", 3]], [head, [1, "01004", 1]])
    entries = [
        SourceEntry(path.name, sheet=f"Feuille {k}", campaign="2026", college=college)
        for k, college in ((1, "elus"), (2, "habitants"))
    ]
    ratings = read_ratings(path, framework, sources=entries)
    levels = ratings.table.dropna(subset="level").set_index("college")["level"].to_dict()
    assert levels == {"elus": 3, "habitants": 1}


def test_a_sheet_that_does_not_exist(workbook, framework):
    path = workbook([["code_insee", "I1A"], ["01004", 3]])
    entry = SourceEntry(path.name, sheet="Réponses", campaign="2026", college="elus")
    with pytest.raises(InputError, match="Feuille 1"):
        read_ratings(path, framework, sources=[entry])


def test_columns_are_named_as_in_a_spreadsheet():
    assert [letter(k) for k in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda junk: b"PK\x03\x04" + junk))
@settings(max_examples=150, deadline=None)
def test_no_content_makes_reading_fail(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("junk") / "a.xlsx"
    path.write_bytes(content)
    sheets, findings = read_sheets(path)
    assert sheets or findings


def test_the_values_of_cells():
    assert workbooks.cell_text(pd.Timestamp("2026-03-12 10:02").to_pydatetime()) == "2026-03-12 10:02:00"


def test_a_workbook_does_not_store_the_blanks_at_the_end_of_a_row(workbook):
    path = workbook([["code_insee", "I1A", "I1A_commentaire"], ["01004", 3, "Bien"], ["2A004", 2], ["01053"]])
    sheet = one(path)
    assert sheet.cells.to_numpy().tolist() == [["01004", "3", "Bien"], ["2A004", "2", ""], ["01053", "", ""]]
    assert not sheet.findings
