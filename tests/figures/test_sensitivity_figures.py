"""Every result of the sensitivity analysis has a figure, a sentence and a table."""

import re
from dataclasses import FrozenInstanceError, fields

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from revue_analytics.document.kit import figure
from revue_analytics.framework import framework_from_dict
from revue_analytics.plots.sensitivity import draw_on, result_message
from revue_analytics.sensitivity import (
    Weight,
    admissible_bounds,
    always_among,
    compare_schemes,
    crossed_variance,
    draw_until,
    leave_one_out,
    minimal_change,
    pairwise_winning,
    priority_bounds,
    propagate,
    rank_acceptability,
    rank_bounds,
    recoding_robustness,
    sample_weights,
    sobol_indices,
    stability_intervals,
    vary_table,
)
from revue_analytics.sensitivity.describe import RESULTS

X = pd.DataFrame(np.random.default_rng(0).random((9, 4)), list("abcdefghi"), ["un", "deux", "trois", "quatre"])
EQUAL = [0.25] * 4
LOWER, UPPER = admissible_bounds(EQUAL)
SHORT = pd.Series([30.0, 28.0, 5.0, 0.0], X.columns)


def uncertainty():
    campaign = ra.open_campaign(bundled("examples") / "demo")
    return propagate(campaign.ratings, campaign.methodology, n_draws=60)


def acceptability(n=9, **asked):
    x = X if n == 9 else np.random.default_rng(1).random((n, 4))
    return rank_acceptability(x, sample_weights("uniform", 4, 300, rng=np.random.default_rng(0)), seed=0, **asked)


def varied():
    leaves = [{"id": name, "label": name, "measure": {"direction": 1}} for name in X.columns]
    framework = framework_from_dict({"id": "f", "title": "f", "indicators": leaves})
    return vary_table(X, framework, {"weights": "around", "omit": ["un"]}, n=32, n_draws=50, progress=False)


MAKE = {
    "Acceptability": acceptability,
    "AlwaysAmong": lambda: always_among(SHORT, LOWER, UPPER, 2),
    "Converged": lambda: draw_until(
        lambda n, rng: rng.binomial(n, [0.2, 0.9]) / n, precision=0.05, rng=0, progress=False
    ),
    "CrossedVariance": lambda: crossed_variance(np.add.outer([0.0, 2.0, 3.0], [0.0, 1.0]), ["answers", "weights"]),
    "LeaveOneOut": lambda: leave_one_out(X, EQUAL),
    "MinimalChange": lambda: minimal_change(X, EQUAL, pair=("c", "h")),
    "PairwiseWinning": lambda: pairwise_winning(X),
    "PriorityBounds": lambda: priority_bounds(SHORT, LOWER, UPPER),
    "RankBounds": lambda: rank_bounds(X, lower=LOWER, upper=UPPER),
    "RecodingRobustness": lambda: recoding_robustness([[0, 2, 2], [2, 2, 0], [1, 0, 2]], units=["a", "b", "c"]),
    "SchemeComparison": lambda: compare_schemes(X, {"equal": EQUAL, "first": [1, 0, 0, 0]}),
    "SobolIndices": lambda: sobol_indices(lambda v: v["a"] + 2 * v["b"], {"a": Weight(), "b": Weight()}, 64, rng=0),
    "StabilityIntervals": lambda: stability_intervals(X, EQUAL),
    "Uncertainty": uncertainty,
    "VariedScores": varied,
}


@pytest.fixture(scope="module", params=MAKE)
def result(request):
    return MAKE[request.param]()


def test_every_type_of_result_is_here():
    assert set(MAKE) == {kind.__name__ for kind in RESULTS}


def test_it_is_frozen_shows_its_table_and_says_from_how_many_draws_and_which_seed(result):
    with pytest.raises(FrozenInstanceError):
        setattr(result, fields(result)[0].name, None)
    table = result.table()
    assert len(table)
    assert list(table.index) == list(range(len(table)))
    assert "<table" in result._repr_html_()
    assert result.seed is None or isinstance(result.seed, int)
    drawn = np.max(result.n_draws) > 0
    assert drawn == any("error" in column for column in table.columns)


def test_plot_gives_a_figure_that_is_the_same_each_time(result):
    for language in ("fr", "en"):
        drawn = ra.plot(result, language=language)
        assert figure.svg(drawn) == figure.svg(ra.plot(result, language=language))
        assert drawn.get_label() == ra.describe(result, language)


def test_it_draws_on_the_axes_given_returns_them_and_leaves_the_settings_as_they_were(result):
    before = dict(mpl.rcParams)
    ax = Figure(figsize=(7, 4)).add_subplot()
    assert draw_on(result, ax) is ax
    assert dict(mpl.rcParams) == before


def test_one_sentence_says_what_it_shows_with_the_same_numbers_in_both_languages(result):
    french, english = result_message(result, "fr"), result_message(result, "en")
    for said in (french, english):
        assert said.endswith(".")
        assert "\n" not in said
        assert "{" not in said
        assert "nan" not in said

    def numbers(text, thousands, point):
        plain = re.sub(rf"(?<=\d){thousands}(?=\d{{3}})", "", text).replace(point, ".")
        return sorted(re.findall(r"\d+(?:\.\d+)?", plain))

    assert numbers(french, "\u202f", ",") == numbers(english, ",", ".")


@pytest.mark.parametrize(("n", "asked"), [(1, {}), (2, {}), (60, {}), (300, {"bins": 100}), (60, {"top": 3})])
def test_rankings_of_any_size_fit_on_a_page(n, asked):
    drawn = ra.plot(acceptability(n, **asked), language="en")
    assert drawn.get_size_inches()[1] < 10
    assert figure.svg(drawn).count(b"<text") > 0


def test_the_tiles_of_many_ranks_add_up():
    from revue_analytics.plots.sensitivity import lay_out

    shown = lay_out(acceptability(60), "en")
    assert shown.shares.shape == (40, 20)
    assert shown.shares.sum(axis=1) == pytest.approx(1.0)
    assert shown.heads[:3] == ["1", "4", "7"]


def test_one_and_none_and_all_have_words_of_their_own():
    sure = [[3.0, 3.0], [2.0, 2.0], [1.0, 1.0]]
    assert [
        result_message(said, "fr")
        for said in (
            always_among(SHORT, LOWER, UPPER, 1),
            rank_bounds(sure),
            stability_intervals(sure, [0.5, 0.5]),
            recoding_robustness([[0, 2], [2, 0]]),
            compare_schemes([[2, 1], [1, 2]], {"equal": [2, 1], "other": [1, 2]}),
            crossed_variance(np.ones((2, 2)), ["a", "b"]),
        )
    ] == [
        "Première priorité pour toute pondération admissible : aucun ; pour certaines : un, deux ; pour "
        "aucune : trois, quatre.",
        "Quels que soient les poids admissibles, chaque rang reste le même.",
        "Le classement tient quelle que soit la valeur d’un poids, les autres en proportion.",
        "Chaque paire garde son ordre quelle que soit la valeur croissante donnée aux échelons.",
        "0 change le plus, de 1 rang d’un jeu de poids à l’autre ; les deux jeux les plus différents sont equal et "
        "other (τ de Kendall -1,00).",
        "Rien ne fait varier le résultat.",
    ]


def test_a_criterion_is_named_as_it_is():
    assert re.match(r"Leaving out \d moves", result_message(leave_one_out(X.to_numpy(), EQUAL), "en"))


def test_a_pair_that_no_weights_make_tie_is_said_so():
    never = minimal_change([[1.0, 1.0], [0.0, 0.0]], [0.5, 0.5], pair=(0, 1))
    assert result_message(never, "en") == "No admissible weights make 0 and 1 tie."
    assert ra.plot(never).axes
