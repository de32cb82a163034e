"""The panel “what if”: its numbers are Python's, to the digit; without its script the page lacks nothing."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import revue_analytics as ra
from revue_analytics.document import sections, what_if
from revue_analytics.document.page.shell import page_for
from revue_analytics.document.what_if import what_if_data
from revue_analytics.framework import framework_from_dict
from revue_analytics.notebooks.render import render
from tests.document.factory import HOSTILE
from tests.pages.browser import NARROW, WIDE
from tests.pages.pdf import sheets

CODES = ("00001", "00003", "00010")  # without peers, with peers, three respondents (on a confidential page)
PANEL = ".rv-what-if"
CHOOSE = """levels => {
    const selects = document.querySelectorAll('.rv-what-if select');
    levels.forEach((level, at) => {
        selects[at].value = level === null ? '' : String(level);
        selects[at].dispatchEvent(new Event('change', {bubbles: true}));
    });
    return Array.from(document.querySelectorAll('.rv-what-if [role=status] p'), (line) => line.textContent);
}"""


@pytest.fixture(scope="module")
def review(demo_pages):
    return ra.open_review(demo_pages["fr"].index.parent / "review")


def page_of(own, language):
    """The page of one section, as a batch renders it."""
    data = {
        "text/html": str(sections.essential_front(own, language)) + str(sections.gaps(own, language)),
        "text/plain": "",
    }
    cell = new_code_cell("x", outputs=[new_output("execute_result", data, execution_count=1)])
    notebook = new_notebook(cells=[cell], metadata={"language_info": {"name": "python"}})
    return render(notebook, page_for(own, language, own.name))


@pytest.fixture(scope="module")
def written(review, tmp_path_factory):
    folder = tmp_path_factory.mktemp("what-if")
    for code in CODES:
        for language in ("fr", "en"):
            html = page_of(review.for_territory(code), language)
            (folder / f"{code}-{language}.html").write_text(html, encoding="utf-8")
    return folder


def asked(own):
    """Criteria that the panel asks about: those that count in the overall score."""
    weight = own.now("gaps").set_index("node")["weight"]
    return [leaf for leaf in own.framework.leaf_ids if weight[leaf] > 0]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", CODES)
def test_the_panel_says_what_python_says_word_for_word(browser, written, review, code, language):
    own, rng = review.for_territory(code), np.random.default_rng(7)
    leaves = asked(own)
    with browser.visit(written / f"{code}-{language}.html") as visit:
        assert visit.page.locator(f"{PANEL} select").count() == len(leaves)
        for share in [0.05, 0.2, 0.5, 1.0] * 5:
            drawn = zip(rng.integers(0, 5, len(leaves)), rng.random(len(leaves)) < share, strict=True)
            levels = [int(level) if chosen else None for level, chosen in drawn]
            changes = {leaf: level for leaf, level in zip(leaves, levels, strict=True) if level is not None}
            said = what_if.what_if_sentences(ra.what_if(own, changes), language) if changes else []
            assert visit.page.evaluate(CHOOSE, levels) == said
        assert visit.console == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_panel_is_accessible_fits_and_is_used_with_the_keyboard_alone(browser, written, width):
    with browser.visit(written / "00003-fr.html", width) as visit:
        page = visit.page
        page.locator(f"{PANEL} summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.labels[0].firstChild.textContent").startswith("1.1")
        page.keyboard.type("4")
        status = page.locator(f"{PANEL} [role=status]")
        assert "Score d’ensemble" in status.inner_text()
        assert visit.overflow() == 0
        assert visit.accessibility_faults() == []
        page.get_by_role("button", name="Revenir à aujourd’hui").press("Enter")
        assert status.inner_text() == ""
        assert (visit.requests, visit.console) == ([], [])


def test_without_its_script_and_on_paper_nothing_of_it_shows(browser, written, tmp_path):
    with browser.visit(written / "00003-fr.html", scripts=False) as visit:
        assert not visit.page.locator(PANEL).is_visible()
    with browser.visit(written / "00003-fr.html") as visit:
        assert visit.page.locator(PANEL).is_visible()
        assert not any("Et si" in sheet for sheet in sheets(visit.pdf(tmp_path / "page.pdf")))


def test_the_script_is_the_only_one_that_the_policy_allows(written):
    html = (written / "00003-fr.html").read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    allowed = "sha256-" + b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src '{allowed}';" in html.replace("&#39;", "'").replace("&#43;", "+")
    panel = re.search(r"<div class=\"rv-what-if\".*?</div>", html, re.DOTALL)
    assert len(script) + len(panel[0]) < 8_000


def test_the_same_review_gives_the_same_bytes(review):
    own = review.for_territory("00003")
    assert page_of(own, "fr") == page_of(own, "fr")


def test_a_score_that_is_no_weighted_sum_has_no_panel_and_the_page_says_nothing_of_it(review):
    own = review.for_territory("00003")
    for methodology in ({"aggregation": "geometric_mean"}, {"pooling": "mine.py:median"}):
        other = replace(own, meta={**own.meta, "methodology": {**own.meta["methodology"], **methodology}})
        assert what_if_data(other, "fr") is None
        html = page_of(other, "fr")
        assert "<script" not in html and 'rv-what-if"' not in html and "script-src" not in html


def test_names_are_text_whatever_they_hold(browser, review, tmp_path):
    content = review.framework.to_dict()
    nasty = HOSTILE + "' onclick='alert(1)"
    for top in content["indicators"]:
        top["label"] = top["short"] = {"fr": nasty, "en": nasty}
        for child in top["children"]:
            child["label"] = {"fr": nasty, "en": nasty}
    own = replace(review.for_territory("00003"), framework=framework_from_dict(content, check=False))
    path = tmp_path / "page.html"
    path.write_text(page_of(own, "fr"), encoding="utf-8")
    with browser.visit(path) as visit:
        assert visit.console == []
        visit.page.evaluate(CHOOSE, [4])
        assert "onclick='alert(1)" in visit.page.locator(f"{PANEL} legend").first.text_content()
        assert "onclick='alert(1)" in visit.page.locator(f"{PANEL} [role=status]").text_content()
        assert visit.page.locator(f"{PANEL} [onclick]").count() == 0
