"""A figure as a list of marks: written as SVG and drawn on Axes it is the same figure."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from revue_analytics.document.essential.profile import profile_sketch
from revue_analytics.document.essential.views import subjects, views_sketch
from revue_analytics.document.kit.sketch import Dot, Line, Rect, Sketch, Text, apart
from revue_analytics.document.kit.theme import themed
from tests.document import factory

SKETCHES = {
    "profile": lambda review: profile_sketch(review, "fr"),
    "views": lambda review: views_sketch(review, subjects(review, "fr"), "fr"),
}


@pytest.fixture(scope="module", params=SKETCHES)
def sketch(request):
    return SKETCHES[request.param](factory.usual())


def in_svg(sketch, tag):
    root = ElementTree.fromstring(sketch.svg())
    return list(root.iter("{http://www.w3.org/2000/svg}" + tag))


def on_axes(sketch):
    with themed():
        return sketch.draw(Figure().add_axes((0, 0, 1, 1)))


def test_both_ways_write_the_same_texts_at_the_same_places(sketch):
    written = [(each.text, float(each.get("x")), float(each.get("y"))) for each in in_svg(sketch, "text")]
    drawn = [(each.get_text(), *each.get_position()) for each in on_axes(sketch).texts]
    assert len(written) > 10
    assert [text for text, _x, _y in written] == [text for text, _x, _y in drawn]
    for (_, x, y), (_, across, down) in zip(written, drawn, strict=True):
        assert (x, y) == (pytest.approx(across, abs=0.01), pytest.approx(down, abs=0.01))


def test_both_ways_draw_as_many_lines_and_shapes(sketch):
    ax = on_axes(sketch)
    kinds = [type(mark) for mark in sketch.marks]
    assert len(ax.lines) == kinds.count(Line)
    assert len(ax.patches) == kinds.count(Rect) + kinds.count(Dot)
    shapes = sum(len(in_svg(sketch, tag)) for tag in ("rect", "circle", "path"))
    assert shapes == 1 + len(kinds) - kinds.count(Text)  # the sheet itself is a rectangle


def test_nothing_leaves_the_sheet(sketch):
    for mark in sketch.marks:
        if isinstance(mark, Text):
            assert 0 <= mark.y <= sketch.height and -1 <= mark.x <= sketch.width + 1
        elif isinstance(mark, Dot):
            assert 0 <= mark.x <= sketch.width and 0 <= mark.y <= sketch.height


def test_what_somebody_typed_is_text():
    typed = '</text><script>alert(1)</script>&"'
    sketch = Sketch(72, 36, (Text(1, 10, typed),))
    assert [each.text for each in in_svg(sketch, "text")] == [typed]
    assert "<script" not in sketch.svg()


def test_the_same_marks_are_the_same_bytes_and_no_long_digits(sketch):
    assert sketch.svg() == sketch.svg()
    assert not re.search(r"\d\.\d{3}", sketch.svg())


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(1, 15))
def test_labels_are_moved_apart_in_their_order_and_stay_where_there_is_room(places, least):
    moved = apart(places, least, 0, 100)
    order = sorted(range(len(places)), key=lambda i: places[i])
    gaps = [moved[b] - moved[a] for a, b in pairwise(order)]
    assert all(gap >= least - 1e-9 for gap in gaps)
    assert all(-1e-9 <= y <= 100 + 1e-9 for y in moved)
    if all(places[b] - places[a] >= least for a, b in pairwise(order)):
        assert moved == pytest.approx(places)
