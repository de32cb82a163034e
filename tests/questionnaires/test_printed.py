"""The questionnaire on paper, in a browser and as PDF."""

import sys
from base64 import b64encode

import pytest

from revue_analytics.errors import MissingExtra
from revue_analytics.questionnaires.printed import page, pdf
from revue_analytics.tables import DEFAULT_COLLEGES
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
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf(asked())))
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)
    assert reader.trailer["/Root"]["/Lang"] == "fr" and reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for leaf in FRAMEWORK.leaves:
        assert leaf.number in text


def test_the_pdf_holds_the_logo_of_the_campaign():
    from io import BytesIO

    from pypdf import PdfReader

    logo = "data:image/png;base64," + b64encode(drawn_png()).decode()
    sheet = PdfReader(BytesIO(pdf(asked(logo=logo)))).pages[0]
    assert len(sheet.images) == 1


def drawn_png():
    from io import BytesIO

    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (8, 8), "#1f5c99").save(stream, "PNG")
    return stream.getvalue()


def test_without_weasyprint_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingExtra, match=r"revue-analytics\[pdf\]"):
        pdf(asked())
