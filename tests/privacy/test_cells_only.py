"""What is published depends on the published cells only: exchange what people of one cell said, and nothing changes.

This is stronger than any attack: numbers that are the same whoever of a cell of T people or more said what cannot tell
who of them said it, however they are combined.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from revue_analytics.methods.respondents import Resemblance
from revue_analytics.review import TABLES, analyse
from revue_analytics.scoring import count_responses
from tests.factories import part_of
from tests.privacy.campaigns import demonstration, random_campaign, village
from tests.privacy.knowledge import KNOWLEDGE, of_cells


def shuffled_within_cells(campaign, rng):
    """The same campaign, the levels of each criterion exchanged among the people counted in one cell."""
    colleges = tuple(college.id for college in campaign.settings.colleges)
    counts = count_responses(campaign.ratings, campaign.methodology, colleges=colleges)
    unit = {(u.territory, u.campaign): u.Index for u in counts.units.itertuples()}
    of = {(at, aspect): counts.cell_colleges(at, aspect) for at in unit.values() for aspect in ("current", "desired")}
    leaves = list(counts.framework.leaf_ids)
    table = campaign.ratings.table.reset_index(drop=True)
    rated = table[table["status"] == "rated"]
    cell = []
    for row in rated.itertuples():
        inside = of[unit[row.territory, row.campaign], row.aspect][:, leaves.index(row.criterion)]
        cell.append(next(g for g in range(len(inside) - 1, -1, -1) if row.college in inside[g].split("+")))
    level = table["level"].copy()
    keys = ["territory", "campaign", "criterion", "aspect", pd.Series(cell, rated.index)]
    for rows in rated.groupby(keys).groups.values():
        level.loc[rows] = level.loc[rng.permutation(rows)].to_numpy()
    return replace(campaign, ratings=replace(campaign.ratings, table=table.assign(level=level)))


@pytest.mark.parametrize(
    "campaign",
    [part_of(demonstration(), "00002", "00003", "00009", draws=100), random_campaign(1, 6), village(2)],
    ids=["demonstration", "random", "village"],
)
def test_exchanging_levels_within_cells_changes_no_published_number(campaign):
    other = shuffled_within_cells(campaign, np.random.default_rng(5))
    assert not other.ratings.table["level"].equals(campaign.ratings.table["level"].reset_index(drop=True))
    before, after = analyse(campaign), analyse(other)
    for name in TABLES:
        columns = of_cells(name)  # where rows stand for what draws gave, those are left out: they become one
        kept = (review.tables[name][columns].drop_duplicates(ignore_index=True) for review in (before, after))
        pd.testing.assert_frame_equal(*kept, check_exact=True, obj=name)


def test_given_how_far_answers_resemble_each_other_draws_depend_on_the_cells_only(monkeypatch):
    """What is drawn tells no more of who gave which answers together than two correlations, known to a twentieth."""
    monkeypatch.setattr(Resemblance, "of_people", classmethod(lambda cls, *answers: cls(0.2, 20, 0.2, 0.3)))
    campaign = part_of(demonstration(), "00002", "00003", "00009", draws=100)
    before, after = (analyse(one) for one in (campaign, shuffled_within_cells(campaign, np.random.default_rng(5))))
    for name in TABLES:
        columns = [column for column, kind in KNOWLEDGE[name].items() if kind != "typed"]
        pd.testing.assert_frame_equal(
            before.tables[name][columns], after.tables[name][columns], check_exact=True, obj=name
        )


@pytest.mark.parametrize("seed", [3, 4])
def test_exchanging_the_colleges_of_two_people_of_a_merged_group_changes_no_table_at_all(seed):
    campaign = random_campaign(seed, 6)
    table = campaign.ratings.table
    counts = count_responses(campaign.ratings, campaign.methodology)
    swaps = {}
    for u in counts.units.itertuples():
        inside = {c for c, m in zip(counts.colleges, counts.merged[u.Index], strict=True) if m}
        here = table[(table["territory"] == u.territory) & (table["campaign"] == u.campaign)]
        people = here[here["college"].isin(inside)].drop_duplicates("respondent")[["respondent", "college"]]
        first = people.drop_duplicates("college")
        if len(first) > 1:
            (a, of_a), (b, of_b) = first.iloc[:2].itertuples(index=False)
            swaps |= {(u.campaign, a): of_b, (u.campaign, b): of_a}
    assert swaps

    def swapped(frame):
        keys = zip(frame["campaign"], frame["respondent"], strict=True)
        return frame.assign(college=[swaps.get(k, c) for k, c in zip(keys, frame["college"], strict=True)])

    ratings = campaign.ratings
    other = replace(
        ratings, table=swapped(table), importance=swapped(ratings.importance), comments=swapped(ratings.comments)
    )
    before, after = analyse(campaign), analyse(replace(campaign, ratings=other))
    for name in TABLES:
        pd.testing.assert_frame_equal(before.tables[name], after.tables[name], check_exact=True, obj=name)
