"""The slides: native charts with the page's numbers, notes, text alternatives, the same bytes."""

import io
import os
import re
from zipfile import ZipFile

import openpyxl
import pptx
import pytest
from pypdf import PdfReader

from revue_analytics.document.essential.profile import shown_nodes
from revue_analytics.document.essential.words import whole
from revue_analytics.document.page.shell import page_for
from revue_analytics.document.rows import node_scores
from revue_analytics.exports.slides import slides
from tests.document import factory
from tests.exports.test_word import CASES, NUMBER, numbers_of_page


def written(review, language="fr"):
    return slides(review, page_for(review, language, review.name))


def opened(content):
    return pptx.Presentation(io.BytesIO(content))


@pytest.fixture(scope="module")
def usual():
    return opened(written(factory.usual()))


def shapes(deck, kind):
    return [shape for slide in deck.slides for shape in slide.shapes if getattr(shape, f"has_{kind}", False)]


def text_of(deck):
    frames = [shape.text_frame.text for shape in shapes(deck, "text_frame")]
    cells = [cell.text for shape in shapes(deck, "table") for row in shape.table.rows for cell in row.cells]
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    return "\n".join([*frames, *cells, *notes])


def test_eight_slides_each_with_a_title_and_notes(usual):
    assert len(usual.slides) == 8
    titles = [slide.shapes.title.text for slide in usual.slides]
    assert titles[0] == "Vaubrun-les-Sources"
    assert len(set(titles)) == 8
    for slide in usual.slides:
        assert len(slide.notes_slide.notes_text_frame.text) > 60


@pytest.mark.parametrize("case", ["usual", "small", "patchy"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_number_is_one_of_the_page(case, language):
    review = getattr(factory, case)()
    deck = opened(written(review, language))
    page = page_for(review, language, review.name)
    told = text_of(deck).replace(page.date, "")
    charts = [str(round(value)) for shape in shapes(deck, "chart") for series in shape.chart.plots[0].series
              for value in series.values if value is not None]  # fmt: skip
    known = numbers_of_page(review, language) | {"0", "100"}
    assert {*NUMBER.findall(told), *charts} - known == set()


def test_the_chart_of_the_profile_holds_the_whole_scores_of_the_review(usual):
    review = factory.usual()
    (chart,) = [shape.chart for shape in shapes(usual, "chart") if shape.part.slide == usual.slides[2]]
    scores = node_scores(review, shown_nodes(review))["score"]
    assert list(chart.plots[0].series[0].values) == [whole(score, review.framework) for score in scores]


def test_the_workbook_of_a_chart_holds_what_the_chart_shows_and_no_formula(usual):
    for shape in shapes(usual, "chart"):
        sheet = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
        head, *rows = sheet.iter_rows(values_only=True)
        plot = shape.chart.plots[0]
        assert list(head[1:]) == [series.name for series in plot.series]
        assert [row[0] for row in rows] == list(plot.categories)
        for k, series in enumerate(plot.series, start=1):
            assert [row[k] for row in rows] == list(series.values)


def test_a_name_that_looks_like_a_formula_is_text():
    meta = factory.meta(campaigns=[{"id": "2024", "label": {"fr": "=1+1", "en": "=1+1"}, "date": None},
                                   factory.meta()["campaigns"][1]])  # fmt: skip
    deck = opened(written(factory.make(factory.load_framework(), meta=meta)))
    cells = [cell for shape in shapes(deck, "chart")
             for row in openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
             for cell in row]  # fmt: skip
    assert {cell.data_type for cell in cells if "=1+1" in str(cell.value)} == {"s"}


def test_every_chart_and_table_has_its_text_alternative(usual):
    framed = [*shapes(usual, "chart"), *shapes(usual, "table")]
    assert len(shapes(usual, "chart")) == 5
    assert all(len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 10 for shape in framed)
    for shape in shapes(usual, "table"):
        assert shape.table.first_row


def test_the_same_review_gives_the_same_bytes_with_no_time_in_them():
    content = written(factory.usual())
    assert content == written(factory.usual())
    with ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        for name in parts.namelist():
            if name.endswith(".xlsx"):
                with ZipFile(io.BytesIO(parts.read(name))) as book:
                    assert {part.date_time for part in book.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_hostile_strings_are_text_and_what_must_be_said_is_on_every_slide():
    deck = opened(written(factory.hostile()))
    assert deck.slides[0].shapes.title.text.startswith('<script>alert("1")</script> & *gras*')
    assert "\u202e" not in text_of(deck)
    for slide in deck.slides:
        assert any("Données fictives" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_nothing_reaches_over_the_edge_of_a_slide():
    for case in CASES:
        deck = opened(written(getattr(factory, case)()))
        for slide in deck.slides:
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= deck.slide_width
                assert shape.top + shape.height <= deck.slide_height


@pytest.fixture(scope="module")
def impress(office, tmp_path_factory):
    """LibreOffice, where it reads slides."""
    folder = tmp_path_factory.mktemp("slides")
    pptx.Presentation().save(str(folder / "none.pptx"))
    try:
        office.convert([folder / "none.pptx"], "pdf", folder)
    except AssertionError:
        how_to = "LibreOffice reads no slides: install the package “libreoffice-impress”"
        if os.environ.get("REVUE_REQUIRE_IMPRESS"):
            pytest.fail(how_to)
        pytest.skip(how_to)
    return office


def test_libreoffice_opens_them_and_reads_the_same_numbers(impress, tmp_path):
    paths = []
    for case in CASES:
        paths.append(tmp_path / f"{case}.pptx")
        paths[-1].write_bytes(written(getattr(factory, case)()))
    for path in impress.convert(paths, "pdf", tmp_path / "pdf"):
        pages = [page.extract_text() for page in PdfReader(path).pages]
        assert len(pages) == 8
        if path.stem == "usual":
            assert "53 sur 100" in re.sub(r"\s+", " ", pages[1])
            review = factory.usual()
            for score in node_scores(review, shown_nodes(review))["score"]:
                assert str(whole(score, review.framework)) in pages[2]
