"""What people answer to the XLSForm in ODK’s own form engine comes back whole, however a server exports it."""

import pytest

from revue_analytics.intake import read_ratings
from revue_analytics.questionnaires.xlsform import NAMES, xlsform
from tests.questionnaires import odk
from tests.questionnaires.odk import engine
from tests.questionnaires.sheets import FRAMEWORK, asked, everybody, expected, found

__all__ = ["engine"]

PEOPLE = everybody()
FORM = xlsform(asked())


@pytest.fixture(scope="module")
def submissions(engine):
    return engine.submit(FORM, [odk.typed(person) for person in PEOPLE])


def test_the_engine_lets_every_answer_go_and_asks_every_question(submissions):
    assert [(one.wrong, one.not_asked) for one in submissions] == [([], [])] * len(PEOPLE)


def read_back(path, names):
    ratings = read_ratings(path, FRAMEWORK)
    assert not ratings.faults
    return found(ratings, {f"{path.stem}:{name}": k for k, name in enumerate(names)})


@pytest.mark.parametrize("groups", [True, False], ids=["groups", "names"])
@pytest.mark.parametrize("name", ["revue.csv", "revue.zip"])
def test_an_export_of_odk_central_holds_what_was_answered(submissions, tmp_path, groups, name):
    path = odk.central(FORM, submissions, tmp_path / name, groups)
    assert read_back(path, [one.values()["meta/instanceID"] for one in submissions]) == expected(PEOPLE)


@pytest.mark.parametrize("language", ["", *NAMES.values()], ids=["values", "fr", "en"])
@pytest.mark.parametrize(("groups", "ending"), [("", "csv"), ("/", "csv"), (":", "csv"), (".", "csv"), ("/", "xlsx")])
def test_an_export_of_kobotoolbox_holds_what_was_answered(submissions, tmp_path, language, groups, ending):
    path = odk.kobo(FORM, submissions, tmp_path / f"revue.{ending}", language, groups)
    assert read_back(path, range(101, 101 + len(PEOPLE))) == expected(PEOPLE)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ([("I1A", "SO")], ["I1A_reason", "required"]),
        ([("share_points", "yes"), *((f"importance_{top}", 20) for top in FRAMEWORK.top_ids)], None),
        ([("code_insee", "Ambérieu en Bugey")], ["code_insee", "constraint"]),
        ([("code_insee", "")], ["code_insee", "required"]),
        ([("college", None)], ["college", "required"]),
    ],
    ids=["reason", "points", "code", "no_code", "college"],
)
def test_the_engine_holds_back_what_the_form_does_not_allow(engine, answers, wrong):
    first = [("code_insee", "01004"), ("college", "elus")]
    (one,) = engine.submit(FORM, [[*first, *answers]])
    assert one.wrong == [wrong or [f"importance_{FRAMEWORK.top_ids[-1]}", "constraint"]]


def test_a_college_is_not_asked_what_it_cannot_answer(engine, tmp_path):
    form = xlsform(asked(not_asked={"habitants": {"I8A"}}))
    people = [[("code_insee", "01004"), ("college", who), ("I8A", "2"), ("I8B", "3")] for who in ("elus", "habitants")]
    submissions = engine.submit(form, people)
    assert [one.not_asked for one in submissions] == [[], ["I8A"]]
    table = read_ratings(odk.central(form, submissions, tmp_path / "a.csv"), FRAMEWORK).table
    rated = table[table["status"] == "rated"]
    assert sorted(zip(rated["college"], rated["criterion"], strict=True)) == [
        *(("elus", "I8A"), ("elus", "I8B"), ("habitants", "I8B"))
    ]
