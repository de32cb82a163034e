"""New campaign folders."""

import pytest

from revue_analytics.campaign import check_campaign
from revue_analytics.campaign.bundled import bundled
from revue_analytics.campaign.initialise import init_campaign
from revue_analytics.campaign.settings import Settings, check_settings, read_settings
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
