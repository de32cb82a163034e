from pathlib import Path

import pytest

from revue_analytics.framework import load_framework
from revue_analytics.intake import read_ratings

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def framework():
    return load_framework()


@pytest.fixture
def data():
    return DATA


@pytest.fixture
def write(tmp_path):
    """Write a text file and return its path."""

    def write(text, name="answers.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def read(write, framework):
    """Read answers written as text; campaign and college are given where the text does not say them."""

    def read(text, name="answers.csv", **options):
        options = {"campaign": "2026", "college": "elus"} | options
        return read_ratings(write(text, name), framework, **options)

    return read


@pytest.fixture
def answers():
    """Give the answers as {(territory, criterion, aspect): level, or status where there is no level}."""

    def answers(ratings):
        table = ratings.table[ratings.table["status"] != "not_asked"]
        said = table["level"].astype(object).where(table["level"].notna(), table["status"])
        keys = zip(table["territory"], table["criterion"], table["aspect"], strict=True)
        return dict(zip(keys, said, strict=True))

    return answers


@pytest.fixture
def codes():
    """Give the row, the column and the code of faults."""
    return lambda faults: [(fault.row, fault.column, fault.rule.code) for fault in faults]
