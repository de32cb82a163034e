from pathlib import Path

import pytest

from revue_analytics.framework import load_framework
from revue_analytics.intake.judgements import read_judgements


@pytest.fixture(scope="session")
def framework():
    return load_framework()


@pytest.fixture
def read(tmp_path, framework):
    """Read judgements on the three criteria of I3, written as text."""

    def read(text, name="juges.csv", below="I3", **options):
        path = Path(tmp_path, name)
        path.write_text(text, encoding="utf-8")
        return read_judgements(path, framework, below=below, **options)

    return read


@pytest.fixture
def workbook(tmp_path):
    """Write sheets of rows as an XLSX file and return its path."""

    def write(sheets, name="juges.xlsx"):
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def codes():
    """Give the row, the column and the code of faults."""
    return lambda judged: [(fault.row, fault.column, fault.rule.code) for fault in judged.faults]
