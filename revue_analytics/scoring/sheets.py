"""Answer sheets: the levels that each person gave, without a name. Private, like the `Ratings` they come from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Sheets", "sheets_of"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sheets:
    """What (R) people answered to (K) criteria, in the order of their units.

    Attributes
    ----------
    unit, college
        (R,) unit of the tally, and college, of each person.
    level
        (R, K) number of the level given, 0 for the lowest; -1 where there is none.
    person
        (R,) numbers that are the same where one person answered in several campaigns of a territory. They say nothing
        else: they follow the order of the pseudonyms.
    """

    unit: Ints
    college: Ints
    level: NDArray[np.int8]
    person: Ints

    def rows(self, unit: int) -> slice:
        """Return the people of one unit."""
        return slice(*np.searchsorted(self.unit, [unit, unit + 1]).tolist())


def sheets_of(keys: pd.DataFrame, unit: Ints, college: Ints, criterion: Ints, level: Ints, n_criteria: int) -> Sheets:
    """Lay rated answers, one a row, out person by person.

    Parameters
    ----------
    keys
        (A,) rows ``territory``, ``respondent`` of the answers.
    unit, college, criterion, level
        (A,) where each answer belongs, and the number of its level.
    n_criteria
        Number of criteria.
    """
    person = pd.MultiIndex.from_frame(keys[["territory", "respondent"]]).factorize(sort=True)[0].astype(np.int64)
    who, row = np.unique(np.column_stack([unit, person]), axis=0, return_inverse=True)
    row = row.ravel()
    levels = np.full((len(who), n_criteria), -1, dtype=np.int8)
    levels[row, criterion] = level
    colleges = np.zeros(len(who), dtype=np.int64)
    colleges[row] = college
    order = np.lexsort((*levels.T[::-1], who[:, 0]))  # by what was answered: neither pseudonym nor college plays a part
    return Sheets(unit=who[order, 0], college=colleges[order], level=levels[order], person=who[order, 1])
