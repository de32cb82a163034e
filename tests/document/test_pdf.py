"""The annex as PDF: what somebody typed at length neither stops the program that lays it out nor takes it minutes."""

from dataclasses import replace
from io import BytesIO
from time import process_time

import pytest
from pypdf import PdfReader

from revue_analytics.document import sections
from revue_analytics.document.page.assets import styles
from revue_analytics.document.page.pdf import pdf
from tests.document import factory

WORDS = "mot " * 2_499 + "fin"
SECONDS = 60  # it takes five; it took minutes


@pytest.mark.parametrize("table", ["comments", "evidence"])
def test_a_text_of_10_000_characters_is_printed_whole(table):
    html = str(sections.annex_criteria(with_text(table, WORDS), "fr"))
    sheets = "".join(f"<style>{style}</style>" for style in styles())
    begun = process_time()
    made = pdf(f'<!DOCTYPE html><html lang="fr"><head><title>Annexe</title>{sheets}</head><body>{html}</body></html>')
    assert process_time() - begun < SECONDS
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split()
    assert words.count("mot") >= 2_499


def with_text(table, text):
    """Return a review whose first comment, or first piece of evidence, is this text."""
    review = factory.usual()
    frame = review.tables[table].copy()
    here = frame.index[frame["campaign"] == review.current][0]
    frame.loc[here, {"comments": "comment", "evidence": "title"}[table]] = text
    return replace(review, meta={**review.meta, "comments": True}, tables={**review.tables, table: frame})
