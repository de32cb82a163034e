"""The first page of a portfolio: who the territories are, where they stand, what they share. It stands alone."""

from typing import cast

from revue_analytics.document import names
from revue_analytics.document.page.html import Html, render
from revue_analytics.document.portfolio.change import change_message
from revue_analytics.document.portfolio.ranks import ranks_message
from revue_analytics.document.portfolio.spread import spread_message
from revue_analytics.document.rows import Line
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, percent, translator
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.review.reading import rows, rows_by


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
        name = names.stratum_name(group.value, language)
        return name[:1].upper() + name[1:]
    return kinds(group.value, language)


def kinds(kind: str, language: str) -> str:
    """Name a kind of territory in the plural."""
    _ = translator(language)
    known = {"commune": _("Communes"), "epci": _("Intercommunal bodies"), "petr": _("PETR"), "pnr": _("PNR")}
    return known.get(kind, _("Territories"))


def group_names(review: Portfolio, language: str) -> dict[str, str]:
    """Groups of respondents and their names, in the order of the colleges; those merged come last."""
    _ = translator(language)
    known = list(review.summary["respondents"]["group"])
    order = [college["id"] for college in review.meta["colleges"] if college["id"] in known]
    labels = {group: names.group_label(review.meta, group, language) for group in dict.fromkeys([*order, *known])}
    return {**labels, "all": _("All colleges together, where few answered")} if "all" in labels else labels


def who_took_part(review: Portfolio, language: str) -> str:
    """Say how many territories and people took part, and how many of those invited answered."""
    _ = translator(language)
    table = review.summary["respondents"]
    n, people = len(review.territories), int(table["n_respondents"].sum())
    sentences = [
        _(
            "{people} in {n} territory.",
            "{people} in {n} territories.",
            n,
            people=_("{n} person answered", "{n} people answered", people),
        )
    ]
    answered, invited = int(table["n_asked"].sum()), int(table["invited"].sum())
    if invited >= answered > 0:
        sentences.append(
            _(
                "Where the number of people invited is known, {share} of them answered.",
                share=percent(answered / invited, 0, language),
            )
        )
    return " ".join(sentences)


def portfolio_headline(review: Portfolio, language: str) -> list[str]:
    """Say where half of the territories stand, and on which indicator they are furthest behind."""
    _ = translator(language)
    table = review.summary["spread"].set_index("node")
    if not table.loc[OVERALL, "n"]:
        return [_("There are not enough answers to give any territory an overall score.")]
    sentences = [reached_sentence(review, language)]
    medians = table.drop(OVERALL)["median"].dropna()
    if len(medians) > 1 and medians.max() - medians.min() > 1e-9:
        low, high = str(medians.idxmin()), str(medians.idxmax())
        sentences.append(
            _(
                "By indicator, the median goes from {low} ({lowest}) to {high} ({highest}).",
                low=names.score(medians[low], language, review.framework),
                lowest=names.node_label(review.framework, low, language, short=True),
                high=names.score(medians[high], language, review.framework),
                highest=names.node_label(review.framework, high, language, short=True),
            )
        )
    return [sentence for sentence in sentences if sentence]


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
        level=names.quoted(names.level_label(review.framework, level, language), language),
    )


def portfolio_notices(review: Portfolio, language: str) -> list[str]:
    """What must be known before reading: letters, part of a campaign, territories held back."""
    _ = translator(language)
    notices = []
    if review.anonymous:
        notices.append(
            _("Letters stand for the territories, in an order that says nothing. A territory knows its own scores.")
        )
    elif review.group.by or review.chosen:
        notices.append(
            _(
                "{n} territory of the {all} of the campaign.",
                "{n} territories of the {all} of the campaign.",
                len(review.territories),
                all=number(review.n_campaign, 0, language),
            )
        )
    quality = review.summary["quality"].set_index("measure")["n"]
    if quality["held_back"]:
        notices.append(
            _(
                "{n} territory is held back because of faults in the answers; it is not counted here.",
                "{n} territories are held back because of faults in the answers; they are not counted here.",
                int(quality["held_back"]),
            )
        )
    if quality["too_few"]:
        notices.append(
            _(
                "{n} territory with fewer than {threshold} respondents is left out.",
                "{n} territories with fewer than {threshold} respondents are left out.",
                int(quality["too_few"]),
                threshold=number(review.meta["threshold"], 0, language),
            )
        )
    return notices


THREE = 3


ON_FRONT = 12  # more indicators than this are left to their own section


def portfolio_front(review: Portfolio, language: str = "fr") -> Html:
    """Write the first page: who the territories are, where they stand, what many have, need and could do together."""
    _ = translator(language)
    levels = names.level_range(review.framework)
    return render(
        "portfolio_front.html.j2",
        review,
        language,
        kicker=_("Territories seen together"),
        title=portfolio_title(review, language),
        facts=_portfolio_facts(review, language),
        notices=portfolio_notices(review, language),
        overall=_median_line(review, OVERALL, language),
        message=spread_message(review, language),
        headline=portfolio_headline(review, language),
        levels=[(names.level_word(review.framework, level, language), start, end) for level, start, end in levels],
        assets=_assets(review, language),
        needs=_needs(review, language),
        actions=_actions(review, language),
        indicators=in_language(review.framework.depths[0].plural, language),
        profile=[_median_line(review, node, language) for node in review.framework.top_ids[:ON_FRONT]],
        who=who_took_part(review, language),
        groups=_groups(review, language),
        sureness=_confidence(review, language),
    )


def _portfolio_facts(review: Portfolio, language: str) -> list[str]:
    _ = translator(language)
    n = len(review.territories)
    chosen = [review.names[code] for code in review.chosen]
    facts = [names.listed(chosen, language) if chosen else _("{n} territory", "{n} territories", n)]
    places = len(review.summary["departements"])
    if places > 1:
        facts.append(_("{n} département", "{n} départements", places))
    facts.append(names.campaign_label(review.meta, review.current, language))
    facts.append(names.campaign_date(review.meta, review.current, language))
    return [fact for fact in facts if fact]


def _median_line(review: Portfolio, node: str, language: str) -> Line:
    """Describe a node by its median and its middle half, as a strip shows them."""
    row = cast("SummaryRow", rows_by(review.summary["spread"], "node")[node])
    median = None if names.is_missing(row.median) else row.median
    return Line(
        id=node,
        name=names.node_label(review.framework, node, language, numbered=True),
        short=names.node_label(review.framework, node, language, short=True, numbered=True),
        score=names.score(median, language, review.framework),
        at=median,
        low=None if median is None else row.q25,
        high=None if median is None else row.q75,
    )


def _assets(review: Portfolio, language: str) -> list[tuple[str, str]]:
    """Criteria that are a strength for certain in most territories."""
    _ = translator(language)
    findings = review.now("findings")
    counts = findings.loc[findings["finding"] == "strength", "criterion"].value_counts()
    order = {node: place for place, node in enumerate(review.framework.leaf_ids)}
    best = sorted(counts.items(), key=lambda pair: (-pair[1], order.get(str(pair[0]), 0)))[:THREE]
    return [
        (
            names.node_label(review.framework, str(node), language, short=True, numbered=True),
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
            names.node_label(review.framework, str(row.criterion), language, short=True, numbered=True),
            _(
                "below the target in {n} territory out of {all}",
                "below the target in {n} territories out of {all}",
                int(row.short),
                all=number(row.n, 0, language),
            ),
        )
        for row in rows(table[table["short"] > 0].head(THREE), SummaryRow)
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
        for row in rows(review.summary["actions"].head(THREE), SummaryRow)
    ]


def _groups(review: Portfolio, language: str) -> list[tuple[str, str]]:
    """Respondents of each group over all territories."""
    people = review.summary["respondents"].set_index("group")["n_respondents"]
    labels = group_names(review, language)
    return [(name, number(people[group], 0, language)) for group, name in labels.items()]


def _confidence(review: Portfolio, language: str) -> list[str]:
    """What leaves the results open: few respondents, ranks that the answers do not settle, change that is not sure."""
    _ = translator(language)
    sentences = []
    quality = review.summary["quality"].set_index("measure")["n"]
    if quality["few_respondents"]:
        sentences.append(
            _(
                "{n} territory has fewer than {threshold} respondents: its scores are to be read with caution.",
                "{n} territories have fewer than {threshold} respondents: their scores are to be read with caution.",
                int(quality["few_respondents"]),
                threshold=number(review.meta["threshold"], 0, language),
            )
        )
    if not review.chosen and len(review.now("ranks")):
        sentences.append(ranks_message(review, language))
    if review.summary["change"]["n"].any():
        sentences.append(change_message(review, language))
    sentences.append(
        _(
            "The scores are judgements of respondents; they compare a territory with its own past better than with "
            "others."
        )
    )
    return sentences
