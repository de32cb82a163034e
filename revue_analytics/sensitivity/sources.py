"""Respondents, weights and methods varied together: which of them makes scores and ranks uncertain?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats
from revue_analytics.methods.ranks import competition_rank
from revue_analytics.scoring import Methodology, ResponseCounts, from_positive_scale, score_counts
from revue_analytics.scoring.response_counts import require_known
from revue_analytics.sensitivity.propagation import admissible_weights, bring_up, drawn_together, leaf_draws_of
from revue_analytics.sensitivity.sobol import Choice, SobolIndices, sobol_indices

RANK_SHIFT = "rank shift"
"""Name of the output that is the mean distance of all territories from their ranks under the first methodology."""


def variance_sources(
    counts: ResponseCounts,
    methodologies: Mapping[str, Methodology],
    *,
    campaign: str,
    invited: pd.DataFrame | None = None,
    n: int = 512,
    n_draws: int = 1000,
    seed: int = 0,
) -> SobolIndices:
    """Share the variance of the overall scores, and of the rank shift, out among respondents, weights and methods.

    Parameters
    ----------
    counts
        Answers by group.
    methodologies
        Name -> methodology, each as likely as the others; the first gives the weights that are varied and the ranks
        that shifts are measured from. With a single one, methods are not varied.
    campaign
        The campaign whose territories are compared; those without an overall score under every methodology are left
        out.
    invited
        People invited (see `ResponseCounts.cell_invited`).
    n
        Base sample, a power of two; five scorings of every territory for each.
    n_draws
        Draws of respondents and of weights from which the sample takes.
    seed
        The seed of all of them.

    Returns
    -------
    SobolIndices
        Inputs ``respondents``, ``weights`` and ``methods``; outputs the overall score of each territory, on 0–100 by
        every methodology, then `RANK_SHIFT` where there are at least two.

    Raises
    ------
    MethodError
        No methodology, or no territory of that campaign has an overall score.

    References
    ----------
    Saisana, Saltelli & Tarantola (2005), *Journal of the Royal Statistical Society A* 168, 307–323.
    """
    if not methodologies:
        raise MethodError("no methodology to vary")
    scored = {name: score_counts(counts, methodology) for name, methodology in methodologies.items()}
    reference = next(iter(scored.values()))
    weights = admissible_weights(reference.tree, n_draws, seed)
    there = ~np.isnan([scores.scores[:, 0] for scores in scored.values()]).any(axis=0)
    units = np.flatnonzero(there & (counts.units["campaign"] == campaign).to_numpy())
    if not len(units):
        raise MethodError(f"no territory of campaign {campaign!r} has an overall score")
    codes = [str(code) for code in counts.units["territory"].iloc[units]]
    require_known(invited, sorted(counts.units["campaign"].unique()))
    invited_of = counts.cell_invited(invited)
    members = {name: drawn_together(scores, units) for name, scores in scored.items()}
    leaves = {
        name: leaf_draws_of(counts, members[name], scores.methodology, invited_of, n_draws, seed=seed)
        for name, scores in scored.items()
    }
    expected = competition_rank(reference.on_0_100[units, 0])

    def model(taken: dict[str, Any]) -> Floats:
        overall = np.empty((len(units), len(taken["weights"])))
        for name, scores in scored.items():
            used = taken["methods"] == name if len(scored) > 1 else np.ones(overall.shape[1], dtype=bool)
            drawn, answers = weights[taken["weights"][used]], taken["respondents"][used]
            brought_up = bring_up(scores, members[name], leaves[name], drawn, answers)[..., 0]
            overall[:, used] = from_positive_scale(
                brought_up[np.isin(members[name], units)], scores.tree.lower_bound[0]
            )
        if len(units) < 2:
            return overall
        return np.vstack([overall, np.abs(competition_rank(overall.T) - expected).mean(axis=1)])

    inputs: dict[str, Any] = {"respondents": Choice(np.arange(n_draws)), "weights": Choice(np.arange(n_draws))}
    if len(scored) > 1:
        inputs["methods"] = Choice(tuple(scored))
    outputs = [*codes, RANK_SHIFT] if len(units) > 1 else codes
    return sobol_indices(model, inputs, n, rng=seed, outputs=outputs)
