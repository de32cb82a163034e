"""What the ratings rest on: the evidence that respondents name, and the criteria for which they name none."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.scoring import ResponseCounts
from revue_analytics.tables import Ratings, read_evidence

__all__ = ["declared_only", "evidence_table"]

COLUMNS = ["territory", "campaign", "criterion", "title", "reference", "date"]


def evidence_table(counts: ResponseCounts, ratings: Ratings, threshold: int) -> pd.DataFrame:
    """List the evidence of each criterion once, in the order of its titles, without who named it.

    Only of territories where at least the threshold of people answered: of fewer, what is named may tell who names it.
    """
    given = ratings.table[(ratings.table["evidence"].str.strip() != "").to_numpy()]
    enough = pd.MultiIndex.from_frame(counts.units[counts.respondents.sum(axis=1) >= threshold])
    given = given[pd.MultiIndex.from_frame(given[["territory", "campaign"]]).isin(enough)]
    read = {text: read_evidence(str(text)) for text in given["evidence"].unique()}
    found = given[["territory", "campaign", "criterion"]].assign(
        title=[read[text].title for text in given["evidence"]],
        reference=[read[text].reference for text in given["evidence"]],
        date=[read[text].date for text in given["evidence"]],
    )
    return found.drop_duplicates().sort_values(COLUMNS, ignore_index=True)[COLUMNS]


def declared_only(counts: ResponseCounts, ratings: Ratings) -> NDArray[np.bool_]:
    """(n, K) whether a criterion was rated and no rating of it names any evidence."""
    table = ratings.table
    rated = table[((table["status"] == "rated") & (table["aspect"] == "current")).to_numpy()]
    units = pd.MultiIndex.from_frame(counts.units)
    unit = units.get_indexer(pd.MultiIndex.from_frame(rated[["territory", "campaign"]]))
    criterion = pd.Index(counts.framework.leaf_ids).get_indexer(pd.Index(rated["criterion"]))
    backed = np.zeros(counts.excluded.shape, dtype=bool)
    named = (rated["evidence"].str.strip() != "").to_numpy()
    backed[unit[named], criterion[named]] = True
    return np.asarray((counts.rated > 0) & ~backed)
