"""Territories that answered in every extreme way: each page is still quiet, accessible, and says something true."""

import pytest

from revue_analytics.batches import batch
from tests.document.reading import text_of
from tests.pages.browser import NARROW, WIDE
from tests.pages.extremes import LONG, TERRITORIES, write_campaign
from tests.pages.pdf import part_one_is_four_sheets, sheets

ONE_PERSON, UNANIMOUS, ONE_ANSWER, FORTY_COLLEGES, LONG_NAMES = TERRITORIES


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The pages of the campaign, from its raw files."""
    return batch(write_campaign(tmp_path_factory.mktemp("extremes") / "campaign"), private=True)


@pytest.fixture(scope="module")
def texts(made):
    """What each page says, by territory, with plain spaces."""
    told = {code: text_of(made.page(code).read_text(encoding="utf-8")) for code in TERRITORIES}
    return {code: " ".join(text.split()) for code, text in told.items()}


def test_every_page_is_made(made):
    assert made.done == tuple(TERRITORIES)
    assert made.warnings == {}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("code", TERRITORIES)
def test_a_page_is_quiet_accessible_and_never_scrolls_sideways(browser, made, code, width):
    with browser.visit(made.page(code), width) as visit:
        found = (visit.requests, visit.console, visit.overflow(), visit.accessibility_faults())
    assert found == ([], [], 0, [])


@pytest.mark.parametrize("code", TERRITORIES)
def test_the_essential_is_four_sheets_and_the_annex_at_most_twelve(browser, made, tmp_path, code):
    with browser.visit(made.page(code)) as visit:
        printed = sheets(visit.pdf(tmp_path / "page.pdf"))
    assert 10 <= len(printed) <= 16
    assert part_one_is_four_sheets(printed)


def test_equal_scores_are_not_said_to_go_from_one_to_the_other(texts):
    assert "Tous valent 100 sur 100." in texts[UNANIMOUS]
    assert "Tous valent 50 sur 100." in texts[ONE_PERSON]
    assert not any("Le plus haut :" in texts[code] for code in (UNANIMOUS, ONE_PERSON))


def test_a_single_answer_names_all_that_is_missing_and_promises_no_gain(texts):
    said = texts[ONE_ANSWER]
    assert "8 Reporting et transparence" in said.split("Données insuffisantes pour donner un score")[1][:400]
    assert "points qui manquent au territoire" not in said
    assert "De quoi l’écart est fait" not in said


def test_of_forty_colleges_the_first_page_shows_eight_lines_and_the_annex_all(texts):
    front, annex = texts[FORTY_COLLEGES].split("33 autres groupes")
    assert "Conseil de quartier 8" not in front
    answers = annex.split("Annexe : les réponses")[-1]
    assert all(f"Conseil de quartier {n} " in answers for n in range(1, 41))


def test_a_name_of_120_characters_is_written_whole(texts):
    assert len(LONG) == 120
    assert LONG.strip() in texts[LONG_NAMES]
