"""What an analyst writes against the installed package; `# wrong:` names the mistakes that a type checker finds."""

from pathlib import Path

import revue_analytics as ra
from revue_analytics.review.reading import floats, rows, rows_by


def look_at_a_campaign() -> None:
    campaign: ra.Campaign = ra.open_campaign("ma-campagne")
    scores: ra.Scores = ra.score(campaign.ratings, ra.Methodology(aggregation="geometric_mean"))
    print(scores.matrix("indicator"))
    review = ra.analyse(campaign)
    for code in review.codes:
        territory: ra.TerritoryReview = review.for_territory(code)
        print(ra.describe(territory, "en"), ra.plot(territory, "profile", language="en"))
        for row in rows(territory.now("priorities")):
            print(row.node.upper(), round(100 * row.p_top3))
        page: Path = ra.report("ma-campagne", code, formats=("html", "pdf"))
        print(page.name)
    together: ra.Portfolio = ra.portfolio(review, group="departement=01")
    print(together.summary["needs"], floats(review.scores["score"]).mean())
    print(review.scors)  # wrong: attr-defined
    print(ra.Methodology(pooling=3))  # wrong: arg-type
    level: str = rows_by(review.scores, "node")["overall"].score  # wrong: assignment
    print(level, ra.portfolios(review))  # wrong: operator
