"""The tables of a saved review, laid out so that one territory's rows are had in a millisecond each.

Parquet is for whole tables: to find a few rows in it costs more than to read them. Beside it each table is kept once
more as an Arrow file whose batches end where a territory ends; a reader maps the file and looks into one batch.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.review.tables import TABLES, known

SLICES = "slices"
TERRITORIES = 32  # in a batch
PLAIN = pd.StringDtype("python", na_value=np.nan)  # for a few rows quicker than text in Arrow, and equal to it


class SavedTables(Mapping[str, pd.DataFrame]):
    """Tables of a saved review, read when they are asked for."""

    def __init__(self, folder: Path, firsts: Mapping[str, Sequence[str]]):
        self.folder = folder
        self.firsts = firsts
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[known(name)] = pd.read_parquet(self.folder / f"{name}.parquet")
        return self._read[name]

    def select(self, code: str) -> dict[str, pd.DataFrame]:
        """Return the rows of one territory, of every table, reading no more than needed."""
        return {name: read_slice(self.folder / SLICES, name, self.firsts[name], code) for name in TABLES}

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def write_slices(tables: Mapping[str, pd.DataFrame], folder: Path) -> dict[str, list[str]]:
    """Write each table, sorted by territory; return the first territory of each of its batches."""
    import pyarrow as pa

    folder.mkdir()
    firsts: dict[str, list[str]] = {}
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    for name, frame in tables.items():
        ordered = frame if frame["territory"].is_monotonic_increasing else frame.sort_values("territory", kind="stable")
        table = pa.Table.from_pandas(ordered, preserve_index=False).combine_chunks()
        codes = ordered["territory"].to_numpy()
        starts = starts_of(codes)[::TERRITORIES]
        firsts[name] = [str(codes[start]) for start in starts]
        with (
            pa.OSFile(str(folder / f"{name}.arrow"), "wb") as file,
            pa.ipc.new_file(file, table.schema, options=options) as sink,
        ):
            for start, end in zip(starts, [*starts[1:], len(codes)], strict=False):
                sink.write_table(table.slice(start, end - start).combine_chunks(), max_chunksize=end - start)
    return firsts


def starts_of(codes: NDArray[Any]) -> NDArray[np.intp]:
    """Return where each territory begins, in the codes of sorted rows."""
    return np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]][: len(codes)])


def read_slice(folder: Path, name: str, firsts: Sequence[str], code: str) -> pd.DataFrame:
    """Read the rows of one territory; none if it has none."""
    import pyarrow as pa

    # Mapped by Python and read without threads: for a few rows they cost more than they bring (Arrow's own map starts
    # two), and a process that is to be forked must have none.
    alone = pa.ipc.IpcReadOptions(use_threads=False)
    frame = {"types_mapper": {pa.string(): PLAIN, pa.large_string(): PLAIN}.get, "use_threads": False}
    with (folder / f"{name}.arrow").open("rb") as file:
        mapped = pa.py_buffer(mmap(file.fileno(), 0, access=ACCESS_READ))
    reader = pa.ipc.open_file(mapped, options=alone)
    position = bisect_right(firsts, code) - 1
    if position < 0:
        part = reader.schema.empty_table()
    else:
        batch = reader.get_batch(position)
        codes = batch.column("territory").to_numpy(zero_copy_only=False)
        start, end = np.searchsorted(codes, code, "left"), np.searchsorted(codes, code, "right")
        part = batch.slice(start, end - start)
    rows: pd.DataFrame = part.to_pandas(**frame)
    return rows
