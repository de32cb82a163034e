"""What a portfolio rests on: who answered, what is missing, how its tables are made."""

import pandas as pd

from revue_analytics.document.names import node_label, number_cells
from revue_analytics.document.page.html import Block, Data, Html, Words, plain_section
from revue_analytics.document.portfolio.front import group_names
from revue_analytics.document.rows import figure_table
from revue_analytics.language import in_language, number, percent, translator
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.review.reading import rows, rows_by


def portfolio_quality(review: Portfolio, language: str = "fr") -> Html:
    """Write what the results rest on: who answered, what could not be answered, what is missing."""
    _ = translator(language)
    quality = rows_by(review.summary["quality"], "measure")
    threshold = number(review.meta["threshold"], 0, language)
    words = {
        "territories": _("Territories shown here, of those of the campaign"),
        "with_answers": _("with answers in this campaign"),
        "without_score": _("with answers but without an overall score (insufficient data)"),
        "few_respondents": _("with fewer than {threshold} respondents", threshold=threshold),
        "partly_covered": _("with an overall score that leaves some criteria out"),
        "too_few": _("left out, with fewer than {threshold} respondents", threshold=threshold),
        "held_back": _("held back because of faults in the answers"),
    }
    limits = figure_table(
        _("Territories"),
        list(words.values()),
        {
            _("Number"): [number(quality[measure].n, 0, language) for measure in words],
            _("Out of"): [number(float(quality[measure].of), 0, language) for measure in words],
        },
    )
    blocks: list[Block] = [
        Data(_("Territories counted, and what limits their results"), limits),
        Data(_("Respondents by group"), _respondents(review, language)),
        Data(_("Answers by criterion, all territories together"), _answers(review, language)),
        Words(
            _(
                "Missing and “do not know” answers are never counted as zero. Shares of answers leave out the "
                "territories "
                "with fewer than {threshold} respondents.",
                threshold=threshold,
            ),
            small=True,
        ),
    ]
    return plain_section(review, language, "quality", _("What the results rest on"), blocks, annex=True)


def _respondents(review: Portfolio, language: str) -> pd.DataFrame:
    _ = translator(language)
    names = group_names(review, language)
    table = review.summary["respondents"].set_index("group").loc[list(names)]
    rates = [
        percent(row.n_asked / row.invited, 0, language) if row.invited >= row.n_asked > 0 else "–"
        for row in rows(table, SummaryRow)
    ]
    return figure_table(
        _("Group of respondents"),
        list(names.values()),
        {
            _("Territories"): number_cells(table["n_territories"], 0, language),
            _("Respondents"): number_cells(table["n_respondents"], 0, language),
            _("Share of those invited"): rates,
        },
    )


def _answers(review: Portfolio, language: str) -> pd.DataFrame:
    _ = translator(language)
    table = review.summary["answers"]

    def shares(column: str) -> list[str]:
        return ["–" if pd.isna(v) else percent(v, 0, language) for v in table[column]]

    return figure_table(
        _("Criterion"),
        [node_label(review.framework, node, language, short=True, numbered=True) for node in table["criterion"]],
        {
            _("Answers"): number_cells(table["n_answers"], 0, language),
            _("Level given"): shares("rated"),
            _("Do not know"): shares("unknown"),
            _("Not applicable"): shares("not_applicable"),
            _("Not asked"): shares("not_asked"),
            _("Territories without a score"): number_cells(table["n_without"], 0, language),
        },
    )


def portfolio_method(review: Portfolio, language: str = "fr") -> Html:
    """Write how the tables of the portfolio are made, and where the numbers come from."""
    _ = translator(language)
    text = review.meta["methodology_text"]
    rules = [
        _(
            "Medians and quartiles are those of the territories, each counting once whatever its size. Nothing is "
            "said of "
            "a group of fewer than five territories."
        ),
        _(
            "A difference between two territories holds when their intervals, in which the scores fall nine times "
            "out of "
            "ten, do not overlap. The rule is strict: some differences that it leaves open are real."
        ),
        _(
            "Intervals come from {n} draws of the answers that other people might have given and of the weights: "
            "{weights}.",
            n=number(review.meta["n_draws"], 0, language),
            weights=in_language(review.meta["weight_set"], language),
        ),
        in_language(text, language),
    ]
    if review.anonymous:
        rules.append(
            _(
                "Letters are drawn from the scores themselves: the same results give the same letters. Whoever holds "
                "the "
                "named results can tell who is who; nothing else on this page says it."
            )
        )
    blocks: list[Block] = [Words(rule) for rule in rules]
    blocks.append(
        Words(
            _("The numbers of each figure stand below it on the page, and in the review that the software saves."),
            small=True,
        )
    )
    return plain_section(review, language, "method", _("How this was made"), blocks, annex=True)
