"""Published weights from judgements, to the printed decimal."""

from fractions import Fraction

import numpy as np
import pytest

from revue_analytics.methods.weighting import (
    analytic_hierarchy,
    best_worst,
    random_index,
    rank_order_centroid,
    rank_sum,
    reciprocal_matrix,
    reciprocal_rank,
)

HOUSE = "5 3 7 6 6 1/3 1/4 1/3 5 3 3 1/5 1/7 6 3 4 6 1/5 1/3 1/4 1/7 1/8 1/2 1/5 1/6 1/5 1/6 1/2"
NATIONS = "4 9 6 6 5 5 7 5 5 3 4 1/5 1/5 1/7 1/5 1 1/3 1/3 1/3 1/3 2"


def matrix(text):
    return reciprocal_matrix([float(Fraction(word)) for word in text.split()])


def test_buying_a_house():
    """Saaty (1980), The Analytic Hierarchy Process: choosing a house by 8 criteria."""
    result = analytic_hierarchy(matrix(HOUSE))
    assert result.weights == pytest.approx([0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], abs=6e-4)
    assert result.lambda_max == pytest.approx(9.669, abs=5e-4)
    assert result.consistency_index == pytest.approx(0.238, abs=5e-4)
    assert result.consistency_ratio == pytest.approx(0.169, abs=5e-4)


def test_wealth_of_nations():
    """Saaty (1977), Journal of Mathematical Psychology 15: the wealth of 7 nations."""
    result = analytic_hierarchy(matrix(NATIONS))
    # Printed with three decimals, cut rather than rounded for the two Europeans (0.123 and 0.094 are).
    assert result.weights == pytest.approx([0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094], abs=6e-4)
    assert result.lambda_max == pytest.approx(7.61, abs=5e-3)


def test_choosing_a_means_of_transport():
    """Rezaei (2015), Omega 53: load flexibility, accessibility, cost. Exactly, 8 = (5 + xi)(2 + xi) - … at xi."""
    result = best_worst([8, 2, 1], [1, 5, 8])
    assert result.weights == pytest.approx([0.0714, 0.3387, 0.5899], abs=5e-5)
    assert result.xi == pytest.approx(0.26, abs=5e-3)
    assert result.consistency_ratio == pytest.approx(0.058, abs=5e-4)


def test_choosing_a_means_of_transport_by_the_linear_model():
    """Rezaei (2016), Omega 64, on the same judgements."""
    result = best_worst([8, 2, 1], [1, 5, 8], model="linear")
    assert result.weights == pytest.approx([0.0714, 0.3214, 0.6071], abs=5e-5)
    assert result.xi == pytest.approx(0.0357, abs=5e-5)


@pytest.mark.parametrize(
    ("a_bw", "printed"),
    [(2, 0.44), (3, 1.00), (4, 1.63), (5, 2.30), (6, 3.00), (7, 3.73), (8, 4.47), (9, 5.23)],
)
def test_consistency_index_of_the_best_worst_method(a_bw, printed):
    """Rezaei (2015), Omega 53, table of consistency indices: the largest xi that each a_BW allows."""
    # A middle criterion judged a_BW on both sides is as far out as can be; it reaches exactly that xi.
    assert best_worst([1, a_bw, a_bw], [a_bw, a_bw, 1]).xi == pytest.approx(printed, abs=6e-3)
    assert best_worst([1, a_bw, a_bw], [a_bw, a_bw, 1]).consistency_ratio == pytest.approx(1.0)


@pytest.mark.parametrize(
    "printed",
    [
        (0.6111, 0.2778, 0.1111),
        (0.5208, 0.2708, 0.1458, 0.0625),
        (0.4567, 0.2567, 0.1567, 0.0900, 0.0400),
        (0.3397, 0.2147, 0.1522, 0.1106, 0.0793, 0.0543, 0.0335, 0.0156),
    ],
)
def test_rank_order_centroids(printed):
    """Barron and Barrett (1996), Management Science 42(11), table of ROC weights."""
    assert rank_order_centroid(range(1, len(printed) + 1)) == pytest.approx(printed, abs=5e-5)


def test_rank_sum_and_reciprocal_weights_by_their_formulas():
    """Stillwell, Seaver and Edwards (1981): rank 1 to 4 gives 4:3:2:1, and 12:6:4:3."""
    assert rank_sum([1, 2, 3, 4]) == pytest.approx(np.array([4, 3, 2, 1]) / 10)
    assert reciprocal_rank([1, 2, 3, 4]) == pytest.approx(np.array([12, 6, 4, 3]) / 25)


@pytest.mark.full
@pytest.mark.parametrize(("m", "missing", "draws"), [(4, 0, 20_000), (8, 0, 20_000), (5, 1, 1000), (6, 4, 1000)])
def test_random_index_is_the_mean_index_of_random_judgements(m, missing, draws):
    rng = np.random.default_rng(1)
    scale = np.concatenate([1.0 / np.arange(9, 1, -1), np.arange(1.0, 10.0)])
    pairs = np.triu_indices(m, 1)
    found = []
    for _ in range(draws):
        judgements = rng.choice(scale, len(pairs[0]))
        judgements[rng.choice(len(judgements), missing, replace=False)] = np.nan
        a = np.full((m, m), np.nan)
        a[pairs] = judgements
        if (np.isnan(a) & np.isnan(a.T)).all(axis=1).any():
            continue  # a criterion that is compared with nothing
        if missing:
            known = ~(np.isnan(a) & np.isnan(a.T)) | np.eye(m, dtype=bool)
            if not (np.linalg.matrix_power(known.astype(float), m) > 0).all():
                continue
            found.append(analytic_hierarchy(a).consistency_index)
        else:
            full = np.where(np.isnan(a), 1.0 / a.T, a)
            np.fill_diagonal(full, 1.0)
            found.append((np.linalg.eigvals(full).real.max() - m) / (m - 1))
    assert np.mean(found) == pytest.approx(random_index(m, missing), rel=0.05)
