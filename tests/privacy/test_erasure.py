"""A respondent erased from the answers of a campaign: who is meant, which rows go, what is kept."""

import stat

import openpyxl
import pytest

from revue_analytics.campaign import check_campaign, erase_respondent, open_campaign
from revue_analytics.errors import CampaignError
from tests.privacy.test_personal_data import TWO_ROUNDS, rounds

WHO = "jean.dupont@exemple.fr"
WITH_MAIL = "id;Adresse e-mail;code_insee;college;vague;I1A\n"


def answers_of(folder):
    return len(open_campaign(folder).ratings.table.query("status == 'rated'"))


def tree(folder):
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_rows_go_from_the_file_and_the_rest_is_as_it_was(tmp_path):
    folder = rounds(tmp_path)
    path = folder / "data" / "réponses.csv"
    before = path.read_bytes()
    planned = erase_respondent(folder, "Jean.Dupont@exemple.fr", dry_run=True)
    assert (path.read_bytes(), planned.done, planned.rows) == (before, False, (("réponses.csv", "", 2),))
    done = erase_respondent(folder, WHO)
    assert (done.erased, done.left, done.listed) == (("data/réponses.csv",), (), True)
    lines = before.splitlines(keepends=True)
    assert path.read_bytes() == lines[0] + lines[2]
    assert answers_of(folder) == 1


def test_a_file_exported_again_does_not_bring_the_respondent_back(tmp_path):
    folder = rounds(tmp_path)
    erase_respondent(folder, WHO)
    (folder / "data" / "réponses.csv").write_text(TWO_ROUNDS, "utf-8")
    assert answers_of(folder) == 1
    listed = folder / ".revue-forgotten"
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    assert "dupont" not in listed.read_text()


def test_a_pseudonym_will_do_and_an_unknown_one_changes_nothing(tmp_path):
    folder = rounds(tmp_path)
    who = open_campaign(folder).ratings.table.query("level == 2")["respondent"].iloc[0]
    before = tree(folder)
    with pytest.raises(CampaignError, match="no file of answers"):
        erase_respondent(folder, "r-0000000000000000")
    assert tree(folder) == before
    assert erase_respondent(folder, who).erased == ("data/réponses.csv",)
    assert answers_of(folder) == 2


@pytest.mark.parametrize("who", [WHO, "E-7", "réponses:E-7", "réponses.csv:E-7", "pseudonym"])
def test_a_second_time_nothing_is_left_to_erase_and_no_byte_changes(who, tmp_path):
    folder = rounds(tmp_path)
    if who == "pseudonym":
        who = open_campaign(folder).ratings.table.query("level == 2")["respondent"].iloc[0]
    assert not erase_respondent(folder, who).nothing
    before = tree(folder)
    again = erase_respondent(folder, who)
    assert again.nothing
    assert tree(folder) == before


def test_a_number_that_two_files_give_is_asked_for_again(tmp_path):
    folder = rounds(tmp_path, TWO_ROUNDS.replace("E-7", "EL-007"))
    (folder / "data" / "autres.csv").write_text("respondent;code_insee;college;vague;I1B\nEL-007;01004;élu;2026;1\n")
    with pytest.raises(CampaignError, match="several respondents"):
        erase_respondent(folder, "EL-007")
    done = erase_respondent(folder, "autres:EL-007")
    assert done.erased == ("data/autres.csv",)
    assert [note.file for note in done.notes] == ["réponses.csv"]
    assert answers_of(folder) == 3


def test_a_copy_of_a_file_lists_the_same_people(tmp_path):
    folder = rounds(tmp_path)
    (folder / "data" / "copie.csv").write_bytes((folder / "data" / "réponses.csv").read_bytes())
    assert erase_respondent(folder, "réponses:E-7").erased == ("data/copie.csv", "data/réponses.csv")


def test_an_address_in_a_column_of_personal_data_says_who_it_is(tmp_path):
    text = f"{WITH_MAIL}17;jean.dupont@exemple.fr;01004;élu;2023;1\n18;x@y.fr;01004;élu;2023;2\n"
    folder = rounds(tmp_path, text)
    erase_respondent(folder, WHO)
    assert (folder / "data" / "réponses.csv").read_text("utf-8") == text.replace(text.splitlines(True)[1], "")


def test_an_address_that_several_respondents_share_is_asked_for_again(tmp_path):
    text = f"{WITH_MAIL}17;mairie@exemple.fr;01004;élu;2023;1\n18;mairie@exemple.fr;01004;élu;2023;2\n"
    with pytest.raises(CampaignError, match="several respondents"):
        erase_respondent(rounds(tmp_path, text), "mairie@exemple.fr")


def test_a_short_id_is_sought_in_the_columns_of_respondents_only(tmp_path):
    text = "respondent;code_insee;college;vague;I1A;commentaire\n12;01004;élu;2023;1;a\n3;01004;élu;2023;2;12 ans\n"
    folder = rounds(tmp_path, text)
    done = erase_respondent(folder, "12")
    assert done.short == ("12",)
    assert (folder / "data" / "réponses.csv").read_text("utf-8") == text.replace("12;01004;élu;2023;1;a\n", "")


def test_a_row_without_id_leaves_an_empty_line_so_that_the_next_one_keeps_its_number(tmp_path):
    text = "code_insee;college;vague;I1A\n01004;élu;2023;1\n01004;élu;2023;2\n01004;élu;2023;3\n"
    folder = rounds(tmp_path, text)
    who = open_campaign(folder).ratings.table.query("level == 3")["respondent"].iloc[0]
    assert erase_respondent(folder, "réponses:row3").rows == (("réponses.csv", "", 1),)
    path = folder / "data" / "réponses.csv"
    assert path.read_text("utf-8") == "code_insee;college;vague;I1A\n01004;élu;2023;1\n\n01004;élu;2023;3\n"
    assert open_campaign(folder).ratings.table.query("level == 3")["respondent"].iloc[0] == who
    before = tree(folder)
    assert erase_respondent(folder, "réponses:row3").nothing
    assert tree(folder) == before


def test_texts_over_several_lines_go_whole(tmp_path):
    text = "respondent;code_insee;college;vague;I1A;commentaire\n"
    text += 'A-1;01004;élu;2023;1;"deux\nlignes"\nA-2;01004;élu;2023;2;x\n'
    folder = rounds(tmp_path, text)
    erase_respondent(folder, "A-1")
    assert (folder / "data" / "réponses.csv").read_text("utf-8") == text.splitlines()[0] + "\nA-2;01004;élu;2023;2;x\n"


def test_a_table_of_pseudonyms_loses_the_rows_of_the_respondent(tmp_path):
    folder = rounds(tmp_path)
    table = open_campaign(folder).ratings.table
    table.to_csv(folder / "tableau.csv", index=False)
    who = table.query("level == 1")["respondent"].iloc[0]
    erase_respondent(folder, WHO)
    assert who not in (folder / "tableau.csv").read_text("utf-8")
    assert len((folder / "tableau.csv").read_text("utf-8").splitlines()) == 1 + (table["respondent"] != who).sum()


def test_a_list_of_people_loses_the_row_and_a_table_of_the_campaign_the_id_alone(tmp_path):
    folder = rounds(tmp_path)
    (folder / "participants.csv").write_text(f"Nom;Adresse e-mail\nJean Dupont;{WHO}\nAna;ana@exemple.fr\n", "utf-8")
    (folder / "data" / "territoires.csv").write_text(f"code_insee;nom;contact\n01004;Ambérieu;{WHO}\n", "utf-8")
    done = erase_respondent(folder, WHO)
    assert done.left == ()
    assert (folder / "participants.csv").read_text("utf-8") == "Nom;Adresse e-mail\nAna;ana@exemple.fr\n"
    assert (folder / "data" / "territoires.csv").read_text("utf-8") == "code_insee;nom;contact\n01004;Ambérieu;[…]\n"


def test_a_workbook_keeps_its_formulas_and_is_read_afterwards(tmp_path):
    folder = rounds(tmp_path, "respondent;code_insee;college;vague;I1A\nE-9;01004;élu;2026;1\n")
    book = openpyxl.Workbook()
    for line in TWO_ROUNDS.splitlines():
        book.active.append(line.split(";"))
    book.active["H1"] = "=1+1"
    book.save(folder / "data" / "classeur.xlsx")
    done = erase_respondent(folder, WHO)
    assert (done.erased, done.left) == (("data/classeur.xlsx",), ())
    assert openpyxl.load_workbook(folder / "data" / "classeur.xlsx").active["H1"].value == "=1+1"
    assert check_campaign(folder).usable
    assert answers_of(folder) == 2


def test_an_address_typed_is_sought_in_texts_although_the_rows_have_a_number(tmp_path):
    folder = rounds(tmp_path, f"{WITH_MAIL}17;jean.dupont@exemple.fr;01004;élu;2023;1\n18;x@y.fr;01004;élu;2023;2\n")
    (folder / "notes.md").write_text(f"Rappeler {WHO}\n", "utf-8")
    erase_respondent(folder, WHO)
    assert (folder / "notes.md").read_text("utf-8") == "Rappeler […]\n"


def test_a_code_that_one_file_alone_has_is_sought_everywhere(tmp_path):
    folder = rounds(tmp_path, TWO_ROUNDS.replace("E-7", "EL-007"))
    (folder / "notes.md").write_text("EL-007 a téléphoné, pas EL-0070\n", "utf-8")
    erase_respondent(folder, "EL-007")
    assert (folder / "notes.md").read_text("utf-8") == "[…] a téléphoné, pas EL-0070\n"


@pytest.mark.parametrize("id", ["élus", "01004", "I1A", "habitant"])
def test_a_word_that_the_campaign_uses_is_never_masked(id, tmp_path):
    text = f"respondent;code_insee;college;vague;I1A\n{id};01004;habitant;2023;1\nE-7;01004;élus;2023;2\n"
    folder = rounds(tmp_path, text)
    assert erase_respondent(folder, id).left == ()
    kept = text.splitlines(keepends=True)
    assert (folder / "data" / "réponses.csv").read_text("utf-8") == kept[0] + kept[2]


@pytest.mark.parametrize("word", ["absent", "voirie", "Maire"])
def test_a_word_that_no_list_of_people_holds_is_nobody(word, tmp_path):
    folder = rounds(tmp_path)
    (folder / "notes.md").write_text("Absent le maire, absente la voirie.\n", "utf-8")
    before = tree(folder)
    with pytest.raises(CampaignError, match="no file of answers"):
        erase_respondent(folder, word)
    assert {k: v for k, v in tree(folder).items() if k != ".revue-key"} == before


def test_a_name_of_one_word_does_not_hide_the_word(tmp_path):
    text = "respondent;code_insee;college;vague;I1A;commentaire\n"
    other = "E-7;01004;élu;2023;2;un marchand, pas Marchand\n"
    folder = rounds(tmp_path, f"{text}Marchand;01004;élu;2023;1;\n{other}")
    erase_respondent(folder, "marchand")
    assert (folder / "data" / "réponses.csv").read_text("utf-8") == text + other.replace("pas Marchand", "pas […]")


def test_an_address_that_several_share_elsewhere_takes_nobody_elses_rows(tmp_path):
    folder = rounds(tmp_path, "respondent;code_insee;college;vague;I1A\nmairie@exemple.fr;01004;élu;2023;1\n")
    others = f"{WITH_MAIL}1;mairie@exemple.fr;01004;élu;2026;2\n2;mairie@exemple.fr;01004;élu;2026;3\n"
    (folder / "data" / "forms.csv").write_text(others, "utf-8")
    people = "Nom;Adresse e-mail\nAna Petit;mairie@exemple.fr\nZoé Grand;mairie@exemple.fr\n"
    (folder / "participants.csv").write_text(people, "utf-8")
    who = open_campaign(folder).ratings.table.query("level == 1")["respondent"].iloc[0]
    assert erase_respondent(folder, who).rows == (("réponses.csv", "", 1),)
    assert (folder / "data" / "forms.csv").read_text("utf-8") == others.replace("mairie@exemple.fr", "[…]")
    assert (folder / "participants.csv").read_text("utf-8") == people.replace("mairie@exemple.fr", "[…]")
