"""How an invented person answers.

What a person sees of a criterion = the territory's level + how their college tends to see it + their own severity +
chance. Only uniform numbers are drawn (the one stream that NumPy keeps stable), so that the files are the same bytes
everywhere; normal numbers come from the inverse of their distribution function.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from demo.places import COLLEGES, PLACES, Place
from demo.questions import CRITERIA, INDICATORS, indicator
from demo.remarks import EVIDENCE, REASONS

NORMAL = NormalDist()
LAST_PAGE = 11  # of the questionnaire: 1 asks who you are, 2–9 an indicator each, 10 the points, 11 the remarks

# How hard a criterion is for everybody.
DIFFICULTY = {
    "I1A": 0.2,
    "I2B": -0.2,
    "I3B": 0.2,
    "I4B": -0.3,
    "I5B": -0.3,
    "I6A": 0.3,
    "I7A": 0.1,
    "I8A": 0.2,
    "I8B": -0.1,
}

# How each college tends to see things ("" is every indicator); élus are kinder, residents harsher on participation.
EYE = {
    "elus": {"": 0.25, "I5": 0.5, "I8": 0.45},
    "agents": {"": 0.0, "I7": -0.25, "I6": -0.15},
    "habitants": {"": -0.2, "I5": -0.65, "I8": -0.4, "I3": -0.3},
    "partenaires": {"": 0.0, "I4": 0.3, "I2": 0.2},
}
DISPUTE = {"elus": 0.9, "agents": 0.4, "habitants": -0.9, "partenaires": -0.2}

# Share of "ne sait pas", in general and on what happens inside the town hall.
UNKNOWN = {"elus": (0.02, 0.03), "agents": (0.03, 0.02), "habitants": (0.09, 0.28), "partenaires": (0.10, 0.22)}
INSIDE = ("I6B", "I7A", "I7B", "I8A")

# What each college holds important (relative weights before the person's own).
CARES = {
    "elus": {"I6": 1.5, "I7": 1.3, "I1": 1.2, "I2": 1.1},
    "agents": {"I7": 1.7, "I6": 1.5, "I8": 1.1, "I4": 0.8},
    "habitants": {"I5": 1.8, "I3": 1.6, "I8": 1.3, "I7": 0.6},
    "partenaires": {"I4": 1.6, "I2": 1.5, "I6": 1.1, "I8": 0.8},
}


@dataclass
class Sheet:
    """One person's questionnaire, as answered."""

    place: Place
    campaign: str
    college: str
    levels: dict[str, str] = field(default_factory=dict)  # "0" … "4", "NSP", "SO" or "" (left blank)
    desired: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)  # why a criterion is without object
    evidence: dict[str, str] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)  # per indicator, or "" for the general one
    last_page: int = LAST_PAGE


def normal(rng: np.random.Generator, mean: float, spread: float) -> float:
    """Draw a normal number from one uniform number."""
    return mean + spread * NORMAL.inv_cdf(min(max(rng.random(), 1e-12), 1 - 1e-12))


def seen(place: Place, campaign: str, college: str, criterion: str) -> float:
    """Where people of a college see the territory on a criterion, on average (0–4, may overflow)."""
    one = indicator(criterion)
    level = place.base + place.shift.get(one, 0.0) + place.shift.get(criterion, 0.0) + DIFFICULTY.get(criterion, 0.0)
    level += EYE[college][""] + EYE[college].get(one, 0.0)
    level += DISPUTE[college] if criterion in place.disputed else 0.0
    return level + (place.progress.get(one, 0.1) if campaign == "2026" else 0.0)


def clipped(level: float) -> int:
    """Round to the nearest level of the scale."""
    return min(max(math.floor(level + 0.5), 0), 4)


def answer(rng: np.random.Generator, sheet: Sheet, criterion: str, severity: float) -> str:
    """Give one person's answer on one criterion."""
    place, college = sheet.place, sheet.college
    chance, level = rng.random(), normal(rng, seen(place, sheet.campaign, college, criterion) + severity, 0.6)
    if criterion in place.not_applicable and chance < 0.72:
        return "SO"
    if criterion in place.unknown and chance < 0.85 + 0.15 * (sum(place.answered_2026) < 5):
        return "NSP"
    odd = 0.02 if criterion in REASONS and place.population < 5_000 else 0.0  # what is left to the EPCI, or too small
    unknown = UNKNOWN[college][criterion in INSIDE]
    if chance > 1 - odd:
        return "SO"
    if chance < unknown:
        return "NSP"
    return "" if chance < unknown + 0.015 else str(clipped(level))


def wished(rng: np.random.Generator, level: str) -> str:
    """Say where the person wants to be in three years: rarely below today, often one or two levels above."""
    wish = clipped(normal(rng, 3.0 if level in ("NSP", "") else 2.2 + 0.4 * int(level), 0.45))
    return str(max(wish, int(level)) if level.isdigit() else wish)


def shared_points(rng: np.random.Generator, college: str, step: float) -> dict[str, float]:
    """Share 100 points among the indicators, in multiples of `step` (largest remainders)."""
    weight = {i: CARES[college].get(i, 1.0) * math.exp(normal(rng, 0.0, 0.45)) for i in INDICATORS}
    total, parts = sum(weight.values()), round(100 / step)
    exact = {i: w / total * parts for i, w in weight.items()}
    share = {i: math.floor(e) for i, e in exact.items()}
    for i in sorted(exact, key=lambda i: share[i] - exact[i])[: parts - sum(share.values())]:
        share[i] += 1
    return {i: n * step for i, n in share.items()}


def fill(rng: np.random.Generator, place: Place, campaign: str, college: str) -> Sheet:
    """Fill one person's questionnaire."""
    sheet = Sheet(place, campaign, college)
    severity = normal(rng, 0.0, 0.35)
    wishes, shares = rng.random() < 0.75, rng.random() < 0.8
    for criterion in CRITERIA:
        level = answer(rng, sheet, criterion, severity)
        sheet.levels[criterion] = level
        sheet.desired[criterion] = wished(rng, level) if wishes and level != "SO" else ""
        pick = rng.random()
        if level == "SO":
            reasons = REASONS[criterion]
            sheet.reasons[criterion] = reasons[math.floor(pick * len(reasons))]
        elif level in ("2", "3", "4") and college in ("elus", "agents") and pick < 0.12:
            proofs = EVIDENCE[criterion]
            sheet.evidence[criterion] = proofs[math.floor(pick / 0.12 * len(proofs))]
    if shares:
        sheet.points = shared_points(rng, college, 5.0 if campaign == "2026" else 2.5)
    if campaign == "2026" and rng.random() < 0.05 and college == "habitants":
        abandon(sheet, 5 + math.floor(4 * rng.random()))
    return sheet


def abandon(sheet: Sheet, page: int) -> None:
    """Leave the questionnaire after `page`."""
    sheet.last_page, sheet.points = page, {}
    for criterion in CRITERIA:
        if int(criterion[1]) + 1 > page:
            sheet.levels[criterion] = sheet.desired[criterion] = ""
            sheet.reasons.pop(criterion, None)
            sheet.evidence.pop(criterion, None)


def answer_sheets(rng: np.random.Generator, campaign: str) -> list[Sheet]:
    """Everybody's questionnaires of a campaign, territory after territory."""
    return [
        fill(rng, place, campaign, college)
        for place in PLACES
        for college, n in zip(COLLEGES, place.answered(campaign), strict=True)
        for _ in range(n)
    ]
