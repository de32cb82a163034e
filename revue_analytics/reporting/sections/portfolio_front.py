"""The first page of a portfolio: it stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics import labels, wording
from revue_analytics.figures import PORTFOLIO_DRAWINGS
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, translator
from revue_analytics.reporting.sections.html import Html, render
from revue_analytics.reporting.sections.rows import Line

if TYPE_CHECKING:
    from revue_analytics.together import Portfolio

__all__ = ["portfolio_front"]

THREE = 3
ON_FRONT = 12  # more indicators than this are left to their own section


def portfolio_front(review: Portfolio, language: str = "fr") -> Html:
    """Write the first page: who the territories are, where they stand, what many have, need and could do together."""
    _ = translator(language)
    levels = labels.level_range(review.framework)
    spread = review.summary["spread"].set_index("node")
    return render(
        "portfolio_front.html.j2",
        review,
        language,
        kicker=_("Territories seen together"),
        title=wording.portfolio_title(review, language),
        facts=_facts(review, language),
        notices=wording.portfolio_notices(review, language),
        overall=_line(review, OVERALL, spread.loc[OVERALL], language),
        message=PORTFOLIO_DRAWINGS["spread"].message(review, language),
        headline=wording.portfolio_headline(review, language),
        levels=[(labels.level_word(review.framework, level, language), start, end) for level, start, end in levels],
        assets=_assets(review, language),
        needs=_needs(review, language),
        actions=_actions(review, language),
        indicators=in_language(review.framework.depths[0].plural, language),
        profile=[_line(review, node, spread.loc[node], language) for node in review.framework.top_ids[:ON_FRONT]],
        who=wording.who_took_part(review, language),
        groups=_groups(review, language),
        sureness=_sureness(review, language),
    )


def _facts(review: Portfolio, language: str) -> list[str]:
    _ = translator(language)
    n = len(review.territories)
    chosen = [review.names[code] for code in review.chosen]
    told = [labels.listed(chosen, language) if chosen else _("{n} territory", "{n} territories", n)]
    places = len(review.summary["departements"])
    if places > 1:
        told.append(_("{n} département", "{n} départements", places))
    told.append(labels.campaign_label(review.meta, review.current, language))
    told.append(labels.campaign_date(review.meta, review.current, language))
    return [fact for fact in told if fact]


def _line(review: Portfolio, node: str, row: pd.Series, language: str) -> Line:
    """Describe a node by its median and its middle half, as a strip shows them."""
    median = None if pd.isna(row["median"]) else float(row["median"])
    return Line(
        id=node,
        name=labels.node_label(review.framework, node, language, numbered=True),
        short=labels.node_label(review.framework, node, language, short=True, numbered=True),
        score=labels.score(median, language, review.framework),
        interval="",
        chip=None,
        target="",
        due="",
        is_lowest=False,
        at=median,
        low=None if median is None else float(row["q25"]),
        high=None if median is None else float(row["q75"]),
        goal=None,
        respondents=0,
    )


def _assets(review: Portfolio, language: str) -> list[tuple[str, str]]:
    """Criteria that are a strength for certain in most territories."""
    _ = translator(language)
    findings = review.now("findings")
    counts = findings.loc[findings["finding"] == "strength", "criterion"].value_counts()
    order = {node: place for place, node in enumerate(review.framework.leaf_ids)}
    best = sorted(counts.items(), key=lambda pair: (-pair[1], order.get(pair[0], 0)))[:THREE]
    return [
        (
            labels.node_label(review.framework, str(node), language, short=True, numbered=True),
            _("a strength for certain in {n} territory", "a strength for certain in {n} territories", int(n)),
        )
        for node, n in best
    ]


def _needs(review: Portfolio, language: str) -> list[tuple[str, str]]:
    """Criteria that carry most of the points missing."""
    _ = translator(language)
    table = review.summary["needs"]
    return [
        (
            labels.node_label(review.framework, str(row.criterion), language, short=True, numbered=True),
            _(
                "below the target in {n} territory out of {all}",
                "below the target in {n} territories out of {all}",
                int(row.short),
                all=number(row.n, 0, language),
            ),
        )
        for row in table[table["short"] > 0].head(THREE).itertuples()
    ]


def _actions(review: Portfolio, language: str) -> list[tuple[str, str]]:
    """Next steps that most territories share."""
    _ = translator(language)
    known = {action.id: action for action in review.framework.actions}
    return [
        (
            in_language(known[row.action].label, language),
            _("the next step of {n} territory", "the next step of {n} territories", int(row.n)),
        )
        for row in review.summary["actions"].head(THREE).itertuples()
    ]


def _groups(review: Portfolio, language: str) -> list[tuple[str, str]]:
    """Respondents of each group over all territories."""
    people = review.summary["respondents"].set_index("group")["n_respondents"]
    names = wording.groups_of(review, language)
    return [(name, number(people[group], 0, language)) for group, name in names.items()]


def _sureness(review: Portfolio, language: str) -> list[str]:
    """What leaves the results open: few respondents, ranks that the answers do not settle, change that is not sure."""
    _ = translator(language)
    told = []
    quality = review.summary["quality"].set_index("measure")["n"]
    if quality["few_respondents"]:
        told.append(
            _(
                "{n} territory has fewer than {threshold} respondents: its scores are to be read with caution.",
                "{n} territories have fewer than {threshold} respondents: their scores are to be read with caution.",
                int(quality["few_respondents"]),
                threshold=number(review.meta["threshold"], 0, language),
            )
        )
    if not review.chosen and len(review.now("ranks")):
        told.append(PORTFOLIO_DRAWINGS["ranks"].message(review, language))
    if review.summary["moves"]["n"].any():
        told.append(PORTFOLIO_DRAWINGS["moves"].message(review, language))
    told.append(
        _(
            "The scores are judgements of respondents; they compare a territory with its own past better than with "
            "others."
        )
    )
    return told
