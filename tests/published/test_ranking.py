"""Methods that compare units against published examples and independent programs."""

import numpy as np
import pytest
from scipy import stats

from revue_analytics.methods.ranking import SHAPES, copeland, promethee_ii, topsis
from revue_analytics.methods.ranks import rank_units


def test_topsis_of_hwang_and_yoons_fighter_aircraft():
    """Hwang & Yoon (1981): four aircraft by speed, range, payload, cost, reliability, manoeuvrability.

    Closeness 0.643, 0.268, 0.613, 0.312, from intermediate steps rounded in the book; verbal ratings on its 1–9 scale.
    pymcdm 1.4.0 and pyDecision 5.1.8 give all the digits.
    """
    x = [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
    got = topsis(x, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], direction=[1, 1, 1, -1, 1, 1])
    assert got == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=1e-3)
    assert got == pytest.approx([0.643277000553, 0.268383567719, 0.613542290007, 0.312291065582], abs=1e-11)


def test_topsis_of_tzeng_and_huang():
    """Tzeng & Huang (2011), *Multiple Attribute Decision Making*: 0.5037 0.6581 0.7482 0.3340."""
    x = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
    assert topsis(x, [0.3, 0.4, 0.3]) == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=1e-4)


def test_promethee_of_six_hydroelectric_sites():
    """Brans, Vincke & Mareschal (1986): one preference function of each kind, equal weights; Italy to France.

    pyDecision 5.1.8 gives the digits beyond the printed three.
    """
    x = [
        [80, 90, 600, 54, 8, 5],
        [65, 58, 200, 97, 1, 1],
        [83, 60, 400, 72, 4, 7],
        [40, 80, 1000, 75, 7, 10],
        [52, 72, 600, 20, 3, 8],
        [94, 96, 700, 36, 5, 6],
    ]
    got = promethee_ii(
        x,
        np.ones(6),
        direction=[-1, 1, -1, -1, -1, 1],
        shape=["u_shape", "v_shape", "linear", "level", "usual", "gaussian"],
        indifference=[10, 0, 50, 10, 0, 0],
        preference=[0, 30, 500, 60, 0, 0],
        inflection=5,
    )
    assert got == pytest.approx([-0.146, 0.017, -0.089, -0.020, 0.293, -0.055], abs=1e-3)
    digits = [-0.145664067838, 0.017162132430, -0.089523650068, -0.020002535493, 0.292899926474, -0.054871805505]
    assert got == pytest.approx(digits, abs=1e-11)
    assert rank_units(got).tolist() == [6, 2, 5, 3, 1, 4]


def test_copeland_of_23_countries(tai, tai_scores):
    """R package COINr."""
    assert copeland(tai, np.ones(8)).tolist() == tai_scores["copeland"].tolist()


def test_topsis_of_23_countries(tai, tai_outranking):
    assert topsis(tai.to_numpy(), np.ones(8)) == pytest.approx(tai_outranking["topsis"], abs=1e-11)


@pytest.mark.parametrize("shape", [name for name in SHAPES if name != "gaussian"])
def test_promethee_of_23_countries(tai, tai_outranking, shape):
    thresholds = {
        "indifference": [50.5, 20.25, 30.25, 10.25, 0.105, 0.105, 1.05, 3.05],
        "preference": [100.5, 50.25, 60.25, 20.25, 0.205, 0.305, 2.05, 6.05],
    }
    got = promethee_ii(tai.to_numpy(), np.ones(8), shape=shape, **thresholds)
    assert got == pytest.approx(tai_outranking[shape], abs=1e-11)


def test_places_equal_those_of_scipy(tai_scores):
    scores = tai_scores["copeland"].to_numpy(dtype=float)
    assert rank_units(scores).tolist() == stats.rankdata(-scores, method="min").tolist()
