"""Whatever is done to a workbook, reading it ends in answers or in faults; no formula comes through."""

import datetime
import itertools

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from revue_analytics.errors import InputError
from revue_analytics.intake import read_ratings
from tests.questionnaires.sheets import FRAMEWORK, HOSTILE, Person, Said, filled

FORMULA = "=SECRET(1)"
count = itertools.count()
values = st.one_of(
    st.sampled_from(
        [*HOSTILE[1:], FORMULA, FORMULA, None, True, datetime.date(2026, 3, 12), 1e300, -1, 2.5, "I1A", "#"]
    ),
    st.integers(-5, 120),
)
rows, columns = st.integers(1, 260), st.integers(1, 9)
steps = st.one_of(
    st.tuples(st.just("write"), rows, columns, values),
    st.tuples(st.just("delete_rows"), rows, st.integers(1, 5)),
    st.tuples(st.just("insert_rows"), rows, st.integers(1, 3)),
    st.tuples(st.just("delete_cols"), columns),
    st.tuples(st.just("insert_cols"), columns),
    st.tuples(st.just("merge"), rows, columns, st.integers(0, 4), st.integers(0, 3)),
    st.tuples(st.just("copy")),
    st.tuples(st.just("drop"), st.integers(0, 3)),
    st.tuples(st.just("rename"), st.sampled_from(["Feuille 1", "A" * 20, "é!"])),
)


def spoil(book, sheet, steps):
    for step, *how in steps:
        if step == "write":
            row, column, value = how
            cell = sheet.cell(row, column)
            if not hasattr(cell, "parent") or type(cell).__name__ == "MergedCell":
                continue
            cell.value = value
        elif step == "merge":
            row, column, down, across = how
            sheet.merge_cells(start_row=row, start_column=column, end_row=row + down, end_column=column + across)
        elif step == "copy":
            book.copy_worksheet(sheet)
        elif step == "drop" and len(book.worksheets) > how[0] + 1:
            book.remove(book.worksheets[-1 - how[0]])
        elif step == "rename":
            sheet.title = how[0].replace("!", "")
        elif step not in ("drop",):
            getattr(sheet, step)(*how)


@pytest.mark.full
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.lists(steps, min_size=1, max_size=8))
def test_a_spoilt_workbook_gives_answers_or_faults(tmp_path, steps):
    person = Person("01004", "elus", {leaf: Said(2, desired=3) for leaf in FRAMEWORK.leaf_ids})

    def change(book, sheet, _):
        spoil(book, sheet, steps)
        book.active = 0
        for each in book.worksheets:
            each.sheet_state = (
                each.sheet_state if each.title.startswith("_") and len(book.worksheets) > 1 else "visible"
            )

    path = filled([person, person], tmp_path / f"{next(count)}.xlsx", change=change)
    try:
        ratings = read_ratings(path, FRAMEWORK, campaign="2026")
    except InputError as error:
        faults = error.faults
    else:
        faults = ratings.faults
        for table in (ratings.table, ratings.importance, ratings.comments):
            assert not table.astype(str).apply(lambda column: column.str.contains("SECRET", regex=False)).any(axis=None)
    for fault in faults:
        assert "{" not in fault.message("fr").replace("{{", "") and fault.text("en")
