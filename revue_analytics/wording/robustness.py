"""Whether the diagnosis survives other weights, other methods, another reading of the scale: one sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.labels import interval, is_missing, level_label, listed, node_label, quoted
from revue_analytics.language import percent, translator

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["robustness_sentences", "variation_name"]

AS_SET = "as_set"


def robustness_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say what would change the first priority, the level and the score, and what would not."""
    told = [
        _giving_way(review, language),
        _whatever_the_scale(review, language),
        _other_methods(review, language),
        _sources(review, language),
    ]
    return [sentence for sentence in told if sentence]


def variation_name(variation: str, language: str) -> str:
    """Name a way of computing; see `revue_analytics.review.variations`.

    >>> variation_name("lower_median", "fr")
    'médiane basse dans chaque groupe'
    """
    _ = translator(language)
    names = {
        AS_SET: _("the method of the campaign"),
        "geometric_mean": _("geometric mean of the indicators"),
        "arithmetic_mean": _("arithmetic mean of the indicators"),
        "lower_median": _("lower median within each group"),
        "mean": _("mean within each group"),
        "one_voice_each": _("one voice for each respondent"),
        "colleges_equal": _("equal colleges"),
        "criteria_equal": _("equal criteria"),
    }
    return names.get(variation, variation)


def _giving_way(review: TerritoryReview, language: str) -> str:
    """Name the smallest change of one weight that would put another priority first."""
    _ = translator(language)
    table = review.now("stability")
    ends = [
        table[["node", "weight", end, f"at_{end}"]].set_axis(["node", "weight", "at", "who"], axis=1) for end in ENDS
    ]
    moves = pd.concat(ends, ignore_index=True)
    moves = moves[moves["who"].astype(str) != ""].dropna(subset=["at"])
    ranks = review.now("priorities")
    first = ranks[ranks["node"].isin(table["node"]) & (ranks["rank"] == 1)]["node"]
    if first.empty or len(table) < 2:
        return ""
    names = _listed(review, first, language)
    if moves.empty:
        return _(
            "No change of a single weight, the others in proportion, puts anything else before {first}.", first=names
        )
    nearest = moves.loc[(moves["at"] - moves["weight"]).abs().idxmin()]
    return _(
        "First priority: {first}. “{other}” would come before if “{node}” weighed {at} of the total instead of "
        "{weight}, the others in proportion.",
        "First priorities, level: {first}. “{other}” would come before if “{node}” weighed {at} of the total instead "
        "of {weight}, the others in proportion.",
        len(first),
        first=names,
        other=node_label(review.framework, nearest["who"], language),
        node=node_label(review.framework, nearest["node"], language),
        at=percent(nearest["at"], 1, language),
        weight=percent(nearest["weight"], 1, language),
    )


ENDS = ("low", "high")


def _whatever_the_scale(review: TerritoryReview, language: str) -> str:
    """Say which priorities do not depend on the steps of the scale being equal."""
    _ = translator(language)
    table = review.now("recoding")
    if len(table) < 2:
        return ""
    first = table.loc[table["worst"] == 1, "node"]
    among = table.loc[table["worst"] <= 3, "node"] if len(table) > 3 else first
    told = []
    if len(first):
        told.append(
            _("Whatever each step of the scale is worth, {name} comes first.", name=_listed(review, first, language))
        )
    others = [node for node in among if node not in set(first)]
    if others:
        names = _listed(review, others, language)
        told.append(
            _("Among the three first priorities likewise: {names}.", names=names)
            if told
            else _("Whatever each step of the scale is worth, {names}: among the three first priorities.", names=names)
        )
    return " ".join(told) or _("Which priorities come first depends on taking all steps of the scale for equal.")


def _other_methods(review: TerritoryReview, language: str) -> str:
    """Say what a handful of other methods make of the score, the level and the first priority."""
    _ = translator(language)
    table = review.now("method_variations")
    own, others = table[table["variation"] == AS_SET], table[table["variation"] != AS_SET]
    if own.empty or others.empty:
        return ""
    names = {name: variation_name(name, language) for name in others["variation"]}
    told = [
        _(
            "Computed in other ways ({list}), the overall score is {between}.",
            list=_("; ").join(names.values()),
            between=interval(others["score"].min(), others["score"].max(), language),
        )
    ]
    level = own["level"].iloc[0]
    moved = others[others["level"].notna() & (others["level"] != level)] if not is_missing(level) else others.iloc[:0]
    displaced = others[(others["rank_of_first"] > 1) & (others["first"].astype(str) != "")]
    if moved.empty and displaced.empty:
        told.append(_("The level and the first priority stay the same."))
    for value, part in moved.groupby("level"):
        word = quoted(level_label(review.framework, value, language), language)
        told.append(_("The level becomes {level} with: {names}.", level=word, names=_names(part, names, language)))
    for node, part in displaced.groupby("first"):
        name = node_label(review.framework, str(node), language)
        told.append(_("{name} comes first with: {names}.", name=name, names=_names(part, names, language)))
    return " ".join(told)


def _listed(review: TerritoryReview, nodes: Iterable[str], language: str) -> str:
    """List nodes by name, each between quotes: names are long, and some begin with the word “priority”."""
    return listed([quoted(node_label(review.framework, node, language), language) for node in nodes], language)


def _names(part: pd.DataFrame, names: dict[str, str], language: str) -> str:
    return translator(language)("; ").join(names[name] for name in part["variation"])


def _sources(review: TerritoryReview, language: str) -> str:
    """Say what the uncertainty of the overall score comes from."""
    _ = translator(language)
    table = review.now("sensitivity").drop_duplicates("source").set_index("source")["share"]
    shares = table.reindex(["respondents", "weights", "methods"])
    if shares.isna().any() or shares.sum() <= 0:
        return ""
    respondents, weights, methods = (percent(share, 0, language) for share in shares)
    return _(
        "The uncertainty of the overall score comes from the answers for {respondents}, from the weights for "
        "{weights}, from the method for {methods}; the rest comes from their combination.",
        respondents=respondents,
        weights=weights,
        methods=methods,
    )
