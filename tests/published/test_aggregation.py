"""Aggregation against published values and independent programs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from revue_analytics.methods.aggregation import (
    choquet,
    choquet_with_capacity,
    geometric_mean,
    harmonic_mean,
    mazziotta_pareto,
    ordered_weighted_average,
    orness,
    power_mean,
    smooth_quantifier,
    two_additive_capacity,
    weighted_ordered_weighted_average,
)
from revue_analytics.methods.normalisation import min_max, z_score

FIVE = np.array([[40.0, 20, 30, 10, 0], [70, 70, 10, 95, 33], [12.5, 80, 64, 3, 50]])


def test_means_equal_those_of_scipy(tai):
    x, w = min_max(tai.to_numpy(), lower=1), [3.0, 1, 1, 2, 0.5, 0.5, 1, 4]
    assert geometric_mean(x, w) == pytest.approx(stats.gmean(x, axis=1, weights=w), rel=1e-12)
    assert harmonic_mean(x, w) == pytest.approx(stats.hmean(x, axis=1, weights=w), rel=1e-12)
    for power in (-3.5, 0.5, 2):
        expected = stats.pmean(x, power, axis=1, weights=w)
        assert power_mean(x, w, power=power) == pytest.approx(expected, rel=1e-12)


class TestMazziottaPareto:
    """34 regions, two indicators standardised to mean 100 and deviation 10; R package Compind (``ci_mpi``).

    Compind takes the standard deviation with n − 1; with n the variance of two values, and so the penalty, is half.
    """

    REGIONS = np.array([[97.6556260863296, 98.5128927438422], [87.8657511129115, 143.07153282838]])
    SUBTRACTED, ADDED = [98.080513115086, 102.271646306703], [98.0880057150859, 128.665637634589]

    def test_with_n_less_one(self):
        assert mazziotta_pareto(self.REGIONS, [1, 1], ddof=1) == pytest.approx(self.SUBTRACTED, abs=1e-9)
        assert mazziotta_pareto(self.REGIONS, [1, 1], sign=1, ddof=1) == pytest.approx(self.ADDED, abs=1e-9)

    def test_with_n_as_in_the_paper(self):
        mean = self.REGIONS.mean(axis=1)
        assert mazziotta_pareto(self.REGIONS, [1, 1]) == pytest.approx((mean + self.SUBTRACTED) / 2, abs=1e-9)
        assert mazziotta_pareto(self.REGIONS, [1, 1], sign=1) == pytest.approx((mean + self.ADDED) / 2, abs=1e-9)

    def test_all_regions_from_the_raw_values(self, reference):
        table = pd.read_csv(reference / "published" / "compind_EU_NUTS1_mpi.csv")
        x = z_score(table[["roads", "trains"]].to_numpy(), mean=100, deviation=10, ddof=1)
        assert x == pytest.approx(table[["Zroads", "Ztrains"]].to_numpy(), abs=1e-9)
        assert mazziotta_pareto(x, [1, 1], ddof=1) == pytest.approx(table["ci_mpi_POS"], abs=1e-9)
        assert mazziotta_pareto(x, [1, 1], sign=1, ddof=1) == pytest.approx(table["ci_mpi_NEG"], abs=1e-9)


def test_ordered_average_equals_an_independent_program():
    """Python package mcda 1.1.0 (``OWA([.1, .2, .3, .3, .1])`` and its ``orness``)."""
    v = [0.1, 0.2, 0.3, 0.3, 0.1]
    assert ordered_weighted_average(FIVE, v) == pytest.approx([19.0, 55.4, 39.85], abs=1e-12)
    assert orness(v) == pytest.approx(0.475)


def test_weighted_ordered_average_with_straight_lines_equals_an_independent_program():
    """marcobidoia98/OWA (2 February 2023), ``wowa`` with its linear interpolation."""
    v = [0.1, 0.2, 0.3, 0.3, 0.1]
    got = weighted_ordered_weighted_average(FIVE, [0.1, 0.2, 0.3, 0.4, 0.0], v)
    assert got == pytest.approx([19.5, 62.5, 33.475], abs=1e-9)
    got = weighted_ordered_weighted_average(FIVE, [0.15, 0.35, 0.05, 0.25, 0.2], v)
    assert got == pytest.approx([16.0, 66.7, 41.5375], abs=1e-9)


def test_weighted_ordered_average_with_torras_curve_equals_his_program():
    """java-aggregation (T. Debatty, after V. Torra's own program): 0.194296875, printed in its example."""
    v = [0.1, 0.2, 0.3, 0.4, 0.0]
    got = weighted_ordered_weighted_average([0.4, 0.2, 0.3, 0.1, 0.0], v, smooth_quantifier(v))
    assert got == pytest.approx(0.194296875, abs=1e-12)


def test_choquet_integral_of_grabischs_students():
    """Grabisch (1996), three students in mathematics, physics and literature: 13.9, 13.6 and 14.9.

    Mathematics and physics replace each other in part; literature completes either.
    """
    students = [[18, 16, 10], [10, 12, 18], [14, 15, 15]]
    m, p, lit, mp, ml, pl = 0.45, 0.45, 0.3, 0.5, 0.9, 0.9
    assert choquet_with_capacity(students, [0, m, p, mp, lit, ml, pl, 1]) == pytest.approx([13.9, 13.6, 14.9])


def test_two_additive_choquet_integral_equals_an_independent_program():
    """Python package mcda 1.1.0: ``ChoquetIntegral(Mobius(...))`` of the same importances and interactions."""
    importance, index = [0.4, 0.3, 0.2, 0.1], np.zeros((4, 4))
    for i, j, value in [(0, 1, 0.3), (0, 2, -0.2), (1, 2, 0.1), (2, 3, -0.1), (0, 3, 0.05)]:
        index[i, j] = index[j, i] = value
    x = [[40.0, 20, 30, 10], [70, 70, 10, 95], [12.5, 80, 64, 3]]
    assert choquet(x, importance, index) == pytest.approx([26.75, 67.125, 39.1375], abs=1e-9)
    capacity = two_additive_capacity(importance, index)
    assert choquet_with_capacity(x, capacity) == pytest.approx([26.75, 67.125, 39.1375], abs=1e-9)
