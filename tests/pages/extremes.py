"""A campaign folder whose territories answered in every extreme way, from raw files to pages."""

from __future__ import annotations

import csv
from pathlib import Path

from revue_analytics.framework import load_framework

CRITERIA = load_framework().leaf_ids
FOUR = ("elus", "agents", "habitants", "partenaires")
FORTY = tuple(f"c{n:02d}" for n in range(1, 41))
LONGEST = ("x1", "x2", "x3", "x4")
LONG = ("Communauté d’agglomération des Très-Grandes-Vallées-Réunies-du-Haut-et-du-Bas " * 2)[:120]
COLLEGE = ("Représentantes et représentants des associations de commerçantes et de commerçants du centre " * 2)[:120]
TERRITORIES = {
    "T1": "Une seule personne",
    "T2": "Tout le monde d’accord",
    "T3": "Une seule réponse",
    "T4": "Quarante collèges",
    "T5": LONG,
}


def write_campaign(folder: Path) -> Path:
    """Write the folder: one respondent, a unanimous territory, a single answer, forty colleges, long names."""
    data = folder / "data"
    data.mkdir(parents=True)
    colleges = "".join(
        f'[colleges.{one}]\nlabel = {{ fr = "{name}", en = "{name}" }}\n' for one, name in _names().items()
    )
    (folder / "revue.toml").write_text(
        'title = "Campagne de tous les extrêmes"\nlanguage = "fr"\nfictitious = true\n'
        '[[campaigns]]\nid = "2026"\n[uncertainty]\ndraws = 200\n[disclosure]\ncomments = true\n' + colleges,
        encoding="utf-8",
    )
    _write(data / "territoires.csv", ["code", "nom", "nature"], [[c, n, "autre"] for c, n in TERRITORIES.items()])
    _write(
        data / "reponses.csv",
        ["territoire", "campagne", "repondant", "college", "critere", "niveau"],
        [[t, "2026", who, college, node, level] for t, who, college, node, level in _answers()],
    )
    return folder


def _names() -> dict[str, str]:
    """Name the colleges that the campaign adds."""
    forty = {one: f"Conseil de quartier {n}" for n, one in enumerate(FORTY, start=1)}
    return forty | {one: f"{COLLEGE[:118]} {n}" for n, one in enumerate(LONGEST, start=1)}


def _answers():
    """Give (territory, respondent, college, criterion, level) one by one."""
    yield from (("T1", "a", "elus", node, 2) for node in CRITERIA)
    for college in FOUR:
        for n in range(6):
            yield from (("T2", f"{college}{n}", college, node, 4) for node in CRITERIA)
    for k, college in enumerate(LONGEST):
        for n in range(6):
            yield from (("T5", f"{college}{n}", college, node, (i + n * k) % 5) for i, node in enumerate(CRITERIA))
    yield "T3", "a", "habitants", CRITERIA[0], 1
    for k, college in enumerate(FORTY):
        for n in range(5):
            yield from (("T4", f"{college}{n}", college, node, (i + n * k) % 5) for i, node in enumerate(CRITERIA))


def _write(path: Path, head: list[str], rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *rows])
