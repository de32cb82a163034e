"""The list of very many territories: it opens at once, and search, filters and sorting reach every one of them."""

import time

import numpy as np
import pandas as pd
import pytest

from revue_analytics.batches.index import index_page
from revue_analytics.document.page.assets import AT_ONCE, STEP
from revue_analytics.framework import OVERALL
from revue_analytics.review import Review
from tests.batches.conftest import make_review
from tests.pages.browser import NARROW


def long_review(n: int) -> Review:
    """A review of `n` communes in ten départements; scores rise with the code."""
    review = make_review()
    codes = [f"{k:05d}" for k in range(n)]
    tables = dict(review.tables)
    for name, rows in (("territories", slice(None)), ("scores", OVERALL)):
        table = review.tables[name]
        table = table[table["territory"] == "01004"]
        table = table if name == "territories" else table[table["node"] == rows]
        whole = pd.concat([table] * n, ignore_index=True)
        whole["territory"] = codes
        tables[name] = whole
    tables["territories"]["name"] = [f"Saint-Étienne {code}" for code in codes]
    tables["territories"]["departement"] = [f"{k % 10:02d}" for k in range(n)]
    tables["territories"]["departement_name"] = "Nom </script><b>"
    tables["scores"]["score"] = np.linspace(0, 100, n)
    tables["scores"]["level"] = pd.array((np.linspace(0, 100, n) // 25).clip(0, 4).astype(int), dtype="Int8")
    return Review(review.framework, review.meta, tables)


def opened_in(browser, tmp_path, n, width=1280):
    review = long_review(n)
    path = tmp_path / "index.html"
    path.write_text(index_page(review, {code: f"{code}.html" for code in review.codes}, [], "fr"), encoding="utf-8")
    return browser.visit(path, width)


def codes(visit) -> list[str]:
    return visit.page.eval_on_selector_all("tbody tr", "rows => rows.map(r => r.querySelector('.code').textContent)")


def status(visit) -> str:
    visit.page.wait_for_timeout(300)
    return visit.page.locator("[role=status]").text_content()


def check(visit, n):
    """Search, filter, sort, and show more, with the keyboard where that is the question."""
    page = visit.page
    assert len(codes(visit)) == STEP
    page.fill("#search", f"saint etienne {n - 1:05d}")
    assert status(visit) == "1 territoire affiché"
    assert codes(visit) == [f"{n - 1:05d}"]
    assert page.locator("tbody a").get_attribute("href") == f"{n - 1:05d}.html"
    page.fill("#search", "")
    page.select_option("#departement", "03")
    assert status(visit).replace("\u202f", "") == f"{len(range(3, n, 10))} territoires affichés"
    assert {code[-1] for code in codes(visit)} == {"3"}
    page.select_option("#departement", "")
    page.locator("thead th", has_text="Maturité").locator("button").click()
    assert codes(visit)[0] == f"{n - 1:05d}"
    page.locator(".more button").focus()
    page.keyboard.press("Enter")
    assert len(codes(visit)) == min(2 * STEP, n)
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == STEP + 1
    assert visit.console == []
    assert visit.requests == []


def test_a_list_just_longer_than_is_shown_at_once(browser, tmp_path):
    n = AT_ONCE + 100
    with opened_in(browser, tmp_path, n) as visit:
        assert visit.accessibility_faults() == []
        check(visit, n)
    with opened_in(browser, tmp_path, n, NARROW) as visit:
        assert visit.overflow() == 0


@pytest.mark.full
def test_the_list_of_all_communes_opens_within_seconds(browser, tmp_path):
    n = 34_969
    path = tmp_path / "index.html"
    review = long_review(n)
    path.write_text(index_page(review, {code: f"{code}.html" for code in review.codes}, [], "fr"), encoding="utf-8")
    start = time.monotonic()
    with browser.visit(path) as visit:
        assert len(codes(visit)) == STEP
        assert time.monotonic() - start < 15  # some two on a machine with nothing else to do
        check(visit, n)
