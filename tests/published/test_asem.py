"""The ASEM Sustainable Connectivity portal: 51 countries, 49 measured indicators in three levels.

An independent program's scores on the same raw data. The data are not part of this project: the environment variable
REVUE_REFERENCE names the folder that holds ``asem/``.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from revue_analytics.framework import framework_from_dict
from revue_analytics.scoring import Methodology, score_table
from revue_analytics.sensitivity import vary_table

REFERENCE = os.environ.get("REVUE_REFERENCE", "")


@pytest.fixture(scope="module")
def asem() -> Path:
    folder = Path(REFERENCE) / "asem"
    if REFERENCE and not folder.is_dir():
        pytest.fail(f"REVUE_REFERENCE is {REFERENCE!r}, which holds no asem folder")
    if not REFERENCE:
        pytest.skip("set REVUE_REFERENCE to the folder of reference values to run this check")
    return folder


@pytest.fixture(scope="module")
def framework(asem):
    meta = pd.read_csv(asem / "iMeta.csv").dropna(subset=["Level"])

    def node(row):
        entry = {"id": row.iCode, "label": row.iName, "weight": row.Weight}
        below = meta[meta["Parent"] == row.iCode]
        if len(below):
            entry["children"] = [node(child) for child in below.itertuples()]
        else:
            entry["measure"] = {"unit": row.Unit, "direction": int(row.Direction)}
        return entry

    top = meta[meta["Parent"] == "Index"]
    return framework_from_dict({"id": "asem", "title": "ASEM", "indicators": [node(row) for row in top.itertuples()]})


@pytest.mark.parametrize(
    ("variant", "aggregation", "imputation"),
    [
        ("v1_minmax0_100_amean__noimp", "arithmetic_mean", "none"),
        ("v1_minmax0_100_amean__grpmean", "arithmetic_mean", "group_mean"),
        ("v2_minmax1_100_gmean__noimp", "geometric_mean", "none"),
    ],
)
def test_scores_and_ranks_equal_those_of_an_independent_program(asem, framework, variant, aggregation, imputation):
    data = pd.read_csv(asem / "iData_17digits.csv").set_index("uCode")
    methodology = Methodology(
        normalisation="min_max", aggregation=aggregation, imputation=imputation, minimum_coverage=0
    )
    table = data[list(framework.leaf_ids)]
    got = score_table(table, framework, methodology, groups=data["EurAsia_group"]).matrix()
    expected = pd.read_csv(asem / f"scores__{variant}.csv").set_index("uCode").rename(columns={"Index": "overall"})
    got = got.loc[expected.index]
    columns = [name for name in expected.columns if name != "Rank"]
    pd.testing.assert_frame_equal(got[columns], expected[columns], rtol=0, atol=1e-9, check_names=False)
    assert (got["overall"].rank(ascending=False, method="min") == expected["Rank"]).all()


def test_every_run_of_varied_choices_is_one_of_the_independent_program_s(asem, framework):
    data = pd.read_csv(asem / "iData_17digits.csv").set_index("uCode")
    base = Methodology(normalisation="min_max", minimum_coverage=0)
    varied = {"imputation": ["none", "group_mean"], "aggregation": ["arithmetic_mean", "geometric_mean"]}
    groups = data["EurAsia_group"]
    table, runs = data[list(framework.leaf_ids)], {"n": 16, "order": 0, "progress": False}
    result = vary_table(table, framework, varied, methodology=base, groups=groups, **runs)
    files = {(0, 0): "v1_minmax0_100_amean__noimp", (1, 0): "v1_minmax0_100_amean__grpmean"}
    files[0, 1] = "v2_minmax1_100_gmean__noimp"
    published = {pick: pd.read_csv(asem / f"scores__{file}.csv").set_index("uCode") for pick, file in files.items()}
    compared = 0
    for run, pick in enumerate(zip(*result.taken.values(), strict=True)):
        if pick in published:
            expected = published[pick].loc[list(result.units)]
            # Scores of geometric means are put back on 0–100 from 1–100.
            overall = expected["Index"].to_numpy() if pick[1] == 0 else (expected["Index"].to_numpy() - 1) / 0.99
            assert result.scores[run] == pytest.approx(overall, abs=1e-9)
            assert (result.ranks[run] == expected["Rank"]).all()
            compared += 1
    assert compared > 16
