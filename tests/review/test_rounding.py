"""Numbers are rounded once, and nothing that is said beside them contradicts what is shown."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.document.what_if import what_if_data
from revue_analytics.exports.review import review_json
from revue_analytics.review import analyse
from revue_analytics.review.rounding import rounded_scores
from revue_analytics.review.tables import TABLES
from revue_analytics.scoring import level_of
from tests.factories import make_ratings, two_indicators, with_settings
from tests.privacy.campaigns import campaign_of

KEYS = ["territory", "campaign", "node"]


def test_every_number_has_its_decimals_declared():
    columns = [(name, key, column) for name, table in TABLES.items() for key, column in table.columns.items()]
    assert [
        (name, key) for name, key, column in columns if (column.kind == "number") != (column.decimals is not None)
    ] == []


def test_the_level_in_words_is_that_of_the_score_shown(review):
    for name, column in (("scores", "score"), ("method_variations", "score")):
        table = review.tables[name].dropna(subset=[column])
        assert (table["level"].astype(float) == level_of(table[column], review.framework)).all(), name


def test_a_score_just_below_a_level_is_never_rounded_up_to_it(review):
    values = np.array([24.96, 24.999999, 25.0, 74.951, 99.96])
    assert rounded_scores(values, review.framework).tolist() == [24.9, 24.9, 25.0, 74.9, 99.9]


def test_a_target_is_met_where_it_looks_met_and_nowhere_else(review):
    leaves = review.gaps[review.gaps["kind"] == "criterion"].merge(review.scores[[*KEYS, "score"]], on=KEYS)
    leaves = leaves.dropna(subset=["score", "shortfall"])
    assert ((leaves["shortfall"] == 0) == (leaves["score"] >= leaves["target"])).all()
    assert (leaves["target"] - leaves["score"]).to_numpy() == pytest.approx(leaves["net_gap"].to_numpy(), abs=1e-9)


@pytest.mark.parametrize("name", ["change", "reviewer"])
def test_a_difference_is_that_of_the_numbers_beside_it(review, name):
    more, less = {"change": ("current", "previous"), "reviewer": ("reviewed", "score")}[name]
    table = review.tables[name].dropna(subset=["difference"])
    assert len(table)
    assert (table[more] - table[less]).to_numpy() == pytest.approx(table["difference"].to_numpy(), abs=1e-9)
    if name == "change":
        assert (table["low"] <= table["difference"]).all() and (table["difference"] <= table["high"]).all()


def test_territories_that_show_the_same_score_share_a_rank(review):
    overall = review.scores.query("node == 'overall'")[["territory", "campaign", "score"]]
    ranks = review.ranks.merge(overall, on=["territory", "campaign"])
    for _, part in ranks.groupby(["campaign", "stratum"]):
        expected = part["score"].rank(method="min", ascending=False)
        assert (part["rank"].astype(float) == expected).all()


def test_json_holds_the_numbers_of_the_review_and_so_does_what_if(review):
    told = json.loads(json.dumps(review_json(review)))["tables"]["scores"]
    held = review.scores["score"].astype(object).where(review.scores["score"].notna(), None).tolist()
    assert [row["score"] for row in told] == held
    own = review.for_territory("00003")
    panel = json.loads(str(what_if_data(own, "fr")).replace("&#39;", "'").replace("&lt;", "<").replace("&amp;", "&"))
    scores = set(own.now("scores")["score"].dropna())
    assert {row[3] for _, rows, _ in panel["tops"] for row in rows} <= scores
    assert {panel["shown"][0], *(shown for *_, shown in panel["tops"] if shown is not None)} <= scores


def test_what_if_begins_at_what_is_shown_moves_nothing_else_and_ends_at_the_top(review):
    own = review.for_territory("00003")
    shown = own.now("scores").set_index("node")["score"]
    result = ra.what_if(own, {"I5": 4})
    table = result.table().set_index("node")
    assert table["before"].equals(shown.reindex(table.index).astype(float).rename("before"))
    still = table.drop(["overall", "I5", "I5A", "I5B"])
    assert still["after"].to_numpy() == pytest.approx(still["before"].to_numpy(), abs=1e-9, nan_ok=True)
    everything = ra.what_if(own, {"overall": 4})
    assert everything.overall[1] == pytest.approx(100.0, abs=1e-9)
    assert everything.shortfall_after[0] == pytest.approx(0.0, abs=1e-9)


# --- what people typed, and files ---------------------------------------------------------------------------------


def with_reasons(texts):
    """Ten people, some of whom find a criterion not applicable for a reason."""
    leaves = two_indicators().leaf_ids
    answers = [("T0", "2026", f"e{i}", "elus", leaf, i % 4) for i in range(10) for leaf in leaves[1:]]
    answers += [("T0", "2026", f"e{i}", "elus", leaves[0], "not_applicable") for i in range(len(texts))]
    answers += [("T0", "2026", f"e{i}", "elus", leaves[0], 2) for i in range(len(texts), 10)]
    ratings = make_ratings(answers, two_indicators())
    reason = ratings.table["respondent"].map({f"e{i}": text for i, text in enumerate(texts)}).fillna("")
    table = ratings.table.assign(comment=reason.where(ratings.table["status"] == "not_applicable", ""))
    campaign = campaign_of(replace(ratings, table=table), ["T0"], 20)
    return analyse(replace(campaign, settings=with_settings(campaign.settings, comments=True)))


def test_reasons_for_not_applicable_are_grouped_counted_and_no_comments():
    review = with_reasons(["Pas de gare", "pas de gare.", " Pas  de gare ", "Pas de gare", "PAS DE GARE"])
    assert review.comments.empty
    assert review.reasons[["criterion", "reason", "n"]].to_numpy().tolist() == [["I5A", "Pas de gare", 5]]


def test_a_reason_of_fewer_people_than_the_threshold_is_not_told():
    review = with_reasons(["Pas de gare"] * 4 + ["Ma fille y travaille"])
    assert review.comments.empty and review.reasons.empty
    assert "fille" not in "".join(frame.to_csv() for frame in review.tables.values())


def test_digests_of_files_confirm_no_guess_without_the_key(tmp_path):
    from hashlib import sha256

    text = "respondent;code_insee;college;I1A\n" + "".join(f"p{i};01004;élu;{i % 4}\n" for i in range(6))
    digests = []
    for name in "ab":
        folder = tmp_path / name
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "réponses.csv").write_text(text, "utf-8")
        (folder / "revue.toml").write_text('[[campaigns]]\nid = "2026"\n[uncertainty]\ndraws = 100\n', "utf-8")
        (source,) = analyse(ra.open_campaign(folder)).meta["sources"]
        digests.append(source["digest"])
    assert len(set(digests)) == 2
    assert sha256(text.encode()).hexdigest() not in digests


# --- publishing again ---------------------------------------------------------------------------------------------


def published(change=None):
    """Six elected people and six residents with comments, evidence, wishes, points; `change` alters one of them."""
    leaves, points, comments = two_indicators().leaf_ids, [], []
    answers = []
    for college in ("elus", "habitants"):
        for i in range(6):
            who = ("T0", "2026", f"{college}{i}", college)
            answers += [(*who, leaf, (i + k) % 4) for k, leaf in enumerate(leaves)]
            answers += [(*who, leaf, min(4, (i + k) % 4 + 1), "desired") for k, leaf in enumerate(leaves)]
            points += [(*who, "I5", 40.0), (*who, "I8", 60.0)]
            comments.append((*who, "overall", f"remarque {i} {college}"))
    silent = ("T0", "2026", "elus9", "elus")
    answers += [(*silent, leaf, "unknown") for leaf in leaves]
    ratings = make_ratings(answers, two_indicators(), points, comments)
    if change is not None:
        ratings = change(ratings)
    campaign = campaign_of(ratings, ["T0"], 20)
    return analyse(replace(campaign, settings=with_settings(campaign.settings, comments=True, evidence=True)))


def changed(column, value, **where):
    def change(ratings):
        table = ratings.table.copy()
        rows = np.logical_and.reduce([table[name] == wanted for name, wanted in where.items()])
        table.loc[table.index[rows][:1], column] = value
        return replace(ratings, table=table)

    return change


def one_point_more(ratings):
    points = ratings.importance.copy()
    points.loc[points.index[:2], "points"] = [45.0, 55.0]
    return replace(ratings, importance=points)


def one_comment_more(ratings):
    more = ratings.comments.iloc[:1].assign(comment="une remarque de plus")
    return replace(ratings, comments=pd.concat([ratings.comments, more], ignore_index=True))


@pytest.mark.parametrize(
    "change",
    [
        changed("level", 0, aspect="desired", respondent="elus1"),
        changed("level", 4, aspect="current", respondent="habitants0"),
        changed("status", "not_applicable", status="unknown"),
        changed("evidence", "PLU ; https://example.org/plu ; 2024-03-12", respondent="elus0"),
        one_point_more,
        one_comment_more,
    ],
    ids=["desired level", "level", "do not know to not applicable", "evidence", "points", "comment"],
)
def test_whatever_one_person_changed_is_named_before_publishing_again(change):
    before = published()
    assert ra.review.changed_by_few(before, published()) == ()
    assert ra.review.changed_by_few(before, published(change)) == ("T0",)
