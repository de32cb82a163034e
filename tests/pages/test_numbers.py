"""Walks the pages of the demonstration: every number of a table or of a sentence is one that the review holds."""

import re
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from revue_analytics.document.names import node_label
from revue_analytics.framework import OVERALL
from revue_analytics.language import number
from revue_analytics.review import open_review
from tests.document.reading import read
from tests.pages.conftest import EPCI, FEW, TYPICAL
from tests.pages.prose import sentences
from tests.pages.walk import KNOWN, filled_in, is_known, strange

CODES = (TYPICAL, FEW, EPCI)
NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?!\w)")


@pytest.fixture(scope="module", params=["fr", "en"])
def language(request):
    """Each language of the pages."""
    return request.param


@pytest.fixture(scope="module")
def folders(demo_pages):
    """The folder of the pages and of the portfolio, by language."""
    return {each: made.index.parent for each, made in demo_pages.items()}


@pytest.fixture(scope="module")
def told(folders):
    """The numbers of each page but those of rows about nodes, by language and territory."""
    found = {}
    for language, folder in folders.items():
        whole = open_review(folder / "review")
        for code in CODES:
            found[language, code] = filled_in(folder / f"{code}.html", whole.for_territory(code), language)
    return found


def numbers(text, language):
    """List the numbers of a text, written with a decimal point and nothing between thousands."""
    text = re.sub(r"(?<=\d)[\u202f\u00a0](?=\d{3}\b)", "", text)
    text = re.sub(r"(?<=\d),(?=\d)", ".", text) if language == "fr" else re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return NUMBER.findall(text)


def rows_about_nodes(html, framework, language):
    """Give the indicator or criterion that heads each row of a table (or `OVERALL`), and the text of its cells."""
    names = {node_label(framework, OVERALL, language): OVERALL}
    for node in framework.nodes:
        for short in (False, True):
            names[node_label(framework, node.id, language, short=short, numbered=True)] = node.id
    for table in read(html).tables:
        for row in table["rows"]:
            heads = [name for name in names if row[0].strip().startswith(name)]
            if heads and len(row) > 1:
                yield names[max(heads, key=len)], " | ".join(row[1:])


def written(values):
    """Write values as a page may: with no, one or two decimals, or as percentages, without their sign."""
    ways = [(by, decimals) for by in (1, 100) for decimals in (0, 1, 2)]
    known = [v for v in values if not pd.isna(v)]
    below = {str(int(v)) for v in known}  # a whole number that rounding would take to the next level
    return below | {number(abs(v) * by, d, "en").replace(",", "") for v in known for by, d in ways}


def known(review):
    """Give, by node, every number that the review holds on it, and the two that a page works out itself."""
    found = {}
    for frame in review.tables.values():
        for column in {"node", "criterion", "indicator"} & set(frame.columns):
            for node, part in frame.groupby(column, observed=True):
                values = part.select_dtypes("number").to_numpy("float64", na_value=float("nan")).ravel()
                found.setdefault(node, set()).update(written(values))
                if "due" in part:
                    found[node].update(NUMBER.findall(" ".join(part["due"].fillna("").astype(str))))
    score = review.now("scores").set_index("node")["score"].astype("float64")
    for row in review.now("priorities").itertuples():
        found[row.node] |= written([1 - row.p_top3]) | {"1", "99"}  # after the first three; “under 1%”, “over 99%”
    for row in review.now("desired").itertuples():
        found[row.criterion] |= written([row.score - score.get(row.criterion, float("nan"))])
    return found


@pytest.mark.parametrize("code", CODES)
def test_every_number_of_a_row_is_one_that_the_review_holds_on_what_heads_it(folders, code, language):
    folder = folders[language]
    review = open_review(folder / "review").for_territory(code)
    pool = known(review)
    rows = list(rows_about_nodes((folder / f"{code}.html").read_text(encoding="utf-8"), review.framework, language))
    strange = [(node, told, x) for node, told in rows for x in numbers(told, language) if x not in pool[node]]
    assert strange == []
    assert len(rows) > 60


def test_the_walk_would_find_a_number_that_is_a_tenth_off(folders):
    folder = folders["en"]
    review = open_review(folder / "review").for_territory(CODES[0])
    rows = rows_about_nodes((folder / f"{CODES[0]}.html").read_text(encoding="utf-8"), review.framework, "en")
    pool = known(review)
    off = [f"{float(x) + 0.1:.1f}" in pool[n] for n, told in rows for x in numbers(told, "en") if x[-2:-1] == "."]
    assert sum(off) < len(off) / 5


@pytest.mark.parametrize("code", CODES)
def test_every_number_of_a_sentence_or_of_another_row_is_one_that_the_review_holds(folders, told, code, language):
    review = open_review(folders[language] / "review").for_territory(code)
    assert strange(told[language, code], review, language) == []
    assert len(told[language, code]) > 300


@pytest.mark.parametrize("code", CODES)
def test_both_languages_tell_the_same_numbers_in_sentences_and_other_rows(told, code):
    french, english = (Counter(one.said for one in told[language, code]) for language in ("fr", "en"))
    assert french == english


@pytest.mark.parametrize(
    ("sentence", "changed", "named"),
    [
        (r"(The territorial engineering of .* stands at level .*: )\d+\.\d", r"\g<1>12.3", "12.3"),  # was filled in
        (r"A number from 0 to 100\.", "A number from 0 to 50.", "50"),  # is in the wording
        (r"\+\d\.\d(?=\u00a0point)", "+7.7", "+7.7"),  # is in a row that an action heads
    ],
)
def test_a_number_that_is_changed_is_named_with_its_page_and_its_sentence(folders, tmp_path, sentence, changed, named):
    review = open_review(folders["en"] / "review").for_territory(CODES[0])
    html = (folders["en"] / f"{CODES[0]}.html").read_text(encoding="utf-8")
    page = tmp_path / f"{CODES[0]}.html"
    page.write_text(re.sub(sentence, changed, html, count=1), encoding="utf-8")
    (line,) = strange(filled_in(page, review, "en"), review, "en")
    assert line.startswith(f"{CODES[0]}.html: {named} in “")
    assert named in line.split(" in “")[1]


def test_the_walk_would_find_another_last_digit(folders, told):
    review = open_review(folders["en"] / "review").for_territory(CODES[0])
    found = told["en", CODES[0]]
    off = [replace(one, said=re.sub(r"\d(?=%?$)", lambda d: str((int(d[0]) + 1) % 10), one.said)) for one in found]
    assert sum(is_known(one, review, "en") for one in off) < len(off) / 10


def test_every_sentence_of_the_register_is_in_the_catalogues():
    starts = tuple(start.removeprefix("table: ") for start in KNOWN if not start.startswith("."))
    assert [start for start in starts if not any(s.startswith(start) for s in sentences().values())] == []


@pytest.mark.full
def test_on_all_twelve_pages_every_number_of_a_sentence_or_of_another_row_is_one_of_the_review(
    all_demo_pages, language
):
    made = all_demo_pages[language]
    whole = open_review(made.index.parent / "review")
    assert len(made.done) == 12
    for code in made.done:
        review = whole.for_territory(code)
        assert strange(filled_in(made.page(code), review, language), review, language) == []


@pytest.mark.parametrize("page", ["portfolio", *CODES])
def test_both_languages_carry_the_same_numbers(folders, page):
    def cells(language):
        html = (folders[language] / f"{page}.html").read_text(encoding="utf-8")
        tables = [table["rows"] for table in read(html).tables]
        return Counter(x for rows in tables for row in rows for cell in row for x in numbers(cell, language))

    assert cells("fr") == cells("en")


def test_every_score_of_the_portfolio_is_one_that_the_review_holds_on_a_territory_of_its_row(folders, language):
    folder = folders[language]
    review = open_review(folder / "review")
    names = dict(zip(review.territories["name"], review.territories["territory"], strict=True))
    seen = 0
    for table in read((folder / "portfolio.html").read_text(encoding="utf-8")).tables:
        for row in table["rows"]:
            if row[0].strip() in names:
                named = [names[cell.strip()] for cell in row if cell.strip() in names]
                held = set()
                for table_of_review in (review.scores, review.tables["ranks"]):
                    rows = table_of_review[table_of_review["territory"].isin(named)].select_dtypes("number")
                    held |= written(rows.to_numpy("float64", na_value=float("nan")).ravel())
                told = [x for cell in row[1:] for x in numbers(cell, language) if "." in x]
                assert [x for x in told if x not in held] == [], (table["caption"], row)
                seen += len(told)
    assert seen > 30
