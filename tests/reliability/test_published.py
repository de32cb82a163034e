"""Agreement: published values to the printed decimal, independent programs on the same input."""

import numpy as np
import pytest

from revue_analytics.methods.reliability import (
    cronbach_alpha,
    intraclass_correlation,
    kendall_w,
    krippendorff_alpha,
    ordinal_consensus_of_counts,
    within_group_agreement,
)

GAP = np.nan
# Krippendorff (2011), "Computing Krippendorff's alpha-reliability": 4 observers, 12 units, 5 values.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]
# Shrout and Fleiss (1979), table 2: 4 judges (rows here), 6 targets.
JUDGES = [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
PANEL = [[3, 2, 4, 1, 3, 2], [2, 2, 3, 1, 4, 2], [4, 3, 4, 2, 3, 1], [3, 1, 4, 1, 2, 2]]
PANEL_WITH_GAPS = [[3, 2, 4, GAP, 3, 2], [2, 2, 3, 1, 4, GAP], [4, GAP, 4, 2, 3, 1], [3, 1, GAP, 1, 2, 2]]


@pytest.mark.parametrize(
    ("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_alpha_of_four_observers(level, printed):
    assert krippendorff_alpha(OBSERVERS, level) == pytest.approx(printed, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("nominal", 0.05215419501133789),
        ("ordinal", 0.6004457050243112),
        ("interval", 0.5767700875099444),
        ("ratio", 0.48596924819627607),
    ],
)
def test_krippendorff_alpha_by_an_independent_program(level, expected):
    """Krippendorff 0.9.0, the Python package."""
    assert krippendorff_alpha(PANEL_WITH_GAPS, level) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("form", "printed"), [("1,1", 0.17), ("2,1", 0.29), ("3,1", 0.71), ("1,k", 0.44), ("2,k", 0.62), ("3,k", 0.91)]
)
def test_intraclass_correlations_of_four_judges(form, printed):
    """Shrout and Fleiss (1979), table 4."""
    assert intraclass_correlation(JUDGES, form) == pytest.approx(printed, abs=6e-3)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("1,1", 0.6271186441),
        ("2,1", 0.6275395034),
        ("3,1", 0.6303854875),
        ("1,k", 0.8705882353),
        ("2,k", 0.8707909162),
        ("3,k", 0.8721568627),
    ],
)
def test_intraclass_correlations_by_an_independent_program(form, expected):
    """Pingouin 0.7.0, intraclass_corr."""
    assert intraclass_correlation(PANEL, form) == pytest.approx(expected, abs=1e-10)


def test_cronbach_alpha_by_an_independent_program():
    """Pingouin 0.7.0, cronbach_alpha."""
    assert cronbach_alpha(PANEL) == pytest.approx(0.06857142857142846, abs=1e-14)


def test_concordance_of_three_executives_without_ties():
    """Siegel (1956), Nonparametric Statistics: three executives rank six applicants, W = .16."""
    assert kendall_w([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]) == pytest.approx(0.16, abs=5e-3)


def test_concordance_of_three_measures_of_birds_with_ties():
    """Zar (2010), Biostatistical Analysis, example 20.5; W from Friedman's test of scipy 1.17.1, corrected for ties."""
    wing = [10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4]
    tail = [7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3]
    bill = [17, 17, 20, 14.5, 15.5, 13, 19.5, 16, 21, 20, 18, 22]
    assert kendall_w([wing, tail, bill]) == pytest.approx(0.924135220125786, abs=1e-12)


def test_concordance_of_a_panel_with_ties():
    """Friedman's test of scipy 1.17.1, divided by k (m - 1)."""
    assert kendall_w(PANEL) == pytest.approx(0.7730769230769224, abs=1e-12)


def test_consensus_of_a_large_survey():
    """The example of the R package agrmt 1.42.4, consensus()."""
    counts = [30, 40, 210, 130, 530, 50, 10]
    assert ordinal_consensus_of_counts(counts, range(7)) == pytest.approx(0.7256876, abs=5e-8)


def test_random_variance_of_five_levels_is_two():
    """James, Demaree and Wolf (1984): (A² - 1) / 12 with A = 5; a variance of 0.5 then gives 0.75."""
    assert within_group_agreement([3.0, 3.0, 4.0, 4.0, 4.0, 2.0, 3.0, 3.0, 3.0], range(1, 6)) == pytest.approx(
        1 - np.var([3, 3, 4, 4, 4, 2, 3, 3, 3], ddof=1) / 2
    )
