"""What is kept of a campaign folder, and the digests by which it is found again (`revue_analytics.review.kept`)."""

from __future__ import annotations

import hmac
import json
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.campaign.files import KEPT, data_files
from revue_analytics.campaign.pseudonym_key import ERASED_FILE, campaign_key
from revue_analytics.campaign.settings import FILE_NAME
from revue_analytics.campaign.settings_file import check_settings
from revue_analytics.errors import RevueError
from revue_analytics.review.digest import package_digest, rows_of_each, versions
from revue_analytics.review.review import Review, read_review, save_review
from revue_analytics.review.tables import TABLES

if TYPE_CHECKING:
    from revue_analytics.campaign import Campaign

READERS = ("babel", "numpy", "openpyxl", "pandas", "pandera", "pyarrow", "pyyaml", "scipy")
"""Libraries that read files or compute: another version may give other numbers."""
NOTE, TERRITORIES, REVIEW, DRAFT, IGNORED = "note.json", "territories.parquet", "review", ".draft-", ".gitignore"
DRAFTED_WITHIN = 3600  # seconds; an older draft is one of a process that was killed
OF_CAMPAIGN = ("invited", "targets", "weights", "actions", "decisions", "reviewer", "territories")
OF_ANSWERS = ("table", "importance", "comments", "not_applicable")


@dataclass(frozen=True)
class Inputs:
    """All that a review of a folder is made from, and the key of the digests.

    `settings` is the part of it that concerns all territories, `read` all of it.
    """

    folder: Path
    key: bytes
    private: bool
    settings: str
    read: str

    @classmethod
    def of(cls, folder: Path, private: bool) -> Inputs | None:
        """Digest what a folder holds; None where nothing can be read or kept."""
        if not (folder / FILE_NAME).is_file():
            return None
        settings, faults = check_settings(folder)
        if any(fault.is_error for fault in faults):
            return None
        key, wrong = campaign_key(folder, fictitious=settings.fictitious)
        if wrong:
            return None
        paths, passed_over = data_files(folder, settings.sources)
        software = [package_digest(), versions(READERS), sys.version]
        stated = [_of_file(path) for path in (folder / FILE_NAME, settings.framework) if path]
        common = _keyed(key, software, stated, settings.look.logo)
        listed = [(fault.rule.code, fault.file, str(fault.value), str(fault.details)) for fault in passed_over]
        files = [(path.relative_to(folder).as_posix(), _of_file(path)) for path in sorted(paths)]
        forgotten = _of_file(folder / ERASED_FILE)
        return cls(folder, key, private, common, _keyed(key, common, listed, files, forgotten))

    @property
    def home(self) -> Path:
        """The folder of all that is kept."""
        return self.folder / KEPT

    @property
    def entry(self) -> Path:
        """The folder of the review made from this."""
        return self.home / self.name(private=self.private)

    def name(self, *, private: bool) -> str:
        """Name of the review that is made from this, to be published or not."""
        return _keyed(self.key, self.read, private)


@dataclass(frozen=True)
class Digests:
    """What the numbers of each territory are made from: what concerns all of them, and what concerns one."""

    inputs: Inputs
    common: str
    own: Mapping[str, str]

    @classmethod
    def of(cls, campaign: Campaign, inputs: Inputs) -> Digests:
        """Digest a campaign that was read. Rows of a table that name no territory concern all."""
        key, ratings = inputs.key, campaign.ratings
        frames = {name: getattr(campaign, name) for name in OF_CAMPAIGN}
        frames |= {f"ratings {name}": getattr(ratings, name) for name in OF_ANSWERS}
        own: dict[str, hmac.HMAC] = {}
        of_all = {}
        for name, frame in frames.items():
            named = frame.assign(territory=frame["territory"].fillna("") if "territory" in frame else "")
            for code, rows in rows_of_each(named.sort_values("territory", kind="stable", ignore_index=True)):
                if code:
                    own.setdefault(code, hmac.new(key, digestmod="sha256")).update(name.encode() + rows.tobytes())
                else:
                    of_all[name] = rows.tolist()
        colleges = sorted(ratings.table["college"].unique())
        methodology = campaign.methodology.to_dict()
        periods = [repr(period) for period in campaign.campaigns]
        common = _keyed(key, inputs.private, inputs.settings, methodology, colleges, periods, of_all)
        return cls(inputs, common, {code: digest.hexdigest() for code, digest in own.items()})

    def settled(self) -> tuple[Review | None, frozenset[str]]:
        """Find a review that was made in the same way, and of whom it says what would be said again."""
        for folder in _entries(self.inputs.home):
            entry = read_entry(folder, self.inputs.key, common=self.common)
            if entry is not None:
                codes = {code for code in entry.review.codes if entry.own.get(code) == self.own.get(code)}
                return entry.review, frozenset(codes)
        return None, frozenset()


def _keyed(key: bytes, *values: Any) -> str:
    return hmac.new(key, json.dumps(values, sort_keys=True).encode(), "sha256").hexdigest()


def _of_file(path: Path) -> str:
    """Digest a file; say what it is where it cannot be read."""
    if not path.is_file():
        return "link" if path.is_symlink() else "none" if not path.exists() else "no file"
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return type(error).__name__


@dataclass(frozen=True, eq=False)
class Entry:
    """A review that was kept; the territories of its campaign; whether nothing was wrong; digests by territory."""

    review: Review
    territories: pd.DataFrame
    clean: bool
    own: Mapping[str, str]


def read_entry(folder: Path, key: bytes, *, common: str | None = None) -> Entry | None:
    """Read what is kept in a folder; None if it is not there, not whole, not ours, or has not this common digest.

    All of it is read at once: the folder may be removed as soon as something changes.
    """
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        content = note["content"]
        if not hmac.compare_digest(note["seal"], _keyed(key, folder.name, content)):
            return None
        if (common is not None and content["common"] != common) or content["files"] != _checksums(folder):
            return None
        review = read_review(folder / REVIEW)
        review = Review(review.framework, review.meta, {name: review.tables[name] for name in TABLES})
        territories = pd.read_parquet(folder / TERRITORIES)
        return Entry(review, territories, bool(content["clean"]), content["own"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RevueError):
        return None


def keep(digests: Digests, review: Review, campaign: Campaign) -> None:
    """Keep a review in place of what was kept; nothing where the folder cannot be written."""
    home, folder = digests.inputs.home, digests.inputs.entry
    if home.is_symlink():
        return
    with suppress(OSError):
        home.mkdir(mode=0o700, exist_ok=True)
        (home / IGNORED).write_text("*\n", encoding="utf-8")
        draft = Path(mkdtemp(prefix=DRAFT, dir=home))
        try:
            new = draft / folder.name
            save_review(review, new / REVIEW)
            campaign.territories.to_parquet(new / TERRITORIES, index=False)
            clean = not (campaign.held_back or campaign.nowhere or any(fault.is_error for fault in campaign.faults))
            content = {"clean": clean, "common": digests.common, "own": digests.own, "files": _checksums(new)}
            note = {"seal": _keyed(digests.inputs.key, folder.name, content), "content": content}
            (new / NOTE).write_text(json.dumps(note), encoding="utf-8")
            if folder.exists():  # not whole, or made at the same time by another process
                folder.replace(draft / "old")
            new.replace(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        valid = {digests.inputs.name(private=private) for private in (False, True)}
        for other in _entries(home):
            if other.name not in valid:
                shutil.rmtree(other, ignore_errors=True)


def _entries(home: Path) -> Iterator[Path]:
    """Yield what is kept, and what processes that were killed have left; not what others are just writing."""
    with suppress(OSError):
        for folder in sorted(home.iterdir()):
            being_written = folder.name.startswith(DRAFT) and time.time() - folder.stat().st_mtime < DRAFTED_WITHIN
            if folder.is_dir() and not folder.is_symlink() and not being_written:
                yield folder


def _checksums(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / NOTE)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}
