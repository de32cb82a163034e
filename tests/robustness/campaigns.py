"""Small campaigns in every shape that the reader knows: what the fuzzer spoils. The same folder every time."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from openpyxl import Workbook

from revue_analytics.campaign.bundled import bundled
from revue_analytics.framework import load_framework

__all__ = ["BASES", "CODES", "CRITERIA", "apart", "write_rows"]

CODES = ("01004", "2A004", "T-3")
COLLEGES = ("elus", "agents")
CRITERIA = load_framework().leaf_ids
INDICATORS = load_framework().top_ids
ANSWERS = ("0", "1", "2", "3", "4", "NSP", "3", "2")

TOML = """\
title = "Essai"
language = "fr"

[[campaigns]]
id = "2023"

[[campaigns]]
id = "2026"
label = { fr = "Campagne 2026", en = "2026 campaign" }
date = 2026-03-31

[colleges.elus]
label = "Élus"
weight = 2

[methodology]
aggregation = "geometric_mean"

[targets]
default = 75
due = 2029-12-31

[disclosure]
threshold = 5
comments = true
evidence = true

[uncertainty]
draws = 30
seed = 7

[roadmap]
start = 2027
staff_days = [20, 30]
budget = 5000

[questionnaire]
not_asked = { agents = ["I8B"] }

[[not_applicable]]
territory = "T-3"
criterion = "I2A"
reason = "Pas de terres"

[[sources]]
file = "data/avant.csv"
campaign = "2023"
"""

SIDE: Mapping[str, list[list[str]]] = {
    "territoires.csv": [
        ["code", "nom", "nature", "population"],
        ["T-3", "Vallée", "autre", "900"],
        ["01004", "Ambérieu", "commune", "15934"],
    ],
    "invites.csv": [
        ["code", "campagne", "college", "invites"],
        ["01004", "2026", "elus", "12"],
        ["T-3", "2026", "agents", "9"],
    ],
    "cibles.csv": [
        ["code", "critere", "cible", "echeance"],
        ["01004", "I5B", "50", "2028-12-31"],
        ["", "I1", "60", ""],
    ],
    "poids.csv": [["schema", "critere", "poids"], *(["conseil", f"I{k}", "2" if k == 1 else "1"] for k in range(1, 9))],
    "actions.csv": [
        ["id", "critere", "niveau vise", "libelle", "cout", "jours", "periodes", "pilote", "preuve"],
        ["A-1", "I5A", "3", "Enquête", "1500", "6", "1", "Mairie", "Résultats"],
        ["A-2", "I5A", "4", "Atelier", "", "2", "1", "", ""],
    ],
    "decisions.csv": [
        ["code", "campagne", "action", "decision", "etat"],
        ["01004", "2023", "A-1", "prévue", "réalisée"],
    ],
    "evaluateur.csv": [
        ["code", "campagne", "critere", "niveau de l'evaluateur", "constat"],
        ["01004", "2026", "I1A", "2", "Vu"],
    ],
}


def wide(folder: Path) -> Path:
    """Write a campaign of a row per respondent: two campaigns, aims, importance, remarks, every other table."""
    rng = Random(1)
    head = ["code_insee", "campagne", "college", "id", *CRITERIA]
    head += [f"{CRITERIA[0]}_souhaite", *(f"importance_{node}" for node in INDICATORS), "commentaire"]
    rows = []
    for code in CODES:
        for n in range(10):
            points = ["30", "20", "10", "10", "10", "10", "5", "5"] if n % 2 else [""] * len(INDICATORS)
            said = [rng.choice(ANSWERS) for _ in CRITERIA]
            rows.append([code, "2026", COLLEGES[n % 2], f"r{n}", *said, "4", *points, "Bien" if n < 3 else ""])
    before = [row[:1] + row[2:] for row in rows if row[0] == "01004"]
    write_rows(folder / "data" / "reponses.csv", [head, *rows])
    write_rows(folder / "data" / "avant.csv", [head[:1] + head[2:], *before])
    for name, table in SIDE.items():
        write_rows(folder / "data" / name, table)
    (folder / "revue.toml").write_text(TOML, encoding="utf-8")
    return folder


def long(folder: Path) -> Path:
    """Write a campaign of a row per answer, whose settings say nothing."""
    rng = Random(2)
    rows = [["territoire", "college", "repondant", "critere", "niveau", "commentaire", "preuve"]]
    for code in CODES[:2]:
        for n in range(6):
            for node in CRITERIA[:6]:
                rows.append([code, COLLEGES[n % 2], f"r{n}", node, rng.choice(ANSWERS), "", "Procès-verbal"])
    write_rows(folder / "data" / "reponses.csv", rows)
    (folder / "revue.toml").touch()
    return folder


def apart(folder: Path, n: int) -> Path:
    """Write a campaign of one respondent per territory: what is wrong with one cell touches no other row."""
    rng = Random(4)
    codes = [f"U-{k}" for k in range(n)]
    rows = [[code, COLLEGES[k % 2], f"r{k}", *(rng.choice(ANSWERS) for _ in CRITERIA)] for k, code in enumerate(codes)]
    write_rows(folder / "data" / "reponses.csv", [["code_insee", "college", "id", *CRITERIA], *rows])
    territories = [[code, f"Vallée {code}", "autre", "900"] for code in codes]
    write_rows(folder / "data" / "territoires.csv", [SIDE["territoires.csv"][0], *territories])
    (folder / "revue.toml").write_text('[[campaigns]]\nid = "2026"\n', encoding="utf-8")
    return folder


def workbook(folder: Path) -> Path:
    """Write a campaign whose answers and territories are sheets of one workbook, and few settings."""
    rng = Random(3)
    book = Workbook()
    sheet = book.active
    sheet.title = "Réponses"
    sheet.append(["code_insee", "college", *CRITERIA])
    for code in CODES:
        for n in range(6):
            said = [rng.choice(ANSWERS) for _ in CRITERIA]
            sheet.append([code, COLLEGES[n % 2], *(int(text) if text.isdigit() else text for text in said)])
    (folder / "data").mkdir(parents=True)
    book.save(folder / "data" / "reponses.xlsx")
    write_rows(folder / "data" / "territoires.csv", SIDE["territoires.csv"])
    (folder / "revue.toml").write_text('[uncertainty]\ndraws = 30\n[[campaigns]]\nid = "2026"\n', encoding="utf-8")
    return folder


def demo(folder: Path) -> Path:
    """Copy the demonstration with four of its territories, so that it is quickly analysed."""
    shutil.copytree(bundled("examples") / "demo", folder)
    for path in (folder / "data").glob("*.csv"):
        encoding = "cp1252" if path.name == "enquete_2023.csv" else "utf-8"
        separator = "," if path.name.startswith("limesurvey") else ";"
        with path.open(encoding=encoding, newline="") as stream:
            head, *rows = csv.reader(stream, delimiter=separator)
        others = {f"{n:05}" for n in range(4, 13)}
        write_rows(path, [head, *(row for row in rows if not others & set(row))], separator, encoding)
    settings = folder / "revue.toml"
    settings.write_text(settings.read_text("utf-8").replace("draws = 1000", "draws = 30"), "utf-8")
    return folder


def write_rows(path: Path, rows: list[list[str]], separator: str = ";", encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(rows)


BASES: Mapping[str, Callable[[Path], Path]] = {"wide": wide, "long": long, "workbook": workbook, "demo": demo}
