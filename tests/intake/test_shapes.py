"""The shapes in which survey tools export answers all read, and nothing else than what they say comes out."""

import tomllib

import pandas as pd
import pytest

from revue_analytics.errors import InputError
from revue_analytics.intake import SourceEntry, read_ratings
from revue_analytics.tables import validate


def test_google_forms(data, framework, answers):
    ratings = read_ratings(data / "google.csv", framework, campaign="2026", college="habitants")
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 2,
        ("01004", "I1B", "current"): 4,
        ("01004", "I5B", "current"): "unknown",
        ("2A004", "I1A", "current"): 0,
        ("2A004", "I5B", "current"): 1,
    }
    assert ratings.comments[["node", "comment"]].to_numpy().tolist() == [["overall", "Une réunion, oui ; deux, non"]]
    assert ratings.sources[0].ignored == ("Horodateur",)
    assert not ratings.faults


def test_kobotoolbox(data, framework, answers):
    ratings = read_ratings(data / "kobo.csv", framework, campaign="2026")
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 0,
        ("01004", "I1B", "current"): 4,
        ("01004", "I5B", "current"): "not_applicable",
        ("2A004", "I1A", "current"): "unknown",
        ("2A004", "I1B", "current"): 2,
        ("2A004", "I5B", "current"): 1,
    }
    table = ratings.table.set_index(["territory", "criterion"])
    assert table.loc[("01004", "I1A"), "evidence"] == "PLU intercommunal"
    assert table.loc[("01004", "I5B"), "comment"] == "Compétence de l’intercommunalité"
    assert set(table["college"]) == {"elus", "habitants"}
    assert set(table["respondent"]) == {"kobo:211", "kobo:212"}
    assert not ratings.faults


def test_limesurvey(data, framework, answers):
    ratings = read_ratings(data / "limesurvey.csv", framework, campaign="2026")
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 1,
        ("01004", "I1B", "current"): 0,
        ("01004", "I5B", "current"): "unknown",
        ("01004", "I1A", "desired"): 3,
        ("2A004", "I1A", "current"): 2,
        ("2A004", "I1B", "current"): "not_applicable",
    }
    assert ratings.importance[["indicator", "points"]].to_numpy().tolist() == [["I1", 60.0], ["I5", 40.0]]
    assert ratings.comments[["node", "comment"]].to_numpy().tolist() == [["I5", "Peu de réunions"]]
    assert {fault.rule.code for fault in ratings.faults} == {
        "row-without-answer",
        "submission-incomplete",
        "reason-missing",
    }


def test_limesurvey_submissions_that_were_not_finished_can_be_left_out(data, framework):
    entry = SourceEntry("limesurvey.csv", campaign="2026", incomplete="drop")
    ratings = read_ratings(data / "limesurvey.csv", framework, sources=[entry])
    assert set(ratings.table["territory"]) == {"01004"}
    assert "submission-dropped" in {fault.rule.code for fault in ratings.faults}


def test_microsoft_forms_through_a_french_excel(data, framework, answers, codes):
    ratings = read_ratings(data / "msforms.csv", framework, campaign="2026")
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 3,
        ("01004", "I1B", "current"): 2,
        ("2A004", "I1A", "current"): 1,
        ("2A004", "I1B", "current"): "not_applicable",
    }
    assert ratings.importance["points"].to_list() == [62.5, 37.5]
    assert (2, "Code Insee", "territory-completed") in codes(ratings.faults)
    assert ratings.held_back == ()


def test_long(data, framework, answers):
    ratings = read_ratings(data / "long.csv", framework)
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 3,
        ("01004", "I1A", "desired"): 4,
        ("01004", "I1B", "current"): "unknown",
        ("2A004", "I5B", "current"): "not_applicable",
    }
    assert set(ratings.table["campaign"]) == {"2025", "2026"}
    assert ratings.comments[["node", "comment"]].to_numpy().tolist() == [["I5", "Il y a peu de réunions"]]
    assert not ratings.faults


def test_a_long_table_may_hold_both_aspects_side_by_side(read, answers):
    ratings = read("code_insee,critère,répondant,actuel,souhaité\n01004,I1A,a,1,4\n01004,I1B,a,NSP,3\n")
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 1,
        ("01004", "I1A", "desired"): 4,
        ("01004", "I1B", "current"): "unknown",
        ("01004", "I1B", "desired"): 3,
    }


def test_importance_may_be_a_long_table(read, codes):
    ratings = read("code_insee;répondant;indicateur;points\n01004;a;I1;62,5\n01004;a;I2;37,5\n2A004;b;I1;80\n")
    assert ratings.importance["points"].to_list() == [62.5, 37.5]
    assert codes(ratings.faults) == [(4, "points", "points-sum")]
    assert ratings.held_back == ("2A004",)


def test_our_own_table_reads_back(read, framework, tmp_path, data):
    first = read_ratings(data / "kobo.csv", framework, campaign="2026")
    for name, write in (("t.csv", pd.DataFrame.to_csv), ("t.xlsx", pd.DataFrame.to_excel)):
        write(first.table, tmp_path / name, index=False)
        again = read_ratings(tmp_path / name, framework)
        columns = ["territory", "campaign", "college", "criterion", "aspect", "level", "status", "evidence", "comment"]
        pd.testing.assert_frame_equal(again.table[columns], first.table[columns])


def test_what_a_file_lacks_is_said_with_the_lines_that_supply_it(data, framework, answers):
    with pytest.raises(InputError) as raised:
        read_ratings(data / "google.csv", framework)
    assert {fault.rule.code for fault in raised.value.faults} == {"college-column-missing", "campaign-column-missing"}
    for language in ("fr", "en"):
        remedy = raised.value.faults[0].remedy(language)
        settings = tomllib.loads(remedy[remedy.index("\n") :])
        entry = SourceEntry.of(settings["sources"][0])
        assert (entry.file, entry.campaign, entry.college) == ("data/google.csv", "2026", "elus")
        assert len(answers(read_ratings(data / "google.csv", framework, sources=[entry]))) == 5


def test_every_file_is_read_before_anything_is_raised(write, framework, data):
    bad = write("Nom;Age\nA;3\n", "bad.csv")
    with pytest.raises(InputError) as raised:
        read_ratings([data / "ten_faults.csv", bad, data / "nowhere.csv"], framework, campaign="2026", college="elus")
    assert {fault.file for fault in raised.value.faults} == {"ten_faults.csv", "bad.csv", "nowhere.csv"}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"territory": "2A004"}, "2A004"),
        ({"territory_column": "Lieu"}, "01004"),
        ({"territory_pattern": r"^(\w{5})_"}, "01053"),
    ],
)
def test_the_territory_may_come_from_revue_toml(read, entry, expected, answers):
    source = SourceEntry.of({"file": "01053_2026.csv", **entry})
    ratings = read("Lieu,I1A\n01004,3\n", "01053_2026.csv", sources=[source])
    assert answers(ratings) == {(expected, "I1A", "current"): 3}


def test_columns_may_be_named_in_revue_toml(read, answers):
    source = SourceEntry.of(
        {
            "file": "answers.csv",
            "columns": {"Q1": "I1A", "Q2": "I1A souhaité", "Q3": "commentaire I5", "Qui": "college"},
            "ignore": ["Age"],
            "answers": {"A3": "3", "-": "NSP"},
        }
    )
    ratings = read("code_insee,Q1,Q2,Q3,Qui,Age\n01004,A3,-,Bien,agents,40\n", sources=[source])
    assert answers(ratings) == {("01004", "I1A", "current"): 3, ("01004", "I1A", "desired"): "unknown"}
    assert ratings.comments["node"].to_list() == ["I5"]
    assert set(ratings.table["college"]) == {"agents"}
    assert ratings.sources[0].ignored == ("Age",)
    assert not ratings.faults


def test_codes_of_a_survey_tool_are_not_guessed(read, codes):
    assert codes(read("code_insee,I1A\n01004,A3\n").faults) == [(2, "I1A", "answer-unreadable")]


def test_what_revue_toml_says_wrongly_of_columns_is_listed(read):
    source = SourceEntry.of({"file": "answers.csv", "columns": {"I1A": "niveau de vie"}, "college_column": "colege"})
    with pytest.raises(InputError) as raised:
        read("code_insee,I1A,collège\n01004,3,elus\n", sources=[source])
    assert {fault.rule.code for fault in raised.value.faults} == {"meaning-unknown", "column-stated-missing"}
    assert "collège" in raised.value.text("fr")


def test_criteria_without_a_column_were_not_asked(data, framework):
    ratings = read_ratings(data / "google.csv", framework, campaign="2026", college="habitants")
    not_asked = ratings.table[ratings.table["status"] == "not_asked"]
    assert set(not_asked["criterion"]) == set(framework.leaf_ids) - {"I1A", "I1B", "I5B"}
    assert not_asked["level"].isna().all()
    assert ratings.sources[0].n_rows == 5


@pytest.mark.parametrize("name", ["google.csv", "kobo.csv", "limesurvey.csv", "msforms.csv", "long.csv"])
def test_what_comes_out_keeps_the_rules_of_the_tables(data, framework, name):
    ratings = read_ratings(data / name, framework, campaign="2026", college="elus")
    for table, frame in (
        ("ratings", ratings.table),
        ("importance", ratings.importance),
        ("comments", ratings.comments),
    ):
        valid, faults = validate(frame, table, framework)
        assert not faults
        pd.testing.assert_frame_equal(valid, frame)


def test_a_long_file_without_respondents_holds_one_collective_answer_per_college(read, codes):
    ratings = read("code_insee;collège;critère;niveau\n01004;élus;I1A;3\n01004;agents;I1A;2\n01004;agents;I1A;1\n")
    assert codes(ratings.faults) == [
        (None, "", "respondent-column-missing"),
        (4, "critère", "answer-repeated"),
    ]
    assert ratings.held_back == ("01004",)


def test_a_respondent_belongs_to_one_college(read, codes):
    ratings = read("code_insee;répondant;collège;critère;niveau\n01004;a;élus;I1A;3\n01004;a;agents;I1B;2\n")
    assert codes(ratings.faults) == [(3, "collège", "respondent-in-two-colleges")]


def test_level_and_status_of_a_long_file_agree(read, codes, answers):
    head = "code_insee;répondant;critère;niveau;statut\n"
    ratings = read(head + "01004;a;I1A;3;rated\n01004;a;I1B;;NSP\n01004;a;I2A;;sans objet\n2A004;a;I2B;3;NSP\n")
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 3,
        ("01004", "I1B", "current"): "unknown",
        ("01004", "I2A", "current"): "not_applicable",
    }
    assert (5, "statut", "answer-status-contradicts") in codes(ratings.faults)


def test_what_a_long_file_names_wrongly(read, codes):
    head = "code_insee;répondant;critère;aspect;niveau;commentaire\n"
    ratings = read(
        head
        + "01004;a;I9;actuel;3;\n01004;a;I1;actuel;3;\n01004;a;;actuel;3;\n01004;a;I1A;rêvé;3;\n2A004;a;zut;;;Bien\n"
    )
    assert codes(ratings.faults) == [
        (2, "critère", "criterion-unknown"),
        (3, "critère", "criterion-unknown"),
        (4, "critère", "criterion-missing"),
        (5, "aspect", "aspect-unknown"),
        (6, "critère", "node-unknown"),
    ]


def test_territories_declared_by_the_campaign_are_known(read, answers):
    territories = pd.DataFrame({"territory": ["PETR-1"], "name": ["Pays des Trois Rivières"]})
    ratings = read("territoire;I1A\nPETR-1;3\nPays des trois rivières;2\n01004;1\n", territories=territories)
    assert set(ratings.table["territory"]) == {"PETR-1", "01004"}
    assert [fault.rule.code for fault in ratings.faults] == ["territory-by-name"]


def test_rows_without_a_territory_or_a_campaign(read, codes):
    ratings = read("code_insee;vague;I1A\n;2026;3\n01004;;3\n2A004;2026;3\n;;\n", campaign=None)
    assert codes(ratings.faults) == [
        (2, "code_insee", "territory-missing"),
        (3, "vague", "campaign-missing"),
    ]
    assert set(ratings.table["territory"]) == {"2A004"}
