"""An attacker reads everything that is published and computes no statistic of fewer than T people."""

import numpy as np
import pytest

from revue_analytics.review import TABLES, analyse
from revue_analytics.scoring import tally
from tests.factories import two_indicators
from tests.privacy.attack import Attack, attack, small_subsets
from tests.privacy.campaigns import COLLEGES, demonstration, random_campaign
from tests.privacy.knowledge import KNOWLEDGE, unmodelled

T = 5


def counted(campaign):
    colleges = tuple(college.id for college in campaign.settings.colleges)
    return tally(campaign.ratings, campaign.methodology, colleges=colleges)


def of_a_unanimous_cell(tallied, territory, subset):
    """Whether the people of a subset are counted in a cell all of whose answers are the same: the stated limit."""
    period, aspect, _, criterion = subset[0]
    unit = next(u.Index for u in tallied.units.itertuples() if (u.territory, u.campaign) == (territory, period))
    k = tallied.framework.leaf_ids.index(criterion)
    colleges = tallied.cell_colleges(unit, aspect)[:, k]
    cells = tallied.answers(aspect)[0][unit, :, k]
    inside = [cells[g] for g, names in enumerate(colleges) if {p[2] for p in subset} & set(names.split("+"))]
    return all((cell > 0).sum() <= 1 for cell in inside if cell.sum())


def attacked(campaign, review, codes):
    """Attack territories: how many statistics of few people were tried, known, and known from unanimous groups only."""
    tallied, tried, known, excused = counted(campaign), 0, [], 0
    for code in codes:
        if review.for_territory(code).participation.groupby("campaign")["n_respondents"].sum().min() < T:
            continue  # fewer respondents than T in all: one group, and the page says so
        model = attack(review, tallied, campaign.ratings.table, code)
        subsets = small_subsets(model, T)
        tried += len(subsets)
        for subset in filter(model.is_known, subsets):
            if of_a_unanimous_cell(tallied, code, subset):
                excused += 1
            else:
                known.append((code, subset))
    return tried, known, excused


def test_of_every_table_it_is_said_how_an_attacker_could_use_it():
    missing = unmodelled(TABLES)
    assert not missing, (
        f"nobody has said what the tables {missing} tell an attacker: say how one could use each of them in "
        "tests/privacy/knowledge.py, and add its equations to tests/privacy/attack.py if it has any"
    )
    assert not set(KNOWLEDGE) - set(TABLES), "tables that are no more"


def test_a_small_group_is_found_by_subtracting_the_others_from_the_score():
    """Six of one college and three of another: their exact score, and what the six said, give the three."""
    places = {("2026", "current", college, "I5A"): n for college, n in (("elus", 6), ("agents", 3))}
    model = Attack(two_indicators(), np.arange(5.0), places)
    elus, agents = places
    model.know(model.sum_of([elus], 1 / 6) | model.sum_of([agents], 1 / 3), 5 / 6 + 4 / 3)
    assert not model.is_known([agents])
    model.know(model.sum_of([elus]), 5)
    assert model.is_known([agents])


def test_groups_of_coprime_sizes_are_found_from_their_score_alone():
    """Why a small cell must not enter an exact score: fifths and quarters have one common solution."""
    places = {("2026", "current", college, "I5A"): n for college, n in (("elus", 5), ("agents", 4))}
    model = Attack(two_indicators(), np.arange(5.0), places)
    elus, agents = places
    model.know(model.sum_of([elus], 1 / 5) | model.sum_of([agents], 1 / 4), 3 / 5 + 2 / 4)
    assert model.is_known([agents])


def test_the_demonstration_tells_nothing_of_fewer_than_the_threshold(record_property):
    campaign = demonstration()
    review = analyse(campaign)
    tried, known, excused = attacked(campaign, review, review.codes)
    record_property("statistics of fewer than T people tried", tried)
    record_property("known because their group is unanimous", excused)
    assert tried > 300
    assert known == []


@pytest.mark.parametrize("seed", range(2))
def test_random_campaigns_tell_nothing_of_fewer_than_the_threshold(seed):
    campaign = random_campaign(seed, 2)
    review = analyse(campaign)
    tried, known, _ = attacked(campaign, review, review.codes)
    assert tried
    assert known == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 130))
def test_many_random_campaigns_tell_nothing_of_fewer_than_the_threshold(seed):
    campaign = random_campaign(seed, 6)
    review = analyse(campaign)
    _, known, _ = attacked(campaign, review, review.codes)
    assert known == []


def test_no_published_number_of_people_is_below_the_threshold():
    campaign = random_campaign(7, 6)
    review = analyse(campaign)
    people = review.participation.groupby(["territory", "campaign"])["n_respondents"].sum()
    large = set(people[people >= T].index)
    for name in TABLES:
        frame = review.tables[name]
        if "campaign" not in frame or name == "answers":
            continue
        here = frame[[(t, c) in large for t, c in zip(frame["territory"], frame["campaign"], strict=True)]]
        if name == "agreement":
            here = here[here["statistic"] != "largest_difference"]  # its n is a number of groups
        for column in {"n", "n_respondents"} & set(here):
            assert ((here[column] == 0) | (here[column] >= T)).all(), (name, column)
    assert set(campaign.ratings.table["college"]) == set(COLLEGES)
