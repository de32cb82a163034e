"""A matrix of pairs per judge: what people type is understood, what contradicts itself is named."""

import numpy as np
import pytest

from revue_analytics.intake.judgements import read_judgements

WHOLE = ";I3A;I3B;I3C\nI3A;1;3;5\nI3B;1/3;1;2\nI3C;0,2;0,5;1\n"
MATRIX = np.array([[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]])


def test_a_matrix_is_read_and_the_file_names_the_judge(read):
    judged = read(WHOLE, "Anne.csv")
    assert (judged.kind, judged.judges, judged.nodes) == ("pairwise", ("Anne",), ("I3A", "I3B", "I3C"))
    assert np.allclose(judged.values, MATRIX) and not judged.faults


@pytest.mark.parametrize(
    "text",
    [
        ";I3A;I3B;I3C\nI3A;;3;5\nI3B;;;2\n",  # the upper triangle, and no last row
        ";I3B;I3C\nI3A;3;5\nI3B;;2\n",  # nor a first column
        ";I3A;I3B;I3C\nI3A;;;\nI3B;1/3;;\nI3C;1/5;1/2;\n",  # the lower triangle
        ";I3A;I3B;I3C\nI3A;1;3;\nI3B;0,33;1;2\nI3C;0.2;;1\n",  # some of both, thirds as people round them
        ";I3C;I3B;I3A\nI3B;2;1;1/3\nI3A;5;3;1\nI3C;1;½;⅕\n",  # another order, fractions of one sign
    ],
)
def test_one_side_of_the_diagonal_is_enough_in_any_order(read, text):
    judged = read(text)
    assert np.allclose(judged.values[0], MATRIX) and not judged.faults


def test_labels_in_french_or_english_are_understood(read, framework):
    fr, en = ([node.label[language] for node in framework.children("I3")] for language in ("fr", "en"))
    rows = [f"{name};{row}" for name, row in zip(en, ("1;3;5", ";1;2", ";;1"), strict=True)]
    judged = read("\n".join([";".join(["", *fr]), *rows]))
    assert np.allclose(judged.values[0], MATRIX) and not judged.faults


def test_judges_in_a_column_count_for_the_rows_below(read):
    text = "juge;;I3A;I3B;I3C\nAnne;I3A;;3;5\n;I3B;;;2\nBob;I3A;;1;1\n;I3B;;;1\n"
    judged = read(text)
    assert judged.judges == ("Anne", "Bob") and not judged.faults
    assert np.allclose(judged.values, [MATRIX, np.ones((3, 3))])


def test_a_workbook_has_a_sheet_per_judge_and_its_notice_is_passed_over(workbook, framework):
    rows = [["", "I3A", "I3B", "I3C"], ["I3A", 1, 3, 5], ["I3B", 1 / 3, 1, "2"], ["I3C", 0.2, 0.5, 1]]
    path = workbook({"Notice": [["Comparez deux à deux"], ["de 1 à 9"]], "Anne": rows, "Bob": rows[:3]})
    judged = read_judgements(path, framework, below="I3")
    assert judged.judges == ("Anne", "Bob") and np.allclose(judged.values, MATRIX)
    assert [fault.rule.code for fault in judged.faults] == ["sheet-passed-over"]


def test_everything_wrong_is_said_at_once_and_only_its_judge_is_held_back(read, codes):
    text = (
        "juge;;I3A;I3B;I3C\n"
        "Anne;I3A;1;3;12\nAnne;I3B;3;1;beaucoup\nAnne;I3C;;01/03/2026;2\n"
        "Bob;I3A;;=1/3;5\nBob;I3B;;;2\n"
        "Carl;I3A;;3;5\nCarl;I3B;;;2\n"
        "Dora;I3A;;3;5\nDora;I3 B;;;2\n"
        "Emil;I3A;;3;5\nEmil;nuage;;;2\n"
    )
    judged = read(text)
    assert set(codes(judged)) == {
        (2, "I3C", "judgement-off-scale"),
        (3, "I3A", "judgements-not-reciprocal"),
        (3, "I3C", "judgement-unreadable"),
        (4, "I3B", "judgement-date"),
        (4, "I3C", "judgement-of-itself"),
        (5, "I3B", "judgement-formula"),
        (12, "B", "judgement-node-unknown"),
    }
    assert judged.judges == ("Carl", "Dora") and judged.held_back == ("Anne", "Bob", "Emil")
    (fault,) = [fault for fault in judged.faults if fault.rule.code == "judgements-not-reciprocal"]
    assert "ligne 3, colonne I3A" in fault.text("fr") and "I3B face à I3A vaut 1/3, non 3" in fault.text("fr")
    assert "1/3" in fault.remedy("fr")


def test_a_pair_not_compared_is_a_warning_where_the_others_link_it_and_an_error_where_not(read):
    linked = read(";I3A;I3B;I3C\nI3A;;3;5\n")
    assert [(f.rule.code, f.rule.severity) for f in linked.faults] == [("judgement-missing", "warning")]
    assert linked.judges == ("juges",) and np.isnan(linked.values[0, 1, 2])
    apart = read(";I3A;I3B;I3C\nI3A;;3;\nI3C;;;1\n")
    assert [f.rule.code for f in apart.faults] == ["judgements-unlinked"] and not apart.judges
    assert "I3C" in apart.faults[0].message("fr")


def test_an_unknown_header_offers_the_nearest(read, framework):
    label = framework.node("I3C").label["fr"]
    judged = read(f";I3A;I3B;{label[:-2]}\nI3A;;3;5\nI3B;;;2\n")
    codes = ["judgement-node-unknown", "judgement-node-absent"]
    assert [fault.rule.code for fault in judged.faults] == codes and not judged.judges
    assert "I3C" in judged.faults[0].remedy("fr")


def test_a_node_called_like_a_column_is_not_taken_for_a_blank_corner(tmp_path):
    from revue_analytics.framework import load_framework

    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    (tmp_path / "j.csv").write_text(";A;B;C\nA;1;2;4\nB;;1;2\n", encoding="utf-8")
    judged = read_judgements(tmp_path / "j.csv", load_framework(path))
    assert judged.values.tolist() == [[[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]]] and not judged.faults


OWN = """
id: own
version: 1.0.0
title: {fr: À soi, en: One's own}
depth_names:
  - {name: indicator, label: {fr: indicateur, en: indicator}, plural: {fr: indicateurs, en: indicators}}
indicators:
  - {id: A, label: {fr: Eau, en: Water}, measure: {direction: 1}}
  - {id: B, label: {fr: Air, en: Air}, measure: {direction: 1}}
  - {id: C, label: {fr: Sol, en: Soil}, measure: {direction: -1}}
"""
