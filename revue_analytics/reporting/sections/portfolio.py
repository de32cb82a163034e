"""The body of a portfolio: scores, indicators, map, classes of size, ranks, change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics import figures, labels
from revue_analytics.figures.data import named, written
from revue_analytics.figures.portfolio.france import mapped
from revue_analytics.figures.portfolio.shared import MOST_DRAWN, MOST_ROWS
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, signed, translator
from revue_analytics.places import OUTLINES_LICENCE, OUTLINES_SOURCE
from revue_analytics.reporting.sections.blocks import Block, Data, Drawn, Words, plain_section
from revue_analytics.reporting.sections.html import NOTHING, Html, picture
from revue_analytics.together import LEAST

if TYPE_CHECKING:
    import pandas as pd

    from revue_analytics.together import Portfolio

__all__ = [
    "portfolio_agreement",
    "portfolio_change",
    "portfolio_indicators",
    "portfolio_map",
    "portfolio_overall",
    "portfolio_ranks",
    "portfolio_side_by_side",
    "portfolio_strata",
]


def _lead(review: Portfolio, name: str, language: str) -> Words:
    return Words(figures.PORTFOLIO_DRAWINGS[name].message(review, language), lead=True)


def drawn_only(reading: str, n: int, language: str) -> str:
    """Add to how a figure is read that it draws no more than `MOST_DRAWN` of its `n` rows."""
    _ = translator(language)
    if n <= MOST_DRAWN:
        return reading
    told = {"n": number(MOST_DRAWN, 0, language), "all": number(n, 0, language)}
    return " ".join([reading, _("{n} of {all} are drawn; the table holds them all.", **told)])


def portfolio_side_by_side(review: Portfolio, language: str = "fr") -> Html:
    """Write the chosen territories side by side; nothing where none were chosen."""
    _ = translator(language)
    if not review.chosen:
        return NOTHING
    drawn = picture(
        review,
        "side_by_side",
        language,
        _("Profiles side by side"),
        _("Mark: score. Light bar: interval in which the score falls nine times out of ten."),
    )
    blocks: list[Block] = [_lead(review, "side_by_side", language), Drawn(drawn)]
    if len(review.summary["apart"]):
        rule = _(
            "A difference holds where the two intervals do not overlap: the answers and the weights leave no doubt."
        )
        caption = _("Differences that hold, and those that cannot be told apart")
        blocks += [Data(caption, _apart(review, language)), Words(rule, small=True)]
    return plain_section(review, language, "side-by-side", _("Side by side"), blocks)


def _apart(review: Portfolio, language: str) -> pd.DataFrame:
    """Say for each indicator who is ahead of whom, and whose scores the answers do not tell apart."""
    _ = translator(language)
    table, names = review.summary["apart"], review.names
    nodes = [node for node in (OVERALL, *review.framework.top_ids) if (table["node"] == node).any()]
    holds, open_ones = [], []
    for node in nodes:
        part = table[table["node"] == node].assign(size=lambda t: t["difference"].abs())
        sure = part[part["holds"]].sort_values("size", ascending=False, kind="stable")
        told = [
            _(
                "{first} ahead of {second} ({points})",
                first=names[row.one if row.difference > 0 else row.other],
                second=names[row.other if row.difference > 0 else row.one],
                points=signed(row.size, 1, language),
            )
            for row in sure.itertuples()
        ]
        holds.append(_("; ").join(told) or "–")
        pairs = [f"{names[row.one]} / {names[row.other]}" for row in part[~part["holds"]].itertuples()]
        open_ones.append(_("; ").join(pairs) or "–")
    return written(
        _("Indicator"),
        [labels.node_label(review.framework, node, language, short=True, numbered=True) for node in nodes],
        {_("Differences that hold, in points"): holds, _("Not distinguishable"): open_ones},
    )


def portfolio_overall(review: Portfolio, language: str = "fr") -> Html:
    """Write how the overall scores are spread."""
    _ = translator(language)
    if review.chosen:
        return NOTHING  # they stand side by side
    few = len(review.territories) <= MOST_ROWS
    title = _("Overall scores of the territories") if few else _("Number of territories by overall score")
    reading = (
        _("Dot: score. Light bar: interval in which the score falls nine times out of ten.")
        if few
        else _("Columns of five points; the number of territories stands above each.")
    )
    blocks = [_lead(review, "spread", language), Drawn(picture(review, "spread", language, title, reading))]
    note = _("The order says little where the intervals overlap. The overall score is to be read with the profile.")
    return plain_section(review, language, "overall", _("Overall scores"), [*blocks, Words(note, small=True)])


def portfolio_indicators(review: Portfolio, language: str = "fr") -> Html:
    """Write how many territories reach each level of each indicator, and their profiles where they can be named."""
    _ = translator(language)
    if review.chosen:
        return NOTHING
    many = in_language(review.framework.depths[0].plural, language)
    reading = _("The number of territories stands in each bar.")
    blocks: list[Block] = [
        _lead(review, "levels", language),
        Drawn(picture(review, "levels", language, _("Levels reached by the territories"), reading)),
    ]
    if len(review.territories) <= MOST_ROWS:
        reading = _("Each cell is a score out of 100; the darker, the higher the level reached.")
        drawn = picture(review, "profiles", language, _("Profiles of the territories"), reading)
        blocks += [Words(drawn.message), Drawn(drawn)]
    return plain_section(review, language, "levels", _("The {many}", many=many), blocks)


def portfolio_map(review: Portfolio, language: str = "fr") -> Html:
    """Write the map; nothing where all is in one département, or in none that is on the map, or is fictitious."""
    _ = translator(language)
    table = mapped(review)
    if len(table) < 2 or table["median"].notna().sum() < 2 or review.meta.get("fictitious") or review.chosen:
        return NOTHING
    reading = _("Median of the overall scores; no median of fewer than {n} territories.", n=number(LEAST, 0, language))
    drawn = picture(review, "france", language, _("Median overall score by département"), reading)
    source = _(
        "Outlines: {source}, {licence} licence. Each overseas département is on a scale of its own; Paris and its "
        "neighbours are shown a second time, larger.",
        source=OUTLINES_SOURCE,
        licence=OUTLINES_LICENCE,
    )
    blocks = [_lead(review, "france", language), Drawn(drawn), Words(source, small=True)]
    return plain_section(review, language, "map", _("By département"), blocks)


def portfolio_strata(review: Portfolio, language: str = "fr") -> Html:
    """Write the medians of each class of size; nothing where fewer than two have enough territories."""
    _ = translator(language)
    if review.summary["strata"]["stratum"].nunique() < 2 or review.chosen:
        return NOTHING
    reading = _(
        "Median scores; the number of territories is in brackets. Classes of fewer than {n} are left out.",
        n=number(LEAST, 0, language),
    )
    drawn = picture(review, "strata", language, _("Profiles by class of size"), reading)
    return plain_section(
        review, language, "strata", _("By class of size"), [_lead(review, "strata", language), Drawn(drawn)]
    )


def portfolio_ranks(review: Portfolio, language: str = "fr") -> Html:
    """Write where the territories could rank; nothing where fewer than five can be ranked."""
    _ = translator(language)
    table = review.now("ranks")
    if table.empty or review.chosen or not (table["stratum"] == "all").any():
        return NOTHING
    n = int(table.loc[table["stratum"] == "all", "n_peers"].max())
    draws = number(review.meta["n_draws"], 0, language)
    intervals = picture(
        review,
        "ranks",
        language,
        _("Ranks and their intervals"),
        _("1 is the highest score. Light bar: ranks between which nine draws in ten fall."),
    )
    grid = picture(
        review,
        "acceptability",
        language,
        _("How often each is at each rank"),
        _("Percentage of {n} draws of respondents and of weights.", n=draws),
    )
    blocks: list[Block] = [
        Words(intervals.message, lead=True),
        Words(
            _(
                "This is no league table: it shows how little a rank says by itself. The ranks are among the {n} "
                "territories of the campaign with an overall score; in each draw the weights are the same for all.",
                n=number(n, 0, language),
            )
        ),
        Drawn(intervals),
    ]
    if len(table.loc[table["stratum"] == "all"]) > MOST_ROWS:
        blocks.append(
            Words(
                _("{n} territories are shown, spread evenly over the ranks.", n=number(MOST_ROWS, 0, language)),
                small=True,
            )
        )
    blocks += [Words(grid.message), Drawn(grid)]
    return plain_section(review, language, "ranks", _("What a rank is worth"), blocks)


def portfolio_agreement(review: Portfolio, language: str = "fr") -> Html:
    """Write how far the respondents of the territories agree; nothing where it is not known."""
    _ = translator(language)
    if not (review.summary["accord"]["n"] > 0).any():
        return NOTHING
    reading = _(
        "Consensus of the answers to a criterion: 0 where they are split between both ends of the scale, 1 where all "
        "are alike."
    )
    reading = drawn_only(reading, int((review.summary["accord"]["n"] > 0).sum()), language)
    drawn = picture(review, "accord", language, _("Consensus of the respondents by criterion"), reading)
    differ = review.summary["accord"].sort_values("n_differ", ascending=False, kind="stable")
    told = [
        _("{name} ({n})", name=named(review.framework, [row.criterion], language)[0],
          n=number(row.n_differ, 0, language))
        for row in differ[differ["n_differ"] > 0].head(3).itertuples()
    ]  # fmt: skip
    sentences = (
        [
            _(
                "Groups of respondents differ most often, beyond chance and by half a level or more, on: {names}.",
                names=labels.listed(told, language),
            )
        ]
        if told
        else []
    )
    names = {
        "current": _("on where the territory is"),
        "desired": _("on where it should be"),
        "importance_rank": _("on what matters most"),
    }
    aims = review.summary["aims"]
    for row in aims.itertuples():
        told = {"where": names.get(row.aim, row.aim), "all": number(row.n, 0, language)}
        if row.closer:
            sentences.append(
                _(
                    "Since the last campaign, {where}, respondents have grown closer for certain in {n} territory out "
                    "of {all}.",
                    "Since the last campaign, {where}, respondents have grown closer for certain in {n} territories "
                    "out of {all}.",
                    int(row.closer),
                    **told,
                )
            )
        if row.further:
            sentences.append(
                _(
                    "Since the last campaign, {where}, respondents have grown further apart for certain in {n} "
                    "territory out of {all}.",
                    "Since the last campaign, {where}, respondents have grown further apart for certain in {n} "
                    "territories out of {all}.",
                    int(row.further),
                    **told,
                )
            )
    words = [Words(sentence) for sentence in sentences]
    return plain_section(
        review,
        language,
        "agreement",
        _("How far respondents agree"),
        [_lead(review, "accord", language), *words, Drawn(drawn)],
    )


def portfolio_change(review: Portfolio, language: str = "fr") -> Html:
    """Write what moved since the last campaign; nothing where there was none."""
    _ = translator(language)
    table = review.summary["moves"]
    if not table["n"].any():
        return NOTHING
    reading = _("A change counts where its interval leaves zero out; the number of territories stands in each bar.")
    drawn = picture(review, "moves", language, _("Territories that rose and fell"), reading)
    steps = table[(table["node"] != OVERALL) & (table["risen"] > 0)].sort_values(
        "risen", ascending=False, kind="stable"
    )
    told = [
        _("{name} ({n})", name=named(review.framework, [row.node], language)[0],
          n=number(row.risen, 0, language))
        for row in steps.head(3).itertuples()
    ]  # fmt: skip
    sentence = _("Most territories rose on: {names}.", names=labels.listed(told, language)) if told else ""
    note = _("Only criteria with a score in both campaigns are compared.")
    return plain_section(
        review,
        language,
        "change",
        _("Since the last campaign"),
        [_lead(review, "moves", language), Words(sentence), Drawn(drawn), Words(note, small=True)],
    )
