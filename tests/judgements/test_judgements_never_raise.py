"""Whatever a file holds, reading gives values that fit and faults with a place; what was written whole comes back."""

import csv
import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from revue_analytics.framework import load_framework
from revue_analytics.intake.judgements import KINDS, read_judgements
from revue_analytics.scoring.judgements import weights_from

FRAMEWORK = load_framework()
NODES = ["I3A", "I3B", "I3C"]
HEADERS = st.sampled_from([*NODES, "", "juge", "aspect", "node", "points", "rang", "nom", "x", "I1A", "A"])
SAID = ["1", "2", "3", "9", "1/3", "0,33", "100", "50", "best", "pire"]
ODD = ["=1+1", "-1", "1/0", "nan", "inf", "é", "1e9", "12/03/2026", "mars-3", "½", "٣", "0/0", "9" * 20, '"', "\t"]
CELLS = st.sampled_from([*NODES, "", *SAID, *ODD])
SHEETS = st.lists(HEADERS, min_size=1, max_size=6).flatmap(
    lambda head: st.lists(st.lists(CELLS, min_size=len(head), max_size=len(head)), max_size=8).map(
        lambda rows: [head, *rows]
    )
)
JUDGES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(path, rows):
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


@JUDGES
@given(rows=SHEETS, kind=st.sampled_from([None, *KINDS]))
def test_any_sheet_is_read_and_what_is_whole_gives_weights(tmp_path, rows, kind):
    judged = read_judgements(written(tmp_path / "any.csv", rows), FRAMEWORK, below="I3", kind=kind)
    assert judged.values.shape[0] == len(judged.judges) and not set(judged.judges) & set(judged.held_back)
    assert all(fault.text("fr") and fault.text("en") and "{" not in fault.text("fr") for fault in judged.faults)
    assert not judged.held_back or any(fault.is_error for fault in judged.faults)
    if judged.judges:
        weights = np.array(list(weights_from(judged).mapping.values()))
        assert (weights >= 0).all() and weights.sum() == pytest.approx(1)


@JUDGES
@given(ratios=st.lists(st.sampled_from(["1", "2", "3", "5", "9", "1/2", "1/3", "1/7", "1/9"]), min_size=3, max_size=3))
def test_a_matrix_comes_back_reciprocal_from_either_side(tmp_path, ratios):
    a, b, c = ratios
    upper = [["", *NODES], ["I3A", "", a, b], ["I3B", "", "", c]]
    judged = read_judgements(written(tmp_path / "m.csv", upper), FRAMEWORK, below="I3")
    (matrix,) = judged.values
    assert np.allclose(matrix * matrix.T, 1)
    lower = [["", *NODES], ["I3B", inverse(a), "", ""], ["I3C", inverse(b), inverse(c), ""]]
    assert np.allclose(read_judgements(written(tmp_path / "l.csv", lower), FRAMEWORK, below="I3").values, [matrix])


@JUDGES
@given(cuts=st.lists(st.integers(0, 200), min_size=2, max_size=2).map(sorted))
def test_points_come_back_as_shares(tmp_path, cuts):
    halves = np.diff([0, *cuts, 200])
    row = ["Anne", *(f"{half / 2:g}".replace(".", ",") for half in halves)]
    path = written(tmp_path / "p.csv", [["juge", *NODES], row])
    judged = read_judgements(path, FRAMEWORK, below="I3", kind="points")
    assert list(weights_from(judged).mapping.values()) == pytest.approx(list(halves / 200)) and not judged.faults


def inverse(text):
    return text[2:] if text.startswith("1/") else "1" if text == "1" else f"1/{text}"


def test_a_formula_of_a_workbook_is_never_evaluated(workbook):
    rows = [["", *NODES], ["I3A", 1, "=1+2", 5], ["I3B", "", 1, 2]]
    judged = read_judgements(workbook({"Anne": rows}), FRAMEWORK, below="I3")
    assert "formula-without-value" in {fault.rule.code for fault in judged.faults} and judged.held_back == ("Anne",)
