"""The index lists every territory with its overall score, level, interval and weakest indicator."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from revue_analytics.batches.index import Absence, index_page
from tests.batches.conftest import make_review

PAGES = {code: f"{code}.html" for code in ("01004", "2A004", "000000012", "9Z001")}


class Cells(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.rows = []
        self.feed(html.split("<tbody>")[1].split("</tbody>")[0])

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def rows(language="fr", pages=PAGES, absences=()):
    found = Cells(index_page(make_review(), pages, absences, language)).rows
    plain = [[" ".join(cell.replace("\u202f", " ").split()) for cell in row] for row in found]
    return {row[0]: row[1:] for row in plain}


def test_a_territory_has_its_numbers_and_words():
    found = rows()["Ambérieu-en-Bugey 01004"]
    assert found[:3] == ["Commune", "15 554", "24"]
    assert found[3] == "46,2 Amorcé entre 42,2 et 50,2"
    assert found[4]


def test_without_enough_answers_no_number_is_shown():
    assert rows()['="1"+1 {{ 7*7 }} {x} 9Z001'][2:] == ["24", "données insuffisantes", ""]


def test_a_score_just_below_a_level_is_not_rounded_up_into_it():
    review = make_review()
    review.tables["scores"].loc[0, ["score", "level"]] = 49.96, 1
    assert '<b>49,96</b> <span class="level">Amorcé</span>' in index_page(review, PAGES, [], "fr")


def test_the_index_in_english():
    assert rows("en")["Ambérieu-en-Bugey 01004"][1:4] == ["15,554", "24", "46.2 Initiated between 42.2 and 50.2"]


def test_territories_are_in_the_order_of_their_names_accents_ignored():
    assert [re.sub(r"\W.*", "", name) for name in rows()] == ["", "Ajaccio", "Ambérieu", "Communauté"]


def test_a_territory_without_a_page_is_listed_with_the_reason_and_not_linked():
    html = index_page(
        make_review(),
        {code: name for code, name in PAGES.items() if code != "2A004"},
        [Absence("2A004", "Mis de côté", "Ajaccio <b>")],
        "fr",
    )
    assert "2A004.html" not in html
    assert "<b>Ajaccio &lt;b&gt;</b>" in html
    assert "Mis de côté" in html
    assert "3 revues · 1 territoire sans page" in html.replace("\n", " ")


def test_the_script_is_the_one_that_the_policy_allows():
    from base64 import b64encode
    from hashlib import sha256

    html = index_page(make_review(), PAGES, [], "fr")
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    allowed = "sha256-" + b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src '{allowed}';" in html.replace("&#39;", "'").replace("&#43;", "+")


def test_hostile_names_stay_text():
    html = index_page(make_review(), PAGES, [], "fr")
    assert "<script>alert" not in html
    assert "{{ 7*7 }}" in html
    assert "Campagne &lt;b&gt;d’essai&lt;/b&gt;" in html


def test_no_name_turns_the_text_after_it():
    review = make_review()
    named = review.territories.assign(name="Ambérieu \u202egnp.exe\x07")
    html = index_page(replace(review, tables={**review.tables, "territories": named}), PAGES, [], "fr")
    assert not re.search("[\u202e\x07]", html)


def test_the_index_is_self_contained_and_says_that_data_are_fictitious():
    html = index_page(make_review(), PAGES, [], "fr")
    assert not re.search(r"""(src|href)=["'](https?:)?//""", html)
    assert "Données fictives." in html
    assert "campagne 2026, 12 mars 2026" in html.lower()
