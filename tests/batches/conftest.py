"""A small review by hand, with names that try to be markup, and the folder of small notebooks."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from revue_analytics.campaign import CheckResult, FileSummary
from revue_analytics.errors import CampaignError, Fault, Rule
from revue_analytics.framework import OVERALL, load_framework
from revue_analytics.review import TABLES, Review
from tests.document.factory import table_of

DATA = Path(__file__).parent / "data"

PLACES = [
    ("01004", "Ambérieu-en-Bugey", "commune", 15554),
    ("2A004", "Ajaccio <script>alert(1)</script> & Cie", "commune", 75000),
    ("000000012", "Communauté de communes « des Trois-Rivières »", "epci", None),
    ("9Z001", '="1"+1 {{ 7*7 }} {x}', "commune", 90),
]
OVERALL_SCORES = {"01004": 46.1806, "2A004": 75.0, "000000012": 12.5, "9Z001": float("nan")}
FAULTY = Rule("level-unreadable", "“{value}” is not a level", "write a level from 0 to 4")


def make_review(**meta) -> Review:
    """Four territories: two communes, an EPCI, and one without enough answers."""
    framework = load_framework()
    columns = ["territory", "name", "kind", "population"]
    rows = []
    for code, score in OVERALL_SCORES.items():
        scored = score == score
        status = "scored" if scored else "insufficient"
        level = int(score // 25) if scored else None
        rows.append((code, "2026", OVERALL, "overall", status, score, score - 4, score + 4, level, 1.0, 24))
        for place, node in enumerate(framework.top_ids if scored else ()):
            rows.append((code, "2026", node, "indicator", status, min(score + place, 100.0), score, score, 1, 1.0, 24))
    held = {
        "territories": pd.DataFrame(PLACES, columns=columns),
        "scores": pd.DataFrame(rows, columns=list(TABLES["scores"].columns)),
    }
    tables = {name: table_of(name, held.get(name)) for name in TABLES}
    content = {
        "title": "Campagne <b>d’essai</b>",
        "language": "fr",
        "fictitious": True,
        "campaigns": [{"id": "2026", "label": {"fr": "Campagne 2026", "en": "2026 campaign"}, "date": "2026-03-12"}],
        "current": "2026",
        "threshold": 5,
        "publishable": True,
        "comments": False,
        "seed": 1,
        "n_draws": 1000,
        "methodology": {"aggregation": "arithmetic_mean"},
        "colleges": [],
        "sources": [{"name": "answers.csv", "digest": "0" * 64, "rows": 96}],
        "look": {"accent": "#1f5c99", "logo": ""},
        "held_back": ["31555"],
        "too_few": [],
    }
    return Review(framework, content | meta, tables)


@pytest.fixture
def review() -> Review:
    return make_review()


@pytest.fixture
def campaign(tmp_path) -> SimpleNamespace:
    """What reporting reads of a campaign: folder, faults, language, territories held back or without answers."""
    folder = tmp_path / "campagne {d’essai}"
    folder.mkdir()
    places = pd.DataFrame(PLACES, columns=["territory", "name", "kind", "population"])
    declared = pd.DataFrame({"territory": ["31555", "33063"], "name": ["", "Bordeaux"]})
    return SimpleNamespace(
        folder=folder,
        faults=(Fault(FAULTY, file="data/answers.csv", row=7, column="I1A", value="<b>7</b>", territory="31555"),),
        held_back=("31555",),
        too_few=(),
        settings=SimpleNamespace(language="fr"),
        methodology=SimpleNamespace(disclosure_threshold=5),
        territories=pd.concat([places, declared], ignore_index=True),
        answered=frozenset([*places["territory"], "31555"]),
    )


@pytest.fixture
def opened(monkeypatch, campaign, review):
    """Make every command find the campaign and the review above."""

    def open_campaign(folder, *, strict=False):
        if strict and campaign.faults:
            raise CampaignError(campaign.faults)
        return campaign

    def check_campaign(folder):
        files = (FileSummary("data/answers.csv", "ratings", 1234),)
        return CheckResult(campaign.faults, campaign.held_back, True, files, 4, 96)

    monkeypatch.setattr("revue_analytics.campaign.open_campaign", open_campaign)
    monkeypatch.setattr("revue_analytics.campaign.check_campaign", check_campaign)
    monkeypatch.setattr("revue_analytics.review.analyse", lambda campaign, **_: review)
    return SimpleNamespace(campaign=campaign, review=review)
