"""What the checks against published values share."""

import os
from pathlib import Path

import pandas as pd
import pytest

REFERENCE = os.environ.get("REVUE_REFERENCE", "")
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def reference():
    """Folder of reference values that are too long to be part of this project; skipped where it is not at hand."""
    if not REFERENCE:
        pytest.skip("set REVUE_REFERENCE to the folder of reference values to run this check")
    if not Path(REFERENCE).is_dir():
        pytest.fail(f"REVUE_REFERENCE is {REFERENCE!r}, which is no folder")
    return Path(REFERENCE)


def _table(name):
    return pd.read_csv(HERE / name, comment="#", index_col="country")


@pytest.fixture(scope="session")
def tai():
    """Technology Achievement Index: 23 countries × 8 indicators, in their units; more is better."""
    return _table("tai_2001.csv")


@pytest.fixture(scope="session")
def tai_scores():
    """Scores on it by the R package COINr."""
    return _table("tai_2001_scores.csv")


@pytest.fixture(scope="session")
def tai_outranking():
    """TOPSIS and PROMETHEE II on it by the Python package pymcdm."""
    return _table("tai_2001_outranking.csv")
