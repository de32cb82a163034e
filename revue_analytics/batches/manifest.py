"""What was made, from what, with what: the manifest of a folder of pages, and the log of its runs.

``manifest.parquet`` and ``manifest.csv`` hold the same table, a row per territory, without any time: the same inputs
give the same bytes. While a batch is under way each page that is finished is a line of a journal, so that nothing
finished is lost when the batch is killed; the next one reads it, and the manifest takes it in at the end. Times are in
``runs.jsonl`` only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from errno import EINVAL
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.batches.job import FORMATS
from revue_analytics.files import write_whole
from revue_analytics.version import __version__

if TYPE_CHECKING:
    from revue_analytics.batches.job import Job, Outcome
    from revue_analytics.review import Review

MANIFEST, JOURNAL, RUNS = "manifest", ".manifest.jsonl", "runs.jsonl"
DONE, FAILED, HELD_BACK = "done", "failed", "held back"


@dataclass(frozen=True)
class Entry:
    """What became of one territory: a row of the manifest.

    Attributes
    ----------
    status
        ``"done"``, ``"failed"`` or ``"held back"``.
    cause
        Kind of the exception, without its message, which may quote an answer.
    cell
        Cell of the executed notebook in which it was raised.
    inputs
        Digest of everything that the page was made from.
    html, pdf, docx, pptx, ipynb
        SHA-256 of each file that was written; empty where that format was not asked for.
    language, seed, framework, version
        Of the pages; of the draws; id, version and digest; of this package.
    """

    territory: str
    name: str = ""
    departement: str = ""
    status: str = DONE
    cause: str = ""
    cell: int | None = None
    inputs: str = ""
    html: str = ""
    pdf: str = ""
    docx: str = ""
    pptx: str = ""
    ipynb: str = ""
    language: str = ""
    seed: str = ""
    framework: str = ""
    version: str = __version__

    @property
    def files(self) -> dict[str, str]:
        """Name of each file and its digest, the one to open first first."""
        return {f"{self.territory}.{kind}": digest for kind in FORMATS if (digest := getattr(self, kind))}


COLUMNS = tuple(field.name for field in fields(Entry))


def entry_of(outcome: Outcome, job: Job, facts: Mapping[str, str]) -> Entry:
    """Make the row of a territory of what became of its job."""
    row: dict[str, Any] = {"territory": job.territory, "inputs": job.inputs, "language": job.page.language, **facts}
    if outcome.failure is None:
        return Entry(**row | dict(outcome.files))
    cause = outcome.failure.cause.split(":")[0][:80]
    return Entry(**row, status=FAILED, cause=cause, cell=outcome.failure.cell)


def facts_of(review: Review) -> dict[str, dict[str, str]]:
    """What the manifest says of a territory that does not depend on what becomes of its page."""
    framework, table = review.framework, review.territories
    common = {
        "seed": str(review.meta["seed"]),
        "framework": f"{framework.id} {framework.version} {framework.digest[:12]}",
    }
    return {
        str(code): {"name": str(name), "departement": str(departement), **common}
        for code, name, departement in zip(table["territory"], table["name"], table["departement"], strict=True)
    }


def read_entries(folder: Path) -> dict[str, Entry]:
    """Return what earlier batches in this folder made, those that were killed too; nothing if there was none."""
    entries: dict[str, Entry] = {}
    try:
        table = pd.read_parquet(folder / f"{MANIFEST}.parquet")
        for record in table[[name for name in table if name in COLUMNS]].to_dict("records"):
            row: dict[str, Any] = {str(name): value for name, value in record.items()}
            row["cell"] = None if pd.isna(row.get("cell")) else int(row["cell"])
            entries[row["territory"]] = Entry(**row)
    except (OSError, ValueError, TypeError, KeyError):  # none yet, or of no use: everything is made again
        entries = {}
    return entries | {row["territory"]: Entry(**row) for row in _lines(folder / JOURNAL)}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the whole lines of a journal; the last may have been cut short."""
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, ValueError):
        return
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and "territory" in row and set(row) <= set(COLUMNS):
            yield row


def write_manifest(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the manifest in both forms, sorted by territory; the journal has then served."""
    from revue_analytics.exports.spreadsheet import csv_bytes

    rows = [asdict(entry) for entry in sorted(entries, key=lambda entry: entry.territory)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.astype({name: "Int64" if name == "cell" else "str" for name in COLUMNS})
    stream = BytesIO()
    table.to_parquet(stream, index=False)
    write_whole(folder / f"{MANIFEST}.csv", csv_bytes(table))
    write_whole(folder / f"{MANIFEST}.parquet", stream.getvalue())
    (folder / JOURNAL).unlink(missing_ok=True)


def unchanged(jobs: Sequence[Job], entries: Mapping[str, Entry], folder: Path) -> set[str]:
    """Return the territories whose files are there, whole, and made from the same inputs."""
    same = []
    for job in jobs:
        entry = entries.get(job.territory, Entry(job.territory, status=FAILED))
        if (entry.status, entry.inputs) == (DONE, job.inputs) and all(getattr(entry, kind) for kind in job.formats):
            same.append(entry)
    return sound(folder, same)


def sound(folder: Path, entries: Iterable[Entry]) -> set[str]:
    """Return the territories whose files are all there, and are what was written."""
    written = [entry for entry in entries if entry.files]
    with ThreadPoolExecutor() as pool:
        whole = pool.map(lambda entry: all(_is(folder / name, sha) for name, sha in entry.files.items()), written)
        return {entry.territory for entry, is_whole in zip(written, whole, strict=True) if is_whole}


def _is(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest() == sha256
    except OSError:
        return False


class Journal:
    """Writes down what a batch does while it does it."""

    def __init__(self, folder: Path):
        self.folder = folder

    @contextmanager
    def run(self, **facts: Any) -> Iterator[Journal]:
        """Note the beginning and the end of a run."""
        self._log(run="begun", version=__version__, **facts)
        try:
            yield self
        except BaseException as error:
            self._log(run="stopped", cause=type(error).__name__)
            raise
        self._log(run="ended")

    def add(self, entry: Entry) -> None:
        """Note what became of a territory; it is on the disk when this returns."""
        _append(self.folder / JOURNAL, asdict(entry))
        self._log(territory=entry.territory, status=entry.status)

    def _log(self, **facts: Any) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        with suppress(OSError):  # it helps to understand a batch, which does not depend on it
            _append(self.folder / RUNS, {"at": at, **facts})


def _append(path: Path, facts: Mapping[str, Any]) -> None:
    """Write a line of JSON at the end of a file. Into a pipe it might wait for ever."""
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, "not a file", str(path))
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(facts) + "\n")
