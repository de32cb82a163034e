"""The Technology Achievement Index: 23 countries, 8 indicators, all of them better when higher.

OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, appendix (raw data), telephones and electricity in
logarithms (base 10).
"""

from pathlib import Path

import numpy as np

_rows = np.genfromtxt(Path(__file__).with_name("tai.csv"), delimiter=",", dtype=str)
INDICATORS = tuple(_rows[0, 1:])
COUNTRIES = tuple(_rows[1:, 0])
VALUES = _rows[1:, 1:].astype(float)
