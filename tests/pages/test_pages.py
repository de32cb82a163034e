"""Pages opened in a browser: quiet, self-contained, usable with a keyboard, a narrow screen, or a screen reader."""

import pytest

from revue_analytics.batches.index import index_page
from revue_analytics.document.page.shell import page_for
from revue_analytics.notebooks.render import render
from tests.batches.conftest import make_review
from tests.notebooks.test_render import html_cell, notebook
from tests.pages.browser import NARROW, WIDE
from tests.pages.pdf import sheets

TEXT = "<p>" + "Une phrase qui remplit la page. " * 30 + "</p>"
SECTIONS = notebook(
    html_cell(f'<section id="summary"><h1>Ajaccio &lt;script&gt;</h1>{TEXT}</section>'),
    *(html_cell(f'<section id="s{n}"><h2>Partie {n}</h2>{TEXT}</section>') for n in range(6)),
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A review document and an index on disk."""
    folder = tmp_path_factory.mktemp("pages")
    review = make_review()
    shell = page_for(review, "fr", "Ajaccio <script>alert(1)</script>")
    (folder / "2A004.html").write_text(render(SECTIONS, shell), encoding="utf-8")
    codes = list(review.territories["territory"])
    (folder / "index.html").write_text(
        index_page(review, {code: f"{code}.html" for code in codes}, [], "fr"), encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["2A004.html", "index.html"])
def test_a_page_is_quiet_self_contained_accessible_and_never_scrolls_sideways(browser, pages, name, width):
    with browser.visit(pages / name, width) as visit:
        assert visit.requests == []
        assert visit.console == []
        assert visit.overflow() == 0
        assert visit.accessibility_faults() == []


def test_the_first_tab_leads_to_the_content(browser, pages):
    with browser.visit(pages / "2A004.html") as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.textContent") == "Aller au contenu"
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "content"


def test_the_contents_stay_in_view_on_a_wide_screen_and_fold_on_a_narrow_one(browser, pages):
    with browser.visit(pages / "2A004.html", WIDE) as visit:
        visit.page.click("nav .wide a[href='#s5']")
        visit.page.wait_for_timeout(800)
        assert visit.page.locator("nav .wide").is_visible()
        assert visit.page.locator("#s5 h2").evaluate("e => e.getBoundingClientRect().top") < 900
    with browser.visit(pages / "2A004.html", NARROW) as visit:
        assert not visit.page.locator("nav .narrow a").first.is_visible()
        visit.page.click("nav summary")
        assert visit.page.locator("nav .narrow a").first.is_visible()


def test_contents_do_not_print_and_each_sheet_says_fictitious(browser, pages, tmp_path):
    with browser.visit(pages / "2A004.html") as visit:
        visit.page.emulate_media(media="print")
        assert not visit.page.locator("nav").is_visible()
        assert visit.page.locator(".page-banner").is_visible()
        printed = sheets(visit.pdf(tmp_path / "page.pdf"))
    assert len(printed) > 1
    for number, sheet in enumerate(printed, start=1):
        assert "Données fictives" in sheet
        assert "Ajaccio <script>alert(1)</script> — Revue d’ingénierie territoriale · Campagne 2026" in sheet
        assert f"\n{number}\n / \n{len(printed)}" in sheet


def names(visit) -> list[str]:
    return visit.page.eval_on_selector_all(
        "tbody tr", "rows => rows.filter(r => !r.hidden).map(r => r.querySelector('.code').textContent)"
    )


def test_the_index_is_searched_filtered_and_sorted(browser, pages):
    with browser.visit(pages / "index.html") as visit:
        page, status = visit.page, visit.page.locator("[role=status]")
        assert names(visit) == ["9Z001", "2A004", "01004", "000000012"]
        assert status.text_content() == "4 territoires affichés"
        page.fill("#search", "amberieu")
        page.wait_for_timeout(50)
        assert names(visit) == ["01004"]
        assert status.text_content() == "1 territoire affiché"
        page.fill("#search", "2a0")
        page.wait_for_timeout(50)
        assert names(visit) == ["2A004"]
        page.fill("#search", "")
        page.select_option("#level", "none")
        page.wait_for_timeout(50)
        assert names(visit) == ["9Z001"]
        page.select_option("#level", "")
        header = page.locator("thead th", has_text="Maturité")
        header.locator("button").focus()
        page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") == "descending"
        assert names(visit) == ["2A004", "01004", "000000012", "9Z001"]
        page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") == "ascending"
        assert names(visit) == ["000000012", "01004", "2A004", "9Z001"]  # without a score: last, both ways
        assert visit.console == []


def test_the_index_is_complete_without_its_script(browser, pages):
    with browser.visit(pages / "index.html", scripts=False) as visit:
        assert len(visit.page.locator("tbody tr").all()) == 4
        assert not visit.page.locator("form.controls").is_visible()


def test_a_link_of_the_index_leads_to_the_page(browser, pages):
    with browser.visit(pages / "index.html") as visit:
        visit.page.click("a[href='2A004.html']")
        assert visit.page.title().startswith("Ajaccio <script>")
