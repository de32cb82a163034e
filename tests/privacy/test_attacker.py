"""An attacker reads everything that is published and computes no statistic of fewer than T people."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from revue_analytics.agreement import agreement_of, people_of
from revue_analytics.agreement.intervals import student
from revue_analytics.agreement.several_questions import alphas
from revue_analytics.methods.reliability import (
    krippendorff_alpha_of_counts,
    ordinal_consensus_of_counts,
    within_group_agreement_of_counts,
)
from revue_analytics.review import TABLES, analyse, changed_by_few
from revue_analytics.review.dictionary import COLUMNS, decimals_of
from revue_analytics.scoring import tally
from tests.privacy.attack import LEVELS, Attack, Together, attack, sets_of, sheets
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


@cache
def demonstrated():
    return analyse(demonstration())


def models(campaign, review):
    """Territory by territory, everything that is published, written down."""
    campaign = campaign.without_few()
    tallied = counted(campaign)
    return [attack(review, tallied, campaign.ratings.table, code) for code in review.codes]


def attacked(model, *, pairs=True):
    """Statistics of few people: how many were tried, which are known, how many of these by a unanimous group."""
    tried, known, excused = 0, [], 0
    for block in model.answers:
        for subset in model.targets(block, T, pairs=pairs):
            tried += 1
            if model.is_known(block, subset):
                excused += model.unanimous(block, subset)
                known += [] if model.unanimous(block, subset) else [(block, subset)]
    return tried, known, excused


def spread_of_few(model):
    """Groups of five to nine of which all the answers are known, and not from means and the counts of everybody."""
    blocks = [block for block in model.answers if block[1] == "current"]
    cells = [(block, cell) for block in blocks for cell in model.cells[block] if model.size(block, cell) < 10]
    return [(block, cell) for block, cell in cells if model.spread_known(block, cell) == (True, False)]


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
    for table in (published(0)[1], demonstrated()):
        for name, frame in table.tables.items():
            for column in frame.columns:
                if pd.api.types.is_float_dtype(frame[column]) and len(frame):
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
        model.know(
            block, model.total(block, elus, 1 / 10) | model.total(block, agents, 1 / 8), score - half, score + half
        )
        assert model.solve(block, model.total(block, agents)) == (2, 2)


def old_columns(campaign, review):
    """The agreement of a review as it was once published: of any five answers, unrounded, with jackknife ends."""
    campaign = campaign.without_few()
    tallied = counted(campaign)
    people = people_of(campaign.ratings, tallied)
    old = agreement_of(tallied, people, tallied.cell_invited(campaign.invited), T)
    return replace(review, tables={**review.tables, "agreement": old.table()})


def together(campaign, review, half):
    """Attack what is published over the two questions of each indicator.

    Returns how many sums of the few who left one of them out were tried, and are known; and of the tables of who
    answered what together, likewise.
    """
    found = np.zeros(4, dtype=int)
    for (period, aspect), table in sheets(campaign.without_few().ratings.table, "T0").items():
        for top in review.framework.top_ids if aspect == "current" else ():
            leaves = [leaf for leaf in review.framework.leaves_of(top) if leaf in table]
            if len(leaves) < 2 or table[leaves].notna().sum().min() < 10:
                continue
            model = Together(table[leaves].dropna(how="all").to_numpy())
            from_counts = model.is_known()
            for row in _intervals(review.agreement, period, top):
                value = alphas(model.both, [[0, 1]])[0].value
                without = model.without_each(lambda c: float(krippendorff_alpha_of_counts(c, LEVELS, "ordinal")))
                model.know_interval(value, row.low, row.high, without, half, student(len(model.both) - 1))
            sums = model.few_left_out(T)
            found += [len(sums), sum(map(model.knows, sums)), not from_counts, not from_counts and model.is_known()]
    return found


def _intervals(agreement, period, top):
    """Intervals of alpha that were neither cut nor moved, of all respondents on an indicator."""
    rows = agreement[(agreement["campaign"] == period) & (agreement["node"] == top) & (agreement["group"] == "all")]
    rows = rows[rows["statistic"] == "krippendorff_alpha"].dropna(subset=["low", "high"])
    return [row for row in rows.itertuples() if row.low < row.value < row.high < 1.0]


# --- what it does not find ----------------------------------------------------------------------------------------


def test_the_demonstration_tells_nothing_of_fewer_than_the_threshold(record_property):
    found = [attacked(model, pairs=False) for model in models(demonstration(), demonstrated())]
    record_property("statistics of fewer than T people tried", sum(tried for tried, _, _ in found))
    record_property("known because their group is unanimous", sum(excused for _, _, excused in found))
    assert sum(tried for tried, _, _ in found) > 300
    assert [known for _, known, _ in found if known] == []


@pytest.mark.parametrize("seed", DOZEN)
def test_a_village_tells_nothing_of_fewer_than_the_threshold(seed):
    for model in models(*published(seed)):
        tried, known, _excused = attacked(model)
        assert tried
        assert known == []


@pytest.mark.parametrize("seed", DOZEN[:4])
def test_the_answers_of_a_group_of_five_to_nine_follow_from_nothing_but_means_and_the_counts_of_everybody(seed):
    assert [spread_of_few(model) for model in models(*published(seed))] == [[]]


def test_who_answered_what_together_does_not_follow():
    found = sum(together(*published(seed), 0.005) for seed in DOZEN)
    assert found[0] > 20 and found[2] > 20
    assert (found[1], found[3]) == (0, 0)


def test_from_the_columns_once_published_it_follows():
    """Unrounded, with the ends of the intervals of alpha: the attack finds who answered what together."""
    found = sum(together(*with_old_columns(seed), 1e-14) for seed in DOZEN[:2])
    assert found[1] > 0.9 * found[0] > 0
    assert found[3] > 0.7 * found[2] > 0


def test_from_the_agreement_once_published_the_answers_of_small_groups_follow():
    """Mean, ordinal consensus and r_wg of a group of five to nine are those of one set of answers."""
    known = tried = 0
    for seed in DOZEN[:4]:
        _campaign, review = with_old_columns(seed)
        one = review.agreement[review.agreement["scope"] == "criterion"].pivot_table(
            index=["campaign", "node", "group", "n"], columns="statistic", values="value"
        )
        means = review.group_scores.set_index(["campaign", "criterion", "group"])["score"]
        for (period, node, group, n), row in one.iterrows():
            if n < 10 and (period, node, group) in means.index:
                sets = [
                    np.bincount(each, minlength=5) for each in sets_of(n, round(means[period, node, group] / 25 * n))
                ]
                counts = np.array(sets, dtype=float)
                fits = np.abs(ordinal_consensus_of_counts(counts, LEVELS) - row["ordinal_consensus"]) < 1e-9
                fits &= np.abs(within_group_agreement_of_counts(counts, LEVELS) - row["within_group_agreement"]) < 1e-9
                known, tried = known + int(fits.sum() == 1), tried + 1
    assert known > 0.8 * tried > 0


def with_old_columns(seed):
    campaign, review = published(seed)
    return campaign, old_columns(campaign, review)


def test_one_late_respondent_is_named_or_nothing_changes():
    """Two publications, the second with one answer sheet more."""
    named = 0
    for seed in DOZEN[:4]:
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
    from itertools import combinations

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


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_hundred_villages_tell_nothing_of_fewer_than_the_threshold(seed):
    campaign = village(seed)
    review = analyse(campaign)
    for model in models(campaign, review):
        assert attacked(model)[1] == []
        assert spread_of_few(model) == []
    found = together(campaign, review, 0.005)
    assert (found[1], found[3]) == (0, 0)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 130))
def test_many_random_campaigns_tell_nothing_of_fewer_than_the_threshold(seed):
    campaign = random_campaign(seed, 6)
    for model in models(campaign, analyse(campaign)):
        assert attacked(model)[1] == []
