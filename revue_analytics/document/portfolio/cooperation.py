"""What territories can do for each other: exchanges, common needs, actions carried out together."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from revue_analytics.document import names
from revue_analytics.document.kit.cells import MOST_DRAWN, stacked, stacked_layout
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import nothing
from revue_analytics.document.kit.theme import themed
from revue_analytics.document.page.html import (
    NOTHING,
    Block,
    Data,
    Figure,
    Heading,
    Html,
    Words,
    picture,
    plain_section,
)
from revue_analytics.document.portfolio.agreement import drawn_only
from revue_analytics.document.rows import figure_table
from revue_analytics.language import in_language, number, percent, translator
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.review.reading import rows


def need_counts(review: Portfolio) -> tuple[list[str], NDArray[np.int64]]:
    """Criteria of the widest needs and (criteria, 3) numbers of territories: limit, below the target, at the target."""
    table = review.summary["needs"]
    table = table[table["n"] > 0].head(MOST_DRAWN)
    limit = np.minimum(table["limit"].to_numpy(), table["short"].to_numpy())
    values = np.stack([limit, table["short"] - limit, table["n"] - table["short"]], axis=1).astype(np.int64)
    return list(table["criterion"]), values


def _parts(language: str) -> list[tuple[str, str]]:
    """Name and colour of each part: dark to light, so that they differ in grey too."""
    _ = translator(language)
    return [
        (_("a limit for certain (below half of the scale)"), "#8a3a06"),
        (_("below the target"), "#f0b98a"),
        (_("target reached"), "#d3e0ee"),
    ]


def _needs_layout(review: Portfolio, language: str) -> Layout:
    return stacked_layout(max(len(need_counts(review)[0]), 1), _parts(language), left=3.1, roomy=0.33)


def draw_needs(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the share of the territories for which each criterion is a limit, short, or at its target."""
    _ = translator(language)
    criteria, values = need_counts(review)
    with themed():
        if not criteria:
            return nothing(ax, _("insufficient data"))
        labels = names.numbered_labels(review.framework, criteria, language, short=True)
        return stacked(ax, labels, values, _parts(language), language)


def needs_message(review: Portfolio, language: str) -> str:
    """Say in one sentence which needs are the widest."""
    _ = translator(language)
    table = review.summary["needs"]
    table = table[table["short"] > 0]
    if table.empty:
        return _("No territory is known to fall short of a target.")
    labels = names.quoted_labels(review.framework, list(table["criterion"].head(3)), language)
    widest = [
        _("{name} ({n} of {all})", name=name, n=number(row.short, 0, language), all=number(row.n, 0, language))
        for name, row in zip(labels, rows(table.head(3), SummaryRow), strict=True)
    ]
    return _(
        "The widest common needs, with the number of territories below their target: {names}.",
        names=names.listed(widest, language),
    )


def _needs_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the points missing and their share."""
    _ = translator(language)
    table = review.summary["needs"]
    return figure_table(
        names.column_head(review.framework, len(review.framework.depths), language),
        names.numbered_labels(review.framework, table["criterion"], language, short=True),
        {
            _("Territories with a score"): names.number_cells(table["n"], 0, language),
            _("Below the target"): names.number_cells(table["short"], 0, language),
            _("A limit for certain"): names.number_cells(table["limit"], 0, language),
            _("Points missing, on average"): names.number_cells(table["shortfall"], 1, language),
            _("Share of the distance"): names.number_cells(table["share"], 1, language, percent),
        },
    )


MOST_PAIRS, MOST_TWINS, MOST_NAMES = 20, 10, 4


NEAR = {"epci": 0, "departement": 1, "": 2}


def portfolio_exchanges(review: Portfolio, language: str = "fr") -> Html:
    """Write who could learn from whom; nothing where no two territories are far enough apart."""
    _ = translator(language)
    table, twins = review.summary["exchanges"], review.summary["twins"]
    if table.empty:
        return NOTHING
    learners, mentors = table["learner"].nunique(), table["mentor"].nunique()
    lead = _(
        "{n} territory could see how another goes about an indicator where it has way to go.",
        "{n} territories could see how another goes about an indicator where they have way to go.",
        int(learners),
    )
    both = len(set(table["learner"]) & set(table["mentor"]))
    sides = [_("{n} territory has experience to share.", "{n} territories have experience to share.", int(mentors))]
    if both:
        sides.append(_("{n} of all is on both sides.", "{n} of all are on both sides.", both))
    rule = _(
        "A pair is proposed where one has reached a higher level, at least the middle of the scale, and where the two "
        "intervals do not overlap, so that it is not a matter of who answered. The nearest come first; on one "
        "indicator, "
        "nobody is asked by more than three others."
    )
    blocks: list[Block] = [Words(" ".join([lead, *sides]), lead=True), Words(rule)]
    blocks.append(Data(_("Who has experience to share, by indicator"), _by_indicator(review, table, language)))
    blocks.append(Data(_("One exchange for each territory, the nearest first"), _pairs(review, table, language)))
    if learners > MOST_PAIRS:
        shown = _("{n} of them are shown.", n=number(MOST_PAIRS, 0, language))
        blocks.append(Words(shown, small=True))
    if len(twins):
        blocks += [
            Heading(_("Exchanges that go both ways")),
            Words(_("Each is ahead on an indicator where the other has way to go.")),
            Data(_("Pairs that could learn from each other"), _twins(review, twins.head(MOST_TWINS), language)),
        ]
    return plain_section(review, language, "exchanges", _("Who could learn from whom"), blocks)


def _short(review: Portfolio, node: str, language: str) -> str:
    return names.node_label(review.framework, node, language, short=True, numbered=True)


def _some(review: Portfolio, codes: Sequence[str], language: str) -> str:
    """Name a few territories, and say how many others there are."""
    _ = translator(language)
    labels, rest = [review.names[code] for code in codes[:MOST_NAMES]], len(codes) - MOST_NAMES
    if rest <= 0:
        return ", ".join(labels)
    return _("{names} and {n} other", "{names} and {n} others", rest, names=", ".join(labels))


def _by_indicator(review: Portfolio, table: pd.DataFrame, language: str) -> pd.DataFrame:
    _ = translator(language)
    nodes = [node for node in review.framework.top_ids if (table["node"] == node).any()]
    parts = [table[table["node"] == node] for node in nodes]
    mentors = [part.sort_values("mentor_low", ascending=False)["mentor"].drop_duplicates() for part in parts]
    learners = [part["learner"].drop_duplicates() for part in parts]
    return figure_table(
        _("Indicator"),
        [_short(review, node, language) for node in nodes],
        {
            _("Could share their experience"): [_some(review, list(codes), language) for codes in mentors],
            _("Could be interested"): [_some(review, list(codes), language) for codes in learners],
        },
    )


def _pairs(review: Portfolio, table: pd.DataFrame, language: str) -> pd.DataFrame:
    """One exchange per territory: the nearest, then the clearest."""
    _ = translator(language)
    order = table.assign(far=table["near"].map(NEAR) - 0.5 * table["same_stratum"]).sort_values(
        ["far", "apart"], ascending=[True, False], kind="stable"
    )
    shown = order.drop_duplicates("learner").head(MOST_PAIRS)
    return figure_table(
        _("Territory"),
        [review.names[code] for code in shown["learner"]],
        {
            _("On the indicator"): [_short(review, node, language) for node in shown["node"]],
            _("Score"): names.score_cells(shown["score"], language, review.framework),
            _("Could meet"): [review.names[code] for code in shown["mentor"]],
            _("Its score"): names.score_cells(shown["mentor_score"], language, review.framework),
            _("Near by"): [_nearness(row.near, row.same_stratum, language) for row in rows(shown, SummaryRow)],
        },
    )


def _nearness(near: str, same_stratum: bool, language: str) -> str:
    _ = translator(language)
    places = {"epci": _("same EPCI"), "departement": _("same département")}
    return _(", ").join(part for part in (places.get(near, ""), _("same size") if same_stratum else "") if part) or "–"


def _twins(review: Portfolio, twins: pd.DataFrame, language: str) -> pd.DataFrame:
    _ = translator(language)
    return figure_table(
        _("Territory"),
        [review.names[code] for code in twins["one"]],
        {
            _("is ahead on"): [_short(review, node, language) for node in twins["node_one"]],
            _("Other territory"): [review.names[code] for code in twins["other"]],
            _("which is ahead on"): [_short(review, node, language) for node in twins["node_other"]],
        },
    )


def portfolio_needs(review: Portfolio, language: str = "fr") -> Html:
    """Write which criteria fall short in most territories, and the actions that could be pooled."""
    _ = translator(language)
    table, actions = review.summary["needs"], review.summary["actions"]
    if not (table["n"] > 0).any():
        return NOTHING
    reading = _("The widest common need first: by the points missing in all territories, as they weigh.")
    reading = drawn_only(reading, len(table), language)
    title = _("Territories by criterion: limit, below the target, target reached")
    drawn = picture(review, NEEDS_FIGURE, language, title, reading)
    blocks: list[Block] = [Words(drawn.message, lead=True), Figure(drawn)]
    if len(actions):
        blocks += [
            Heading(_("What could be done together")),
            Words(
                _(
                    "On each criterion where more than half of the territories fall short, the next step that most "
                    "of them "
                    "share: training, tools and staff can be pooled."
                )
            ),
            Data(_("Actions that are the next step of several territories"), _pooled(review, language)),
        ]
    return plain_section(review, language, "needs", _("Common needs"), blocks)


def _pooled(review: Portfolio, language: str) -> pd.DataFrame:
    """Actions, how many territories they are the next step of, and where these could join."""
    _ = translator(language)
    actions, together = review.summary["actions"], review.summary["pooled"]
    known = {action.id: action for action in review.framework.actions}
    columns = {
        _("Criterion"): [_short(review, node, language) for node in actions["criterion"]],
        _("Territories whose next step it is"): names.number_cells(actions["n"], 0, language),
    }
    for scope, heading in (("epci", _("Within an EPCI")), ("departement", _("Within a département"))):
        part = together[together["scope"] == scope]
        labels = part["place"].unique()
        if scope == "departement" and len(labels) == 1:
            continue  # it would say what the column before says
        if len(labels) == 1:
            heading = _("Within {place}", place=labels[0])
        if len(part):
            columns[heading] = [
                ", ".join(
                    _place(row, len(labels) > 1, language) for row in rows(part[part["order"] == order], SummaryRow)
                )
                or "–"
                for order in actions["order"]
            ]
    return figure_table(_("Action"), [in_language(known[a].label, language) for a in actions["action"]], columns)


def _place(row: Any, named: bool, language: str) -> str:
    _ = translator(language)
    counts = {"n": number(row.n, 0, language), "all": number(row.n_place, 0, language)}
    return _("{place} ({n} of {all})", place=row.place, **counts) if named else _("{n} of {all}", **counts)


NEEDS_FIGURE = Drawing(draw_needs, needs_message, _needs_table, _needs_layout)
