"""The review of the demonstration campaign: publishable, saved and opened, independent of its neighbours."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.errors import MethodError, ReportError, UnknownTable, UnknownTerritory
from revue_analytics.review import TABLES, analyse, load_review, open_review
from revue_analytics.review.reading import first_row, rows_by
from revue_analytics.review.rounding import rounded_scores
from revue_analytics.sensitivity import admissible_bounds, sample_weights, top_share
from tests.factories import part_of, with_answers

SMALL = "00010"  # three respondents
SECOND_ONLY = "00009"  # answered only the second campaign


@pytest.fixture(scope="module")
def few(demo):
    """Three of its territories: one has no earlier campaign, one is an intercommunality."""
    return part_of(demo, "00001", SECOND_ONLY, "000000012")


@pytest.fixture(scope="module")
def analysed(few):
    """Their review as it comes from the analysis."""
    return analyse(few)


def test_work_done_elsewhere_gives_the_same_review(few, analysed, tmp_path):
    def sent(function, items):
        return map(pickle.loads(pickle.dumps(function)), items)

    there = analyse(few, each=sent)
    assert _contents(there.save(tmp_path / "there")) == _contents(analysed.save(tmp_path / "here"))


def test_what_is_sent_to_other_processes_holds_no_answer(campaign):
    ratings = campaign.without_answers().ratings
    assert all(
        getattr(ratings, name).empty
        for name in ("table", "importance", "comments", "origins", "reviewed", "participants")
    )
    assert not ratings.sources


def test_tables_have_the_columns_they_are_said_to_have(review):
    assert {name: list(frame) for name, frame in review.tables.items()} == {
        name: list(table.columns) for name, table in TABLES.items()
    }


def test_scores_are_those_of_the_scoring(campaign, review):
    direct = ra.score(campaign.ratings, campaign.methodology).table().set_index(["territory", "campaign", "node"])
    held = review.scores.set_index(["territory", "campaign", "node"])
    direct = direct.reindex(held.index)["score"].to_numpy()
    assert held["score"].to_numpy() == pytest.approx(rounded_scores(direct, campaign.framework), nan_ok=True, abs=1e-9)


def test_no_respondent_is_in_it(campaign, review):
    known = set(campaign.ratings.table["respondent"])
    for name, frame in review.tables.items():
        assert "respondent" not in frame.columns, name
        for column in frame.select_dtypes(["object", "str"]):
            assert not known & set(frame[column].dropna()), (name, column)


def test_no_group_smaller_than_the_threshold_is_shown(review):
    assert review.participation["n_respondents"].min() >= 5
    assert review.group_scores["n"].min() >= 5
    assert review.importance["n"].min() >= 5
    assert review.desired["n"].min() >= 5


def test_a_territory_with_fewer_respondents_than_the_threshold_is_in_no_table_and_is_named(campaign, review):
    assert review.meta["too_few"] == list(campaign.too_few) == [SMALL]
    for name, frame in review.tables.items():
        assert SMALL not in set(frame["territory"]), name


def test_its_neighbours_are_compared_as_if_it_were_not_there(campaign, review):
    without = analyse(with_answers(campaign, lambda frame: frame["territory"] != SMALL))
    for name in ("ranks", "peers", "frontier", "rank_acceptability"):
        pd.testing.assert_frame_equal(review.tables[name], without.tables[name])


def test_an_earlier_campaign_that_few_answered_is_left_out_of_a_territory_that_stays(campaign):
    people = campaign.ratings.table.query("territory == '00001' and campaign == '2023'")["respondent"].unique()
    four = set(people[:4])

    def keep(frame):
        here = frame["territory"] == "00001"
        return here & ((frame["campaign"] != "2023") | frame["respondent"].isin(four))

    part = analyse(with_answers(campaign, keep)).for_territory("00001")
    assert set(part.scores["campaign"]) == {"2026"}
    assert part.change.empty


def test_private_it_has_a_review_that_may_not_be_published(campaign):
    review = analyse(part_of(campaign, SMALL, "00001"), private=True)
    assert (review.meta["publishable"], review.meta["too_few"]) == (False, [])
    part = review.for_territory(SMALL)
    assert part.small
    assert part.now("participation")["group"].tolist() == ["all"]
    for name in ("level_counts", "answers", "comments", "importance", "desired"):
        assert part.tables[name].empty, name


def test_change_needs_a_campaign_before(review):
    assert review.for_territory(SECOND_ONLY).previous is None
    assert review.for_territory("00001").previous == "2023"


def test_change_is_the_difference_of_the_two_campaigns_on_their_common_criteria(review):
    part = review.for_territory("00001")
    scores = part.scores.pivot(index="node", columns="campaign", values="score")
    change = part.change.set_index("node")
    assert change.loc["overall", "n_common"] == 18
    assert change.loc["overall", "difference"] == pytest.approx(
        scores.loc["overall", "2026"] - scores.loc["overall", "2023"]
    )


def test_every_score_lies_in_its_interval(review):
    scored = review.scores.dropna(subset=["score"])
    overall = scored[scored["node"] == "overall"]
    assert ((overall["low"] <= overall["score"]) & (overall["score"] <= overall["high"])).all()
    assert (scored["low"] <= scored["high"]).all()


def test_probabilities_of_the_levels_add_up(review):
    total = review.level_probabilities.groupby(["territory", "campaign", "node"])["probability"].sum()
    assert total.to_numpy() == pytest.approx(
        np.ones(len(total)), abs=5 * 0.001
    )  # five levels, to a tenth of a per cent


def test_three_places_are_shared_among_the_indicators(review):
    shown = review.priorities.query("kind == 'indicator'").groupby(["territory", "campaign"])["p_top3"].sum()
    assert (shown >= 3 - 8 * 0.001).all()  # eight indicators, to a tenth of a per cent


def test_a_neighbour_changes_no_other_territorys_numbers(campaign, review):
    alone = analyse(part_of(campaign, "00001")).for_territory("00001")
    among = review.for_territory("00001")
    for name in TABLES:
        if name not in ("peers", "ranks", "rank_acceptability"):  # these compare territories
            pd.testing.assert_frame_equal(alone.tables[name], among.tables[name], check_dtype=False)


def test_the_same_seed_gives_the_same_review_and_another_one_another(campaign):
    one, same, other = (analyse(part_of(campaign, "00001", "00002", seed=seed)) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.scores, same.scores)
    assert not one.scores["low"].equals(other.scores["low"])
    assert one.scores["score"].equals(other.scores["score"])


def test_comments_only_where_the_campaign_says_so(campaign, review):
    assert len(review.comments) > 0
    assert analyse(part_of(campaign, *review.comments["territory"].unique()[:1], comments=False)).comments.empty


def test_a_comment_is_kept_as_it_was_typed(review):
    assert review.comments["comment"].str.contains("<script>", regex=False).any()


def test_a_lowered_threshold_is_not_publishable(campaign):
    lowered = replace(campaign, methodology=replace(campaign.methodology, disclosure_threshold=1))
    assert analyse(part_of(lowered, "00001")).meta["publishable"] is False


def test_saved_and_opened_it_is_the_same(analysed, tmp_path):
    opened = load_review(analysed.save(tmp_path / "review"))
    assert opened.meta == analysed.meta
    assert opened.framework == analysed.framework
    for name in TABLES:
        pd.testing.assert_frame_equal(opened.tables[name], analysed.tables[name])
        pd.testing.assert_frame_equal(
            opened.for_territory("00001").tables[name], analysed.for_territory("00001").tables[name], check_dtype=False
        )


def test_saving_twice_gives_the_same_bytes(review, tmp_path):
    one, two = review.save(tmp_path / "one"), review.save(tmp_path / "two")
    assert _contents(one) == _contents(two)


def _contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_saving_replaces_a_review_and_nothing_else(review, tmp_path):
    review.save(tmp_path / "review")
    review.save(tmp_path / "review")
    assert [p.name for p in tmp_path.iterdir()] == ["review"]
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "thesis.docx").write_text("mine")
    with pytest.raises(ReportError, match="something else"):
        review.save(tmp_path / "work")
    assert (tmp_path / "work" / "thesis.docx").read_text() == "mine"


def test_tables_are_attributes_that_complete_and_a_misspelt_one_names_the_nearest(review):
    assert set(TABLES) <= set(dir(review))
    assert all(getattr(review, name) is review.tables[name] for name in TABLES)
    assert not hasattr(review, "priority")
    with pytest.raises(UnknownTable, match="did you mean 'priorities'") as caught:
        review.for_territory("00001").now("priority")
    assert "vouliez-vous dire 'priorities'" in caught.value.text("fr")


def test_a_row_has_the_cells_of_its_table_as_attributes(review):
    row = rows_by(review.for_territory("00001").now("scores"), "node")["overall"]
    assert (row.territory, row.kind) == ("00001", "overall")
    assert row == first_row(review.scores.query("territory == '00001' and campaign == @review.current"))


def test_unknown_territory_names_the_nearest(review):
    with pytest.raises(UnknownTerritory, match="did you mean 00011"):
        review.for_territory("0011")


def test_a_damaged_review_says_what_to_do(tmp_path):
    (tmp_path / "review.json").write_text("{")
    with pytest.raises(ReportError, match="run the analysis again"):
        open_review(tmp_path)


@pytest.mark.parametrize("choice", [{"normalisation": "rank"}, {"missing": "group_mean"}])
def test_a_methodology_that_compares_territories_is_refused(campaign, choice):
    comparing = replace(campaign, methodology=replace(campaign.methodology, **choice))
    with pytest.raises(MethodError, match=next(iter(choice.values()))):
        analyse(comparing)


def test_what_holds_for_every_weighting_holds_in_every_draw_of_weights(review):
    """The exact verdict against weights drawn on the same set, the answers being what they are."""
    lower, upper = admissible_bounds(np.full(8, 1 / 8))
    drawn = sample_weights("bounded", 8, 5000, rng=np.random.default_rng(0), lower=lower, upper=upper)
    gaps = review.gaps.set_index(["territory", "campaign", "node"])["shortfall"]
    for (territory, campaign), part in review.priorities.query("kind == 'indicator'").groupby(
        ["territory", "campaign"]
    ):
        if len(part) < 8:
            continue
        shortfall = gaps[territory, campaign][part["node"]].to_numpy()
        (share,) = top_share(drawn * shortfall, 3)
        assert (share[part["always_top3"] == "always"] == 1).all()
        assert (share[part["always_top3"] == "never"] == 0).all()
        assert set(part["always_top3"]) <= {"always", "sometimes", "never"}


def test_a_review_and_a_territory_name_themselves_in_a_line(review):
    title = "Revue d’ingénierie territoriale – campagne de démonstration"
    assert repr(review) == f"<Review '{title}': 2023, 2026; territories: 11>"
    part = review.for_territory("00001")
    assert repr(part) == f"<TerritoryReview {part.name!r} (00001): 2026>"
    assert repr(review.framework) == "<Framework 'revue-ingenierie-territoriale'; indicator: 8; criterion: 18>"
