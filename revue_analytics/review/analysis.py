"""Run everything for a campaign, once, and keep what may be published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.agreement import agreement_of, convergence_of, discussion_table, people_of
from revue_analytics.campaign import Campaign
from revue_analytics.campaign.reviewer import of_campaigns
from revue_analytics.framework import Framework
from revue_analytics.gaps import frontier_table, gap_table, groupings, importance_performance, peer_table, target_dates
from revue_analytics.language import LANGUAGES
from revue_analytics.review import publish
from revue_analytics.review.ranks import rank_tables
from revue_analytics.review.review import Review
from revue_analytics.review.reviewer import reviewer_table
from revue_analytics.review.roadmap import Planner, planned_table, targets_by_unit, with_strata
from revue_analytics.review.rounding import rounded_gaps, rounded_scores, rounded_table
from revue_analytics.review.tables import DRAWN, TABLES
from revue_analytics.review.uncertainty import Each, analyse_uncertainty
from revue_analytics.scoring import (
    ResponseCounts,
    count_responses,
    describe_methodology,
    importance_points,
    score_counts,
)
from revue_analytics.sensitivity import INTERVAL, admissible_bounds
from revue_analytics.tables import Ratings, Source
from revue_analytics.version import __version__

PUBLISHABLE_FROM = 5
"""Least disclosure threshold with which a review may be published."""

WEIGHT_SET = {
    "fr": "chaque indicateur pèse entre la moitié et le double de son poids habituel",
    "en": "each indicator counts between half and twice its usual weight",
}


def analyse(
    campaign: Campaign,
    *,
    private: bool = False,
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda codes: codes,
    each: Each = map,
    earlier: Review | None = None,
    settled: Collection[str] = (),
) -> Review:
    """Analyse a campaign: scores, gaps, uncertainty, findings, change, for all its territories.

    Parameters
    ----------
    campaign
        An open campaign folder.
    private
        Keep the territories where fewer people answered than the disclosure threshold, which are left out otherwise:
        the review is then confidential.
    progress
        Wraps the iteration over territories (a progress bar, for instance).
    each
        ``(function, items) -> results in the order of the items``: `map`, or one that works in several processes.
    earlier, settled
        A review made before in the same way, and the territories of which nothing has changed since: what is made of
        their draws is taken from it. `revue_analytics.review.kept` says which they are.

    Returns
    -------
    Review
        Publishable by construction, its numbers rounded to what is shown; ``meta["publishable"]`` is false where the
        disclosure threshold was lowered, or where it was set aside for a territory (`private`). Where nobody answered
        every table is empty.

    Raises
    ------
    MethodError
        The methodology normalises by comparing territories.
    CampaignError
        Errors hold some territories back and all others have too few respondents: nothing is left to publish.

    Examples
    --------
    >>> analyse(open_campaign("my-campaign")).save("review")    # doctest: +SKIP
    """
    confidential = private and bool(campaign.too_few)
    if not private:
        campaign = campaign.without_few()
    settings, methodology, framework = campaign.settings, campaign.methodology, campaign.framework
    methodology.require_separate_units("a review")
    colleges = tuple(college.id for college in settings.colleges)
    counts = count_responses(campaign.ratings, methodology, colleges=colleges)
    if counts.units.empty:
        nothing = {name: table.empty() for name, table in TABLES.items()}
        return Review(framework, _meta(campaign, private=confidential), nothing)
    scores = score_counts(counts, methodology)
    territories = _territories(campaign, counts.units["territory"])
    strata = territories.set_index("territory")["stratum"]
    units, desired = with_strata(campaign, counts.units), publish.desired_table(counts, methodology)
    targets = targets_by_unit(campaign, units, desired)
    dates = target_dates(framework, units, campaign.targets, settings.targets.due)
    campaigns = tuple(entry["id"] for entry in _campaigns(campaign))
    drawn, overall = analyse_uncertainty(
        counts,
        scores,
        targets,
        campaign.invited,
        campaigns,
        n_draws=settings.uncertainty.draws,
        seed=settings.uncertainty.seed,
        progress=progress,
        plans=Planner(campaign.without_answers()).tables,
        each=each,
        settled=settled,
    )
    if earlier is not None:
        drawn |= {name: _joined(name, drawn.get(name), earlier, settled, framework) for name in DRAWN}
    keys = ["territory", "campaign", "node"]
    exact = scores.table().merge(drawn.pop("intervals", pd.DataFrame(columns=[*keys, "low", "high"])), on=keys)
    shown = rounded_table("scores", exact, framework)
    gaps = rounded_gaps(gap_table(scores, targets, dates), exact, shown, framework)
    points = rounded_table("importance", importance_points(counts, campaign.ratings, methodology), framework)
    change = drawn.pop("change", None)
    change = None if change is None else rounded_table("change", change, framework)
    tables: dict[str, pd.DataFrame | None] = {
        "territories": territories,
        "scores": shown,
        "gaps": gaps,
        "groupings": groupings(scores, targets),
        "desired": desired,
        "peers": peer_table(scores, strata),
        "frontier": frontier_table(scores, strata, *admissible_bounds(scores.tree.weights[scores.tree.top])),
        **rank_tables(counts.units, strata, rounded_scores(scores.scores[:, 0], framework), overall),
        **_answer_tables(campaign, counts),
        **_agreement_tables(campaign, counts, campaigns),
        "reviewer": reviewer_table(scores, of_campaigns(campaign.reviewer, campaign.current)),
        "planned_actions": planned_table(campaign, scores, change),
        "change": change,
        "importance_performance": importance_performance(points, shown, gaps),
        **drawn,
    }
    tidy = {name: _tidy(name, tables.get(name), framework) for name in TABLES}
    return Review(framework, _meta(campaign, private=confidential), tidy)


def _answer_tables(campaign: Campaign, counts: ResponseCounts) -> dict[str, pd.DataFrame | None]:
    """What is published of the answers themselves."""
    ratings, methodology, disclosure = campaign.ratings, campaign.methodology, campaign.settings.disclosure
    threshold, seed = methodology.disclosure_threshold, campaign.settings.uncertainty.seed
    return {
        "participation": publish.participation(counts, campaign.invited),
        "resemblance": publish.resemblance_table(counts),
        "group_scores": publish.group_table(counts, methodology),
        "answers": publish.answer_table(counts, ratings, threshold),
        "level_counts": publish.level_table(counts),
        "not_applicable": ratings.not_applicable,
        "reasons": publish.reason_table(ratings, threshold),
        "importance": publish.importance_table(counts, ratings, methodology),
        "origins": _origins(ratings, counts.units, threshold),
        "comments": publish.comment_table(counts, ratings, threshold, seed) if disclosure.comments else None,
        "evidence": publish.evidence_table(counts, ratings, threshold) if disclosure.evidence else None,
    }


def _agreement_tables(
    campaign: Campaign, counts: ResponseCounts, campaigns: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """Agreement and convergence of aims, for the territories with enough respondents."""
    people, threshold = people_of(campaign.ratings, counts), campaign.methodology.disclosure_threshold
    agreement = agreement_of(counts, people, counts.cell_invited(campaign.invited), threshold, published=True)
    shown = {"agreement": agreement.table(), "group_differences": agreement.differences}
    shown = {name: rounded_table(name, table, campaign.framework) for name, table in shown.items()}
    agreement = replace(agreement, measures=shown["agreement"], differences=shown["group_differences"])
    return {
        **shown,
        "discussion": discussion_table(agreement),
        "convergence": convergence_of(counts, people, threshold, campaigns, published=True).table(),
    }


def _campaigns(campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "label": dict(one.label), "date": one.date.isoformat() if one.date else None}
        for one in campaign.campaigns
    ]


def _territories(campaign: Campaign, codes: pd.Series) -> pd.DataFrame:
    known = campaign.territories
    return known[known["territory"].isin(codes.unique())].sort_values("territory", ignore_index=True)


def _meta(campaign: Campaign, *, private: bool) -> dict[str, Any]:
    settings, methodology = campaign.settings, campaign.methodology
    return {
        "title": settings.title,
        "language": settings.language,
        "fictitious": settings.fictitious,
        "campaigns": _campaigns(campaign),
        "current": campaign.current,
        "threshold": methodology.disclosure_threshold,
        "publishable": methodology.disclosure_threshold >= PUBLISHABLE_FROM and not private,
        "comments": settings.disclosure.comments,
        "seed": settings.uncertainty.seed,
        "n_draws": settings.uncertainty.draws,
        "interval": list(INTERVAL),
        "methodology": methodology.to_dict(),
        "methodology_text": {
            language: describe_methodology(methodology, language, campaign.framework) for language in LANGUAGES
        },
        "weight_set": WEIGHT_SET,
        "default_target": settings.targets.score,
        "desired_targets": settings.targets.desired,
        "default_due": settings.targets.due,
        "colleges": [{"id": c.id, "label": dict(c.label), "weight": c.weight} for c in settings.colleges],
        "sources": _sources(campaign.ratings.sources, methodology.disclosure_threshold),
        "portfolio": {"anonymous": settings.portfolio.anonymous},
        "look": {"accent": settings.look.accent, "logo": settings.look.logo},
        "held_back": list(campaign.held_back),
        "too_few": [] if private else list(campaign.too_few),
        "rows_nowhere": sum(map(len, campaign.nowhere.values())),
        "version": __version__,
    }


def _sources(sources: tuple[Source, ...], threshold: int) -> list[dict[str, Any]]:
    """Name the files of answers; those of fewer people than the threshold, which may bear a name, are one entry."""
    names, small = _shown_names(sources, threshold), [s for s in sources if _of_few(s, threshold)]
    listed = [{"name": s.name, "digest": s.digest, "rows": s.n_rows} for s in sources if s not in small]
    if small:
        digest = sha256("\n".join(sorted(source.digest for source in small)).encode()).hexdigest()
        listed.append({"name": names[small[0].name], "digest": digest, "rows": sum(s.n_rows for s in small)})
    return listed


def _origins(ratings: Ratings, units: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Say from which files the answers of each unit came, by the names that `_sources` shows."""
    names = _shown_names(ratings.sources, threshold)
    origins = ratings.origins.merge(units, on=["territory", "campaign"])
    whole = origins["file"].str.rsplit(" (", n=1).str[0]  # of several sheets of a workbook, the workbook
    file = origins["file"].mask(whole.isin(names), whole).replace(names)
    return origins.assign(file=file).drop_duplicates(ignore_index=True)


def _shown_names(sources: tuple[Source, ...], threshold: int) -> dict[str, str]:
    few = [source.name for source in sources if _of_few(source, threshold)]
    return dict.fromkeys(few, f"… ({len(few)})")


def _of_few(source: Source, threshold: int) -> bool:
    return 0 < source.n_respondents < threshold


def _joined(
    name: str, drawn: pd.DataFrame | None, earlier: Review, settled: Collection[str], framework: Framework
) -> pd.DataFrame:
    """Put the rows of an earlier review for the territories that are settled under those that were made now."""
    known = earlier.tables[name]
    parts = [_tidy(name, drawn, framework), known[known["territory"].isin(list(settled))]]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _tidy(name: str, frame: pd.DataFrame | None, framework: Framework) -> pd.DataFrame:
    """Put a table into its columns, sorted by territory, numbers rounded, text columns as text."""
    empty = TABLES[name].empty()
    if frame is None:
        return empty
    table = rounded_table(name, frame[list(empty)], framework)
    table = table.sort_values("territory", kind="stable", ignore_index=True)
    text = [column for column in empty if empty[column].dtype == "str" and table[column].dtype == np.dtype(object)]
    return table.astype(dict.fromkeys(text, "str"))
