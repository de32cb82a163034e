"""What draws are made of: the answers expected of each cell by whoever knows what is published, and nothing else."""

import numpy as np
import pytest

from revue_analytics.scoring.disclosure import disclosed_counts

LEVELS = np.arange(5.0)
A, B = [3, 0, 2, 0, 1], [0, 2, 0, 4, 0]
"""Two cells of six."""


def disclosed(*groups, criteria=1):
    """One territory, each group with the same answers to all criteria."""
    counts = np.array([[list(group)] * criteria for group in groups])
    return disclosed_counts(counts[None], LEVELS)[0][:, 0]


def test_number_and_mean_of_every_cell_are_kept():
    rng = np.random.default_rng(0)
    counts = rng.multinomial(7, rng.dirichlet(np.full(5, 0.4), (50, 4, 18)))
    expected = disclosed_counts(counts, LEVELS)
    assert expected.sum(axis=-1) == pytest.approx(counts.sum(axis=-1), abs=1e-11)
    assert expected @ LEVELS == pytest.approx(counts @ LEVELS, abs=1e-11)


def test_all_groups_together_answered_as_everybody_did_but_for_a_third_of_an_answer():
    rng = np.random.default_rng(1)
    counts = rng.multinomial(7, rng.dirichlet(np.ones(5), (20, 4, 18)))
    assert disclosed_counts(counts, LEVELS).sum(axis=1) == pytest.approx(counts.sum(axis=1), abs=1 / 3)


def test_groups_that_exchange_answers_of_the_same_sum_are_expected_to_answer_the_same():
    """1 and 3 for 2 and 2: numbers, means and everybody's answers stay."""
    a, b = np.array(A), np.array(B)
    step = np.array([0, -1, 2, -1, 0])
    assert np.array_equal(disclosed(a, b), disclosed(a - step, b + step))


def test_few_answers_are_expected_to_spread_as_usual_whatever_they_are():
    """Few criteria: nothing of how they spread is used."""
    assert np.array_equal(disclosed([3, 0, 0, 0, 3]), disclosed([0, 1, 4, 1, 0]))


def test_few_answers_to_many_criteria_spread_as_those_of_the_territory_do():
    def spread(cell):
        shares = disclosed(cell, criteria=8)[0] / 6
        return (shares * (LEVELS - shares @ LEVELS) ** 2).sum() ** 0.5

    assert spread([1, 1, 2, 1, 1]) == pytest.approx((10 / 3 / 2) ** 0.5, abs=0.1)
    assert spread([0, 2, 2, 2, 0]) == pytest.approx((4 / 6) ** 0.5, abs=0.1)


@pytest.mark.parametrize("cell", [[0, 0, 6, 0, 0], [0, 0, 5, 2, 0]])
def test_answers_that_hardly_spread_are_not_told_to_be_so(cell):
    """Else one spread of all criteria would say that each cell is nearly unanimous."""
    shares = disclosed(cell, criteria=8)[0] / sum(cell)
    assert (shares * (LEVELS - shares @ LEVELS) ** 2).sum() == pytest.approx(0.25, abs=0.06)


def test_groups_of_ten_and_more_keep_their_answers():
    cells = [[3, 0, 4, 0, 3], [0, 9, 0, 4, 0]]
    assert disclosed(*cells).tolist() == cells


@pytest.mark.parametrize("level", range(5))
def test_a_unanimous_group_stays_unanimous_where_everybody_is_counted(level):
    cell = np.where(level == LEVELS, 6, 0)
    others = np.array([1, 2, 1, 2, 1])
    assert disclosed(cell, others)[0] @ LEVELS == pytest.approx(6 * level)
    if level in (0, 4):
        assert disclosed(cell, others)[0] == pytest.approx(cell, abs=1e-9)


def test_nobody_answered_a_criterion():
    assert disclosed([0, 0, 0, 0, 0], A)[0].tolist() == [0.0] * 5


def test_what_is_expected_is_expected_again():
    once = disclosed_counts(np.array([[[A], [B]]]), LEVELS)
    assert disclosed_counts(once, LEVELS) == pytest.approx(once, abs=1e-6)
