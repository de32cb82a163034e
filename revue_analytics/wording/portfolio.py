"""What is said of several territories together: who they are, where they stand, what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics.framework import OVERALL
from revue_analytics.labels import group_label, level_label, node_label, quoted, score, stratum_name
from revue_analytics.language import number, percent, translator

if TYPE_CHECKING:
    from revue_analytics.together import Portfolio

__all__ = [
    "groups_of",
    "portfolio_headline",
    "portfolio_notices",
    "portfolio_title",
    "reached_sentence",
    "who_took_part",
]


def portfolio_title(review: Portfolio, language: str) -> str:
    """Name the portfolio: its group, the territories read side by side, or how many there are."""
    _ = translator(language)
    n = len(review.territories)
    if review.chosen:
        return _("{n} territory side by side", "{n} territories side by side", n)
    group = review.group
    if not group.by:
        return _("{n} territory seen together", "{n} territories seen together", n)
    if group.by in ("departement", "epci"):
        return group.name or group.value
    if group.by == "stratum":
        name = stratum_name(group.value, language)
        return name[:1].upper() + name[1:]
    return kinds(group.value, language)


def kinds(kind: str, language: str) -> str:
    """Name a kind of territory in the plural."""
    _ = translator(language)
    known = {"commune": _("Communes"), "epci": _("Intercommunal bodies"), "petr": _("PETR"), "pnr": _("PNR")}
    return known.get(kind, _("Territories"))


def groups_of(review: Portfolio, language: str) -> dict[str, str]:
    """Groups of respondents and their names, in the order of the colleges; those merged come last."""
    _ = translator(language)
    known = list(review.summary["respondents"]["group"])
    order = [college["id"] for college in review.meta["colleges"] if college["id"] in known]
    names = {group: group_label(review.meta, group, language) for group in dict.fromkeys([*order, *known])}
    return {**names, "all": _("All colleges together, where few answered")} if "all" in names else names


def who_took_part(review: Portfolio, language: str) -> str:
    """Say how many territories and people took part, and how many of those invited answered."""
    _ = translator(language)
    table = review.summary["respondents"]
    n, people = len(review.territories), int(table["n_respondents"].sum())
    told = [
        _(
            "{people} in {n} territory.",
            "{people} in {n} territories.",
            n,
            people=_("{n} person answered", "{n} people answered", people),
        )
    ]
    asked, invited = int(table["n_asked"].sum()), int(table["invited"].sum())
    if invited >= asked > 0:
        told.append(
            _(
                "Where the number of people invited is known, {share} of them answered.",
                share=percent(asked / invited, 0, language),
            )
        )
    return " ".join(told)


def portfolio_headline(review: Portfolio, language: str) -> list[str]:
    """Say where half of the territories stand, and on which indicator they are furthest behind."""
    _ = translator(language)
    table = review.summary["spread"].set_index("node")
    if not table.loc[OVERALL, "n"]:
        return [_("There are not enough answers to give any territory an overall score.")]
    told = [reached_sentence(review, language)]
    medians = table.drop(OVERALL)["median"].dropna()
    if len(medians) > 1 and medians.max() - medians.min() > 1e-9:
        low, high = medians.idxmin(), medians.idxmax()
        told.append(
            _(
                "By indicator, the median goes from {low} ({lowest}) to {high} ({highest}).",
                low=score(medians[low], language, review.framework),
                lowest=node_label(review.framework, low, language, short=True),
                high=score(medians[high], language, review.framework),
                highest=node_label(review.framework, high, language, short=True),
            )
        )
    return [sentence for sentence in told if sentence]


def reached_sentence(review: Portfolio, language: str) -> str:
    """Say how many territories have reached the level that most have reached, or more."""
    _ = translator(language)
    table = review.summary["levels"]
    counts = table[(table["node"] == OVERALL) & table["level"].notna()].set_index("level")["n"]
    if not len(counts) or not counts.sum():
        return ""
    above = counts[::-1].cumsum()[::-1]
    level = int(above.index[(above * 2 >= counts.sum()).to_numpy()].max())
    if level == int(counts.index.min()):
        return ""
    return _(
        "{n} territory out of {all} has reached level {level} overall, or a higher one.",
        "{n} territories out of {all} have reached level {level} overall, or a higher one.",
        int(above[level]),
        all=number(counts.sum(), 0, language),
        level=quoted(level_label(review.framework, level, language), language),
    )


def portfolio_notices(review: Portfolio, language: str) -> list[str]:
    """What must be known before reading: letters, part of a campaign, territories held back."""
    _ = translator(language)
    told = []
    if review.anonymous:
        told.append(
            _("Letters stand for the territories, in an order that says nothing. A territory knows its own scores.")
        )
    elif review.group.by or review.chosen:
        told.append(
            _(
                "{n} territory of the {all} of the campaign.",
                "{n} territories of the {all} of the campaign.",
                len(review.territories),
                all=number(review.n_campaign, 0, language),
            )
        )
    quality = review.summary["quality"].set_index("measure")["n"]
    if quality["held_back"]:
        told.append(
            _(
                "{n} territory is held back because of faults in the answers; it is not counted here.",
                "{n} territories are held back because of faults in the answers; they are not counted here.",
                int(quality["held_back"]),
            )
        )
    if quality["too_few"]:
        told.append(
            _(
                "{n} territory with fewer than {threshold} respondents is left out.",
                "{n} territories with fewer than {threshold} respondents are left out.",
                int(quality["too_few"]),
                threshold=number(review.meta["threshold"], 0, language),
            )
        )
    return told
