"""The portfolio's page, as a reader meets it."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

import revue_analytics as ra
from revue_analytics.document import sections
from revue_analytics.errors import shorten
from revue_analytics.framework import OVERALL
from revue_analytics.language import number
from revue_analytics.portfolios import Portfolio
from tests.document.reading import read, text_of
from tests.together import factory

BY_NAME = {section.__name__: section for section in sections.PORTFOLIO_SECTIONS}


def portfolio(case: str, language: str) -> Portfolio:
    if case == "side by side":
        review = factory.hostile()
        return ra.portfolio(review, codes=review.codes[:6], language=language)
    if case == "letters":
        return ra.portfolio(factory.usual(), anonymous=True, language=language)
    return ra.portfolio(factory.CASES[case](), language=language)


@cache
def written(case: str, language: str = "fr") -> dict[str, str]:
    """Every section of a portfolio, by name."""
    part = portfolio(case, language)
    return {name: str(section(part, language)) for name, section in BY_NAME.items()}


@pytest.fixture(params=[*factory.CASES, "side by side", "letters"])
def page(request) -> dict[str, str]:
    return written(request.param)


@pytest.fixture(scope="module")
def usual():
    return ra.portfolio(factory.usual())


def test_each_section_is_one_labelled_section_whose_tags_close(page):
    for name, html in page.items():
        if html:
            seen = read(html)
            assert not seen.unbalanced, name
            assert not seen.open, name
            assert seen.tags.count("section") == 1, name
            assert set(seen.labelled_by) <= set(seen.ids), name


def test_ids_are_unique_and_headings_never_skip_a_level(page):
    seen = read("".join(page.values()))
    assert len(seen.ids) == len(set(seen.ids))
    levels = [level for level, _text in seen.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_each_figure_has_words_and_a_table_and_each_table_a_caption_and_headers(page):
    for name, html in page.items():
        seen = read(html)
        assert seen.tags.count("figure") == len(seen.images), name
        assert all(image["alt"].endswith(".") and len(image["alt"]) > 20 for image in seen.images), name
        for table in seen.tables:
            assert table["caption"].strip(), name
            assert table["scopes"] and set(table["scopes"]) <= {"col", "row"}, name


def test_nothing_is_left_unfilled_and_nothing_leaves_the_page(page):
    html = "".join(page.values())
    text = text_of(html)
    assert not re.search(r"\b(nan|None|NaT|<NA>)\b", text)
    assert "{" not in text.replace("{{ 7*7 }}", "")
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html)
    assert "<script" not in html
    assert "<img src=x" not in html


def test_hostile_names_show_as_text():
    text = text_of("".join(written("hostile").values()))
    for name in factory.NASTY:
        assert shorten(name, 160) in text
    assert "x" * 161 not in text


@pytest.mark.parametrize("case", ["usual", "half missing"])
def test_the_page_says_the_same_numbers_in_both_languages(case):
    def numbers(html: str, language: str) -> Counter:
        text = re.sub(r"(?<=\d)[\u202f](?=\d{3})", "", text_of(html))
        text = re.sub(r"(?<=\d),(?=\d)", ".", text) if language == "fr" else re.sub(r"(?<=\d),(?=\d{3})", "", text)
        return Counter(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])", text))

    french, english = written(case, "fr"), written(case, "en")
    for name in BY_NAME:
        assert numbers(french[name], "fr") == numbers(english[name], "en"), name


def test_the_english_page_holds_no_french():
    text = text_of("".join(written("usual", "en").values()))
    for word in ("données insuffisantes", "sur 100", "niveau", "territoires", "répond"):
        assert word not in text


def test_french_text_has_no_plain_space_before_high_punctuation():
    assert not re.findall(r"\w+ [;:!?»%]|« \w+", text_of("".join(written("usual").values())))


def test_the_table_of_overall_scores_holds_those_of_the_review(usual):
    scores = usual.now("scores").set_index(["node", "territory"]).loc[OVERALL, "score"]
    (table,) = [t for t in read(written("usual")["portfolio_overall"]).tables if t["rows"][0][0] == "Territoire"]
    told = {row[0]: row[1] for row in table["rows"][1:]}
    assert told == {usual.names[code]: number(value, 1, "fr") for code, value in scores.items()}


def test_the_map_is_drawn_for_real_departements_with_its_source_and_licence():
    html = str(sections.portfolio_map(ra.portfolio(factory.national()), "fr"))
    assert "dsfr-chart" in html
    assert "licence MIT" in html
    assert "<figure" in html


def test_there_is_no_map_of_invented_places_nor_of_a_single_departement():
    review = factory.national()
    invented = type(review)(review.framework, {**review.meta, "fictitious": True}, review.tables)
    code = review.territories["departement"].value_counts().index[0]
    assert not sections.portfolio_map(ra.portfolio(invented), "fr")
    assert not sections.portfolio_map(ra.portfolio(review, group=f"departement={code}"), "fr")
    assert not sections.portfolio_map(ra.portfolio(review, anonymous=True), "fr")
    assert not sections.portfolio_map(ra.portfolio(factory.usual()), "fr")


def test_lists_stay_bounded_however_many_territories_there_are():
    rows = [len(table["rows"]) for html in written("national").values() for table in read(html).tables]
    assert max(rows) <= 103  # 101 départements are the longest list


def test_a_section_without_data_is_left_out():
    alone = ra.portfolio(factory.alone())
    for name in ("portfolio_map", "portfolio_strata", "portfolio_exchanges", "portfolio_ranks", "portfolio_change"):
        assert not BY_NAME[name](alone, "fr"), name
    assert not sections.portfolio_side_by_side(alone, "fr")


def test_territories_side_by_side_say_what_holds_and_what_is_open():
    review = factory.usual()
    part = ra.portfolio(review, codes=review.codes[:3])
    table = part.summary["side_by_side"]
    (told,) = [t for t in read(str(sections.portfolio_side_by_side(part, "en"))).tables if "hold" in t["caption"]]
    holds = " ".join(row[1] for row in told["rows"][1:])
    open_ones = " ".join(row[2] for row in told["rows"][1:])
    assert holds.count(" ahead of ") == table["holds"].sum()
    assert open_ones.count(" / ") == (~table["holds"]).sum()
