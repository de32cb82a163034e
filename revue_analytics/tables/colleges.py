"""The colleges: the groups of people who answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DEFAULT_COLLEGES", "College"]


@dataclass(frozen=True)
class College:
    """A group of respondents: its id, its name, its weight among the colleges, and what else it is called.

    `aliases` are matched without regard to accents, case, plural or feminine. A `reviewer` judges from outside: what it
    rates is published beside the territory's own scores and counts in none of them.
    """

    id: str
    label: Mapping[str, str]
    weight: float = 1.0
    aliases: tuple[str, ...] = ()
    reviewer: bool = False


DEFAULT_COLLEGES = (
    College(
        "elus",
        {"fr": "Élus", "en": "Elected officials"},
        aliases=("élu", "élu local", "élu municipal", "conseiller municipal", "elected", "elected official"),
    ),
    College(
        "agents",
        {"fr": "Agents", "en": "Staff"},
        aliases=("agent", "agent territorial", "technicien", "technicien territorial", "officer", "staff member"),
    ),
    College(
        "habitants",
        {"fr": "Habitants", "en": "Residents"},
        aliases=("habitant", "citoyen", "resident", "inhabitant", "citizen"),
    ),
    College(
        "partenaires",
        {"fr": "Partenaires", "en": "Partners"},
        aliases=("partenaire", "partner"),
    ),
)
"""Élus, agents, habitants, partenaires: what a campaign has that names no others."""
