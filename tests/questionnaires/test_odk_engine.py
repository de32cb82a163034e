"""What people answer to the XLSForm in ODK’s own form engine comes back whole, however a server exports it."""

from itertools import cycle, islice

import pytest

from revue_analytics.intake import read_ratings
from revue_analytics.questionnaires.xlsform import NAMES, xlsform
from tests.questionnaires import odk
from tests.questionnaires.odk import engine
from tests.questionnaires.sheets import FRAMEWORK, HOSTILE, Person, Said, asked, expected, found

__all__ = ["engine"]

ANSWERS = (None, 0, 1, 2, 3, 4, "unknown", "not_applicable")
DESIRED = (None, 4, "unknown", 0, 3, 1, 2)
PLACES = (("01004", "elus"), ("2A004", "agents"), ("75056", "habitants"), ("200042935", "partenaires"))


def everybody() -> list[Person]:
    """As many people as there are answers: each criterion gets every answer, every desired level, and odd texts."""
    texts, people = cycle(("", *HOSTILE)), []
    for k in range(len(ANSWERS)):
        said = {}
        for j, leaf in enumerate(FRAMEWORK.leaf_ids):
            current = ANSWERS[(j + k) % len(ANSWERS)]
            reason = next(texts) or "Sans raison" if current == "not_applicable" else ""
            said[leaf] = Said(current, reason, DESIRED[(j + 2 * k) % len(DESIRED)], *islice(texts, 2))
        points = dict(zip(FRAMEWORK.top_ids, (30, 0, 12.5, 7.5, 10, 20, 15, 5), strict=True)) if k % 2 else None
        people.append(Person(*PLACES[k % len(PLACES)], said, points, next(texts)))
    return people


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
