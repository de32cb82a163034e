"""An attacker reads everything that is published and computes no statistic of fewer than T people."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from revue_analytics.agreement import agreement_of, people_of
from revue_analytics.agreement.intervals import student
from revue_analytics.agreement.several_questions import alphas
from revue_analytics.methods.reliability import krippendorff_alpha_of_counts
from revue_analytics.review import TABLES, analyse, changed_by_few
from revue_analytics.review.dictionary import COLUMNS, decimals_of
from revue_analytics.scoring import tally
from tests.privacy.attack import LEVELS, Attack, Together, attack, sheets
from tests.privacy.campaigns import COLLEGES, demonstration, random_campaign, village
from tests.privacy.knowledge import KINDS, KNOWLEDGE, unmodelled

T = 5
DOZEN = range(12)


def counted(campaign):
    colleges = tuple(college.id for college in campaign.settings.colleges)
    return tally(campaign.ratings, campaign.methodology, colleges=colleges)


@cache
def published(seed):
    campaign = village(seed)
    return campaign, analyse(campaign)


def attacked(campaign, review):
    """Attack every territory: statistics of few people tried, known, and known from unanimous groups only."""
    campaign = campaign.without_few()
    tallied, tried, known, excused, spread = counted(campaign), 0, [], 0, []
    for code in review.codes:
        model = attack(review, tallied, campaign.ratings.table, code)
        for block in model.answers:
            for subset in model.targets(block, T):
                tried += 1
                if model.is_known(block, subset):
                    excused += model.unanimous(block, subset)
                    known += [] if model.unanimous(block, subset) else [(code, block, subset)]
            if block[1] == "current":
                for cell in model.cells[block]:
                    if model.size(block, cell) < 10 and model.spread_known(block, cell) == (True, False):
                        spread.append((code, block, cell))
    return tried, known, excused, spread


# --- the attack covers what there is ------------------------------------------------------------------------------


def test_of_every_column_it_is_said_how_an_attacker_could_use_it():
    missing = unmodelled(TABLES)
    assert not missing, (
        f"nobody has said what {missing} tell an attacker: say it in tests/privacy/knowledge.py, and make rows of the "
        "attack of them in tests/privacy/attack.py if they are equations"
    )
    there = {f"{name}.{column}" for name, columns in TABLES.items() for column in columns.split()}
    assert not {f"{name}.{column}" for name, columns in KNOWLEDGE.items() for column in columns} - there
    assert {kind for columns in KNOWLEDGE.values() for kind in columns.values()} <= set(KINDS)


def test_a_column_that_somebody_adds_is_noticed():
    assert unmodelled(TABLES | {"agreement": TABLES["agreement"] + " design_effect"}) == ["agreement.design_effect"]


def test_every_number_of_a_review_is_published_with_its_decimals():
    _campaign, review = published(0)
    for table in (review, analyse(demonstration())):
        for name, frame in table.tables.items():
            for column in frame.columns:
                if pd.api.types.is_float_dtype(frame[column]):
                    decimals = decimals_of(name, column)
                    assert decimals is not None, (name, column)
                    values = frame[column].dropna().to_numpy(float)
                    assert (np.round(values, decimals) == values).all(), (name, column)
    assert all(COLUMNS[c].decimals is not None for c in COLUMNS if COLUMNS[c].kind == "number")


# --- what the attack finds where it can ---------------------------------------------------------------------------


def model_of(**people):
    """One block, a cell for each college: ``elus=[1, 2]`` says what its people answered."""
    block = ("2026", "current", "I5A")
    answers = {(college, frozenset()): np.array(levels) for college, levels in people.items()}
    return block, Attack({block: answers}, {block: [frozenset([who]) for who in answers]})


def test_a_small_group_is_found_by_subtracting_the_others_from_the_score():
    """Six of one college and three of another: their exact score, and what the six said, give the three."""
    block, model = model_of(elus=[0, 0, 1, 1, 1, 2], agents=[1, 1, 2])
    model.cells[block] = [frozenset(model.answers[block])]
    elus, agents = ({who} for who in model.answers[block])
    both = model.total(block, elus, 1 / 6) | model.total(block, agents, 1 / 3)
    model.know(block, both, 5 / 6 + 4 / 3, 5 / 6 + 4 / 3)
    assert model.solve(block, model.total(block, agents)) != (4, 4)
    model.know(block, model.total(block, elus), 5, 5)
    assert model.solve(block, model.total(block, agents)) == (4, 4)


def test_groups_of_coprime_sizes_are_found_from_their_score_alone_even_rounded():
    """Why a small cell must not enter a score: fifths and quarters of a level have one common solution."""
    block, model = model_of(elus=[0, 0, 1, 1, 1], agents=[0, 0, 1, 1])
    elus, agents = ({who} for who in model.answers[block])
    score = (3 / 5 + 2 / 4) / 2
    for half in (0.0, 0.002):  # a twentieth of a point
        model.rows.clear()
        model.know(block, model.total(block, elus, 1 / 10) | model.total(block, agents, 1 / 8), score - half, score + half)
        assert model.solve(block, model.total(block, agents)) == (2, 2)


def old_columns(campaign, review):
    """The agreement of a review as it was once published: of any five answers, unrounded, with jackknife ends."""
    campaign = campaign.without_few()
    tallied = counted(campaign)
    people = people_of(campaign.ratings, tallied)
    old = agreement_of(tallied, people, tallied.cell_invited(campaign.invited), T)
    return replace(review, tables={**review.tables, "agreement": old.table()})


def together(campaign, review, half):
    """Attack what is published over the two questions of each indicator: sums of the few who left one out, known."""
    tried = known = 0
    for (period, aspect), table in sheets(campaign.without_few().ratings.table, "T0").items():
        for top in review.framework.top_ids if aspect == "current" else ():
            leaves = [leaf for leaf in review.framework.leaves_of(top) if leaf in table]
            told = review.agreement[
                (review.agreement["campaign"] == period)
                & (review.agreement["node"] == top)
                & (review.agreement["group"] == "all")
                & (review.agreement["statistic"] == "krippendorff_alpha")
            ]
            if len(leaves) < 2 or table[leaves].notna().sum().min() < 10:
                continue
            answers = table[leaves].dropna(how="all").to_numpy()
            model = Together(answers)
            for row in told.dropna(subset=["low", "high"]).itertuples():
                if row.low < row.value < row.high < 1.0:
                    exact = alphas(answers, [[0, 1]])[0].value
                    without = model.without_each(lambda c: float(krippendorff_alpha_of_counts(c, LEVELS, "ordinal")))
                    model.know_interval(exact, row.low, row.high, without, half, student(len(answers) - 1))
            for target in model.few_left_out(T):
                tried += 1
                least, greatest = model.solve(target)
                known += least == greatest == round(target @ model.true)
    return tried, known


# --- what it does not find ----------------------------------------------------------------------------------------


def test_the_demonstration_tells_nothing_of_fewer_than_the_threshold(record_property):
    campaign = demonstration()
    tried, known, excused, spread = attacked(campaign, analyse(campaign))
    record_property("statistics of fewer than T people tried", tried)
    record_property("known because their group is unanimous", excused)
    assert tried > 300
    assert (known, spread) == ([], [])


@pytest.mark.parametrize("seed", DOZEN)
def test_a_village_tells_nothing_of_fewer_than_the_threshold(seed):
    campaign, review = published(seed)
    tried, known, _excused, spread = attacked(campaign, review)
    assert tried or not len(review.codes)
    assert (known, spread) == ([], [])


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_hundred_villages_tell_nothing_of_fewer_than_the_threshold(seed):
    campaign = village(seed)
    review = analyse(campaign)
    _, known, _, spread = attacked(campaign, review)
    assert (known, spread) == ([], [])
    assert together(campaign, review, 0.005)[1] <= together(campaign, without_agreement(review), 0.005)[1]


def without_agreement(review):
    return replace(review, tables={**review.tables, "agreement": review.agreement.iloc[:0]})
