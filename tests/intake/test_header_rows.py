"""The header is found below titles, on two rows, or followed by one that says it again; two scales are told apart."""

import openpyxl
import pytest

from revue_analytics.intake import SourceEntry, read_ratings

EXPECTED = {("01004", "I1A", "current"): 3, ("01004", "I1B", "current"): 2}


@pytest.mark.parametrize(
    "text",
    [
        "code_insee;I1A;I1B\n01004;3;2\n",
        "Enquête 2026\n\ncode_insee;I1A;I1B\n01004;3;2\n",
        "Enquête, printemps 2026, commune\ncode_insee;I1A;I1B\n01004;3;2\n01004;;\n",
        "\n\nEnquête 2026;;\nRéponses au 12 mars;;\ncode_insee;I1A;I1B\n01004;3;2\n",
        "code_insee;1. Approche systémique;\n;Approche globale;Approche finalisée\n01004;3;2\n",
        "code_insee;I1A;I1B\nCode Insee;Approche globale;Approche finalisée\n01004;3;2\n",
        "code_insee;I1A;I1B\nCode Insee;Approche globale;Approche finalisée\n"
        '"{""ImportId"":""Q0""}";"{""ImportId"":""Q1""}";x\n01004;3;2\n',
    ],
    ids=["first", "title", "title_with_commas", "padded_titles", "merged_above", "labels_below", "qualtrics"],
)
def test_the_header_is_found(read, answers, text):
    ratings = read(text)
    assert answers(ratings) == EXPECTED
    assert not [fault for fault in ratings.faults if fault.is_error]


def test_rows_taken_for_titles_are_said_and_the_others_keep_their_numbers(read, codes):
    ratings = read("Enquête 2026\n\ncode_insee;I1A\n01004;3\n01004;bof\n")
    assert codes(ratings.faults) == [(None, "", "header-rows"), (5, "I1A", "answer-unreadable")]
    assert "1" in ratings.faults[0].text("fr")


def test_two_rows_may_say_the_criterion_and_the_time(tmp_path, framework, answers):
    book = openpyxl.Workbook()
    for row in (
        ["Résultats de l’enquête"],
        ["code_insee", "I1A", None, "I1B", None, None],
        [None, "actuel", "souhaité", "actuel", "souhaité", "commentaire"],
        ["01004", 1, 3, 2, "NSP", "Bien"],
    ):
        book.active.append(row)
    book.active.merge_cells("B2:C2")
    book.save(tmp_path / "a.xlsx")
    ratings = read_ratings(tmp_path / "a.xlsx", framework, campaign="2026", college="elus")
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 1,
        ("01004", "I1A", "desired"): 3,
        ("01004", "I1B", "current"): 2,
        ("01004", "I1B", "desired"): "unknown",
    }
    assert ratings.table.set_index(["criterion", "aspect"]).loc[("I1B", "current"), "comment"] == "Bien"


def test_answers_are_never_taken_for_a_header(read, answers):
    head = "code_insee;répondant;critère;niveau;commentaire\n"
    ratings = read(head + "01004;a;I1A;3;Approche globale\n01004;a;I1B;2;Approche finalisée\n")
    assert answers(ratings) == EXPECTED and not ratings.faults


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("S1[I1A][1]", "S1[I1A][2]"),
        ("Situez-vous [Approche globale][Scale 1]", "Situez-vous [Approche globale][Scale 2]"),
    ],
)
def test_the_two_scales_of_limesurvey_are_today_and_in_three_years(read, answers, codes, first, second):
    ratings = read(f'code_insee;"{first}";"{second}"\n01004;1;4\n')
    assert answers(ratings) == {("01004", "I1A", "current"): 1, ("01004", "I1A", "desired"): 4}
    assert codes(ratings.faults) == [(None, second, "dual-scales")]


def test_revue_toml_goes_before_what_two_scales_are_taken_for(read, answers):
    source = SourceEntry.of({"file": "answers.csv", "columns": {"S1[I1A][1]": "I1A desired", "S1[I1A][2]": "I1A"}})
    ratings = read("code_insee;S1[I1A][1];S1[I1A][2]\n01004;1;4\n", sources=[source])
    assert answers(ratings) == {("01004", "I1A", "desired"): 1, ("01004", "I1A", "current"): 4}
    assert not ratings.faults


HEAD = "respondent;submitdate;code_insee;I1A\n"


def test_a_respondent_who_answered_twice_is_a_fault(read, codes):
    ratings = read(HEAD + "7;2026-03-12;01004;1\n7;2026-03-14;01004;3\n")
    assert [code for _, _, code in codes(ratings.faults)] == ["respondent-repeated"]
    assert ratings.held_back == ("01004",)


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ("7;2026-03-12;01004;1\n7;2026-03-14;01004;3\n", 3),
        ("7;2026-03-12;01004;1\n7;;01004;3\n", 1),
        ("7;;01004;1\n7;;01004;3\n", 3),
    ],
    ids=["last", "last_submitted", "none_submitted"],
)
def test_or_their_last_complete_answer_counts_where_revue_toml_says_so(read, answers, rows, level):
    source = SourceEntry.of({"file": "answers.csv", "repeated": "last"})
    ratings = read(HEAD + rows, sources=[source])
    assert answers(ratings) == {("01004", "I1A", "current"): level}
    assert "respondent-last" in {fault.rule.code for fault in ratings.faults}
    assert ratings.held_back == ()


@pytest.mark.parametrize("text", ["3 – Maîtrisé", "3 - maitrise", "niveau 3", "Niveau 3 : Maîtrisé", "N3", "3.", "3,0"])
def test_levels_in_words(read, answers, text):
    assert answers(read(f"code_insee;I1A\n01004;{text}\n")) == {("01004", "I1A", "current"): 3}


def test_a_level_with_its_whole_statement(read, answers, framework):
    for level, texts in framework.node("I2B").anchors.items():
        for language, text in texts.items():
            label = framework.scale.level(level).label[language]
            for said in (text, f"{level} – {label} : {text}", f"{label}: {text}"):
                ratings = read(f'code_insee;I2B\n01004;"{said}"\n')
                assert answers(ratings) == {("01004", "I2B", "current"): level}
