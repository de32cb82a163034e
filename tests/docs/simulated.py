"""Answers to a campaign on real communes, drawn at random: they test the way through, and are shipped with nothing."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import openpyxl

from revue_analytics.framework import load_framework

COLLEGES = {"Élu": 3, "Agent": 3, "Habitant": 6, "Partenaire": 2}
MISSPELT = ("Surgères", "Surgerre")
"""What somebody types for the name of a commune, in all of its answers."""


def answer(folder: Path, *, misspelt: bool) -> None:
    """Write answers as an online form exports them, communes by name, and fill in the numbers invited."""
    draw = random.Random(17)
    framework = load_framework()
    levels = [f"{level.value} – {level.label['fr']}" for level in framework.scale.levels]
    with (folder / "data" / "reponses.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, delimiter=";")
        rows.writerow(["Horodateur", "Votre commune", "Vous êtes", *(leaf.label["fr"] for leaf in framework.leaves)])
        for name in communes(folder):
            middle = draw.uniform(0.8, 3.2)
            for college, n in COLLEGES.items():
                for _ in range(n):
                    drawn = [min(max(round(draw.gauss(middle, 0.8)), 0), 4) for _ in framework.leaves]
                    said = [levels[level] if draw.random() > 0.05 else "Ne sait pas" for level in drawn]
                    written = MISSPELT[1] if misspelt and name == MISSPELT[0] else name
                    rows.writerow([f"{draw.randint(1, 28):02}/03/2026 10:00:00", written, college, *said])
    invite(folder)


def communes(folder: Path) -> list[str]:
    """Return the names in the table of territories."""
    rows = openpyxl.load_workbook(folder / "data" / "territoires.xlsx").active.iter_rows(min_row=2, values_only=True)
    return [str(row[1]) for row in rows]


def invite(folder: Path) -> None:
    """Fill in the numbers invited, as somebody would in a spreadsheet."""
    path = folder / "data" / "invites.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows(min_row=2):
        row[-1].value = 4 * COLLEGES[str(row[-2].value).removesuffix("s")]
    book.save(path)
