"""Where the territory wants to go, how it moved, its peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics import labels, wording
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, translator
from revue_analytics.reporting.sections.html import NOTHING, Html, picture, render
from revue_analytics.reporting.sections.rows import lines

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["aims", "peers", "progress"]


def aims(review: TerritoryReview, language: str = "fr") -> Html:
    """Write what respondents want in three years and what matters to them; nothing where they were not asked."""
    _ = translator(language)
    wanted, points = review.now("desired"), review.now("importance")
    if wanted["score"].isna().all() and points["points"].isna().all():
        return NOTHING
    wishes = stakes = None
    if wanted["score"].notna().any():
        title = _("Today and in three years, by {one}", one=in_language(review.framework.depths[-1].label, language))
        reading = _("Dot: score today. Arrow: mean of the levels that respondents want in three years.")
        wishes = picture(review, "wishes", language, title, reading)
    if len(review.now("importance_performance")):
        title = _("What matters, and how it is doing")
        reading = _(
            "Upper left: important and short of the target. Light line: from the group that gives least points to the "
            "one that gives most. White: not certain whether the target is reached."
        )
        stakes = picture(review, "importance", language, title, reading)
    return render(
        "aims.html.j2",
        review,
        language,
        wish=wording.wish_sentence(review, language),
        wishes=wishes,
        stakes=stakes,
    )


def progress(review: TerritoryReview, language: str = "fr") -> Html:
    """Write what changed since the last campaign; nothing where there was none."""
    _ = translator(language)
    sentences = wording.change_sentences(review, language)
    if not sentences:
        return NOTHING
    change = picture(
        review,
        "change",
        language,
        _("Scores of the last campaign and of this one"),
        _("On the right: the difference, with the interval in which it falls nine times out of ten."),
    )
    return render("progress.html.j2", review, language, sentences=sentences, change=change)


def peers(review: TerritoryReview, language: str = "fr") -> Html:
    """Write how territories of the same size do; nothing where fewer than five can be compared."""
    table = review.now("peers").drop_duplicates("node").set_index("node")
    nodes = [node for node in (OVERALL, *review.framework.top_ids) if node in table.index]
    if not nodes:
        return NOTHING
    return render(
        "peers.html.j2",
        review,
        language,
        sentence=wording.peer_sentence(review, language),
        frontier=wording.frontier_sentence(review, language),
        one=in_language(review.framework.depths[0].label, language),
        rows=[
            {
                "line": line,
                "median": labels.score(table.loc[node, "median"], language),
                "best": labels.score(table.loc[node, "best_quartile"], language),
                "n": int(table.loc[node, "n_peers"]),
            }
            for node, line in zip(nodes, lines(review, nodes, language), strict=True)
        ],
    )
