"""Gaps as a result: what each territory lacks, what carries it, and how it stands beside others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.gaps.comparison import gap_to, last_campaign, peer_table
from revue_analytics.gaps.contributions import contributions, why_no_shares
from revue_analytics.gaps.shortfall import gap_table, groupings
from revue_analytics.gaps.targets import DEFAULT_TARGET, as_targets
from revue_analytics.methods.arrays import Floats
from revue_analytics.scoring import Scores
from revue_analytics.tables.shown import shown


@dataclass(frozen=True, eq=False)
class Gaps:
    """Distance of every node of every unit to its target.

    Attributes
    ----------
    scores
        The (n) units scored.
    targets
        (n, K) targets of the leaves on 0–100.
    dates
        (n, K) days on which they are due, ``""`` where there is none.
    strata
        Stratum of each territory by its code, for comparisons among peers; empty where it is not known.
    """

    scores: Scores
    targets: Floats
    dates: NDArray[np.object_]
    strata: pd.Series

    @property
    def framework(self) -> Framework:
        """What was assessed."""
        return self.scores.framework

    @property
    def reason(self) -> str:
        """Why the shortfall cannot be shared out among the criteria, in English; ``""`` where it can."""
        return why_no_shares(self.scores)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """(n, K) points of the overall score that each criterion would bring by meeting its target."""
        carried = contributions(self.scores, self.targets)
        return pd.DataFrame(carried, index=self.scores.matrix().index, columns=list(self.framework.leaf_ids))

    def table(self) -> pd.DataFrame:
        """Return one row per unit and node: target, day, net gap, shortfall, weight, share; see `gap_table`."""
        return gap_table(self.scores, self.targets, self.dates)

    def groupings(self) -> pd.DataFrame:
        """Return one row per unit and axis, principle or phase; see `groupings`."""
        return groupings(self.scores, self.targets)

    def to_peers(self) -> pd.DataFrame:
        """Return what separates each node from the median and the best quartile of its peers; see `peer_table`.

        Columns of `peer_table`, then ``score``, ``to_median``, ``to_best_quartile``: positive where points are missing.
        """
        peers = peer_table(self.scores, self.strata)
        to_median = gap_to(self.scores, peers.rename(columns={"median": "score"}))
        return peers.assign(
            score=to_median["score"].to_numpy(),
            to_median=to_median["gap"].to_numpy(),
            to_best_quartile=peers["best_quartile"].to_numpy() - to_median["score"].to_numpy(),
        )

    def since(self, order: list[str] | None = None) -> pd.DataFrame:
        """Return what separates each node from its score in the campaign before; see `gap_to`.

        `order` lists the campaigns in order of time, that of their names by default. Scores are compared as they are;
        `revue_analytics.analyse` compares the criteria common to both campaigns, with an interval.
        """
        return gap_to(self.scores, last_campaign(self.scores, order))

    def to(self, reference: pd.DataFrame) -> pd.DataFrame:
        """Return what separates scores from any other judgement (a reviewer's, for instance); see `gap_to`."""
        return gap_to(self.scores, reference)

    def for_territory(self, code: str, campaign: str | None = None) -> Gaps:
        """Return the gaps of one unit; of a territory's last campaign by name if none is named."""
        units = self.scores.units
        kept = (units["territory"].astype(str) == code).to_numpy()
        if not kept.any():
            known = units["territory"].astype(str).unique()
            raise MethodError(f"{code!r} is not among the units; expected {choices(code, known)}")
        if "campaign" in units:
            campaign = units["campaign"][kept].max() if campaign is None else campaign
            kept = kept & (units["campaign"] == campaign).to_numpy()
        scores = replace(
            self.scores,
            units=units[kept].reset_index(drop=True),
            **{name: getattr(self.scores, name)[kept] for name in ("scores", "coverage", "n_respondents")},
        )
        return replace(self, scores=scores, targets=self.targets[kept], dates=self.dates[kept])

    def _repr_html_(self) -> str:
        wide = self.table().pivot_table(
            index=list(self.scores.units.columns), columns="node", values="shortfall", observed=True
        )
        return shown(wide.reindex(columns=[OVERALL, *self.framework.top_ids]), index=True)


def measure_gaps(
    scores: Scores,
    targets: float | Mapping[str, float] | pd.DataFrame = DEFAULT_TARGET,
    *,
    territories: pd.DataFrame | None = None,
) -> Gaps:
    """Measure the distance of scores to targets.

    Parameters
    ----------
    scores
        As `revue_analytics.score` or `score_table` gives them.
    targets
        One number for all (0–100); a number per node, the criterion before the indicator; the targets of a campaign
        (``campaign.targets``); or the levels that respondents desire (``review.desired``).
    territories
        ``territory`` and ``stratum`` (``campaign.territories``), for targets by stratum and for peers.

    Returns
    -------
    Gaps

    Raises
    ------
    MethodError
        A target out of 0–100, or of a node that there is not.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.scoring import score_table
    >>> framework = load_framework()
    >>> x = pd.DataFrame([[2.0] * 18], columns=list(framework.leaf_ids), index=["01004"])
    >>> gaps = measure_gaps(score_table(x, framework), {"I5": 75, "overall": 50})
    >>> table = gaps.table().set_index("node")
    >>> table.loc[["overall", "I5"], ["shortfall", "share"]].to_numpy().tolist()
    [[3.125, 1.0], [25.0, 1.0]]
    """
    strata = pd.Series(dtype="str") if territories is None else territories.set_index("territory")["stratum"]
    values, dates = as_targets(scores.framework, scores.units, targets, strata)
    return Gaps(scores, values, dates, strata)
