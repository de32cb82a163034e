"""Where each territory stands among the others, and among those of its size: ranks under the draws that all share.

Letters: ``U`` units (a territory in a campaign), ``n`` of them ranked together, ``D`` draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.gaps import LEAST_PEERS
from revue_analytics.methods.arrays import Floats, Ints
from revue_analytics.methods.ranks import rank_units
from revue_analytics.sensitivity import INTERVAL

Floats32 = NDArray[np.float32]
Ranks = NDArray[Any]  # whole numbers of two bytes; of four beyond 65 535 units

ALL = "all"
"""Stands for the stratum of all territories of the campaign."""
MOST_BINS = 100
BLOCK = 1 << 20
"""Entries that are looked at together."""


def rank_tables(units: pd.DataFrame, strata: pd.Series, overall: Floats, drawn: Floats32) -> dict[str, pd.DataFrame]:
    """Rank the territories of each campaign by their overall score, within each stratum and all together.

    Parameters
    ----------
    units
        (U) rows ``territory``, ``campaign``.
    strata
        Stratum of each territory, indexed by its code; an empty one has no peers.
    overall
        (U,) overall scores, NaN where there is none: such a unit is not ranked.
    drawn
        (U, D) draws of them. The weights of a draw are the same for all units, the respondents of each are drawn on
        their own.

    Returns
    -------
    Two tables, none where no five territories can be compared.

    ``ranks``
        ``territory``, ``campaign``, ``stratum`` (`ALL` for all together), ``n_peers``, ``rank`` (1 best, ties share
        the best of their places), ``low`` and ``high`` (the ranks between which nine draws in ten fall), ``expected``
        (mean rank), ``p_best_quarter`` (share of the draws in which no more than a quarter of all rank as high).
    ``rank_acceptability``
        ``territory``, ``campaign``, ``stratum``, ``bin``, ``n_bins``, ``probability``: share of the draws in each bin
        of ranks, 1 best; a bin is one rank up to 100 territories, a hundredth of them beyond. Empty bins have no row.

    Notes
    -----
    Groups of fewer than five are not ranked. The draws are held in single precision (scores closer than 1e-5 of a
    hundred may tie), the ranks in whole numbers of two bytes (up to 65 535 territories); both are gone through in
    blocks.

    Examples
    --------
    >>> units = pd.DataFrame({"territory": list("abcde"), "campaign": "2026"})
    >>> strata = pd.Series("epci", index=list("abcde"))
    >>> scores = np.array([50.0, 40.0, 30.0, 20.0, 10.0])
    >>> drawn = np.column_stack([scores, scores[[1, 0, 2, 3, 4]]]).astype(np.float32)
    >>> ranks = rank_tables(units, strata, scores, drawn)["ranks"]
    >>> ranks.query("stratum == 'all'")[["territory", "rank", "low", "high", "expected", "p_best_quarter"]].head(2)
      territory  rank  low  high  expected  p_best_quarter
    0         a     1    1     2       1.5             0.5
    1         b     2    1     2       1.5             0.5
    """
    frames: dict[str, list[pd.DataFrame]] = {"ranks": [], "rank_acceptability": []}
    for campaign, stratum, members in _groups(units, strata, overall):
        named = units["territory"].to_numpy(dtype=object)[members]
        ranks, share = _read(_ranks(drawn, members), named)
        ranks["rank"] = rank_units(overall[members]).astype(np.int64)
        at = {"campaign": campaign, "stratum": stratum}
        frames["ranks"].append(ranks.assign(n_peers=len(members), **at))
        frames["rank_acceptability"].append(share.assign(n_bins=min(len(members), MOST_BINS), **at))
    return {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items() if parts}


def _groups(units: pd.DataFrame, strata: pd.Series, overall: Floats) -> Iterator[tuple[str, str, NDArray[np.intp]]]:
    """Campaign, stratum and places of the units that are ranked together."""
    of_unit = units["territory"].map(strata).fillna("").to_numpy(dtype=object)
    campaigns, scored = units["campaign"].to_numpy(dtype=object), ~np.isnan(overall)
    for campaign in sorted(set(campaigns)):
        for stratum in (ALL, *sorted(set(of_unit) - {""})):
            members = np.flatnonzero(scored & (campaigns == campaign) & ((of_unit == stratum) | (stratum == ALL)))
            if len(members) >= LEAST_PEERS:
                yield str(campaign), str(stratum), members


def _ranks(drawn: Floats32, members: NDArray[np.intp]) -> Ranks:
    """(U, D) draws and (n,) units -> (n, D) ranks of these units in each draw."""
    n, n_draws = len(members), drawn.shape[1]
    ranks: Ranks = np.empty((n, n_draws), np.uint16 if n <= np.iinfo(np.uint16).max else np.uint32)
    step = max(1, BLOCK // n)
    for start in range(0, n_draws, step):
        block = slice(start, start + step)
        ranks[:, block] = rank_units(drawn[members, block].T).T
    return ranks


def _read(ranks: Ranks, named: NDArray[np.object_]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(n, D) ranks -> their interval, mean and share in the best quarter, and the shares of the bins."""
    n, n_draws = ranks.shape
    n_bins = min(n, MOST_BINS)
    low, high, expected, quarter = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), np.empty(n)
    shares = []
    step = max(1, BLOCK // n_draws)
    for start in range(0, n, step):
        part = np.sort(ranks[start : start + step].astype(np.int64), axis=1)
        rows = slice(start, start + len(part))
        low[rows], high[rows] = np.quantile(part, INTERVAL, axis=1, method="inverted_cdf")
        expected[rows], quarter[rows] = part.mean(axis=1), (4 * part <= n).mean(axis=1)
        unit, at, share = bin_shares((part - 1) * n_bins // n, n_bins)
        shares.append(pd.DataFrame({"territory": named[start + unit], "bin": at + 1, "probability": share}))
    standing = pd.DataFrame({"territory": named, "low": low, "high": high, "expected": expected})
    return standing.assign(p_best_quarter=quarter), pd.concat(shares, ignore_index=True)


def bin_shares(bins: Ints, n_bins: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """(n, D) bins, from 0 on -> unit, bin and share of the draws that fall into it, of those that are not empty.

    >>> bin_shares(np.array([[0, 0, 1, 0]]), 3)
    (array([0, 0]), array([0, 1]), array([0.75, 0.25]))
    """
    n, n_draws = bins.shape
    counts = np.bincount((np.arange(n)[:, None] * n_bins + bins).ravel(), minlength=n * n_bins).reshape(n, n_bins)
    unit, at = np.nonzero(counts)
    return unit, at, counts[unit, at] / n_draws
