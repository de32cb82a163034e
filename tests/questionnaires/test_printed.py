"""The questionnaire on paper, in a browser and as PDF."""

import sys
from base64 import b64encode
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from revue_analytics.errors import MissingExtra
from revue_analytics.questionnaires.paper import page, pdf, sides
from revue_analytics.tables import DEFAULT_COLLEGES, College
from tests.pages.browser import NARROW, WIDE
from tests.pages.pdf import sheets as printed_sheets
from tests.questionnaires.sheets import FRAMEWORK, asked


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    path = tmp_path_factory.mktemp("paper") / "questionnaire.html"
    path.write_text(page(asked(title="Revue <script>alert(1)</script>", fictitious=True)), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_page_is_quiet_self_contained_accessible_and_never_scrolls_sideways(browser, paper, width):
    with browser.visit(paper, width) as visit:
        assert visit.requests == [] and visit.console == []
        assert visit.overflow() == 0
        assert visit.accessibility_faults() == []


def test_every_question_is_printed_whole_on_one_sheet(browser, paper, tmp_path):
    with browser.visit(paper) as visit:
        pages = printed_sheets(visit.pdf(tmp_path / "q.pdf"))
    assert len(pages) <= 14
    flat = [" ".join(text.split()) for text in pages]
    for leaf in FRAMEWORK.leaves:
        begins = f"{leaf.number} {leaf.label['fr']}".replace("’", "'")[:20]
        ends = leaf.anchors[4]["fr"].replace("’", "'")[:30]
        on = [k for k, text in enumerate(flat) if begins in text.replace("’", "'")]
        assert on and any(ends in flat[k].replace("’", "'") for k in on), leaf.id


SHORT = {
    "college": DEFAULT_COLLEGES[2],
    "not_asked": {"habitants": set(FRAMEWORK.leaf_ids) - set(FRAMEWORK.kept_in_short)},
}
LESS = dict.fromkeys(("desired", "importance", "evidence", "comments"), False)
LONG_TEXTS = {
    "fr": "Un long texte d’un référentiel à soi, " * 12,
    "en": "A long text of a framework of one’s own, " * 12,
}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"language": "en"},
        LESS,
        {"college": DEFAULT_COLLEGES[0], "territory": "01004", "territory_name": "Ambérieu-en-Bugey"},
        {**SHORT, **LESS, "short": True},
        {
            "contact": LONG_TEXTS,
            "privacy": LONG_TEXTS,
            "title": "Un titre sur deux lignes, bien plus long que d’habitude ou presque",
        },
    ],
    ids=["whole", "english", "levels", "elus", "short", "long texts"],
)
def test_it_prints_on_an_even_number_of_sides_as_planned_and_none_is_blank(browser, tmp_path, options):
    questionnaire = asked(**options)
    path = tmp_path / "paper.html"
    path.write_text(page(questionnaire), encoding="utf-8")
    with browser.visit(path) as visit:
        in_browser = visit.pdf(tmp_path / "browser.pdf").read_bytes()
    planned = len(sides(questionnaire, questionnaire.language))
    assert planned % 2 == 0
    for printed in (in_browser, pdf(questionnaire)):
        texts = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(printed)).pages]
        assert len(texts) == planned
        assert all(len(text) > 40 for text in texts)


def test_a_question_longer_than_a_side_is_printed_all_the_same():
    node = replace(FRAMEWORK.leaves[0], question={"fr": "Mot " * 5000, "en": "Word " * 5000})
    nodes = tuple(node if one.id == node.id else one for one in FRAMEWORK.nodes)
    assert page(asked(framework=replace(FRAMEWORK, nodes=nodes))).count("Mot ") == 5000


def test_it_says_how_long_it_takes_until_when_whom_to_ask_and_what_becomes_of_answers():
    given = {"closing": date(2026, 4, 15), "contact": {"fr": "la mairie", "en": "the town hall"}}
    text = page(asked(language="en", **given, privacy={"fr": "Règles", "en": "Rules of ours"}))
    for words in ("It takes about 25 minutes", "Please answer by 15 April 2026.", "the town hall", "Rules of ours"):
        assert words in text
    silent = page(asked(language="en", threshold=8))
    for words in ("by the day that you were told", "whoever gave you this questionnaire", "about 8 people or more"):
        assert words in silent


def test_a_reviewer_is_not_told_that_what_is_published_is_about_several_people():
    reviewer = College("evaluation", {"fr": "Évaluation", "en": "Reviewer"}, reviewer=True)
    assert "people or more" not in page(asked(language="en", college=reviewer))


def test_the_plain_wording_stands_beside_the_question_and_leads_where_it_is_short():
    leaf = FRAMEWORK.node("I8B")
    for options, leads in (({}, leaf.question), ({**SHORT, "short": True}, leaf.plain)):
        text = page(asked(language="en", **options))
        assert f'<p class="question">{leads["en"]}</p>' in text
        assert leaf.plain["en"] in text and leaf.question["en"] in text


def test_without_a_plain_wording_there_is_none():
    nodes = tuple(replace(node, plain=None) for node in FRAMEWORK.nodes)
    assert 'class="beside"' not in page(asked(framework=replace(FRAMEWORK, nodes=nodes)))


def test_it_asks_what_the_campaign_asks():
    for language in ("fr", "en"):
        text = page(asked(language=language, college=DEFAULT_COLLEGES[2], not_asked={"habitants": {"I8A"}}))
        assert f'lang="{language}"' in text
        asks = {
            leaf.id
            for leaf in FRAMEWORK.leaves
            if f"{leaf.number} {leaf.label[language]}" in text.replace("&#39;", "'")
        }
        assert asks == set(FRAMEWORK.leaf_ids) - {"I8A"}


def test_nothing_typed_becomes_markup(paper):
    text = paper.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_the_pdf_is_tagged_and_holds_every_question():
    reader = PdfReader(BytesIO(pdf(asked())))
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)
    assert reader.trailer["/Root"]["/Lang"] == "fr" and reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for leaf in FRAMEWORK.leaves:
        assert leaf.number in text


def test_the_pdf_holds_the_logo_of_the_campaign():
    logo = "data:image/png;base64," + b64encode(drawn_png()).decode()
    sheet = PdfReader(BytesIO(pdf(asked(logo=logo)))).pages[0]
    assert len(sheet.images) == 1


def drawn_png():
    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (8, 8), "#1f5c99").save(stream, "PNG")
    return stream.getvalue()


def test_without_weasyprint_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingExtra, match=r"revue-analytics\[pdf\]"):
        pdf(asked())
