"""What `revue follow` writes: it says who took part and nothing of what anybody answered."""

from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from revue_analytics import cli
from revue_analytics.campaign import check_campaign, erase_respondent
from revue_analytics.errors import CampaignError
from revue_analytics.following import follow, follow_lines, reminder_table
from tests.campaign.test_participation import answered, make

__all__ = ["make"]

TODAY = date(2026, 3, 20)
SETTINGS = """
title = "=1+1 <b>"
[[campaigns]]
id = "2026"
[questionnaire]
closing = 2026-03-31
contact = "Mairie, 01 02 03 04 05"
"""
INVITED = "01004;2026;elus;8\n01004;2026;agents;20\n2A004;2026;elus;9\n"


def written(folder, **options):
    followed = follow(folder, today=TODAY, **options)
    return [path.read_bytes() for path in (followed.page, followed.workbook, followed.reminders)]


def tables(workbook):
    return {
        sheet.title: [list(line) for line in sheet.iter_rows(values_only=True)]
        for sheet in openpyxl.load_workbook(BytesIO(workbook))
    }


def test_whatever_people_answer_the_files_are_the_same(make):
    first = written(make(answered("01004", "elus", 9, answers="3;2"), INVITED, settings=SETTINGS))
    assert written(make(answered("01004", "elus", 9, answers="SO;NSP"), INVITED, settings=SETTINGS)) == first


def test_that_one_person_leaves_a_question_blank_changes_nothing(make):
    people = answered("01004", "elus", 8)
    whole = people + answered("01004", "elus", 1, answers="1;1", start=8)
    blank = people + answered("01004", "elus", 1, answers="1;", start=8)
    assert written(make(whole, settings=SETTINGS)) == written(make(blank, settings=SETTINGS))


def test_the_workbook_says_what_the_page_says_and_holds_no_formula(make):
    territories = "01004;=cmd|x\n"
    folder = make(answered("01004", "elus", 4) + answered("2A004", "elus", 6), INVITED, territories, SETTINGS)
    sheets = tables(written(folder, language="en")[1])
    assert list(sheets) == ["To remind", "Groups", "Territories", "Over time", "Questions left blank"]
    assert [line[:7] for line in sheets["To remind"]] == [
        ["Code", "Territory", "College", "Respondents", "Invited", "Still to answer", "Answers needed"],
        ["01004", "=cmd|x", "Staff", 0, 20, 20, 1],
        ["01004", "=cmd|x", "Elected officials", 4, 8, 4, 1],
    ]
    assert sheets["Groups"][-1] == ["2A004", "Ajaccio", "Elected officials", "yes", 6, 9, pytest.approx(2 / 3)]
    assert [line[3:6] for line in sheets["Territories"]][1:] == [
        ["1 more respondent needed", 4, 28],
        ["enough respondents", 6, 9],
    ]
    assert sheets["Over time"][1][1:] == [10, 10]
    book = openpyxl.load_workbook(BytesIO(written(folder)[1]))
    assert not [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_the_list_for_letters_has_what_a_letter_says(make):
    folder = make(answered("01004", "elus", 4), INVITED, settings=SETTINGS)
    table = pd.read_csv(StringIO(written(folder)[2].decode("utf-8-sig")), dtype=str)
    first = table[(table["Code"] == "01004") & (table["Collège"] == "Élus")].iloc[0]
    assert (first["Code"], first["Restent à répondre"], first["Réponses qui manquent"]) == ("01004", "4", "1")
    sentence = "Élus\u00a0: 4 personnes sur 8 ont répondu à ce jour. Il est possible de répondre jusqu’au 31 mars 2026."
    assert first["Phrase pour un courrier"] == sentence
    assert (first["Date de clôture"], first["Contact"]) == ("2026-03-31", "Mairie, 01 02 03 04 05")


def test_a_file_of_few_people_whose_name_may_be_theirs_is_not_named(make):
    folder = make(answered("01004", "elus", 6), settings=SETTINGS)
    (folder / "data" / "dupont.csv").write_text("code_insee;college;campagne;I1A\n01004;elus;2026;9\n", "utf-8")
    page = written(folder, language="en")[0].decode()
    assert "dupont" not in page
    assert "Files of few people, or that cannot be read" in page
    assert "Held back until they are mended" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_check_and_follow_say_the_same_three_lines(make, language, monkeypatch):
    folder = make(answered("01004", "elus", 4), INVITED, settings=SETTINGS)
    monkeypatch.setattr(cli, "LANGUAGE", language)
    lines = "\n".join(follow_lines(check_campaign(folder).collection, language))
    for command in ("check", "follow"):
        assert lines in CliRunner().invoke(cli.program, [command, str(folder)]).output
    assert len(lines.splitlines()) == 3


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 3, 20), "2026: 4 respondents; 11 days left, up to 31 March 2026"),
        (date(2026, 3, 30), "2026: 4 respondents; 1 day left, up to 31 March 2026"),
        (date(2026, 4, 1), "2026: 4 respondents; closed since 31 March 2026"),
    ],
)
def test_the_first_line_says_how_long_answers_are_taken(make, today, said):
    collection = check_campaign(make(answered("01004", "elus", 4), settings=SETTINGS), today=today).collection
    assert follow_lines(collection, "en")[0] == said


def test_without_answers_nor_territories_there_is_a_page_and_an_empty_list(make):
    page, workbook, reminders = written(make(), language="en")
    assert b"No territory is known yet" in page
    assert tables(workbook)["To remind"][0][:3] == ["Code", "Territory", "College"]
    assert reminders.decode("utf-8-sig").startswith("Code,Territory,College")
    assert reminder_table(check_campaign(make()).collection, "en").empty


def test_faults_are_counted_the_files_written_and_the_status_is_1(make):
    folder = make(answered("01004", "elus", 5) + answered("2A004", "elus", 1, answers="9;9"), settings=SETTINGS)
    result = CliRunner().invoke(cli.program, ["follow", str(folder)])
    assert result.exit_code == 1
    assert (folder / "follow" / "follow.html").exists()
    assert "2A004" in result.output


def test_before_anybody_has_answered_all_is_well(make):
    assert CliRunner().invoke(cli.program, ["follow", str(make(territories="01004;A\n"))]).exit_code == 0


def test_a_folder_that_is_no_campaign_is_refused(tmp_path):
    with pytest.raises(CampaignError):
        follow(tmp_path)
    assert not (tmp_path / "follow").exists()


def test_the_same_day_gives_the_same_bytes(make):
    folder = make(answered("01004", "elus", 5), INVITED, settings=SETTINGS)
    assert written(folder) == written(folder)


def test_an_erased_respondent_is_no_longer_counted_and_the_files_are_made_anew(make):
    rows = answered("01004", "elus", 6).replace("01004-elus-0;", "jean.dupont@exemple.fr;")
    folder = make(rows, settings=SETTINGS)
    follow(folder)
    erased = erase_respondent(folder, "jean.dupont@exemple.fr")
    assert not any((folder / "follow").glob("*")) and not erased.left
    assert follow(folder).collection.answered == 5
