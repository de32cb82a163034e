"""Published cases: the Technology Achievement Index, and an SMAA analysis of two treatments.

The data are not part of this project: the environment variable REVUE_REFERENCE names the folder that holds
``published/``.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from revue_analytics.methods.normalisation import min_max
from revue_analytics.sensitivity import (
    minimal_change,
    pairwise_winning,
    rank_acceptability,
    rank_bounds,
    sample_weights,
    stability_intervals,
)

REFERENCE = os.environ.get("REVUE_REFERENCE", "")


@pytest.fixture(scope="module")
def published() -> Path:
    folder = Path(REFERENCE) / "published"
    if REFERENCE and not folder.is_dir():
        pytest.fail(f"REVUE_REFERENCE is {REFERENCE!r}, which holds no published folder")
    if not REFERENCE:
        pytest.skip("set REVUE_REFERENCE to the folder of reference values to run this check")
    return folder


@pytest.fixture(scope="module")
def tai(published) -> pd.DataFrame:
    """23 countries × 8 indicators, min–max (OECD/JRC Handbook's running example)."""
    raw = pd.read_csv(published / "tai23_raw.csv", index_col="country").iloc[:, :8]
    return pd.DataFrame(min_max(raw.to_numpy()), raw.index, raw.columns)


def test_smaa_of_two_treatments(published):
    """Acceptability of rank 1 .3504 / .6496, confidence factors .6682 / .8956, central weights as published."""
    draws = pd.read_csv(published / "smaa_thrombo_weights_meas.csv").to_numpy()
    result = rank_acceptability(draws[:, 3:].reshape(-1, 2, 3), draws[:, :3])
    assert result.rank_acceptability[:, 0].round(4).tolist() == [0.3504, 0.6496]
    assert result.confidence_factor.round(4).tolist() == [0.6682, 0.8956]
    expected = [[0.1865, 0.2772, 0.5363], [0.4073, 0.3641, 0.2285]]
    assert result.central_weights == pytest.approx(np.array(expected), abs=5.1e-5)


def test_tai_closed_form_winning_index_against_drawing(tai):
    exact = pairwise_winning(tai).probability
    w = sample_weights("uniform", 8, 40_000, rng=np.random.default_rng(1))
    drawn = rank_acceptability(tai, w).pairwise_winning
    error = np.sqrt(exact * (1 - exact) / 40_000)
    assert np.all(np.abs(drawn - exact) <= 3 * error + 1e-12)


def test_tai_equal_weights_give_the_independent_programs_ranks_and_stability_holds_on_a_grid(tai, published):
    peer = pd.read_csv(published / "tai23_COINr.csv", index_col="country").loc[tai.index, "COINr_minmax"]
    w = np.full(8, 1 / 8)
    assert (tai.to_numpy() @ w) == pytest.approx(peer.to_numpy(), abs=1e-9)
    stable = stability_intervals(tai, w)
    order = np.argsort(-(tai.to_numpy() @ w))
    for k in range(8):
        for t in np.linspace(0, 1, 2001):
            scores = tai.to_numpy() @ np.where(np.arange(8) == k, t, (1 - t) / 7)
            same = np.all(np.diff(scores[order]) <= 0)
            edge = min(abs(t - stable.low[k]), abs(t - stable.high[k]))
            assert same == (stable.low[k] <= t <= stable.high[k]) or edge < 1e-9
    assert stable.exact


def test_tai_smallest_change_swaps_the_first_two(tai):
    first, second = (tai @ np.full(8, 1 / 8)).nlargest(2).index
    change = minimal_change(tai, np.full(8, 1 / 8), pair=(first, second))
    assert 0 < change.distance < 1
    assert tai.loc[first] @ change.weights == pytest.approx(tai.loc[second] @ change.weights, abs=1e-5)


def test_tai_rank_bounds_hold_every_drawn_rank(tai):
    bounds = rank_bounds(tai, lower=1 / 16, upper=1 / 4)
    w = sample_weights("bounded", 8, 20_000, rng=np.random.default_rng(0), lower=[1 / 16] * 8, upper=[1 / 4] * 8)
    reached = rank_acceptability(tai, w).rank_acceptability > 0
    assert bounds.exact.all()
    assert np.all(bounds.best <= 1 + reached.argmax(axis=1))
    assert np.all(bounds.worst >= 23 - reached[:, ::-1].argmax(axis=1))
