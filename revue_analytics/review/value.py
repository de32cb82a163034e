"""The publishable result of a campaign: aggregated tables, no respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from revue_analytics.errors import UnknownTerritory
from revue_analytics.framework import Framework
from revue_analytics.review.dictionary import COLUMNS
from revue_analytics.tables.shown import shown

__all__ = ["COMPARING", "TABLES", "Review", "TerritoryReview", "empty_table"]

TABLES: dict[str, str] = {
    "territories": "territory name kind departement departement_name epci epci_name population stratum",
    "participation": "territory campaign group colleges n_respondents invited",
    "resemblance": "territory campaign n n_criteria design_effect worth alpha low high",
    "scores": "territory campaign node kind status score low high level coverage n_respondents",
    "group_scores": "territory campaign group colleges criterion n score lower_median",
    "answers": "territory campaign criterion n_rated n_unknown n_not_applicable n_not_asked not_applicable declared",
    "level_counts": "territory campaign criterion level count",
    "gaps": "territory campaign node kind target due net_gap shortfall weight share",
    "groupings": "territory campaign grouping id n_criteria score shortfall share",
    "priorities": "territory campaign node kind priority rank low high p_first p_top3 always_top3",
    "priority_ranks": "territory campaign node rank probability",
    "stability": "territory campaign node weight low high at_low at_high best_rank worst_rank",
    "recoding": "territory campaign node best worst",
    "method_variations": "territory campaign variation score level first rank_of_first",
    "sensitivity": "territory campaign source low high share total",
    "level_probabilities": "territory campaign node level probability",
    "findings": "territory campaign criterion finding p_strength p_limit order place relative p_above p_below",
    "desired": "territory campaign criterion score n",
    "importance": "territory campaign group indicator points n",
    "importance_performance": "territory campaign indicator points least most score low high target quadrant sure",
    "peers": "territory campaign node stratum n_peers median best_quartile",
    "frontier": "territory campaign stratum n_peers distance",
    "ranks": "territory campaign stratum n_peers rank low high expected p_best_quarter",
    "rank_acceptability": "territory campaign stratum bin n_bins probability",
    "change": "territory node kind previous_campaign campaign previous current difference low high n_common n_same",
    "roadmap": "territory campaign action criterion order planned imposed origin from_level to_level gain points "
    "period last_period start end staff_days cost core core_class label tool pilot evidence effort horizon",
    "roadmap_periods": "territory campaign period start end staff_days staff_days_available cost budget closed",
    "roadmap_summary": "territory campaign n_actions n_candidates most_actions staff_days cost means_stated closed "
    "shortfall gap kept price settled n_draws",
    "roadmap_frontier": "territory campaign of amount closed used n_actions in_force",
    "roadmap_limits": "territory campaign role kind of period amount",
    "planned_actions": "territory campaign previous_campaign action criterion to_level label state previous current "
    "difference low high moved",
    "reviewer": "territory campaign node kind score reviewed difference n_common reason",
    "comments": "territory campaign node comment",
    "evidence": "territory campaign criterion title reference date",
    "not_applicable": "territory criterion reason",
    "reasons": "territory campaign criterion reason n",
    "origins": "territory campaign file",
    "agreement": "territory campaign scope node group statistic value low high n word",
    "group_differences": "territory campaign criterion group_a group_b difference low high p_value q_value",
    "discussion": "territory campaign order criterion reason group_a group_b difference consensus n_tied",
    "convergence": "territory campaign aim statistic value previous change low high value_low value_high n "
    "previous_campaign",
}
"""The tables of a review and their columns. Scores are on 0–100, NaN where there is none; probabilities on 0–1.

Numbers are rounded as `revue_analytics.review.dictionary` declares of each column."""

DTYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "bool"}


def empty_table(name: str) -> pd.DataFrame:
    """Return a table of `TABLES` without rows: its columns, each of the kind that the dictionary states.

    >>> empty_table("level_counts").dtypes.astype("str").to_dict()
    {'territory': 'str', 'campaign': 'str', 'criterion': 'str', 'level': 'Int64', 'count': 'Int64'}
    """
    kinds = {column: COLUMNS[column].kind for column in TABLES[name].split()}
    return pd.DataFrame({column: pd.Series(dtype=DTYPES[kind]) for column, kind in kinds.items()})


COMPARING = frozenset(["ranks", "rank_acceptability"])
"""Tables that say something of a territory which any other can change. The document of one territory shows none."""


@dataclass(frozen=True, eq=False, repr=False)
class Review:
    """Everything that may be published about a campaign; `TABLES` lists its tables, each also an attribute.

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

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

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
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UnknownTerritory(f"territory {code!r} is not in this review ({len(self.codes)} are){hint}")
        return TerritoryReview(self.framework, self.meta, part, territory=code)

    def save(self, path: str | Path) -> Path:
        """Save to a folder as Parquet and JSON; see `revue_analytics.review.store`."""
        from revue_analytics.review.store import save_review

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
        """Rows of a table that concern the current campaign."""
        if table not in self._now:
            frame = self.tables[table]
            self._now[table] = frame[frame["campaign"] == self.current].reset_index(drop=True)
        return self._now[table].copy(deep=False)

    @cached_property
    def _now(self) -> dict[str, pd.DataFrame]:
        """What `now` has already selected: a page asks for the same tables again and again."""
        return {}


class SavedTables(Mapping[str, pd.DataFrame]):
    """Tables of a saved review, read when they are asked for."""

    def __init__(self, folder: Path, firsts: Mapping[str, Sequence[str]]):
        self.folder = folder
        self.firsts = firsts
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise KeyError(name)
        if name not in self._read:
            self._read[name] = pd.read_parquet(self.folder / f"{name}.parquet")
        return self._read[name]

    def select(self, code: str) -> dict[str, pd.DataFrame]:
        """Return the rows of one territory, of every table, reading no more than needed."""
        from revue_analytics.review.slices import SLICES, read_slice

        return {name: read_slice(self.folder / SLICES, name, self.firsts[name], code) for name in TABLES}

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)
