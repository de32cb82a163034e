"""Faults of cells and rows: everything is listed in one go, what is touched is held back, the rest goes on."""

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revue_analytics.errors import InputError
from revue_analytics.framework import load_framework
from revue_analytics.intake import AnswerReader, SourceEntry, file_rules, form, read_ratings, row_rules
from revue_analytics.language import translate
from revue_analytics.tables import College
from revue_analytics.tables import rules as table_rules

TEN = {
    (2, "I1A", "answer-between-levels"): "2,5",
    (3, "I1B", "answer-off-scale"): "7",
    (4, "I2A", "answer-unreadable"): "trois",
    (5, "I2B", "answer-contradicts-itself"): "3 – Absent",
    (6, "I1A", "answer-date"): "12/03/2026",
    (7, "I2B", "answer-spreadsheet-error"): "#N/A",
    (8, "college", "college-unknown"): "maire",
    (9, "code_insee", "territory-unknown"): "99999",
    (10, "importance_I1", "points-sum"): "60",
    (11, "importance_I1", "points-unreadable"): "moitié",
    (12, "", "row-ragged"): "",
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_many_different_faults_are_listed_in_one_go(data, framework, language):
    ratings = read_ratings(data / "ten_faults.csv", framework, campaign="2026")
    assert {(f.row, f.column, f.rule.code): f.value for f in ratings.faults} == TEN
    for fault in ratings.faults:
        assert fault.file == "ten_faults.csv" and fault.is_error
        assert fault.message(language) and fault.remedy(language)
        assert "{" not in fault.text(language)
        assert str(fault.row) in fault.place(language)


def test_territories_that_an_error_touches_are_held_back_and_the_others_go_on(data, framework):
    ratings = read_ratings(data / "ten_faults.csv", framework, campaign="2026")
    assert ratings.held_back == ("01004", *(f"010{n:02}" for n in range(5, 13)))
    for table in (ratings.table, ratings.importance):
        assert set(table["territory"]) == {"2A004"}
    assert {f.territory for f in ratings.faults} - {""} == set(ratings.held_back)


def test_strict_stops_everything(data, framework):
    with pytest.raises(InputError) as raised:
        read_ratings(data / "ten_faults.csv", framework, campaign="2026", strict=True)
    assert len(raised.value.faults) == len(TEN)


def test_an_error_holds_a_territory_back_in_every_file_and_campaign(write, framework):
    one = write("code_insee;vague;I1A\n01004;2025;3\n2A004;2025;1\n", "one.csv")
    two = write("code_insee;vague;I1A\n01004;2026;huit\n2A004;2026;2\n", "two.csv")
    ratings = read_ratings([one, two], framework, college="elus")
    assert set(ratings.table["territory"]) == {"2A004"}
    assert ratings.held_back == ("01004",)


def test_no_answer_unknown_not_applicable_and_zero_are_kept_apart(read, answers):
    ratings = read("code_insee;I1A;I1B;I2A;I2B;I3A\n01004;0;;NSP;SO;non posé\n")
    assert answers(ratings) == {
        ("01004", "I1A", "current"): 0,
        ("01004", "I2A", "current"): "unknown",
        ("01004", "I2B", "current"): "not_applicable",
    }
    asked = ratings.table.set_index("criterion")
    assert asked.loc["I3A", "status"] == "not_asked"
    assert "I1B" not in asked.index


def test_formula_like_text_stays_text(read, codes):
    ratings = read('code_insee;I1A;I1A_commentaire;I1B\n01004;3;"=CMD|calc!A0";\n2A004;=1+1;;2\n')
    assert ratings.table.iloc[0]["comment"] == "=CMD|calc!A0"
    assert codes(ratings.faults) == [(3, "I1A", "answer-formula")]


def test_a_reason_becomes_the_comment_of_its_answer(read):
    ratings = read("code_insee;I1A;I1A_motif;I1A_commentaire\n01004;SO;Sans compétence;Voir la CC\n")
    assert ratings.table.iloc[0]["comment"] == "Voir la CC — Sans compétence"
    assert not ratings.faults


def test_what_is_said_beside_a_blank_is_not_lost(read):
    ratings = read("code_insee;I1A;I1B;I1B_preuve;I1B_commentaire\n01004;3;;Charte;À voir\n")
    assert ratings.comments[["node", "comment"]].to_numpy().tolist() == [["I1B", "Charte"], ["I1B", "À voir"]]


def test_importance_is_never_guessed(read, codes):
    rows = ["01004;0,6;0,4;", "01005;60;40;", "01006;60 %;40 %;", "01007;;;", "01008;120;-20;", "01009;99,7;;"]
    ratings = read("code_insee;points_I1;points_I2;I1A\n" + "".join(row + "3\n" for row in rows))
    found = ratings.importance.pivot_table(index="territory", columns="indicator", values="points")
    assert found.to_dict("index") == {
        "01005": {"I1": 60.0, "I2": 40.0},
        "01006": {"I1": 60.0, "I2": 40.0},
        "01009": {"I1": 99.7, "I2": 0.0},
    }
    assert codes(ratings.faults) == [
        (2, "points_I1", "points-sum"),
        (6, "points_I1", "points-out-of-range"),
        (6, "points_I2", "points-out-of-range"),
    ]
    assert "add up to 1, not to 100" in ratings.faults[0].message("en")


def test_a_respondent_twice_is_a_fault_unless_the_rows_are_the_same(read, answers, codes):
    ratings = read("id;code_insee;I1A\n1;01004;3\n1;01004;3\n2;2A004;3\n2;2A004;1\n3;01053;2\n")
    assert codes(ratings.faults) == [
        (3, "id", "respondent-repeated-alike"),
        (4, "id", "respondent-repeated"),
    ]
    assert ratings.held_back == ("2A004",)
    assert answers(ratings) == {("01004", "I1A", "current"): 3, ("01053", "I1A", "current"): 2}


def test_two_answers_to_one_question_in_a_long_file(read, codes):
    head = "code_insee;répondant;critère;niveau\n"
    ratings = read(head + "01004;a;I1A;3\n01004;a;I1A;3\n2A004;b;I1A;3\n2A004;b;I1A;NSP\n")
    assert codes(ratings.faults) == [
        (3, "critère", "answer-repeated-alike"),
        (5, "critère", "answer-repeated"),
    ]
    assert ratings.held_back == ("2A004",)


def test_the_same_answers_in_two_files(write, framework, tmp_path, answers):
    one = write("id;code_insee;I1A\n1;01004;3\n2;2A004;1\n", "survey.csv")
    copy = write("id;code_insee;I1A\n1;01004;3\n2;2A004;1\n", "survey (1).csv")
    other = write("id;code_insee;I1A\n1;01004;2\n", "survey.txt")
    copied = read_ratings([one, copy], framework, campaign="2026", college="elus")
    assert [(f.file, f.rule.code) for f in copied.faults] == [("survey (1).csv", "file-repeated")]
    assert len(answers(copied)) == 2
    overlapping = read_ratings([one, other], framework, campaign="2026", college="elus")
    assert ("survey.txt", "answers-in-two-files") in [(f.file, f.rule.code) for f in overlapping.faults]
    assert overlapping.held_back == ("01004",)


def test_respondents_are_told_apart_between_files(write, framework):
    paths = [write(f"id;code_insee;I1A\n1;01004;{k}\n", f"{k}.csv") for k in (1, 2)]
    ratings = read_ratings(paths, framework, campaign="2026", college="elus")
    assert set(ratings.table["respondent"]) == {"1:1", "2:1"}


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path, framework):
    for folder in ("elus", "habitants"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "reponses.csv").write_text(f"id,code_insee,profil,I1A\n1,01004,{folder},3\n", "utf-8")
    paths = [tmp_path / folder / "reponses.csv" for folder in ("elus", "habitants")]
    ratings = read_ratings(paths, framework, campaign="2026")
    assert not ratings.faults
    assert [source.name for source in ratings.sources] == ["elus/reponses.csv", "habitants/reponses.csv"]
    assert set(ratings.table["respondent"]) == {"elus/reponses:1", "habitants/reponses:1"}


def test_the_same_importance_in_two_files(write, framework):
    text = "id,code_insee,importance_I1,importance_I2\n1,01004,50,50\n"
    paths = [write(text, "a.csv"), write(text.replace("50,50", "60,40"), "a.txt")]
    ratings = read_ratings(paths, framework, campaign="2026", college="elus")
    assert [fault.rule.code for fault in ratings.faults] == ["answers-in-two-files"]
    assert ratings.importance.empty


def test_no_name_and_no_address_of_a_respondent_comes_through(read):
    text = "répondant;Nom;E-mail;code_insee;I1A\njean.dupont@exemple.fr;Dupont;j@exemple.fr;01004;3\n"
    ratings = read(text)
    assert "respondent-personal" in {fault.rule.code for fault in ratings.faults}
    everything = ratings.table.to_csv() + repr(ratings.faults) + repr(ratings.sources)
    assert "dupont" not in everything.casefold().replace("ignored=('nom', 'e-mail')", "")
    assert ratings.sources[0].ignored == ("Nom", "E-mail")


@pytest.mark.parametrize(
    ("text", "college"),
    [("élus", "elus"), ("Élu(e)", "elus"), ("ÉLUE", "elus"), ("Un·e habitant·e", "habitants"), ("Staff", "agents"),
     ("habitantes", "habitants"), ("Agent territorial", "agents"), ("Partenaire", "partenaires"),
     ("Residents", "habitants"), ("Elected officials", "elus")],
)  # fmt: skip
def test_colleges_are_recognised(read, text, college):
    assert read(f"code_insee;profil;I1A\n01004;{text};3\n").table["college"].iloc[0] == college


def test_colleges_of_the_campaign_are_offered(read, codes):
    colleges = [College("elus", {"fr": "Élus"}), College("jeunes", {"fr": "Conseil des jeunes"}, aliases=("jeune",))]
    ratings = read("code_insee;profil;I1A\n01004;Jeunes;3\n2A004;jeunesse;3\n01053;;3\n", colleges=colleges)
    assert codes(ratings.faults) == [(3, "profil", "college-unknown"), (4, "profil", "college-missing")]
    assert "jeunes" in ratings.faults[0].remedy("fr")
    assert set(ratings.table["college"]) == {"jeunes"}


def test_a_college_in_revue_toml_that_does_not_exist(read):
    with pytest.raises(InputError, match="elus"):
        read("code_insee;I1A\n01004;3\n", sources=[SourceEntry("answers.csv", college="élites")])


def test_a_very_long_list_of_one_fault_is_counted(read):
    ratings = read("code_insee;I1A\n" + "".join(f"01004;mot {k}\n" for k in range(500)))
    assert len(ratings.faults) == 51
    assert ratings.faults[-1].rule.code == "more-of-the-same"
    assert "450" in ratings.faults[-1].message("fr")
    assert ratings.table.empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", 3), ("3.0", 3), ("3,0", 3), ("3 – Maîtrisé", 3), ("3 - Managed", 3), ("Maîtrisé", 3), ("maitrise", 3),
     ("MAÎTRISÉ (3)", 3), ("N3", 3), ("Niveau 3", 3), ("Level 3: Managed", 3), ("0", 0), ("00", 0), ("4.", 4),
     ("Chaque sujet est traité séparément, au gré des urgences.", 0),
     ("0 – Chaque sujet est traité séparément, au gré des urgences", 0),
     ("NSP", "unknown"), ("nsp", "unknown"), ("Ne sait pas", "unknown"), ("ne sais pas", "unknown"), ("DK", "unknown"),
     ("don't know", "unknown"), ("Don’t know", "unknown"), ("SO", "not_applicable"), ("S.O.", "not_applicable"),
     ("Sans objet", "not_applicable"), ("sans_objet", "not_applicable"), ("S/O", "not_applicable"),
     ("non concernée", "not_applicable"), ("Not applicable", "not_applicable"), ("not asked", "not_asked"),
     ("", ""), ("   ", ""), ("NR", ""), ("Non réponse", "")],
)  # fmt: skip
def test_what_an_answer_says(framework, text, expected):
    answer = AnswerReader(framework).read(text, framework.node("I1A"))
    assert answer.rule is None
    assert (answer.level if isinstance(expected, int) else answer.status) == expected


@pytest.mark.parametrize(
    "text",
    ["2,5", "7", "-1", "trois?", "trois", "2/3", "=1+1", "#N/A", "12/03/2026", "2026-03-02", "mars-02", "3 ?", "3%",
     "+3", "3 – Absent", "3 – NSP", "2 – plutôt bien", "10", "1e0", "²", "3²", "٣", "nan", "None", "-", "0x3", "3 4",
     "II", "Maîtrisé ?", "3-4", "TRUE"],
)  # fmt: skip
def test_what_no_answer_says_is_a_fault(framework, text):
    answer = AnswerReader(framework).read(text, framework.node("I1A"))
    assert answer.rule is not None and answer.level is None and answer.status == ""


FRAMEWORK = load_framework()
READER = AnswerReader(FRAMEWORK)
LABELS = [text for level in FRAMEWORK.scale.levels for text in level.label.values()]


@given(
    st.text(max_size=40) | st.sampled_from(LABELS).flatmap(lambda label: st.text(max_size=4).map(lambda t: t + label))
)
@example("3\x00")
@example("𝟛")
@example("\u200b3")
@settings(max_examples=400, deadline=None)
def test_a_level_is_one_that_the_text_literally_states(text):
    answer = READER.read(text, FRAMEWORK.node("I5B"))
    if answer.level is not None:
        words = text.casefold()
        labels = FRAMEWORK.scale.level(answer.level).label.values()
        assert str(answer.level) in text or any(label.casefold().rstrip("é") in words for label in labels)
    elif answer.rule is None:
        assert answer.status in ("", "unknown", "not_applicable", "not_asked")


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12), max_size=4))
@settings(max_examples=60, deadline=None)
def test_no_cell_makes_reading_fail(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("cells") / "a.csv"
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    path.write_text("code_insee,I1A\n" + "".join(f"01004,{cell}\n" for cell in quoted), encoding="utf-8")
    try:
        ratings = read_ratings(path, FRAMEWORK, campaign="2026", college="elus")
    except InputError as error:
        assert error.faults
    else:
        assert bool(ratings.held_back) == any(fault.is_error for fault in ratings.faults)


def test_every_rule_is_said_in_french_with_the_same_placeholders():
    import string

    every = [*vars(row_rules).values(), *vars(file_rules).values(), *vars(form).values()]
    for rule in {id(r): r for r in every if isinstance(r, table_rules.Rule)}.values():
        for text in (rule.message, rule.remedy):
            french = translate(text, "fr")
            assert french != text, text
            fields = [{name for _, name, _, _ in string.Formatter().parse(each) if name} for each in (text, french)]
            assert fields[0] == fields[1], text


COMMUNES = pd.DataFrame({"territory": ["09122", "09268"], "name": ["Foix", "Saint-Lizier"]})


def test_a_value_that_is_wrong_is_one_fault_with_all_its_rows(read):
    rows = "".join(f"{k};{code};elus;3\n" for k, code in enumerate(["Montelise", "01004"] * 100))
    ratings = read("id;code_insee;college;I1A\n" + rows, territories=COMMUNES, campaign="2026")
    (fault,) = [fault for fault in ratings.faults if fault.is_error]
    assert (fault.value, len(fault.rows), fault.row) == ("Montelise", 100, 2)
    assert fault.place("fr") == "answers.csv, lignes 2, 4, 6, 8, 10, 12, … (×100), colonne code_insee"


def test_a_column_of_names_that_are_all_territories_is_compared_with_the_codes(read):
    ratings = read(
        "id;code;nom;college;I1A\n1;09122;St Lizier;elus;3\n2;;Foix;elus;2\n", territories=COMMUNES, campaign="2"
    )
    assert set(ratings.table["territory"]) == {"09122"}
    said = {fault.rule.code: fault for fault in ratings.faults}
    assert said["territory-other-name"].details["n"] == 1
    assert not ratings.sources[0].personal


def test_a_column_of_names_of_people_stays_unread(read):
    ratings = read(
        "id;code;nom;college;I1A\n1;09122;Foix;elus;3\n2;09268;Durand;elus;2\n", territories=COMMUNES, campaign="2"
    )
    assert ratings.sources[0].personal == ("nom",)


def test_the_name_of_the_commune_is_read_where_there_is_no_code(read):
    text = "id;Nom de la commune;college;I1A\n1;FOIX;elus;3\n2;St-Lizier (09);elus;2\n"
    ratings = read(text, territories=COMMUNES, campaign="2026")
    assert set(ratings.table["territory"]) == {"09122", "09268"}
    assert [fault.rule.code for fault in ratings.faults] == ["territory-by-name"]
