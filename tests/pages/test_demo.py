"""The demonstration campaign, from its raw files to pages in a browser."""

import re

import pytest

from revue_analytics.review import open_review
from tests.pages.browser import NARROW, WIDE
from tests.pages.conftest import EPCI, FEW, TYPICAL
from tests.pages.pdf import part_one_is_four_sheets, sheets


@pytest.fixture
def made(demo_pages):
    """The pages in French."""
    return demo_pages["fr"]


def test_every_page_asked_for_is_made_without_a_word_on_standard_error(made):
    assert sorted(made.done) == sorted((TYPICAL, FEW, EPCI))
    assert made.failed == ()
    assert made.warnings == {}


@pytest.mark.parametrize(("code", "width"), [(TYPICAL, WIDE), (TYPICAL, NARROW), (FEW, WIDE)])
def test_a_review_is_quiet_self_contained_accessible_and_never_scrolls_sideways(browser, made, code, width):
    with browser.visit(made.page(code), width) as visit:
        assert visit.requests == []
        assert visit.console == []
        assert visit.overflow() == 0
        assert visit.accessibility_faults() == []
        assert visit.page.locator("h1").count() == 1
        assert visit.page.locator("main img:not([alt])").count() == 0


@pytest.mark.parametrize("code", [TYPICAL, FEW])
def test_every_entry_of_the_contents_leads_somewhere(browser, made, code):
    with browser.visit(made.page(code)) as visit:
        targets = visit.page.eval_on_selector_all("nav .wide a", "links => links.map(a => a.getAttribute('href'))")
        assert len(targets) > 5
        assert all(visit.page.locator(target).count() == 1 for target in targets)


def test_the_page_shows_the_scores_of_the_review(made):
    review = open_review(made.index.parent / "review").for_territory(TYPICAL)
    text = re.sub(r"<[^>]+>", " ", made.page(TYPICAL).read_text(encoding="utf-8"))
    scores = review.now("scores").set_index("node")
    for node in ("overall", *review.framework.top_ids):
        assert f"{scores.loc[node, 'score']:.1f}".replace(".", ",") in text


@pytest.mark.parametrize(("code", "name"), [(TYPICAL, "Montélise"), (FEW, "Noirval-aux-Bois")])
def test_the_essential_is_four_sheets_and_each_sheet_names_the_territory(browser, made, tmp_path, code, name):
    with browser.visit(made.page(code)) as visit:
        printed = sheets(visit.pdf(tmp_path / "review.pdf"))
    assert 10 <= len(printed) <= 16
    assert part_one_is_four_sheets(printed)
    assert all("Données fictives" in sheet and name in sheet for sheet in printed)


@pytest.mark.full
@pytest.mark.parametrize("language", ["fr", "en"])
def test_all_twelve_pages_are_made_quiet_and_print_on_at_most_sixteen_sheets(
    browser, all_demo_pages, tmp_path, language
):
    result = all_demo_pages[language]
    assert len(result.done) == 12
    assert result.complete
    for code in result.done:
        for width in (NARROW, WIDE):
            with browser.visit(result.page(code), width) as visit:
                found = (visit.requests, visit.console, visit.overflow(), visit.accessibility_faults())
                assert (code, width, *found) == (code, width, [], [], 0, [])
                printed = sheets(visit.pdf(tmp_path / "review.pdf")) if width == WIDE else None
        assert (code, 10 <= len(printed) <= 16, part_one_is_four_sheets(printed)) == (code, True, True)
