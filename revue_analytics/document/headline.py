"""Where the territory stands, and how sure that is."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import level_bands, name_rows, scale_axis
from revue_analytics.document.kit.theme import BASE, INK, SCORE, TARGET, themed
from revue_analytics.document.rows import figure_table, node_scores, weakest
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, percent, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once, rows_by


@read_once
def overall_row(review: TerritoryReview) -> pd.Series | None:
    """Return the overall score's row of the current campaign, if it has a number."""
    table = review.now("scores")
    rows = table[(table["node"] == OVERALL) & table["score"].notna()]
    return None if rows.empty else rows.iloc[0]


def headline(review: TerritoryReview, language: str) -> str:
    """Say where the territory stands: its level in words, its score and the interval."""
    _ = translator(language)
    of = names.of_territory(review.name, str(review.info["kind"]), language)
    row = overall_row(review)
    if row is None:
        return _("The answers are not enough yet to say where the territorial engineering {of} stands.", of=of)
    written = names.score(row["score"], language, review.framework)
    ends = names.interval(row["low"], row["high"], language)
    where = (
        _("{score} out of 100 ({ends})", score=written, ends=ends) if ends else _("{score} out of 100", score=written)
    )
    if names.is_missing(row["level"]) or review.framework.scale is None:
        return _("The territorial engineering {of} scores {where}.", of=of, where=where)
    level = int(row["level"])
    word, above = (names.level_label(review.framework, each, language) for each in (level, level + 1))
    if not above:
        return _(
            "The territorial engineering {of} stands at level {level}, “{word}”, the highest: {where}.",
            of=of,
            level=level,
            word=word,
            where=where,
        )
    return _(
        "The territorial engineering {of} stands at level {level}, “{word}”, on its way to “{above}”: {where}.",
        of=of,
        level=level,
        word=word,
        above=above,
        where=where,
    )


def weakest_sentence(review: TerritoryReview, language: str) -> str:
    """Name the indicator with the lowest score; nothing where none stands out."""
    _ = translator(language)
    nodes = weakest(review)
    if not nodes:
        return ""
    table = review.now("scores").set_index("node")
    return _(
        "The lowest score is that of {names}: {score}.",
        names=names.listed(
            [names.quoted(names.node_label(review.framework, node, language), language) for node in nodes], language
        ),
        score=names.score(table.loc[nodes[0], "score"], language, review.framework),
    )


def confidence_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say how sure the diagnosis is: the level, what moves the score, what the answers cover."""
    row = overall_row(review)
    if row is None:
        return []
    sentences = [_level_sentence(review, row, language), _what_moves(review, language), _cover(row, language)]
    return [sentence for sentence in sentences if sentence]


def _level_sentence(review: TerritoryReview, row: pd.Series, language: str) -> str:
    _ = translator(language)
    table = review.now("level_probabilities")
    probability = table[(table["node"] == OVERALL) & (table["level"] == row["level"])]["probability"]
    if probability.empty or names.is_missing(row["level"]):
        return ""
    return _(
        "The level “{word}” is found {often}.",
        word=names.level_label(review.framework, row["level"], language),
        often=names.with_share(float(probability.iloc[0]), language),
    )


def _what_moves(review: TerritoryReview, language: str) -> str:
    _ = translator(language)
    ends = rows_by(review.now("sensitivity"), "source")
    if not {"respondents", "weights"} <= set(ends):
        return ""
    respondents, weights = (
        names.interval(ends[name].low, ends[name].high, language) for name in ("respondents", "weights")
    )
    return _(
        "Had other people answered, the score could have been {respondents}; had the indicators counted otherwise, "
        "{weights}.",
        respondents=respondents,
        weights=weights,
    )


def _cover(row: pd.Series, language: str) -> str:
    _ = translator(language)
    coverage = float(row["coverage"])
    if coverage >= 0.9995:
        return ""
    return _("The answers cover {share} of what is assessed.", share=percent(coverage, 0, language))


@read_once
def likely_levels(review: TerritoryReview, node: str = OVERALL) -> pd.Series:
    """Probability of each level of a node, indexed by level, lowest first."""
    table = review.now("level_probabilities")
    probability = table[table["node"] == node].set_index("level")["probability"]
    return probability.astype("Float64").astype("float64").sort_index()


def _overall_layout(review: TerritoryReview, language: str) -> Layout:
    return Layout(height=1.4, left=0.25, right=1.0, top=0.45, bottom=0.4)


def draw_overall(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the overall score as a dot on the levels, with its interval and its target."""
    row = node_scores(review, [OVERALL]).iloc[0]
    with themed():
        name_rows(ax, [""])
        ax.set_ylim(0.6, -1.0)
        scale_axis(ax, grid=review.framework.scale is None)
        level_bands(ax, review.framework, language)
        if np.isfinite(row["target"]):
            ax.plot([row["target"]] * 2, [-1.0, 0.6], color=TARGET, linewidth=1.6, linestyle=(0, (3, 1.5)))
        if np.isnan(row["score"]):
            ax.annotate(names.status_text(row["status"], language), (50, 0), ha="center", va="center", color=INK)
            return ax
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            ax.plot([row["low"], row["high"]], [0, 0], color=SCORE, linewidth=6, alpha=0.4, solid_capstyle="round")
        ax.plot(row["score"], 0, "o", color=SCORE, markersize=12, markeredgecolor="white", clip_on=False)
        text = names.score(row["score"], language, review.framework)
        style: dict[str, Any] = {"xytext": (0, 10), "textcoords": "offset points", "ha": "center", "va": "bottom"}
        ax.annotate(text, (row["score"], 0), fontsize=BASE + 1.5, fontweight="bold", color=INK, **style)
    return ax


def overall_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what the strip shows."""
    _ = translator(language)
    row = node_scores(review, [OVERALL]).iloc[0]
    if np.isnan(row["score"]):
        return _("Overall: {why}.", why=names.status_text(row["status"], language))
    written = names.score(row["score"], language, review.framework)
    ends = names.interval(row["low"], row["high"], language)
    word = names.level_word(review.framework, row["level"], language)
    where = (
        _("{score} out of 100, {ends}", score=written, ends=ends) if ends else _("{score} out of 100", score=written)
    )
    return (
        _("Overall: {where}, level {level}.", where=where, level=word) if word else _("Overall: {where}.", where=where)
    )


def _overall_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give what the strip shows, and how likely each level is, as a table to read."""
    _ = translator(language)
    row = node_scores(review, [OVERALL]).iloc[0]
    written = names.score(row["score"], language, review.framework)
    cells = {
        _("Score out of 100"): [written if np.isfinite(row["score"]) else names.status_text(row["status"], language)],
        _("Interval"): [names.interval(row["low"], row["high"], language)],
        _("Target"): ["" if np.isnan(row["target"]) else number(row["target"], 0, language)],
    }
    for level, share in likely_levels(review).items():
        cells[_("Level {level}", level=names.level_word(review.framework, level, language))] = [
            names.in_draws(share, language)
        ]
    return figure_table(_("Scope"), names.numbered_labels(review.framework, [OVERALL], language), cells)


def facts(review: TerritoryReview, language: str) -> list[str]:
    """What the territory is: kind and code, département, intercommunality, inhabitants."""
    _ = translator(language)
    info = review.info
    kinds = {
        "commune": _("Commune"),
        "epci": _("Intercommunality"),
        "petr": _("Rural and territorial balance hub"),
        "pnr": _("Regional nature park"),
    }
    kind = kinds.get(str(info["kind"]), _("Territory"))
    facts = [_("{kind}, code {code}", kind=kind, code=review.territory)]
    facts += [str(info[field]) for field in ("departement_name", "epci_name") if _filled(info[field])]
    if not names.is_missing(info["population"]):
        facts.append(_("{population} inhabitants", population=number(info["population"], 0, language)))
    return facts


def _filled(value: object) -> bool:
    return not names.is_missing(value) and bool(str(value).strip())


OVERALL_FIGURE = Drawing(draw_overall, overall_message, _overall_table, _overall_layout)
