"""What people answer to a questionnaire comes back whole, whichever tool asked them."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from revue_analytics.errors import InputError
from revue_analytics.intake import classify, read_ratings
from tests.questionnaires import sheets
from tests.questionnaires.sheets import FRAMEWORK, expected, found

KINDS = {"submission-incomplete", "row-without-answer"}
FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # a workbook takes too long to be made hundreds of times
count = itertools.count()


def numbered(ratings, names):
    """Number respondents by the id that each tool gives: the order in which they answered."""
    return found(ratings, {name: k for k, name in enumerate(names)})


@settings(max_examples=12, deadline=None, suppress_health_check=FIXTURE, phases=PHASES)
@given(st.lists(sheets.people(), min_size=1, max_size=3), st.sampled_from(["fr", "en"]))
def test_a_workbook_filled_in_from_its_lists_loses_nothing(tmp_path, people, language):
    path = sheets.filled(people, tmp_path / f"{next(count)}.xlsx", language)
    ratings = read_ratings(path, FRAMEWORK)
    assert not ratings.faults
    assert numbered(ratings, [f"form:{person.college}-{k}" for k, person in enumerate(people)]) == expected(people)


@settings(max_examples=12, deadline=None, suppress_health_check=FIXTURE, phases=PHASES)
@given(
    st.lists(sheets.people(), min_size=1, max_size=4),
    st.sampled_from(["", "fr", "en"]),
    st.booleans(),
    st.sampled_from(["/", ":", ".", "-", "_", "__"]),
)
def test_a_kobotoolbox_export_loses_nothing(tmp_path, people, labels, groups, separator):
    path = sheets.kobo(people, tmp_path / f"{next(count)}.csv", labels, groups, separator)
    ratings = read_ratings(path, FRAMEWORK)
    assert not [fault for fault in ratings.faults if fault.rule.code not in KINDS]
    assert numbered(ratings, [f"{path.stem}:{100 + k}" for k in range(len(people))]) == expected(people)


def from_limesurvey(people, path, export):
    """Read an export back; give what is wrong, and what came out as `expected` says it."""
    ratings = read_ratings(sheets.limesurvey(people, path, export), FRAMEWORK)
    faults = [fault for fault in ratings.faults if fault.rule.code not in KINDS]
    return faults, numbered(ratings, [f"{path.stem}:{k}" for k in range(1, len(people) + 1)])


EVERYBODY = sheets.everybody()
HEADS = [
    *(sheets.Export("code"), sheets.Export("code", em=True), sheets.Export("full")),
    *(sheets.Export("full", underscores=True), sheets.Export("abbreviated", length=300)),
    *(sheets.Export("codetext"), sheets.Export("codetext", em=True, underscores=True)),
    *(sheets.Export("codetext", length=15), sheets.Export("codetext", separator="|")),
    sheets.Export("codetext", separator=" - "),
]


@pytest.mark.parametrize("answers", ["", "fr", "en"], ids=["codes", "fr", "en"])
@pytest.mark.parametrize(
    "export", HEADS, ids=lambda e: f"{e.heads}{e.length or ''}{e.separator}{e.em:d}{e.underscores:d}"
)
def test_limesurvey_gives_back_every_answer_under_every_heading(tmp_path, export, answers):
    of = replace(export, answers=answers, language=answers or "fr")
    assert from_limesurvey(EVERYBODY, tmp_path / "ls.csv", of) == ([], expected(EVERYBODY))


@pytest.mark.parametrize("option", [{"convert": True}, {"mask": True}, {"cells": ","}, {"cells": "\t"}, {}], ids=str)
def test_and_under_every_other_option(tmp_path, option):
    path = tmp_path / ("ls.csv" if option else "ls.xlsx")
    assert from_limesurvey(EVERYBODY, path, sheets.Export("full", **option)) == ([], expected(EVERYBODY))


@pytest.mark.parametrize("length", [0, 30, 60, 100])
@pytest.mark.parametrize("underscores", [False, True])
def test_headings_that_limesurvey_cut_are_an_error_with_a_remedy_and_never_guessed(tmp_path, length, underscores):
    path = sheets.limesurvey(
        EVERYBODY, tmp_path / "ls.csv", sheets.Export("abbreviated", length, underscores=underscores)
    )
    assert classify(path, FRAMEWORK) == "wide"  # so that a campaign stops at it
    with pytest.raises(InputError) as raised:
        read_ratings(path, FRAMEWORK)
    (fault,) = [fault for fault in raised.value.faults if fault.rule.code == "headers-cut"]
    assert "question code" in fault.remedy()


def test_a_code_with_nothing_but_a_space_behind_it_is_no_code(tmp_path):
    path = sheets.limesurvey(EVERYBODY, tmp_path / "ls.csv", sheets.Export("codetext", separator=" "))
    with pytest.raises(InputError, match="no column says which territory"):
        read_ratings(path, FRAMEWORK)


@settings(max_examples=10, deadline=None, suppress_health_check=FIXTURE, phases=PHASES)
@given(
    st.lists(sheets.people(), min_size=1, max_size=4),
    st.sampled_from(["", "fr", "en"]),
    st.sampled_from(HEADS),
    st.booleans(),
)
def test_a_limesurvey_export_loses_nothing_that_anybody_may_say(tmp_path, people, answers, export, mask):
    of = replace(export, answers=answers, mask=mask, language=answers or "fr")
    assert from_limesurvey(people, tmp_path / f"{next(count)}.csv", of) == ([], expected(people))


@settings(max_examples=12, deadline=None, suppress_health_check=FIXTURE, phases=PHASES)
@given(
    st.lists(sheets.people(), min_size=1, max_size=3), st.sampled_from(["fr", "en"]), st.sampled_from([".csv", ".xlsx"])
)
def test_the_same_questions_typed_into_another_tool_lose_nothing(tmp_path, people, language, ending):
    path = sheets.by_hand(people, tmp_path / f"{next(count)}{ending}", language)
    ratings = read_ratings(path, FRAMEWORK, campaign="2026")
    assert not [fault for fault in ratings.faults if fault.rule.code not in {*KINDS, "header-rows"}]
    first = 2 if ending == ".csv" else 4
    assert numbered(ratings, [f"{path.stem}:row{first + k}" for k in range(len(people))]) == expected(people)
