"""Strengths and limits that hold, peers and change: what is said of a territory."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.gaps.targets import stratum_of
from revue_analytics.methods.arrays import Floats
from revue_analytics.scoring import Scores, from_positive_scale

__all__ = ["FINDINGS", "finding_table", "peer_table"]

FINDINGS = ("strength", "limit", "unconfirmed", "too_few")
RELATIVE = ("asset", "brake", "")

STRENGTH_FROM, LIMIT_BELOW, PROBABILITY, LEAST_ANSWERS = 75.0, 50.0, 0.9, 5
LEAST_PEERS = 5


def finding_table(
    draws: Floats,
    n_rated: NDArray[np.int64],
    criteria: tuple[str, ...],
    overall: Floats,
    *,
    least_answers: int = LEAST_ANSWERS,
    strength_from: float = STRENGTH_FROM,
    limit_below: float = LIMIT_BELOW,
    probability: float = PROBABILITY,
) -> pd.DataFrame:
    """Say which criteria of a territory are strengths and which are limits, on the evidence of draws.

    Parameters
    ----------
    draws
        (D, K) draws of the criteria's scores on 0–100, NaN where there is none.
    n_rated
        (K,) rated answers; fewer than `least_answers` make no claim.
    criteria
        (K,) ids.
    overall
        (D,) draws of the territory's own overall score, in the same draws; NaN where it has none.
    strength_from, limit_below, probability
        A strength reaches `strength_from`, a limit stays below `limit_below`, with at least this probability.

    Returns
    -------
    Frame ``criterion``, ``finding`` (`FINDINGS`), ``p_strength``, ``p_limit``, ``order`` (1 the clearest of its kind:
    most probable first, then furthest in the mean), ``place``, for the criteria that have a score. Findings of one
    kind that the draws cannot tell apart share a place, that of the clearest of them: one is told apart from it if it
    is less marked in at least `probability` of the draws (an equal score is half a draw).
    ``relative`` (`RELATIVE`): whether the criterion is above (asset, *point d'appui*) or below (brake, *frein*) the
    territory's own overall score with at least `probability`, ``p_above`` and ``p_below``.

    Examples
    --------
    >>> table = finding_table(np.full((10, 2), [70.0, 30.0]), np.array([9, 9]), ("A", "B"), np.full(10, 50.0))
    >>> table["finding"].tolist(), table["relative"].tolist()
    (['unconfirmed', 'limit'], ['asset', 'brake'])
    """
    there = ~np.isnan(draws).any(axis=0)
    values = np.where(there, draws, 0.0)
    p_strength = (values >= strength_from - 1e-9).mean(axis=0)
    p_limit = (values < limit_below - 1e-9).mean(axis=0)
    p_above, p_below = (np.nan_to_num((sign * (values - overall[:, None]) > 1e-9).mean(axis=0)) for sign in (1.0, -1.0))
    few = n_rated < least_answers
    kinds = np.select(
        [few, p_strength >= probability - 1e-12, p_limit >= probability - 1e-12],
        ["too_few", "strength", "limit"],
        default="unconfirmed",
    )
    mean = values.mean(axis=0)
    relative = np.select(
        [few, p_above >= probability - 1e-12, p_below >= probability - 1e-12], ["", "asset", "brake"], default=""
    )
    columns = {"criterion": list(criteria), "finding": kinds, "p_strength": p_strength, "p_limit": p_limit}
    relatives = {"relative": relative, "p_above": p_above, "p_below": p_below}
    table = pd.DataFrame({**columns, "mean": mean, **relatives})[there]
    clearest = np.where(table["finding"] == "limit", table["p_limit"], table["p_strength"])
    further = np.where(table["finding"] == "limit", -table["mean"], table["mean"])
    order = np.lexsort([-further, -clearest])
    table = table.assign(order=0)
    ranked = table.iloc[order]
    table.loc[ranked.index, "order"] = ranked.groupby("finding").cumcount() + 1
    table["place"] = 0
    for kind, ranked in table.sort_values("order").groupby("finding"):
        columns = [criteria.index(str(criterion)) for criterion in ranked["criterion"]]
        marked = values[:, columns] * (-1.0 if kind == "limit" else 1.0)
        table.loc[ranked.index, "place"] = _places(marked, probability)
    return table.drop(columns="mean")


def _places(marked: Floats, probability: float) -> list[int]:
    """(D, r) draws of how marked the findings of a kind are, clearest first -> the place of each."""
    places: list[int] = []
    for k in range(marked.shape[1]):
        lead = marked[:, places[-1] - 1 if places else k] - marked[:, k]
        ahead = (lead > 1e-9).mean() + 0.5 * (np.abs(lead) <= 1e-9).mean()
        places.append(places[-1] if places and ahead < probability - 1e-12 else k + 1)
    return places


def peer_table(scores: Scores, strata: pd.Series) -> pd.DataFrame:
    """Median and best quartile among the territories of the same stratum and campaign, at least five with a score.

    Parameters
    ----------
    scores
        Scores of (n) units, ``territory`` and ``campaign`` among the units' columns.
    strata
        Stratum of each territory, indexed by its code; an empty one has no peers.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``node``, ``stratum``, ``n_peers``, ``median``, ``best_quartile``; the territory
    itself is one of its peers.
    """
    flat = from_positive_scale(scores.scores, scores.tree.lower_bound)
    table = scores.table()[["territory", "campaign", "node"]].assign(score=flat.ravel())
    table["stratum"] = stratum_of(table["territory"], strata)
    table = table[(table["stratum"] != "") & table["score"].notna()]
    found = table.groupby(["campaign", "stratum", "node"])["score"]
    table["n_peers"] = found.transform("size")
    table["median"] = found.transform("median")
    table["best_quartile"] = found.transform("quantile", 0.75)
    return table[table["n_peers"] >= LEAST_PEERS].drop(columns="score").reset_index(drop=True)
