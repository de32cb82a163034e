"""The LimeSurvey structure: rows that nest as its importer expects, codes that it takes and that intake reads back."""

import csv
import io
import re
from collections import Counter

import pytest

from revue_analytics.errors import ReportError
from revue_analytics.framework import framework_from_dict
from revue_analytics.intake import classify, vocabulary
from revue_analytics.questionnaires import Questionnaire
from revue_analytics.questionnaires.limesurvey import limesurvey
from revue_analytics.tables import DEFAULT_COLLEGES
from tests.questionnaires.sheets import FRAMEWORK, asked


def rows(**changes):
    text = limesurvey(asked(**changes)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def of(table, kind, language="fr"):
    return [row for row in table if row["class"] == kind and row["language"] == language]


def test_it_is_text_with_tabs_a_mark_of_utf8_and_as_many_cells_in_each_row():
    content = limesurvey(asked())
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter="\t"))
    assert lines[0][:5] == ["id", "related_id", "class", "type/scale", "name"]
    assert {len(line) for line in lines} == {len(lines[0])}


def test_the_classes_come_in_the_order_in_which_the_importer_nests_them():
    table = [row for row in rows() if row["class"] not in ("S", "SL")]
    before = None
    for row in table:
        follows = {"G": {None, "Q", "SQ", "A"}, "Q": {"G", "Q", "SQ", "A"}, "SQ": {"Q", "SQ"}, "A": {"Q", "A"}}
        assert before in follows[row["class"]]
        before = row["class"]


def test_both_languages_hold_the_same_structure():
    table = rows()
    shape = {
        language: [
            (row["class"], row["type/scale"], row["name"] if row["class"] != "G" else "")
            for row in table
            if row["language"] == language and row["class"] not in ("S", "SL")
        ]
        for language in ("fr", "en")
    }
    assert shape["fr"] == shape["en"]


def test_codes_are_what_limesurvey_takes():
    table = rows()
    questions = [row["name"] for row in of(table, "Q")]
    assert len(questions) == len(set(questions))
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", name) for name in questions)
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", row["name"]) for row in of(table, "A"))


def test_personal_data_are_not_collected_by_the_tool():
    settings = {row["name"]: row["text"] for row in rows() if row["class"] == "S"}
    assert settings["anonymized"] == "Y"
    assert {settings[name] for name in ("ipaddr", "refurl", "savetimings")} == {"N"}


def test_a_reason_is_asked_when_there_is_no_object():
    table = {row["name"]: row for row in of(rows(), "Q")}
    assert table["I1Areason"]["relevance"] == 'I1A.NAOK == "SO"' and table["I1Areason"]["mandatory"] == "Y"


def test_the_points_add_up_to_100():
    table = rows()
    (question,) = [row for row in of(table, "Q") if row["name"] == "importance"]
    assert (question["type/scale"], question["equals_num_value"], question["mandatory"]) == ("K", "100", "N")
    assert [row["name"] for row in of(table, "SQ")] == list(FRAMEWORK.top_ids)
    assert not [row for row in of(table, "Q", "en") if row["equals_num_value"]]  # attributes are said once


def test_a_question_is_asked_of_the_colleges_that_can_answer():
    table = {row["name"]: row for row in of(rows(not_asked={"habitants": {"I8A"}}), "Q")}
    assert re.findall(r"C\d", table["I8A"]["relevance"]) == ["C1", "C2", "C4"]
    assert table["I8B"]["relevance"] == "1"


def test_the_college_is_stored_by_its_id_whatever_the_code_of_the_answer():
    table = of(rows(), "Q")
    equation = next(row for row in table if row["name"] == "college")["equation"]
    for number, college in enumerate(DEFAULT_COLLEGES, start=1):
        assert f'collegechoice.NAOK == "C{number}", "{college.id}"' in equation
    assert equation.count("(") == equation.count(")")
    own = next(row for row in of(rows(college=DEFAULT_COLLEGES[1]), "Q") if row["name"] == "college")
    assert (own["equation"], own["hidden"]) == ("agents", "1")


def test_every_criterion_has_its_seven_answers():
    table = rows()
    count = Counter()
    question = ""
    for row in table:
        question = row["name"] if row["class"] == "Q" else question
        if row["class"] == "A" and row["language"] == "fr":
            count[question] += 1
    assert {count[leaf] for leaf in FRAMEWORK.leaf_ids} == {7}


def test_intake_knows_every_code_and_takes_the_structure_for_a_questionnaire(tmp_path):
    words = vocabulary(FRAMEWORK)
    for row in of(rows(), "Q"):
        names = [f"importance[{top}]" for top in FRAMEWORK.top_ids] if row["name"] == "importance" else [row["name"]]
        assert all(words.recognise(name) is not None for name in names), row["name"]
    (tmp_path / "s.txt").write_bytes(limesurvey(asked()))
    assert classify(tmp_path / "s.txt", FRAMEWORK) == "questionnaire"


@pytest.mark.parametrize("names", [("a_very_long_identifier", "I1B"), ("1A", "I1B"), ("I1.A", "I1_A")])
def test_ids_that_cannot_be_codes_are_refused(names):
    content = FRAMEWORK.to_dict()
    content["indicators"] = content["indicators"][:1]
    for child, name in zip(content["indicators"][0]["children"], names, strict=True):
        child["id"] = name
    with pytest.raises(ReportError, match="LimeSurvey"):
        limesurvey(Questionnaire(framework_from_dict(content), "Revue", colleges=DEFAULT_COLLEGES))


def test_a_text_is_no_expression():
    titles = [row["text"] for row in rows(title="Revue {sum(1,2)}") if row["name"] == "surveyls_title"]
    assert titles == ["Revue { sum(1,2)}"] * 2


def test_a_text_is_no_markup():
    titles = [row["text"] for row in rows(title="Eau & <script>alert(1)</script>") if row["name"] == "surveyls_title"]
    assert titles == ["Eau & &lt;script&gt;alert(1)&lt;/script&gt;"] * 2


def test_the_name_of_a_group_is_neither_a_formula_nor_an_expression_nor_markup():
    content = FRAMEWORK.to_dict()
    first = content["indicators"][0]
    first["label"] = {"fr": "=1+1", "en": "{sum(1,2)} <b>"}
    del first["number"], first["short"]
    table = rows(framework=framework_from_dict(content))
    assert of(table, "G")[1]["name"] == "\u200b=1+1"
    assert of(table, "G", "en")[1]["name"] == "{ sum(1,2)} &lt;b&gt;"


def test_the_plain_wording_is_the_help_of_the_question():
    for language in ("fr", "en"):
        helps = {row["name"]: row["help"] for row in of(rows(), "Q", language)}
        assert all(leaf.plain[language][:40] in helps[leaf.id].replace("\u202f", " ") for leaf in FRAMEWORK.leaves)


def test_the_welcome_says_how_long_it_takes_and_whom_to_ask():
    said = {
        row["language"]: row["text"]
        for row in rows(contact={"fr": "la mairie", "en": "the town hall"})
        if row["name"] == "surveyls_welcometext"
    }
    assert "environ 25 minutes" in said["fr"] and "the town hall" in said["en"]
