"""The publishable result of a campaign: aggregated tables, no respondent; and how it is kept on disk.

On disk it is one Parquet file per table, the same as slices, and a JSON file for the rest. Never pickle.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd

from revue_analytics.errors import ReportError, UnknownTerritory
from revue_analytics.framework import Framework, framework_from_dict
from revue_analytics.losses import tell_saved
from revue_analytics.review.slices import SLICES, SavedTables, write_slices
from revue_analytics.review.tables import TABLES, ReviewTables, known
from revue_analytics.tables.shown import shown

FORMAT = 4
JSON = "review.json"


@dataclass(frozen=True, eq=False, repr=False)
class Review(ReviewTables):
    """Everything that may be published about a campaign; its tables are attributes (`ReviewTables`).

    Attributes
    ----------
    framework
        What was assessed.
    meta
        Title, campaigns, colleges, methodology, seed… as plain JSON values.
    tables
        Frames by name.
    """

    framework: Framework
    meta: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the territories, sorted."""
        return tuple(self.territories["territory"])

    @property
    def current(self) -> str:
        """Id of the current campaign: the last one."""
        return str(self.meta["current"])

    def for_territory(self, code: str) -> TerritoryReview:
        """Return the part of one territory.

        Raises
        ------
        UnknownTerritory
            The review does not hold it; names the nearest.
        """
        part = (
            self.tables.select(code)
            if isinstance(self.tables, SavedTables)
            else {name: frame[frame["territory"] == code].reset_index(drop=True) for name, frame in self.tables.items()}
        )
        if part["territories"].empty:
            near = get_close_matches(str(code), self.codes, n=1, cutoff=0.4)
            message = (
                "the territory {code} is not in this review ({n} are); did you mean {near}?"
                if near
                else "the territory {code} is not in this review ({n} are)"
            )
            raise UnknownTerritory(message, code=code, n=len(self.codes), near="".join(near))
        return TerritoryReview(self.framework, self.meta, part, territory=code)

    def save(self, path: str | Path) -> Path:
        """Save to a folder as Parquet and JSON; see `save_review`."""
        return save_review(self, path)

    def __repr__(self) -> str:
        names = ", ".join(str(campaign["id"]) for campaign in self.meta["campaigns"])
        return f"<{type(self).__name__} {self.meta['title']!r}: {names}; territories: {len(self.codes)}>"

    def _repr_html_(self) -> str:
        overall = self.scores[(self.scores["node"] == "overall") & (self.scores["campaign"] == self.current)]
        named = self.territories[["territory", "name"]].merge(
            overall[["territory", "score", "low", "high", "n_respondents"]]
        )
        return shown(named)


@dataclass(frozen=True, eq=False, repr=False)
class TerritoryReview(Review):
    """The part of a review that concerns one territory: same tables, its rows only."""

    territory: str = ""

    def __repr__(self) -> str:
        return f"<TerritoryReview {self.name!r} ({self.territory}): {self.current}>"

    @property
    def info(self) -> pd.Series:
        """Its row of ``territories``."""
        return self.territories.iloc[0]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.info["name"])

    @property
    def previous(self) -> str | None:
        """Id of the campaign that the current one is compared with, if there is one."""
        change = self.now("change")
        return str(change["previous_campaign"].iloc[0]) if len(change) else None

    @property
    def small(self) -> bool:
        """Whether fewer people than the disclosure threshold answered the current campaign."""
        return bool(self.now("participation")["n_respondents"].sum() < self.meta["threshold"])

    def now(self, table: str) -> pd.DataFrame:
        """Rows of a table that concern the current campaign.

        Raises
        ------
        UnknownTable
            There is no table of this name.
        """
        if table not in self._now:
            frame = self.tables[known(table)]
            self._now[table] = frame[frame["campaign"] == self.current].reset_index(drop=True)
        return self._now[table].copy(deep=False)

    @cached_property
    def _now(self) -> dict[str, pd.DataFrame]:
        """What `now` has already selected: a page asks for the same tables again and again."""
        return {}


def save_review(review: Review, path: str | Path) -> Path:
    """Write a review to a folder, replacing the review that is there.

    The folder is written beside its place and moved there whole, so that a reader never finds half of one.

    Raises
    ------
    ReportError
        Something else than a saved review stands at `path`.
    """
    target = Path(path)
    if target.exists() and not is_saved_review(target) and (not target.is_dir() or any(target.iterdir())):
        raise ReportError("{folder} holds something else than a saved review; choose another folder", folder=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name in TABLES:
            review.tables[name].to_parquet(draft / f"{name}.parquet", index=False, row_group_size=50_000)
        firsts = write_slices({name: review.tables[name] for name in TABLES}, draft / SLICES)
        content = {
            "format": FORMAT,
            "meta": dict(review.meta),
            "framework": review.framework.to_dict(),
            "slices": firsts,
        }
        (draft / JSON).write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False), encoding="utf-8")
        draft.chmod(0o755)
        if target.exists():
            old = Path(mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
            target.replace(old / "review")
            draft.replace(target)
            shutil.rmtree(old)
        else:
            draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def load_review(path: str | Path) -> Review:
    """Open a saved review, and tell which answers it does without; its tables are read when they are asked for.

    Raises
    ------
    ReportError
        There is no saved review, or it was written by a version that this one cannot read.
    """
    review = read_review(path)
    tell_saved(int(review.meta.get("rows_nowhere", 0)))
    return review


def read_review(path: str | Path) -> Review:
    """Open a saved review, as `load_review` does, and tell nothing: for whoever only compares with it."""
    folder = Path(path)
    if not is_saved_review(folder):
        raise ReportError("{folder} holds no saved review (no {file})", folder=folder, file=JSON)
    try:
        content = json.loads((folder / JSON).read_text(encoding="utf-8"))
        version, meta, framework = content["format"], content["meta"], content["framework"]
        firsts = content.get("slices", {})
    except (ValueError, KeyError, TypeError):
        raise ReportError("{file} cannot be read; run the analysis again", file=folder / JSON) from None
    if version != FORMAT:
        raise ReportError(
            "{folder} is in format {format}, this version reads {ours}; run the analysis again",
            folder=folder,
            format=version,
            ours=FORMAT,
        )
    return Review(framework_from_dict(framework, check=False), meta, SavedTables(folder, firsts))


def is_saved_review(path: str | Path) -> bool:
    """Whether a folder holds a saved review."""
    return (Path(path) / JSON).is_file()


def saved_review(path: str | Path) -> Path | None:
    """Return the folder of the saved review: the one given, or that of a campaign folder; None where there is none."""
    return next((folder for folder in (Path(path), Path(path) / "reports" / "review") if is_saved_review(folder)), None)
