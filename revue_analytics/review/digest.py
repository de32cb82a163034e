"""Digests: of all that a review says of a territory, and of the software. Equal digests, equal documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.review.slices import starts_of
from revue_analytics.review.tables import COMPARING, TABLES

if TYPE_CHECKING:
    from revue_analytics.review.review import Review


def digests(review: Review, *, without: Collection[str] = COMPARING) -> dict[str, str]:
    """Digest the rows of each territory, in their order, in every table but those left out.

    They are the same whether the review was saved in between or not. Each row is first reduced to 64 bits, a column at
    a time, which takes seconds for tens of thousands of territories; SHA-256 then goes over the rows of a territory.
    It tells changes from no change and is not made against forgery.

    Parameters
    ----------
    without
        Tables that do not count; those that compare territories change with any of them.

    Returns
    -------
    dict
        ``{territory: 64 hexadecimal digits}``
    """
    hashes = {code: sha256() for code in review.codes}
    for name in TABLES:
        if name in without:
            continue
        table = review.tables[name]
        for code, rows in rows_of_each(table):
            if code in hashes:
                hashes[code].update(name.encode() + rows.tobytes())
    return {code: one.hexdigest() for code, one in hashes.items()}


def rows_of_each(table: pd.DataFrame) -> Iterator[tuple[str, NDArray[np.uint64]]]:
    """Yield each territory of a table, which is sorted by it, with its rows at 64 bits each."""
    if table.empty:
        return
    plain = table.drop(columns="territory").reset_index(drop=True)
    plain = plain.astype({name: "object" for name in plain if plain[name].dtype == "str"})
    hashed: NDArray[np.uint64] = np.zeros(len(table), np.uint64)
    if plain.shape[1]:
        hashed = np.asarray(pd.util.hash_pandas_object(plain, index=False), np.uint64)
    codes = table["territory"].to_numpy()
    starts = starts_of(codes)
    for start, end in zip(starts, np.r_[starts[1:], len(codes)], strict=True):
        yield str(codes[start]), hashed[start:end]


@cache
def package_digest() -> str:
    """Digest of this package as it is installed: code, texts, lists, templates."""
    whole = sha256()
    for path, content in sorted(_contents(files("revue_analytics"))):
        whole.update(path.encode() + b"\0" + content)
    return whole.hexdigest()


def _contents(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = f"{above}/{entry.name}"
        if entry.is_dir():
            if entry.name not in ("__pycache__", "bundled"):
                yield from _contents(entry, path)
        elif not entry.name.endswith(".pyc"):
            yield path, entry.read_bytes()


def versions(names: Iterable[str]) -> dict[str, str]:
    """Return the version of each library that is installed."""
    installed = {}
    for name in names:
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            installed[name] = ""
    return installed
