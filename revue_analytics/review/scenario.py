"""What if, asked of whatever an analyst has in hand: scores, a review, the review of a territory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.errors import MethodError
from revue_analytics.framework import OVERALL
from revue_analytics.gaps import DEFAULT_TARGET, Peers, WhatIf, as_targets, imagine
from revue_analytics.review.reading import rows, rows_by
from revue_analytics.review.review import Review, TerritoryReview
from revue_analytics.scoring import (
    Availability,
    Methodology,
    Scores,
    aggregate,
    build_tree,
    from_positive_scale,
    to_positive_scale,
)
from revue_analytics.scoring.methodology import PLAIN_WEIGHTINGS


def what_if(
    data: Scores | Review,
    changes: Mapping[str, float],
    *,
    territory: str | None = None,
    campaign: str | None = None,
    targets: float | Mapping[str, float] | pd.DataFrame | None = None,
    territories: pd.DataFrame | None = None,
    plan: Callable[[pd.Series], Any] | None = None,
) -> WhatIf:
    """Say what would change if criteria stood at other levels: at every node, in the shortfall, among peers.

    Parameters
    ----------
    data
        Scores, a review, or the review of a territory.
    changes
        Node → level: ``{"I5A": 3}``. Of an indicator: every criterion below it takes that level. A criterion without
        a score gets one, one that does not apply to the territory is refused.
    territory, campaign
        Which unit, where `data` holds several: the last campaign by default.
    targets
        As `measure_gaps` takes them; by default those of the review, or 75.
    territories
        ``territory`` and ``stratum``: peers are then those of the same stratum, otherwise all units of the campaign. A
        review knows its strata.
    plan
        Called with the levels of the criteria before and after; see `revue_analytics.gaps.imagine`. `planner` gives the
        one that makes the roadmap of a campaign again; without it, a review knows which actions of its roadmap would
        be reached already.

    Returns
    -------
    WhatIf
        Ranks need the others' scores: from the review of one territory only its place (first quarter, first half,
        second half) is known.

    Raises
    ------
    MethodError
        A change that cannot be imagined; a review made with methods that it does not hold.

    Examples
    --------
    >>> from revue_analytics.campaign import open_campaign
    >>> from revue_analytics.campaign.bundled import bundled
    >>> from revue_analytics.scoring import score
    >>> campaign = open_campaign(bundled("examples") / "demo")
    >>> scores = score(campaign.ratings, campaign.methodology)
    >>> result = what_if(scores, {"I5": 4}, territory="00003", territories=campaign.territories)
    >>> [round(value, 1) for value in result.overall], result.rank
    ([48.6, 56.8], (3, 2))
    """
    if isinstance(data, Scores):
        unit = _unit(data, territory, campaign)
        strata = None if territories is None else territories.set_index("territory")["stratum"]
        values, _ = as_targets(data.framework, data.units, DEFAULT_TARGET if targets is None else targets, strata)
        return imagine(data, unit, changes, values[unit], peers=_peers_of(data, unit, strata), plan=plan)
    if isinstance(data, TerritoryReview):
        scores, own = scores_of(data), data
        peers = _summary(data, scores.tree.lower_bound[0])
    else:
        if territory is None:
            raise MethodError("which territory? Give its code: what_if(review, changes, territory='01004')")
        own = data.for_territory(territory)
        scores, peers = scores_of(own), _peers_in(data, territory)
    shortfall = None
    if targets is None:
        gaps = own.now("gaps").drop_duplicates("node").set_index("node")
        stated = gaps["target"].reindex(list(own.framework.leaf_ids))
        values = stated.fillna(float(own.meta["default_target"])).to_numpy()[None]
        shortfall = gaps["shortfall"].reindex(list(scores.tree.node_ids)).to_numpy(dtype=np.float64)
    else:
        values, _ = as_targets(own.framework, scores.units, targets, own.territories.set_index("territory")["stratum"])
    planned = planned_of(own)
    return imagine(scores, 0, changes, values[0], plan=plan, shortfall=shortfall, peers=peers, planned=planned)


def planned_of(review: TerritoryReview) -> list[tuple[int, str, float]]:
    """Return the actions of a roadmap, in order: number, criterion, score on 0–100 of the level that it leads to."""
    scale, table = review.framework.scale, review.now("roadmap")
    if scale is None:
        return []
    step = 100.0 / (len(scale.levels) - 1)
    chosen = rows(table[table["planned"].astype(bool)].sort_values("order"))
    return [(int(row.order), row.criterion, (int(row.to_level) - scale.minimum) * step) for row in chosen]


def scores_of(review: TerritoryReview) -> Scores:
    """Scores of a territory in the current campaign, with the methods that its review names.

    Raises
    ------
    MethodError
        The review was made with functions, or with weights learned from all territories, which it does not hold.
    """
    framework = review.framework
    try:
        methodology = Methodology.from_mapping(review.meta["methodology"])
        schemes = {methodology.weighting_at(depth) for depth in (OVERALL, *framework.depth_names)}
        tree = build_tree(framework, methodology)
    except MethodError as error:
        raise MethodError(f"{UNKNOWN_METHOD} ({error})") from None
    table = review.now("scores").drop_duplicates("node").set_index("node").reindex(list(tree.node_ids))
    scores, share = (table[name].to_numpy(dtype=np.float64, na_value=np.nan)[None] for name in ("score", "coverage"))
    share = np.where(table["status"] == "not_applicable", np.nan, np.nan_to_num(share))
    availability = Availability(~np.isnan(share), ~np.isnan(scores))
    again = aggregate(tree, from_positive_scale(scores[:, tree.leaves], tree.lower_bound[tree.leaves]), availability)
    if not schemes <= set(PLAIN_WEIGHTINGS) or not np.allclose(again, scores, rtol=0, atol=ROUNDED, equal_nan=True):
        raise MethodError(UNKNOWN_METHOD)
    people = table["n_respondents"].fillna(0).to_numpy(dtype=np.int64)[None]
    units = pd.DataFrame({"territory": [review.territory], "campaign": [review.current]})
    return Scores(framework, methodology, units, tree, scores, share, people)


ROUNDED = 0.2
"""Points by which scores made again of those of the criteria may differ from those that a review holds, all rounded."""

UNKNOWN_METHOD = (
    "this review was made with methods or weights that it does not hold; give what_if the scores instead: "
    "what_if(revue_analytics.score(ratings, methodology), changes, territory=…)"
)


def _unit(scores: Scores, territory: str | None, campaign: str | None) -> int:
    """Place of the unit meant."""
    units = scores.units
    kept = np.ones(len(units), dtype=bool)
    for name, asked in (("territory", territory), ("campaign", campaign)):
        if asked is not None:
            kept = kept & (units[name].astype(str) == asked).to_numpy()
    if "campaign" in units and campaign is None and kept.any():
        kept = kept & (units["campaign"] == units["campaign"][kept].max()).to_numpy()
    if kept.sum() != 1:
        raise MethodError(
            f"{int(kept.sum())} units fit; name one: what_if(scores, changes, territory='01004', campaign='2026')"
        )
    return int(np.flatnonzero(kept)[0])


def _peers_of(scores: Scores, unit: int, strata: pd.Series | None) -> Peers:
    same = np.ones(len(scores.units), dtype=bool)
    if "campaign" in scores.units:
        same &= (scores.units["campaign"] == scores.units["campaign"].iloc[unit]).to_numpy()
    if strata is not None:
        own = scores.units["territory"].map(strata)
        same &= (own == own.iloc[unit]).to_numpy(dtype=bool)
    same[unit] = False
    return Peers.of(float(scores.scores[unit, 0]), scores.scores[same, 0])


def _peers_in(review: Review, territory: str) -> Peers:
    """Peers of the same stratum, in a whole review."""
    table = review.scores[(review.scores["campaign"] == review.current) & (review.scores["node"] == OVERALL)]
    overall = {row.territory: row.score for row in rows(table)}
    stratum = {row.territory: row.stratum for row in rows(review.territories)}
    if territory not in overall or not stratum[territory]:
        return Peers()
    same = [code for code in overall if code != territory and stratum[code] == stratum[territory]]
    return Peers.of(overall[territory], np.array([overall[code] for code in same], dtype=np.float64))


def _summary(review: TerritoryReview, lower_bound: float) -> Peers:
    """What the review of a territory knows of its peers, on the scale of its overall score."""
    row = rows_by(review.now("peers"), "node").get(OVERALL)
    if row is None:
        return Peers()
    median, best = to_positive_scale(np.array([row.median, row.best_quartile]), lower_bound)
    return Peers(np.empty(0), int(row.n_peers), float(median), float(best))
