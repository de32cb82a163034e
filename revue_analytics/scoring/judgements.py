"""From judgements to weights: each judge's, the group's, how far they agree, and which judgement to look at again.

Letters: ``k`` judges, ``m`` nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from revue_analytics.errors import InputError, MethodError
from revue_analytics.language import number, percent, translator
from revue_analytics.methods.arrays import Floats
from revue_analytics.methods.registry import Method, check_result, name_of, resolve, unwrapped
from revue_analytics.methods.weighting import (
    GroupWeights,
    HierarchyWeights,
    analytic_hierarchy,
    best_worst,
    budget_allocation,
    combine_hierarchies,
    combine_weights,
    rank_order_centroid,
    rank_sum,
    reciprocal_rank,
    swing,
)
from revue_analytics.methods.weighting.pairwise import ACCEPTABLE_RATIO
from revue_analytics.tables.shown import shown

if TYPE_CHECKING:
    from revue_analytics.intake.judgements import Judgements


EVERY_JUDGE = "all"
"""What stands for the judges together where a table names judges."""

# Largest input-based consistency ratio to accept, by a_BW (3–9) and by number of criteria (3–9).
INPUT_BOUNDS = np.array(
    [
        [0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667],
        [0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683],
        [0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960],
        [0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262],
        [0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403],
        [0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657],
        [0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662],
    ]
)


@dataclass(frozen=True)
class InconsistentJudgement:
    """A judgement at odds with the others of its judge, and the change of it that would repair most.

    Attributes
    ----------
    judge
        Whose.
    first, second
        Ids of the two nodes.
    given, implied, better
        How many times as important the judge called the first; what the weights say; the level of the scale that
        would make the judge most consistent, all else unchanged.
    consistency_ratio
        What the consistency ratio would then be.
    """

    judge: str
    first: str
    second: str
    given: float
    implied: float
    better: float
    consistency_ratio: float


@dataclass(frozen=True, eq=False)
class JudgedWeights:
    """Weights of some siblings according to several judges.

    Attributes
    ----------
    nodes, judges
        (m,) ids and (k,) names.
    kind, method
        What was judged, and the method's name.
    group
        Weights of the group and of each judge, distances, overlap and Kendall's W.
    consistency_ratio
        (k,) Saaty's ratio for pairs, the input-based ratio for best and worst; NaN for points and ranks.
    bound
        (k,) largest ratio that is usually accepted: 0.1 (Saaty), or by the table of Liang, Brunelli and Rezaei (2020).
    inconsistent
        Of each judge above the bound, the judgements whose change would help, the most helpful first.
    """

    nodes: tuple[str, ...]
    judges: tuple[str, ...]
    kind: str
    method: str
    group: GroupWeights
    consistency_ratio: Floats
    bound: Floats
    inconsistent: tuple[InconsistentJudgement, ...] = ()

    @property
    def mapping(self) -> dict[str, float]:
        """Node → weight of the group, as `Methodology(weighting=…)` takes it."""
        return dict(zip(self.nodes, self.group.weights.tolist(), strict=True))

    def of(self, judge: str) -> dict[str, float]:
        """Node → weight according to one judge."""
        return dict(zip(self.nodes, self.group.individual[self.judges.index(judge)].tolist(), strict=True))

    def table(self) -> pd.DataFrame:
        """Return one row per judge and node, the group (``"all"``) first: ``judge``, ``node``, ``weight``."""
        rows = np.vstack([self.group.weights, self.group.individual])
        index = pd.MultiIndex.from_product([(EVERY_JUDGE, *self.judges), self.nodes], names=["judge", "node"])
        return pd.Series(rows.ravel(), index=index, name="weight").reset_index()

    def consistency(self) -> pd.DataFrame:
        """Return one row per judge: ``consistency_ratio``, ``bound`` and whether it is kept (missing if unknown)."""
        kept = pd.array(self.consistency_ratio <= self.bound, dtype="boolean")
        kept[np.isnan(self.consistency_ratio)] = pd.NA
        columns = {"consistency_ratio": self.consistency_ratio, "bound": self.bound, "consistent": kept}
        return pd.DataFrame({"judge": list(self.judges), **columns})

    def repairs(self) -> pd.DataFrame:
        """Return the inconsistent judgements as a table, one row each."""
        return pd.DataFrame(
            [vars(doubt) for doubt in self.inconsistent], columns=list(InconsistentJudgement.__dataclass_fields__)
        )

    def _repr_html_(self) -> str:
        wide = self.table().pivot_table(index="node", columns="judge", values="weight", sort=False)
        return shown(wide, 3, index=True, rows=60)


def weights_from(
    judgements: Judgements, method: Method | None = None, *, judges: Mapping[str, float] | None = None
) -> JudgedWeights:
    """Turn the judgements of several people into weights.

    Pairs are combined by the geometric mean of the judgements, everything else by the mean of the judges' weights.

    Parameters
    ----------
    judgements
        As `read_judgements` gives them.
    method
        ``budget_allocation`` (the default) or ``swing`` for points; ``rank_order_centroid`` (the default),
        ``rank_sum`` or ``reciprocal_rank`` for ranks; ``analytic_hierarchy`` for pairs; ``best_worst`` (with
        `functools.partial(best_worst, model="linear")` if need be) for best and worst; or a function that takes what
        one judge said, as in `Judgements.values`, and gives (m,) weights.
    judges
        How much each judge counts; those not named count 1.

    Returns
    -------
    JudgedWeights

    Raises
    ------
    InputError
        No judge's judgements are whole; lists what is wrong with them.
    MethodError
        A method that is not known or not for this kind, a judge that is not there, weights that will not do.

    References
    ----------
    Aczél, J. and Saaty, T. L. (1983), "Procedures for synthesizing ratio judgements", *Journal of Mathematical
    Psychology* 27; Liang, F., Brunelli, M. and Rezaei, J. (2020), "Consistency issues in the best worst
    method: Measurements and thresholds", *Omega* 96.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.intake.judgements import judgements_of
    >>> judged = judgements_of("points", {"Anne": [60, 40], "Bob": [80, 20]}, load_framework(), below="I5")
    >>> weights_from(judged).mapping
    {'I5A': 0.7, 'I5B': 0.3}
    """
    if not judgements.judges:
        raise InputError(judgements.faults)
    share = _shares(judgements.judges, judges or {})
    choice = method if method is not None else next(iter(METHODS[judgements.kind]))
    function = resolve(choice, METHODS[judgements.kind], f"weights from {judgements.kind}")
    k, m = len(judgements.judges), len(judgements.nodes)
    none = np.full(k, np.nan)
    judged = partial(JudgedWeights, judgements.nodes, judgements.judges, judgements.kind, name_of(choice))
    if unwrapped(function) is analytic_hierarchy:
        group = combine_hierarchies(list(judgements.values), share)
        ratios = np.array([member.consistency_ratio for member in group.members])
        return judged(group, ratios, np.full(k, ACCEPTABLE_RATIO), _pair_inconsistencies(judgements, group.members))
    if unwrapped(function) is best_worst:
        results = [function(*values) for values in judgements.values]
        group = combine_weights([result.weights for result in results], share)
        ratios = np.array([_input_ratio(*values) for values in judgements.values])
        bounds = np.array([input_bound(float(values[0].max()), m) for values in judgements.values])
        inconsistent = [
            _best_worst_inconsistencies(judgements, int(at), group.individual[at])
            for at in np.flatnonzero(ratios > bounds)
        ]
        return judged(group, ratios, bounds, tuple(doubt for of in inconsistent for doubt in of))
    each = [check_result(choice, function(values), (m,), non_negative=True) for values in judgements.values]
    return judged(combine_weights(each, share), none, none)


METHODS: dict[str, dict[str, Callable[..., Any]]] = {
    "pairwise": {"analytic_hierarchy": analytic_hierarchy},
    "points": {"budget_allocation": budget_allocation, "swing": swing},
    "ranking": {"rank_order_centroid": rank_order_centroid, "rank_sum": rank_sum, "reciprocal_rank": reciprocal_rank},
    "best_worst": {"best_worst": best_worst},
}
"""Methods by kind of judgement, the default first."""


def input_bound(a_bw: float, m: int) -> float:
    """Largest input-based consistency ratio to accept of best–worst judgements (Liang, Brunelli and Rezaei 2020).

    Parameters
    ----------
    a_bw
        How many times as important the best is as the worst.
    m
        Number of criteria; beyond nine, which the table ends with, the value for nine.

    Examples
    --------
    >>> input_bound(8, 5), input_bound(2, 4)
    (0.2958, 0.0)
    """
    scale = min(round(a_bw), 9)
    return 0.0 if scale < 3 or m < 3 else float(INPUT_BOUNDS[scale - 3, min(m, 9) - 3])


def describe_weights(weights: JudgedWeights, language: str = "fr", *, names: Mapping[str, str] | None = None) -> str:
    """Say how far the judges agree, and what to look at again; `names` are those of the nodes, their ids otherwise.

    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.intake.judgements import judgements_of
    >>> judged = judgements_of("points", {"Anne": [60, 40], "Bob": [80, 20]}, load_framework(), below="I5")
    >>> describe_weights(weights_from(judged), "en")[:77]
    '2 judges, method budget_allocation. On average two judges share 80% of the we'
    """
    _ = translator(language)
    k, called = len(weights.judges), names or {}
    sentences = [_("{n} judge, method {method}.", "{n} judges, method {method}.", k, method=weights.method)]
    if k > 1:
        w = weights.group.kendall_w
        values = {"overlap": percent(weights.group.overlap, 0, language), "w": number(w, 2, language)}
        sentences.append(
            _("On average two judges share {overlap} of the weight; Kendall’s W of their rankings is {w}.", **values)
            if not np.isnan(w)
            else _("On average two judges share {overlap} of the weight.", overlap=values["overlap"])
        )
    for at in np.flatnonzero(weights.consistency_ratio > weights.bound):
        judge, ratio, bound = weights.judges[at], weights.consistency_ratio[at], weights.bound[at]
        values = {"ratio": number(ratio, 2, language), "bound": number(bound, 2, language)}
        sentences.append(_("The consistency ratio of “{judge}” is {ratio}, above {bound}.", judge=judge, **values))
        if doubt := next((doubt for doubt in weights.inconsistent if doubt.judge == judge), None):
            levels = {name: _level(getattr(doubt, name), language) for name in ("given", "better")}
            after = number(doubt.consistency_ratio, 2, language)
            sentences.append(
                _(
                    "Above all “{first}” against “{second}”, given as {given}: {better} would bring it to {after}.",
                    first=called.get(doubt.first, doubt.first),
                    second=called.get(doubt.second, doubt.second),
                    after=after,
                    **levels,
                )
            )
    return " ".join(sentences)


def _level(value: float, language: str) -> str:
    inverse = 1 / value
    if value < 1 and abs(inverse - round(inverse)) < 1e-9:
        return f"1/{inverse:.0f}"
    return number(value, 0 if abs(value - round(value)) < 1e-9 else 2, language)


def _shares(judges: tuple[str, ...], weights: Mapping[str, float]) -> list[float]:
    if unknown := [judge for judge in weights if judge not in judges]:
        raise MethodError(f"judges: {', '.join(map(repr, unknown))} gave no whole judgements; these did: {judges}")
    return [float(weights.get(judge, 1.0)) for judge in judges]


def _pair_inconsistencies(
    judgements: Judgements, members: tuple[HierarchyWeights, ...]
) -> tuple[InconsistentJudgement, ...]:
    return tuple(
        InconsistentJudgement(
            judge,
            judgements.nodes[d.first],
            judgements.nodes[d.second],
            d.given,
            d.implied,
            d.better,
            d.consistency_ratio,
        )
        for judge, member in zip(judgements.judges, members, strict=True)
        for d in member.doubtful
    )


def _input_ratio(to_best: Floats, to_worst: Floats) -> float:
    """Largest ``|a_Bj a_jW - a_BW| / (a_BW² - a_BW)`` over the criteria but the best and the worst."""
    a_bw = to_best.max()
    below = a_bw**2 - a_bw
    if below <= 0:
        return 0.0
    return float((np.abs(to_best * to_worst - a_bw) / below).max())


def _best_worst_inconsistencies(judgements: Judgements, at: int, weights: Floats) -> list[InconsistentJudgement]:
    """Try every level for each of the two judgements of each node; keep the best level of each that helps."""
    values = judgements.values[at]
    a_bw, now = values.max(), _input_ratio(*values)
    best, worst = int(values[1].argmax()), int(values[0].argmax())
    inconsistent = []
    for row in (0, 1):
        for node in range(len(judgements.nodes)):
            if node in (best, worst):
                continue
            tried = np.repeat(values[None], round(a_bw), axis=0)
            tried[:, row, node] = np.arange(1, round(a_bw) + 1)
            ratios = np.array([_input_ratio(*one) for one in tried])
            # Of levels that are as good, the nearest to what was said.
            level = min(range(len(ratios)), key=lambda i: (round(float(ratios[i]), 12), abs(i + 1 - values[row, node])))
            if ratios[level] < now - 1e-9:
                first, second = (best, node) if row == 0 else (node, worst)
                implied = float(weights[first] / weights[second])
                ids = (judgements.nodes[first], judgements.nodes[second])
                stated = float(values[row, node])
                inconsistent.append(
                    InconsistentJudgement(
                        judgements.judges[at], *ids, stated, implied, float(level + 1), float(ratios[level])
                    )
                )
    return sorted(inconsistent, key=lambda doubt: doubt.consistency_ratio)
