"""Writing the answers as two survey tools export them, and the tables a consultant keeps beside them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from demo.model import LAST_PAGE, Sheet
from demo.places import CAMPAIGNS, COLLEGES, DEPARTEMENT, EPCI, PLACES
from demo.questions import COLLEGE_IN_WORDS, CRITERIA, IN_WORDS, INDICATORS, indicator


def as_csv(rows: Iterable[Sequence[object]], separator: str, line_end: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Write rows as CSV text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(rows)
    return out.getvalue()


def moments(rng: np.random.Generator, n: int, start: datetime, days: int) -> list[datetime]:
    """Draw the moments at which `n` people sent their answers, in order."""
    seconds = sorted(math.floor(rng.random() * days) * 86_400 + math.floor(rng.random() * 43_200) for _ in range(n))
    return [start + timedelta(seconds=s) for s in seconds]


def shuffled(rng: np.random.Generator, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Put the sheets in the order in which they came in."""
    return [sheet for _, sheet in sorted(((rng.random(), sheet) for sheet in sheets), key=lambda pair: pair[0])]


def limesurvey(rng: np.random.Generator, sheets: Sequence[Sheet]) -> bytes:
    """LimeSurvey export: comma, every cell quoted, answer codes, an empty `submitdate` for those who gave up."""
    head = ["id", "submitdate", "lastpage", "startlanguage", "seed", "codeinsee", "college"]
    head += [f"{indicator(c)}[{c}]" for c in CRITERIA]
    head += [f"S{indicator(c)[1:]}[{c}_souhaite]" for c in CRITERIA]
    head += [f"{c}_motif" for c in CRITERIA if any(c in sheet.reasons for sheet in sheets)]
    head += [f"{c}_preuve" for c in CRITERIA]
    head += [f"importance[{i}]" for i in INDICATORS]
    head += [f"{i}com" for i in INDICATORS] + ["commentaire"]
    reasons = [c for c in CRITERIA if f"{c}_motif" in head]
    rows: list[list[object]] = [head]
    order = shuffled(rng, sheets)
    for number, (sheet, when) in enumerate(
        zip(order, moments(rng, len(order), datetime(2026, 3, 12, 8), 25), strict=True)
    ):
        sent = f"{when:%Y-%m-%d %H:%M:%S}" if sheet.last_page == LAST_PAGE else ""
        seed = math.floor(rng.random() * 2_000_000_000)
        rows.append(
            [number + 1, sent, sheet.last_page, "fr", seed, sheet.place.code, sheet.college]
            + [sheet.levels[c] for c in CRITERIA]
            + [sheet.desired[c] for c in CRITERIA]
            + [sheet.reasons.get(c, "") for c in reasons]
            + [sheet.evidence.get(c, "") for c in CRITERIA]
            + [f"{sheet.points[i]:g}" if sheet.points else "" for i in INDICATORS]
            + [sheet.remarks.get(i, "") for i in (*INDICATORS, "")]
        )
    return as_csv(rows, ",", "\n", csv.QUOTE_ALL).encode("utf-8")


def excel_fr(rng: np.random.Generator, sheets: Sequence[Sheet]) -> bytes:
    """Microsoft Forms answers saved as CSV by a French Excel: semicolon, cp1252, decimal comma, labels for headers."""
    head = ["ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Code Insee", "Vous êtes"]
    head += list(CRITERIA.values())
    head += [f"{label} (souhaité)" for label in CRITERIA.values()]
    reasons = [c for c in CRITERIA if any(c in sheet.reasons for sheet in sheets)]
    head += [f"{CRITERIA[c]} (commentaire)" for c in reasons]
    head += [f"{label} (preuve)" for label in CRITERIA.values()]
    head += [f"Importance – {label}" for label in INDICATORS.values()]
    head += [f"Commentaire – {label}" for label in INDICATORS.values()] + ["Commentaire"]
    rows: list[list[object]] = [head]
    order = shuffled(rng, sheets)
    for number, (sheet, when) in enumerate(
        zip(order, moments(rng, len(order), datetime(2023, 3, 20, 8), 25), strict=True)
    ):
        begun = when - timedelta(seconds=480 + math.floor(rng.random() * 1200))
        rows.append(
            [number + 1, f"{begun:%d/%m/%Y %H:%M:%S}", f"{when:%d/%m/%Y %H:%M:%S}", "anonymous", "", sheet.place.code]
            + [COLLEGE_IN_WORDS[sheet.college]]
            + [IN_WORDS[sheet.levels[c]] for c in CRITERIA]
            + [IN_WORDS[sheet.desired[c]] for c in CRITERIA]
            + [sheet.reasons.get(c, "") for c in reasons]
            + [sheet.evidence.get(c, "") for c in CRITERIA]
            + [f"{sheet.points[i]:g}".replace(".", ",") if sheet.points else "" for i in INDICATORS]
            + [sheet.remarks.get(i, "") for i in (*INDICATORS, "")]
        )
    return as_csv(rows, ";", "\r\n").encode("cp1252")


def territories() -> bytes:
    """Declare the twelve territories."""
    rows: list[list[object]] = [
        ["code", "nom", "nature", "departement", "libelle_departement", "epci", "nom_epci", "population"]
    ]
    for place in PLACES:
        epci = EPCI if place.kind == "commune" else ("", "")
        rows.append([place.code, place.name, place.kind, *DEPARTEMENT, *epci, place.population])
    return as_csv(rows, ";", "\n").encode("utf-8")


def invited() -> bytes:
    """Say how many people of each college were asked."""
    rows: list[list[object]] = [["code", "campagne", "college", "invites"]]
    for campaign in CAMPAIGNS:
        for place in PLACES:
            if any(place.answered(campaign)):
                rows += [[place.code, campaign, c, n] for c, n in zip(COLLEGES, place.invited, strict=True)]
    return as_csv(rows, ";", "\n").encode("utf-8")


def targets() -> bytes:
    """Targets other than the default one: the smallest communes aim lower on reporting and project management."""
    head = ["code", "strate", "critere", "cible", "echeance"]
    small = [["", "lt1000", node, 50, "2029-12-31"] for node in ("I7A", "I7B", "I8A")]
    joint = [[EPCI[0], "", node, target, "2029-12-31"] for node, target in (("I4A", "87,5"), ("I7A", "87,5"))]
    return as_csv([head, *small, *joint], ";", "\n").encode("utf-8")


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files of the campaign's `data` folder."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / "data" / name).write_bytes(content)
