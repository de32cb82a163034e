"""What people answer to a questionnaire comes back whole, whichever tool asked them."""

import itertools

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from revue_analytics.intake import read_ratings
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


@settings(max_examples=25, deadline=None, suppress_health_check=FIXTURE, phases=PHASES)
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


@settings(max_examples=25, deadline=None, suppress_health_check=FIXTURE, phases=PHASES)
@given(
    st.lists(sheets.people(), min_size=1, max_size=4),
    st.sampled_from(["", "fr", "en"]),
    st.sampled_from(["code", "full", "both"]),
)
def test_a_limesurvey_export_loses_nothing_whatever_heads_it_and_whatever_its_answers_are(
    tmp_path, people, labels, heads
):
    path = sheets.limesurvey(people, tmp_path / f"{next(count)}.csv", labels, heads)
    ratings = read_ratings(path, FRAMEWORK)
    assert not [fault for fault in ratings.faults if fault.rule.code not in KINDS]
    assert numbered(ratings, [f"{path.stem}:{k + 1}" for k in range(len(people))]) == expected(people)


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
