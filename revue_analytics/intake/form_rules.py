"""The rules that a filled questionnaire must follow: the workbook that `revue questionnaire` makes, sent back."""

from __future__ import annotations

from revue_analytics.errors import Rule

OTHER_FRAMEWORK = Rule(
    "form-other-framework",
    "this questionnaire was made for another framework, “{value}”",
    "move it to the campaign that it belongs to",
)
OTHER_VERSION = Rule(
    "form-other-version",
    "this questionnaire was made for version {value} of the framework; the campaign uses version {version}",
    "nothing, if the questions are the same; otherwise send the new questionnaire",
    "warning",
)
ROW_MISSING = Rule(
    "form-row-missing",
    "the row of “{value}” has been removed from the questionnaire",
    "copy the answers into an untouched questionnaire",
)
ROW_REPEATED = Rule(
    "form-row-repeated",
    "the row of “{value}” is there several times",
    "keep one",
)
OUTSIDE = Rule(
    "form-cell-outside",
    "the cell is outside the places for answers and is not read",
    "move what it says into a comment, if it matters",
    "warning",
)
FORMULA = Rule(
    "form-formula",
    "the cell holds a formula; formulas are neither calculated nor read",
    "write the answer itself",
)
MERGED = Rule(
    "form-cells-merged",
    "cells for several answers are merged ({value}): nobody can tell which question is answered",
    "unmerge the cells and write each answer in its own",
)
SHEET_ADDED = Rule(
    "form-sheet-added",
    "the sheet “{value}” is not part of the questionnaire and is not read",
    "move what it says into a comment, if it matters",
    "warning",
)
RESPONDENT_TWICE = Rule(
    "form-respondent-twice",
    "the respondent “{value}” is there twice: {cells}",
    "give each respondent a number of their own, or empty one of the two columns",
)
MARKER_MISSING = Rule(
    "form-marker-missing",
    "the hidden sheet that describes this questionnaire is gone: rows that have been removed cannot be noticed",
    "copy the answers into an untouched questionnaire, if in doubt",
    "warning",
)
