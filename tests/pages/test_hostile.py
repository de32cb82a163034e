"""A campaign in which everybody typed the worst: every page shows it as text, runs nothing, and keeps its form."""

import csv

import pytest

from revue_analytics.batches import batch, compare
from revue_analytics.framework import load_framework
from revue_analytics.questionnaires import questionnaire
from revue_analytics.review import open_review
from tests.document.reading import text_of
from tests.pages.browser import NARROW, WIDE
from tests.sharing import analysed

MARKUP = "\"><img src=x onerror=alert(1)></style></title></script><script>alert(2)</script>' onfocus='alert(3)"
TEMPLATE = "{{7*7}} {% for x in y %} ${7*7} $x^2$ [lien](javascript:alert(4)) <http://exemple.invalid> `alert(5)`"
TURNED = "abc \u202egnp.exe \u2066def \x07\x1b[31m\u200b\ufeff 🏴‍☠️ العربية"
STYLE = "}; body{display:none} @import url(http://exemple.invalid/x.css); \\3c /style\\3e"
LONG = "a" * 10_000
WORDS = "mot " * 2_500
TERRITORIES = {"T1": MARKUP, "T2": TEMPLATE + TURNED, "T3": LONG, "T4": WORDS}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" onload="alert(6)"><script>alert(7)</script>'
    '<image href="http://exemple.invalid/x.png"/></svg>'
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write the folder: a territory for each kind of text, and texts of every kind in every other place."""
    made = tmp_path_factory.mktemp("hostile") / "campaign"
    (made / "data").mkdir(parents=True)
    (made / "logo.svg").write_text(SVG, encoding="utf-8")
    label = _toml(MARKUP + "b" * 300)
    (made / "revue.toml").write_text(
        f"title = {_toml(MARKUP + STYLE + TURNED + LONG[:300])}\n"
        f'[[campaigns]]\nid = "2026"\nlabel = {_toml(MARKUP + TEMPLATE)}\n'
        "[disclosure]\ncomments = true\nevidence = true\n[uncertainty]\ndraws = 200\n"
        f'[look]\nlogo = "logo.svg"\n[colleges.elus]\nlabel = {label}\n[colleges.agents]\nlabel = {_toml(STYLE)}\n'
        f'[[not_applicable]]\nterritory = "T1"\ncriterion = "I2A"\nreason = {_toml(MARKUP)}\n',
        encoding="utf-8",
    )
    criteria = load_framework().leaf_ids
    texts = [MARKUP, TEMPLATE, TURNED, STYLE, LONG, WORDS]
    _write(
        made / "data" / "territoires.csv",
        ["code", "nom", "nature", "nom_epci", "libelle_departement"],
        [[code, name, "autre", MARKUP, TEMPLATE] for code, name in TERRITORIES.items()],
    )
    answers = [
        [code, "2026", f"{college}{n}", college, node, (k + n) % 5, texts[(k + n) % 6], texts[(k + n + 1) % 6]]
        for code in TERRITORIES
        for college in ("elus", "agents")
        for n in range(5)
        for k, node in enumerate(criteria)
    ]
    head = ["territoire", "campagne", "repondant", "college", "critere", "niveau", "commentaire", "preuve"]
    _write(made / "data" / "reponses.csv", head, answers)
    _write(
        made / "data" / "actions.csv",
        ["id", "critere", "niveau vise", "libelle", "outil", "jours", "pilote", "preuve"],
        [["A1", "I1A", "3", MARKUP, TEMPLATE, "1", TURNED, STYLE], ["A2", "I1B", "3", LONG, WORDS, "1", LONG, LONG]],
    )
    return made


def _write(path, head, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([head, *rows])


def _toml(text):
    written = "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in text.replace("\\", "\\\\"))
    return '"' + written.replace('"', '\\"') + '"'


@pytest.fixture(scope="module")
def pages(folder):
    """Every kind of page of the campaign."""
    made = batch(folder)
    asked = questionnaire(folder, "print", territory="T2")
    with analysed(open_review(folder)):
        together = {"portfolio": compare(folder), "comparison": compare(folder, codes=["T1", "T2", "T3"])}
    return {"index": made.index, **{code: made.page(code) for code in made.done}, **together, "paper": asked[0]}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["index", *TERRITORIES, "portfolio", "comparison", "paper"])
def test_a_page_runs_nothing_asks_for_nothing_and_never_scrolls_sideways(browser, pages, name, width):
    with browser.visit(pages[name], width) as visit:
        visit.page.wait_for_timeout(100)
        strangers = "[onerror], [onload], [onfocus], iframe, a[href^=javascript], a[href^=http], img:not([src^=data])"
        found = (visit.requests, visit.console, visit.page.locator(strangers).count(), visit.overflow())
    assert found == ([], [], 0, 0)


@pytest.mark.parametrize("name", ["T1", "index", "portfolio"])
def test_what_was_typed_is_read_as_it_was_typed(pages, name):
    said = text_of(pages[name].read_text(encoding="utf-8"))
    assert MARKUP in said


@pytest.mark.parametrize("name", ["index", *TERRITORIES, "portfolio", "comparison", "paper"])
def test_no_character_turns_or_ends_the_text_around_it(pages, name):
    text = pages[name].read_text(encoding="utf-8")
    assert not set(text) & set("\u202e\u2066\x07\x1b")
