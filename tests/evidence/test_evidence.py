"""Evidence: read from a cell, published only where the campaign says so, and what is declared alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revue_analytics.document import sections
from revue_analytics.review import analyse
from revue_analytics.review.publish import declared_only, evidence_table
from revue_analytics.scoring import Methodology, count_responses
from revue_analytics.tables import Evidence, read_evidence
from tests.document import factory
from tests.factories import make_ratings, part_of


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("PLU approuvé en 2024", Evidence("PLU approuvé en 2024")),
        (
            "PLU ; https://example.org/plu.pdf ; 12/03/2024",
            Evidence("PLU", "https://example.org/plu.pdf", "2024-03-12"),
        ),
        ("Bilan (https://example.org/b).", Evidence("Bilan", "https://example.org/b")),
        ("Délibération — n° 2024-17 — 2024-06-01", Evidence("Délibération", "n° 2024-17", "2024-06-01")),
        ("Le 31/02/2024, réunion", Evidence("Le 31/02/2024, réunion")),
        ("javascript:alert(1)", Evidence("javascript:alert(1)")),
        ("12/03/2024", Evidence("", "", "2024-03-12")),
    ],
)
def test_a_cell_is_a_title_a_reference_and_a_date(cell, expected):
    assert read_evidence(cell) == expected


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_exception_and_nothing_is_made_up(text):
    found = read_evidence(text)
    assert set("".join(found.title.split())) <= set(text)
    assert found.reference == "" or set("".join(found.reference.split())) <= set(text) | {";"}


def answered(evidence: str, n: int = 6):
    ratings = make_ratings([("01004", "2026", f"p{i}", "elus", k, 2) for i in range(n) for k in ("I1A", "I1B")])
    here = (ratings.table["criterion"] == "I1A") & (ratings.table["respondent"].isin(["p0", "p1"]))
    return replace(ratings, table=ratings.table.assign(evidence=ratings.table["evidence"].mask(here, evidence)))


def test_each_piece_is_listed_once_without_who_named_it():
    ratings = answered("PLU ; n° 12")
    counts = count_responses(ratings, Methodology())
    table = evidence_table(counts, ratings, 5)
    assert table.to_numpy().tolist() == [["01004", "2026", "I1A", "PLU", "n° 12", ""]]


def test_what_nobody_backs_is_declared_and_few_respondents_name_nothing():
    ratings = answered("PLU")
    counts = count_responses(ratings, Methodology())
    declared = dict(zip(counts.framework.leaf_ids, declared_only(counts, ratings)[0].tolist(), strict=True))
    assert (declared["I1A"], declared["I1B"], declared["I2A"]) == (False, True, False)  # nobody rated the last
    few = answered("PLU", n=3)
    assert evidence_table(count_responses(few, Methodology()), few, 5).empty


def test_evidence_is_published_only_where_the_campaign_says_so(demo):
    assert analyse(part_of(demo, "00001", draws=20, evidence=False)).evidence.empty
    shown = analyse(part_of(demo, "00001", draws=20, evidence=True))
    assert len(shown.evidence)
    assert set(shown.evidence.columns) == {"territory", "campaign", "criterion", "title", "reference", "date"}


def test_the_annex_names_evidence_as_text_and_marks_what_is_declared():
    html = str(sections.annex_criteria(factory.usual(), "fr"))
    assert "PLU approuvé, https://example.org/plu.pdf, 12 mars 2024" in html
    assert "<a " not in html
    assert html.count("déclaratif") == 6  # every third criterion of eighteen, in the factory
