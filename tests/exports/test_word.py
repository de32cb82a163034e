"""The document for Word: the page's numbers, real headings and tables, a template of one's own, the same bytes."""

import io
import re
from zipfile import ZipFile

import docx
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from pypdf import PdfReader

from revue_analytics import cli
from revue_analytics.batches import batch
from revue_analytics.document.essential.words import whole_score
from revue_analytics.document.headline import overall_row
from revue_analytics.document.page.shell import page_for
from revue_analytics.document.rows import lines
from revue_analytics.document.sections import SECTIONS
from revue_analytics.errors import MissingExtra, ReportError
from revue_analytics.exports import office as office_files
from revue_analytics.exports.office import check_office
from revue_analytics.exports.word import word
from revue_analytics.framework import OVERALL
from tests.document import factory
from tests.sharing import analysed

CASES = ["usual", "small", "patchy", "hostile", "unanswered"]
NUMBER = re.compile(r"\d+(?:[\u202f\u00a0.,]\d+)*")


def written(review, language="fr", template=b"", **options):
    page = page_for(review, language, review.name)
    return word(review, page if not options else type(page)(**{**vars(page), **options}), template)


def opened(content):
    return docx.Document(io.BytesIO(content))


def text_of(document):
    """All that is read: paragraphs, tables, text alternatives."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells, *alternatives(document)])


def alternatives(document):
    return [one.get("descr") or "" for one in document.element.iter(qn("wp:docPr"))]


def numbers_of_page(review, language="fr"):
    """Every number of the page, which another test takes to the review."""
    markup = " ".join(section(review, language).markup for section in SECTIONS)
    soup = BeautifulSoup(markup, "html.parser")
    labels = [tag.get(name, "") for tag in soup.find_all(True) for name in ("alt", "aria-label")]
    return set(NUMBER.findall("\n".join([soup.get_text("\n"), *labels])))


@pytest.fixture(scope="module")
def usual():
    return opened(written(factory.usual()))


@pytest.mark.parametrize("case", ["usual", "small", "patchy"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_number_is_one_of_the_page(case, language):
    review = getattr(factory, case)()
    page = page_for(review, language, review.name)
    told = text_of(opened(word(review, page)))
    for own in (page.provenance, page.version, page.framework_version, page.date):
        told = told.replace(own, "")
    told = re.sub(r"(?m)^(Figure|Table|Tableau)\u00a0\d+", "", told)
    assert set(NUMBER.findall(told)) - numbers_of_page(review, language) == set()


def test_the_tables_of_the_annex_hold_the_scores_of_the_review(usual):
    review = factory.usual()
    by_size = {len(table.rows): table for table in usual.tables if table.rows[0].cells[1].text == "Score sur 100"}
    assert set(by_size) == {1 + 1 + len(review.framework.top_ids), 1 + len(review.framework.leaf_ids)}
    for nodes in ([OVERALL, *review.framework.top_ids], list(review.framework.leaf_ids)):
        rows = [[cell.text for cell in row.cells] for row in by_size[1 + len(nodes)].rows[1:]]
        assert [row[:3] for row in rows] == [[one.name, one.score, one.interval] for one in lines(review, nodes, "fr")]


def test_the_score_is_said_in_whole_numbers_first(usual):
    review = factory.usual()
    score = whole_score(overall_row(review)["score"], review.framework, "fr")
    assert f"{score} sur 100" in next(p.text for p in usual.paragraphs if "personnes qui ont répondu" in p.text)


def test_headings_lists_captions_and_tables_bear_the_styles_of_word(usual):
    names = {p.style.name for p in usual.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "List Bullet", "Subtitle"} <= names
    heads = [p.text for p in usual.paragraphs if p.style.name == "Heading 1"]
    assert heads[0] == "Ce que disent les répondants"
    assert heads[-1].startswith("Annexe")
    assert {table.style.name for table in usual.tables} == {"Table Grid"}


def test_the_head_of_every_table_is_repeated_and_every_table_has_a_caption(usual):
    for table in usual.tables:
        marked = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert marked == [True] + [False] * (len(table.rows) - 1)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_every_picture_has_its_text_alternative(usual):
    told = alternatives(usual)
    assert len(told) == 4
    assert all(len(text) > 20 for text in told)


def test_the_table_of_contents_leads_to_every_heading(usual):
    links = [one.get(qn("w:anchor")) for one in usual.element.iter(qn("w:hyperlink"))]
    marks = [one.get(qn("w:name")) for one in usual.element.iter(qn("w:bookmarkStart"))]
    heads = [p.text for p in usual.paragraphs if re.fullmatch("Heading [12]", p.style.name)]
    assert links == marks
    assert len(marks) == len(heads)
    assert 'TOC \\o "1-2"' in "".join(code.text or "" for code in usual.element.iter(qn("w:instrText")))


def test_the_same_review_gives_the_same_bytes_with_no_time_in_them():
    content = written(factory.usual())
    assert content == written(factory.usual())
    with ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")


def test_hostile_strings_are_text():
    document = opened(written(factory.hostile()))
    assert document.paragraphs[0].text.startswith('<script>alert("1")</script> & *gras* $x^2$ {{ 7*7 }}')
    assert "\u202e" not in text_of(document)


def test_letters_that_xml_refuses_are_left_out():
    review = factory.make(factory.load_framework(), name="a\x00b\x07\ufffe\uffffc")
    assert opened(written(review)).paragraphs[0].text == "abc"


@pytest.mark.parametrize("part", ["essential", "annex"])
def test_a_part_alone_may_be_written(part):
    heads = [p.text for p in opened(written(factory.usual(), part=part)).paragraphs if p.style.name == "Heading 1"]
    assert (heads[0] == "Ce que disent les répondants") is (part == "essential")
    assert any(head.startswith("Annexe") for head in heads) is (part == "annex")


def template(*words, bare=False):
    """A Word document of one's own; bare: without the styles of headings, lists and tables."""
    document = docx.Document()
    if bare:
        for style in list(document.styles):
            if style.name != "Normal" and style.type != WD_STYLE_TYPE.CHARACTER:
                style.delete()
    else:
        document.styles["Heading 1"].font.name = "Comic Sans MS"
    document.sections[0].header.paragraphs[0].text = "Cabinet d’à côté – {{ territory }}"
    for text in words:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_template_of_ones_own_keeps_its_styles_its_pages_and_says_where_the_document_goes():
    own = template("Notre lettre sur {{territory}}, {{ date }}", "{{ document }}", "Nos conditions {{ autre }}")
    document = opened(written(factory.usual(), template=own))
    told = [p.text for p in document.paragraphs]
    assert told[0] == "Notre lettre sur Vaubrun-les-Sources, 12 mars 2026"
    assert told[-1] == "Nos conditions {{ autre }}"
    assert told.index("Ce que disent les répondants") > 1
    assert "{{ document }}" not in told
    assert document.sections[0].header.paragraphs[0].text == "Cabinet d’à côté – Vaubrun-les-Sources"
    assert document.styles["Heading 1"].font.name == "Comic Sans MS"


def test_styles_that_a_template_lacks_are_made_up():
    document = opened(written(factory.usual(), template=template(bare=True)))
    heading = next(p for p in document.paragraphs if p.text == "À décider" and p.style.name != "toc 2")
    assert heading.style.name == "Heading 2"
    assert heading.style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "1"
    assert document.tables[0].style.element.find(qn("w:tblPr")).find(qn("w:tblBorders")) is not None


def test_a_territory_whose_name_is_a_mark_fills_in_nothing_of_the_document():
    review = factory.make(factory.load_framework(), name="{{ document }}")
    document = opened(written(review, template=template("{{ territory }}")))
    assert [p.text for p in document.paragraphs[:2]] == ["{{ document }}", "{{ document }}"]


@pytest.mark.parametrize("content", [b"no document", b"PK\x03\x04"])
def test_a_template_that_is_no_word_document_is_refused(content):
    with pytest.raises(ReportError, match="no Word document"):
        check_office(["docx"], content)


def test_a_template_without_word_is_refused():
    with pytest.raises(ReportError, match="docx"):
        check_office(["html"], template())


@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_without_its_library_the_message_names_the_extra(kind, monkeypatch):
    monkeypatch.setattr(office_files, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"revue-analytics\[office\]"):
        check_office(["html", kind])
    check_office(["html", "pdf"])


def test_libreoffice_opens_it_and_reads_the_same_numbers(office, tmp_path):
    paths = []
    for case in CASES:
        paths.append(tmp_path / f"{case}.docx")
        paths[-1].write_bytes(written(getattr(factory, case)()))
    own = tmp_path / "own.docx"
    own.write_bytes(written(factory.usual(), template=template("{{ document }}", bare=True)))
    read = office.convert([*paths, own], "pdf", tmp_path / "pdf")
    told = {path.stem: [page.extract_text() for page in PdfReader(path).pages] for path in read}
    review = factory.usual()
    for name in ("usual", "own"):
        text = re.sub(r"\s+", " ", " ".join(told[name]))
        assert "53 sur 100" in text
        for line in lines(review, review.framework.top_ids, "fr"):
            assert line.score in text
    assert 8 <= len(told["usual"]) <= 16
    assert "<script>" in told["hostile"][0]


def test_a_batch_writes_it_in_a_template_and_writes_it_again_if_the_template_changes(demo, demo_review, tmp_path):
    own, out = tmp_path / "own.docx", tmp_path / "out"
    how = {"out": out, "only": ["00001"], "formats": ["pptx", "docx"], "progress": False}
    own.write_bytes(template("{{ document }}", "Première version"))
    with analysed(demo_review):
        first = batch(demo.folder, template=own, **how)
        assert batch(demo.folder, template=own, **how).unchanged == ("00001",)
        own.write_bytes(template("{{ document }}", "Deuxième version"))
        batch(demo.folder, template=own, **how)
    assert first.page("00001") == out / "00001.docx"
    assert (out / "00001.pptx").is_file()
    assert docx.Document(str(out / "00001.docx")).paragraphs[-1].text == "Deuxième version"


def test_a_template_that_is_not_there_is_said_by_the_command(demo):
    result = CliRunner().invoke(cli.program, ["report", str(demo.folder), "00001", "--template", "nowhere.docx"])
    assert result.exit_code == 2
    assert "nowhere.docx" in result.output
