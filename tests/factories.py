"""Small inputs that tests build by hand."""

import pandas as pd

from revue_analytics.framework import Framework, load_framework
from revue_analytics.tables import Ratings


def make_ratings(
    answers: list[tuple],
    framework: Framework | None = None,
    importance: list[tuple] = (),
    comments: list[tuple] = (),
) -> Ratings:
    """Build ratings from tuples.

    ``answers``: (territory, campaign, respondent, college, criterion, answer[, aspect]) where the answer is a level,
    ``"unknown"``, ``"not_applicable"`` or ``"not_asked"``; ``importance``: (territory, campaign, respondent, college,
    indicator, points); ``comments``: (territory, campaign, respondent, college, node, comment).
    """
    rows = []
    for territory, campaign, respondent, college, criterion, answer, *aspect in answers:
        status = answer if isinstance(answer, str) else "rated"
        level = None if isinstance(answer, str) else answer
        rows.append(
            (territory, campaign, respondent, college, criterion, *(aspect or ["current"]), level, status, "", "")
        )
    keys = ["territory", "campaign", "respondent", "college"]
    table = pd.DataFrame(rows, columns=[*keys, "criterion", "aspect", "level", "status", "evidence", "comment"])
    return Ratings(
        framework=framework or load_framework(),
        table=table.astype({"level": "Int8"}),
        importance=pd.DataFrame(list(importance), columns=[*keys, "indicator", "points"]),
        comments=pd.DataFrame(list(comments), columns=[*keys, "node", "comment"]),
    )


def worked_territory() -> Ratings:
    """Two indicators with two criteria each, three groups: the example whose numbers are worked out by hand."""
    given = {
        "elus": ["3 2 | 2 2 | 3 3 | 2 3"],
        "agents": ["2 2 1 | 1 1 NSP | 2 3 2 | 2 2 2"],
        "habitants": ["1 0 1 2 1 | 0 1 0 1 NSP | NSP NSP NSP NSP NSP | 1 1 2 0 1"],
    }
    points = {"elus": [60, 50], "agents": [40] * 3, "habitants": [80] * 5}
    answers, importance = [], []
    for college, (row,) in given.items():
        for criterion, cell in zip(("I5A", "I5B", "I8A", "I8B"), row.split(" | "), strict=True):
            for i, answer in enumerate(cell.split()):
                value = "unknown" if answer == "NSP" else int(answer)
                answers.append(("01004", "2026", f"{college}-{i}", college, criterion, value))
        for i, p in enumerate(points[college]):
            importance += [("01004", "2026", f"{college}-{i}", college, *pair) for pair in (("I5", p), ("I8", 100 - p))]
    return make_ratings(answers, two_indicators(), importance)


def two_indicators() -> Framework:
    """The bundled framework cut down to its indicators 5 and 8."""
    return some_indicators("I5", "I8")


def some_indicators(*ids: str) -> Framework:
    """The bundled framework cut down to some of its indicators."""
    from revue_analytics.framework import framework_from_dict

    content = load_framework().to_dict()
    content["indicators"] = [node for node in content["indicators"] if node["id"] in ids]
    return framework_from_dict(content)
