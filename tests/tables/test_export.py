"""The published schemas and dictionary are those of the models."""

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from revue_analytics.tables import TABLES, validate
from revue_analytics.tables.export import dictionary, export, table_schema
from revue_analytics.tables.models import MODELS

PUBLISHED = Path(__file__).parents[2] / "data_schemas"


def test_what_is_published_is_current(tmp_path):
    for path in export(tmp_path):
        committed = PUBLISHED / path.name
        assert committed.exists(), f"run: python -m revue_analytics.tables.export data_schemas ({path.name})"
        assert committed.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), (
            f"{path.name} is not current; run: python -m revue_analytics.tables.export data_schemas"
        )


def test_nothing_is_left_over_in_the_published_folder(tmp_path):
    assert {p.name for p in PUBLISHED.iterdir()} == {p.name for p in export(tmp_path)} | {"review.schema.json"}


@pytest.mark.parametrize("name", TABLES)
def test_a_schema_names_every_column_in_order(name):
    schema = json.loads((PUBLISHED / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert [field["name"] for field in schema["fields"]] == list(MODELS[name].model.to_schema().columns)
    assert set(schema.get("primaryKey", ())) <= {field["name"] for field in schema["fields"]}


def test_codes_are_published_as_text():
    assert table_schema("territories")["fields"][0]["type"] == "string"


@pytest.mark.parametrize("name", TABLES)
def test_the_sample_file_of_the_dictionary_is_valid(name):
    section = dictionary().split(f'<a id="{name}">')[1]
    sample = re.search(r"```csv\n(.*?)```", section, re.DOTALL).group(1)
    rows = list(csv.DictReader(io.StringIO(sample), delimiter=";"))
    _, faults = validate(pd.DataFrame(rows), name)
    # one respondent's share of one indicator is only part of 100 points
    assert [fault.rule.code for fault in faults] == (["points-sum"] if name == "importance" else [])
