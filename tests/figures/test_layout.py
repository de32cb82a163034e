"""Whatever the data, texts of a figure neither overlap nor leave it."""

import warnings
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

from revue_analytics import plots
from revue_analytics.document import sections
from tests.document import factory

CASES = {
    "usual": factory.usual,
    "small": factory.small,
    "much missing": factory.patchy,
    "hostile": factory.hostile,
    "no answer": factory.unanswered,
    "one indicator": lambda: factory.usual(factory.with_indicators(1, 1)),
    "two indicators": lambda: factory.usual(factory.with_indicators(2, 1)),
    "forty indicators": lambda: factory.usual(factory.with_indicators(40, 1)),
    "long names": lambda: factory.usual(factory.with_indicators(8, 2, factory.LONG)),
    "all at the target": lambda: factory.usual(level=400.0),
    "all at zero": lambda: factory.usual(level=-400.0),
}


def texts(figure) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Every text that is drawn, with its box in pixels."""
    figure.set_dpi(288)  # fine enough for hinting not to widen the letters
    width, height = figure.get_size_inches() * figure.dpi
    renderer = RendererAgg(width, height, figure.dpi)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        figure.draw(renderer)
        found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in found]
    return [(text, (box.x0, box.y0, box.x1, box.y1)) for text, box in boxes]


@pytest.mark.parametrize(("case", "language"), [*((case, "fr") for case in CASES), ("usual", "en")])
def test_texts_neither_overlap_nor_leave_the_figure(case, language):
    review = CASES[case]()
    problems = []
    for name in sections.DRAWINGS:
        figure = plots.plot(review, name, language=language)
        boxes = texts(figure)
        width, height = figure.get_size_inches() * figure.dpi
        for text, (x0, y0, x1, y1) in boxes:
            if x0 < -4 or y0 < -4 or x1 > width + 4 or y1 > height + 4:
                problems.append((name, "outside", text))
        for (one, a), (other, b) in combinations(boxes, 2):
            if min(a[2], b[2]) - max(a[0], b[0]) > 3 and min(a[3], b[3]) - max(a[1], b[1]) > 6:
                problems.append((name, one, other))
    assert not problems
