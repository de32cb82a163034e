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
from revue_analytics.intake.meanings import IDENTITY
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


def sums_up(text: str) -> bool:
    """Whether a cell says that its row sums up others.

    >>> [sums_up(text) for text in ("Médiane", "TOTAL GÉNÉRAL", "Moyenne des élus", "Écart-type", "Totalement", "Max")]
    [True, True, True, True, False, True]
    """
    return len(text) <= 40 and MAYBE.search(text) is not None and SUMMARY.fullmatch(plain(text)) is not None


def without_totals(cells: pd.DataFrame, territory: int, declared: Declared) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out the rows of a table that sum up others: whose territory says so, and is none."""
    texts = cells[territory][cells[territory].map(sums_up)]
    if texts.empty:
        return cells, []
    codes, _ = read_codes(texts, declared)
    rows = codes.index[codes == ""].to_list()
    return cells.drop(index=rows), [Finding(row_rules.TOTALS, details={"rows": listed(rows)})] if rows else []


def without_summaries(sheet: Sheet, columns: Columns, declared: Declared) -> tuple[Sheet, list[Finding]]:
    """Leave out the rows that sum up others, and say which.

    They are known by a cell that says who or where; or by one on their left, where no other says it.
    """
    territory = columns.one("territory")
    own = [k for role in IDENTITY for k in columns.of(role) if k != territory]
    first = min((k for k in columns.meanings if k not in (*own, territory)), default=0)
    beside = [k for k in range(first) if k not in columns.meanings]
    sums_in = {k: [text for text in sheet.cells[k].unique() if sums_up(str(text))] for k in (*own, *beside)}
    if territory is not None:
        sums_in[territory] = [text for text in sheet.cells[territory].unique() if sums_up(str(text))]
        if sums_in[territory]:  # unless it is what a territory is called
            sums = sheet.cells[territory][sheet.cells[territory].isin(sums_in[territory])].drop_duplicates()
            sums_in[territory] = sums[read_codes(sums, declared)[0] == ""].to_list()
    if not any(sums_in.values()):
        return sheet, []
    away = sheet.cells[0] != sheet.cells[0]
    who = [k for k in (*own, territory) if k is not None]
    for k, texts in sums_in.items():
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
