"""A campaign folder loses nothing in silence, pools nothing in silence, and keeps files of one name apart."""

import re
import tomllib

import pandas as pd
import pytest
from click.testing import CliRunner

from revue_analytics.campaign import check_campaign, init_campaign, open_campaign
from revue_analytics.cli import program
from revue_analytics.errors import CampaignError, pasted
from revue_analytics.intake.contents import is_result
from revue_analytics.intake.reading import read_sheets
from revue_analytics.review.tables import TABLES

HEAD = "id;submitdate;code_insee;college;I1A\n"
ROWS = HEAD + "1;2026-03-10 10:00:00;01004;elus;3\n2;2026-03-11 10:00:00;2A004;agents;2\n"


@pytest.fixture
def make(tmp_path):
    """Write the files of a campaign folder, given as {path: text}; no settings where `settings` is None."""

    def make(files, settings=""):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        if settings is not None:
            (tmp_path / "revue.toml").write_text(settings, "utf-8")
        return tmp_path

    return make


def codes(faults):
    return sorted((fault.file, fault.rule.code) for fault in faults)


# ---- rows of no territory ----------------------------------------------------------------------------------------

LOST = HEAD + "1;2026-03-10 10:00:00;01004;elus;3\n2;2026-03-11 10:00:00;;elus;0\n3;2026-03-11 10:00:01;99999;elus;0\n"


def run(*words):
    return CliRunner().invoke(program, list(map(str, words)))


@pytest.mark.parametrize("command", [("score",), ("sensitivity",), ("export", "--format", "json")])
def test_whatever_shows_results_says_which_rows_are_in_none(make, command):
    folder = make({"data/r.csv": LOST})
    name, *options = command
    result = run(name, folder, *options)
    assert result.exit_code == 1
    output = result.output.replace("\xa0", " ")
    assert "2 lignes" in output and "r.csv : lignes 3–4" in output


def test_so_does_a_roadmap_from_a_saved_review(make):
    folder = make({"data/r.csv": LOST})
    open_review = run("export", folder, "--format", "json")
    assert open_review.exit_code == 1
    import revue_analytics as ra

    ra.analyse(open_campaign(folder), private=True).save(folder / "reports" / "review")
    result = run("roadmap", folder, "01004", "--format", "csv", "--private")
    assert result.exit_code == 1 and "2 lignes" in result.output


def test_where_nothing_is_lost_nothing_is_said(make):
    result = run("score", make({"data/r.csv": ROWS}))
    assert (result.exit_code, "lignes" in result.output) == (0, False)


def test_a_campaign_names_the_rows(make):
    assert open_campaign(make({"data/a/r.csv": LOST})).nowhere == {"a/r.csv": (3, 4)}


# ---- two surveys apart in time -----------------------------------------------------------------------------------

OLD = HEAD + "".join(f"{k};2023-03-1{k} 10:00:00;01004;elus;1\n" for k in (1, 2, 3))
NEW = HEAD + "".join(f"{k};2026-03-1{k} 10:00:00;01004;elus;3\n" for k in (1, 2, 3))


def lines_of(faults, *, file):
    """Settings that the remedies about a file give."""
    remedies = [fault.remedy("fr") for fault in faults if fault.file == file and "[[" in fault.remedy("fr")]
    return "\n".join(line.strip() for remedy in remedies for line in remedy[remedy.index("[[") :].splitlines())


@pytest.mark.parametrize("names", [("old.csv", "new.csv"), ("2023/r.csv", "2026/r.csv")])
def test_two_surveys_three_years_apart_are_not_pooled_and_each_gets_its_remedy(make, names):
    folder = make({f"data/{names[0]}": OLD, f"data/{names[1]}": NEW})
    result = check_campaign(folder)
    assert not result.usable and result.n_respondents == 0
    assert codes(result.faults) == sorted(
        [("revue.toml", "campaigns-several"), *((name, "campaigns-apart") for name in names)]
    )
    settings = "\n".join(lines_of(result.faults, file=file) for file in ("revue.toml", *names))
    given = tomllib.loads(settings)
    assert [one["id"] for one in given["campaigns"]] == ["2023", "2026"]
    assert {one["file"]: one["campaign"] for one in given["sources"]} == {
        f"data/{names[0]}": "2023",
        f"data/{names[1]}": "2026",
    }
    campaign = open_campaign(make({}, settings))
    assert [period.id for period in campaign.campaigns] == ["2023", "2026"]
    people = campaign.ratings.table.groupby("campaign")["respondent"].nunique()
    assert people.to_dict() == {"2023": 3, "2026": 3}


def test_a_file_of_another_year_does_not_slip_into_the_only_campaign(make):
    result = check_campaign(make({"data/r.csv": OLD}, '[[campaigns]]\nid = "2026"\n'))
    assert codes(result.faults) == [("r.csv", "campaigns-apart")] and not result.usable
    assert 'campaign = "2023"' in result.faults[0].remedy("fr")


def test_years_in_the_names_of_files_tell_surveys_apart_too(make):
    rows = "id;code_insee;college;I1A\n1;01004;elus;{}\n"
    result = check_campaign(make({"data/enquete_2023.csv": rows.format(1), "data/enquete_2026.csv": rows.format(2)}))
    assert ("enquete_2023.csv", "campaigns-apart") in codes(result.faults)


def test_one_file_of_two_years_is_asked_about(make):
    result = check_campaign(make({"data/r.csv": OLD + "9;2026-03-10 10:00:00;01004;elus;3\n"}))
    assert ("r.csv", "campaigns-in-one-file") in codes(result.faults) and not result.usable


@pytest.mark.parametrize("days", [("2026-01-05", "2026-06-20"), ("2025-11-20", "2026-02-10")])
def test_a_survey_that_lasts_some_months_is_one_campaign(make, days):
    rows = HEAD + "".join(f"{k};{day} 10:00:00;01004;elus;3\n" for k, day in enumerate(days))
    assert check_campaign(make({"data/r.csv": rows}, '[[campaigns]]\nid = "2026"\n')).ok


def test_the_campaign_of_the_remedy_is_that_of_the_files_days(make):
    declared = '[[campaigns]]\nid = "c23"\ndate = 2023-03-31\n[[campaigns]]\nid = "c26"\ndate = 2026-03-31\n'
    result = check_campaign(make({"data/old.csv": OLD, "data/new.csv": NEW}, declared))
    found = {f.file: f.remedy("fr") for f in result.faults if f.rule.code == "campaign-column-missing"}
    assert 'campaign = "c23"' in found["old.csv"] and 'campaign = "c26"' in found["new.csv"]


def test_people_invited_to_a_campaign_that_nobody_declared_are_a_fault(make):
    invited = "code;campagne;college;invites\n01004;2025;elus;9\n"
    result = check_campaign(make({"data/r.csv": ROWS, "data/i.csv": invited}))
    assert codes(result.faults) == [("i.csv", "campaign-undeclared")]


# ---- which folder, which files -----------------------------------------------------------------------------------


def test_a_folder_without_settings_is_no_campaign_and_one_command_makes_it_one(make):
    folder = make({"data/r.csv": ROWS}, None)
    with pytest.raises(CampaignError, match=f"revue init {re.escape(pasted(folder))}$"):
        open_campaign(folder)
    init_campaign(folder)
    assert check_campaign(folder).ok and (folder / "data" / "r.csv").read_text("utf-8") == ROWS


@pytest.mark.parametrize("command", ["check", "score", "batch"])
def test_a_folder_inside_a_campaign_is_none_and_the_one_above_it_is_named(make, command):
    folder = make({"data/2023/r.csv": ROWS})
    result = run(command, folder / "data" / "2023")
    assert result.exit_code == 1 and f" {pasted(folder)}\n" in result.output.replace(" instead", "")
    assert sorted(path.name for path in folder.rglob("*")) == ["2023", "data", "r.csv", "revue.toml"]


def test_files_of_one_name_in_two_folders_are_kept_apart(make):
    reviewer = "code;critere;niveau de l'evaluateur\n01004;I1A;{}\n"
    files = {"data/a/r.csv": ROWS, "data/b/r.csv": "critere;cible\nI1A;80\n", "data/c/r.csv": reviewer.format(9)}
    campaign = open_campaign(make(files))
    assert campaign.targets["target"].to_list() == [80.0]
    assert [(f.file, f.rule.code) for f in campaign.faults if f.is_error] == [("c/r.csv", "answer-off-scale")]
    assert campaign.held_back == ("01004",)
    faulty = {"data/b/r.csv": "critere;cible\nI1A;haute\n", "data/c/r.csv": reviewer.format(2)}
    result = check_campaign(make(faulty))
    assert [(f.file, f.rule.code) for f in result.faults if f.is_error] == [("b/r.csv", "number-unreadable")]
    assert not result.usable


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".tab", ".txt", ".dat", ".CSV"])
def test_text_files_are_read_whatever_their_ending(make, ending):
    rows = ROWS.replace(";", "\t") if ending in (".tsv", ".tab") else ROWS
    result = check_campaign(make({f"data/r{ending}": rows}))
    assert (result.ok, result.n_respondents, result.faults) == (True, 2, ())


def test_every_other_file_is_named_as_passed_over(make):
    files = {"data/r.csv": ROWS, "data/notes.docx": "x", "data/sub/a.sav": "x", "data/sub/b.sav": "x", "data/none": "x"}
    result = check_campaign(make(files | {"data/.hidden": "x", "data/LISEZMOI.md": "x"}))
    found = {fault.file: fault.details["files"] for fault in result.faults}
    assert found == {"notes.docx": "notes.docx", "sub": "a.sav, b.sav", "none": "none"}
    assert result.ok and {fault.rule.code for fault in result.faults} == {"file-passed-over"}


def test_tables_beside_the_data_are_named(make):
    result = check_campaign(make({"data/r.csv": ROWS, "more.csv": ROWS, "notes.md": "x"}))
    assert codes(result.faults) == [("more.csv", "file-beside-data")] and result.ok


def test_what_commands_wrote_is_passed_over_with_a_word(make):
    folder = make({"data/r.csv": ROWS})
    assert run("export", folder, "--format", "csv,xlsx,parquet", "--out", folder / "data" / "out").exit_code == 0
    assert run("score", folder, "--out", folder / "data" / "scores.csv").exit_code == 0
    assert run("sensitivity", folder, "--out", folder / "data" / "firm.xlsx").exit_code == 0
    import revue_analytics as ra

    ra.analyse(open_campaign(folder)).save(folder / "data" / "reports" / "review")
    result = check_campaign(folder)
    assert result.ok and result.n_respondents == 2
    assert [file.name for file in result.files] == ["r.csv"]
    said = {fault.file for fault in result.faults if fault.rule.code == "file-results"}
    assert said == {"reports/review", "out/csv", "out/parquet", "out/review.xlsx", "data"}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_a_review_is_known_for_a_result(tmp_path, name):
    path = tmp_path / f"{name}.csv"
    pd.DataFrame([dict.fromkeys(TABLES[name].columns, "1")]).to_csv(path, index=False)
    assert is_result(read_sheets(path)[0])


TEMPLATES = {
    "territories": "code;nom;nature;departement;libelle_departement;epci;nom_epci;population",
    "invited": "code;campagne;college;invites",
    "targets": "code;strate;critere;cible;echeance",
    "decisions": "territoire;campagne;action;décision;état",
    "long": "territory;campaign;respondent;college;criterion;aspect;level;status;evidence;comment",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_people_bring_is_no_result(tmp_path, name):
    path = tmp_path / f"{name}.csv"
    path.write_text(TEMPLATES[name] + "\n" + ";".join("1" for _ in TEMPLATES[name].split(";")) + "\n", "utf-8")
    assert not is_result(read_sheets(path)[0])


# ---- nothing left, and rows of tables that name nobody --------------------------------------------------------------


def test_where_nothing_is_left_one_message_names_who_is_held_back_and_who_is_too_few(make):
    rows = HEAD + "1;2026-03-10 10:00:00;01004;elus;9\n2;2026-03-10 10:00:00;01005;elus;3\n"
    folder = make({"data/r.csv": rows})
    result = run("score", folder)
    said = " ".join(result.output.split())
    assert result.exit_code == 1
    assert "pour des erreurs : 01004 ; avec trop peu de répondants : 01005" in said and "9 n’est pas sur" in said
    assert run("score", folder, "--private").exit_code == 1


def test_a_row_of_a_table_that_names_no_territory_is_said_by_whatever_shows_results(make):
    invited = "code;campagne;college;invites\n;2026;elus;9\n"
    folder = make({"data/r.csv": ROWS, "data/i.csv": invited})
    result = run("score", folder, "--private")
    assert (result.exit_code, "1 erreur dans les données" in " ".join(result.output.split())) == (1, True)
