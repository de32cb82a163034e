"""What each result says, in one sentence: what a figure of it is for, and its text alternative."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np

from revue_analytics.language import number, percent, translator
from revue_analytics.sensitivity.acceptability import Acceptability
from revue_analytics.sensitivity.bounds import RankBounds
from revue_analytics.sensitivity.change import MinimalChange
from revue_analytics.sensitivity.comparison import LeaveOneOut, SchemeComparison
from revue_analytics.sensitivity.convergence import Converged
from revue_analytics.sensitivity.priorities import AlwaysAmong, PriorityBounds
from revue_analytics.sensitivity.recoding import RecodingRobustness
from revue_analytics.sensitivity.sobol import SobolIndices
from revue_analytics.sensitivity.stability import StabilityIntervals
from revue_analytics.sensitivity.uncertainty import Uncertainty
from revue_analytics.sensitivity.variance_decomposition import CrossedVariance
from revue_analytics.sensitivity.varied import VariedScores
from revue_analytics.sensitivity.winning import PairwiseWinning


@singledispatch
def describe_result(result: Any, language: str = "fr") -> str:
    """Say in one sentence what a result of this package holds.

    >>> from revue_analytics.sensitivity import priority_bounds
    >>> describe_result(priority_bounds([40.0, 30.0, 1.0], [0.25] * 3, [0.5] * 3), "en")
    'Whatever the admissible weights, the rank is the same for 1 of 3; the widest range is that of 0, from rank 1 to 2.'
    """
    raise TypeError(f"nothing to say about {type(result).__name__}")


@describe_result.register
def _acceptability(result: Acceptability, language: str = "fr") -> str:
    _ = translator(language)
    best = int(result.first_share.argmax())
    share = float(result.first_share[best])
    return _(
        "Over {n} draws, {unit} comes first most often: {share} (± {error}); first at least once: {k} of {total}.",
        n=number(result.n_draws, 0, language),
        unit=result.units[best],
        share=percent(share, 1, language),
        error=percent(1.96 * np.sqrt(share * (1 - share) / result.n_draws), 1, language),
        k=number(int(np.count_nonzero(result.first_share)), 0, language),
        total=number(len(result.units), 0, language),
    )


@describe_result.register
def _uncertainty(result: Uncertainty, language: str = "fr") -> str:
    _ = translator(language)
    ranked = np.flatnonzero(~np.isnan(result.expected_rank))
    if not len(ranked):
        return _("No territory has a score.")
    best = ranked[result.expected_rank[ranked].argmin()]
    widest = ranked[(result.rank_high - result.rank_low)[ranked].argmax()]
    return _(
        "Over {n} draws of respondents, weights and methods, {best} has the best mean rank ({rank}); the least certain "
        "rank is that of {unit}, from {low} to {high}.",
        n=number(result.n_draws, 0, language),
        best=result.territories[best],
        rank=number(result.expected_rank[best], 1, language),
        unit=result.territories[widest],
        low=number(result.rank_low[widest], 0, language),
        high=number(result.rank_high[widest], 0, language),
    )


@describe_result.register
def _varied(result: VariedScores, language: str = "fr") -> str:
    _ = translator(language)
    low, high = (result.table()[end].to_numpy() for end in ("rank_low", "rank_high"))
    if np.isnan(low).all():
        return _("No territory has a score.")
    widest = int(np.nanargmax(high - low))
    values = {
        "n": number(result.n_draws, 0, language),
        "shift": number(float(result.rank_shift.mean()), 1, language),
        "unit": result.units[widest],
        "low": number(float(low[widest]), 0, language),
        "high": number(float(high[widest]), 0, language),
    }
    if result.sobol is None or not (result.sobol.total_order[-1] > 0).any():
        return _(
            "Over {n} runs, ranks move by {shift} on average; the least certain rank is that of {unit}, from {low} to "
            "{high}.",
            **values,
        )
    shares = result.sobol.total_order[-1]
    return _(
        "Over {n} runs, ranks move by {shift} on average, mostly with {factor} ({share} of the variance, alone or with "
        "the others); the least certain rank is that of {unit}, from {low} to {high}.",
        factor=result.sobol.inputs[int(np.nanargmax(shares))],
        share=percent(float(np.nanmax(shares)), 0, language),
        **values,
    )


@describe_result.register
def _sobol(result: SobolIndices, language: str = "fr") -> str:
    output = int(result.variance.argmax())
    return _carried(
        result.outputs[output], result.inputs, result.first_order[output], result.total_order[output], language
    )


@describe_result.register
def _crossed(result: CrossedVariance, language: str = "fr") -> str:
    name = translator(language)("the result")
    return _carried(name, result.inputs, result.first_order, result.total_order, language)


def _carried(output: str, inputs: Any, first: Any, total: Any, language: str) -> str:
    _ = translator(language)
    most = int(np.argmax(total))
    if not total[most] > 0:
        return _("Nothing makes {output} vary.", output=output)
    return _(
        "What makes {output} vary most is {input}: {first} of the variance alone, {total} with the others.",
        output=output,
        input=inputs[most],
        first=percent(first[most], 0, language),
        total=percent(total[most], 0, language),
    )


@describe_result.register
def _stability(result: StabilityIntervals, language: str = "fr") -> str:
    _ = translator(language)
    statement = {
        "ranks": _("The ranking holds"),
        "first": _("The first place holds"),
        "levels": _("Every level holds"),
    }[result.of]
    if (result.low <= 0).all() and (result.high >= 1).all():
        return _("{what} whatever any one weight is, the others in proportion.", what=statement)
    room = np.minimum(result.weights - result.low, result.high - result.weights)
    tight = int(room.argmin())
    exact = "" if result.exact else _(" (searched, not exact)")
    return _(
        "{what} while the weight of {criterion}, now {weight}, stays between {low} and {high}, the others in "
        "proportion: the narrowest margin{exact}.",
        what=statement,
        criterion=result.criteria[tight],
        weight=percent(result.weights[tight], 1, language),
        low=percent(result.low[tight], 1, language),
        high=percent(result.high[tight], 1, language),
        exact=exact,
    )


@describe_result.register
def _change(result: MinimalChange, language: str = "fr") -> str:
    _ = translator(language)
    one, other = result.pair
    if not np.isfinite(result.distance):
        return _("No admissible weights make {one} and {other} tie.", one=one, other=other)
    most = int(np.abs(result.weights - result.before).argmax())
    return _(
        "The smallest change of weights that makes {one} and {other} tie is {distance} (norm {norm}); the weight that "
        "moves most is {criterion}, from {before} to {after}.",
        one=one,
        other=other,
        distance=number(result.distance, 3, language),
        norm=result.norm,
        criterion=result.criteria[most],
        before=percent(result.before[most], 1, language),
        after=percent(result.weights[most], 1, language),
    )


@describe_result.register
def _rank_bounds(result: RankBounds, language: str = "fr") -> str:
    _ = translator(language)
    sentence = _ranges(result.units, result.best, result.worst, language)
    proven = int(np.count_nonzero(result.exact))
    if proven == len(result.exact):
        return sentence
    n, total = (number(count, 0, language) for count in (proven, len(result.exact)))
    return f"{sentence} {_('Proven for {n} of {total}.', n=n, total=total)}"


@describe_result.register
def _priority_bounds(result: PriorityBounds, language: str = "fr") -> str:
    return _ranges(result.indicators, result.best, result.worst, language)


def _ranges(units: Any, best: Any, worst: Any, language: str) -> str:
    _ = translator(language)
    widest = int((worst - best).argmax())
    if worst[widest] == best[widest]:
        return _("Whatever the admissible weights, every rank stays the same.")
    return _(
        "Whatever the admissible weights, the rank is the same for {n} of {total}; the widest range is that of {unit}, "
        "from rank {best} to {worst}.",
        n=number(int(np.count_nonzero(best == worst)), 0, language),
        total=number(len(units), 0, language),
        unit=units[widest],
        best=number(best[widest], 0, language),
        worst=number(worst[widest], 0, language),
    )


@describe_result.register
def _always(result: AlwaysAmong, language: str = "fr") -> str:
    _ = translator(language)
    named = {
        verdict: ", ".join(
            str(name) for name, own in zip(result.indicators, result.verdict, strict=True) if own == verdict
        )
        for verdict in ("always", "sometimes", "never")
    }
    nobody = _("none")
    return _(
        "First priority for every admissible weighting: {always}; for some: {sometimes}; for none: {never}.",
        "Among the {n} first priorities for every admissible weighting: {always}; for some: {sometimes}; for none: "
        "{never}.",
        result.k,
        **{verdict: names or nobody for verdict, names in named.items()},
    )


@describe_result.register
def _winning(result: PairwiseWinning, language: str = "fr") -> str:
    _ = translator(language)
    if len(result.units) < 2:
        return _("There is nothing to compare.")
    first, second = np.triu_indices(len(result.units), 1)
    closest = int(np.abs(result.probability[first, second] - 0.5).argmin())
    one, other = int(first[closest]), int(second[closest])
    return _(
        "The least decided pair is {one} and {other}: under {share} of all weights, {one} is above.",
        one=result.units[one],
        other=result.units[other],
        share=percent(result.probability[one, other], 1, language),
    )


@describe_result.register
def _comparison(result: SchemeComparison, language: str = "fr") -> str:
    _ = translator(language)
    moved = np.ptp(result.ranks, axis=0)
    if len(result.schemes) < 2 or not moved.any():
        return _("Every scheme gives the same ranking.")
    pairs = result.correlations()
    least = pairs.iloc[int(np.nanargmin(pairs["kendall"])) if pairs["kendall"].notna().any() else 0]
    return _(
        "{unit} moves most, by {n} rank from one scheme to another; the two schemes that differ most are {one} and "
        "{other} (Kendall’s τ {tau}).",
        "{unit} moves most, by {n} ranks from one scheme to another; the two schemes that differ most are {one} and "
        "{other} (Kendall’s τ {tau}).",
        int(moved.max()),
        unit=result.units[int(moved.argmax())],
        one=least["scheme"],
        other=least["other"],
        tau=number(float(least["kendall"]), 2, language),
    )


@describe_result.register
def _leave_one_out(result: LeaveOneOut, language: str = "fr") -> str:
    _ = translator(language)
    table = result.summary()
    most = int(table["mean_shift"].to_numpy().argmax())
    return _(
        "Leaving out {criterion} moves the ranks most: by {mean} on average, by {largest} at most.",
        criterion=result.criteria[most],
        mean=number(float(table["mean_shift"][most]), 1, language),
        largest=number(float(table["largest_shift"][most]), 0, language),
    )


@describe_result.register
def _recoding(result: RecodingRobustness, language: str = "fr") -> str:
    _ = translator(language)
    pairs = result.statement[np.triu_indices(len(result.units), 1)]
    if not len(pairs):
        return _("There is nothing to compare.")
    if not (pairs == "depends").any():
        return _("Every pair keeps its order under every increasing recoding of the scale.")
    return _(
        "Pairs that keep their order under every increasing recoding of the scale: {n} of {total}; the others depend "
        "on taking its steps for equal.",
        n=number(int(np.count_nonzero(pairs != "depends")), 0, language),
        total=number(len(pairs), 0, language),
    )


@describe_result.register
def _converged(result: Converged, language: str = "fr") -> str:
    _ = translator(language)
    values = {"n": number(result.n_draws, 0, language), "precision": percent(result.precision, 1, language)}
    if result.reached:
        return _("After {n} draws, every probability is known to ± {precision} (95%).", **values)
    return _(
        "After {n} draws, the most that were allowed, the probabilities are known to ± {precision} (95%), less well "
        "than asked for.",
        **values,
    )


RESULTS = (
    Acceptability,
    AlwaysAmong,
    Converged,
    CrossedVariance,
    LeaveOneOut,
    MinimalChange,
    PairwiseWinning,
    PriorityBounds,
    RankBounds,
    RecodingRobustness,
    SchemeComparison,
    SobolIndices,
    StabilityIntervals,
    Uncertainty,
    VariedScores,
)
"""Every type of result, each with a sentence here and a figure."""
