"""The sections of the document, as a reader meets them."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from urllib.parse import unquote

import pytest

from revue_analytics import plots
from revue_analytics.document import actions, annexes, sections
from revue_analytics.document.essential import findings
from revue_analytics.document.kit import figure
from revue_analytics.framework import OVERALL
from revue_analytics.language import number
from tests.document import factory
from tests.document.reading import read, text_of

CASES = {
    "usual": factory.usual,
    "small": factory.small,
    "much missing": factory.patchy,
    "hostile": factory.hostile,
    "no answer": factory.unanswered,
    "one indicator": lambda: factory.usual(factory.with_indicators(1, 1)),
    "forty indicators": lambda: factory.usual(factory.with_indicators(40, 1)),
    "long names": lambda: factory.usual(factory.with_indicators(3, 2, factory.LONG)),
}
TYPED = factory.HOSTILE.replace("\u202e", "")  # only what would turn the text that follows is taken out
BY_NAME = {section.__name__: section for section in sections.SECTIONS}


@cache
def written(case: str, language: str = "fr") -> dict[str, str]:
    """Every section of a territory's document, by name."""
    review = CASES[case]()
    return {name: str(section(review, language)) for name, section in BY_NAME.items()}


@pytest.fixture(params=CASES)
def page(request) -> dict[str, str]:
    return written(request.param)


@pytest.fixture(scope="module")
def review():
    return factory.usual()


@pytest.fixture
def pages() -> dict[str, dict[str, str]]:
    """The document of the usual territory, in both languages."""
    return {language: written("usual", language) for language in ("fr", "en")}


def test_each_section_is_one_labelled_section_whose_tags_close(page):
    for name, html in page.items():
        if not html:
            continue
        seen = read(html)
        assert not seen.unbalanced, name
        assert not seen.open, name
        assert seen.tags[0] == "section", name
        assert seen.tags.count("section") == 1, name
        assert set(seen.labelled_by) <= set(seen.ids), name


def test_ids_are_unique_over_the_page_and_headings_never_skip_a_level(page):
    seen = read("".join(page.values()))
    assert len(seen.ids) == len(set(seen.ids))
    levels = [level for level, _text in seen.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(text.strip() for _level, text in seen.headings)


def test_each_figure_has_alternative_text_and_a_table_after_it(page):
    for name, html in page.items():
        seen = read(html)
        assert seen.tags.count("figure") == len(seen.images), name
        assert all(image["alt"].endswith(".") and len(image["alt"]) > 20 for image in seen.images), name
        assert all(image["src"].startswith("data:image/svg+xml;charset=utf-8,") for image in seen.images), name
        for i, tag in enumerate(seen.order):
            assert tag != "figure" or seen.order[i + 1 : i + 2] == ["table"], name


def test_each_table_has_a_caption_and_headers_with_a_scope(page):
    for name, html in page.items():
        for table in read(html).tables:
            assert table["caption"].strip(), name
            assert set(table["scopes"]) == {"col", "row"}, name


def test_nothing_is_left_unfilled(page):
    text = text_of("".join(page.values()))
    assert not re.search(r"\b(nan|None|NaT|<NA>)\b", text)
    assert "{" not in text.replace("{{ 7*7 }}", "")


def test_french_text_has_no_plain_space_before_high_punctuation(page):
    text = text_of("".join(page.values()), without=("rv-comments",))
    if TYPED in text:
        pytest.skip("what people typed is shown as they typed it")
    assert not re.findall(r"\w+ [;:!?»%]|« \w+", text)


def test_nothing_leaves_the_page(page):
    html = "".join(page.values())
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html)
    assert "<script" not in html


def test_what_people_typed_shows_as_they_typed_it():
    html = "".join(written("hostile").values())
    assert text_of(html).count(TYPED) >= 5
    assert "<img src=x" not in html
    assert html.count("<script") == 0
    assert "# titre\n\n- *liste*\n<img src=x onerror=alert(1)>" in text_of(html)
    assert "mot " * 2_499 in text_of(html)


def test_the_document_says_the_same_numbers_in_both_languages(pages):
    def numbers(html: str, language: str) -> Counter:
        text = re.sub(r"(?<=\d)[\u202f](?=\d{3})", "", text_of(html, without=("rv-comments",)))
        text = re.sub(r"(?<=\d),(?=\d)", ".", text) if language == "fr" else re.sub(r"(?<=\d),(?=\d{3})", "", text)
        return Counter(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])", text))

    for name in BY_NAME:
        if name in ("annex_glossary", "annex_criteria"):  # where words of the framework hold numbers of their own
            continue
        assert numbers(pages["fr"][name], "fr") == numbers(pages["en"][name], "en"), name


def test_the_english_document_holds_no_french(pages):
    text = text_of("".join(pages["en"].values()), without=("rv-comments",))
    for word in ("données insuffisantes", "sur 100", "niveau", "Annexe", "répond"):
        assert word not in text


def test_the_table_of_indicators_holds_the_scores_of_the_review(review, pages):
    scores = review.now("scores").set_index("node")
    (table,) = [t for t in read(pages["fr"]["indicators"]).tables if t["caption"] == "Scores des indicateurs"]
    told = [row[1] for row in table["rows"][1:]]
    assert told == [number(scores.loc[node, "score"], 1, "fr") for node in (OVERALL, *review.framework.top_ids)]


def test_the_shares_of_the_distance_are_said_to_add_up_rounding_apart(pages):
    after_table = pages["fr"]["gaps"].split("</table>")[1]
    assert "s’additionnent à 100\u00a0%, aux arrondis près" in after_table


def test_the_first_page_shows_the_overall_score_its_interval_and_its_level(review, pages):
    text, annex = text_of(pages["fr"]["essential_front"]), text_of(pages["fr"]["indicators"])
    row = review.now("scores").set_index("node").loc[OVERALL]
    for value in (row["score"], row["low"], row["high"]):
        assert number(value, 0, "fr") in text
        assert number(value, 1, "fr") in annex
    for each in (text, annex):
        assert "« Structuré »".replace(" ", "\u00a0") in each
    for group in ("Élus", "Agents", "Habitants", "Partenaires"):
        assert group in text


def test_the_first_page_names_three_things_to_lean_on_three_that_hold_back_and_three_actions(review, pages):
    page = text_of(pages["fr"]["essential_front"])
    for names in (
        [held.name for held in findings.supports(review, "fr")],
        [held.name for held in findings.brakes(review, "fr")],
        [step.label for step in actions.next_steps(review, "fr", at_most=3)],
    ):
        assert len(names) == 3
        assert all(name in page for name in names)


def test_whatever_holds_back_has_an_action_of_the_roadmap_or_a_reason(page):
    for answer in re.findall(r'<span class="rv-answer">(.*?)</span>', page["essential_front"]):
        assert re.match(r"→ (action \d+, .+|pas encore d’action|pas d’action pour l’instant)", answer)


def test_part_one_writes_whole_numbers_only(page):
    for name in ("essential_front", "essential_profile", "essential_views", "essential_plan"):
        numbers = re.sub(r"^\d\.\d|(?<=[\s(>])\d{1,2}\.\d{1,2}(?=\s)", "", text_of(page[name]))  # of criteria: “4.3”
        assert not re.findall(r"\d,\d", numbers), name


@pytest.mark.parametrize("case", [case for case in CASES if case not in ("hostile", "long names")])
def test_part_one_says_what_there_is_to_say_in_at_most_1300_words(case):
    page = written(case)
    part = [page[name] for name in ("essential_front", "essential_profile", "essential_views", "essential_plan")]
    seen = text_of(re.sub(r"<details.*?</details>", "", "".join(part), flags=re.DOTALL))
    assert len(seen.split()) <= 1300


def test_sections_without_data_are_left_out():
    alone = factory.small()
    assert not sections.progress(alone, "fr")
    assert not sections.peers(alone, "fr")
    assert not sections.aims(alone, "fr")


def test_a_territory_with_few_respondents_shows_neither_counts_nor_comments():
    html = "".join(written("small").values())
    assert "Effectif réduit" in text_of(html)
    assert "rv-comments" not in html
    assert "Trop peu de personnes ont répondu pour que des effectifs soient montrés." in text_of(html)


@pytest.mark.parametrize(("most", "shown"), [(300, ["court", "moyen"]), (40, ["court"])])
def test_where_typed_texts_are_too_many_for_a_page_the_shortest_stand_there_and_it_says_so(monkeypatch, most, shown):
    texts = {"court": "court " * 2, "moyen": "moyen " * 20, "démesuré": "démesuré" * 60}
    review = factory.usual()
    now = review.now("comments").iloc[[0] * len(texts)].assign(comment=list(texts.values()))
    nothing = {name: review.tables[name].iloc[:0] for name in ("evidence", "reviewer")}
    review = replace(review, tables={**review.tables, **nothing, "comments": now})
    monkeypatch.setattr(annexes, "MOST_TYPED", most)
    page = str(sections.annex_criteria(review, "fr"))
    assert [name for name in texts if texts[name].strip() in page] == shown
    assert "Les textes saisis les plus longs ne figurent pas ici" in page


def test_comments_are_shown_only_if_the_campaign_says_so():
    silent = factory.usual(meta=factory.meta(comments=False))
    assert "bulletin municipal est apprécié" not in str(sections.annex_criteria(silent, "fr"))
    assert "bulletin municipal est apprécié" in str(sections.annex_criteria(factory.usual(), "fr"))


def test_the_level_reached_is_marked_on_the_statement_of_each_criterion(review, pages):
    reached = [
        row[0] for t in read(pages["fr"]["annex_criteria"]).tables for row in t["rows"] if "niveau atteint" in row[0]
    ]
    assert len(reached) == len(review.framework.leaves)


def test_the_figures_on_the_page_are_those_that_are_drawn(review, pages):
    sources = [image["src"].split(",", 1)[1] for image in read(pages["fr"]["criteria"]).images]
    drawn = [figure.svg(plots.plot(review, name)).decode() for name in ("criteria", "reviewer")][: len(sources)]
    assert [unquote(source).replace("'", '"') for source in sources] == [svg.replace("'", '"') for svg in drawn]


def test_the_same_review_gives_the_same_page(review, pages):
    assert str(sections.essential_front(review, "fr")) == pages["fr"]["essential_front"]
    assert str(sections.indicators(review, "fr")) == pages["fr"]["indicators"]


def test_a_score_just_below_a_level_is_not_written_as_if_it_had_reached_it():
    near = factory.usual()
    scores = near.tables["scores"].copy()
    scores.loc[(scores["node"] == OVERALL) & (scores["campaign"] == "2026"), ["score", "level"]] = [49.97, 1]
    tables = {**near.tables, "scores": scores}
    just_below = type(near)(near.framework, near.meta, tables, territory="01004")
    text = text_of(str(sections.essential_front(just_below, "fr")))
    assert "49 sur 100" in text
    assert "50 sur 100" not in text
    text = text_of(str(sections.indicators(just_below, "fr")))
    assert "49,97" in text
    assert "50,0 sur 100" not in text
