"""Rows that sum up others — “Médiane”, “Total général” — and are nobody's answers."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from revue_analytics.errors import listed
from revue_analytics.intake import row_rules
from revue_analytics.intake.codes import Declared, read_codes
from revue_analytics.intake.columns import Columns
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.words import plain

MAYBE = re.compile(
    r"moy|m[eé]d|tot|som|aver|mean|sum|min|max|[eé]cart|st(?:an)?d|count|nombre|nb|effectif|varian|quart", re.I
)
SUMMARY = re.compile(
    r"(?:(?:grand|sous|sub) ?)?(?:total|totaux|somme|sum|moyennes?|moy|average|mean|medianes?|median|ecart type"
    r"|sd|stdev|standard deviation|std dev|minimum|maximum|variance|effectifs?|nombre|nb|count)"
    r"(?: (?:general|generale|generaux|globale?|overall|ponderee?|de|des|du|of|par|by|\w+)){0,3}"
    r"|min|max|[1-4](?:er|e|st|nd|rd|th)? quartile|quartile [1-4]"
)
ALSO_NAMES = {"max", "min", "somme"}  # of people and of a département
IDENTITY = ("territory", "campaign", "college", "respondent")


def sums_up(text: str) -> bool:
    """Whether a cell says that its row sums up others.

    >>> [sums_up(text) for text in ("Médiane", "TOTAL GÉNÉRAL", "Moyenne des élus", "Écart-type", "Totalement", "Max")]
    [True, True, True, True, False, True]
    """
    return len(text) <= 40 and MAYBE.search(text) is not None and SUMMARY.fullmatch(plain(text)) is not None


def without_totals(cells: pd.DataFrame, place: int, declared: Declared) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out the rows of a table that sum up others: whose territory says so, and is none."""
    texts = cells[place][cells[place].map(sums_up)]
    if texts.empty:
        return cells, []
    codes, _ = read_codes(texts, declared)
    rows = codes.index[codes == ""].to_list()
    return cells.drop(index=rows), [Finding(row_rules.TOTALS, details={"rows": listed(rows)})] if rows else []


def without_summaries(sheet: Sheet, columns: Columns, declared: Declared) -> tuple[Sheet, list[Finding]]:
    """Leave out the rows that sum up others, and say which.

    They are known by a cell that says who or where; or by one on their left, where no other says it.
    """
    place = columns.one("territory")
    own = [k for role in IDENTITY for k in columns.of(role) if k != place]
    first = min((k for k in columns.meanings if k not in (*own, place)), default=0)
    beside = [k for k in range(first) if k not in columns.meanings]
    found = {k: [text for text in sheet.cells[k].unique() if sums_up(str(text))] for k in (*own, *beside)}
    if place is not None:
        found[place] = [text for text in sheet.cells[place].unique() if sums_up(str(text))]
        if found[place]:  # unless it is what a territory is called
            sums = sheet.cells[place][sheet.cells[place].isin(found[place])].drop_duplicates()
            found[place] = sums[read_codes(sums, declared)[0] == ""].to_list()
    if not any(found.values()):
        return sheet, []
    away = sheet.cells[0] != sheet.cells[0]
    who = [k for k in (*own, place) if k is not None]
    for k, texts in found.items():
        alone = (sheet.cells[[other for other in who if other != k]] == "").all(axis=1)
        names = [text for text in texts if k in beside or plain(text) in ALSO_NAMES]
        away |= sheet.cells[k].isin(texts) & (alone | ~sheet.cells[k].isin(names))
    rows = sheet.cells.index[away].to_list()
    if not rows:
        return sheet, []
    gone = set(rows)
    kept = tuple(
        replace(one, rows=[row for row in one.rows if row not in gone]) if len(one.rows) else one
        for one in sheet.findings
        if not len(one.rows) or set(one.rows) - gone
    )
    said = Finding(row_rules.ROWS_OF_SUMMARY, details={"n": len(rows), "rows": listed(rows)})
    return replace(sheet, cells=sheet.cells[~away], findings=kept), [said]
