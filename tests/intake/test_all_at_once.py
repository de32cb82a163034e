"""Everything wrong in a row is said in one go, whatever else is wrong in it."""

import pytest

WRONG_ANSWER = "code_insee;college;campagne;critere;niveau;aspect\nzzz;Martien;;ZZ;7;demain\n01004;elus;2026;I1A;2;\n"
WRONG_POINTS = "code_insee;college;campagne;indicateur;points\nzzz;Martien;;ZZ;700\n01004;elus;2026;I1;100\n"
WHO = {"territory-unknown", "college-unknown", "campaign-missing"}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (WRONG_ANSWER, {"criterion-unknown", "answer-off-scale", "aspect-unknown"}),
        (WRONG_POINTS, {"indicator-unknown", "points-out-of-range"}),
        (WRONG_POINTS.replace("700", "beaucoup"), {"indicator-unknown", "points-unreadable"}),
        (
            "code_insee;college;campagne;I1A;I1B;importance_I1\nzzz;Martien;;7;bien;abc\n01004;elus;2026;3;2;100\n",
            {"answer-off-scale", "answer-unreadable", "points-unreadable"},
        ),
    ],
    ids=["answer", "points", "text", "wide"],
)
def test_a_row_with_several_faults_names_all_of_them(read, text, rules):
    ratings = read(text, campaign=None, college=None)
    assert {fault.rule.code for fault in ratings.faults if fault.row == 2} == WHO | rules


def test_a_statement_of_a_criterion_that_nobody_knows_is_no_fault_of_its_own(read):
    ratings = read("code_insee;critere;niveau\n01004;ZZ;Toutes les fonctions sont couvertes\n2A004;I1A;2\n")
    assert [fault.rule.code for fault in ratings.faults if fault.row == 2] == ["criterion-unknown"]
