"""New campaign folders."""

from datetime import date

import pandas as pd
import pytest
from click.testing import CliRunner

from revue_analytics import geography
from revue_analytics.campaign import check_campaign
from revue_analytics.campaign.bundled import bundled
from revue_analytics.campaign.initialise import init_campaign
from revue_analytics.campaign.settings import Settings
from revue_analytics.campaign.settings_file import check_settings, read_settings
from revue_analytics.cli import program
from revue_analytics.errors import CampaignError


def test_a_new_folder_has_settings_a_place_for_the_data_and_one_for_the_pages(tmp_path):
    folder = init_campaign(tmp_path / "a" / "b")
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*")) == [
        *(".gitignore", "data", "data/LISEZMOI.md", "reports", "revue.toml")
    ]
    settings, faults = check_settings(folder)
    assert (settings, faults) == (Settings(), ())


def test_the_demonstration_is_copied_whole(tmp_path):
    folder = init_campaign(tmp_path / "demo", demo=True)
    source = bundled("examples") / "demo"
    for path in [source / "revue.toml", source / "README.md", *(source / "data").iterdir()]:
        assert (folder / path.relative_to(source)).read_bytes() == path.read_bytes()
    assert (folder / "reports").is_dir() and read_settings(folder).fictitious


@pytest.mark.parametrize(("demo", "name"), [(False, "revue.toml"), (True, "notes.txt")])
def test_nothing_is_overwritten(tmp_path, demo, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(CampaignError, match="already holds a campaign") as caught:
        init_campaign(tmp_path, demo)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert "nouveau dossier" in caught.value.text("fr")


ANSWERS = "id;code_insee;college;campagne;I1A\n1;01004;elus;2026;3\n"


@pytest.mark.parametrize("name", ["answers.csv", "data/answers.csv"])
def test_a_folder_of_answers_becomes_a_campaign_and_its_files_are_read_where_they_are(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(ANSWERS, "utf-8")
    assert not check_campaign(tmp_path).usable
    result = check_campaign(init_campaign(tmp_path))
    assert (result.ok, result.n_respondents, path.read_text("utf-8")) == (True, 1, ANSWERS)


def test_a_file_in_the_way_is_said(tmp_path):
    (tmp_path / "campaign").write_text("")
    with pytest.raises(CampaignError, match="already holds a campaign"):
        init_campaign(tmp_path / "campaign")
    with pytest.raises(CampaignError, match="cannot be written"):
        init_campaign(tmp_path / "campaign" / "inner")


def test_only_what_is_bundled_can_be_asked_for():
    assert {bundled(name).name for name in ("notebooks", "examples", "data_schemas")} == {
        *("notebooks", "examples", "data_schemas")
    }
    with pytest.raises(ValueError, match="not bundled"):
        bundled("secrets")


def table(folder, name):
    return pd.read_excel(folder / name, dtype=str, keep_default_na=False)


@pytest.mark.parametrize("epci", ["200041614", "CC Aunis Sud", "Communauté de communes Aunis-Sud"])
def test_the_communes_of_an_epci_come_from_the_official_list_with_nothing_invented(tmp_path, epci):
    folder = init_campaign(tmp_path / "c", epci=epci, campaigns=["2023", "2026"])
    territories = table(folder, "data/territoires.xlsx")
    official = geography.communes().query("epci == '200041614'")
    assert territories["code"].to_list() == official["code"].to_list()
    assert territories["nom"].to_list() == official["name"].to_list()
    assert territories["population"].astype(int).to_list() == official["population"].to_list()
    assert set(territories["nom_epci"]) == {"CC Aunis Sud"}
    invited, targets = table(folder, "data/invites.xlsx"), table(folder, "data/cibles.xlsx")
    assert (len(invited), set(invited["invites"]), set(invited["campagne"])) == (24 * 2 * 4, {""}, {"2023", "2026"})
    assert (len(targets), set(targets["cible"]), set(targets["critere"])) == (24, {""}, {"ensemble"})
    mailing = table(folder, "questionnaires/publipostage.xlsx")
    assert list(mailing) == ["code", "nom", "college", "lien"]
    assert (len(mailing), set(mailing["lien"])) == (24 * 4, {""})
    assert [period.id for period in read_settings(folder).campaigns] == ["2023", "2026"]


def test_what_was_prepared_is_read_without_an_error_and_lacks_only_answers(tmp_path):
    result = check_campaign(init_campaign(tmp_path / "c", departement="Territoire de Belfort", campaigns="2026"))
    assert {fault.rule.code for fault in result.faults if fault.is_error} == {"answers-missing"}
    assert [f.rule.code for f in result.faults if not f.is_error] == ["rows-not-filled-in"] * 2
    assert {file.name: file.n_rows for file in result.files}["territoires.xlsx"] == 101


def test_communes_are_named_by_code_or_by_name_and_the_year_is_the_campaign(tmp_path):
    folder = init_campaign(tmp_path / "c", codes=["1004", "FOIX", "St-Denis (93)"])
    assert table(folder, "data/territoires.xlsx")["code"].to_list() == ["01004", "09122", "93066"]
    assert [period.id for period in read_settings(folder).campaigns] == [str(date.today().year)]


def test_every_place_that_is_unknown_or_ambiguous_is_said_in_one_go_with_the_nearest(tmp_path):
    with pytest.raises(CampaignError) as caught:
        init_campaign(tmp_path / "c", epci="Haute-Ariege", departement="Arieje", codes=["Saint-Denis", "99999"])
    said = {fault.value: (fault.rule.code, fault.remedy("fr")) for fault in caught.value.faults}
    assert "200066363 CC de la Haute Ariège" in said["Haute-Ariege"][1]
    assert "09 Ariège" in said["Arieje"][1]
    assert said["Saint-Denis"][0] == "place-ambiguous"
    assert "93066 Saint-Denis (Seine-Saint-Denis)" in said["Saint-Denis"][1]
    assert said["99999"][0] == "place-unknown"
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    ("campaigns", "code"), [(["2026", "2026"], "campaign-duplicate"), (["la première"], "setting-id")]
)
def test_what_is_no_campaign_is_said(tmp_path, campaigns, code):
    with pytest.raises(CampaignError) as caught:
        init_campaign(tmp_path / "c", campaigns=campaigns)
    assert [fault.rule.code for fault in caught.value.faults] == [code]


def test_the_demonstration_takes_no_territories(tmp_path):
    with pytest.raises(CampaignError, match="has territories and campaigns of its own"):
        init_campaign(tmp_path / "c", demo=True, codes="01004")


def test_tables_go_beside_answers_that_lie_in_the_folder_itself(tmp_path):
    (tmp_path / "answers.csv").write_text(ANSWERS, "utf-8")
    folder = init_campaign(tmp_path, codes="01004", campaigns="2026")
    assert not (folder / "data").exists()
    assert {file.name for file in check_campaign(folder).files} == {"answers.csv", "territoires.xlsx", *TO_FILL_IN}


TO_FILL_IN = ("cibles.xlsx", "invites.xlsx")


def test_the_command_says_what_to_fill_in_and_what_to_type_next_so_that_it_can_be_pasted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["init", "Pays d'Olmes", "--codes", "Foix,Saint-Lizier", "--campaigns", "2023,2026"]
    result = CliRunner().invoke(program, words)
    assert result.exit_code == 0, result.output
    assert 'revue questionnaire "Pays d\'Olmes"' in result.output and 'revue check "Pays d\'Olmes"' in result.output
    assert "invites.xlsx, cibles.xlsx, questionnaires/publipostage.xlsx" in result.output
    assert (tmp_path / "Pays d'Olmes" / "questionnaires" / "publipostage.xlsx").is_file()
