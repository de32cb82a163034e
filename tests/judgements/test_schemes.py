"""Schemes side by side: the scores are those of the package, the ranks and correlations those of scipy."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kendalltau, spearmanr

import revue_analytics as ra
from revue_analytics.errors import MethodError
from revue_analytics.plots.schemes import schemes_message, schemes_table
from revue_analytics.scoring.schemes import campaign_schemes, score_schemes
from tests.factories import worked_territory

MINE = {f"I{number}": 5.0 if number < 3 else 1.0 for number in range(1, 9)}


@pytest.fixture(scope="module")
def table():
    framework = ra.load_framework()
    x = np.random.default_rng(0).integers(0, 5, (15, 18)).astype(float)
    x[0, :] = np.nan
    x[2] = x[1]  # an exact tie
    return pd.DataFrame(x, index=[f"{i:05d}" for i in range(15)], columns=framework.leaf_ids), framework


@pytest.fixture(scope="module")
def compared(table):
    x, framework = table
    return score_schemes(x, None, {"equal": "equal", "mine": MINE, "critic": "critic"},
                         framework=framework)  # fmt: skip


def test_scores_are_those_that_score_table_gives(table, compared):
    x, framework = table
    for name, weighting in {"equal": "equal", "mine": MINE, "critic": "critic"}.items():
        wanted = ra.score_table(x, framework, ra.Methodology(weighting=weighting)).matrix()
        assert np.allclose(compared.scores[name], wanted["overall"], equal_nan=True)
        assert np.allclose(compared.at("I5").scores[name], wanted["I5"], equal_nan=True)


def test_ranks_share_ties_and_a_unit_without_score_has_none(compared):
    assert compared.ranks.iloc[0].isna().all()
    assert (compared.ranks.iloc[1] == compared.ranks.iloc[2]).all()
    assert (compared.ranks.min() == 1).all()


def test_correlations_are_those_of_scipy(compared):
    scores = compared.scores.dropna().round(9)
    for row in compared.correlations().itertuples():
        a, b = scores[row.scheme], scores[row.other]
        assert row.kendall_tau == pytest.approx(kendalltau(a, b).statistic)
        assert row.spearman_rho == pytest.approx(spearmanr(a, b).statistic)
        assert row.largest_shift == (compared.ranks[row.scheme] - compared.ranks[row.other]).abs().max()
    assert np.allclose(np.diag(compared.tau), 1) and np.allclose(compared.rho, compared.rho.T)


def test_the_table_is_tidy(compared):
    table = compared.table()
    assert list(table) == ["territory", "scheme", "score", "rank"] and len(table) == 45
    one = table.set_index(["territory", "scheme"]).loc[("00004", "mine")]
    assert (one["score"], one["rank"]) == (compared.scores.loc["00004", "mine"], compared.ranks.loc["00004", "mine"])


def test_ratings_are_scored_as_score_does_and_a_scheme_may_be_a_whole_methodology():
    ratings = worked_territory()
    geometric = ra.Methodology(aggregation="geometric_mean")
    compared = score_schemes(ratings, None, {"w": {"I5": 3.0, "I8": 1.0}, "geometric": geometric})
    assert compared.campaign == "2026" and list(compared.scores.index) == ["01004"]
    wanted = ra.score(ratings, ra.Methodology(weighting={"I5": 3.0, "I8": 1.0})).matrix("overall").iloc[0, 0]
    assert compared.scores.loc["01004", "w"] == pytest.approx(wanted)
    assert compared.scores.loc["01004", "geometric"] == pytest.approx(ra.score(ratings, geometric).scores[0, 0])
    assert np.isnan(compared.tau.loc["w", "geometric"])  # a single territory has no order


def test_what_will_not_do_is_said_with_the_name_of_the_scheme(table):
    x, framework = table
    with pytest.raises(MethodError, match=r"scheme 'mine'.*did you mean"):
        score_schemes(x, None, {"mine": "entropi"}, framework=framework)
    with pytest.raises(MethodError, match="needs framework="):
        score_schemes(x, None, {"a": "equal"})
    with pytest.raises(MethodError, match="no scheme"):
        score_schemes(x, None, {}, framework=framework)
    with pytest.raises(MethodError, match="'2019'"):
        score_schemes(worked_territory(), None, {"a": "equal"}, campaign="2019")
    with pytest.raises(MethodError, match="'I99'"):
        score_schemes(x, None, {"a": "equal"}, framework=framework, node="I99")


def test_the_schemes_of_a_campaign_keep_their_order_and_their_numbers(table):
    framework = table[1]
    rows = [(s, n, w) for s, ws in {"b": (3, 1), "a": (0, 2)}.items() for n, w in zip(("I5A", "I5B"), ws, strict=True)]
    schemes = campaign_schemes(pd.DataFrame(rows, columns=["scheme", "node", "weight"]), framework)
    assert list(schemes) == ["b", "a"] and schemes["a"] == {"I5A": 0.0, "I5B": 2.0}
    assert campaign_schemes(pd.DataFrame(columns=["scheme", "node", "weight"]), framework) == {}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("s", "I5A", 1), ("s", "I5Z", 1)], "'I5Z' is not a node"),
        ([("s", "I5A", 1)], "below 'I5' and not I5B"),
        ([("s", "I5A", 1), ("s", "I5B", -1)], "not negative"),
        ([("s", "I5A", 1), ("s", "I5A", 2), ("s", "I5B", 2)], "comes twice"),
    ],
)
def test_a_scheme_that_will_not_do_is_refused(table, rows, said):
    with pytest.raises(MethodError, match=said):
        campaign_schemes(pd.DataFrame(rows, columns=["scheme", "node", "weight"]), table[1])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_figure_has_a_message_and_a_table_that_say_the_same(compared, language):
    names = {"00004": "Vaubrun <b>"}
    figure = ra.plot(compared, language=language, names=names)
    assert figure._repr_svg_().startswith("<svg") and "Vaubrun &lt;b&gt;" in figure._repr_svg_()
    message = schemes_message(compared, language, names)
    moved = np.ptp(compared.ranks.dropna().to_numpy(), axis=1).argmax()
    assert message.startswith(names.get(compared.ranks.dropna().index[moved], compared.ranks.dropna().index[moved]))
    told = schemes_table(compared, language, names)
    assert told.shape == (15, 3) and told.index[4] == "Vaubrun <b>" and (told.iloc[0] == "").all()


def test_the_figure_of_thousands_shows_those_that_move_most_and_says_so(table):
    framework = table[1]
    x = pd.DataFrame(np.random.default_rng(1).integers(0, 5, (300, 18)).astype(float), columns=framework.leaf_ids)
    many = score_schemes(x, None, {"equal": "equal", "one": MINE | {"I2": 1.0}}, framework=framework)
    assert "40 of 300 territories are shown" in schemes_message(many, "en")
    assert len(ra.plot(many).axes[0].lines) == 40


def test_the_figure_of_nothing_and_of_no_difference(table):
    x, framework = table
    nothing = score_schemes(x.iloc[:1], None, {"a": "equal"}, framework=framework)
    assert "Aucun territoire" in schemes_message(nothing, "fr") and ra.plot(nothing)._repr_svg_()
    same = score_schemes(x, None, {"a": "equal", "b": "equal"}, framework=framework)
    assert schemes_message(same, "fr") == "Tous les jeux de poids donnent le même classement."
    assert ra.plot(same)._repr_svg_()
