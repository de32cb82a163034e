"""Where the territory stands among those of its size."""

from revue_analytics.document.names import score, stratum_name
from revue_analytics.document.page.html import NOTHING, Html, render
from revue_analytics.document.rows import lines
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import first_row, rows_by


def peer_sentence(review: TerritoryReview, language: str) -> str:
    """Say how the overall score compares with the peers' median; nothing where there are too few peers."""
    _ = translator(language)
    table = review.now("peers")
    overall = table[table["node"] == OVERALL].dropna(subset=["median"])
    if overall.empty:
        return ""
    row, own = first_row(overall), rows_by(review.now("scores"), "node").get(OVERALL)
    return _(
        "Among the {n} {stratum} of this campaign, half score {median} or more and the first quarter {best} or more; "
        "this territory scores {score}.",
        n=number(row.n_peers, 0, language),
        stratum=stratum_name(row.stratum, language),
        median=score(row.median, language),
        best=score(row.best_quartile, language),
        score=score(own and own.score, language, review.framework),
    )


def frontier_sentence(review: TerritoryReview, language: str) -> str:
    """Say how far the best of its peers stays ahead under the weights that suit it best; nothing without peers."""
    _ = translator(language)
    frontier = review.now("frontier").dropna(subset=["distance"])
    if frontier.empty:
        return ""
    distance = first_row(frontier).distance
    if distance < 0.05:
        return _("With weights that suit it, none of them does better.")
    return _(
        "Even with the weights that suit it best, {points} points separate it from the first of them.",
        points=number(distance, 1, language),
    )


def peers(review: TerritoryReview, language: str = "fr") -> Html:
    """Write how territories of the same size do; nothing where fewer than five can be compared."""
    table = rows_by(review.now("peers"), "node")
    nodes = [node for node in (OVERALL, *review.framework.top_ids) if node in table]
    if not nodes:
        return NOTHING
    return render(
        "peers.html.j2",
        review,
        language,
        sentence=peer_sentence(review, language),
        frontier=frontier_sentence(review, language),
        one=in_language(review.framework.depths[0].label, language),
        rows=[
            {
                "line": line,
                "median": score(table[node].median, language),
                "best": score(table[node].best_quartile, language),
                "n": int(table[node].n_peers),
            }
            for node, line in zip(nodes, lines(review, nodes, language), strict=True)
        ],
    )
