"""Every choice of an index varied at once: against a plain loop over `score_table`, run by run."""

import itertools
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.framework import OVERALL, framework_from_dict
from revue_analytics.methods.missing import at_least
from revue_analytics.methods.ranks import rank_units
from revue_analytics.scoring import Methodology, build_tree, score, score_table
from revue_analytics.sensitivity import stream, vary_ratings, vary_table
from revue_analytics.sensitivity.sources import RANK_SHIFT
from tests.factories import make_ratings

QUICK = {"n": 16, "n_draws": 40, "seed": 3, "progress": False}


def group(name, *leaves):
    below = [{"id": leaf, "label": leaf, "weight": 1 + k, "measure": {"direction": 1}} for k, leaf in enumerate(leaves)]
    return {"id": name, "label": name, "children": below}


FRAMEWORK = framework_from_dict(
    {"id": "f", "title": "f", "indicators": [group("P", "a", "b", "c"), group("Q", "d", "e"), group("S", "g")]}
)
RNG = np.random.default_rng(0)
TABLE = pd.DataFrame(RNG.lognormal(2.0, 0.8, (14, 6)), columns=list("abcdeg"), index=[f"u{i}" for i in range(14)])
GAPS = TABLE.mask(RNG.random(TABLE.shape) < 0.2)
MIN_MAX = Methodology(normalisation="min_max")


def loop(x, varied, result, base=MIN_MAX, groups=None):
    """The scores of every run, one after the other, by the plain door."""
    tree = build_tree(FRAMEWORK, base)
    rows = []
    for run in range(result.n_draws):
        own, weights, table = base, None, x
        for factor in result.index.factors:
            pick = int(result.taken[factor.name][run])
            if factor.choice in ("weights", "omit") and not weights:
                weights = dict(zip(tree.node_ids, build_tree(FRAMEWORK, own).weights, strict=True))
            if factor.choice == "weights":
                for node, drawn in factor.below.items():
                    children = next(below for parent, below in tree.parents if parent == node)
                    weights |= {tree.node_ids[child]: w for child, w in zip(children, drawn[pick], strict=True)}
            elif factor.choice == "omit":
                gone = factor.alternatives[pick]
                weights |= {"S" if gone == "g" else gone: 0.0} if gone else {}  # an only child takes its parent along
            elif factor.choice == "noise":
                spread = varied["noise"] * x.std(ddof=0).to_numpy()
                table = x + spread * stream(QUICK["seed"], "noise", str(pick)).standard_normal(x.shape)
            elif factor.at:
                now = getattr(own, factor.choice)
                now = dict(now) if isinstance(now, dict) else dict.fromkeys((OVERALL, *FRAMEWORK.depth_names), now)
                own = replace(own, **{factor.choice: now | {factor.at: factor.alternatives[pick]}})
            else:
                own = replace(own, **{factor.choice: factor.alternatives[pick]})
        if weights:
            own = replace(own, weighting={node: w for node, w in weights.items() if node != OVERALL})
        scores = score_table(table, FRAMEWORK, own, groups=groups)
        rows.append(scores.on_0_100[:, scores.tree.index(result.node)])
    return np.array(rows)


VARIED = {
    "methods": {
        "outliers": ["none", "winsorise", "log"],
        "normalisation": ["min_max", "percentile_rank"],
        "aggregation": ["arithmetic_mean", "geometric_mean", "harmonic_mean"],
        "missing": ["available", "worst_case", partial(at_least, share=0.7)],
    },
    "one node": {"aggregation": ["arithmetic_mean", "geometric_mean"], "aggregation.P": ["minimum", "power_mean"]},
    "a depth": {
        "aggregation.overall": ["arithmetic_mean", "geometric_mean"],
        "missing.Q": ["available", "require_all"],
    },
    "weights at every depth": {"weights": "around"},
    "weights of two kinds": {
        "weights.P": {"kind": "ordered", "order": ["c", "b", "a"]},
        "weights": {"kind": "bounded"},
        "aggregation": ["arithmetic_mean", "geometric_mean"],
    },
    "weights and omissions": {"weights": {"kind": "noise", "share": 0.5}, "omit": ["a", "Q", "d", "g"]},
    "schemes": {"weighting": ["framework", "equal", "critic"], "aggregation": ["arithmetic_mean", "geometric_mean"]},
    "noise": {"noise": 0.3, "normalisation": ["min_max", "z_score"], "weights.overall": "uniform"},
    "imputation": {"imputation": ["none", "group_mean"], "omit": ["b"]},
}


@pytest.mark.parametrize("kind", VARIED)
@pytest.mark.parametrize("table", [TABLE, GAPS], ids=["whole", "with gaps"])
def test_every_run_scores_as_a_loop_over_score_table_does(kind, table):
    varied = VARIED[kind]
    if kind == "noise":
        table = TABLE
    groups = list("xy" * 7) if kind == "imputation" else None
    result = vary_table(table, FRAMEWORK, varied, methodology=MIN_MAX, groups=groups, **QUICK)
    expected = loop(table, varied, result, groups=groups)
    assert result.scores == pytest.approx(expected, abs=1e-9, nan_ok=True)
    assert np.array_equal(result.ranks, rank_units(expected), equal_nan=True)


def test_a_node_below_the_root_has_its_own_scores():
    varied = {"weights": "around", "omit": ["a", "Q"]}
    result = vary_table(GAPS, FRAMEWORK, varied, methodology=MIN_MAX, node="P", **QUICK)
    assert result.scores == pytest.approx(loop(GAPS, varied, result), abs=1e-9, nan_ok=True)
    assert result.nominal_scores == pytest.approx(
        score_table(GAPS, FRAMEWORK, MIN_MAX).matrix()["P"].to_numpy(), nan_ok=True
    )


def test_blocks_change_nothing(monkeypatch):
    from revue_analytics.sensitivity import varied_index

    once = vary_table(TABLE, FRAMEWORK, VARIED["noise"], methodology=MIN_MAX, **QUICK)
    monkeypatch.setattr(varied_index, "BLOCK", 300)
    again = vary_table(TABLE, FRAMEWORK, VARIED["noise"], methodology=MIN_MAX, **QUICK)
    assert np.array_equal(once.scores, again.scores)


def test_shares_of_variance_are_those_of_every_combination():
    """Two choices without chance: all combinations are few, and their variance is shared out exactly."""
    varied = {"normalisation": ["min_max", "percentile_rank"], "aggregation": ["arithmetic_mean", "geometric_mean"]}
    result = vary_table(TABLE, FRAMEWORK, varied, methodology=MIN_MAX, n=512, seed=1, progress=False)
    y = np.array(
        [
            score_table(TABLE, FRAMEWORK, Methodology(normalisation=a, aggregation=b)).on_0_100[:, 0]
            for a, b in itertools.product(*varied.values())
        ]
    ).T.reshape(-1, 2, 2)
    variance = y.reshape(len(y), -1).var(axis=1)
    first = np.stack([y.mean(axis=2).var(axis=1), y.mean(axis=1).var(axis=1)], axis=1) / variance[:, None]
    assert result.sobol.outputs == (*TABLE.index, RANK_SHIFT)
    assert result.sobol.first_order[:-1] == pytest.approx(first, abs=0.05)
    assert result.sobol.second_order[:-1, 0, 1] == pytest.approx(1 - first.sum(axis=1), abs=0.05)
    assert result.sobol.pairs()["second_low"].le(result.sobol.pairs()["second_high"]).all()
    settled = result.sobol.convergence()
    assert settled["n"].unique().tolist() == [32, 64, 128, 256, 512]
    last = settled[settled["n"] == 512]
    assert last["total_order"].to_numpy() == pytest.approx(result.sobol.total_order.ravel())


def test_the_table_holds_nominal_and_median_ranks_and_their_intervals():
    result = vary_table(TABLE, FRAMEWORK, {"weights": "around", "omit": ["a"]}, methodology=MIN_MAX, **QUICK)
    table = result.table()
    nominal = score_table(TABLE, FRAMEWORK, MIN_MAX).matrix()["overall"]
    assert table["score"].tolist() == pytest.approx(nominal.tolist())
    assert table["rank"].tolist() == rank_units(nominal).tolist()
    assert (table["rank_low"] <= table["median_rank"]).all() and (table["median_rank"] <= table["rank_high"]).all()
    assert table["median_rank"].tolist() == np.median(result.ranks, axis=0).tolist()
    options = result.by_option()
    assert options["option"].tolist() == ["none", "a"]
    assert options["n_draws"].sum() == result.n_draws
    pooled = (options["n_draws"] * options["mean_rank_shift"]).sum() / result.n_draws
    assert pooled == pytest.approx(result.rank_shift.mean())


@pytest.mark.parametrize("table", [TABLE, GAPS], ids=["whole", "with gaps"])
def test_the_omission_table_is_what_scoring_without_each_element_gives(table):
    result = vary_table(table, FRAMEWORK, {"weights": "around"}, methodology=MIN_MAX, **QUICK)
    omission = result.omission
    assert omission.criteria == ("P", "a", "b", "c", "Q", "d", "e", "S")  # without g nothing is left of S
    tree = build_tree(FRAMEWORK, MIN_MAX)
    for element, scores in zip(omission.criteria, omission.scores_without, strict=True):
        weights = dict(zip(tree.node_ids[1:], tree.weights[1:], strict=True)) | {element: 0.0}
        expected = score_table(table, FRAMEWORK, replace(MIN_MAX, weighting=weights)).matrix()["overall"]
        assert scores == pytest.approx(expected.to_numpy(), nan_ok=True)
    assert len(omission.summary()) == 8


REFUSED = {
    "a choice that is none": ({"agregation": ["minimum"]}, "'agregation' cannot be varied.*aggregation"),
    "a choice of ratings": ({"respondents": True}, "'respondents' cannot be varied"),
    "an unknown method": ({"aggregation": ["arithmetic_mean", "mean"]}, "'mean' is not known"),
    "an unknown node": ({"aggregation.Z": ["minimum"]}, "'Z' is neither a node nor a depth"),
    "a node without a choice": ({"normalisation.P": ["z_score"]}, "'normalisation.P' cannot be varied"),
    "an unknown element": ({"omit": ["Z"]}, "'Z' is not a node"),
    "an unknown kind of weights": ({"weights": "dirichlet"}, "'dirichlet' is not known"),
    "weights of an only child": ({"weights.S": "around"}, "no node has several children"),
    "schemes and draws": ({"weighting": ["equal"], "weights": "around"}, "vary either"),
    "nothing": ({}, "nothing is varied"),
    "no alternative": ({"aggregation": []}, "names no alternative"),
    "negative noise": ({"noise": -1}, "noise is -1"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_varied_is_refused_and_named(kind):
    varied, message = REFUSED[kind]
    with pytest.raises(MethodError, match=message):
        vary_table(TABLE, FRAMEWORK, varied, methodology=MIN_MAX, **QUICK)


def test_a_sample_is_a_power_of_two():
    with pytest.raises(MethodError, match="power of two, 128"):
        vary_table(TABLE, FRAMEWORK, {"omit": ["a"]}, n=100, progress=False)
    with pytest.raises(MethodError, match="'a' is not known"):
        vary_table(TABLE, FRAMEWORK, {"omit": ["b"]}, node="a", progress=False)


# Ratings


@pytest.fixture(scope="module")
def ratings():
    rng = np.random.default_rng(5)
    rows = []
    for territory, centre in (("01004", 1.0), ("01007", 2.0), ("01024", 3.0)):
        for person in range(12):
            manner = rng.normal(0, 0.5)
            college = ("elus", "agents")[person % 2]
            for leaf in ("I1A", "I1B", "I2A", "I5A", "I5B", "I8A"):
                level = int(np.clip(np.rint(centre + manner + rng.normal(0, 0.8)), 0, 4))
                rows.append((territory, "2026", f"p{person}", college, leaf, level))
    return make_ratings(rows)


LOW = Methodology(minimum_coverage=0.0)


def test_ratings_without_respondents_score_as_a_loop_does(ratings):
    varied = {
        "pooling": ["mean", "lower_median"],
        "aggregation": ["arithmetic_mean", "geometric_mean"],
        "college_weights": [{}, {"elus": 3.0}],
    }
    result = vary_ratings(ratings, varied, methodology=LOW, **QUICK)
    assert result.units == ("01004", "01007", "01024")
    for run in range(result.n_draws):
        chosen = {name: varied[name][int(result.taken[name][run])] for name in varied}
        assert result.scores[run] == pytest.approx(score(ratings, replace(LOW, **chosen)).on_0_100[:, 0])


@pytest.mark.parametrize("normalisation", ["scale_levels", "percentile_rank"])
def test_draws_of_respondents_are_those_of_propagate(ratings, normalisation):
    from revue_analytics.sensitivity import propagate

    base = replace(LOW, normalisation=normalisation)
    result = vary_ratings(ratings, {"respondents": True}, methodology=base, n=256, n_draws=400, progress=False)
    weights = np.tile(build_tree(ratings.framework, base).weights[build_tree(ratings.framework, base).top], (400, 1))
    known = propagate(ratings, base, weights=weights, n_draws=400)
    assert result.nominal_scores == pytest.approx(known.scores[:, 0])
    table = result.table()
    assert table["mean"].to_numpy() == pytest.approx(known.mean[:, 0], abs=5 * known.mean_error[:, 0].max())
    assert table["low"].to_numpy() == pytest.approx(known.low[:, 0], abs=5 * known.low_error[:, 0].max() + 1e-9)
    first, error = result.sobol.first_order[:, 0], result.sobol.first_error[:, 0]
    assert np.nanmax(np.abs(first - 1) / error) < 4  # where only one thing varies, all comes from it


def test_what_is_for_tables_is_refused_for_ratings(ratings):
    with pytest.raises(MethodError, match="'outliers' cannot be varied"):
        vary_ratings(ratings, {"outliers": ["none", "log"]}, methodology=LOW, progress=False)
    with pytest.raises(MethodError, match="'I1A' is not known"):
        vary_ratings(ratings, {"respondents": True}, node="I1A", progress=False)
    with pytest.raises(MethodError, match="no territory of campaign '2026' has a score"):
        vary_ratings(ratings, {"respondents": True}, progress=False)  # of most criteria nobody was asked
    with pytest.raises(MethodError, match="'2030' is not in the data"):
        vary_ratings(ratings, {"respondents": True}, campaign="2030", progress=False)


def test_without_indices_only_the_independent_runs_are_made():
    varied = {"weights": "around", "omit": ["a"]}
    full, short = (vary_table(TABLE, FRAMEWORK, varied, methodology=MIN_MAX, order=order, **QUICK) for order in (2, 0))
    assert np.array_equal(full.scores, short.scores)
    assert short.sobol is None
    first = vary_table(TABLE, FRAMEWORK, varied, methodology=MIN_MAX, order=1, **QUICK).sobol
    assert np.array_equal(first.first_order, full.sobol.first_order)
    with pytest.raises(MethodError, match="second_order=True"):
        first.pairs()
