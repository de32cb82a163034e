"""Ranks among all territories and within a stratum, under weights that all share and respondents of each one's own."""

import numpy as np
import pandas as pd
import pytest

from revue_analytics.review import analyse
from revue_analytics.review.ranks import MOST_BINS, rank_tables
from revue_analytics.sensitivity import rank_acceptability, sample_weights
from tests.factories import with_answers

KEYS = ["territory", "campaign", "stratum"]


def ranked(scores, drawn, strata=None, campaigns="2026"):
    names = [f"t{i:05}" for i in range(len(scores))]
    units = pd.DataFrame({"territory": names, "campaign": campaigns})
    of = pd.Series(strata if strata is not None else "epci", index=names)
    return rank_tables(units, of, np.asarray(scores, dtype=float), np.asarray(drawn, dtype=np.float32))


def random_draws(n, n_draws=200, seed=0):
    rng = np.random.default_rng(seed)
    scores = rng.uniform(20, 80, n)
    return scores, scores[:, None] + rng.normal(0, 5, (n, n_draws))


def test_the_probabilities_of_a_territory_add_up(review):
    total = review.rank_acceptability.groupby(KEYS)["probability"].sum()
    assert len(total) == len(review.ranks) > 0
    assert total.to_numpy() == pytest.approx(np.ones(len(total)))


def test_each_place_is_taken_once_where_nothing_ties():
    shares = ranked(*random_draws(40))["rank_acceptability"].query("stratum == 'all'")
    by_bin = shares.groupby("bin")["probability"].sum()
    assert by_bin.to_numpy() == pytest.approx(np.ones(40))


def test_they_are_those_of_rank_acceptability_under_the_same_weights():
    """Exact values: ranks then come from the weights alone, counted by another program."""
    rng = np.random.default_rng(1)
    x, w = rng.uniform(0, 100, (30, 8)), sample_weights("uniform", 8, 500, rng=rng)
    shares = ranked(x.mean(axis=1), x @ w.T)["rank_acceptability"].query("stratum == 'all'")
    mine = shares.pivot(index="territory", columns="bin", values="probability").reindex(columns=range(1, 31))
    assert mine.fillna(0).to_numpy() == pytest.approx(rank_acceptability(x, w).rank_acceptability)


def test_interval_and_mean_are_those_of_the_ranks_drawn():
    scores, drawn = random_draws(25)
    table = ranked(scores, drawn)["ranks"].query("stratum == 'all'")
    places = 1 + (drawn[None] > drawn[:, None]).sum(axis=1)
    assert table["expected"].to_numpy() == pytest.approx(places.mean(axis=1))
    assert table["p_best_quarter"].to_numpy() == pytest.approx((places <= 6).mean(axis=1))
    inside = (places >= table["low"].to_numpy()[:, None]) & (places <= table["high"].to_numpy()[:, None])
    assert inside.mean(axis=1).min() >= 0.9
    assert table["rank"].to_numpy() == pytest.approx(pd.Series(scores).rank(ascending=False).to_numpy())


def test_more_than_a_hundred_territories_share_a_hundred_bins():
    scores, drawn = random_draws(250)
    tables = ranked(scores, drawn)
    shares = tables["rank_acceptability"].query("stratum == 'all'")
    assert set(shares["n_bins"]) == {MOST_BINS}
    places = 1 + (drawn[None] > drawn[:, None]).sum(axis=1)
    expected = np.array([np.bincount((row - 1) * 100 // 250, minlength=100) for row in places]) / drawn.shape[1]
    wide = shares.pivot(index="territory", columns="bin", values="probability").reindex(columns=range(1, 101))
    assert wide.fillna(0).to_numpy() == pytest.approx(expected)


def test_fewer_than_five_are_not_ranked():
    scores, drawn = random_draws(8)
    tables = ranked(scores, drawn, strata=["epci"] * 4 + ["lt1000"] * 3 + [""])
    assert set(tables["ranks"]["stratum"]) == {"all"}
    assert ranked(scores[:4], drawn[:4]) == {}


def test_a_territory_without_a_score_is_not_ranked():
    scores, drawn = random_draws(6)
    scores[2], drawn[2] = np.nan, np.nan
    table = ranked(scores, drawn)["ranks"]
    assert "t00002" not in set(table["territory"])
    assert set(table["n_peers"]) == {5}


def test_equal_territories_share_the_best_of_their_places():
    drawn = np.repeat([[60.0], [60.0], [50.0], [40.0], [30.0]], 10, axis=1)
    table = ranked(drawn[:, 0], drawn)["ranks"].query("stratum == 'all'")
    for column in ("rank", "low", "high", "expected"):
        assert table[column].tolist() == [1, 1, 3, 4, 5]


def test_a_campaign_is_ranked_apart_from_the_one_before():
    scores, drawn = random_draws(12)
    table = ranked(scores, drawn, campaigns=["2023"] * 5 + ["2026"] * 7)["ranks"].query("stratum == 'all'")
    assert table.groupby("campaign")["n_peers"].first().to_dict() == {"2023": 5, "2026": 7}


def test_strata_are_ranked_among_themselves():
    scores, drawn = random_draws(12)
    alone = ranked(scores[:5], drawn[:5])["ranks"].query("stratum == 'epci'")
    among = ranked(scores, drawn, strata=["epci"] * 5 + ["other"] * 7)["ranks"].query("stratum == 'epci'")
    pd.testing.assert_frame_equal(alone.reset_index(drop=True), among.reset_index(drop=True))


def test_blocks_change_nothing(monkeypatch):
    scores, drawn = random_draws(60)
    whole = ranked(scores, drawn)
    monkeypatch.setattr("revue_analytics.review.ranks.BLOCK", 500)
    for name, frame in ranked(scores, drawn).items():
        pd.testing.assert_frame_equal(frame, whole[name])


def test_without_a_neighbour_the_order_of_the_others_stays(campaign, review):
    gone = review.codes[0]
    others = analyse(with_answers(campaign, lambda table: table["territory"] != gone))
    fewer = others.ranks.query("stratum == 'all'").set_index(KEYS)["rank"]
    before = review.ranks.query("stratum == 'all'").set_index(KEYS)["rank"].reindex(fewer.index)
    for _campaign, part in pd.DataFrame({"before": before, "after": fewer}).groupby("campaign"):
        assert part["before"].rank(method="min").tolist() == part["after"].rank(method="min").tolist()
