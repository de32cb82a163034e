"""Respondents, weights and methods varied together over all territories of a campaign."""

from dataclasses import replace

import numpy as np
import pytest

import revue_analytics as ra
from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import propagate


@pytest.fixture(scope="session")
def campaign(demo):
    return demo


@pytest.fixture(scope="module")
def found(campaign):
    return propagate(campaign.ratings, campaign.methodology, n_draws=400, seed=3)


def without(ratings, territory):
    parts = {name: getattr(ratings, name) for name in ("table", "importance", "comments")}
    return replace(ratings, **{name: part[part["territory"] != territory] for name, part in parts.items()})


def test_scores_are_those_of_the_scoring_and_lie_in_their_intervals(campaign, found):
    direct = ra.score(campaign.ratings, campaign.methodology).matrix().xs(campaign.current, level="campaign")
    assert found.scores == pytest.approx(direct.to_numpy(), nan_ok=True)
    assert (found.low[:, 0] <= found.scores[:, 0]).all()
    assert (found.scores[:, 0] <= found.high[:, 0]).all()


def test_levels_add_up_and_ranks_too(found):
    total = found.level_probability.sum(axis=2)
    assert total[~np.isnan(total)] == pytest.approx(1.0)
    assert np.nansum(found.expected_rank) == pytest.approx(12 * 13 / 2)  # nothing ties
    assert (found.rank_low <= found.rank_high).all()
    assert found.rank_low.min() == 1
    assert found.rank_high.max() == 12


def test_a_neighbour_changes_no_other_territorys_scores(campaign, found):
    fewer = propagate(without(campaign.ratings, "00003"), campaign.methodology, n_draws=400, seed=3)
    kept = [found.territories.index(code) for code in fewer.territories]
    assert len(kept) == len(found.territories) - 1
    for name in ("low", "high", "mean", "level_probability"):
        assert np.array_equal(getattr(fewer, name), getattr(found, name)[kept], equal_nan=True), name


def test_its_draws_are_those_of_the_review(campaign, demo_review):
    seed = campaign.settings.seed
    own = propagate(campaign.ratings, campaign.methodology, invited=campaign.invited, seed=seed)
    said = demo_review.ranks.query("campaign == @campaign.current and stratum == 'all'").set_index("territory")
    assert own.rank_low.tolist() == said.loc[list(own.territories), "low"].tolist()
    assert own.rank_high.tolist() == said.loc[list(own.territories), "high"].tolist()


def test_other_methods_widen_the_intervals_and_the_standard_error_is_that_of_repetitions(campaign):
    methods = {
        "as set": campaign.methodology,
        "geometric": replace(campaign.methodology, aggregation={"overall": "geometric_mean"}),
    }
    fixed = np.full((400, 8), 1 / 8)
    one, two = (
        propagate(campaign.ratings, chosen, weights=fixed, n_draws=400) for chosen in (campaign.methodology, methods)
    )
    assert two.methods == ("as set", "geometric")
    assert np.mean(two.high[:, 0] - two.low[:, 0]) > np.mean(one.high[:, 0] - one.low[:, 0])
    again = [propagate(campaign.ratings, campaign.methodology, weights=fixed, n_draws=400, seed=s) for s in range(12)]
    for name in ("mean", "low", "high"):
        spread = np.std([getattr(run, name)[:, 0] for run in again], axis=0, ddof=1)
        said = np.mean([getattr(run, f"{name}_error")[:, 0] for run in again], axis=0)
        assert 0.6 < np.mean(said / spread) < 1.6


def test_the_bootstrap_is_there_by_name_and_what_is_wrong_is_said(campaign):
    few = propagate(campaign.ratings, respondents="bootstrap", n_draws=50)
    assert np.isfinite(few.low[:, 0]).all()
    with pytest.raises(MethodError, match="'bootstrap'"):
        propagate(campaign.ratings, respondents="bootstrp", n_draws=50)
    with pytest.raises(MethodError, match="'2026'"):
        propagate(campaign.ratings, campaign="2062", n_draws=50)
    with pytest.raises(MethodError, match=r"\(50, 8\)"):
        propagate(campaign.ratings, weights=np.ones((50, 3)) / 3, n_draws=50)
    with pytest.raises(MethodError, match="no methodology"):
        propagate(campaign.ratings, {}, n_draws=50)
