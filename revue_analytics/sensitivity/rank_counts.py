"""Ranks of units in each draw, counted: the first is 0, exact ties share the best of their ranks.

The rank of a unit matters only by its bin: a bin of its own for each rank, a hundredth of the units, the first ten.
Two ways find the same bins. `sorted_bins` sorts every draw: right for up to a few thousand units. `bucketed_bins` is
for tens of thousands: it throws the losses of a draw into buckets, from which a running count gives the ranks that
each bucket holds, and looks one by one only at the units of those buckets where a bin begins or ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from revue_analytics.methods.arrays import Floats, Ints
from revue_analytics.sensitivity.smaa_problem import TIE

Bins = NDArray[np.uint8] | NDArray[np.uint16]
Losses = Callable[[int, int, Floats | None], Floats]

MANY_UNITS = 4096
"""From here on buckets are quicker than sorting."""
BUCKETS = 1 << 14
SORTED_BLOCK, BUCKETED_BLOCK = 1 << 15, 1 << 18
"""Entries of a block of draws: few enough to stay in a processor's cache."""
TILE_DRAWS, TILE_COUNTS = 512, 1 << 15
WORTH_A_THREAD = 1 << 22
"""Entries from which a second thread gains more than it costs."""


@dataclass(frozen=True, eq=False)
class Scratch:
    """Room that is used again for each block of draws: asking the system for it anew costs more than the counting."""

    losses: Floats
    gaps: Floats
    buckets: Ints
    ends: Ints

    @classmethod
    def for_draws(cls, n_draws: int, n: int) -> Scratch:
        """Room for (n_draws, n) losses."""
        losses, gaps = np.empty((2, n_draws, n))
        return cls(losses, gaps, np.empty((n_draws, n), np.int64), np.empty(n_draws * BUCKETS, np.int64))


def count_bins(losses: Losses, n: int, n_draws: int, bin_of: Ints, *, threads: int | None = None) -> tuple[Ints, Ints]:
    """Count how often each unit falls into each bin of ranks.

    Parameters
    ----------
    losses
        ``(start, stop, out) -> (B, n)`` losses in [0, 1) of the draws from `start` to `stop`, smaller is better;
        written into the first rows of `out` if it is given.
    n, n_draws
        Number of units, of draws.
    bin_of
        (n,) the bin of each rank: 0, 1, 2… without a gap, never decreasing.
    threads
        Number of threads, by default two where that pays; the result does not depend on it.

    Returns
    -------
    counts, leaders
        (n, bins) counts; (F, 2) each draw and a unit that comes first in it, in order of draws.
    """
    width = int(bin_of[-1]) + 1
    few = n < MANY_UNITS or width > 65534
    small = np.uint8 if width < 255 else np.uint16
    step = max(1, (SORTED_BLOCK if few else BUCKETED_BLOCK) // n)
    tile = max(1, TILE_COUNTS // width)
    counts = np.zeros((n, width), dtype=np.int64 if few else np.int32)
    lock = Lock()

    def add(left: int, codes: Ints) -> None:
        """Add to the counts of a tile of units from `left` on; a code is ``unit of the tile * width + bin``."""
        size = min(tile, n - left)
        counted = np.bincount(codes.ravel(), minlength=size * width).reshape(size, width)
        with lock:
            counts[left : left + size] += counted

    def at_once(start: int, stop: int) -> Ints:
        leaders, work, names = [], Scratch.for_draws(step, n), np.tile(np.arange(n) * width, (step, 1))
        for at in range(start, stop, step):
            below = losses(at, min(at + step, stop), work.losses)
            codes, positions = sort_units(below, names[: len(below)], work)
            leaders.append(_first(codes, positions) // [1, width] + [at, 0])
            codes += bin_of[positions]
            add(0, codes)
        return np.concatenate(leaders)

    def by_tiles(start: int, stop: int) -> Ints:
        bins, leaders = np.empty((stop - start, n), dtype=small), []
        work = Scratch.for_draws(step, n)
        for at in range(start, stop, step):
            end = min(at + step, stop)
            below = losses(at, end, work.losses)
            first = find(below, bin_of, bins[at - start : end - start], work)
            leaders.append(np.add(first, [at, 0]))
        for left in range(0, n, tile):
            part = bins[:, left : left + tile]
            add(left, part + np.arange(part.shape[1]) * width)
        return np.concatenate(leaders)

    find = sorted_bins if few else bucketed_bins
    count = at_once if few and tile >= n else by_tiles
    rows = max(TILE_DRAWS, 8 * step)
    blocks = [(start, min(start + rows, n_draws)) for start in range(0, n_draws, rows)]
    workers = min(threads or (min(2, os.cpu_count() or 1) if n * n_draws > WORTH_A_THREAD else 1), len(blocks))
    if workers == 1:
        return counts, np.concatenate([count(*block) for block in blocks])
    with ThreadPoolExecutor(workers) as pool:
        return counts, np.concatenate(list(pool.map(lambda block: count(*block), blocks)))


def sort_units(losses: Floats, names: Ints | None = None, work: Scratch | None = None) -> tuple[Ints, Ints]:
    """Sort the units of each draw, ties as ties; the losses are overwritten.

    Parameters
    ----------
    losses
        (B, n) in [0, 1), smaller is better.
    names
        (n,) or (B, n) increasing numbers of up to 16 bits that stand for the units, their positions otherwise.
    work
        Room to work in.

    Returns
    -------
    units, positions
        (B, n) the unit at each rank of the sorted draw, and its rank once ties share the best of theirs: (B, n), or
        (1, n) where nothing ties.

    Notes
    -----
    The number of the unit is written into the last bits of its loss, so that one sort of plain numbers gives both:
    numpy sorts numbers several times faster than it finds their order. 1 + loss lies in [1, 2), where all numbers
    have the same exponent: the bits lent to the number cost less than 2⁻³⁵, far below a tie.

    Examples
    --------
    >>> units, positions = sort_units(np.array([[0.5, 0.2, 0.5]]))
    >>> units, positions
    (array([[1, 0, 2]]), array([[0, 1, 1]]))
    """
    n_draws, n = losses.shape
    names = np.arange(n) if names is None else names
    mask = (1 << int(names.flat[-1]).bit_length()) - 1
    keys = losses
    keys += 1.0
    bits: Ints = keys.view(np.int64)
    bits &= ~mask
    bits |= names
    keys.sort(axis=1)
    gaps = np.empty((n_draws, n)) if work is None else work.gaps[:n_draws]
    flat = keys.ravel()
    np.subtract(flat[1:], flat[:-1], out=gaps.reshape(-1)[1:])
    gaps[:, 0] = 1.0  # from one draw to the next
    bits &= mask
    positions = np.arange(n)[None]
    if gaps.min() <= TIE:
        positions = np.where(gaps > TIE, positions, 0)
        np.maximum.accumulate(positions, axis=1, out=positions)
    return bits, positions


def ranks(losses: Floats) -> Ints:
    """(B, n) losses -> (B, n) competition ranks, 1 best.

    Examples
    --------
    >>> ranks(np.array([[0.5, 0.2, 0.1 + 0.4, 0.9]]))
    array([[2, 1, 2, 4]])
    """
    units, positions = sort_units(losses.copy())
    result = np.empty(losses.shape, dtype=np.int64)
    np.put_along_axis(result, units, np.broadcast_to(positions + 1, units.shape), axis=1)
    return result


def sorted_bins(losses: Floats, bin_of: Ints, out: Bins, work: Scratch | None = None) -> Ints:
    """Write the bin of each unit into `out` (B, n); return (F, 2) the draws and the units that come first.

    The losses are overwritten.
    """
    units, positions = sort_units(losses, work=work)
    n_draws, n = units.shape
    bins = np.broadcast_to(bin_of.astype(out.dtype)[positions], units.shape)
    out.reshape(-1)[(units + np.arange(n_draws)[:, None] * n).ravel()] = bins.ravel()
    return _first(units, positions)


def _first(units: Ints, positions: Ints) -> Ints:
    """(F, 2) the draws and the units that come first, from what `sort_units` gives."""
    if len(positions) == 1:
        return np.column_stack([np.arange(len(units)), units[:, 0]])
    draws, at = np.nonzero(positions == 0)
    return np.column_stack([draws, units[draws, at]])


def bucketed_bins(losses: Floats, bin_of: Ints, out: Bins, work: Scratch | None = None) -> Ints:
    """Do what `sorted_bins` does, quicker for many units and few bins; the losses are overwritten.

    The draws are laid end to end: bucket ``k`` of draw ``d`` is bucket ``d K + k``, rank ``p`` is rank ``d n + p``.
    """
    n_draws, n = losses.shape
    work = work or Scratch.for_draws(n_draws, n)
    draws = np.arange(n_draws)[:, None]
    bucket = _buckets(losses, draws, work.buckets[:n_draws]).ravel()
    losses += draws
    loss = losses.ravel()
    inside = np.bincount(bucket, minlength=n_draws * BUCKETS)
    ends = inside.cumsum(out=work.ends[: len(inside)])

    # Where a bin begins, the ranks on both sides must be looked at one by one, and so must the first two of a draw,
    # to know who leads; all other buckets lie within one bin.
    begins = np.searchsorted(bin_of, np.arange(bin_of[-1] + 1))
    begin = (draws * n + begins).ravel()
    beside = np.concatenate([begin, begin[1:] - 1, (draws * n + 1).ravel()])
    looked_at = ends.searchsorted(np.minimum(beside, n_draws * n - 1), side="right")
    lengths = np.diff(looked_at[: len(begin)], append=len(inside))
    lengths[0] += looked_at[0]
    crossed = np.iinfo(out.dtype).max  # stands for: to be looked at
    bin_of_bucket = np.repeat(np.tile(np.arange(len(begins), dtype=out.dtype), n_draws), lengths)
    bin_of_bucket[looked_at] = crossed
    bins = bin_of_bucket.take(bucket, out=out.reshape(-1), mode="clip")

    units = np.flatnonzero(bins == crossed)
    units = units[loss[units].argsort()]
    order = np.arange(len(units))
    head = np.flatnonzero(np.diff(bucket[units], prepend=-1))
    held = bucket[units[head]]
    positions = order + np.repeat(ends[held] - inside[held] - head, inside[held])
    apart = np.diff(loss[units], prepend=-1.0) > TIE
    positions = positions[np.maximum.accumulate(np.where(apart, order, 0))] - units // n * n
    bins[units] = bin_of[positions]
    first = units[positions == 0]
    return np.column_stack([first // n, first % n])


def _buckets(losses: Floats, draws: Ints, out: Ints) -> Ints:
    """(B, n) losses -> (B, n) buckets, better before worse, the draws one after the other.

    Where nearly all units of a draw crowd into a small part of the scale (a few outliers do that), the buckets share
    out that part, and what lies beyond goes into the first and the last.
    """
    sample = np.sort(losses[:, :: max(1, losses.shape[1] // 512)], axis=1)
    few = sample.shape[1] // 200
    low, high = sample[:, [few]], sample[:, [-1 - few]]
    if (high - low).min() > 0.3:
        np.multiply(losses, BUCKETS, out=out, casting="unsafe")
    else:
        scaled = (losses - low) * (BUCKETS / np.maximum(high - low, 1e-4))
        np.clip(scaled, 0, BUCKETS - 1, out=out, casting="unsafe")
    out += draws * BUCKETS
    return out
