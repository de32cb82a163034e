"""What commands print of a campaign: its scores, and how firm they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.document import names
from revue_analytics.framework import OVERALL
from revue_analytics.language import translator

if TYPE_CHECKING:
    from revue_analytics.review import Review

KEYS = ["territory", "campaign"]
VARIED = ("respondents", "weights", "methods")


def score_table(review: Review, language: str = "en") -> pd.DataFrame:
    """Return one row per territory and campaign: overall score, interval and level, then each indicator's score.

    Scores are on 0–100; a missing one is NaN (insufficient data, or not applicable).
    """
    _ = translator(language)
    table = _overall(review, ["n_respondents", "score", "low", "high", "level"])
    table["level"] = [names.level_label(review.framework, level, language) for level in table["level"]]
    top = list(review.framework.top_ids)
    scores = review.scores[review.scores["node"].isin(top)].pivot_table("score", KEYS, "node", aggfunc="first")
    return _headed(
        table.join(scores.reindex(columns=top)),
        {
            "n_respondents": _("Respondents"),
            "score": _("Overall score"),
            "low": _("Low end"),
            "high": _("High end"),
            "level": _("Level"),
        },
        language,
    )


def robustness_table(review: Review, language: str = "en") -> pd.DataFrame:
    """Return one row per territory and campaign: what its overall score, rank and first priority become.

    The overall score on 0–100 and its interval when other people answer, other weights count, other methods are used;
    how much of its variance (%) each explains alone; its rank among all territories with its interval; the first
    priority, how often it is first (%), and whether it is among the three first for every admissible weighting.
    Intervals hold nine draws in ten. What cannot be said (no score, too few territories) is missing.

    Parameters
    ----------
    review
        A review.
    language
        ``"fr"`` or ``"en"``, for headings and words.

    Examples
    --------
    >>> robustness_table(review)["First priority"]                        # doctest: +SKIP
    """
    _ = translator(language)
    table = _overall(review, ["score"])

    sources = review.tables["sensitivity"]
    for source in VARIED:
        varied = sources[sources["source"] == source].set_index(KEYS).reindex(table.index)
        table[[f"{source}_low", f"{source}_high"]] = varied[["low", "high"]]
        table[f"{source}_share"] = 100.0 * varied["share"]

    ranks = review.tables["ranks"]
    ranks = ranks[ranks["stratum"] == "all"].set_index(KEYS)[["rank", "low", "high"]].add_prefix("rank_")
    table = table.join(ranks.astype("Int64"))

    priorities = review.tables["priorities"]
    first = priorities[priorities["node"].isin(review.framework.top_ids) & (priorities["rank"] == 1)]
    first = first.drop_duplicates(KEYS).set_index(KEYS).reindex(table.index)
    table["priority"] = [
        None if pd.isna(node) else names.node_label(review.framework, node, language) for node in first["node"]
    ]
    table["p_first"] = 100.0 * first["p_first"].astype(float)
    held = {"always": _("for all weights"), "sometimes": _("for some"), "never": _("for none")}
    table["top3"] = first["always_top3"].map(held)
    headings = {
        "score": _("Overall score"),
        "respondents_low": _("Low, other answers"),
        "respondents_high": _("High, other answers"),
        "respondents_share": _("% due to answers"),
        "weights_low": _("Low, other weights"),
        "weights_high": _("High, other weights"),
        "weights_share": _("% due to weights"),
        "methods_low": _("Low, other methods"),
        "methods_high": _("High, other methods"),
        "methods_share": _("% due to methods"),
        "rank_rank": _("Rank"),
        "rank_low": _("Best rank"),
        "rank_high": _("Worst rank"),
        "priority": _("First priority"),
        "p_first": _("First, % of draws"),
        "top3": _("Among the 3 first"),
    }
    return _headed(table, headings, language)


def _overall(review: Review, columns: list[str]) -> pd.DataFrame:
    """Return columns of the overall scores, by territory and campaign, with the territory's name first."""
    table = review.scores[review.scores["node"] == OVERALL].set_index(KEYS)[columns].sort_index()
    called = review.territories.set_index("territory")["name"]
    table.insert(0, "name", called.reindex(table.index.get_level_values("territory")).to_numpy())
    return table


def _headed(table: pd.DataFrame, headings: dict[str, str], language: str) -> pd.DataFrame:
    _ = translator(language)
    keys = {"territory": _("Code"), "campaign": _("Campaign"), "name": _("Territory")}
    return table.reset_index().rename(columns=keys | headings)
