"""A review exported: nothing lost, nothing that runs, everything explained in both languages."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import openpyxl
import pandas as pd
import pytest

from revue_analytics.campaign.bundled import bundled
from revue_analytics.errors import ReportError
from revue_analytics.exports.review import EXPORTS, export_review, review_json
from revue_analytics.exports.spreadsheet import harmless
from revue_analytics.language import translate
from revue_analytics.review.schema import json_schema, write_schema
from revue_analytics.review.tables import COLUMNS, TABLES

FORMULA = '=HYPERLINK("http://x.invalid";"x")'


@pytest.fixture(scope="module")
def review(demo_review):
    named = demo_review.territories.assign(name=FORMULA)
    return replace(demo_review, tables={**demo_review.tables, "territories": named})


@pytest.fixture(scope="module")
def exported(review, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    export_review(review, folder, EXPORTS, language="fr")
    return folder


def columns_of(name):
    return list(TABLES[name].columns)


def test_every_table_and_column_is_explained_in_both_languages():
    assert {column for name in TABLES for column in columns_of(name)} == set(COLUMNS)
    texts = [*(table.meaning for table in TABLES.values()), *(column.meaning for column in COLUMNS.values())]
    assert not [text for text in texts if translate(text, "fr") == text]


def test_the_published_schema_fits_the_json_that_is_written(review, exported):
    schema = json.loads((bundled("data_schemas") / "review.schema.json").read_text("utf-8"))
    found = json.loads((exported / "review.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(found)
    assert len(found["tables"]["scores"]) == len(review.scores)


def test_the_json_that_is_written_table_by_table_is_that_of_the_whole(review, exported):
    whole = json.dumps(review_json(review), ensure_ascii=False, indent=1, allow_nan=False)
    assert (exported / "review.json").read_text("utf-8") == whole + "\n"


def test_the_published_schema_is_current(tmp_path):
    published = bundled("data_schemas") / "review.schema.json"
    current = write_schema(tmp_path).read_text("utf-8")
    assert published.read_text("utf-8") == current, "run: python -m revue_analytics.review.schema data_schemas"


def test_the_schema_describes_everything_and_allows_nothing_else(review):
    undescribed, open_objects = [], []

    def walk(schema, path):
        undescribed.extend([path] if "description" not in schema else [])
        open_objects.extend([path] if "properties" in schema and schema["additionalProperties"] is not False else [])
        for name, part in schema.get("properties", {}).items():
            walk(part, f"{path}.{name}")
        if "items" in schema:
            walk(schema["items"], f"{path}[]")

    walk(json_schema(), "review")
    assert (undescribed, open_objects) == ([], [])


@pytest.mark.parametrize("name", TABLES)
def test_csv_and_parquet_hold_every_row(review, exported, name):
    table = review.tables[name]
    assert len(pd.read_parquet(exported / "parquet" / f"{name}.parquet")) == len(table)
    read = pd.read_csv(exported / "csv" / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert (list(read.columns), len(read)) == (columns_of(name), len(table))


@pytest.fixture(scope="module")
def book(exported):
    return openpyxl.load_workbook(exported / "review.xlsx")


def test_the_workbook_has_a_sheet_per_table_and_one_that_explains_them(review, book):
    assert book.sheetnames == ["Lisez-moi", *TABLES]
    first = [cell.value for cell in book["Lisez-moi"]["A"]]
    assert {"Données fictives", "scores", "Colonnes"} <= set(first)
    sheet = book["scores"]
    assert (sheet.freeze_panes, sheet.max_row) == ("A3", len(review.scores) + 2)
    assert sheet.auto_filter.ref == f"A2:K{sheet.max_row}"


def test_the_first_sheet_leads_to_each_table_and_names_what_has_an_id(book):
    said = {head.value: text.value for head, text in book["Lisez-moi"].iter_rows()}
    assert [f"'{name}'!A1" for name in TABLES] == [
        cell.hyperlink.location for cell in book["Lisez-moi"]["A"] if cell.hyperlink
    ]
    assert (said["I1A"], said["elus"], said["overall"]) == ("1.1\xa0Approche globale", "Élus", "Ensemble")
    assert said["I1A-3"]


def test_a_column_is_headed_by_plain_words_above_its_name(book):
    assert [cell.value for cell in book["scores"]["F"][:2]] == ["Score de l’élément", "score"]


def test_shares_are_percentages_and_days_are_days(book):
    roadmap = {cell.value: cell.column for cell in book["roadmap"][2]}
    planned = next(row for row in book["roadmap"].iter_rows(min_row=3) if row[roadmap["planned"] - 1].value)
    start, core = planned[roadmap["start"] - 1], planned[roadmap["core"] - 1]
    assert (start.value.date().isoformat(), start.number_format) == ("2027-01-01", "dd/mm/yyyy")
    assert core.number_format == "0.0%"


def test_every_row_is_as_high_as_its_texts(book):
    sheet = book["comments"]
    for row in range(3, sheet.max_row + 1):
        lines = -(-len(sheet.cell(row, 4).value) // sheet.column_dimensions["D"].width)
        assert lines == 1 or sheet.row_dimensions[row].height >= 15 * lines


def test_what_somebody_typed_is_never_a_formula(exported, book):
    cell = book["territories"]["B3"]
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    read = pd.read_csv(exported / "csv" / "territories.csv", dtype=str, encoding="utf-8-sig")
    assert read["name"][0] == "'" + FORMULA


@pytest.mark.parametrize("typed", ["mairie;=1+1", "mairie\n@SUM(A1)", " =1+1", "\uff1d1+1", "a\t+1"])
def test_no_part_of_a_cell_becomes_a_formula_where_the_separator_is_another(typed):
    sign = typed.index(next(c for c in typed if c in "=+@\uff1d"))
    assert "'" in str(harmless(typed))[: sign + 1]


def test_a_workbook_holds_what_was_typed_with_control_characters(review, tmp_path):
    own = review.for_territory("00003")
    named = own.territories.assign(name="Vau\x07brun\x1b")
    export_review(replace(own, tables={**own.tables, "territories": named}), tmp_path, ["xlsx"])
    assert openpyxl.load_workbook(tmp_path / "review.xlsx")["territories"]["B3"].value == "Vaubrun"


@pytest.mark.parametrize("name", EXPORTS)
def test_the_same_review_gives_the_same_bytes_twice(review, exported, tmp_path, name):
    export_review(review, tmp_path, [name], language="fr")
    again = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    del again[Path(".exports.json")]  # of all formats that were written there
    assert again
    assert again == {path: (exported / path).read_bytes() for path in again}


def test_results_on_too_few_people_are_exported_only_as_private(review, tmp_path):
    lowered = replace(review, meta={**review.meta, "publishable": False})
    with pytest.raises(ReportError, match="private"):
        export_review(lowered, tmp_path)
    export_review(lowered, tmp_path, ["csv"], language="en", private=True)
    assert "Confidential" in (tmp_path / "csv" / "README.txt").read_text(encoding="utf-8-sig")


def test_an_unknown_format_is_answered_with_the_nearest(review, tmp_path):
    with pytest.raises(ReportError, match="xlsx"):
        export_review(review, tmp_path, ["xls"])


def written_at(folder) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["json", "parquet"])
def test_what_would_be_the_same_is_not_written_again(review, tmp_path, name):
    (path,) = export_review(review, tmp_path, [name])
    before = written_at(tmp_path)
    assert export_review(review, tmp_path, [name]) == [path]
    assert written_at(tmp_path) == before


def another_review(review, folder):
    return replace(review, meta={**review.meta, "title": "Une autre"})


def altered_by_hand(review, folder):
    (folder / "review.json").write_text("{}")
    return review


def altered_note(review, folder):
    (folder / ".exports.json").write_text("[]")
    return review


@pytest.mark.parametrize("change", [another_review, altered_by_hand, altered_note])
def test_what_would_not_be_the_same_is_written_again(review, tmp_path, change):
    export_review(review, tmp_path, ["json"])
    review = change(review, tmp_path)
    before = written_at(tmp_path)
    (path,) = export_review(review, tmp_path, ["json"])
    assert written_at(tmp_path)["review.json"] > before["review.json"]
    assert json.loads(path.read_text("utf-8"))["meta"]["title"] == review.meta["title"]
