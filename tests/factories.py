"""Small inputs that tests build by hand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from revue_analytics.campaign import Campaign, Settings
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


def with_answers(campaign: Campaign, keep: Callable[[pd.DataFrame], pd.Series]) -> Campaign:
    """The same campaign with fewer answers: in each table of them the rows that `keep` says."""
    ratings = campaign.ratings
    tables = {name: getattr(ratings, name) for name in ("table", "importance", "comments")}
    kept = {name: table[keep(table)].reset_index(drop=True) for name, table in tables.items()}
    return replace(campaign, ratings=replace(ratings, **kept))


def part_of(campaign: Campaign, *codes: str, **settings: object) -> Campaign:
    """The same campaign with the answers of these territories only, and with other settings."""
    part = with_answers(campaign, lambda table: table["territory"].isin(codes))
    return replace(part, settings=with_settings(part.settings, **settings))


def with_settings(settings: Settings, **changes: object) -> Settings:
    """The same settings with others in their sections: ``draws=20``."""
    sections = {name: getattr(settings, name) for name in ("uncertainty", "disclosure")}
    of = {name: {k: v for k, v in changes.items() if k in type(sections[name]).model_fields} for name in sections}
    assert sum(map(len, of.values())) == len(changes)
    return settings.model_copy(update={name: sections[name].model_copy(update=of[name]) for name in sections})


def write_two_communes(folder: Path) -> Path:
    """Write a campaign: two communes, seven officials and five residents each, as a French Excel writes them."""
    leaves = load_framework().leaf_ids
    rows = ["Code Insee;Vous êtes;" + ";".join(leaves)]
    for code, official, resident in (("01004", 2, 1), ("2A004", 4, 3)):
        rows += [";".join([code, "Élu", *[str(official)] * len(leaves)])] * 7
        for extra in (1, 0, 0, 0, 0):
            answers = [resident + extra, *[resident] * (len(leaves) - 2), "NSP"]
            rows.append(";".join([code, "Habitant", *map(str, answers)]))
    (folder / "data").mkdir(parents=True)
    (folder / "revue.toml").touch()
    (folder / "data" / "réponses.csv").write_bytes("\r\n".join(rows).encode("cp1252"))
    return folder
