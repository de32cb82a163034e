"""Who could learn from whom: territories that have made their way where another has some left to go.

One territory has something to share with another on an indicator when

- their intervals lie apart, so that the answers and the weights leave no doubt who is further (intervals that do not
  overlap are a stricter rule than an interval of the difference that leaves zero out: Schenker & Gentleman, *On judging
  the significance of differences by examining the overlap between confidence intervals*, The American Statistician
  55(3), 2001);
- it has reached a higher level, at least the middle one: its statement is entirely true there;
- the other has not reached its own target.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.framework import Framework
from revue_analytics.portfolios.summaries import wide

VISITS = 3
"""Territories that one territory is proposed to, on one indicator: nobody should receive everyone."""


BLOCK = 400
"""Territories among which reciprocal exchanges are sought at once."""


Floats = NDArray[np.float64]


PLACES = ["stratum", "epci", "departement"]


COLUMNS = ["learner", "node", "mentor", "score", "high", "mentor_score", "mentor_low", "apart", "same_stratum", "near"]


TWINS = ["one", "node_one", "node_other", "other", "apart"]


def exchange_table(
    framework: Framework, territories: pd.DataFrame, scores: pd.DataFrame, gaps: pd.DataFrame
) -> pd.DataFrame:
    """Propose to each territory, on each indicator, one that could share how it went about it.

    The nearest comes first: same stratum and EPCI, then same stratum and département, same stratum, anyone. Within a
    round, those furthest behind are served first, by those furthest ahead, each at most `VISITS` times.

    Returns
    -------
    Frame ``learner``, ``node``, ``mentor``, ``score`` and ``high`` of the one, ``mentor_score`` and ``mentor_low`` of
    the other, ``apart`` (points between the intervals), ``same_stratum``, ``near`` (``epci``, ``departement`` or
    empty).
    """
    codes, tops = list(territories["territory"]), list(framework.top_ids)
    columns = {name: wide(scores, name, tops, codes) for name in ("score", "low", "high", "level")}
    short = wide(gaps, "shortfall", tops, codes) > 1e-9
    middle = _middle(framework)
    places = territories.set_index("territory")[PLACES].astype(str)
    rounds = [["stratum", "epci"], ["stratum", "departement"], ["stratum"], []]
    proposed = []
    for node in tops:
        known = pd.DataFrame({name: table[node] for name, table in columns.items()}).join(places)
        known = known.dropna(subset=["score"])
        behind = known[short[node].reindex(known.index)].sort_values(["high", "score"], kind="stable")
        ahead = known[known["level"] >= middle].sort_values("low", ascending=False, kind="stable")
        slots = ahead.loc[ahead.index.repeat(VISITS)].rename_axis("mentor").reset_index()
        waiting = behind.rename_axis("learner").reset_index()
        for keys in rounds:
            pairs = _paired(waiting, slots, keys)
            proposed.append(pairs.assign(node=node))
            waiting = waiting[~waiting["learner"].isin(pairs["learner"])]
            slots = slots.drop(index=list(pairs["slot"]))
    table = pd.concat(proposed, ignore_index=True)
    table["apart"] = table["mentor_low"] - table["high"]
    return table.sort_values("apart", ascending=False, kind="stable", ignore_index=True)[COLUMNS]


def _paired(waiting: pd.DataFrame, slots: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Pair, within groups, the first waiting with the first free, the second with the second, where the rule holds."""
    left = waiting[(waiting[keys] != "").all(axis=1)].assign(everyone=0)
    right = slots[(slots[keys] != "").all(axis=1)].assign(everyone=0).rename_axis("slot").reset_index()
    by = keys or ["everyone"]
    left["place"], right["place"] = left.groupby(by).cumcount(), right.groupby(by).cumcount()
    right = right.rename(columns={name: f"mentor_{name}" for name in left.columns if name != "learner"})
    both = left.merge(right, left_on=[*by, "place"], right_on=[f"mentor_{name}" for name in (*by, "place")])
    both = both[(both["mentor_low"] > both["high"]) & (both["mentor_level"] > both["level"])]
    alike = {name: (both[name] != "") & (both[name] == both[f"mentor_{name}"]) for name in PLACES}
    near = np.select([alike["epci"], alike["departement"]], ["epci", "departement"], default="")
    return both.assign(near=pd.array(near, dtype="str"), same_stratum=alike["stratum"])


def twin_table(
    framework: Framework, territories: pd.DataFrame, scores: pd.DataFrame, gaps: pd.DataFrame
) -> pd.DataFrame:
    """Find pairs that could learn from each other: each is ahead on an indicator where the other has way to go.

    Each territory stands in one pair at most; the pairs whose weaker side is the clearest come first. Beyond `BLOCK`
    territories, pairs are sought within an EPCI, or a département where there is none, and no further.

    Returns
    -------
    Frame ``one``, ``node_one`` (where `one` is ahead), ``node_other`` (where `other` is), ``other``, ``apart`` (points
    between the intervals, on the indicator where they are closer).
    """
    codes, tops = list(territories["territory"]), list(framework.top_ids)
    columns = [wide(scores, name, tops, codes).to_numpy() for name in ("low", "high", "level")]
    short = wide(gaps, "shortfall", tops, codes).to_numpy() > 1e-9
    middle = _middle(framework)
    if len(codes) <= BLOCK:
        blocks = [np.arange(len(codes))]
    else:
        epci, departement = (territories[name].astype(str) for name in ("epci", "departement"))
        groups = territories.reset_index(drop=True).groupby(epci.where(epci != "", departement).to_numpy()).indices
        blocks = [np.asarray(block[:BLOCK]) for name, block in sorted(groups.items()) if name and len(block) > 1]
    rows: list[tuple[str, str, str, str, float]] = []
    for block in blocks:
        low, high, level = (values[block] for values in columns)
        rows += [
            (codes[block[i]], tops[a], tops[b], codes[block[j]], apart)
            for i, j, a, b, apart in _twins(low, high, level, short[block], middle)
        ]
    table = pd.DataFrame(rows, columns=TWINS)
    return table.sort_values("apart", ascending=False, kind="stable", ignore_index=True)


def _twins(
    low: Floats, high: Floats, level: Floats, short: NDArray[np.bool_], middle: float
) -> list[tuple[int, int, int, int, float]]:
    """Pair the (n, m) territories of a block greedily: i ahead of j on indicator a, j ahead of i on b."""
    n, m = low.shape
    best, where = np.full((n, n), -np.inf), np.zeros((n, n), dtype=np.intp)
    for k in range(m):
        ahead = (level[:, None, k] >= middle) & (level[:, None, k] > level[None, :, k]) & short[None, :, k]
        apart = np.where(ahead, low[:, None, k] - high[None, :, k], -np.inf)
        apart = np.where(apart > 0, apart, -np.inf)
        better = apart > best
        best, where = np.where(better, apart, best), np.where(better, k, where)
    both = np.minimum(best, best.T)
    i, j = np.nonzero(np.triu(np.isfinite(both), 1))
    taken: set[int] = set()
    pairs = []
    for at in np.argsort(-both[i, j], kind="stable"):
        one, other = int(i[at]), int(j[at])
        if not {one, other} & taken:
            taken |= {one, other}
            pairs.append((one, other, int(where[one, other]), int(where[other, one]), float(both[one, other])))
    return pairs


def _middle(framework: Framework) -> float:
    """The middle level of the scale: from there on, something is in place that can be shown."""
    scale = framework.scale
    return 2.0 if scale is None else (scale.minimum + scale.maximum) / 2
