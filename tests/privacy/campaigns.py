"""Campaigns to attack: the demonstration, and random ones with small colleges, silences and second rounds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

import revue_analytics as ra
from revue_analytics.campaign import Campaign, Period
from revue_analytics.campaign.bundled import bundled
from revue_analytics.scoring import Methodology
from tests.factories import make_ratings, some_indicators, two_indicators, with_settings

COLLEGES = ("elus", "agents", "habitants", "partenaires")
LEVELS = range(5)


@cache
def demonstration() -> Campaign:
    return ra.open_campaign(bundled("examples") / "demo")


def random_campaign(seed: int, n_territories: int = 4, n_draws: int = 100) -> Campaign:
    """Two rounds in a few territories: colleges of 0 to 9, of which some leave questions out, in agreement or not."""
    rng = np.random.default_rng(seed)
    answers, points = [], []
    codes = [f"T{t}" for t in range(n_territories)]
    for code in codes:
        for campaign in ("2023", "2026"):
            silence, spread = rng.uniform(0, 0.7), rng.choice([0.2, 2.0])
            for college in COLLEGES:
                for i in range(int(rng.integers(0, 10))):
                    who = (code, campaign, f"{code}-{college}-{i}", college)
                    for k, criterion in enumerate(two_indicators().leaf_ids):
                        p = rng.dirichlet(np.full(5, spread))
                        for aspect in ("current", "desired"):
                            silent = rng.random() < silence
                            said = "unknown" if silent and aspect == "current" else int(rng.choice(5, p=p))
                            if not (silent and aspect == "desired"):
                                answers.append((*who, criterion, said, aspect))
                        if k == 0 and rng.random() < 0.6:
                            share = float(rng.integers(0, 101))
                            points += [(*who, "I5", share), (*who, "I8", 100 - share)]
    ratings = make_ratings(answers, two_indicators(), points)
    return campaign_of(ratings, codes, n_draws)


def eight_criteria():
    """Of four indicators: from eight criteria on, how far answers resemble each other is seen in what is drawn."""
    return some_indicators("I1", "I2", "I5", "I8")


def village(seed: int, n_draws: int = 20, framework=None) -> Campaign:
    """10 to 30 people of four colleges in one territory and two rounds, the same people in both but for a few.

    Some leave a question out, more or fewer of them; answers are more or less alike, of the whole village or of each
    person.
    """
    rng = np.random.default_rng(1000 + seed)
    n = int(rng.integers(10, 31))
    sizes = rng.multinomial(n, rng.dirichlet(np.full(4, 1.5)))
    framework = framework or two_indicators()
    leaves, answers, points = framework.leaf_ids, [], []
    spread, person = rng.choice([0.4, 0.8, 1.3]), rng.choice([0.0, 0.5])
    silence = rng.choice([0.02, 0.1, 0.3])
    means = rng.uniform(0.3, 3.7, len(leaves))
    for college, size in zip(COLLEGES, sizes, strict=True):
        for i in range(size):
            mine = person * rng.standard_normal()
            for campaign in ("2023", "2026"):
                if rng.random() < 0.1:
                    continue  # not there that time
                who = ("T0", campaign, f"{college}-{i}", college)
                for criterion, mean in zip(leaves, means, strict=True):
                    for aspect, more in (("current", 0.0), ("desired", 0.8)):
                        if rng.random() >= silence:
                            level = int(np.clip(round(mean + more + mine + spread * rng.standard_normal()), 0, 4))
                            answers.append((*who, criterion, level, aspect))
                        elif aspect == "current":
                            answers.append((*who, criterion, "unknown", aspect))
                if rng.random() < 0.7:
                    share = float(rng.integers(0, 101))
                    points += [(*who, "I5", share), (*who, "I8", 100 - share)]
    return campaign_of(make_ratings(answers, framework, points), ["T0"], n_draws)


def some_of(campaign: Campaign, codes, n_draws: int = 100) -> Campaign:
    """A few territories of a campaign."""
    ratings = campaign.ratings
    parts = {
        name: getattr(ratings, name)[getattr(ratings, name)["territory"].isin(codes)].reset_index(drop=True)
        for name in ("table", "importance", "comments")
    }
    settings = with_settings(campaign.settings, draws=n_draws)
    return replace(campaign, ratings=replace(ratings, **parts), settings=settings)


def _reviewed(framework, codes) -> pd.DataFrame:
    """A reviewer who saw all but one criterion of every territory."""
    rows = [(code, "", leaf, 1, "") for code in codes for leaf in framework.leaf_ids[1:]]
    table = pd.DataFrame(rows, columns=["territory", "campaign", "criterion", "reviewed_level", "reason"])
    return table.astype({"reviewed_level": "Int8"})


def campaign_of(ratings, codes, n_draws: int = 100) -> Campaign:
    demo = demonstration()
    names = [Period(id=i) for i in sorted(ratings.table["campaign"].unique())]
    territories = demo.territories.head(len(codes)).assign(territory=codes, name=codes, stratum="other")
    empty = demo.targets.iloc[:0]
    return replace(
        demo,
        framework=ratings.framework,
        ratings=ratings,
        campaigns=tuple(names),
        territories=territories,
        invited=demo.invited.iloc[:0],
        targets=empty,
        actions=demo.actions.iloc[:0],
        decisions=demo.decisions.iloc[:0],
        reviewer=_reviewed(ratings.framework, codes),
        methodology=Methodology(),
        settings=with_settings(demo.settings, draws=n_draws, comments=False),
    )
