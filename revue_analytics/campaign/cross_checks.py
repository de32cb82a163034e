"""What files and settings must say alike: campaigns, colleges, schemes of weights, numbers invited, targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.campaign.settings import FILE_NAME, Period, Settings
from revue_analytics.campaign.territories import territories_of
from revue_analytics.errors import Fault, MethodError, Rule
from revue_analytics.framework import Framework
from revue_analytics.scoring import Methodology, build_tree
from revue_analytics.tables import Ratings

ONLY = Period(id="campaign", label={"fr": "Campagne", "en": "Campaign"})
"""The campaign of answers that name none, where `revue.toml` declares none."""

IMPORTANCE = "importance"
"""Weights that are the respondents' own."""

OWN_SCHEME = "campaign"  # of weights that name no scheme


def order_campaigns(settings: Settings, ratings: Ratings) -> tuple[tuple[Period, ...], list[Fault]]:
    """Return the campaigns that have answers, in order of time, and what is wrong with them.

    The order is that of `revue.toml`; without any there, that of the ids.
    """
    answered = sorted(ratings.table["campaign"].unique())
    declared = {period.id: period for period in settings.campaigns}
    if not declared:
        return tuple(ONLY if i == ONLY.id else Period(id=i) for i in answered), []
    faults = [_in_settings(rules.UNKNOWN_CAMPAIGN, "campaigns", i) for i in answered if i not in declared]
    if answered:
        faults += [_in_settings(rules.NO_ANSWER_FOR_CAMPAIGN, "campaigns", i) for i in declared if i not in answered]
    return tuple(period for i, period in declared.items() if i in answered), faults


def build_methodology(
    settings: Settings, framework: Framework, weights: pd.DataFrame
) -> tuple[Methodology, list[Fault]]:
    """Return the methodology that the settings and the campaign's weights make, and what is wrong with it.

    Weights apply when the settings name their scheme; when they name none, if there is one scheme only, or one that
    bears no name of its own.
    """
    colleges = {college.id: college.weight for college in settings.colleges}
    stated = dict(settings.methodology)
    faults = list(_wrong_names(stated, colleges, framework))
    schemes = {str(name): dict(zip(of["node"], of["weight"], strict=True)) for name, of in weights.groupby("scheme")}
    default = OWN_SCHEME if OWN_SCHEME in schemes else next(iter(schemes)) if len(schemes) == 1 else "framework"
    scheme = stated.get("weighting", default)
    if scheme == IMPORTANCE and scheme not in schemes:
        scheme = "framework"  # until the points are read: `revue_analytics.campaign.declared`
    choices = {
        "disclosure_threshold": settings.disclosure.threshold,
        **stated,
        "college_weights": {i: w for i, w in colleges.items() if w != 1} | stated.get("college_weights", {}),
        "weighting": schemes.get(scheme, scheme) if isinstance(scheme, str) else scheme,
    }
    try:
        methodology = Methodology.from_mapping(choices)
        if not faults:
            build_tree(framework, methodology)  # says what else does not fit the framework: depths, sums of weights
        return methodology, faults
    except MethodError as error:
        message = "{error}; schemes of weights: {schemes}" if schemes else "{error}"
        reason = MethodError(message, error=error, schemes=", ".join(schemes))
        faults.append(_in_settings(rules.NOT_METHOD, "methodology", str(scheme), reason=reason))
        return Methodology(disclosure_threshold=settings.disclosure.threshold), faults


def _wrong_names(stated: Mapping[str, Any], colleges: Iterable[str], framework: Framework) -> Iterable[Fault]:
    """Yield the colleges and nodes of ``[methodology]`` that nobody knows."""
    for name in stated.get("college_weights", {}):
        if name not in colleges:
            valid = ", ".join(colleges)
            yield _in_settings(rules.UNKNOWN_COLLEGE, "methodology.college_weights", name, valid=valid)
    if isinstance(weights := stated.get("weighting"), dict):
        nodes = [node.id for node in framework.nodes]
        for name, weight in weights.items():
            if isinstance(weight, int | float) and name not in nodes:
                yield _in_settings(rules.UNKNOWN_NODE, "methodology.weighting", name, example=nodes[0])


def wrong_questionnaire(settings: Settings, framework: Framework) -> list[Fault]:
    """Say which colleges and criteria of ``[questionnaire]`` nobody knows."""
    colleges = [college.id for college in settings.known_colleges]
    nodes = [node.id for node in framework.nodes]
    faults = []
    for college, left_out in settings.questionnaire.not_asked.items():
        place = f"questionnaire.not_asked.{college}"
        if college not in colleges:
            faults.append(_in_settings(rules.UNKNOWN_COLLEGE, place, college, valid=", ".join(colleges)))
        faults += [
            _in_settings(rules.UNKNOWN_NODE, place, node, example=nodes[0]) for node in left_out if node not in nodes
        ]
    short = settings.questionnaire.short
    faults += [
        _in_settings(rules.UNKNOWN_NODE, "questionnaire.short", node, example=nodes[0])
        for node in (() if isinstance(short, bool) else short)
        if node not in nodes
    ]
    return faults


def check_invited(
    invited: pd.DataFrame, ratings: Ratings, settings: Settings, file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the numbers invited that can be true, and what is wrong with the others.

    Fewer people invited than answered cannot be: the number is then taken as unknown. A campaign that is not declared
    (where none is: that has no answers) is that of no answer: what is invited to it would be lost.
    """
    known = {period.id for period in settings.campaigns} or set(ratings.table["campaign"].unique())
    faults = [
        Fault(rules.UNKNOWN_CAMPAIGN, file=file, column="campaign", value=campaign)
        for campaign in (sorted(set(invited["campaign"]) - known) if known else ())
    ]
    key = ["territory", "campaign", "college"]
    answered = ratings.table.groupby(key)["respondent"].nunique().rename("answered").reset_index()
    both = invited.merge(answered, on=key, how="left")
    too_many = (both["answered"] > both["invited"]).fillna(False).to_numpy(dtype=bool)
    for row in both[too_many].astype({"answered": int, "invited": int}).to_dict("records"):
        details = {name: row[name] for name in ("territory", "campaign", "answered", "invited")}
        college, territory = row["college"], row["territory"]
        faults.append(Fault(rules.MORE_THAN_INVITED, file, None, "invited", college, territory, details))
    return invited[~too_many].reset_index(drop=True), faults


def check_respondents(ratings: Ratings, settings: Settings) -> list[Fault]:
    """Say so where reviewers rated territories and nobody else did: there is nothing to score."""
    if ratings.reviewed.empty or len(ratings.table):
        return []
    names = ", ".join(college.id for college in settings.reviewers)
    return [_in_settings(rules.REVIEWERS_ONLY, "colleges", names, names=names)]


def check_answers(ratings: Ratings, held_back: Iterable[str]) -> list[Fault]:
    """Say so where no answer is left once the territories held back are left out: there is nothing to analyse."""
    if len(ratings.table):
        return []
    codes = sorted(held_back)
    return [Fault(rules.ALL_HELD_BACK, details={"codes": ", ".join(codes)}) if codes else Fault(rules.NO_ANSWER_READ)]


def check_targets(
    targets: pd.DataFrame, declared: pd.DataFrame, campaigns: tuple[Period, ...], file: str
) -> list[Fault]:
    """Return what is strange about targets: a stratum that is not the territory's own, a day gone by."""
    faults = []
    both = targets.loc[(targets["territory"] != "") & (targets["stratum"] != ""), "territory"]
    described = territories_of(both, declared)
    own = dict(zip(described["territory"], described["stratum"], strict=True))
    current = campaigns[-1].date.isoformat() if campaigns and campaigns[-1].date else ""
    for row in targets.to_dict("records"):
        code, stratum, due, details = row["territory"], row["stratum"], row["due"], {"node": row["node"]}
        if stratum and own.get(code, stratum) != stratum:
            faults.append(Fault(rules.TARGET_OF_OTHER_STRATUM, file, None, "stratum", code, code, details))
        if due and due < current:
            faults.append(Fault(rules.TARGET_PAST, file, None, "due", due, code, {**details, "date": current}))
    return faults


def _in_settings(rule: Rule, column: str, value: str, **details: Any) -> Fault:
    return Fault(rule, file=FILE_NAME, column=column, value=value, details=details)
