"""Letters instead of names: the same each time, and nothing left by which a territory is known."""

import re

import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.document import sections
from revue_analytics.portfolios import letters
from tests.document.reading import text_of
from tests.together import factory


@pytest.fixture(scope="module")
def review():
    return factory.make(factory.real(24))


@pytest.fixture(scope="module")
def hidden(review):
    return ra.portfolio(review, anonymous=True)


def test_no_table_holds_a_code_a_name_a_place_or_a_population(review, hidden):
    places = review.territories
    known = {
        str(value)
        for column in ("territory", "name", "departement_name", "epci", "epci_name", "population")
        for value in places[column]
        if str(value)
    }
    for tables in (hidden.tables, hidden.summary):
        for name, table in tables.items():
            for column in table.select_dtypes(["object", "str", "string"]):
                assert not known & set(table[column].astype(str)), (name, column)
    assert hidden.territories["population"].isna().all()
    assert hidden.tables["participation"]["invited"].isna().all()
    assert set(hidden.territories["departement"]) == {""}


def test_the_page_names_nobody(review, hidden):
    for language in ("fr", "en"):
        text = text_of("".join(str(section(hidden, language)) for section in sections.PORTFOLIO_SECTIONS))
        for row in review.territories.itertuples():
            assert row.name not in text
            assert not re.search(rf"\b{row.territory}\b", text)


def test_a_class_of_size_that_few_share_is_not_told(review, hidden):
    assert (hidden.territories["stratum"].value_counts().drop("", errors="ignore") >= 5).all()
    told = set(hidden.tables["ranks"]["stratum"]) - {"all"}
    assert told <= set(hidden.territories["stratum"])


def test_the_same_review_gives_the_same_letters_in_a_group_and_in_both_languages(review, hidden):
    again = ra.portfolio(review, anonymous=True, language="en")
    assert list(again.territories["territory"]) == list(hidden.territories["territory"])
    score = dict(zip(hidden.summary["ranking"]["territory"], hidden.summary["ranking"]["score"], strict=True))
    group = ra.portfolio(review, anonymous=True, group="stratum=lt1000").summary["ranking"]
    assert 5 <= len(group) < 24
    assert all(score[row.territory] == row.score for row in group.itertuples())


def test_the_order_of_the_letters_says_nothing_of_the_codes(review):
    given = letters(review)
    in_order = [given[code] for code in sorted(given)]
    assert sorted(given.values()) != in_order
    ranks = pd.Series(in_order).rank()
    assert abs(ranks.corr(pd.Series(range(24)), method="spearman")) < 0.5


def test_the_numbers_are_those_of_the_named_territories(review, hidden):
    given, named = letters(review), ra.portfolio(review).summary["ranking"].set_index("territory")["score"]
    mine = hidden.summary["ranking"].set_index("territory")["score"]
    assert {given[code]: value for code, value in named.items()} == mine.to_dict()


def test_it_can_be_saved_and_handed_over(hidden, tmp_path):
    opened = ra.open_review(hidden.save(tmp_path / "review"))
    assert list(opened.territories["name"]) == list(hidden.territories["name"])
    assert all(name.startswith("Territoire ") for name in opened.territories["name"])


def test_the_campaign_says_whether_letters_stand_for_names():
    review = factory.make(factory.invented(6), previous=False)
    asked = type(review)(review.framework, {**review.meta, "portfolio": {"anonymous": True}}, review.tables)
    assert ra.portfolio(asked).anonymous
    assert not ra.portfolio(asked, anonymous="no").anonymous
    assert not ra.portfolio(review).anonymous
