"""Numbers as people type them."""

from __future__ import annotations

import pandas as pd

__all__ = ["numbers"]

SPACES = "[ \u00a0\u2007\u2009\u202f]"
UNITS = "%|€|euros?|eur"


def numbers(texts: pd.Series) -> pd.Series:
    """Read numbers: decimal comma or point, thousands set apart by spaces, a percent sign or “€” after.

    Anything else is missing (NaN), as a blank is: the caller tells the two apart.

    Examples
    --------
    >>> numbers(pd.Series(["12,5", "1 200", "25 %", "12 000,50 €", ".5", "", "1,2,3", "1e3"])).to_list()
    [12.5, 1200.0, 25.0, 12000.5, 0.5, nan, nan, nan]
    """
    plain = texts.astype("str").str.replace(f"(?<=[0-9]){SPACES}(?=[0-9]{{3}}(?![0-9]))", "", regex=True)
    found = plain.str.extract(
        rf"(?i)^\s*([+\-−]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+))(?:{SPACES}*(?:{UNITS}))?\s*$", expand=False
    )
    return pd.to_numeric(found.str.replace(",", ".").str.replace("−", "-")).astype("float64")
