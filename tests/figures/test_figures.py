"""Each figure says what it shows, gives its data, and leaves the world as it was."""

import dataclasses
import re
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from revue_analytics import plots
from revue_analytics.document import sections
from revue_analytics.document.criteria import _fitting
from revue_analytics.document.kit import figure, theme
from revue_analytics.language import number, percent
from tests.document import factory


@pytest.fixture(scope="module")
def review():
    return factory.usual()


@pytest.mark.parametrize("name", sections.DRAWINGS)
def test_a_figure_draws_on_the_axes_given_returns_them_and_leaves_the_settings_as_they_were(review, name):
    before = dict(mpl.rcParams)
    ax = Figure(figsize=(7, 4)).add_subplot()
    assert sections.DRAWINGS[name].draw(review, ax, language="fr") is ax
    assert dict(mpl.rcParams) == before
    assert isinstance(ax, Axes)


@pytest.fixture(scope="module", params=["usual", "small", "patchy", "unanswered"])
def case(request):
    """A territory of each kind."""
    return getattr(factory, request.param)()


@pytest.mark.parametrize("name", sections.DRAWINGS)
def test_a_figure_has_one_sentence_with_its_message_and_a_table_with_its_data(case, name):
    drawing = sections.DRAWINGS[name]
    for language in ("fr", "en"):
        message = drawing.message(case, language)
        assert message.endswith(".")
        assert "\n" not in message
        assert "{" not in message
        table = drawing.table(case, language)
        assert table.index.name
        assert table.map(lambda cell: isinstance(cell, str)).all(axis=None)


@pytest.mark.parametrize("name", sections.DRAWINGS)
def test_svg_is_the_same_each_time_holds_text_and_names_fonts_that_every_machine_has(review, name):
    one, other = (figure.svg(plots.plot(review, name)) for _ in range(2))
    assert one == other
    root = ElementTree.fromstring(one)
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert texts
    assert "Verdana, Arial, sans-serif" in root.attrib["font-family"]
    assert one.count(b"font-family") == 1
    assert b"http" not in re.sub(rb'xmlns(:\w+)?="[^"]*"', b"", one)


def test_the_table_of_the_profile_holds_the_scores_of_the_review(review):
    table = sections.DRAWINGS["profile"].table(review, "en")
    scores = review.now("scores").set_index("node")["score"]
    assert [table.iloc[i, 0] for i in range(8)] == [number(scores[top], 1, "en") for top in review.framework.top_ids]


def test_the_table_of_the_gaps_holds_the_shares_of_the_review(review):
    table = sections.DRAWINGS["gaps_phase"].table(review, "fr")
    given = review.now("groupings").query("grouping == 'phase'").set_index("id")["share"]
    assert list(table.iloc[:, -1]) == [percent(given[tag.id], 1, "fr") for tag in review.framework.phases]


def test_numbers_are_the_same_in_both_languages(review):
    for drawing in sections.DRAWINGS.values():
        cells = [drawing.table(review, language).to_numpy().ravel() for language in ("fr", "en")]
        french, english = ([re.findall(r"\d+(?:[.,]\d+)?", cell) for cell in each] for each in cells)
        assert [[n.replace(",", ".") for n in cell] for cell in french] == english


def test_a_missing_score_says_so_in_its_place():
    svg = figure.svg(plots.plot(factory.patchy(), "profile")).decode()
    assert "données insuffisantes" in svg
    svg = figure.svg(plots.plot(factory.patchy(), "criteria")).decode()
    assert "sans objet" in svg


def test_a_dollar_sign_is_a_dollar_and_markup_is_text():
    svg = figure.svg(plots.plot(factory.hostile(), "criteria")).decode()
    assert "<script" not in svg
    assert "$x^2$" in svg or "&lt;script&gt;" in svg


def test_two_groups_of_the_same_name_keep_their_own_numbers():
    table = sections.DRAWINGS["criteria"].table(factory.hostile(), "fr")
    assert table.shape == (18, 6)
    assert len(set(table.columns)) == 3  # four colleges of one name, all together, their agreement


def test_colours_that_carry_meaning_stand_out_and_text_reads_on_every_level():
    for colour in (theme.SCORE, theme.TARGET, theme.BEFORE, theme.WISH, theme.RULE, *theme.SERIES):
        assert theme.contrast(colour, "white") >= 3, colour
    for colour in (theme.INK, theme.MUTED):
        assert min(theme.contrast(colour, ground) for ground in ("white", *theme.BAND)) >= 4.5
    for colour in theme.LEVELS:
        assert theme.contrast(colour, theme.ink_on(colour)) >= 4.5


def test_levels_get_darker_one_after_the_other_so_that_they_print_in_grey():
    light = [theme.contrast(colour, "black") for colour in theme.LEVELS]
    assert all(np.diff(light) < -1)


def test_groups_differ_in_shape_too():
    assert len(set(theme.MARKERS)) == len(theme.MARKERS) == len(theme.SERIES)


def test_plot_names_the_figures_that_there_are(review):
    assert plots.plot(review, "reviewer")._repr_svg_().startswith("<svg")
    with pytest.raises(ValueError, match="'profile'"):
        plots.plot(review, "profil")
    with pytest.raises(TypeError, match="for_territory"):
        plots.plot(42)


def test_with_three_campaigns_the_change_shown_is_the_last_one():
    review = factory.usual()
    older = review.change.assign(previous_campaign="2020", campaign="2024")
    tables = {**review.tables, "change": pd.concat([older, review.change], ignore_index=True)}
    longer = dataclasses.replace(review, tables=tables)
    drawing = sections.DRAWINGS["change"]
    assert drawing.table(longer, "fr").equals(drawing.table(review, "fr"))
    assert drawing.table(review, "fr").columns[0] == "Campagne 2024"


def test_a_reason_stands_in_its_cell_with_its_words_whole_or_not_at_all():
    assert _fitting("insufficient data", 2.0, 1.0, 7.0) == "insufficient data"
    assert _fitting("insufficient data", 0.75, 1.0, 7.0) == "insufficient\ndata"
    assert _fitting("insufficient data", 0.5, 1.0, 7.0) == "–"
    assert _fitting("insufficient data", 0.75, 0.1, 7.0) == "–"
