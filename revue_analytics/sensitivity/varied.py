"""Every choice of an index varied at once: what becomes of scores and ranks, and which choice matters.

What is varied is a mapping, the same for a table of measurements and for ratings::

    {
        "normalisation": ["min_max", "z_score"],          any choice of a `Methodology`: its alternatives
        "aggregation.Conn": ["arithmetic_mean", "geometric_mean"],    the same for one node, or for those of a depth
        "weights": "around",                              weights below every node, drawn by `sample_weights`
        "weights.Sust": {"kind": "ordered", "order": ["Env", "Soc", "SusEcFin"]},    below one node, or a depth
        "omit": ["LPI", "Physical"],                      each of these left out, as often as none is
        "noise": 0.1,                                     a normal error of this share of each criterion's deviation
        "respondents": True,                              other people's answers (ratings only)
    }

Letters: ``n`` units, ``K`` leaves, ``N`` nodes, ``m`` children of a node, ``R`` runs, ``T`` sets of leaf scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.methods.arrays import Floats, Ints, Labels, as_floats, as_frame
from revue_analytics.methods.ranks import rank_units
from revue_analytics.scoring import (
    Methodology,
    count_responses,
    normalise,
    score_counts,
    score_table,
)
from revue_analytics.scoring.leaf_scores import prepare
from revue_analytics.scoring.response_counts import require_known, scale_values
from revue_analytics.scoring.scores import criterion_levels, in_order_of_units
from revue_analytics.sensitivity.comparison import LeaveOneOut
from revue_analytics.sensitivity.propagation import level_draws
from revue_analytics.sensitivity.results import Tabled, column
from revue_analytics.sensitivity.sampling import stream
from revue_analytics.sensitivity.sobol import Evaluations, SobolIndices, two_samples
from revue_analytics.sensitivity.sources import RANK_SHIFT
from revue_analytics.sensitivity.uncertainty import campaigns_of, rank_summary, summary_of_draws
from revue_analytics.sensitivity.varied_index import (
    AS_IT_IS,
    OF_RATINGS,
    OF_TABLES,
    VariedIndex,
    inner_node,
    read_varied,
)
from revue_analytics.tables import Ratings

MOST_OUTPUTS = 256
"""Units up to which each one's score has Sobol' indices of its own."""


@dataclass(frozen=True, eq=False)
class VariedScores(Tabled):
    """Scores and ranks of units under alternatives of every choice.

    Attributes
    ----------
    units
        (n,) their labels.
    node
        The node whose scores these are.
    scores, ranks
        (D, n) on 0–100, and 1 best, ties share the best of their ranks; NaN where there is none.
    nominal_scores, nominal_ranks
        (n,) under the methodology as it is.
    options
        Factor -> names of its alternatives; none for what is drawn (weights, noise, respondents).
    taken
        Factor -> (D,) which alternative, or draw, each run took.
    sobol
        What each factor answers for, of each unit's score (up to 256 units) and of the mean rank shift; None if not
        asked for.
    omission
        Without each element of the index in turn, all else as it is.
    n_draws, seed
        Runs behind the intervals, independent of each other; the seed of everything.
    """

    units: Labels
    node: str
    scores: Floats
    ranks: Floats
    nominal_scores: Floats
    nominal_ranks: Floats
    options: Mapping[str, tuple[str, ...]]
    taken: Mapping[str, Ints]
    sobol: SobolIndices | None
    index: VariedIndex
    n_draws: int
    seed: int

    @property
    def rank_shift(self) -> Floats:
        """(D,) mean distance of the units from their nominal ranks in each run."""
        return _rank_shift(self.ranks, self.nominal_ranks)

    @cached_property
    def median_rank(self) -> Floats:
        """(n,) median rank; NaN for a unit that has none in some run."""
        return np.median(self.ranks, axis=0)

    @cached_property
    def omission(self) -> LeaveOneOut:
        """What leaving out each element of the index does to scores and ranks, all else as it is."""
        return self.index.omission(self.nominal_scores)

    def table(self) -> pd.DataFrame:
        """Return one row per unit: nominal score and its interval, nominal rank, median rank and its interval."""
        mean, low, high, mean_error, low_error, high_error = summary_of_draws(self.scores)
        rank_low, rank_high, expected, expected_error = rank_summary(self.scores.T)
        table = pd.DataFrame({"unit": column(self.units), "score": self.nominal_scores, "mean": mean})
        table = table.assign(mean_error=mean_error, low=low, low_error=low_error, high=high, high_error=high_error)
        table = table.assign(rank=self.nominal_ranks, median_rank=self.median_rank, expected_rank=expected)
        return table.assign(expected_rank_error=expected_error, rank_low=rank_low, rank_high=rank_high)

    def by_option(self) -> pd.DataFrame:
        """Return one row per alternative: how many runs took it, and their mean rank shift with its standard error."""
        rows = [
            (factor, option, int(mine.sum()), shift.mean(), shift.std() / np.sqrt(max(len(shift), 1)))
            for factor, names in self.options.items()
            for k, option in enumerate(names)
            for mine in [self.taken[factor] == k]
            for shift in [self.rank_shift[mine] if mine.any() else np.array([np.nan])]
        ]
        return pd.DataFrame(rows, columns=["factor", "option", "n_draws", "mean_rank_shift", "standard_error"])


def vary_table(
    x: Any,
    framework: Framework,
    varied: Mapping[str, Any],
    *,
    methodology: Methodology | None = None,
    groups: ArrayLike | None = None,
    node: str = OVERALL,
    n: int = 512,
    n_draws: int = 1000,
    seed: int = 0,
    order: int = 2,
    progress: bool = True,
) -> VariedScores:
    """Vary every choice of a composite indicator at once: intervals of scores and ranks, and what they come from.

    Parameters
    ----------
    x
        (n, K) table as `score_table` takes it.
    framework
        What the columns mean.
    varied
        What is varied, and between what (see `revue_analytics.sensitivity.varied`): alternatives of choices of the
        methodology, of one node's choice, weights below nodes, elements left out, noise.
    methodology
        What is not varied, and the nominal scores; the defaults otherwise.
    groups
        (n,) group of each unit, for imputation by group.
    node
        Whose scores and ranks.
    n
        Base sample, a power of two. The first 2 n runs, which are independent, give the intervals.
    n_draws
        Draws of weights and of noise from which the sample takes.
    seed
        The seed of everything.
    order
        Of the Sobol' indices wanted: 2 with the interactions of every two of the d factors, n (2 d + 2) runs; 1 of the
        first order and in total, n (d + 2) runs; 0 none.
    progress
        Whether to show a progress bar.

    Returns
    -------
    VariedScores

    Raises
    ------
    MethodError
        Something that cannot be varied, an alternative that is none, a node that is not in the framework, a table that
        `score_table` refuses, or a unit that has no score in any run.

    References
    ----------
    Saisana, Saltelli & Tarantola (2005), *Journal of the Royal Statistical Society A* 168, 307–323. OECD/JRC (2008),
    *Handbook on Constructing Composite Indicators*, step 7.

    Examples
    --------
    >>> from revue_analytics.framework import framework_from_dict
    >>> leaves = [{"id": name, "label": name, "measure": {"direction": 1}} for name in "abc"]
    >>> framework = framework_from_dict({"id": "index", "title": "Index", "indicators": leaves})
    >>> x = pd.DataFrame({"a": [1.0, 5, 9, 3], "b": [8.0, 2, 4, 6], "c": [3.0, 7, 5, 1]}, index=list("wxyz"))
    >>> choices = {"aggregation": ["arithmetic_mean", "geometric_mean"], "weights": "around", "omit": ["c"]}
    >>> varied = vary_table(x, framework, choices, n=64, progress=False)
    >>> varied.table()[["unit", "rank", "median_rank", "rank_low", "rank_high"]]
      unit  rank  median_rank  rank_low  rank_high
    0    w   3.0          3.0       2.0        4.0
    1    x   2.0          4.0       2.0        4.0
    2    y   1.0          1.0       1.0        1.0
    3    z   4.0          3.0       2.0        4.0
    >>> varied.sobol.inputs
    ('aggregation', 'weights', 'omit')
    """
    base = methodology or Methodology()
    nominal = score_table(x, framework, base, groups=groups)
    frame = as_frame(x, "the table")
    values = as_floats(frame[list(framework.leaf_ids)], "the table")
    members = None if groups is None else in_order_of_units(frame.index, groups)
    levels = scale_values(framework)
    rated = np.array([leaf.measure is None for leaf in framework.leaves])
    share = varied.get("noise", 0.0)
    if not isinstance(share, int | float) or not share >= 0:
        raise MethodError(f"noise is {share!r}, expected a share of each criterion's standard deviation, 0 or more")
    there = ~np.isnan(values)
    spread = share * np.array([values[there[:, k], k].std() if there[:, k].any() else 0.0 for k in range(len(rated))])

    @lru_cache(maxsize=max(64, (1 << 26) // max(values.size, 1)))
    def scored(outliers: Any, imputation: Any, normalisation: Any, draw: int) -> Floats:
        own = replace(base, outliers=outliers, imputation=imputation, normalisation=normalisation)
        noisy = values
        if draw != AS_IT_IS:
            noisy = values + spread * stream(seed, "noise", str(draw)).standard_normal(values.shape)
            if len(levels):
                noisy = np.where(rated, np.clip(noisy, levels.min(), levels.max()), noisy)
        return normalise(prepare(noisy, framework, own, members)[0], framework, own)

    def leaves(own: Methodology, draws: Ints) -> Floats:
        chosen = own.outliers, own.imputation, own.normalisation
        return np.stack([scored(*chosen, int(draw)) for draw in draws])

    units = tuple(nominal.units.iloc[:, 0])
    index = read_varied(
        framework, base, units, node, leaves, np.ones(values.shape, dtype=bool), varied, OF_TABLES, n_draws, seed
    )
    return _vary(index, nominal.on_0_100[:, nominal.tree.index(node)], n, seed, order, progress)


def vary_ratings(
    ratings: Ratings,
    varied: Mapping[str, Any],
    *,
    methodology: Methodology | None = None,
    campaign: str | None = None,
    invited: pd.DataFrame | None = None,
    node: str = OVERALL,
    n: int = 512,
    n_draws: int = 1000,
    seed: int = 0,
    order: int = 2,
    progress: bool = True,
) -> VariedScores:
    """Vary every choice behind the scores of a campaign's territories at once, and who answered: see `vary_table`.

    Parameters
    ----------
    ratings
        Valid answers.
    varied
        What is varied: as for `vary_table`, with `pooling`, `college_weights` and ``"respondents": True`` instead of
        outliers, imputation and noise.
    methodology, node, n, n_draws, seed, order, progress
        As for `vary_table`; draws of respondents come from the streams that `propagate` takes them from.
    campaign
        Which campaign; the last by name by default.
    invited
        People invited: ``territory``, ``campaign``, ``college``, ``invited``.

    Returns
    -------
    VariedScores

    Raises
    ------
    MethodError
        As `vary_table`; no valid answer, or an unknown campaign.

    Examples
    --------
    >>> campaign = open_campaign("my-campaign")                                               # doctest: +SKIP
    >>> vary_ratings(campaign.ratings, {"respondents": True, "weights": "bounded"}).table()   # doctest: +SKIP
    """
    base = methodology or Methodology()
    counts = count_responses(ratings, base)
    known, chosen = campaigns_of(counts.units, campaign)
    require_known(invited, known)
    invited_of = counts.cell_invited(invited)
    nominal = score_counts(counts, base)
    mine = (counts.units["campaign"] == chosen).to_numpy()
    at = inner_node(nominal.tree, node)
    units = np.flatnonzero(mine & ~np.isnan(nominal.on_0_100[:, at]))
    if not len(units):
        raise MethodError(f"no territory of campaign {chosen!r} has a score of {node}")
    codes = tuple(str(code) for code in counts.units["territory"].iloc[units])
    everyone = counts.units[["territory", "campaign"]].astype(str)

    @lru_cache(maxsize=8)
    def levels(pooling: Any, colleges: tuple[tuple[str, float], ...]) -> tuple[Floats, Floats]:
        own = replace(base, pooling=pooling, college_weights=dict(colleges))
        drawn = [
            level_draws(counts, unit, own, invited_of, n_draws, rng=stream(seed, *everyone.iloc[unit]))
            for unit in (range(len(everyone)) if varied.get("respondents") else ())
        ]
        now = np.where(counts.excluded, np.nan, criterion_levels(counts, own))
        return now, np.stack(drawn, axis=1) if drawn else now[None]

    @lru_cache(maxsize=4096)
    def compared(normalisation: Any, pooling: Any, colleges: tuple[tuple[str, float], ...], draw: int) -> Floats:
        now, drawn = levels(pooling, colleges)
        own = replace(base, normalisation=normalisation)
        return normalise(now if draw == AS_IT_IS else drawn[draw], framework, own)[units]

    framework = counts.framework

    def leaves(own: Methodology, draws: Ints) -> Floats:
        key = own.pooling, tuple(sorted(own.college_weights.items()))
        only = replace(base, normalisation=own.normalisation)
        if only.compares_units:
            return np.stack([compared(own.normalisation, *key, int(draw)) for draw in draws])
        now, drawn = levels(*key)
        chosen = np.where((draws == AS_IT_IS)[:, None, None], now[units], drawn[draws][:, units])
        return np.stack([normalise(one, framework, only) for one in chosen])

    index = read_varied(
        framework, base, codes, node, leaves, ~counts.excluded[units], varied, OF_RATINGS, n_draws, seed
    )
    return _vary(index, nominal.on_0_100[units, at], n, seed, order, progress)


def _vary(index: VariedIndex, nominal: Floats, n: int, seed: int, order: int, progress: bool) -> VariedScores:
    """Run an index under a sample of alternatives."""
    from tqdm import tqdm

    names, d = tuple(factor.name for factor in index.factors), len(index.factors)
    points = two_samples(d, n, np.random.default_rng(seed))
    nominal_ranks = rank_units(nominal)
    several = len(index.units) <= MOST_OUTPUTS
    independent: list[Floats] = []

    def evaluate(u: Floats) -> Floats:
        scores = index.scores(index.taken(u), u.shape[1], bar.update)
        if not independent:  # the first points; those that cross the two samples follow
            independent.append(scores)
        shift = _rank_shift(rank_units(scores), nominal_ranks)
        return np.vstack([scores.T, shift]) if several else shift[None]

    with tqdm(total=n * (2 + d * order), unit=" runs", disable=not progress) as bar:
        sample = Evaluations.of(evaluate, points, order > 1) if order else None
        scores = independent[0] if independent else index.scores(index.taken(points), 2 * n, bar.update)
    sobol = None
    if sample is not None:
        labels = [*map(str, index.units), RANK_SHIFT] if several else [RANK_SHIFT]
        outputs = tuple(label for label, whole in zip(labels, sample.whole, strict=True) if whole)
        sobol = SobolIndices.of(sample.of_outputs(sample.whole), names, outputs, np.random.default_rng(seed), seed=seed)
    return VariedScores(
        units=index.units,
        node=index.node,
        scores=scores,
        ranks=rank_units(scores),
        nominal_scores=nominal,
        nominal_ranks=nominal_ranks,
        options={factor.name: factor.options for factor in index.factors},
        taken=index.taken(points),
        sobol=sobol,
        index=index,
        n_draws=2 * n,
        seed=seed,
    )


def _rank_shift(ranks: Floats, nominal: Floats) -> Floats:
    """(R, n) ranks -> (R,) mean distance from the nominal ones, over the units that have both."""
    moved = np.abs(ranks - nominal)
    known = ~np.isnan(moved)
    return np.asarray(np.where(known, moved, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))
