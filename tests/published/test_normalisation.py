"""Normalisation against published values and independent programs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from revue_analytics.methods.aggregation import arithmetic_mean, geometric_mean
from revue_analytics.methods.normalisation import (
    borda,
    distance_to_maximum,
    distance_to_target,
    goalposts,
    min_max,
    percentile_rank,
    rank,
    z_score,
)


def test_human_development_index_of_china_2010():
    """UNDP, Human Development Report 2010, technical note 1: goalposts, then geometric means; 0.663."""
    life, mean_years, expected_years = goalposts([73.5, 7.5, 11.4], low=[20, 0, 0], high=[83.2, 13.2, 20.6]) / 100
    assert (life, mean_years, expected_years) == pytest.approx((0.847, 0.568, 0.553), abs=5e-4)
    schooling = geometric_mean([mean_years, expected_years], [1, 1])
    education = goalposts(schooling, low=0, high=0.951) / 100
    income = goalposts(np.log(7263), low=np.log(163), high=np.log(108211)) / 100
    assert (float(education), float(income)) == pytest.approx((0.589, 0.584), abs=1e-3)
    assert geometric_mean([life, education, income], [1, 1, 1]) == pytest.approx(0.663, abs=5e-4)


def test_technology_achievement_of_new_zealand_2001(tai):
    """UNDP, Human Development Report 2001, technical note on the TAI: eight goalpost indices and their mean, 0.548.

    Telephones enter as a logarithm rounded to two decimals, hence their tolerance; electricity is beyond its goalpost.
    """
    low = [0, 0, 0, 0, np.log10(1), np.log10(22), 0.8, 0.1]
    high = [994, 272.6, 232.4, 80.8, np.log10(901), np.log10(6969), 12.0, 27.4]
    got = goalposts(tai.loc["New Zealand"].to_numpy(), low, high) / 100
    printed = [0.104, 0.048, 0.631, 0.191, 0.967, 1.0, 0.973, 0.476]
    assert got[[0, 1, 2, 3, 5, 6, 7]] == pytest.approx(np.delete(printed, 4), abs=5e-4)
    assert got[4] == pytest.approx(printed[4], abs=5e-3)
    assert arithmetic_mean(got, np.ones(8)) == pytest.approx(0.548, abs=1e-3)


def test_min_max_and_standardisation_of_23_countries(tai, tai_scores):
    """R package COINr: mean of the eight normalised indicators."""
    w, tai = np.ones(8), tai.to_numpy()
    assert arithmetic_mean(min_max(tai), w) == pytest.approx(tai_scores["min_max"], abs=1e-9)
    assert arithmetic_mean(z_score(tai, ddof=1), w) == pytest.approx(tai_scores["z_score"], abs=1e-9)
    assert geometric_mean(min_max(tai, lower=1), w) == pytest.approx(tai_scores["geometric"], abs=1e-9)


@pytest.mark.parametrize("ddof", [0, 1])
def test_standardisation_equals_scipy(tai, ddof):
    tai = tai.to_numpy()
    assert z_score(tai, ddof=ddof) == pytest.approx(stats.zscore(tai, ddof=ddof), abs=1e-12)


def test_ranks_equal_those_of_pandas(tai):
    places = tai.rank(method="average")
    assert np.array_equal(rank(tai), places)
    assert np.array_equal(borda(tai), places - 1)
    assert np.array_equal(rank(tai, direction=-1), tai.rank(method="average", ascending=False))
    pd.testing.assert_frame_equal(percentile_rank(tai), 100 * (places - 1) / 22, atol=1e-12)


def test_share_of_the_maximum_equals_pymcdm():
    """pymcdm 1.4.0, ``max_normalization([3, 7.5, 12, 9])`` (profit), times 100."""
    assert distance_to_maximum([[3.0], [7.5], [12.0], [9.0]]).ravel() == pytest.approx([25, 62.5, 100, 75])


def test_share_of_the_minimum_equals_pymcdm():
    """pymcdm 1.4.0, ``linear_normalization([3, 7.5, 12, 9], cost=True)``, times 100."""
    got = distance_to_maximum([[3.0], [7.5], [12.0], [9.0]], -1).ravel()
    assert got == pytest.approx([100, 40, 25, 33.333333333333], abs=1e-9)
    assert distance_to_target([[3.0], [7.5], [12.0], [9.0]], 3.0, -1).ravel() == pytest.approx(got)


def test_min_max_of_49_indicators_equals_an_independent_program(reference):
    """ASEM portal, 51 countries, both directions, missing values: R package COINr, to its printed digits."""
    folder = reference / "asem"
    meta = pd.read_csv(folder / "iMeta.csv").query("Type == 'Indicator'")
    raw = pd.read_csv(folder / "iData_17digits.csv").set_index("uCode")[list(meta["iCode"])]
    expected = pd.read_csv(folder / "normalised__v1_minmax0_100_amean__noimp.csv").set_index("uCode")
    got = pd.DataFrame(min_max(raw, meta["Direction"]), index=raw.index, columns=raw.columns)
    pd.testing.assert_frame_equal(got.loc[expected.index], expected[got.columns], rtol=0, atol=1e-9, check_dtype=False)
