"""A territory's part of a saved review is what it was before it was saved."""

import pandas as pd
import pytest

from revue_analytics.errors import UnknownTerritory
from revue_analytics.review import open_review
from revue_analytics.review.digest import digests
from revue_analytics.review.tables import COMPARING, TABLES
from tests.pages.test_long_index import long_review


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A review of more territories than go into two batches, and what comes back from the disk."""
    review = long_review(2 * 4 + 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("revue_analytics.review.slices.TERRITORIES", 4)
        return review, open_review(review.save(tmp_path_factory.mktemp("saved") / "review"))


def test_every_table_of_every_territory_comes_back_as_it_was(both):
    review, saved = both
    for code in review.codes:
        before, after = review.for_territory(code).tables, saved.for_territory(code).tables
        for name in TABLES:
            known = len(before[name]) > 0
            pd.testing.assert_frame_equal(in_arrow(before[name]), in_arrow(after[name]), check_dtype=known)


def in_arrow(table):
    """The same text where pandas keeps it by default: a slice of few rows keeps it as Python does."""
    return table.astype({name: "str" for name, kind in table.dtypes.items() if kind == "str"})


@pytest.mark.parametrize("code", ["", "00010x", "99999", "A"])
def test_a_territory_that_is_not_there_is_said_with_the_nearest(both, code):
    with pytest.raises(UnknownTerritory, match="is not in this review"):
        both[1].for_territory(code)


def test_the_digest_of_a_territory_is_the_same_before_and_after(both):
    review, saved = both
    assert digests(review) == digests(saved)
    assert len(set(digests(review).values())) == len(review.codes)


def test_a_change_of_one_cell_changes_the_digest_of_its_territory_only(both):
    review, _ = both
    before = digests(review)
    scores = review.tables["scores"]
    old = scores.loc[5, "low"]
    scores.loc[5, "low"] = old + 1e-9
    after = digests(review)
    scores.loc[5, "low"] = old
    assert [code for code in before if before[code] != after[code]] == [scores.loc[5, "territory"]]
    assert set(TABLES) > COMPARING
