"""Weights from data: published examples to the printed decimal, and independent programs on the same input."""

import numpy as np
import pytest

from revue_analytics.methods.multivariate import components, varimax
from revue_analytics.methods.weighting import (
    benefit_of_the_doubt,
    critic,
    entropy,
    merec,
    principal_components,
    standard_deviation,
)
from tests.weighting.published import tai

X = np.array(
    [
        [62.0, 7.1, 340, 12],
        [48.0, 9.4, 120, 30],
        [75.0, 5.2, 510, 9],
        [33.0, 8.8, 275, 22],
        [90.0, 6.0, 190, 17],
        [57.0, 7.7, 430, 25],
    ]
)
DIRECTION = np.array([1, -1, 1, -1])


def test_critic_on_eight_firms():
    """Diakoulaki, Mavrotas and Papayannakis (1995), Computers & Operations Research 22(7): 8 firms, 3 criteria."""
    x = [
        [61.0, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9.0, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4.0, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ]
    # To eight decimals by scikit-criteria 0.10 and pymcdm 1.4.0.
    assert critic(x) == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=5e-9)


def test_critic_on_five_software_packages():
    """Tuş and Aytaç Adalı (2019), Opsearch 56(2), who do not turn the price round."""
    x = [
        [5000, 3, 3, 4, 3, 2],
        [680, 5, 3, 2, 2, 1],
        [2000, 3, 2, 3, 4, 3],
        [600, 4, 3, 1, 2, 2],
        [800, 2, 4, 3, 3, 4],
    ]
    assert critic(x) == pytest.approx([0.157, 0.249, 0.168, 0.121, 0.154, 0.151], abs=5e-4)


def test_merec_on_its_own_example():
    """Keshavarz-Ghorabaee et al. (2021), Symmetry 13(4), 525: 5 alternatives, two criteria better when less."""
    x = [[450, 8000, 54, 145], [10, 9100, 2, 160], [100, 8200, 31, 153], [220, 9300, 1, 162], [5, 8400, 23, 158]]
    assert merec(x, [1, 1, -1, -1]) == pytest.approx([0.5752, 0.0141, 0.4016, 0.0091], abs=5e-5)


def test_entropy_of_four_alternatives():
    """Xu (2004), European Journal of Operational Research 156(2)."""
    x = [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]]
    assert entropy(x) == pytest.approx([0.4630, 0.3992, 0.1378, 0.0000], abs=5e-5)


def test_standard_deviation_of_five_alternatives():
    """Sałabun, Wątróbski and Shekhovtsov (2020), Symmetry 12(9), 1549: values already on 0–1."""
    x = [
        [0.619, 0.449, 0.447],
        [0.862, 0.466, 0.006],
        [0.458, 0.698, 0.771],
        [0.777, 0.631, 0.491],
        [0.567, 0.992, 0.968],
    ]
    assert standard_deviation(x) == pytest.approx([0.217, 0.294, 0.488], abs=6e-4)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (entropy(X), [0.1934862258, 0.0845448762, 0.4067926893, 0.3151762088]),
        (standard_deviation(X), [0.1138759538, 0.0091417978, 0.8315924520, 0.0453897964]),
        (merec(X, DIRECTION), [0.2616139453, 0.1111378645, 0.3967178943, 0.2305302960]),
        (critic(X), [0.2666034080, 0.2432279947, 0.2669087344, 0.2232598629]),
        # pymcdm has no direction here: given the columns with their sign turned.
        (critic(X, DIRECTION), [0.2800670850, 0.1541195677, 0.3548431152, 0.2109702321]),
    ],
    ids=["entropy", "standard_deviation", "merec", "critic", "critic with direction"],
)
def test_agrees_with_pymcdm(weights, expected):
    """Pymcdm 1.4.0."""
    assert weights == pytest.approx(expected, abs=1e-9)


def test_principal_components_agree_with_factor_analyzer():
    """Rotation by factor_analyzer 0.5.1 (Rotator, varimax), loadings by numpy 2.4.6."""
    expected = [0.3128612879, 0.2433796034, 0.3049062122, 0.1388528965]
    assert principal_components(X, n_components=2) == pytest.approx(expected, abs=1e-6)


def test_eigenvalues_of_the_technology_index():
    """OECD/JRC (2008), Handbook, table 16: eigenvalues and per cent of variance."""
    found = components(tai.VALUES)
    assert found.eigenvalues == pytest.approx([3.3, 1.7, 1.0, 0.9, 0.5, 0.3, 0.2, 0.1], abs=0.06)
    # The raw data are printed with fewer digits than these were computed from: 5.89 where 6.0 is printed.
    assert 100 * found.explained == pytest.approx([41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9], abs=0.12)


def test_rotated_loadings_of_the_technology_index():
    """OECD/JRC (2008), Handbook, table 17: patents load 0.07, 0.97, 0.06, 0.06 on the four rotated factors."""
    turned = varimax(components(tai.VALUES).loadings[:, :4])
    assert np.abs(turned[0]) == pytest.approx([0.07, 0.97, 0.06, 0.06], abs=0.011)
    # Squared and as a share of its factor, printed 0.67.
    assert (turned**2 / (turned**2).sum(axis=0))[0, 1] == pytest.approx(0.67, abs=0.011)


def test_principal_component_weights_of_the_technology_index():
    """By factor_analyzer 0.5.1 with the Handbook's four factors."""
    expected = [0.1649, 0.1518, 0.1092, 0.0739, 0.0846, 0.1164, 0.1362, 0.1630]
    assert principal_components(tai.VALUES, n_components=4) == pytest.approx(expected, abs=5e-5)


def test_benefit_of_the_doubt_on_the_technology_index():
    """Cherchye et al. (2007) work on these data; scores by Pyfrontier 1.1.1 (constant returns, one input of 1)."""
    expected = [
        *(1.0, 1.0, 1.0, 1.0, 1.0, 0.994498, 0.980766, 0.996111, 1.0, 1.0, 0.962261, 1.0),
        *(0.9575, 0.937444, 0.975, 0.963373, 0.960451, 0.952954, 0.923305, 0.966678, 0.887026, 0.895951, 0.915314),
    ]
    result = benefit_of_the_doubt(tai.VALUES)
    assert result.scores == pytest.approx(expected, abs=5e-7)
    assert {tai.COUNTRIES[i] for i in result.benchmarks} <= {
        country for country, score in zip(tai.COUNTRIES, expected, strict=True) if score == 1.0
    }
