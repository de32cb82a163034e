"""What would change a territory's priorities, and what would not: against draws, grids and direct scoring."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from revue_analytics.review import analyse
from revue_analytics.review.robustness import stability_table
from revue_analytics.scoring import count_responses, score_counts
from revue_analytics.sensitivity import admissible_bounds, sample_weights
from tests.factories import part_of

KEYS = ["territory", "campaign"]


@pytest.fixture(scope="module")
def campaign(demo):
    return part_of(demo, "00001", "00003", "00004", "00009", "00010")


@pytest.fixture(scope="module")
def review(campaign):
    return analyse(campaign)


def shortfalls(review, key, nodes):
    table = review.gaps.set_index([*KEYS, "node"])["shortfall"]
    return table[key][nodes].to_numpy(dtype=float)


def test_the_rank_shares_of_each_indicator_add_up_and_agree_with_the_three_first(review):
    ranks = review.priority_ranks
    assert ranks.groupby([*KEYS, "node"])["probability"].sum().to_numpy() == pytest.approx(1.0)
    top3 = ranks[ranks["rank"] <= 3].groupby([*KEYS, "node"])["probability"].sum()
    said = review.priorities.set_index([*KEYS, "node"])["p_top3"]
    assert top3.to_numpy() == pytest.approx(said.reindex(top3.index).to_numpy(dtype=float))


def test_no_admissible_weights_take_a_priority_beyond_its_exact_ranks(review):
    rng = np.random.default_rng(0)
    for key, part in review.stability.groupby(KEYS):
        lower, upper = admissible_bounds(part["weight"].to_numpy())
        drawn = sample_weights("bounded", len(part), 4000, rng=rng, lower=lower, upper=upper)
        priority = drawn * shortfalls(review, key, part["node"].to_numpy())
        ranks = 1 + (priority[:, None, :] > priority[:, :, None] + 1e-9).sum(axis=2)
        assert (ranks.min(axis=0) >= part["best_rank"]).all()
        assert (ranks.max(axis=0) <= part["worst_rank"]).all()


@pytest.mark.parametrize("seed", range(6))
def test_just_inside_an_interval_of_weights_the_first_stays_first_and_just_outside_another_comes(seed):
    """With the exact numbers, which a review rounds."""
    rng = np.random.default_rng(seed)
    w, short, nodes = rng.dirichlet(np.full(8, 4.0)), rng.uniform(0, 40, 8), [f"I{i}" for i in range(8)]
    for part in (stability_table(nodes, w, short),):
        first = (w * short).argmax()

        def leads(who, k, t, w=w, short=short):
            moved = w * (1 - t) / (1 - w[k])
            moved[k] = t
            return (moved * short)[who] >= (moved * short).max() - 1e-9

        for k, row in enumerate(part.itertuples()):
            for end, who, outwards in ((row.low, row.at_low, -1e-6), (row.high, row.at_high, 1e-6)):
                if who and not np.isclose(np.sort(w * short)[-1], np.sort(w * short)[-2]):
                    assert leads(first, k, end - outwards)
                    assert leads(list(nodes).index(who), k, end + outwards)
                    assert not leads(first, k, end + outwards)


def test_a_variation_is_the_score_under_that_method(campaign, review):
    """Medians are those of what is published of the groups: their own are hidden where they are smaller than ten."""
    table = review.method_variations.set_index([*KEYS, "variation"])["score"]
    counts = count_responses(campaign.ratings, campaign.methodology)
    expected = replace(counts, current=counts.disclosed)
    for name, answers, choice in (
        ("geometric_mean", counts, {"aggregation": {"overall": "geometric_mean"}}),
        ("lower_median", expected, {"pooling": "lower_median"}),
    ):
        scores = score_counts(answers, replace(campaign.methodology, **choice)).table().query("node == 'overall'")
        direct = scores.set_index(KEYS)["score"]
        if name == "geometric_mean":  # on 1–100 there, on 0–100 here
            direct = (direct - 1) / 0.99
        mine = table.xs(name, level="variation")
        assert mine.to_numpy() == pytest.approx(direct.reindex(mine.index).to_numpy(), abs=0.05 + 1e-9)


def test_one_voice_each_is_the_mean_of_all_answers(campaign, review):
    rated = campaign.ratings.table.query("status == 'rated' and aspect == 'current' and territory == '00001'")
    rated = rated[rated["campaign"] == review.current]
    by_criterion = rated.groupby("criterion")["level"].mean() * 25
    expected = by_criterion.groupby(by_criterion.index.str[:2]).mean().mean()
    table = review.for_territory("00001").now("method_variations").set_index("variation")["score"]
    assert table["one_voice_each"] == pytest.approx(expected, abs=0.05 + 1e-9)


def test_under_the_campaigns_own_method_the_first_priority_is_the_first(review):
    own = review.method_variations.query("variation == 'as_set'").set_index(KEYS)
    assert (own["rank_of_first"] == 1).all()
    first = review.priorities.query("kind == 'indicator' and rank == 1").drop_duplicates(KEYS).set_index(KEYS)["node"]
    assert (own["first"].reindex(first.index) == first).all()


def test_what_respondents_weights_and_methods_explain_alone_is_at_most_everything(review):
    table = review.sensitivity.dropna(subset=["share"])
    assert set(table["source"]) == {"respondents", "weights", "methods"}
    assert (table["share"] >= 0).all()
    assert (table["total"] >= table["share"] - 1e-9).all()
    assert (table.groupby(KEYS)["share"].sum() <= 1 + 1e-9).all()


def test_where_everybody_invited_answered_everything_respondents_explain_nothing(campaign):
    """A census has no interval: not for the score, not for the priorities once the weights are left alone."""
    table, rng = campaign.ratings.table, np.random.default_rng(0)
    people = table[table["territory"] == "00001"].drop_duplicates([*KEYS, "respondent"])
    rows = people.loc[people.index.repeat(18)].reset_index(drop=True)
    rows["criterion"] = pd.array(list(campaign.framework.leaf_ids) * len(people), dtype="str")
    rows = rows.assign(aspect="current", status="rated", level=rng.integers(0, 5, len(rows)), comment="")
    census = people.groupby([*KEYS, "college"]).size().rename("invited").reset_index()
    everybody = replace(campaign.ratings, table=rows.astype(table.dtypes.to_dict()))
    review = analyse(replace(campaign, ratings=everybody, invited=census))
    found = review.sensitivity.set_index(["source", "campaign"])
    assert found.loc["respondents", "share"].to_numpy() == pytest.approx(0, abs=1e-12)
    assert (found.loc["respondents", "high"] - found.loc["respondents", "low"]).to_numpy() == pytest.approx(0, abs=1e-9)
    criteria = review.scores.query("kind == 'criterion' and territory == '00001'")
    assert (criteria["high"] - criteria["low"]).to_numpy() == pytest.approx(0, abs=1e-9)


def test_ranks_under_every_recoding_hold_on_a_grid_of_recodings(campaign, review):
    """Levels recoded at random, increasing: scored anew, priorities by weight × shortfall on the recoded scale."""
    from revue_analytics.scoring import count_responses

    counts = count_responses(campaign.ratings, campaign.methodology)
    unit = int(np.flatnonzero((counts.units["territory"] == "00003") & (counts.units["campaign"] == "2026"))[0])
    weights = counts.group_weights(campaign.methodology)[unit]
    by_level = counts.current[unit].astype(float)
    held = review.for_territory("00003").now("recoding").set_index("node")
    owner = np.array([leaf[:2] for leaf in counts.framework.leaf_ids])
    rng = np.random.default_rng(0)
    for steps in rng.dirichlet(np.full(4, 0.7), 300):
        value = np.concatenate([[0.0], np.cumsum(steps)])
        n = by_level.sum(axis=2)
        w = np.where(n > 0, weights, 0.0)
        level = (w * np.divide(by_level @ value, n, out=np.zeros_like(n), where=n > 0)).sum(axis=0) / w.sum(axis=0)
        lacking = np.maximum(value[3] - level, 0.0)
        priority = pd.Series(lacking).groupby(owner).mean()
        rank = 1 + (priority.to_numpy()[None] > priority.to_numpy()[:, None] + 1e-9).sum(axis=1)
        assert (rank <= held["worst"].reindex(priority.index)).all()
        strictly = pd.Series(rank, index=priority.index)
        assert (
            strictly + (priority.to_numpy()[None] >= priority.to_numpy()[:, None] - 1e-9).sum(axis=1) - 1
            >= held["best"]
        ).all()


@pytest.mark.parametrize(
    "choice",
    [
        {"weighting": {f"I{k}": float(k - 1) for k in range(1, 9)}},
        {"pooling": "lower_median", "aggregation": {"overall": "geometric_mean"}},
        {"college_weights": {"elus": 2.0, "habitants": 0.5}, "pooling": "trimmed_mean"},
        {"aggregation": "minimum"},
        {"missing": "worst_case"},
    ],
    ids=str,
)
def test_any_methodology_has_its_variations(campaign, choice):
    campaign = part_of(campaign, "00001", "00009", draws=200)
    review = analyse(replace(campaign, methodology=replace(campaign.methodology, **choice)))
    names = set(review.method_variations["variation"])
    assert ("arithmetic_mean" in names) == ("geometric_mean" in str(choice))
    assert ("mean" in names) == (choice.get("pooling") == "lower_median")
    assert ("colleges_equal" in names) == ("college_weights" in choice)
    table = review.sensitivity.dropna(subset=["share"])
    assert len(table)
    assert (table["share"] >= -1e-12).all()
    assert (review.stability["best_rank"] <= review.stability["worst_rank"]).all()
