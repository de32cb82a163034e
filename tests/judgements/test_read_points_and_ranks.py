"""Points, rankings, best and worst: a row per judge or a row per judgement."""

import pytest

from revue_analytics.errors import MethodError, Rule
from revue_analytics.intake import judgement_rules
from revue_analytics.intake.judgements import read_judgements
from revue_analytics.language import translate


@pytest.mark.parametrize(
    "text",
    [
        "juge;I3A;I3B;I3C\nAnne;50;30;20\nBob;62,5;37,5;\n",
        "judge,node,points\nAnne,I3A,50\nAnne,I3B,30\nAnne,I3C,20\nBob,I3A,62.5\nBob,I3B,37.5\n",
    ],
)
def test_points_are_read_wide_and_long_and_what_is_left_of_100_is_nothing(read, text):
    judged = read(text)
    assert (judged.kind, judged.judges, judged.faults) == ("points", ("Anne", "Bob"), ())
    assert judged.values.tolist() == [[50, 30, 20], [62.5, 37.5, 0]]


def test_points_that_will_not_do_are_said_all_at_once(read, codes):
    judged = read(
        "juge;I3A;I3B;I3C;remarque\n"
        "Anne;50;30;30;\nBob;cent;0;0;?\nCarl;-10;60;50;\nDora;=50;50;0;\n;40;30;30;\nEmil;40,2;30;30;\nEmil;40;30;30;\n"
    )
    assert set(codes(judged)) == {
        (None, "remarque", "judgement-column-unknown"),
        (2, "", "points-sum"),
        (3, "I3A", "points-unreadable"),
        (4, "I3A", "points-out-of-range"),
        (5, "I3A", "judgement-formula"),
        (6, "juge", "judge-missing"),
        (8, "", "judge-repeated"),
    }
    assert not judged.judges and set(judged.held_back) == {"Anne", "Bob", "Carl", "Dora", "Emil"}


@pytest.mark.parametrize("text", ["juge;I3A;I3B;I3C\nAnne;1;2;2\nBob;3e;1er;2\n", "judge;node;rank\n" + "".join(
    f"{judge};{node};{rank}\n" for judge, ranks in {"Anne": "122", "Bob": "312"}.items()
    for node, rank in zip(("I3A", "I3B", "I3C"), ranks, strict=True)
)])  # fmt: skip
def test_ranks_are_told_from_points_and_ties_are_allowed(read, text):
    judged = read(text)
    assert (judged.kind, judged.values.tolist(), judged.faults) == ("ranking", [[1, 2, 2], [3, 1, 2]], ())


def test_ranks_that_will_not_do(read, codes):
    judged = read("juge;I3A;I3B;I3C\nAnne;1;2;7\nBob;1;;2\nCarl;1,5;1;2\nDora;2;3;3\n", kind="ranking")
    assert codes(judged) == [
        (2, "I3C", "rank-out-of-range"),
        (3, "I3B", "rank-missing"),
        (4, "I3A", "rank-unreadable"),
        (5, "I3A", "rank-first-missing"),  # a warning: the order is clear
    ]
    assert judged.judges == ("Dora",)


def test_best_and_worst_are_read_with_a_judge_or_without(read, workbook, framework):
    judged = read("juge;aspect;I3A;I3B;I3C\nAnne;meilleur;1;2;8\n;pire;8;5;1\nBob;best;1;1;1\nBob;worst;1;1;1\n")
    assert (judged.kind, judged.judges, judged.faults) == ("best_worst", ("Anne", "Bob"), ())
    assert judged.values[0].tolist() == [[1, 2, 8], [8, 5, 1]]
    rows = [["", "I3A", "I3B", "I3C"], ["Le meilleur", 1, 2, 8], ["Le pire", 8, 5, 1]]
    sheets = read_judgements(workbook({"Anne": rows, "Bob": rows}), framework, below="I3")
    assert sheets.judges == ("Anne", "Bob") and not sheets.faults


def test_best_and_worst_that_will_not_do(read, codes):
    judged = read(
        "juge;aspect;I3A;I3B;I3C\n"
        "Anne;best;1;2;8\nAnne;worst;7;5;1\n"
        "Bob;best;1;9;8\nBob;worst;8;5;1\n"
        "Carl;best;2;2;8\nCarl;worst;8;5;1\n"
        "Dora;best;1;2;8\n"
        "Emil;best;1;;8\nEmil;worst;8;1/2;1\n"
        "Fred;moyen;1;2;3\n"
    )
    assert set(codes(judged)) == {
        (3, "I3A", "best-worst-differ"),
        (4, "I3B", "comparison-beyond"),
        (6, "", "comparison-without-one"),
        (None, "", "aspect-missing"),
        (9, "I3B", "comparison-missing"),
        (10, "I3B", "comparison-below-one"),
        (11, "aspect", "aspect-unknown"),
    }
    assert not judged.judges and judged.held_back == ("Anne", "Bob", "Carl", "Dora", "Emil", "Fred")


def test_a_column_missing_touches_every_judge(read):
    judged = read("juge;I3A;I3B\nAnne;60;40\nBob;50;50\n")
    assert [f.rule.code for f in judged.faults] == ["judgement-node-absent"] and judged.held_back == ("Anne", "Bob")


def test_a_file_without_judgements_another_kind_a_file_that_is_none(read, tmp_path, framework, workbook):
    assert [f.rule.code for f in read("a;b\n1;2\n").faults] == ["judgements-not-found"]
    assert [f.rule.code for f in read_judgements(tmp_path / "none.csv", framework).faults] == ["file-missing"]
    sheets = {
        "a": [["juge", "I3A", "I3B", "I3C"], ["Anne", 50, 30, 20]],
        "b": [["", "I3A", "I3B", "I3C"], ["I3A", 1, 2, 4]],
    }
    judged = read_judgements(workbook(sheets), framework, below="I3")
    assert (judged.kind, [f.rule.code for f in judged.faults]) == ("points", ["judgements-of-another-kind"])
    assert (judged.judges, judged.held_back) == (("Anne",), ("b",))


def test_one_file_per_judge_and_the_same_judge_twice(tmp_path, framework):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("juge;I3A;I3B;I3C\nAnne;50;30;20\n", encoding="utf-8")
    judged = read_judgements([tmp_path / "a.csv", tmp_path / "b.csv"], framework, below="I3")
    assert [(f.file, f.rule.code) for f in judged.faults] == [("b.csv", "judge-repeated")] and not judged.judges


def test_an_unknown_kind_is_refused(read):
    with pytest.raises(MethodError, match="did you mean 'ranking'"):
        read("juge;I3A;I3B;I3C\nAnne;1;2;3\n", kind="rankings")


def test_every_rule_has_its_french():
    texts = [
        t for rule in vars(judgement_rules).values() if isinstance(rule, Rule) for t in (rule.message, rule.remedy)
    ]
    assert len(texts) > 40 and not [text for text in texts if translate(text, "fr") == text]
