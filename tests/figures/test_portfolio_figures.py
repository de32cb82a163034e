"""Figures of several territories: words, numbers and room, whatever the territories."""

from dataclasses import replace
from itertools import combinations

import pytest
from matplotlib.figure import Figure

import revue_analytics as ra
from revue_analytics import plots
from revue_analytics.document import sections
from revue_analytics.document.kit import figure
from revue_analytics.document.portfolio.france import classes
from revue_analytics.geography import OVERSEAS, departements, outlines
from tests.figures.test_layout import texts
from tests.together import factory

NAMES = list(sections.PORTFOLIO_DRAWINGS)


@pytest.fixture(scope="module", params=factory.CASES)
def part(request):
    review = factory.CASES[request.param]()
    return ra.portfolio(review, codes=review.codes[:6]) if request.param == "hostile" else ra.portfolio(review)


def test_a_figure_has_one_sentence_and_a_table_of_texts(part):
    for name in NAMES:
        drawing = sections.PORTFOLIO_DRAWINGS[name]
        for language in ("fr", "en"):
            message = drawing.message(part, language)
            assert message.endswith("."), name
            assert "\n" not in message and "nan" not in message, name
            table = drawing.table(part, language)
            assert table.index.name, name
            assert table.map(lambda cell: isinstance(cell, str)).all(axis=None), name


def test_texts_neither_overlap_nor_leave_the_figure(part):
    problems = []
    for name in NAMES:
        figure = plots.plot(part, name)
        boxes = texts(figure)
        width, height = figure.get_size_inches() * figure.dpi
        for text, (x0, y0, x1, y1) in boxes:
            if x0 < -4 or y0 < -4 or x1 > width + 4 or y1 > height + 4:
                problems.append((name, "outside", text))
        for (one, a), (other, b) in combinations(boxes, 2):
            if min(a[2], b[2]) - max(a[0], b[0]) > 3 and min(a[3], b[3]) - max(a[1], b[1]) > 6:
                problems.append((name, one, other))
    assert not problems


@pytest.fixture(scope="module")
def three():
    return ra.portfolio(factory.usual(), codes="00001,00002,00005")


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_the_same_each_time_and_draws_on_the_axes_given(three, name):
    assert figure.svg(plots.plot(three, name)) == figure.svg(plots.plot(three, name))
    ax = Figure(figsize=(7, 5)).add_subplot()
    assert sections.PORTFOLIO_DRAWINGS[name].draw(three, ax, language="fr") is ax
    assert ra.plot(three, name).axes


def test_sentences_quote_the_names_of_what_is_assessed():
    part = ra.portfolio(factory.usual())
    for name, quotes in (("profiles", 1), ("levels", 3), ("agreement", 2), ("needs", 3)):
        assert sections.PORTFOLIO_DRAWINGS[name].message(part, "fr").count("«\u00a0") == quotes, name
        assert sections.PORTFOLIO_DRAWINGS[name].message(part, "en").count("“") == quotes, name


def test_where_none_fell_or_rose_the_sentence_says_none():
    part = ra.portfolio(factory.usual())
    table = part.summary["change"].assign(risen=0, fallen=0)
    still = replace(part, summary={**part.summary, "change": table})
    message = sections.PORTFOLIO_DRAWINGS["change"].message
    assert message(still, "fr").endswith("aucun ne progresse de façon certaine, aucun ne recule de façon certaine.")
    assert message(still, "en").endswith("none rose for certain, none fell for certain.")


def test_a_rank_that_never_happens_is_written_as_zero():
    part = ra.portfolio(factory.usual())
    cells = {text for text, _box in texts(plots.plot(part, "acceptability"))}
    assert "0" in cells


def test_beyond_forty_territories_none_is_named_one_by_one():
    part = ra.portfolio(factory.national(120))
    table = sections.PORTFOLIO_DRAWINGS["spread"].table(part, "en")
    assert table["Territories"].astype(int).sum() == 120
    grid = sections.PORTFOLIO_DRAWINGS["acceptability"].table(part, "en")
    assert grid.shape == (20, 20)


def test_each_row_of_the_grid_of_ranks_adds_up_to_every_draw():
    from revue_analytics.document.portfolio.ranks import acceptability_values

    for n in (12, 120, 700):
        values, sizes = acceptability_values(ra.portfolio(factory.make(factory.invented(n))))
        assert values.sum(axis=1).to_numpy() == pytest.approx(1)
        assert sizes.sum() == n


def test_every_departement_is_on_the_map():
    codes = {code for code in departements()["code"] if len(code) == 2 or code in OVERSEAS}
    assert set(outlines()) == codes
    svg = figure.svg(plots.plot(ra.portfolio(factory.national(1500)), "france")).decode()
    for name in ("Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte", "Paris"):
        assert name in svg


def test_the_classes_of_the_map_hold_every_median():
    import pandas as pd

    for values in ([50.0], [41.0, 58.0], [0.0, 100.0], [49.9, 50.0], [75.0, 75.0]):
        bounds = classes(pd.Series(values))
        assert bounds[0] <= min(values)
        assert max(values) < bounds[-1]
        assert len(bounds) <= 6
