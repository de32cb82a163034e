"""The territory's document as a PDF of its own, which needs no browser."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from revue_analytics.batches import batch
from revue_analytics.document.page.pdf import pdf
from tests.pages.conftest import DEMO
from tests.pages.pdf import part_one_is_four_sheets
from tests.sharing import analysed

LONG = "00003"


def texts(reader):
    return [" ".join(sheet.extract_text().split()) for sheet in reader.pages]


def whole(printed):
    """Whether the essential is four sheets, and the annex six to twelve."""
    return 10 <= len(printed) <= 16 and part_one_is_four_sheets(printed)


@pytest.fixture(scope="module")
def reader(demo_review, tmp_path_factory):
    """The longest of the documents."""
    out = tmp_path_factory.mktemp("pdf")
    with analysed(demo_review):
        made = batch(DEMO, out=out, only=[LONG], formats=("pdf",))
    assert made.failed == ()
    return PdfReader(made.page(LONG))


@pytest.fixture(scope="module")
def printed(reader):
    """What its sheets say."""
    return texts(reader)


def test_the_essential_is_four_sheets_and_the_annex_six_to_twelve(printed):
    assert whole(printed)


@pytest.mark.parametrize(("part", "sheets"), [("essential", range(4, 5)), ("annex", range(6, 14))])
def test_a_part_alone_is_printed_where_one_is_asked_for(demo_review, browser, tmp_path, part, sheets):
    with analysed(demo_review):
        made = batch(DEMO, out=tmp_path, only=[LONG], formats=("html", "pdf"), part=part)
    assert made.failed == ()
    assert len(PdfReader(made.page(LONG).with_suffix(".pdf")).pages) in sheets
    with browser.visit(made.page(LONG)) as visit:
        printed = PdfReader(visit.pdf(tmp_path / "printed.pdf"))
        assert len(printed.pages) in sheets
        assert visit.page.locator("main > section").count() > 12  # on screen there are both
    assert all("Vaubrun" in text for text in texts(printed))


def test_each_sheet_has_its_number_and_says_that_the_data_are_fictitious(printed):
    for number, sheet in enumerate(printed, 1):
        assert f"{number} / {len(printed)}" in sheet
        assert "Données fictives" in sheet


def test_it_is_tagged_in_its_language_and_says_that_it_is_accessible(reader):
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert "Vaubrun" in reader.metadata.title


def test_a_page_whose_columns_cannot_be_laid_out_is_written_in_one(monkeypatch):
    def fails(*_):
        raise AttributeError("'NoneType' object has no attribute 'children'")

    monkeypatch.setattr("weasyprint.layout.block.columns_layout", fails)
    written = PdfReader(BytesIO(pdf("<!doctype html><html lang=fr><title>T</title><p style='columns: 2'>Montélise")))
    assert texts(written) == ["Montélise"]


@pytest.mark.full
@pytest.mark.parametrize("language", ["fr", "en"])
def test_all_twelve_are_written_with_an_essential_of_four_sheets(all_demo_pages, language):
    made = all_demo_pages[language]
    found = {code: whole(texts(PdfReader(made.page(code).with_suffix(".pdf")))) for code in made.done}
    assert found == dict.fromkeys(found, True)
    assert len(found) == 12
