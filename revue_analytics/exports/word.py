"""The review document of a territory for Word, to be edited: part one, then the tables of the annex.

Headings, lists, captions and tables bear Word's own styles, so that a template of one's own gives all of it its look.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from revue_analytics.document.actions import TIMELINE_FIGURE, next_steps, what_is_costed
from revue_analytics.document.criteria import CRITERIA_FIGURE
from revue_analytics.document.essential import findings, front, plan, profile, views
from revue_analytics.document.essential.words import points
from revue_analytics.document.glossary import explained
from revue_analytics.document.headline import confidence_sentences, facts, headline
from revue_analytics.document.names import depth_word, node_label, numbered_labels
from revue_analytics.document.page.look import readable
from revue_analytics.document.priorities import priority_sentence
from revue_analytics.document.respondents import answered, notices
from revue_analytics.document.roadmap import (
    nothing_to_do,
    planned_before,
    roadmap_confidence,
    roadmap_conflict,
    roadmap_means,
    roadmap_sentence,
)
from revue_analytics.document.rows import lines
from revue_analytics.exports.office import LOCALES, describe, marks, plain, png, sketch_png
from revue_analytics.exports.spreadsheet import without_times
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, translator

if TYPE_CHECKING:
    import pandas as pd

    from revue_analytics.document.page.shell import Page
    from revue_analytics.review import TerritoryReview

MARK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
HIGHEST = Mm(220)  # of a picture
CONTENT = "document"  # {{ document }} in a template: where the document goes; at its end where that stands nowhere


def word(review: TerritoryReview, page: Page, template: bytes = b"") -> bytes:
    """Write the document of a territory for Word; the same bytes each time.

    Parameters
    ----------
    page
        Language, title, colour, and which part.
    template
        A Word document of one's own, whose styles, margins, headers and own pages are kept. ``{{ document }}`` says
        where the review goes; ``{{ territory }}``, ``{{ campaign }}``, ``{{ date }}``, ``{{ title }}`` are filled in.
    """
    paper = Paper(page, template)
    _front(paper, review)
    if page.part != "annex":
        _people_say(paper, review)
        _profile(paper, review)
        _views(paper, review)
        _plan(paper, review)
    if page.part != "essential":
        _scores(paper, review)
        _roadmap(paper, review)
    _provenance(paper)
    return paper.written()


class Paper:
    """A Word document under way: what it is made of, in its styles; one that the template lacks is made up."""

    def __init__(self, page: Page, template: bytes):
        self.page, self.own, self._ = page, bool(template), translator(page.language)
        self.document = Document(io.BytesIO(template)) if template else Document()
        self.before = list(self.document.element.body)
        self.headings: list[tuple[int, str, str]] = []
        self.counts: dict[str, int] = {}
        self.accent = RGBColor.from_string(readable(page.accent)[1:].upper())
        if not template:
            self._look()

    def _look(self) -> None:
        """Set the sheet, the language, the colour and the foot of the sheets, where no template does."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
        fonts = self.document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        fonts.find(qn("w:lang")).set(qn("w:val"), LOCALES[self.page.language])
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
            self.document.styles[name].font.color.rgb = self.accent
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size, normal.paragraph_format.space_after = "Arial", Pt(10), Pt(6)
        foot = section.footer.paragraphs[0]
        foot.add_run(" · ".join([plain(self.page.title), *marks(self.page)]) + " · ")
        _field(foot, "PAGE", "1")

    def style(self, name: str, kind: WD_STYLE_TYPE = WD_STYLE_TYPE.PARAGRAPH) -> Any:
        """Return a style of the document by the name that Word gives it in English; a plain one where it has none."""
        styles = self.document.styles
        known = next((one for one in styles if one.name == name and one.type == kind), None)
        if known is not None:
            return known
        made: Any = styles.add_style(name, kind, builtin=True)
        if kind == WD_STYLE_TYPE.TABLE:
            made.element.append(_borders())
        elif level := re.fullmatch(r"Heading (\d)", name):
            made.font.bold, made.font.size = True, Pt(20 - 3 * int(level[1]))
            made.paragraph_format.keep_with_next = True
            made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(12), Pt(4)
            made.element.get_or_add_pPr().append(_element("w:outlineLvl", val=str(int(level[1]) - 1)))
        elif name == "Title":
            made.font.bold, made.font.size = True, Pt(24)
        elif name == "Caption":
            made.font.italic = True
        elif name in ("toc 2", "List Bullet", "List Number"):
            made.paragraph_format.left_indent = Mm(6)
        return made

    def words(self, text: str, style: str = "Normal", *, bold: str = "") -> Any:
        """Add a paragraph, `bold` at its head."""
        paragraph = self.document.add_paragraph(style=self.style(style))
        if bold:
            paragraph.add_run(plain(bold)).bold = True
        paragraph.add_run(plain(text))
        return paragraph

    def points(self, items: Iterable[tuple[str, str]]) -> None:
        """Add a list: what is told of in bold, then what is told."""
        for name, text in items:
            self.words(text, "List Bullet", bold=name)

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """Add a heading that the table of contents leads to."""
        paragraph = self.words(text, f"Heading {level}")
        paragraph.paragraph_format.page_break_before = new_page or None
        anchor = f"_Toc{len(self.headings) + 1:08d}"
        numbered = {"id": str(len(self.headings) + 1000)}
        paragraph._p.insert_element_before(_element("w:bookmarkStart", name=anchor, **numbered), "w:r")
        paragraph._p.append(_element("w:bookmarkEnd", **numbered))
        self.headings.append((level, plain(text), anchor))

    def picture(self, content: bytes, title: str, message: str) -> None:
        """Add a figure with its text alternative and its caption."""
        paragraph = self.document.add_paragraph(style=self.style("Normal"))
        paragraph.alignment, paragraph.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
        shape = paragraph.add_run().add_picture(io.BytesIO(content))
        share = min(1.0, self._room() / shape.width, HIGHEST / shape.height)
        shape.width, shape.height = Emu(shape.width * share), Emu(shape.height * share)
        shape._inline.docPr.set("title", plain(title))
        shape._inline.docPr.set("descr", plain(message))
        self._caption(self._("Figure"), title)

    def _room(self) -> int:
        """Width between the margins."""
        section = self.document.sections[-1]
        return int(section.page_width or Mm(210)) - int(section.left_margin or 0) - int(section.right_margin or 0)

    def _caption(self, kind: str, title: str) -> Any:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        paragraph = self.document.add_paragraph(style=self.style("Caption"))
        paragraph.add_run(f"{kind}\u00a0")
        _field(paragraph, f"SEQ {kind} \\* ARABIC", str(self.counts[kind]))
        paragraph.add_run(f" – {plain(title)}")
        return paragraph

    def table(self, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]) -> None:
        """Add a table: its head is repeated on each sheet, its first column names the rows; `shares` of the width."""
        self._caption(self._("Table"), caption).paragraph_format.keep_with_next = True
        table = self.document.add_table(1 + len(rows), len(heads), self.style("Table Grid", WD_STYLE_TYPE.TABLE))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        properties = table._tbl.tblPr
        properties.append(_element("w:tblCaption", val=plain(caption)))
        wide = [int(self._room() * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, wide, strict=True):
            column.width = width
        for k, (line, cells) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
            line._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            for j, (cell, text) in enumerate(zip(line.cells, cells, strict=True)):
                cell.width = wide[j]
                run = cell.paragraphs[0].add_run(plain(text))
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
                run.font.size, run.font.bold = Pt(9 if len(heads) < 6 else 8), (k == 0 or j == 0) or None
                if k == 0 and not self.own:
                    run.font.color.rgb = RGBColor(255, 255, 255)
                    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", fill=str(self.accent)))
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        self.words("")

    def written(self) -> bytes:
        """Put the table of contents and the template's own words in their places; write the file."""
        self._contents()
        self._fill()
        describe(self.document.core_properties, self.page)
        stream = io.BytesIO()
        self.document.save(stream)
        return without_times(stream)

    def contents(self) -> None:
        """Keep the place of the table of contents, which is known at the end."""
        self.words(self._("Contents"), "TOC Heading")
        self.place = self.words("")

    def _contents(self) -> None:
        """Write the table of contents as a field that Word makes again on demand, with links to what there is now."""
        first = True
        for level, text, anchor in self.headings:
            paragraph = self.place.insert_paragraph_before(style=self.style(f"toc {level}"))
            if first:
                _begin(paragraph, r'TOC \o "1-2" \h \z \u')
            link = _element("w:hyperlink", anchor=anchor, history="1")
            link.append(paragraph.add_run(text)._r)
            paragraph._p.append(link)
            first = False
        self.place.add_run()._r.append(_element("w:fldChar", fldCharType="end"))

    def _fill(self) -> None:
        """Fill in what a template leaves open, and move the document to where it says."""
        if not self.own:
            return
        page = self.page
        words = {"territory": page.territory, "campaign": page.campaign, "date": page.date, "title": page.title}
        new = [one for one in self.document.element.body if not any(one is old for old in self.before)]
        for paragraph in _paragraphs(self.document):
            if CONTENT in MARK.findall(paragraph.text) and paragraph._p in self.before:
                for one in new:
                    paragraph._p.addprevious(one)
                paragraph._p.getparent().remove(paragraph._p)
            elif paragraph._p not in new and MARK.search(paragraph.text):
                text = MARK.sub(lambda match: plain(words.get(match[1], match[0])), paragraph.text)
                for run in paragraph.runs[1:]:
                    run.text = ""
                paragraph.runs[0].text = text


def _paragraphs(document: Any) -> list[Any]:
    """Return the paragraphs of a document, those of its tables, headers and footers among them."""
    parts = [document, *(part for each in document.sections for part in (each.header, each.footer))]
    tables = [table for part in parts for table in part.tables]
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    return [paragraph for part in [*parts, *cells] for paragraph in part.paragraphs]


def _element(tag: str, **attributes: str) -> Any:
    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _borders() -> Any:
    properties, borders = _element("w:tblPr"), _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="auto"))
    properties.append(borders)
    return properties


def _begin(paragraph: Any, instruction: str) -> None:
    for part in ("begin", "", "separate"):
        run = paragraph.add_run()._r
        if part:
            run.append(_element("w:fldChar", fldCharType=part))
        else:
            code = _element("w:instrText")
            code.text = f" {instruction} "
            run.append(code)


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field, which Word works out again, with what it shows until then."""
    _begin(paragraph, instruction)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def _front(paper: Paper, review: TerritoryReview) -> None:
    page = paper.page
    paper.words(review.name, "Title")
    paper.words(page.kind, "Subtitle")
    paper.words(" · ".join(facts(review, page.language)))
    paper.words(" · ".join(part for part in (page.campaign, page.date) if part))
    for text in [*marks(page), *notices(review, page.language)]:
        paper.words(text, "Intense Quote")
    paper.contents()


def _people_say(paper: Paper, review: TerritoryReview) -> None:
    _, language = paper._, paper.page.language
    paper.heading(_("What people say"), 1, new_page=True)
    paper.words("", bold=front.what_people_say(review, language))
    for text in (front.how_precise(review, language), front.widest(review, language)):
        if text:
            paper.words(text)
    for title, held in (
        (_("What to lean on"), findings.supports(review, language)),
        (_("What holds back"), findings.brakes(review, language)),
    ):
        paper.heading(title, 2)
        if not held:
            paper.words(_("Nothing stands out for certain from the answers."))
        paper.points(
            (
                one.name,
                f" – {_('{score} out of 100', score=one.score)}, {one.why}" + f" → {one.answer}" * bool(one.answer),
            )
            for one in held
        )
    paper.heading(_("What to decide"), 2)
    decisions = front.decisions(review, language)
    paper.points((f"{one.order}. {one.label}", f" – {one.why}") for one in decisions)
    if not decisions:
        paper.words(_("No action is proposed: the answers are not enough, or every target is reached."))
    paper.heading(_("Who answered"), 2)
    paper.words(front.how_far(review, language))
    groups = answered(review, language)
    paper.points((group.name, f" – {group.text(language)}") for group in groups)


def _profile(paper: Paper, review: TerritoryReview) -> None:
    _, language = paper._, paper.page.language
    many, sentences = depth_word(review.framework, 1, language), profile.profile_sentences(review, language)
    paper.heading(_("The profile"), 1, new_page=True)
    for text in sentences:
        paper.words(text)
    sketch = sketch_png(profile.profile_sketch(review, language))
    paper.picture(sketch, _("Profile of the {many}", many=many), " ".join(sentences))
    _numbers(paper, _("Profile of the {many}", many=many), profile.profile_numbers(review, language))
    if words := explained(" ".join(numbered_labels(review.framework, review.framework.top_ids, language)), language):
        paper.heading(_("Some words"), 2)
        paper.points((word, f" – {meaning}") for word, meaning in words)


def _numbers(paper: Paper, caption: str, table: pd.DataFrame) -> None:
    """Add the table of a figure; its first column is as wide as two or three others."""
    rows = [[str(name), *map(str, cells)] for name, cells in zip(table.index, table.to_numpy(), strict=True)]
    wide = [max(2.0, len(table.columns) / 2), *[1.0] * len(table.columns)]
    paper.table(caption, [str(table.index.name), *map(str, table.columns)], rows, wide)


def _views(paper: Paper, review: TerritoryReview) -> None:
    _, language = paper._, paper.page.language
    chosen = views.subjects(review, language)
    paper.heading(_("What to talk about"), 1, new_page=True)
    paper.words(views.views_sentence(review, chosen, language))
    if len(views.views_of_groups(review).columns) > 1:
        sketch = sketch_png(views.views_sketch(review, chosen, language))
        message = views.views_message(review, chosen, language) or views.views_sentence(review, chosen, language)
        paper.picture(sketch, _("The criteria as each group sees them"), message)
    for subject in chosen:
        paper.words(f" – {subject.views}", "List Number", bold=subject.name)
        for text in (subject.question, *subject.comments):
            if text:
                paper.words(text, "Quote")


def _plan(paper: Paper, review: TerritoryReview) -> None:
    _, language = paper._, paper.page.language
    steps, gains = next_steps(review, language), review.now("roadmap").set_index("action")["points"]
    costed = any(step.cost for step in steps)
    paper.heading(_("The roadmap, to be adopted"), 1, new_page=True)
    paper.words(plan.plan_sentence(review, steps, language))
    heads = [_("What, and why"), _("Who"), _("When"), _("Work"), *[_("Cost")] * costed, _("Gain")]
    rows = [
        [
            f"{step.order}. {step.label} – {node_label(review.framework, step.criterion, language, numbered=True)}",
            *(step.pilot, step.when, step.effort, *[step.cost] * costed, points(gains[step.action], language)),
        ]
        for step in steps
    ] or [[f"{n}.", "", "", "", ""] for n in range(1, plan.TO_FILL + 1)]
    caption = _("The actions, in order") if steps else _("What we decide")
    paper.table(caption, heads, rows, [5, 1.6, 1.2, 1.2, *[1.2] * costed, 1.4])
    if left := findings.unanswered(review, language):
        paper.heading(_("What has no action"), 2)
        paper.points((names, _(": {why}", why=why)) for names, why in left)
    paper.words(f"{_('Adopted on')} …………………… {_('by')} ……………………")
    paper.words(_("It is a starting point for the discussion, not an obligation."))


def _scores(paper: Paper, review: TerritoryReview) -> None:
    _, language = paper._, paper.page.language
    framework, many = review.framework, depth_word(review.framework, 1, language)
    paper.heading(_("Annex: for those who check"), 1, new_page=True)
    paper.heading(_("The {many}", many=many), 2)
    paper.words("", bold=headline(review, language))
    told = [*confidence_sentences(review, language), priority_sentence(review, language)]
    paper.points(("", text) for text in told if text)
    leaves = depth_word(framework, len(framework.depths), language)
    for caption, depth, nodes in (
        (many, 1, [OVERALL, *framework.top_ids]),
        (leaves, len(framework.depths), list(framework.leaf_ids)),
    ):
        heads = [depth_word(framework, depth, language, plural=False).capitalize(), _("Score out of 100"),
                 _("Interval"), _("Level reached"), _("Target"), _("Respondents")]  # fmt: skip
        rows = [
            [line.name, line.score, line.interval, line.chip.text if line.chip else "", line.target,
             number(line.respondents, 0, language)]
            for line in lines(review, nodes, language)
        ]  # fmt: skip
        paper.table(_("Scores of the {many}", many=caption), heads, rows, [3.2, 1, 1.3, 1.4, 0.8, 1.4])
    by_group = _("Scores of the {many} by group of respondents", many=leaves)
    paper.picture(png(CRITERIA_FIGURE.figure(review, language)), by_group, CRITERIA_FIGURE.message(review, language))
    _numbers(paper, by_group, CRITERIA_FIGURE.table(review, language))


def _roadmap(paper: Paper, review: TerritoryReview) -> None:
    _, language = paper._, paper.page.language
    steps = next_steps(review, language)
    paper.heading(_("Roadmap"), 2)
    for text in roadmap_conflict(review, language):
        paper.words(text)
    if not steps:
        paper.words(nothing_to_do(review, language))
    else:
        paper.words("", bold=roadmap_sentence(review, language))
        means = " ".join(filter(None, (what_is_costed(steps, language), roadmap_means(review, language))))
        paper.points(("", text) for text in (means, roadmap_confidence(review, language)) if text)
        heads = [_("What to do, and why"), _("When and who"), _("Effort"), _("With what, and what will show it"),
                 _("Gain out of 100")]  # fmt: skip
        separator = _("; ")
        rows = [
            [
                "\n".join(filter(None, (f"{step.order}. {step.label}", f"{step.name} ({step.rise})", step.earlier,
                                        step.chain))),
                f"{step.when}\n{_('Lead: {pilot}', pilot=step.pilot)}",
                "\n".join(filter(None, (step.effort, step.cost))),
                separator.join(step.tools)
                + f"\n{_('Evidence: {evidence}', evidence=separator.join(step.evidence))}" * bool(step.evidence),
                f"{step.gain}\n{step.held}",
            ]
            for step in steps
        ]  # fmt: skip
        paper.table(_("The actions of the roadmap, in order"), heads, rows, [3.3, 1.5, 1, 2.5, 1.3])
        drawn = png(TIMELINE_FIGURE.figure(review, language))
        paper.picture(drawn, _("When each action runs"), TIMELINE_FIGURE.message(review, language))
    if before := planned_before(review, language):
        heads = [_("Action planned"), _("How far it is"), _("Score before and now"), _("What changed")]
        rows = [[f"{one.label}\n{one.name}", one.state, one.change, one.moved] for one in before]
        paper.table(_("What was planned last time, and what changed since"), heads, rows, [3, 1.2, 1.3, 2])


def _provenance(paper: Paper) -> None:
    page, _ = paper.page, paper._
    paper.heading(_("Where the numbers come from"), 2)
    paper.words(
        _(
            "Framework: {name}, version {version}. Written by revue-analytics {ours} from the results {provenance}: "
            "what is changed in this file from then on comes from whoever changes it.",
            name=page.framework,
            version=page.framework_version,
            ours=page.version,
            provenance=page.provenance,
        )
    )
