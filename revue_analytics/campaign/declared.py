"""What the campaign declares of its answers: criteria that do not apply, indicators weighted by the respondents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.campaign.cross_checks import IMPORTANCE
from revue_analytics.campaign.settings import FILE_NAME, Period, QuestionnaireSettings, Settings
from revue_analytics.errors import Fault, Rule
from revue_analytics.framework import Framework
from revue_analytics.intake.codes import Declared
from revue_analytics.intake.row_rules import TERRITORY_NAMESAKES
from revue_analytics.scoring import Methodology, count_responses, importance_points, importance_weights
from revue_analytics.tables import Ratings


def by_code(settings: Settings, territories: pd.DataFrame) -> tuple[Settings, list[Fault]]:
    """Return the settings with the codes of the territories that they name, and the names that are none of any."""
    declared, faults = Declared.of(territories), []

    def code(text: str, column: str) -> str:
        reading = declared.read(text)
        if reading.rule is not None and reading.rule.severity == "error":
            rule = reading.rule if reading.rule is TERRITORY_NAMESAKES else rules.SET_FOR_NOBODY
            details = reading.details or {}
            if column != "not_applicable" or rule is TERRITORY_NAMESAKES:  # of any other it says so with the answers
                faults.append(Fault(rule, file=FILE_NAME, column=column, value=text, details=details))
        return reading.code or text

    inapplicable = tuple(
        entry.model_copy(update={"territory": code(entry.territory, "not_applicable")})
        for entry in settings.not_applicable
    )
    means = {code(text, "roadmap.territories"): of for text, of in settings.roadmap.territories.items()}
    roadmap = settings.roadmap.model_copy(update={"territories": means})
    return settings.model_copy(update={"not_applicable": inapplicable, "roadmap": roadmap}), faults


def declare_not_applicable(
    settings: Settings, framework: Framework, ratings: Ratings, held_back: Collection[str]
) -> tuple[Ratings, list[Fault]]:
    """Put what ``[[not_applicable]]`` says into the ratings, an indicator as all its criteria; and what is wrong."""
    codes, ids = set(ratings.table["territory"]), [node.id for node in framework.nodes]
    rows, faults = [], []
    for one in settings.not_applicable:
        if one.criterion not in ids:
            faults.append(_fault(rules.UNKNOWN_NODE, one.criterion, example=ids[0]))
        elif one.territory in codes:
            rows += [(one.territory, leaf, one.reason) for leaf in framework.leaves_of(one.criterion)]
        elif one.territory not in held_back:
            faults.append(_fault(rules.NO_SUCH_TERRITORY, one.territory))
    table = pd.DataFrame(rows, columns=["territory", "criterion", "reason"], dtype="str")
    table = table.drop_duplicates(["territory", "criterion"]).sort_values(["territory", "criterion"])
    return replace(ratings, not_applicable=table.reset_index(drop=True)), faults


def weigh_by_importance(
    settings: Settings, ratings: Ratings, methodology: Methodology, campaigns: Sequence[Period]
) -> tuple[Methodology, list[Fault]]:
    """Weigh the indicators as the respondents of the current campaign do, where ``weighting = "importance"``.

    One set of weights serves every territory and campaign, so that their scores can be compared.
    """
    if settings.methodology.get("weighting") != IMPORTANCE or methodology.node_weights or not campaigns:
        return methodology, []
    points = importance_points(count_responses(ratings, methodology), ratings, methodology)
    weights = importance_weights(points[points["campaign"] == campaigns[-1].id])
    if not weights:
        return methodology, [Fault(rules.NO_POINTS, file=FILE_NAME, column="methodology.weighting")]
    return replace(methodology, weighting=weights), []


def _fault(rule: Rule, value: str, **details: str) -> Fault:
    return Fault(rule, file=FILE_NAME, column="not_applicable", value=value, details=details)


def mark_not_asked(ratings: Ratings, settings: QuestionnaireSettings, campaign: str) -> Ratings:
    """Tell what a college was not asked from what it left blank, in a campaign; whatever was answered stays.

    Survey tools leave both blank where one form serves everybody.
    """
    keys = ["territory", "campaign", "respondent", "college"]
    table = ratings.table[ratings.table["campaign"] == campaign]
    left_out = [(college, leaf) for college, leaves in settings.left_out(ratings.framework).items() for leaf in leaves]
    if not left_out or table.empty:
        return ratings
    pairs = pd.DataFrame(left_out, columns=["college", "criterion"]).drop_duplicates()
    not_asked = table[keys].drop_duplicates().merge(pairs)
    answered = table.loc[table["aspect"] == "current", [*keys, "criterion"]]
    blank = not_asked.merge(answered, how="left", indicator=True).query("_merge == 'left_only'")
    blank = blank.assign(aspect="current", status="not_asked", evidence="", comment="")
    blank = blank.reindex(columns=ratings.table.columns).astype(ratings.table.dtypes)
    return replace(ratings, table=pd.concat([ratings.table, blank], ignore_index=True))
