"""An attacker reads everything that is published and computes no statistic of fewer than T people."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from revue_analytics.agreement import agreement_of, people_of
from revue_analytics.review import TABLES, analyse, changed_by_few
from revue_analytics.review.tables import OTHERS, TEXTS
from revue_analytics.scoring import Methodology, ResponseCounts
from tests.privacy.attack import attack, counts_of, questions_of, undecided
from tests.privacy.campaigns import COLLEGES, demonstration, eight_criteria, random_campaign, some_of, village
from tests.privacy.knowledge import KINDS, KNOWLEDGE, unmodelled

T = 5
DOZEN = range(12)


@cache
def published(seed):
    campaign = village(seed)
    return campaign, analyse(campaign)


# --- the attack covers what there is ------------------------------------------------------------------------------


def test_of_every_column_it_is_said_how_an_attacker_could_use_it():
    missing = unmodelled({name: table.columns for name, table in TABLES.items()})
    assert not missing, f"nobody has said what {missing} tell an attacker: say it in tests/privacy/knowledge.py"
    there = {f"{name}.{column}" for name, table in TABLES.items() for column in table.columns}
    assert not {f"{name}.{column}" for name, columns in KNOWLEDGE.items() for column in columns} - there
    assert {kind for columns in KNOWLEDGE.values() for kind in columns.values()} <= set(KINDS)


def test_what_a_table_is_declared_to_be_made_of_is_what_the_attacker_takes_it_for():
    for name, table in TABLES.items():
        assert {KNOWLEDGE[name][column] for column in table.people} <= {"people"}, name
        if table.origin == TEXTS:
            assert set(KNOWLEDGE[name].values()) == {"name", "typed"}, name
        if "drawn" in KNOWLEDGE[name].values():
            assert table.origin != OTHERS, name


@pytest.mark.parametrize(("table", "column"), [("agreement", "design_effect"), ("findings", "p_middle")])
def test_a_column_that_somebody_adds_is_noticed(table, column):
    declared = {name: list(one.columns) for name, one in TABLES.items()}
    declared[table].append(column)
    assert unmodelled(declared) == [f"{table}.{column}"]


def test_every_number_of_a_review_is_published_with_its_decimals():
    for table in (published(0)[1], analyse(some_of(demonstration(), ["00002"]))):
        for name, frame in table.tables.items():
            for column in frame.columns:
                if pd.api.types.is_float_dtype(frame[column]) and len(frame):
                    decimals = TABLES[name].columns[column].decimals
                    assert decimals is not None, (name, column)
                    values = frame[column].dropna().to_numpy(float)
                    assert (np.round(values, decimals) == values).all(), (name, column)
    assert all(c.decimals is not None for t in TABLES.values() for c in t.columns.values() if c.kind == "number")


def test_the_campaigns_that_are_attacked_have_every_table_that_is_made_of_answers():
    reviews = [published(seed)[1] for seed in DOZEN[:2]]
    reviews += [analyse(village(1, framework=eight_criteria())), analyse(random_campaign(1, 6))]
    empty = {name for name in TABLES if not any(len(review.tables[name]) for review in reviews)}
    typed = {"comments", "evidence", "reasons"}
    assert empty == typed | {"not_applicable", "planned_actions", "roadmap_limits", "origins"}


# --- what the attack finds where it can ---------------------------------------------------------------------------


@pytest.fixture
def draws_of_the_answers(monkeypatch):
    """Draws, recodings and medians as they were once made: of the answers of each cell."""
    monkeypatch.setattr(ResponseCounts, "disclosed", property(lambda self: self.current.astype(float)))


def small_cells(seed):
    """Three questions of a village: how answers spread in their cells is hidden, and several sets possible."""
    campaign = village(seed)
    hidden = [question for question in questions_of(campaign, counts_of(campaign)) if question.open_cells]
    return campaign, hidden[:3]


def test_from_draws_once_made_how_five_to_nine_people_answered_follows(draws_of_the_answers):
    """Of all sets of answers with the same means and everybody's answers, one gives the numbers that were published."""
    campaign, questions = small_cells(0)
    review = analyse(campaign)
    decided = [undecided(campaign, review, question) for question in questions]
    assert all(possible > 1 for possible, _ in decided)
    assert [same for _, same in decided] == [1] * 3


def test_from_draws_of_what_is_published_every_set_of_answers_is_as_possible_as_before():
    campaign, questions = small_cells(0)
    for question in questions:
        possible, same = undecided(campaign, published(0)[1], question)
        assert possible == same > 1


def test_the_attack_reports_draws_once_made(draws_of_the_answers):
    assert any("all answers of cell" in what for _, what in attack(village(0), worlds=8).known)


def agreement_once_published(campaign):
    """Of any five answers, unrounded, with the ends of intervals that leave out one respondent in turn."""
    counts, review = counts_of(campaign), analyse(campaign)
    people = people_of(campaign.ratings, counts)
    old = agreement_of(counts, people, counts.cell_invited(campaign.invited), T)
    return replace(review, tables={**review.tables, "agreement": old.table()})


def and_a_column(table, values):
    """Publish one column more: what a function makes of the answers, counted."""

    def publish(campaign):
        review = analyse(campaign)
        frame = review.tables[table].assign(more=0.0)
        frame.loc[frame.index[0], "more"] = values(campaign)
        return replace(review, tables={**review.tables, table: frame})

    return publish


def variance_of_a_cell(campaign):
    counts = counts_of(campaign).current[-1, :, 0]
    shares = counts[counts.sum(axis=-1).argmax()] / counts.sum(axis=-1).max()
    return round(float(shares @ np.arange(5) ** 2 - (shares @ np.arange(5)) ** 2), 2)


def sum_of_one_college(campaign):
    rows = campaign.ratings.table.query("college == 'elus' and criterion == 'I5A' and aspect == 'current'")
    return round(float(rows.query("campaign == '2026'")["level"].astype(float).sum()), 0)


@pytest.mark.parametrize(
    "publish",
    [
        agreement_once_published,
        and_a_column("scores", variance_of_a_cell),
        and_a_column("findings", sum_of_one_college),
    ],
    ids=["agreement as once published", "how a small cell spreads", "a sum of a few"],
)
def test_the_attack_reports_what_must_not_be_published(publish):
    assert attack(village(0), publish=publish, worlds=8).known


def test_the_attack_reports_cells_of_fewer_than_the_threshold():
    campaign = replace(village(0), methodology=Methodology(disclosure_threshold=2))
    assert attack(campaign, threshold=T, worlds=8).known


# --- what it does not find ----------------------------------------------------------------------------------------


PATIENCE = 400
"""How many times other answers are tried before it is said that there are none; mostly a dozen settle everything."""


def nothing_is_known(campaign, record_property):
    result = attack(campaign, worlds=PATIENCE)
    record_property("tried", result.tried)
    record_property("known because a group is unanimous", result.unanimous)
    record_property("known from the means and everybody's answers", result.single)
    assert result.tried
    assert result.known == []


@pytest.mark.parametrize("seed", DOZEN)
def test_a_village_tells_nothing_of_fewer_than_the_threshold(seed, record_property):
    nothing_is_known(village(seed), record_property)


@pytest.mark.parametrize("seed", DOZEN[1:3])
def test_a_village_that_answers_eight_criteria_tells_nothing_of_fewer_than_the_threshold(seed, record_property):
    nothing_is_known(village(seed, framework=eight_criteria()), record_property)


def test_a_campaign_of_six_territories_tells_nothing_of_fewer_than_the_threshold(record_property):
    nothing_is_known(random_campaign(1, 6, 20), record_property)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_hundred_villages_tell_nothing_of_fewer_than_the_threshold(seed, record_property):
    nothing_is_known(village(seed), record_property)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 108))
def test_more_villages_that_answer_eight_criteria_tell_nothing_of_fewer_than_the_threshold(seed, record_property):
    nothing_is_known(village(seed, framework=eight_criteria()), record_property)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 106))
def test_random_campaigns_tell_nothing_of_fewer_than_the_threshold(seed, record_property):
    nothing_is_known(random_campaign(seed, 6, 20), record_property)


@pytest.mark.full
def test_the_demonstration_tells_nothing_of_fewer_than_the_threshold(record_property):
    nothing_is_known(some_of(demonstration(), ["00002", "00003"], 20), record_property)


def test_one_late_respondent_is_named_or_nothing_changes():
    """Two publications, the second with one answer sheet more."""
    named = 0
    for seed in DOZEN[:2]:
        campaign, after = published(seed)
        table = campaign.ratings.table
        late = table.loc[table["campaign"] == campaign.current, "respondent"].iloc[-1]
        frames = {
            name: frame[(frame["respondent"] != late) | (frame["campaign"] != campaign.current)].reset_index(drop=True)
            for name, frame in ((name, getattr(campaign.ratings, name)) for name in ("table", "importance", "comments"))
        }
        before = analyse(replace(campaign, ratings=replace(campaign.ratings, **frames)))
        same = all(before.tables[name].equals(after.tables[name]) for name in TABLES)
        assert changed_by_few(before, after) == (() if same else ("T0",))
        named += not same
    assert named


def test_points_of_few_people_are_no_sum_or_difference_of_those_published():
    """Each college's points are unknown: a subset is found if it is a combination of the groups that are told."""
    tried = 0
    for seed in DOZEN:
        campaign, review = published(seed)
        shared = campaign.ratings.importance.query("indicator == 'I5'")
        for period, people in shared.groupby("campaign"):
            sizes = people.groupby("college").size()
            told = [names for names in groups_of_points(campaign, review, period) if set(names) & set(sizes.index)]
            rows = np.array([[float(college in names) for college in sizes.index] for names in told]).reshape(
                -1, len(sizes)
            )
            for college in sizes.index[sizes < T]:
                target = (sizes.index == college).astype(float)
                rank = np.linalg.matrix_rank(rows) if len(rows) else 0
                assert np.linalg.matrix_rank(np.vstack([rows, target])) > rank, (seed, period, college)
                tried += 1
    assert tried


def groups_of_points(campaign, review, period):
    """Colleges in each group whose mean points are published, read off by trying: those whose mean it is."""
    people = campaign.ratings.importance.query("indicator == 'I5' and campaign == @period")
    names = sorted(people["college"].unique())
    rows = review.importance[(review.importance["campaign"] == period) & (review.importance["indicator"] == "I5")]
    found = []
    for row in rows.itertuples():
        fits = [
            each
            for size in range(1, len(names) + 1)
            for each in combinations(names, size)
            if (part := people[people["college"].isin(each)]["points"]).size == row.n
            and abs(part.mean() - row.points) < 0.06
        ]
        found += fits
    return found


def test_no_published_number_of_people_is_below_the_threshold():
    campaign = random_campaign(7, 6)
    review = analyse(campaign)
    for name in TABLES:
        frame = review.tables[name]
        for column in {"n", "n_respondents"} & set(frame if name != "answers" else ()):
            assert ((frame[column] == 0) | (frame[column] >= T)).all(), (name, column)
    assert set(campaign.ratings.table["college"]) == set(COLLEGES)
