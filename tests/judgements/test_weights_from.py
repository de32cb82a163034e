"""From files of judgements to weights: combined, checked, repaired, ready for a methodology."""

from dataclasses import FrozenInstanceError
from functools import partial

import numpy as np
import pytest

from revue_analytics.errors import InputError, MethodError
from revue_analytics.intake.judgements import judgements_of
from revue_analytics.methods.weighting import analytic_hierarchy, best_worst, combine_judgements, rank_sum
from revue_analytics.scoring import Methodology
from revue_analytics.scoring.judgements import describe_weights, input_bound, weights_from

PAIRS = "juge;;I3A;I3B;I3C\nAnne;I3A;;3;5\n;I3B;;;2\nBob;I3A;;1;4\n;I3B;;;1/4\n"


def test_pairs_are_combined_by_the_geometric_mean_of_the_judgements(read):
    judged = read(PAIRS)
    weights = weights_from(judged)
    wanted = analytic_hierarchy(combine_judgements(judged.values)).weights
    assert weights.method == "analytic_hierarchy" and np.allclose(list(weights.mapping.values()), wanted)
    assert np.allclose(list(weights.of("Anne").values()), [0.648, 0.230, 0.122], atol=5e-4)
    assert 0 < weights.group.overlap < 1


def test_the_inconsistent_judge_is_named_with_the_judgement_and_its_repair(read):
    weights = weights_from(read(PAIRS))
    table = weights.consistency().set_index("judge")
    assert bool(table.loc["Anne", "consistent"]) and not table.loc["Bob", "consistent"]
    assert {doubt.judge for doubt in weights.inconsistent} == {"Bob"}
    first = weights.inconsistent[0]
    assert first.consistency_ratio < 0.01 < 0.1 < table.loc["Bob", "consistency_ratio"]
    text = describe_weights(weights, "fr")
    assert (
        "Pour «\u00a0Bob\u00a0», le ratio de cohérence" in text and "au-dessus de 0,10" in text and "Anne" not in text
    )
    assert first.first in text and weights.repairs().iloc[0]["better"] == first.better
    assert "above 0.10" in describe_weights(weights, "en")


def test_the_repair_does_repair(read):
    weights = weights_from(read(PAIRS))
    doubt = weights.inconsistent[0]
    matrix = read(PAIRS).values[1].copy()
    i, j = weights.nodes.index(doubt.first), weights.nodes.index(doubt.second)
    matrix[i, j], matrix[j, i] = doubt.better, 1 / doubt.better
    assert analytic_hierarchy(matrix).consistency_ratio == pytest.approx(doubt.consistency_ratio, abs=1e-9)


def test_points_are_averaged_on_the_simplex_and_judges_may_count_differently(read):
    judged = read("juge;I3A;I3B;I3C\nAnne;50;30;20\nBob;20;40;40\n")
    assert list(weights_from(judged).mapping.values()) == pytest.approx([0.35, 0.35, 0.30])
    assert list(weights_from(judged, judges={"Anne": 3}).mapping.values()) == pytest.approx([0.425, 0.325, 0.25])
    assert weights_from(judged).consistency()["consistent"].isna().all()
    with pytest.raises(MethodError, match="'Zoé'"):
        weights_from(judged, judges={"Zoé": 2})


def test_ranks_take_any_rank_method_or_a_function_of_ones_own(read):
    judged = read("juge;I3A;I3B;I3C\nAnne;1;2;3\nBob;1;2;2\n", kind="ranking")
    assert list(weights_from(judged).of("Anne").values()) == pytest.approx([11 / 18, 5 / 18, 2 / 18])
    assert list(weights_from(judged, "rank_sum").of("Bob").values()) == pytest.approx(rank_sum([1, 2, 2]))
    own = weights_from(judged, lambda ranks: 1 / ranks**2)
    assert own.of("Anne")["I3B"] == pytest.approx(0.25 / (1 + 0.25 + 1 / 9))
    with pytest.raises(MethodError, match="gave shape"):
        weights_from(judged, lambda ranks: ranks[:2])
    with pytest.raises(MethodError, match="gave negative"):
        weights_from(judged, lambda ranks: -ranks)
    with pytest.raises(MethodError, match="weights from ranking: 'analytic_hierarchy'"):
        weights_from(judged, "analytic_hierarchy")


def test_best_and_worst_have_rezaeis_weights_and_either_model(read):
    judged = read(";I3A;I3B;I3C\nbest;8;2;1\nworst;1;5;8\n", "Anne.csv")  # the example of best_worst
    assert list(weights_from(judged).mapping.values()) == pytest.approx([0.0714, 0.3387, 0.5899], abs=5e-5)
    linear = weights_from(judged, partial(best_worst, model="linear"))
    assert "linear" in linear.method and sum(linear.mapping.values()) == pytest.approx(1)
    assert linear.mapping != weights_from(judged).mapping


def test_best_and_worst_above_the_bound_are_named_with_a_repair(read):
    weights = weights_from(read(";I3A;I3B;I3C\nbest;1;7;8\nworst;8;7;1\n", "Anne.csv"))  # 7 × 7 is not 8
    assert weights.consistency_ratio[0] == pytest.approx(41 / 56) and weights.bound[0] == 0.1309
    assert {(d.first, d.second, d.better) for d in weights.inconsistent} == {("I3A", "I3B", 1.0), ("I3B", "I3C", 1.0)}
    assert all(d.consistency_ratio < weights.bound[0] for d in weights.inconsistent)


@pytest.mark.parametrize(("a_bw", "m", "bound"), [(3, 9, 0.1667), (4, 3, 0.1121), (9, 4, 0.2681), (9, 9, 0.3662)])
def test_bounds_are_those_of_liang_brunelli_and_rezaei_2020_table(a_bw, m, bound):
    assert input_bound(a_bw, m) == bound


def test_the_table_is_tidy_and_the_mapping_goes_into_a_methodology(read):
    weights = weights_from(read(PAIRS))
    table = weights.table()
    assert list(table) == ["judge", "node", "weight"] and set(table["judge"]) == {"all", "Anne", "Bob"}
    assert np.allclose(table.groupby("judge")["weight"].sum(), 1) and (table["weight"] > 0).all()
    assert Methodology(weighting=weights.mapping).node_weights == weights.mapping
    assert "Anne" in weights._repr_html_()
    with pytest.raises(FrozenInstanceError):
        weights.method = "x"


def test_judgements_typed_in_a_notebook_are_those_of_a_file(read, framework):
    judged = read(PAIRS)
    typed = judgements_of("pairwise", dict(zip(judged.judges, judged.values, strict=True)), framework, below="I3")
    assert weights_from(typed).mapping == weights_from(judged).mapping
    with pytest.raises(MethodError, match=r"judge 'Zoé'.*expected \(3,\)"):
        judgements_of("points", {"Zoé": [50, 50]}, framework, below="I3")
    with pytest.raises(MethodError, match="did you mean 'points'"):
        judgements_of("point", {}, framework)


def test_without_one_whole_judge_everything_wrong_is_raised(read):
    with pytest.raises(InputError, match="add up to 90"):
        weights_from(read("juge;I3A;I3B;I3C\nAnne;50;30;10\n"))
