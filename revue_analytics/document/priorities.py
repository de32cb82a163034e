"""Which indicators come first, and whether that survives other answers, weights, methods and scales."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.cells import tiles, tiles_layout
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import nothing
from revue_analytics.document.kit.theme import MUTED, SMALL, themed
from revue_analytics.document.page.html import Html, picture, render
from revue_analytics.document.rows import figure_table
from revue_analytics.language import in_language, number, percent, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once, rows

FIRST = 3  # ranks that have a column each; the others share one


@read_once
def ranked(review: TerritoryReview) -> pd.DataFrame:
    """Priorities of the top nodes, first one first, indexed by node; a node without a rank comes last."""
    table = review.now("priorities")
    ranks = table[table["node"].isin(review.framework.top_ids)].drop_duplicates("node").set_index("node")
    ranks = ranks[["priority", "rank", "low", "high", "p_first", "p_top3"]].astype("Float64").astype("float64")
    order = {node: place for place, node in enumerate(review.framework.top_ids)}
    ranks = ranks.reindex(list(order)).assign(place=list(order.values()))
    return ranks.sort_values(["rank", "place"], na_position="last").drop(columns="place")


@read_once
def shares(review: TerritoryReview) -> pd.DataFrame:
    """Share of the draws in which each top node takes the ranks 1, 2, 3 and any later one, in the order of `ranked`."""
    table, nodes = review.now("priority_ranks"), ranked(review).index
    column = np.minimum(table["rank"].astype("Float64").astype(float), FIRST + 1)
    wide = table.assign(column=column).pivot_table(index="node", columns="column", values="probability", aggfunc="sum")
    columns = range(1, min(FIRST, len(nodes)) + 1 + (len(nodes) > FIRST))
    shares_ = wide.reindex(index=nodes, columns=list(columns)).astype("float64")
    return shares_.where(shares_.notna(), 0.0).where(shares_.notna().any(axis=1), np.nan)


def columns_of(review: TerritoryReview, language: str) -> list[str]:
    """Names of the columns of `shares`."""
    _ = translator(language)
    labels = [_("First"), _("Second"), _("Third"), _("Further down")]
    return labels[: len(shares(review).columns)]


@read_once
def limits(review: TerritoryReview, language: str) -> dict[str, list[str]]:
    """Ranks that are not exceeded, whatever the admissible weights and whatever the steps of the scale are worth."""
    _ = translator(language)
    nodes = ranked(review).index
    bounds = {}
    for name, table, best, worst in (
        (_("For any weights"), "stability", "best_rank", "worst_rank"),
        (_("For any scale"), "recoding", "best", "worst"),
    ):
        held = review.now(table).drop_duplicates("node").set_index("node").reindex(nodes)
        if held[best].notna().any():
            bounds[name] = _between(held, best, worst, language)
    return bounds


def _priorities_layout(review: TerritoryReview, language: str) -> Layout:
    heads = [*columns_of(review, language), *limits(review, language)]
    return tiles_layout(review.framework.top_ids, heads, left=2.15, roomy=0.25)


def draw_priorities(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` how often each indicator takes each of the first ranks among the priorities."""
    _ = translator(language)
    often = shares(review)
    with themed():
        if often.isna().all(axis=None):
            return nothing(ax, _("insufficient data"))
        beyond = limits(review, language)
        texts = [["" if np.isnan(p) else names.in_draws(p, language) for p in row] for row in often.to_numpy()]
        texts = [[*row, *more] for row, *more in zip(texts, *beyond.values(), strict=True)]
        labels = names.numbered_labels(review.framework, often.index, language, short=True)
        values = np.hstack([often.to_numpy(), np.full((len(often), len(beyond)), np.nan)])
        tiles(ax, values, labels, [*columns_of(review, language), *beyond], texts)
        for y in np.flatnonzero(often.isna().all(axis=1)):
            ax.text(often.shape[1] / 2, y + 0.5, _("insufficient data"), ha="center", va="center", fontsize=SMALL,
                    color=MUTED)  # fmt: skip
    return ax


def priorities_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence which indicators come first, and how often."""
    _ = translator(language)
    ranks = ranked(review)
    often = ranks["p_top3"].dropna().sort_values(ascending=False, kind="stable").head(3)
    if often.empty:
        return _("There are not enough answers to rank priorities.")
    labels = dict(
        zip(ranks.index, names.numbered_labels(review.framework, ranks.index, language, short=True), strict=True)
    )
    named = [_("{name} ({share})", name=labels[node], share=names.in_draws(p, language)) for node, p in often.items()]
    return _("Most often among the three first priorities: {names}.", names=names.listed(named, language))


def _priorities_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the tiles as a table to read, with how far the rank can move whatever the weights and whatever the scale."""
    _ = translator(language)
    ranks = ranked(review)
    drawn = shares(review)
    columns: dict[str, list[str]] = {
        _("Rank"): names.number_cells(ranks["rank"], 0, language),
        _("Contribution to the distance (points)"): names.number_cells(ranks["priority"], 1, language),
    }
    for name, column in zip(columns_of(review, language), drawn.columns, strict=True):
        columns[name] = ["" if np.isnan(p) else names.in_draws(p, language) for p in drawn[column]]
    columns |= limits(review, language)
    first = names.column_head(review.framework, 1, language)
    return figure_table(first, names.numbered_labels(review.framework, ranks.index, language), columns)


def _between(table: pd.DataFrame, best: str, worst: str, language: str) -> list[str]:
    """Write ranks that are not exceeded: “2–4”, “1”, or nothing where they are not known."""
    ranges = []
    for low, high in zip(table[best], table[worst], strict=True):
        if names.is_missing(low) or names.is_missing(high):
            ranges.append("")
        elif low == high:
            ranges.append(number(low, 0, language))
        else:
            ranges.append(f"{number(low, 0, language)}–{number(high, 0, language)}")
    return ranges


def first_priorities(review: TerritoryReview, *, at_most: int = 3) -> list[tuple[str, float]]:
    """Return the top nodes that are most often among the three first priorities, with how often."""
    table = review.now("priorities")
    top = table[table["node"].isin(review.framework.top_ids) & (table["p_top3"] > 0)]
    order = {node: place for place, node in enumerate(review.framework.top_ids)}
    top = top.assign(place=top["node"].map(order)).sort_values(["p_top3", "place"], ascending=[False, True])
    return [(row.node, float(row.p_top3)) for row in rows(top.head(at_most))]


def priority_sentence(review: TerritoryReview, language: str) -> str:
    """Say which indicator comes first whatever the weights, and within which set of weights that was looked at."""
    _ = translator(language)
    first = first_priorities(review, at_most=1)
    if not first:
        return ""
    node, share = first[0]
    sentence = _(
        "{name}: among the three first priorities {often}, when {weights}.",
        name=names.quoted(names.node_label(review.framework, node, language), language),
        often=names.with_share(share, language),
        weights=in_language(review.meta["weight_set"], language),
    )
    return f"{sentence} {_whatever_the_weights(review, node, language)}".strip()


def _whatever_the_weights(review: TerritoryReview, node: str, language: str) -> str:
    """Say what was decided exactly, the answers being what they are."""
    _ = translator(language)
    table = review.now("priorities").set_index("node")
    return {
        "always": _("With the answers as they are, it is so for every one of these weightings."),
        "sometimes": _("With the answers as they are, it is so for some of these weightings, not for all."),
    }.get(str(table.loc[node, "always_top3"]), "")


AS_SET = "as_set"


def robustness_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say what would change the first priority, the level and the score, and what would not."""
    sentences = [
        _giving_way(review, language),
        _whatever_the_scale(review, language),
        _other_methods(review, language),
        _sources(review, language),
    ]
    return [sentence for sentence in sentences if sentence]


def variation_name(variation: str, language: str) -> str:
    """Name a way of computing; see `revue_analytics.review.method_scenarios`.

    >>> variation_name("lower_median", "fr")
    'médiane basse dans chaque groupe'
    """
    _ = translator(language)
    labels = {
        AS_SET: _("the method of the campaign"),
        "geometric_mean": _("geometric mean of the indicators"),
        "arithmetic_mean": _("arithmetic mean of the indicators"),
        "lower_median": _("lower median within each group"),
        "mean": _("mean within each group"),
        "one_voice_each": _("one voice for each respondent"),
        "colleges_equal": _("equal colleges"),
        "criteria_equal": _("equal criteria"),
    }
    return labels.get(variation, variation)


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
    labels = _listed(review, first, language)
    if moves.empty:
        return _(
            "No change of a single weight, the others in proportion, puts anything else before {first}.", first=labels
        )
    nearest = moves.iloc[int((moves["at"] - moves["weight"]).abs().argmin())]
    return _(
        "First priority: {first}. “{other}” would come before if “{node}” weighed {at} of the total instead of "
        "{weight}, the others in proportion.",
        "First priorities, level: {first}. “{other}” would come before if “{node}” weighed {at} of the total instead "
        "of {weight}, the others in proportion.",
        len(first),
        first=labels,
        other=names.node_label(review.framework, nearest["who"], language),
        node=names.node_label(review.framework, nearest["node"], language),
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
    sentences = []
    if len(first):
        sentences.append(
            _("Whatever each step of the scale is worth, {name} comes first.", name=_listed(review, first, language))
        )
    others = [node for node in among if node not in set(first)]
    if others:
        labels = _listed(review, others, language)
        sentences.append(
            _("Among the three first priorities likewise: {names}.", names=labels)
            if sentences
            else _("Whatever each step of the scale is worth, {names}: among the three first priorities.", names=labels)
        )
    return " ".join(sentences) or _("Which priorities come first depends on taking all steps of the scale for equal.")


def _other_methods(review: TerritoryReview, language: str) -> str:
    """Say what a handful of other methods make of the score, the level and the first priority."""
    _ = translator(language)
    table = review.now("method_variations")
    own, others = table[table["variation"] == AS_SET], table[table["variation"] != AS_SET]
    if own.empty or others.empty:
        return ""
    labels = {name: variation_name(name, language) for name in others["variation"]}
    sentences = [
        _(
            "Computed in other ways ({list}), the overall score is {between}.",
            list=_("; ").join(labels.values()),
            between=names.interval(others["score"].min(), others["score"].max(), language),
        )
    ]
    level = own["level"].iloc[0]
    moved = (
        others[others["level"].notna() & (others["level"] != level)] if not names.is_missing(level) else others.iloc[:0]
    )
    displaced = others[(others["rank_of_first"] > 1) & (others["first"].astype(str) != "")]
    if moved.empty and displaced.empty:
        sentences.append(_("The level and the first priority stay the same."))
    for value, part in moved.groupby("level"):
        word = names.quoted(names.level_label(review.framework, value, language), language)
        sentences.append(
            _("The level becomes {level} with: {names}.", level=word, names=_names(part, labels, language))
        )
    for node, part in displaced.groupby("first"):
        name = names.node_label(review.framework, str(node), language)
        sentences.append(_("{name} comes first with: {names}.", name=name, names=_names(part, labels, language)))
    return " ".join(sentences)


def _listed(review: TerritoryReview, nodes: Iterable[str], language: str) -> str:
    """List nodes by name, each between quotes: names are long, and some begin with the word “priority”."""
    return names.listed(
        [names.quoted(names.node_label(review.framework, node, language), language) for node in nodes], language
    )


def _names(part: pd.DataFrame, labels: dict[str, str], language: str) -> str:
    return translator(language)("; ").join(labels[name] for name in part["variation"])


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


def priorities_and_robustness(review: TerritoryReview, language: str = "fr") -> Html:
    """Write which indicators come first, and whether that survives other answers, weights, methods and scales."""
    _ = translator(language)
    if ranked(review)["rank"].isna().all():
        return render("priorities_none.html.j2", review, language)
    reading = _(
        "Share of {n} draws of respondents and of weights; on the right, ranks that the answers as they are never "
        "pass, for any of these weights, for any scale.",
        n=number(review.meta["n_draws"], 0, language),
    )
    title = _("How often each comes first, second, third")
    ranks = picture(review, PRIORITIES_FIGURE, language, title, reading)
    return render(
        "priorities.html.j2",
        review,
        language,
        sentence=priority_sentence(review, language),
        firmness=robustness_sentences(review, language),
        ranks=ranks,
    )


PRIORITIES_FIGURE = Drawing(draw_priorities, priorities_message, _priorities_table, _priorities_layout)
