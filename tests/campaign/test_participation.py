"""How a collection goes: who is expected, who took part, whom to remind; and that it gives no answer away."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from revue_analytics.campaign import check_campaign
from revue_analytics.campaign.gathering import gather
from revue_analytics.campaign.participation import band, participation
from revue_analytics.framework import load_framework
from revue_analytics.tables import make_ratings

FRAMEWORK = load_framework()
TODAY = date(2026, 3, 20)
HEAD = "id;submitdate;code_insee;college;campagne;I1A;I1B\n"


def answered(code, college, n, day="2026-03-12", campaign="2026", answers="3;2", start=0):
    """Rows of `n` people of a college who answered on a day."""
    return "".join(f"{code}-{college}-{start + k};{day};{code};{college};{campaign};{answers}\n" for k in range(n))


@pytest.fixture
def make(tmp_path):
    def make(answers="", invited="", territories="", settings=""):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "revue.toml").write_text(settings, "utf-8")
        for name, head, rows in (
            ("answers.csv", HEAD, answers),
            ("invited.csv", "code;campagne;college;invites\n", invited),
            ("territories.csv", "code;nom\n", territories),
        ):
            if rows:
                (tmp_path / "data" / name).write_text(head + rows, "utf-8")
        return tmp_path

    return make


def collected(folder):
    return check_campaign(folder, today=TODAY).collection


def rows(table, *columns):
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in table[list(columns)].to_numpy()]


def test_who_is_invited_is_expected_and_where_nobody_says_it_every_college_is(make):
    folder = make(answered("01004", "elus", 2), "01004;2026;elus;9\n01004;2026;agents;0\n", "2A004;Ajaccio\n")
    assert rows(collected(folder).groups, "territory", "college", "answered", "invited") == [
        ("01004", "elus", 2, 9),
        ("2A004", "elus", 0, None),
        ("2A004", "agents", 0, None),
        ("2A004", "habitants", 0, None),
        ("2A004", "partenaires", 0, None),
    ]


def test_a_college_that_answers_uninvited_is_counted_and_the_number_of_all_is_then_unknown(make):
    collection = collected(make(answered("01004", "elus", 2) + answered("01004", "agents", 1), "01004;2026;elus;9\n"))
    assert rows(collection.groups, "college", "answered", "invited") == [("elus", 2, 9), ("agents", 1, None)]
    assert (collection.answered, collection.invited) == (3, None)


def test_those_to_remind_are_those_without_a_page_then_those_merged_then_those_of_whom_few_answered(make):
    answers = answered("01004", "elus", 1) + answered("2A004", "elus", 4) + answered("2A004", "agents", 2)
    answers += answered("2A004", "habitants", 8) + answered("2A004", "partenaires", 9)
    invited = "01004;2026;elus;6\n01004;2026;agents;9\n2A004;2026;elus;8\n2A004;2026;agents;4\n"
    invited += "2A004;2026;habitants;80\n2A004;2026;partenaires;10\n"
    assert rows(collected(make(answers, invited)).reminders, "territory", "college", "left", "needed", "reason") == [
        ("01004", "agents", 9, 4, "no_page"),
        ("01004", "elus", 5, 4, "no_page"),
        ("2A004", "elus", 4, 1, "merged"),
        ("2A004", "habitants", 72, 0, "few_of_many"),
    ]  # of the four agents two answered, and no more could reach five; nine of ten partners need no letter


def test_who_has_all_answered_is_not_reminded(make):
    assert collected(make(answered("01004", "elus", 2), "01004;2026;elus;2\n")).reminders.empty


def test_the_campaign_that_is_followed_is_the_last_declared_even_without_answers(make):
    settings = '[[campaigns]]\nid = "2023"\n[[campaigns]]\nid = "2026"\n[questionnaire]\nclosing = 2026-03-31\n'
    folder = make(answered("01004", "elus", 3, "2023-03-12", "2023"), territories="01004;A\n", settings=settings)
    collection = collected(folder)
    assert (collection.period.id, collection.previous.id, collection.answered) == ("2026", "2023", 0)
    assert rows(collection.territories, "territory", "answered", "before") == [("01004", 0, 3)]
    assert collection.days_left == 11


def test_a_folder_without_any_answer_has_a_collection_and_that_is_no_fault_of_it(make):
    collection = collected(make(territories="01004;A\n", settings='[[campaigns]]\nid = "2026"\n'))
    assert (collection.answered, collection.invited, collection.enough, collection.errors) == (0, None, 0, {})
    assert len(collection.reminders) == 4 and collection.days.empty and collection.partial.empty
    assert collected(make(settings="")).days_left is None


def test_a_folder_that_is_no_campaign_has_none(tmp_path):
    assert collected(tmp_path) is None


def test_who_took_part_is_counted_where_a_fault_holds_the_territory_back(make):
    folder = make(answered("01004", "elus", 3) + answered("01004", "elus", 1, answers="7;2", start=3))
    result = check_campaign(folder, today=TODAY)
    assert (result.held_back, result.n_respondents) == (("01004",), 0)
    assert rows(result.collection.territories, "territory", "answered", "held_back") == [("01004", 4, True)]


def test_who_took_part_is_counted_where_another_file_cannot_be_read(make):
    folder = make(answered("01004", "elus", 3))
    (folder / "data" / "other.csv").write_text("I1A;I1B\n3;2\n", "utf-8")
    result = check_campaign(folder, today=TODAY)
    assert not result.usable and result.collection.answered == 3
    assert result.collection.errors == {"…": 2}  # its name may be that of a person


def test_reviewers_and_forgotten_people_take_no_part(make):
    settings = "[colleges.evaluation]\nreviewer = true\n"
    folder = make(answered("01004", "elus", 2) + answered("01004", "evaluation", 1), settings=settings)
    assert collected(folder).answered == 2


def test_the_day_of_each_answer_is_the_tools_own(make):
    folder = make(answered("01004", "elus", 2) + answered("01004", "elus", 1, "2026-03-14 08:01", start=2))
    assert rows(collected(folder).days, "day", "answered") == [(date(2026, 3, 12), 2), (date(2026, 3, 14), 1)]


def test_the_day_that_limesurvey_writes_for_none_is_none(make):
    collection = collected(make(answered("01004", "elus", 2, "1980-01-01 00:00:00")))
    assert (len(collection.days), collection.undated) == (0, 2)


# ---- what people left blank


def grown(n_days, seed):
    """A folder's content day after day: each day some people answer, and half of them leave a question blank."""
    rng = np.random.default_rng(seed)
    blank = dict.fromkeys(FRAMEWORK.leaf_ids)
    table, people = [], []
    for day in range(n_days):
        for k in range(int(rng.integers(0, 5))):
            who = f"p{day}-{k}"
            people.append(("01004", "2026", who, "elus", pd.Timestamp(2026, 3, 1) + pd.Timedelta(days=day)))
            left = set(rng.choice(list(blank), 1)) if rng.random() < 0.5 else set()
            table += [("01004", "2026", who, "elus", leaf, 2) for leaf in blank if leaf not in left]
        columns = ["territory", "campaign", "respondent", "college"]
        if people:
            frame = pd.DataFrame(people, columns=[*columns, "day"])
            yield (
                date(2026, 3, 1) + timedelta(days=day),
                make_ratings(
                    FRAMEWORK, pd.DataFrame(table, columns=[*columns, "criterion", "level"]), participants=frame
                ),
            )


@pytest.mark.parametrize("seed", range(5))
def test_two_pages_made_on_two_days_differ_by_as_many_people_as_the_threshold_or_by_none(make, seed):
    gathered = gather(make(settings='[[campaigns]]\nid = "2026"\n'))
    seen = []
    for day, ratings in grown(25, seed):
        for today in (day, day + timedelta(days=1)):  # on the day itself more may come in
            partial = participation(replace(gathered, ratings=ratings), today).partial
            seen.append(int(partial["respondents"].sum()))
    steps = np.diff([0, *seen])
    assert seen[-1] >= 25
    assert set(steps[steps != 0] >= 5) == {True}


@pytest.mark.parametrize("threshold", [2, 5, 10])
def test_every_number_of_people_lies_in_one_band_and_no_band_is_narrower_than_the_threshold(threshold):
    for n in range(1, 60):
        bands = [band(count, n, threshold) for count in range(n + 1)]
        assert all(low <= count <= high for count, (low, high) in enumerate(bands))
        widths = {high - low + 1 for low, high in bands}
        assert min(widths) >= min(threshold, n + 1)


def test_what_is_not_asked_and_what_nobody_knows_is_not_left_blank(make):
    settings = "[questionnaire]\nnot_asked = { elus = ['I1B'] }\n"
    rows_ = answered("01004", "elus", 9, answers="NSP;") + answered("01004", "agents", 9, answers="3;")
    partial = collected(make(rows_, settings=settings)).partial
    assert rows(partial, "college", "respondents", "low", "high") == [("elus", 9, 0, 4), ("agents", 9, 5, 9)]
