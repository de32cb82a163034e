"""Respondents, weights and methods varied together over all territories of a campaign."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.errors import MethodError
from revue_analytics.scoring import Methodology, count_responses
from revue_analytics.sensitivity import RANK_SHIFT, propagate, variance_sources


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
    seed = campaign.settings.uncertainty.seed
    ratings = without(campaign.ratings, "00010")  # of which a review says nothing: three people
    own = propagate(ratings, campaign.methodology, invited=campaign.invited, seed=seed)
    ranks = demo_review.ranks.query("campaign == @campaign.current and stratum == 'all'").set_index("territory")
    assert own.rank_low.tolist() == ranks.loc[list(own.territories), "low"].tolist()
    assert own.rank_high.tolist() == ranks.loc[list(own.territories), "high"].tolist()


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
    few = propagate(campaign.ratings, Methodology(respondents="bootstrap"), n_draws=50)
    assert np.isfinite(few.low[:, 0]).all()
    with pytest.raises(MethodError, match="'2026'"):
        propagate(campaign.ratings, campaign="2062", n_draws=50)
    with pytest.raises(MethodError, match=r"\(…, 8\), one per criterion"):
        propagate(campaign.ratings, weights=np.ones((50, 3)) / 3, n_draws=50)
    with pytest.raises(MethodError, match="no methodology"):
        propagate(campaign.ratings, {}, n_draws=50)


COMPARING = {
    "normalisation": ["min_max", "percentile_rank", "z_score", "rank", "borda", "distance_to_maximum"],
    "missing": ["group_mean"],
}


@pytest.mark.parametrize("choice", [(name, value) for name, values in COMPARING.items() for value in values])
def test_each_draw_is_normalised_over_all_territories_as_the_scores_are(campaign, choice):
    """Normalised one territory's draws against each other, nine scores of twelve lay outside their own interval."""
    got = propagate(campaign.ratings, Methodology(**dict([choice])), n_draws=60, seed=1)
    inside = (got.low[:, 0] <= got.scores[:, 0] + 1e-9) & (got.scores[:, 0] <= got.high[:, 0] + 1e-9)
    assert inside.mean() >= 0.75
    assert np.abs(got.mean[:, 0] - got.scores[:, 0]).max() < 3 * (got.high[:, 0] - got.low[:, 0]).max()


def test_a_census_of_every_territory_has_no_interval_however_it_is_normalised(campaign):
    ratings = without(campaign.ratings, "00010")  # of whose three people one left questions out
    counts = count_responses(ratings)
    each = counts.units.merge(pd.DataFrame({"college": counts.colleges}), how="cross")
    invited = each.assign(invited=1)  # fewer than answered counts as answered
    fixed = np.full((20, 8), 1 / 8)
    got = propagate(ratings, Methodology(normalisation="min_max"), weights=fixed, invited=invited, n_draws=20)
    assert got.low[:, 0] == pytest.approx(got.scores[:, 0])
    assert got.high[:, 0] == pytest.approx(got.scores[:, 0])


def test_variance_sources_normalise_each_draw_over_all_territories(campaign):
    counts = count_responses(campaign.ratings, Methodology())
    methods = {"as set": Methodology(), "min_max": Methodology(normalisation="min_max")}
    got = variance_sources(counts, methods, campaign="2026", n=32, n_draws=40)
    assert got.outputs[-1] == RANK_SHIFT
    assert np.isfinite(got.total_order).all()


def test_ratings_without_a_valid_row_say_so(campaign):
    nothing = replace(
        campaign.ratings,
        table=campaign.ratings.table.iloc[:0],
        importance=campaign.ratings.importance.iloc[:0],
        comments=campaign.ratings.comments.iloc[:0],
    )
    with pytest.raises(MethodError, match="no valid answer"):
        propagate(nothing, n_draws=10)


def test_people_invited_to_a_campaign_without_answers_are_refused(campaign):
    invited = pd.DataFrame({"territory": ["00003"], "campaign": ["1999"], "college": ["elus"], "invited": [9]})
    with pytest.raises(MethodError, match="invited: campaign '1999' has no answer"):
        propagate(campaign.ratings, campaign.methodology, invited=invited, n_draws=5)
