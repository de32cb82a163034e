"""A respondent's column of a filled questionnaire is emptied; the others', the questions and the checks stay."""

import openpyxl
import pandas as pd
import pytest

from revue_analytics.campaign import erase_respondent, open_campaign
from revue_analytics.errors import CampaignError
from revue_analytics.intake import read_sheets
from tests.privacy.packed import where
from tests.privacy.test_erasure import tree
from tests.questionnaires.sheets import FIRST, Person, Said, filled, places

PEOPLE = [
    Person("01004", "elus", {"I1A": Said(2, evidence="dossier secret")}, comment="secret de l’élu"),
    Person("01004", "agents", {"I1A": Said(3, comment="d’accord")}),
    Person("01004", "elus", {"I1A": Said(1)}),
]


def folder_with(path, change=lambda book, sheet, rows: None, name="retour.xlsx"):
    (path / "data").mkdir(parents=True)
    (path / "revue.toml").write_text('[[campaigns]]\nid = "2026"\n', "utf-8")
    filled(PEOPLE, path / "data" / name, change=change)
    return path


def levels(folder):
    return sorted(open_campaign(folder).ratings.table.query("status == 'rated'")["level"].tolist())


def columns(folder):
    """What stands in each column of the sheet of questions."""
    sheet = openpyxl.load_workbook(folder / "data" / "retour.xlsx")["Questions"]
    return [[cell.value for cell in column] for column in sheet.iter_cols()]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_column_of_a_respondent_is_emptied_and_what_the_sheet_shares_stays(number, tmp_path):
    folder = folder_with(tmp_path)
    before, rows = columns(folder), places("fr", len(PEOPLE))
    who = f"{PEOPLE[number].college}-{number}"
    result = erase_respondent(folder, who)
    assert (result.left, result.rows) == ((), (("retour.xlsx", "Questions", 1),))
    after, at = columns(folder), FIRST + number
    assert after[:at] + after[at + 1 :] == before[:at] + before[at + 1 :]
    theirs = {row for key, row in rows.items() if not key.startswith("#") and key not in ("territory", "campaign")}
    assert {after[at][row - 1] for row in theirs if row <= len(after[at])} == {None}
    assert levels(folder) == sorted({2, 3, 1} - {PEOPLE[number].said["I1A"].current})
    state = tree(folder)
    assert erase_respondent(folder, who).nothing
    assert tree(folder) == state


def test_what_the_respondent_wrote_is_nowhere_any_more(tmp_path):
    folder = folder_with(tmp_path)
    assert where(folder, "secret") == ["data/retour.xlsx"]
    erase_respondent(folder, "elus-0")
    assert where(folder, "secret") == []


def test_a_respondent_without_a_number_is_named_by_the_column(tmp_path):
    def unnumbered(book, sheet, rows):
        sheet.cell(rows["respondent"], FIRST + 1).value = None

    folder = folder_with(tmp_path, unnumbered)
    with pytest.raises(CampaignError):
        erase_respondent(folder, "elus-0")
    assert erase_respondent(folder, f"retour:row{FIRST + 1}").left == ()
    assert levels(folder) == [1, 3]


def test_a_file_called_after_the_respondent_is_named(tmp_path):
    folder = folder_with(tmp_path, lambda book, sheet, rows: sheet.cell(rows["respondent"], FIRST + 1, "Zoé Dupont"))
    (folder / "data" / "retour.xlsx").rename(folder / "data" / "retour_zoé dupont.xlsx")
    (fault,) = erase_respondent(folder, "Zoé Dupont").left
    assert fault.rule.code == "respondent-in-name"


def test_two_respondents_of_the_same_name_are_told_apart_by_their_college(tmp_path):
    def homonyms(book, sheet, rows):
        for number in (0, 1):
            sheet.cell(rows["respondent"], FIRST + 1 + number, "Zoé Dupont")

    folder = folder_with(tmp_path, homonyms)
    with pytest.raises(CampaignError, match="several respondents"):
        erase_respondent(folder, "Zoé Dupont")
    result = erase_respondent(folder, "elus-Zoé Dupont")
    assert [note.file for note in result.notes] == ["retour.xlsx"]
    assert levels(folder) == [1, 3]


@pytest.mark.full
@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_column_of_a_respondent_is_emptied_in_what_libreoffice_saved_as_ods(number, office, tmp_path):
    folder = folder_with(tmp_path / "campaign")
    path = folder / "data" / "retour.xlsx"
    (saved,) = office.convert([path], "ods", folder / "data")
    path.unlink()
    before = read_sheets(saved)[0][0].cells
    result = erase_respondent(folder, f"{PEOPLE[number].college}-{number}")
    assert (result.left, result.rows) == ((), (("retour.ods", "Questions", 1),))
    after = read_sheets(saved)[0][0].cells
    pd.testing.assert_frame_equal(after, before.drop(index=FIRST + number + 1))
    assert levels(folder) == sorted({2, 3, 1} - {PEOPLE[number].said["I1A"].current})
    assert number or where(folder, "secret") == []
    (opened,) = office.convert([saved], "xlsx", tmp_path / "opened")
    pd.testing.assert_frame_equal(read_sheets(opened)[0][0].cells, after)
