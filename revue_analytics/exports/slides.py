"""Eight slides of a territory for its council, to be edited: native charts and tables, notes in plain words."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pandas as pd
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from revue_analytics.document.actions import next_steps, period_names, timeline_message
from revue_analytics.document.essential import findings, front, plan, profile, views
from revue_analytics.document.essential.words import points, whole
from revue_analytics.document.headline import overall_row
from revue_analytics.document.kit.theme import BEFORE, GRID, INK, MUTED, SERIES, TARGET
from revue_analytics.document.names import (
    campaign_label,
    depth_word,
    group_label,
    is_missing,
    known_groups,
    node_label,
    numbered_labels,
)
from revue_analytics.document.page.look import readable
from revue_analytics.document.respondents import GROUPS_ON_FRONT, answered, notices
from revue_analytics.document.rows import node_scores
from revue_analytics.errors import shorten
from revue_analytics.exports.office import describe, marks, plain
from revue_analytics.exports.spreadsheet import without_times, workbook
from revue_analytics.framework import OVERALL
from revue_analytics.language import translator

if TYPE_CHECKING:
    from revue_analytics.document.page.shell import Page
    from revue_analytics.review import TerritoryReview

WIDE, HIGH = 13.333, 7.5  # inches
LEFT, TOP, ROOM = 0.6, 1.45, 5.3  # of what stands below a title, and its height
FULL = WIDE - 2 * LEFT
LANGUAGES = {"fr": MSO_LANGUAGE_ID.FRENCH, "en": MSO_LANGUAGE_ID.ENGLISH_UK}
SMALLEST, LABEL = 8, 48  # points of text, characters of a label in a chart
LINES, ON_A_LINE = 13, 62  # of the roadmap on one slide
Box = tuple[float, float, float, float]  # left, top, width, height


def slides(review: TerritoryReview, page: Page) -> bytes:
    """Write the slides of a territory; the same bytes each time. `page` gives language, titles and colour."""
    deck = Deck(page)
    for slide in (_title, _people_say, _profile, _findings, _views, _decide, _plan, _years):
        slide(deck, review)
    return deck.written()


class Deck:
    """Slides under way."""

    def __init__(self, page: Page):
        self.page, self._, self.presentation = page, translator(page.language), Presentation()
        self.accent = readable(page.accent)
        wider = WIDE / 10  # the library's own slides are 10 inches wide
        self.presentation.slide_width, self.presentation.slide_height = Inches(WIDE), Inches(HIGH)
        master = self.presentation.slide_master
        for shape in [*master.shapes, *(shape for layout in master.slide_layouts for shape in layout.placeholders)]:
            shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)

    def slide(self, title: str, notes: Iterable[str], layout: int = 5) -> Any:
        """Add a slide with its title, the notes of who speaks, and what must be said on every one."""
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[layout])
        head = slide.shapes.title
        if layout == 5:
            head.left, head.top, head.width, head.height = map(Inches, (LEFT, 0.4, FULL, 0.9))
            head.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        size = _fitting([title], FULL, 0.9, 40 if layout == 0 else 30)
        self.words(head.text_frame, [title], size, bold=True, colour=self.accent)
        foot = " · ".join(part for part in (self.page.title, *marks(self.page)) if part)
        self.box(slide, (LEFT, HIGH - 0.5, FULL, 0.4), [foot], 10, colour=MUTED)
        text = slide.notes_slide.notes_text_frame
        self.words(text, [note for note in notes if note], 12)
        return slide

    def words(self, frame: Any, texts: Sequence[str], size: float, *, bold: bool = False, colour: str = INK) -> None:
        """Fill a frame with paragraphs."""
        frame.word_wrap = True
        for k, text in enumerate(texts or [""]):
            paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = plain(text)
            run.font.size = Pt(size)
            run.font.bold, run.font.language_id = bold, LANGUAGES[self.page.language]
            run.font.color.rgb = _colour(colour)
            paragraph.space_after = Pt(size / 3)

    def box(self, slide: Any, box: Box, texts: Sequence[str], size: float, **how: Any) -> Any:
        """Add a box of text, smaller than asked for where there is much of it."""
        shape = slide.shapes.add_textbox(*map(Inches, box))
        self.words(shape.text_frame, texts, _fitting(texts, box[2] - 0.2, box[3], size), **how)
        return shape

    def chart(
        self, slide: Any, kind: XL_CHART_TYPE, box: Box, table: pd.DataFrame, alternative: str, colours: Sequence[str]
    ) -> Any:
        """Add a chart to be edited: rows of a table are categories, columns are series; numbers are whole."""
        heads = [shorten(plain(name), LABEL) for name in table.columns]
        rows = [shorten(plain(name), LABEL) for name in table.index]
        data: Any = CategoryChartData(number_format="0")
        data.categories = rows
        for k, name in enumerate(heads):
            data.add_series(name, [None if is_missing(value) else float(value) for value in table.iloc[:, k]])
        frame = slide.shapes.add_chart(kind, *map(Inches, box), data)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(alternative))
        chart = frame.chart
        numbers = pd.DataFrame({k: table.iloc[:, k].to_numpy(dtype="float64") for k in range(len(heads))})
        numbers.insert(0, "", rows)
        book = workbook({"Sheet1": numbers.set_axis(["\u00a0", *heads], axis=1)}, self.page.language)
        chart.part.chart_workbook.update_from_xlsx_blob(book)
        chart.font.size, chart.font.color.rgb = Pt(13), _colour(INK)
        chart.has_title, chart.has_legend = False, len(heads) > 1
        if chart.has_legend:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        for series, colour in zip(chart.plots[0].series, colours, strict=False):
            _paint(series, colour, kind)
        labels = chart.plots[0]
        labels.has_data_labels = True
        labels.data_labels.number_format, labels.data_labels.number_format_is_linked = "0", False
        labels.data_labels.font.size = Pt(12)
        chart.value_axis.major_gridlines.format.line.color.rgb = _colour(GRID)
        chart.value_axis.format.line.fill.background()
        chart.value_axis.minimum_scale = 0
        return chart

    def table(self, slide: Any, box: Box, heads: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> None:
        """Add a table to be edited, its first column the widest."""
        frame = slide.shapes.add_table(1 + len(rows), len(heads), *map(Inches, box))
        frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(name))
        table, narrow = frame.table, 1.5
        for j, column in enumerate(table.columns):
            column.width = Inches(narrow if j else box[2] - narrow * (len(heads) - 1))
        for k, cells in enumerate([heads, *rows]):
            for j, text in enumerate(cells):
                cell = table.cell(k, j)
                self.words(cell.text_frame, [text], 13, bold=not (k and j), colour=INK if k else "#ffffff")
                cell.fill.solid()
                cell.fill.fore_color.rgb = _colour(("#f4f1eb", "#ffffff")[k % 2] if k else self.accent)

    def written(self) -> bytes:
        """Write the file."""
        describe(self.presentation.core_properties, self.page)
        stream = io.BytesIO()
        self.presentation.save(stream)
        return without_times(stream)


def _fitting(texts: Sequence[str], width: float, height: float, size: float) -> float:
    """Return the largest size, in points and 8 at least, at which paragraphs fit into a box measured in inches."""
    lines = [line for text in texts for line in text.split("\n")]
    while size > SMALLEST:
        rows = sum(math.ceil(max(len(line), 1) * 0.55 * size / 72 / width) for line in lines)
        if (rows * 1.25 + len(texts) / 3) * size / 72 <= height:
            break
        size -= 1
    return size


def _colour(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))


def _paint(series: Any, colour: str, kind: XL_CHART_TYPE) -> None:
    if kind == XL_CHART_TYPE.LINE_MARKERS:
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = _colour(colour), Pt(3)
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
        line = series.marker.format
        line.line.color.rgb = _colour(colour)
    else:
        line = series.format
    line.fill.solid()
    line.fill.fore_color.rgb = _colour(colour)


def _whole(review: TerritoryReview, values: Iterable[Any]) -> list[float]:
    """Round scores as the essential does."""
    return [float("nan") if is_missing(value) else whole(float(value), review.framework) for value in values]


def _title(deck: Deck, review: TerritoryReview) -> None:
    _, page = deck._, deck.page
    notes = [
        _("Thank those who answered. What follows is what they say; it is no mark given to the territory or anyone."),
        _("It is a starting point for the discussion, not an obligation."),
        *notices(review, page.language),
    ]
    slide = deck.slide(review.name, notes, layout=0)
    deck.words(slide.placeholders[1].text_frame, [page.kind, page.subtitle], 22, colour=MUTED)


def _people_say(deck: Deck, review: TerritoryReview) -> None:
    _, language = deck._, deck.page.language
    say, far = front.what_people_say(review, language), front.how_far(review, language)
    notes = [
        say,
        front.how_precise(review, language),
        far,
        _("A score is read from 0 to 100: what counts is where it stands and where it goes, not a point more or less."),
    ]
    slide = deck.slide(_("What people say"), notes)
    deck.box(slide, (LEFT, TOP, FULL, 1.7), [say, front.how_precise(review, language), far], 20)
    half, top = FULL / 2 - 0.2, TOP + 2.0
    row, old = overall_row(review), profile.earlier_scores(review).loc[OVERALL].dropna()
    if row is not None:
        scores = [*old, row["score"]]
        names = [campaign_label(review.meta, each, language) for each in [*old.index, review.current]]
        table = pd.DataFrame({_("Score out of 100"): _whole(review, scores)}, index=names)
        box = (LEFT, top, half, ROOM - 2.0)
        chart = deck.chart(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, box, table, say, [deck.accent])
        chart.value_axis.maximum_scale, chart.plots[0].gap_width = 100, 120
    if groups := answered(review, language, at_most=GROUPS_ON_FRONT):
        columns = {_("Answers"): [group.n for group in groups]}
        if all(group.invited is not None for group in groups):
            columns[_("Invited")] = [group.invited or 0 for group in groups]
        table = pd.DataFrame(columns, index=[group.name for group in groups], dtype="float64")
        box = (LEFT + half + 0.4, top, half, ROOM - 2.0)
        chart = deck.chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, table, far, [deck.accent, BEFORE])
        _downwards(chart)


def _downwards(chart: Any) -> None:
    """Let the categories of bars run from top to bottom, as they are listed."""
    chart.category_axis.reverse_order = True
    chart.value_axis.visible = False
    chart.plots[0].gap_width, chart.plots[0].overlap = 40, 0


def _profile(deck: Deck, review: TerritoryReview) -> None:
    _, language = deck._, deck.page.language
    nodes, sentences = profile.shown_nodes(review), profile.profile_sentences(review, language)
    columns = {campaign_label(review.meta, review.current, language): node_scores(review, nodes)["score"]}
    old, peers = profile.earlier_scores(review), profile.peer_medians(review)
    if len(old.columns):
        columns.setdefault(campaign_label(review.meta, old.columns[-1], language), old[old.columns[-1]])
    if peers.notna().any():
        columns[_("Same size, median")] = peers
    table = pd.DataFrame({name: _whole(review, values) for name, values in columns.items()},
                         index=numbered_labels(review.framework, nodes, language, short=True))  # fmt: skip
    notes = [
        *sentences,
        _("Each bar is a score out of 100. Compare a bar with itself over time before comparing it with the others."),
    ]
    slide = deck.slide(_("Profile of the {many}", many=depth_word(review.framework, 1, language)), notes)
    box = (LEFT, TOP, FULL, ROOM)
    if table.iloc[:, 0].isna().all():
        deck.box(slide, box, sentences, 20)
        return
    chart = deck.chart(
        slide, XL_CHART_TYPE.BAR_CLUSTERED, box, table, " ".join(sentences), [deck.accent, BEFORE, TARGET]
    )
    _downwards(chart)
    chart.value_axis.maximum_scale = 100
    if len(nodes) > 8:
        chart.font.size = Pt(11)
        chart.plots[0].data_labels.font.size = Pt(9)


def _findings(deck: Deck, review: TerritoryReview) -> None:
    _, language = deck._, deck.page.language
    held = {
        _("What to lean on"): findings.supports(review, language),
        _("What holds back"): findings.brakes(review, language),
    }
    slide = deck.slide(" · ".join(held), [
        _("Begin with what works. Then what holds back: ask the council whether it sees the same thing."),
        *(f"{one.name} → {one.answer}." for one in held[_("What holds back")]),
    ])  # fmt: skip
    half = FULL / 2 - 0.2
    for k, (title, those) in enumerate(held.items()):
        left = LEFT + k * (half + 0.4)
        deck.box(slide, (left, TOP, half, 0.5), [title], 22, bold=True, colour=deck.accent)
        texts = [
            "\n".join(
                [one.name, f"{_('{score} out of 100', score=one.score)}, {one.why}"]
                + [f"→ {one.answer}"] * bool(one.answer)
            )
            for one in those
        ] or [_("Nothing stands out for certain from the answers.")]
        deck.box(slide, (left, TOP + 0.6, half, ROOM - 0.6), texts, 18)


def _views(deck: Deck, review: TerritoryReview) -> None:
    _, language = deck._, deck.page.language
    chosen, seen = views.subjects(review, language), views.views_of_groups(review)
    say = views.views_sentence(review, chosen, language)
    notes = [say, *(f"{one.name}. {one.question}" for one in chosen),
             _("Let each group say why it sees things so, before anyone looks for an agreement.")]  # fmt: skip
    slide = deck.slide(_("What to talk about"), notes)
    drawn = len(seen.columns) > 1 and bool(chosen)
    if drawn:
        merged = dict(known_groups(review))
        groups = [group_label(review.meta, str(group), language, merged.get(str(group), "")) for group in seen.columns]
        names = [node_label(review.framework, one.criterion, language, short=True, numbered=True) for one in chosen]
        scores = [_whole(review, views.seen_by_groups(review, one.criterion)) for one in chosen]
        table = pd.DataFrame(dict(enumerate(scores)), index=groups).set_axis(names, axis=1)
        message, box = views.views_message(review, chosen, language), (LEFT, TOP, 7.4, ROOM)
        chart = deck.chart(slide, XL_CHART_TYPE.LINE_MARKERS, box, table, message, SERIES)
        chart.value_axis.maximum_scale = 100
    texts = [say, *(f"{one.name}\n{one.views}" for one in chosen)]
    deck.box(slide, (LEFT + 7.7 * drawn, TOP, FULL - 7.7 * drawn, ROOM), texts, 16)


def _decide(deck: Deck, review: TerritoryReview) -> None:
    _, language = deck._, deck.page.language
    decisions = front.decisions(review, language)
    notes = [
        _("Ask for each action: do we do it, who leads it, from when? Write the answer into the slide that follows."),
        *(f"{one.order}. {one.label}: {one.why}." for one in decisions),
    ]
    slide = deck.slide(_("What to decide"), notes)
    none = _("No action is proposed: the answers are not enough, or every target is reached.")
    texts = [f"{one.order}. {one.label}\n{one.why}" for one in decisions] or [none]
    deck.box(slide, (LEFT, TOP, FULL, ROOM), texts, 24)


def _plan(deck: Deck, review: TerritoryReview) -> None:
    _, language = deck._, deck.page.language
    steps, gains = next_steps(review, language), review.now("roadmap").set_index("action")["points"]
    ends = accumulate(1 + len(step.label) // ON_A_LINE for step in steps)
    shown = [step for step, end in zip(steps, ends, strict=True) if end <= LINES]
    say, more = plan.plan_sentence(review, steps, language), len(steps) - len(shown)
    others = _("{n} other action is in the document.", "{n} other actions are in the document.", more) if more else ""
    left = [f"{names}{_(': {why}', why=why)}" for names, why in findings.unanswered(review, language)]
    slide = deck.slide(
        _("The roadmap, to be adopted"), [say, others, *([_("What has no action")] if left else []), *left]
    )
    deck.box(slide, (LEFT, TOP - 0.1, FULL, 0.5), [" ".join(filter(None, (say, others)))], 16)
    heads = [_("What"), _("Who"), _("When"), _("Work"), _("Gain")]
    rows = [
        [f"{step.order}. {step.label}", step.pilot, step.when, step.effort, points(gains[step.action], language)]
        for step in shown
    ] or [[f"{n}.", "", "", "", ""] for n in range(1, plan.TO_FILL + 1)]
    deck.table(slide, (LEFT, TOP + 0.5, FULL, 0.4 * (1 + len(rows))), heads, rows, _("The actions, in order"))
    deck.box(slide, (LEFT, HIGH - 0.95, FULL, 0.4), [f"{_('Adopted on')} ……………… {_('by')} ………………"], 14)


def _years(deck: Deck, review: TerritoryReview) -> None:
    _, language = deck._, deck.page.language
    periods, message = review.now("roadmap_periods").sort_values("period"), timeline_message(review, language)
    notes = [message, _("If the days are too many for one year, put an action off rather than begin them all.")]
    slide = deck.slide(_("Days of work, year by year"), notes)
    deck.box(slide, (LEFT, TOP, FULL, 0.6), [message], 18)
    if periods.empty:
        return
    columns: Mapping[str, Any] = {
        _("Days of work in the roadmap"): periods["staff_days"],
        _("Days there are"): periods["staff_days_available"],
    }
    numbers = {name: pd.Series(values).astype("float64").round() for name, values in columns.items()}
    table = pd.DataFrame({name: list(values) for name, values in numbers.items()}, index=period_names(review, language))
    table = table.replace([float("inf")], float("nan")).dropna(axis=1, how="all")
    box = (LEFT, TOP + 0.8, FULL, ROOM - 0.9)
    deck.chart(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, box, table, message, [deck.accent, BEFORE])
