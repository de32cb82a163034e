"""Audit of an index: published values of the Technology Achievement Index, identities, edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.audit import (
    Thresholds,
    audit,
    availability,
    correlations,
    effective_weights,
    internal_consistency,
)
from revue_analytics.methods.multivariate import correlation_matrix
from tests.weighting.published import tai

GIVEN = np.random.default_rng(4).uniform(0, 100, (30, 4))
EQUAL = np.ones(4)


def kinds(result):
    return [(flag.kind, flag.criterion, flag.other) for flag in result.flags]


def test_cronbach_alpha_of_the_technology_index():
    """OECD/JRC (2008), Handbook, section 4: 0.70 for 23 countries; further digits by the R package COINr."""
    found = internal_consistency(tai.VALUES)
    assert found.alpha == pytest.approx(0.703542757958, abs=1e-12)
    expected = [0.704, 0.644, 0.635, 0.774, 0.602, 0.625, 0.662, 0.706]
    assert found.alpha_if_deleted == pytest.approx(expected, abs=5e-4)


def test_cumulative_variance_of_the_technology_index():
    """By the R package COINr, get_PCA."""
    found = audit(tai.VALUES, np.ones(8)).components
    assert found.eigenvalues == pytest.approx(
        [3.3544, 1.7461, 0.9849, 0.8939, 0.4712, 0.2995, 0.1744, 0.0757], abs=5e-5
    )
    expected = [41.93, 63.76, 76.07, 87.24, 93.13, 96.87, 99.05, 100]
    assert 100 * found.explained.cumsum() == pytest.approx(expected, abs=6e-3)


def test_exports_do_not_fit_the_technology_index():
    found = kinds(audit(tai.VALUES / tai.VALUES.max(axis=0), np.ones(8)))
    assert ("misfit", tai.INDICATORS.index("exports"), None) in found


@given(arrays(float, (8, 3), elements=st.integers(0, 20).map(float)), arrays(float, 3, elements=st.floats(0.1, 1)))
@settings(deadline=None, max_examples=60)
def test_shares_of_the_variance_add_up(x, w):
    found = effective_weights(x, w)
    if np.ptp(x @ w) > 1e-6:
        assert found.variance_share.sum() == pytest.approx(1.0)
        assert found.nominal.sum() == pytest.approx(1.0)
    else:
        assert np.isnan(found.variance_share).all()


def test_unrelated_criteria_contribute_by_the_square_of_weight_and_spread():
    rng = np.random.default_rng(0)
    x = np.linalg.qr(rng.normal(size=(50, 4)) - 0.0)[0]
    x = np.linalg.qr(x - x.mean(axis=0))[0] * [1, 2, 1, 1]  # exactly uncorrelated
    x -= x.mean(axis=0)
    w = np.array([0.4, 0.3, 0.2, 0.1])
    square = (w * [1, 2, 1, 1]) ** 2
    assert effective_weights(x, w).variance_share == pytest.approx(square / square.sum(), abs=1e-9)
    assert effective_weights(x, w).ratio[1] > effective_weights(x, w).ratio[0]


def test_share_of_the_variance_is_the_slope_of_the_criterion_on_the_index():
    w = np.array([0.4, 0.3, 0.2, 0.1])
    y = GIVEN @ w
    slopes = [np.polyfit(y, column, 1)[0] for column in GIVEN.T]
    assert effective_weights(GIVEN, w).variance_share == pytest.approx(w * slopes)


def test_importance_follows_the_score_that_is_given():
    assert effective_weights(GIVEN, EQUAL, y=GIVEN[:, 2]).importance[2] == pytest.approx(1.0)


def test_a_criterion_of_weight_zero_has_no_share_and_its_gaps_do_no_harm():
    x = GIVEN.copy()
    x[:, 3] = np.nan
    found = effective_weights(x, [1, 1, 1, 0])
    assert found.variance_share[3] == 0.0
    assert np.isnan(found.ratio[3])
    assert found.variance_share[:3] == pytest.approx(effective_weights(GIVEN[:, :3], [1, 1, 1]).variance_share)


def test_correlation_with_the_rest_leaves_the_criterion_out():
    found = correlations(GIVEN, EQUAL)
    rest = GIVEN[:, 1:].mean(axis=1)
    assert found.with_rest[0] == pytest.approx(np.corrcoef(GIVEN[:, 0], rest)[0, 1])
    assert found.with_parent[0] == pytest.approx(np.corrcoef(GIVEN[:, 0], GIVEN.mean(axis=1))[0, 1])
    assert np.all(found.with_parent > found.with_rest)


@given(arrays(float, (9, 3), elements=st.one_of(st.just(np.nan), st.integers(0, 9).map(float))))
@settings(deadline=None, max_examples=100)
def test_correlations_rest_on_the_units_that_have_both_values(x):
    found = correlation_matrix(x)
    for i in range(3):
        for j in range(3):
            both = ~np.isnan(x[:, i]) & ~np.isnan(x[:, j])
            a, b = x[both, i], x[both, j]
            if len(a) > 1 and np.ptp(a) > 0 and np.ptp(b) > 0:
                assert found[i, j] == pytest.approx(np.corrcoef(a, b)[0, 1], abs=1e-9)
            elif i != j:
                assert np.isnan(found[i, j])


def test_availability_counts_what_is_there():
    found = availability([[1.0, np.nan, np.nan], [1.0, 2.0, np.nan]])
    assert found.overall == 0.5
    assert found.criteria.tolist() == [1.0, 0.5, 0.0]
    assert found.units == pytest.approx([1 / 3, 2 / 3])
    assert found.complete == 0


def test_flags_of_every_kind():
    rng = np.random.default_rng(1)
    base = rng.normal(size=100)
    x = np.column_stack(
        [
            base,
            base + 0.1 * rng.normal(size=100),
            -base + 0.3 * rng.normal(size=100),
            rng.normal(size=100),
            np.full(100, 3.0),
            np.where(rng.random(100) < 0.6, np.nan, base + rng.normal(size=100)),
        ]
    )
    found = kinds(audit(x, [4, 4, 1, 1, 1, 1]))
    assert ("constant", 4, None) in found
    assert ("scarce", 5, None) in found
    assert ("redundant", 0, 1) in found
    assert ("negative", 0, 2) in found
    assert ("opposed", 2, None) in found
    assert ("weak", 3, None) in found or ("opposed", 3, None) in found
    assert ("misfit", 2, None) in found
    assert not any(4 in (criterion, other) for kind, criterion, other in found if kind != "constant")


def test_thresholds_decide_what_is_flagged():
    x = GIVEN.copy()
    x[:20, 0] = np.nan
    assert ("scarce", 0, None) in kinds(audit(x, EQUAL))
    lax = Thresholds(redundant=1.0, negative=-1.0, weak=-1.0, availability=0.0)
    assert {flag.kind for flag in audit(x, EQUAL, thresholds=lax).flags} <= {"misfit"}


@pytest.mark.parametrize(
    "x", [[[1.0, 2.0]], [[1.0, 2.0]] * 3, [[np.nan, np.nan]] * 2, [[1.0, np.nan], [np.nan, 1.0]]], ids=str
)
def test_too_little_data_gives_an_audit_without_numbers(x):
    result = audit(x, [1, 1])
    assert result.components is None
    assert np.isnan(result.consistency.alpha)
    assert {flag.kind for flag in result.flags} >= {"constant"}


def test_a_constant_criterion_takes_no_part_in_the_consistency():
    found = internal_consistency(np.column_stack([GIVEN, np.full(30, 7.0)]))
    assert np.isnan(found.alpha_if_deleted[4])
    assert found.alpha == pytest.approx(internal_consistency(GIVEN).alpha)


def test_single_criterion_has_nothing_to_be_consistent_with():
    assert np.isnan(internal_consistency(GIVEN[:, :1]).alpha)
    assert np.isnan(correlations(GIVEN[:, :1], [1]).with_rest[0])


def test_standardising_makes_the_units_irrelevant():
    scaled = GIVEN * [1, 100, 0.01, 7]
    assert internal_consistency(scaled).alpha == pytest.approx(internal_consistency(GIVEN).alpha)
    raw = internal_consistency(scaled, standardised=False).alpha
    assert raw != pytest.approx(internal_consistency(GIVEN, standardised=False).alpha, abs=1e-3)


@pytest.mark.parametrize(
    ("w", "y", "said"),
    [
        ([1, 1], None, r"expected \(4,\)"),
        ([1, 1, 1, -1], None, "negative"),
        ([0, 0, 0, 0], None, "all are zero"),
        (EQUAL, [1.0, 2.0], r"expected \(30,\)"),
    ],
)
def test_weights_and_scores_must_fit_the_table(w, y, said):
    with pytest.raises(MethodError, match=said):
        audit(GIVEN, w, y)
