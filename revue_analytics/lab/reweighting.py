"""The overall scores and ranks of a campaign's territories under other weights of the indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.ranks import competition_rank
from revue_analytics.scoring import Scores, aggregate, from_positive_scale
from revue_analytics.tables.shown import shown

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reweighting:
    """Overall scores under weights that somebody tries, beside those under the nominal ones.

    Attributes
    ----------
    territories
        (n,) codes.
    indicators
        (m,) ids.
    weights
        (m,) weights tried, on the simplex.
    scores, nominal_scores
        (n,) on 0–100, NaN where there is none.
    ranks, nominal_ranks
        (n,) from 1, the best; equal scores share a rank; NaN where there is no score.
    """

    territories: tuple[str, ...]
    indicators: tuple[str, ...]
    weights: Floats
    scores: Floats
    nominal_scores: Floats
    ranks: Floats
    nominal_ranks: Floats

    def table(self) -> pd.DataFrame:
        """Return one row per territory, the best first; `moved` is the number of places gained."""
        table = pd.DataFrame(
            {
                "territory": pd.array(self.territories, dtype="str"),
                "score": self.scores,
                "rank": self.ranks,
                "nominal_score": self.nominal_scores,
                "nominal_rank": self.nominal_ranks,
                "moved": self.nominal_ranks - self.ranks,
            }
        )
        return table.sort_values(["rank", "territory"], na_position="last", ignore_index=True)

    def _repr_html_(self) -> str:
        return shown(self.table())


def reweighted(
    scores: Scores, weights: Mapping[str, float] | None = None, *, campaign: str | None = None
) -> Reweighting:
    """Score the territories of one campaign again under other weights of the indicators.

    Parameters
    ----------
    scores
        Scores, which keep every other choice of their methodology.
    weights
        Indicator → weight, not negative, any sum; those not named keep their nominal weight; all nominal for None.
    campaign
        Which campaign; the last by name by default.

    Raises
    ------
    MethodError
        An unknown indicator or campaign, a weight that is no number or negative, or weights that are all zero.

    Examples
    --------
    >>> import pandas as pd
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.scoring import score_table
    >>> framework = load_framework()
    >>> x = pd.DataFrame(2, index=["a", "b"], columns=framework.leaf_ids)
    >>> x.loc["a", ["I5A", "I5B"]] = 4
    >>> reweighted(score_table(x, framework), {"I5": 0}).scores
    array([50., 50.])
    """
    tree = scores.tree
    indicators = tuple(tree.node_ids[index] for index in tree.top)
    tried = _weights(weights or {}, dict(zip(indicators, tree.weights[tree.top], strict=True)))
    here = _of_campaign(scores, campaign)
    units = np.flatnonzero(here)
    leaves = scores.on_0_100[np.ix_(units, tree.leaves)]
    availability = scores.availability
    kept = type(availability)(availability.applies[units], availability.scored[units])
    brought_up = aggregate(tree, leaves, kept, np.broadcast_to(tried, (len(units), len(tried))))[:, 0]
    overall, nominal = (
        from_positive_scale(values, tree.lower_bound[0]) for values in (brought_up, scores.scores[units, 0])
    )
    codes = scores.units.iloc[:, 0].iloc[units]
    return Reweighting(
        tuple(str(code) for code in codes), indicators, tried, overall, nominal, _ranks(overall), _ranks(nominal)
    )


def _weights(chosen: Mapping[str, float], nominal: Mapping[str, float]) -> Floats:
    for name, weight in chosen.items():
        if name not in nominal:
            raise MethodError(f"no indicator {name!r}: {choices(name, nominal)}")
        if not np.isfinite(weight) or weight < 0:
            raise MethodError(f"the weight of {name!r} must be a number from 0 up, got {weight!r}")
    total = sum(nominal.values())
    tried = np.array([chosen.get(name, weight / total) for name, weight in nominal.items()], dtype=np.float64)
    if tried.sum() <= 0:
        raise MethodError("at least one indicator must have a weight above zero")
    return np.asarray(tried / tried.sum())


def _of_campaign(scores: Scores, campaign: str | None) -> NDArray[np.bool_]:
    if "campaign" not in scores.units:
        return np.ones(len(scores.units), dtype=bool)
    known = sorted(scores.units["campaign"].unique())
    wanted = known[-1] if campaign is None else campaign
    if wanted not in known:
        raise MethodError(f"no campaign {wanted!r}: {choices(wanted, known)}")
    return (scores.units["campaign"] == wanted).to_numpy()


def _ranks(values: Floats) -> Floats:
    ranks = np.full(len(values), np.nan)
    scored = ~np.isnan(values)
    ranks[scored] = competition_rank(values[scored])
    return ranks
