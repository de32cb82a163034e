"""Who wrote which comment: each text at most once per campaign, where it fits what the person answered."""

from __future__ import annotations

import math

import numpy as np

from demo.model import LAST_PAGE, Sheet
from demo.places import Place
from demo.remarks import REMARKS, SCRIPT, Remark

SCRIPT_AT = "00001"  # the territory where somebody tries a script
SMALL = 2_000  # inhabitants


def mood(sheet: Sheet, node: str) -> float:
    """Mean level the person gave below an indicator ("" = everywhere); 2 when they gave none."""
    levels = [int(level) for criterion, level in sheet.levels.items() if criterion.startswith(node) and level.isdigit()]
    return sum(levels) / len(levels) if levels else 2.0


def said_here(place: Place, where: str) -> bool:
    """Whether a remark made for small communes, or for communes, fits the place."""
    return not where or (place.kind == "commune" and (where != "small" or place.population < SMALL))


def fits(sheet: Sheet, node: str, remark: Remark) -> bool:
    """Whether this person could have written this."""
    if remark.text == SCRIPT and (sheet.campaign != "2026" or sheet.place.code != SCRIPT_AT):
        return False
    content = not remark.tone or (mood(sheet, node) >= 2.5 if remark.tone == "+" else mood(sheet, node) <= 1.5)
    return content and remark.who in ("", sheet.college) and said_here(sheet.place, remark.where)


def add_remarks(rng: np.random.Generator, sheets: list[Sheet], share: float = 1.0) -> None:
    """Give each text to one of the people whom it fits; `share` of the texts are used."""
    finished = [sheet for sheet in sheets if sheet.last_page == LAST_PAGE]
    for node, remarks in REMARKS.items():
        for remark in remarks:
            used, pick = rng.random() < share or remark.text == SCRIPT, rng.random()
            able = [s for s in finished if node not in s.remarks and fits(s, node, remark)]
            if used and able:
                able[math.floor(pick * len(able))].remarks[node] = remark.text
