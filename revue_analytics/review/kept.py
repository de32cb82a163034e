"""What was read and analysed is kept in the campaign folder, and taken again while nothing has changed.

Every command begins with `Opened`. A review is kept under a digest of all that it was made from: the bytes of every
file that is read, the settings, what is forgotten, this package and the libraries below it. So a changed answer is
another digest, and what is kept under the old one is not found, and goes. Of the territories that nothing has changed
for, what costs most is then taken from it all the same, since no territory's numbers depend on another's.

Only reviews are kept, which hold no respondent, and not what is wrong in the files, which quotes them: a campaign with
errors is read again each time, and analysed once. Digests are made with the campaign's key: without it nobody can
confirm a guess of a small file by them. Whatever is there that this version did not write for these files, whole, is
passed over and replaced. Where nothing can be written nothing is kept.
"""

from __future__ import annotations

import hmac
import json
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.campaign.files import KEPT, data_files
from revue_analytics.campaign.pseudonym_key import FORGOTTEN_FILE, campaign_key
from revue_analytics.campaign.settings import FILE_NAME, check_settings
from revue_analytics.errors import Fault, RevueError
from revue_analytics.progress import steps
from revue_analytics.review.digest import package_digest, rows_of_each, versions
from revue_analytics.review.review import Review, load_review, read_review, save_review, saved_review
from revue_analytics.review.tables import TABLES

if TYPE_CHECKING:
    from revue_analytics.campaign import Campaign
    from revue_analytics.review.uncertainty import Each

__all__ = ["Opened", "archived_review", "open_review"]

READERS = ("babel", "numpy", "openpyxl", "pandas", "pandera", "pyarrow", "pyyaml", "scipy")
"""Libraries that read files or compute: another version may give other numbers."""
NOTE, TERRITORIES, REVIEW, DRAFT, IGNORED = "note.json", "territories.parquet", "review", ".draft-", ".gitignore"
DRAFTED_WITHIN = 3600  # seconds; an older draft is one of a process that was killed
OF_CAMPAIGN = ("invited", "targets", "weights", "actions", "decisions", "reviewer", "territories")
OF_ANSWERS = ("table", "importance", "comments", "not_applicable")


class Opened:
    """A campaign folder as a command finds it: what it holds, and its review, kept or made when it is asked for.

    Parameters
    ----------
    folder
        The campaign folder.
    private
        As for `revue_analytics.review.analyse`.
    strict
        As for `revue_analytics.campaign.open_campaign`.
    fresh
        Read and analyse everything again.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from revue_analytics.campaign import init_campaign
    >>> folder = init_campaign(mkdtemp(), demo=True)
    >>> opened = Opened(folder)
    >>> opened.is_kept, len(opened.review().codes)
    (False, 11)
    >>> Opened(folder).is_kept
    True
    """

    def __init__(self, folder: str | Path, *, private: bool = False, strict: bool = False, fresh: bool = False):
        self.folder = Path(folder)
        self.private = private
        self._strict, self._fresh = strict, fresh
        self._inputs = _Inputs.of(self.folder, private)
        self._entry = None if fresh or self._inputs is None else _read(self._inputs.place, self._inputs.key)
        self._review = self._entry.review if self._entry else None

    @property
    def is_kept(self) -> bool:
        """Whether the review need not be made."""
        return self._entry is not None

    @cached_property
    def campaign(self) -> Campaign | None:
        """The campaign, read when it is first asked for; None where a kept review says all that is needed of it.

        Raises
        ------
        CampaignError
            As `open_campaign` does.
        """
        from revue_analytics.campaign import open_campaign

        if self._entry is not None and self._entry.clean:
            return None
        return open_campaign(self.folder, strict=self._strict)

    @property
    def territories(self) -> pd.DataFrame:
        """Every territory that is declared or has answers; columns as in `Campaign.territories`."""
        return self.campaign.territories if self.campaign is not None else self._kept.territories

    @property
    def answered(self) -> frozenset[str]:
        """Codes of the territories with answers, those held back or left out among them."""
        if self.campaign is not None:
            return self.campaign.answered
        return frozenset([*self._kept.review.codes, *self._kept.review.meta["too_few"]])

    @property
    def known(self) -> pd.DataFrame:
        """The territories with answers; columns as in `Campaign.territories`."""
        return self.territories[self.territories["territory"].isin(self.answered)]

    @property
    def held_back(self) -> tuple[str, ...]:
        """Codes of the territories that an error touches."""
        return self.campaign.held_back if self.campaign is not None else ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything wrong that was found; warnings are not kept."""
        return self.campaign.faults if self.campaign is not None else ()

    @property
    def too_few(self) -> tuple[str, ...]:
        """Codes of the territories that the review leaves out: fewer people answered than the threshold."""
        if self.campaign is not None:
            return () if self.private else self.campaign.too_few
        return tuple(self._kept.review.meta["too_few"])

    @property
    def published(self) -> frozenset[str]:
        """Codes of the territories that the review holds."""
        return self.answered - {*self.held_back, *self.too_few}

    @property
    def threshold(self) -> int:
        """The disclosure threshold."""
        if self.campaign is not None:
            return self.campaign.methodology.disclosure_threshold
        return int(self._kept.review.meta["threshold"])

    @property
    def language(self) -> str:
        """The campaign's language."""
        return self.campaign.settings.language if self.campaign is not None else self._kept.review.meta["language"]

    def review(self, *, each: Each = map) -> Review:
        """Return the review, made and kept if it is not kept yet.

        Raises
        ------
        MethodError, CampaignError
            As `analyse` does.
        """
        if self._review is None:
            from revue_analytics.review import analyse

            campaign = self.campaign
            assert campaign is not None
            inputs = _Inputs.of(self.folder, self.private)
            # what changed while it was read may be kept under neither digest
            digests = _Digests.of(campaign, inputs) if inputs is not None and inputs == self._inputs else None
            earlier, settled = (None, frozenset[str]()) if digests is None or self._fresh else digests.settled()
            self._review = analyse(
                campaign,
                private=self.private,
                progress=lambda codes: steps("Analysis", codes, len(list(codes))),
                each=each,
                earlier=earlier,
                settled=settled,
            )
            if digests is not None:
                _keep(digests, self._review, campaign)
        return self._review

    @property
    def _kept(self) -> _Entry:
        assert self._entry is not None
        return self._entry


def open_review(path: str | Path) -> Review:
    """Open a review: a saved one, or that of a campaign folder, kept or made now.

    Parameters
    ----------
    path
        A folder written by `Review.save`, or a campaign folder. Of one that holds no answers any more, the review
        beside its pages.

    Returns
    -------
    Review
    """
    saved = archived_review(path)
    return Opened(path).review() if saved is None else load_review(saved)


def archived_review(path: str | Path) -> Path | None:
    """Return the folder of the saved review that a path stands for; None where answers can be read instead.

    Where there are answers the review is theirs: what lies beside the pages may be older.
    """
    folder, saved = Path(path), saved_review(path)
    if saved is None or saved == folder or not (folder / FILE_NAME).is_file():
        return saved
    answers, _faults = data_files(folder, check_settings(folder)[0].sources)
    return None if answers else saved


# --- what a review is made from ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Inputs:
    """All that a review of a folder is made from, and the key of the digests.

    `settings` is the part of it that concerns all territories, `read` all of it.
    """

    folder: Path
    key: bytes
    private: bool
    settings: str
    read: str

    @classmethod
    def of(cls, folder: Path, private: bool) -> _Inputs | None:
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
        forgotten = _of_file(folder / FORGOTTEN_FILE)
        return cls(folder, key, private, common, _keyed(key, common, listed, files, forgotten))

    @property
    def home(self) -> Path:
        """The folder of all that is kept."""
        return self.folder / KEPT

    @property
    def place(self) -> Path:
        """The folder of the review made from this."""
        return self.home / self.name(private=self.private)

    def name(self, *, private: bool) -> str:
        """Name of the review that is made from this, to be published or not."""
        return _keyed(self.key, self.read, private)


@dataclass(frozen=True)
class _Digests:
    """What the numbers of each territory are made from: what concerns all of them, and what concerns one."""

    inputs: _Inputs
    common: str
    own: Mapping[str, str]

    @classmethod
    def of(cls, campaign: Campaign, inputs: _Inputs) -> _Digests:
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
        for place in _places(self.inputs.home):
            entry = _read(place, self.inputs.key, common=self.common)
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


# --- what is kept -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Entry:
    """A review that was kept; the territories of its campaign; whether nothing was wrong; digests by territory."""

    review: Review
    territories: pd.DataFrame
    clean: bool
    own: Mapping[str, str]


def _read(place: Path, key: bytes, *, common: str | None = None) -> _Entry | None:
    """Read what is kept in a folder; None if it is not there, not whole, not ours, or has not this common digest.

    All of it is read at once: the folder may be removed as soon as something changes.
    """
    try:
        note = json.loads((place / NOTE).read_text(encoding="utf-8"))
        content = note["content"]
        if not hmac.compare_digest(note["seal"], _keyed(key, place.name, content)):
            return None
        if (common is not None and content["common"] != common) or content["files"] != _checksums(place):
            return None
        review = read_review(place / REVIEW)
        review = Review(review.framework, review.meta, {name: review.tables[name] for name in TABLES})
        territories = pd.read_parquet(place / TERRITORIES)
        return _Entry(review, territories, bool(content["clean"]), content["own"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RevueError):
        return None


def _keep(digests: _Digests, review: Review, campaign: Campaign) -> None:
    """Keep a review in place of what was kept; nothing where the folder cannot be written."""
    home, place = digests.inputs.home, digests.inputs.place
    if home.is_symlink():
        return
    with suppress(OSError):
        home.mkdir(mode=0o700, exist_ok=True)
        (home / IGNORED).write_text("*\n", encoding="utf-8")
        draft = Path(mkdtemp(prefix=DRAFT, dir=home))
        try:
            new = draft / place.name
            save_review(review, new / REVIEW)
            campaign.territories.to_parquet(new / TERRITORIES, index=False)
            clean = not (campaign.held_back or campaign.nowhere or any(fault.is_error for fault in campaign.faults))
            content = {"clean": clean, "common": digests.common, "own": digests.own, "files": _checksums(new)}
            note = {"seal": _keyed(digests.inputs.key, place.name, content), "content": content}
            (new / NOTE).write_text(json.dumps(note), encoding="utf-8")
            if place.exists():  # not whole, or made at the same time by another process
                place.replace(draft / "old")
            new.replace(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        valid = {digests.inputs.name(private=private) for private in (False, True)}
        for other in _places(home):
            if other.name not in valid:
                shutil.rmtree(other, ignore_errors=True)


def _places(home: Path) -> Iterator[Path]:
    """Yield what is kept, and what processes that were killed have left; not what others are just writing."""
    with suppress(OSError):
        for place in sorted(home.iterdir()):
            being_written = place.name.startswith(DRAFT) and time.time() - place.stat().st_mtime < DRAFTED_WITHIN
            if place.is_dir() and not place.is_symlink() and not being_written:
                yield place


def _checksums(place: Path) -> dict[str, str]:
    files = (path for path in sorted(place.rglob("*")) if path.is_file() and path != place / NOTE)
    return {path.relative_to(place).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}
