"""Imputation and outlier treatment against an independent program and its documentation."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from revue_analytics.framework import framework_from_dict
from revue_analytics.methods.missing import group_mean, imputed
from revue_analytics.methods.outliers import box_cox, has_outliers, kurtosis, log, skewness, treat, winsorise
from revue_analytics.scoring import Methodology, score_table


@pytest.fixture(scope="module")
def asem(reference):
    """Raw values of 51 countries on 49 indicators, and the description of the indicators."""
    folder = reference / "asem"
    meta = pd.read_csv(folder / "iMeta.csv").dropna(subset=["Level"])
    return pd.read_csv(folder / "iData_17digits.csv").set_index("uCode"), meta


def tree(meta, parent):
    """Indicators below a node as a framework file writes them."""
    nodes = []
    for row in meta[meta["Parent"] == parent].itertuples():
        node = {"id": row.iCode, "label": row.iName, "weight": row.Weight}
        if row.Type == "Indicator":
            node["measure"] = {"unit": row.Unit, "direction": int(row.Direction)}
        else:
            node["children"] = tree(meta, row.iCode)
        nodes.append(node)
    return nodes


def test_scores_after_imputation_by_group_equal_those_of_an_independent_program(asem, reference):
    """ASEM portal; R package COINr, means by ``EurAsia_group`` of the raw values, then min–max and arithmetic means."""
    data, meta = asem
    framework = framework_from_dict({"id": "asem", "title": "ASEM", "indicators": tree(meta, "Index")})
    raw = data[list(framework.leaf_ids)].astype(float)
    filled, _ = group_mean(raw, np.ones(raw.shape[1]), data["EurAsia_group"])
    assert imputed(raw, filled).to_numpy().sum() == raw.isna().sum().sum() > 0
    methodology = Methodology(normalisation="min_max", minimum_coverage=0.0)
    got = score_table(pd.DataFrame(filled, raw.index, raw.columns), framework, methodology).matrix()
    expected = pd.read_csv(reference / "asem" / "scores__v1_minmax0_100_amean__grpmean.csv").set_index("uCode")
    expected = expected.rename(columns={"Index": "overall"})
    got = got.loc[expected.index]
    columns = [name for name in expected.columns if name != "Rank"]
    pd.testing.assert_frame_equal(got[columns], expected[columns], rtol=0, atol=1e-9, check_names=False)
    assert (got["overall"].rank(ascending=False, method="min") == expected["Rank"]).all()


def test_moments_of_coinrs_example_equal_scipy():
    """COINr's introduction to outlier treatment: 1 to 10, then 30 and 100, has outliers; moments by scipy."""
    x = np.array([*range(1, 11), 30, 100], dtype=float)[:, None]
    assert skewness(x) == pytest.approx(stats.skew(x, bias=False))
    assert kurtosis(x) == pytest.approx(stats.kurtosis(x, bias=False))
    assert has_outliers(x).all()


def test_winsorisation_of_coinrs_example():
    """COINr, introduction to outlier treatment: of 1 to 10, 30 and 100 one point moves to the next highest value."""
    treated = winsorise(np.array([*range(1, 11), 30, 100], dtype=float)[:, None], most=2)
    assert treated.values[-2:].ravel().tolist() == [30.0, 30.0]
    assert treated.steps[0].n_changed == 1


def test_winsorisation_of_coinrs_own_checks():
    """COINr's test of ``Treat``: one outlier of 11 values moves to the next; two of 22 are not cured by moving one."""
    one, two = (np.array([*range(1, n), *top], dtype=float)[:, None] for n, top in ((11, [100]), (21, [100, 200])))
    assert winsorise(one).values.ravel().tolist() == [*range(1, 11), 10]
    assert winsorise(two, most=1).left == (0,)


def test_all_indicators_of_asem_are_cured_by_winsorising_up_to_five_values(asem):
    """COINr's introduction to outlier treatment says so of the same raw values, with the same limits."""
    data, meta = asem
    raw = data[list(meta.loc[meta["Type"] == "Indicator", "iCode"])].astype(float)
    treated = treat(raw)
    assert {step.method for step in treated.steps} == {"none", "winsorise"}
    assert treated.changed.sum(axis=0).max() <= 5


def test_logarithm_of_the_coin_tool():
    """COINr ``log_CT``: ln(x − min + 0.01 (max − min))."""
    x = np.array([*range(1, 21), 100, 200], dtype=float)
    assert log(x[:, None]).values.ravel() == pytest.approx(np.log(x - 1 + 1.99))


def test_box_cox_equals_scipy():
    x = np.array([*range(1, 21), 100, 200], dtype=float)
    expected, _ = stats.boxcox(x)
    assert box_cox(x[:, None]).values.ravel() == pytest.approx(expected, rel=1e-4)
