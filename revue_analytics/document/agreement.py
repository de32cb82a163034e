"""How far respondents agree, what is worth discussing, whether views have come closer: in plain sentences."""

import pandas as pd

from revue_analytics.agreement import FALSE_DISCOVERIES, SHARED_FROM
from revue_analytics.document import names
from revue_analytics.document.page.html import NOTHING, Html, render
from revue_analytics.framework import Framework
from revue_analytics.language import in_language, number, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.scoring.disclosure import SPREAD_FROM

BROAD, SHARED, DIVIDED = 0.8, SHARED_FROM, 0.5
"""Ordinal consensus from which agreement is broad, on the whole, divided; below, wide division."""


ALIKE, PARTLY, LITTLE = 0.7, 0.4, 0.2
"""Kendall's W from which an order is much the same, partly the same, hardly the same; below, no common order."""


SAME = 0.05
"""Two mean consensuses closer than this are said to be the same."""


def consensus_words(value: float, language: str) -> str:
    """Say an ordinal consensus in words.

    >>> [consensus_words(x, "fr") for x in (0.9, 0.7, 0.6, 0.3)]
    ['large accord', 'accord d’ensemble', 'avis partagés', 'avis très partagés']
    """
    _ = translator(language)
    if value >= BROAD:
        return _("broad agreement")
    if value >= SHARED:
        return _("agreement on the whole")
    return _("divided views") if value >= DIVIDED else _("widely divided views")


def order_words(value: float, language: str) -> str:
    """Say a concordance (Kendall's W) in words."""
    _ = translator(language)
    if value >= ALIKE:
        return _("much the same order")
    if value >= PARTLY:
        return _("partly the same order")
    return _("hardly a common order") if value >= LITTLE else _("no common order")


def levels_apart(value: float, framework: Framework) -> float:
    """Return how many levels from the mean every answer would lie for this ordinal consensus.

    ``d (1 - 2^(T - 1))``: if all answers lie at one distance from their mean, T is ``1 + log2(1 - distance / d)``.

    >>> from revue_analytics.framework import load_framework
    >>> levels_apart(1.0, load_framework()), round(levels_apart(0.6, load_framework()), 2)
    (0.0, 0.97)
    """
    scale = framework.scale
    return 0.0 if scale is None else (scale.maximum - scale.minimum) * (1.0 - 2.0 ** (value - 1.0))


def agreement_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say how far respondents agree on today, on tomorrow and on what matters; nothing where nothing may be told."""
    table = review.now("convergence").drop_duplicates("aim").set_index("aim")
    sentences = aim_sentences(table, review.framework, language)
    if "current" not in table.index:
        sentences = [*_in_words(review, language), *sentences]
    between = _between(review, language)
    return [*sentences[:1], *([between] if between else []), *sentences[1:]]


def aim_sentences(table: pd.DataFrame, framework: Framework, language: str) -> list[str]:
    """Say how far respondents agree on each aim of a table of convergence, indexed by aim."""
    _ = translator(language)
    value = table["value"].to_dict()
    sentences = []
    if "current" in value:
        sentences.append(
            _(
                "On where the territory stands: {words}. Criterion by criterion, agreement is {value} on average, "
                "between 0 (two halves at the two ends of the scale) and 1 (the same answer): answers lie about "
                "{levels} level from their mean.",
                words=consensus_words(value["current"], language),
                value=number(value["current"], 2, language),
                levels=number(levels_apart(value["current"], framework), 1, language),
            )
        )
    if "desired" in value:
        desired = {"value": number(value["desired"], 2, language)}
        more = value["desired"] - value.get("current", value["desired"])
        if more >= SAME:
            sentences.append(_("On where it should be in three years, agreement is greater: {value}.", **desired))
        elif more <= -SAME:
            sentences.append(_("On where it should be in three years, agreement is less: {value}.", **desired))
        else:
            sentences.append(
                _("On where it should be in three years, agreement is about as great: {value}.", **desired)
            )
    if "importance_rank" in value:
        sentences.append(
            _(
                "On what matters most: {words} of the {many} (concordance {value}, between 0, no common order, and 1, "
                "the same order).",
                words=order_words(value["importance_rank"], language),
                many=_many(framework, language),
                value=number(value["importance_rank"], 2, language),
            )
        )
    if "importance_weights" in value:
        sentences.append(
            _(
                "From one group to another, {points} of the 100 points of importance on average would have to move "
                "for the weights to be the same.",
                points=number(100 * value["importance_weights"], 0, language),
            )
        )
    return sentences


def _in_words(review: TerritoryReview, language: str) -> list[str]:
    """Say on how many criteria views are shared, where too few answered for numbers."""
    _ = translator(language)
    table = review.now("agreement")
    words = table.loc[(table["scope"] == "criterion") & (table["group"] == "all") & (table["word"] != ""), "word"]
    if words.empty:
        return []
    return [
        _(
            "On where the territory stands, views are shared on {n} criterion out of {of}, divided on the others. "
            "Fewer than {least} people answered, so that agreement is told in words.",
            "On where the territory stands, views are shared on {n} criteria out of {of}, divided on the others. "
            "Fewer than {least} people answered, so that agreement is told in words.",
            int((words == "shared").sum()),
            of=number(len(words), 0, language),
            least=number(SPREAD_FROM, 0, language),
        )
    ]


def _many(framework: Framework, language: str) -> str:
    return in_language(framework.depths[0].plural, language)


def _between(review: TerritoryReview, language: str) -> str:
    """Say on how many criteria groups differ beyond chance."""
    _ = translator(language)
    table = review.now("group_differences")
    if table.empty:
        return ""
    compared = table["criterion"].nunique()
    clear = table.loc[table["q_value"] <= FALSE_DISCOVERIES, "criterion"].nunique()
    if not clear:
        return _("Between groups, no difference goes beyond what chance explains.")
    return _(
        "Between groups, differences go beyond chance on {n} criterion out of {of}.",
        "Between groups, differences go beyond chance on {n} criteria out of {of}.",
        clear,
        of=number(compared, 0, language),
    )


def discussion_rule(review: TerritoryReview, language: str) -> str:
    """Say how these criteria are chosen, and which others are as worth it."""
    _ = translator(language)
    rule = _(
        "Rule: differences between two groups of half a level at least and beyond chance, the widest first; then "
        "agreement below {value}.",
        value=number(SHARED, 2, language),
    )
    tied = int(review.now("discussion")["n_tied"].max() or 0) if len(review.now("discussion")) else 0
    if not tied:
        return rule
    more = _("{n} other criterion is as worth it.", "{n} other criteria are as worth it.", tied)
    return f"{rule} {more}"


def closer_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say on what views have come closer since the last campaign, and on what they have drawn apart."""
    table = review.now("convergence")
    before = table.loc[table["previous_campaign"] != "", "previous_campaign"]
    if before.empty:
        return []
    return moved_sentences(table, names.campaign_label(review.meta, str(before.iloc[0]), language), language)


def moved_sentences(table: pd.DataFrame, before: str, language: str) -> list[str]:
    """Say on which aims views have come closer since the campaign called `before`, or have drawn apart."""
    _ = translator(language)
    labels = {
        "current": _("where the territory stands"),
        "desired": _("where it should be in three years"),
        "importance_rank": _("the order of what matters"),
        "importance_weights": _("the weights of what matters"),
    }
    known = table[table["change"].notna() & table["low"].notna()]
    # A distance that shrinks brings views closer; so does a consensus that grows.
    sign = known["aim"].map(lambda aim: -1 if aim == "importance_weights" else 1)
    low = (known[["low", "high"]].mul(sign, axis=0)).min(axis=1)
    high = (known[["low", "high"]].mul(sign, axis=0)).max(axis=1)
    sentences = []
    for text, moved in (
        (_("Since “{before}”, views have come closer on {aims}."), known[low > 0]),
        (_("Since “{before}”, views have drawn apart on {aims}."), known[high < 0]),
    ):
        if len(moved):
            sentences.append(
                text.format(before=before, aims=names.listed([labels[aim] for aim in moved["aim"]], language))
            )
    if not sentences and len(known):
        sentences.append(
            _("Since “{before}”, it cannot be said that views have come closer or drawn apart.", before=before)
        )
    return sentences


def agreement(review: TerritoryReview, language: str = "fr") -> Html:
    """Write how far respondents agree; nothing where too few answered. The map of the criteria is its figure."""
    sentences = agreement_sentences(review, language)
    if review.small or not sentences:
        return NOTHING
    return render(
        "agreement.html.j2",
        review,
        language,
        sentences=sentences,
        rule=discussion_rule(review, language),
        closer=closer_sentences(review, language),
    )
