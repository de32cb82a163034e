"""The page of a collection in a browser: nobody, some, and very many territories."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from revue_analytics.campaign import check_campaign
from revue_analytics.campaign.gathering import gather
from revue_analytics.campaign.participation import participation
from revue_analytics.document.page.assets import STEP
from revue_analytics.following import follow_page
from tests.campaign.test_participation import answered, make
from tests.pages.browser import NARROW, WIDE

__all__ = ["make"]

TODAY = date(2026, 3, 20)
PLACES = ["01004", "2A004", "31555", "69123", "13055", "59350"]


def some(make):
    """Six territories of which the last has one respondent; the first has two campaigns, the second a fault."""
    answers = "".join(answered(code, "elus", 7) + answered(code, "habitants", 3) for code in PLACES[:-1])
    answers += answered(PLACES[-1], "elus", 1) + answered("01004", "elus", 6, "2023-03-12", "2023")
    answers += answered("2A004", "agents", 1, answers="9;9")
    invited = "".join(f"{code};2026;elus;9\n" for code in PLACES[:3])
    settings = '[[campaigns]]\nid = "2023"\n[[campaigns]]\nid = "2026"\n[questionnaire]\nclosing = 2026-03-31\n'
    return check_campaign(make(answers, invited, "01004;<b>Ambérieu</b>\n", settings), today=TODAY).collection


def none(make):
    return check_campaign(make(), today=TODAY).collection


def many(make, n=700):
    """Seven hundred communes without any answer, in ten départements."""
    gathered = gather(make(settings='[[campaigns]]\nid = "2026"\n'))
    codes = [f"{k:05d}" for k in range(n)]
    table = pd.DataFrame({"territory": codes, "name": [f"Saint-Étienne {code}" for code in codes]})
    table = gathered.declared.reindex(range(n)).assign(**table, departement=[f"0{k % 10}" for k in range(n)])
    table = table.fillna({name: "" for name in table if name not in ("population", "territory", "name", "departement")})
    return participation(replace(gathered, declared=table), TODAY)


CASES = {"some": some, "none": none, "many": many}


@pytest.fixture
def page(make, tmp_path):
    def page(case, language="fr"):
        path = tmp_path / f"{case}.html"
        path.write_text(follow_page(CASES[case](make), language), encoding="utf-8")
        return path

    return page


@pytest.mark.parametrize("case", CASES)
def test_the_page_is_quiet_self_contained_accessible_and_never_scrolls_sideways(browser, page, case):
    path = page(case)
    for width in (WIDE, NARROW):
        with browser.visit(path, width) as visit:
            assert visit.requests == [] and visit.console == []
            assert visit.overflow() == 0
            assert visit.accessibility_faults() == []


def names(visit):
    return visit.page.eval_on_selector_all(
        "table.listed tbody tr", "rows => rows.filter(r => !r.hidden).map(r => r.querySelector('.code').textContent)"
    )


def test_territories_are_searched_filtered_and_sorted(browser, page):
    with browser.visit(page("some")) as visit:
        assert set(names(visit)) == set(PLACES)
        visit.page.select_option("#state", "short")
        assert names(visit) == ["59350"]
        visit.page.select_option("#state", "held")
        assert names(visit) == ["2A004"]
        visit.page.select_option("#state", "")
        visit.page.locator("table.listed thead th", has_text="Ensemble").locator("button").click()
        assert (names(visit)[0], names(visit)[-1]) == ("2A004", "59350")
        visit.page.fill("#search", "amberieu")
        visit.page.wait_for_timeout(50)
        assert names(visit) == ["01004"]


def test_of_very_many_territories_each_is_found(browser, page):
    with browser.visit(page("many")) as visit:
        assert len(names(visit)) == STEP
        visit.page.fill("#search", "00699")
        visit.page.wait_for_timeout(300)
        assert names(visit) == ["00699"]
        visit.page.fill("#search", "")
        visit.page.select_option("#departement", "03")
        visit.page.wait_for_timeout(300)
        assert {code[-1] for code in names(visit)} == {"3"}


def test_without_its_script_the_page_is_complete(browser, page):
    with browser.visit(page("some"), scripts=False) as visit:
        assert len(names(visit)) == len(PLACES)
        assert not visit.page.locator("form.controls").is_visible()


def test_it_prints_as_tables_and_each_sheet_says_confidential(browser, page, tmp_path):
    from tests.pages.pdf import sheets

    with browser.visit(page("some")) as visit:
        visit.page.emulate_media(media="print")
        assert visit.page.locator("table.listed td").first.evaluate("e => getComputedStyle(e).display") == "table-cell"
        printed = sheets(visit.pdf(tmp_path / "page.pdf"))
    assert len(printed) <= 3
    assert all("Confidentiel" in sheet for sheet in printed)
    assert not [sheet for sheet in printed if "Chercher" in sheet]
