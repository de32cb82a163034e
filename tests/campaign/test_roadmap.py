"""What a campaign says of its roadmaps: means, actions of its own, decisions."""

from datetime import date

import pytest

from revue_analytics.campaign import check_campaign, open_campaign
from revue_analytics.campaign.roadmap import decisions_for
from revue_analytics.campaign.settings_file import check_settings

ANSWERS = "code insee,campagne,collège,I1A\n01004,2026,elus,2\n01004,2023,elus,1\n"


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "revue.toml").touch()
        (tmp_path / "data" / "answers.csv").write_text(ANSWERS, "utf-8")
        for name, text in files.items():
            path = tmp_path / "revue.toml" if name == "settings" else tmp_path / "data" / f"{name}.csv"
            path.write_text(text, "utf-8")
        return tmp_path

    return write


def test_means_are_stated_for_all_for_a_stratum_and_for_a_territory(folder):
    settings, faults = check_settings(
        folder(
            settings="""[roadmap]
start = 2027
periods = 4
budget = [10000, 5000]
[roadmap.strata.lt1000]
actions = 3
[roadmap.territories."01004"]
staff_days = 30
"""
        )
    )
    assert not faults
    said = settings.roadmap
    assert said.first_day(date(2024, 3, 1)) == date(2027, 1, 1)
    assert said.means_for("01001", "lt1000").actions == 3
    own = said.means_for("01004", "10000-49999")
    assert (own.staff_days, own.periods, own.budget) == (30, 4, (10000.0, 5000.0, 5000.0, 5000.0))
    assert said.is_stated("staff_days", "01004", "")
    assert not said.is_stated("staff_days", "01001", "lt1000")


def test_everything_wrong_with_means_is_said_with_its_line(folder):
    _, faults = check_settings(
        folder(
            settings="[roadmap]\nstart = 'soon'\nbudget = [1, -2]\nperiods = 0\n[roadmap.strata.tiny]\nactions = 1\n"
        )
    )
    assert [(fault.row, fault.rule.code) for fault in faults] == [
        (2, "setting-year"),
        (3, "setting-amounts"),
        (4, "setting-whole-number"),
        (5, "setting-choice"),
    ]


def test_actions_and_decisions_are_read_in_french(folder):
    campaign = open_campaign(
        folder(
            actions="identifiant;critère;niveau visé;libellé;coût;jours;pilote\n"
            "MA-1;I1A;3;Nommer un référent;1 500;4;DGS\n",
            decisions="territoire;campagne;action;décision;état\n;;I1A-3;exclue;\n01004;2023;I1A-2;prévue;réalisée\n"
            "01004;;MA-1;imposée;\n",
        )
    )
    assert campaign.actions[["id", "cost", "staff_days", "pilot"]].to_numpy().tolist() == [["MA-1", 1500.0, 4.0, "DGS"]]
    now = decisions_for(campaign.decisions, "01004", "2026", current=True)
    assert dict(zip(now["action"], now["decision"], strict=True)) == {"I1A-3": "forbidden", "MA-1": "imposed"}
    before = decisions_for(campaign.decisions, "01004", "2023", current=False)
    assert before[["action", "decision", "state"]].to_numpy().tolist() == [["I1A-2", "planned", "done"]]


def test_a_decision_of_a_territory_goes_before_that_of_all(folder):
    campaign = open_campaign(folder(decisions="territoire;action;décision\n;I1A-3;exclue\n01004;I1A-3;imposée\n"))
    assert decisions_for(campaign.decisions, "01004", "2026", current=True)["decision"].tolist() == ["imposed"]
    assert decisions_for(campaign.decisions, "01001", "2026", current=True)["decision"].tolist() == ["forbidden"]


def test_what_is_wrong_with_actions_and_decisions_is_said(folder):
    result = check_campaign(
        folder(
            actions="id;critère;niveau visé;libellé;exige\na;I1A;2;x;b\nb;I1B;2;y;a\n",
            decisions="territoire;campagne;action;décision\n;1999;I1A-2;prévue\n;;I9Z-2;imposée\n",
        )
    )
    codes = {fault.rule.code: fault.is_error for fault in result.faults}
    assert codes == {"action-circle": True, "decision-unknown": False, "decision-campaign": False}
    assert not result.usable
