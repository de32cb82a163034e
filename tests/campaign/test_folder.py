"""A campaign folder opened: what it holds, what is wrong with it, all in one go."""

from collections import Counter

import pytest

from revue_analytics.campaign import check_campaign, open_campaign
from revue_analytics.errors import CampaignError

ANSWERS = """id;code_insee;college;campagne;I1A;I1B;I8A
1;01004;élu;2026;3;2;1
2;01004;agent;2026;2;NSP;1
3;2A004;élu;2026;4;3;2
4;2A004;habitante;2026;1;0;0
"""


@pytest.fixture
def make(tmp_path):
    """Write the files of a campaign folder, whose settings say nothing by default."""

    def make(**files):
        (tmp_path / "revue.toml").touch()
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_csv", ".csv").replace("_toml", ".toml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return make


def codes(faults):
    return [fault.rule.code for fault in faults]


def test_one_file_of_answers_and_settings_that_say_nothing_are_enough(make):
    campaign = open_campaign(make(data__answers_csv=ANSWERS))
    assert campaign.territories[["territory", "name", "departement"]].to_numpy().tolist() == [
        ["01004", "Ambérieu-en-Bugey", "01"],
        ["2A004", "Ajaccio", "2A"],
    ]
    assert (campaign.current, campaign.previous, campaign.faults, campaign.held_back) == ("2026", None, (), ())
    assert campaign.methodology.disclosure_threshold == 5
    assert [len(t) for t in (campaign.invited, campaign.targets, campaign.weights, campaign.actions)] == [0] * 4


def test_the_file_may_lie_in_the_folder_itself_and_name_no_campaign(make):
    lines = [";".join(cell for k, cell in enumerate(line.split(";")) if k != 3) for line in ANSWERS.splitlines()]
    campaign = open_campaign(make(answers_csv="\n".join(lines)))
    assert [(p.id, p.label["fr"]) for p in campaign.campaigns] == [("campaign", "Campagne")]
    assert len(campaign.ratings.table) == 12 + 4 * 15  # three criteria asked, fifteen not


def test_one_declared_campaign_is_that_of_files_that_name_none(make):
    without = ANSWERS.replace("campagne", "ville").replace("2026", "x")
    campaign = open_campaign(make(data__answers_csv=without, revue_toml='[[campaigns]]\nid = "2027"'))
    assert campaign.current == "2027"


def test_everything_wrong_in_every_file_is_listed_at_once(make):
    folder = make(
        revue_toml='titel = "x"\n[disclosure]\nthreshold = 0\n[look]\naccent = "bleu"\n',
        data__answers_csv=ANSWERS + "5;99999;élu;2026;7;2;1\n6;01004;maire;2026;1;1;1\n",
        data__invites_csv="code;campagne;college;invites\n01004;2026;elus;beaucoup\n2A004;2026;elus;-3\n",
        data__cibles_csv="code;critere;cible\n01004;I9Z;75\n2A004;I1A;175\n",
    )
    result = check_campaign(folder)
    assert Counter(codes(result.faults)) == {
        "setting-unknown": 1,
        "setting-whole-number": 1,
        "setting-colour": 1,
        "territory-unknown": 1,
        "answer-off-scale": 1,
        "college-unknown": 1,
        "number-unreadable": 1,
        "number-too-low": 1,
        "node-unknown": 1,
        "number-out-of-range": 1,
    }
    assert not result.ok and not result.usable
    for language in ("fr", "en"):
        assert all(" — " in fault.text(language) and fault.remedy(language) for fault in result.faults)
    with pytest.raises(CampaignError) as caught:
        open_campaign(folder)
    assert caught.value.faults == result.faults


def test_a_faulty_row_holds_its_territory_back_and_the_others_go_on(make):
    folder = make(data__answers_csv=ANSWERS.replace("3;2A004;élu;2026;4", "3;2A004;élu;2026;5"))
    campaign = open_campaign(folder)
    assert campaign.held_back == ("2A004",)
    assert set(campaign.ratings.table["territory"]) == {"01004"}
    assert set(campaign.territories["territory"]) == {"01004", "2A004"}  # so that it can be named
    with pytest.raises(CampaignError, match="row 4"):
        open_campaign(folder, strict=True)
    result = check_campaign(folder)
    assert (result.ok, result.usable, result.n_territories, result.n_respondents) == (False, True, 1, 2)


def test_a_faulty_row_of_another_table_holds_its_territory_back_too(make):
    invited = "code;campagne;college;invites\n01004;2026;elus;12\n2A004;2026;elus;douze\n"
    campaign = open_campaign(make(data__answers_csv=ANSWERS, data__invites_csv=invited))
    assert campaign.held_back == ("2A004",)
    assert set(campaign.ratings.table["territory"]) == {"01004"} and set(campaign.ratings.comments["territory"]) <= {
        "01004"
    }


def test_a_faulty_target_of_every_territory_stops_the_campaign(make):
    folder = make(data__answers_csv=ANSWERS, data__cibles_csv="critere;cible\nI1A;haute\nI1B;50\n")
    with pytest.raises(CampaignError, match="haute"):
        open_campaign(folder)


def test_a_file_without_a_required_column_stops_the_campaign(make):
    with pytest.raises(CampaignError, match="college"):
        open_campaign(make(data__answers_csv="code_insee;I1A\n01004;3\n"))


def test_a_folder_that_is_not_there_or_empty_says_what_to_do(tmp_path):
    with pytest.raises(CampaignError, match="revue init"):
        open_campaign(tmp_path / "absent")
    (tmp_path / "revue.toml").touch()
    with pytest.raises(CampaignError, match="put the export of your survey"):
        open_campaign(tmp_path)
    assert codes(check_campaign(tmp_path).faults) == ["answers-missing"]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(make, tmp_path_factory):
    outside = tmp_path_factory.mktemp("elsewhere") / "answers.csv"
    outside.write_text(ANSWERS, "utf-8")
    folder = make(data__answers_csv=ANSWERS)
    (folder / "data" / "more.csv").symlink_to(outside)
    with pytest.raises(CampaignError, match="leads out of the campaign folder") as caught:
        open_campaign(folder)
    assert [fault.file for fault in caught.value.faults] == ["data/more.csv"]


def test_files_that_an_open_spreadsheet_leaves_are_passed_over(make):
    folder = make(data__answers_csv=ANSWERS)
    for name in ("~$answers.xlsx", ".~lock.answers.csv#", ".hidden.csv", "README.md", "LISEZMOI.md"):
        (folder / "data" / name).write_bytes(b"\0")
    assert open_campaign(folder).faults == ()


def test_campaigns_are_in_the_order_of_the_settings_and_those_without_answers_left_out(make):
    both = ANSWERS + ANSWERS.replace("2026", "avant").split("\n", 1)[1]
    declared = "".join(f'[[campaigns]]\nid = "{i}"\n' for i in ("avant", "2026", "2029"))
    campaign = open_campaign(make(data__answers_csv=both, revue_toml=declared))
    assert ([p.id for p in campaign.campaigns], campaign.current, campaign.previous) == (
        ["avant", "2026"],
        "2026",
        "avant",
    )
    assert [(f.rule.code, f.value) for f in campaign.faults] == [("campaign-empty", "2029")]


def test_answers_of_a_campaign_that_is_not_declared_stop_the_campaign(make):
    folder = make(data__answers_csv=ANSWERS, revue_toml='[[campaigns]]\nid = "2025"')
    with pytest.raises(CampaignError, match="“2026” is not in"):
        open_campaign(folder)


def test_more_answers_than_people_invited_is_said_and_the_number_taken_as_unknown(make):
    invited = "code;campagne;college;invites\n01004;2026;elus;1\n2A004;2026;elus;0\n"
    campaign = open_campaign(make(data__answers_csv=ANSWERS, data__invites_csv=invited))
    assert codes(campaign.faults) == ["more-than-invited"]
    assert campaign.invited["territory"].to_list() == ["01004"]
    assert "2A004" in campaign.faults[0].text("fr")


def test_the_methodology_gathers_settings_weights_of_colleges_and_the_campaigns_own_weights(make):
    settings = (
        '[disclosure]\nthreshold = 3\n[colleges.elus]\nweight = 2\n[methodology]\naggregation = "geometric_mean"\n'
    )
    nodes = [f"I{number}" for number in range(1, 9)]
    weights = "\n".join(["critere;poids", "I1;2", *(f"{node};1" for node in nodes[1:])])
    made = open_campaign(make(data__answers_csv=ANSWERS, data__poids_csv=weights, revue_toml=settings)).methodology
    assert (made.disclosure_threshold, made.aggregation) == (3, "geometric_mean")
    assert (made.college_weights, made.weighting) == ({"elus": 2.0}, {"I1": 2.0} | dict.fromkeys(nodes[1:], 1.0))


def test_weights_for_some_indicators_only_are_a_question(make):
    with pytest.raises(CampaignError, match=r"I1 = 3, but what do the others below 'overall' have"):
        open_campaign(make(data__answers_csv=ANSWERS, data__poids_csv="critere;poids\nI1;3\n"))


def test_a_scheme_of_weights_is_named_in_the_settings(make):
    nodes = [f"I{number}" for number in range(1, 9)]
    rows = [f"{scheme};{node};{weight}" for scheme, weight in (("conseil", 3), ("habitants", 5)) for node in nodes]
    weights = "\n".join(["schema;critere;poids", *rows])
    files = {"data__answers_csv": ANSWERS, "data__poids_csv": weights}
    assert open_campaign(make(**files)).methodology.weighting == "framework"
    named = open_campaign(make(**files, revue_toml='[methodology]\nweighting = "habitants"'))
    assert named.methodology.weighting == dict.fromkeys(nodes, 5.0)
    with pytest.raises(CampaignError, match="conseil, habitants"):
        open_campaign(make(**files, revue_toml='[methodology]\nweighting = "agents"'))


def test_the_methodology_names_only_colleges_and_nodes_that_there_are(make):
    settings = "[methodology]\ncollege_weights = { maires = 2 }\nweighting = { I9 = 1 }\n"
    result = check_campaign(make(data__answers_csv=ANSWERS, revue_toml=settings))
    assert codes(result.faults) == ["college-undeclared", "node-unknown"]


def test_declared_territories_go_before_the_official_list(make):
    territories = "code;nom;nature\npays-1;Pays des Essais;PETR\n01004;Ambérieu (essai);\n"
    answers = ANSWERS.replace("2A004", "pays-1")
    table = open_campaign(make(data__answers_csv=answers, data__territoires_csv=territories)).territories
    assert table[["territory", "name", "kind", "departement"]].to_numpy().tolist() == [
        ["01004", "Ambérieu (essai)", "commune", "01"],
        ["pays-1", "Pays des Essais", "petr", ""],
    ]


def test_a_framework_of_the_campaigns_own_is_used_and_its_faults_are_listed(make):
    folder = make(data__answers_csv=ANSWERS, revue_toml='framework = "mine.yaml"\ntitel = 1')
    (folder / "mine.yaml").write_text("id: mine\n", "utf-8")
    result = check_campaign(folder)
    assert "setting-unknown" in codes(result.faults) and {"mine.yaml"} <= {fault.file for fault in result.faults}
    assert not result.usable


def test_what_was_read_is_summed_up(make):
    invited = "code;campagne;college;invites\n01004;2026;elus;12\n"
    result = check_campaign(make(data__answers_csv=ANSWERS, data__invites_csv=invited))
    assert [(f.name, f.table, f.n_rows) for f in result.files] == [
        ("answers.csv", "ratings", 12),
        ("invites.csv", "invited", 1),
    ]
    assert (result.ok, result.n_territories, result.n_respondents) == (True, 2, 4)


def test_files_in_folders_of_data_are_read_too(make):
    folder = make(data__answers_csv=ANSWERS)
    (folder / "data" / "2023").mkdir()
    (folder / "data" / "2023" / "before.csv").write_text(ANSWERS.replace("2026", "2023"), "utf-8")
    assert [period.id for period in open_campaign(folder).campaigns] == ["2023", "2026"]


def test_a_number_invited_that_two_files_state_holds_its_territory_back(make):
    head = "code;campagne;college;invites\n"
    files = {
        "data__a_csv": head + "01004;2026;elus;9\n2A004;2026;elus;9\n",
        "data__b_csv": head + "01004;2026;elus;8\n",
    }
    campaign = open_campaign(make(data__answers_csv=ANSWERS, **files))
    assert campaign.held_back == ("01004",)
    assert [fault.place() for fault in campaign.faults] == ["a.csv, b.csv, column college"]


def test_a_source_may_name_a_file_anywhere_in_the_folder(make):
    folder = make(exports__answers_csv=ANSWERS, revue_toml='[[sources]]\nfile = "exports/answers.csv"')
    (folder / "data").mkdir()
    assert open_campaign(folder).current == "2026"


def test_a_target_of_another_stratum_and_a_day_gone_by_are_said_and_stop_nothing(make):
    settings = '[[campaigns]]\nid = "2026"\ndate = 2026-03-12\n[targets]\ndefault = 60\ndue = 2029-12-31\n'
    targets = "code;strate;critere;cible;echeance\n01004;lt1000;I1A;50;\n2A004;ge50000;I1;70;31/12/2025\n"
    campaign = open_campaign(make(data__answers_csv=ANSWERS, data__cibles_csv=targets, revue_toml=settings))
    assert codes(campaign.faults) == ["target-other-stratum", "target-past"]
    assert "01004" in campaign.faults[0].text("fr") and "2025-12-31" in campaign.faults[1].text("fr")
    assert (campaign.settings.targets.score, campaign.settings.targets.due) == (60.0, "2029-12-31")
    assert campaign.held_back == ()


def test_a_value_that_is_wrong_in_several_territories_is_one_fault_that_holds_each_of_them_back(make):
    result = check_campaign(make(data__answers_csv=ANSWERS.replace("2026;3", "2026;7").replace("2026;4", "2026;7")))
    (fault,) = [fault for fault in result.faults if fault.is_error and fault.column == "I1A"]
    assert (fault.rows, fault.territories, result.held_back) == ((2, 4), ("01004", "2A004"), ("01004", "2A004"))


def test_two_files_of_one_name_in_two_folders_keep_apart_everywhere(make):
    head = "critere;cible;echeance\n"
    files = {
        "data__north__answers_csv": ANSWERS,
        "data__south__answers_csv": ANSWERS.replace("2A004", "31555").replace("01004", "69123")
        + "9;69123;élu;2026;9;1;1\n",
        "data__north__targets_csv": head + "I1A;50;\n",
        "data__south__targets_csv": head + "I1B;haute;\n",
    }
    result = check_campaign(make(**files))
    assert [(file.name, file.table, file.n_rows) for file in result.files] == [
        ("north/answers.csv", "ratings", 12),
        ("north/targets.csv", "targets", 1),
        ("south/answers.csv", "ratings", 14),
        ("south/targets.csv", "targets", 0),
    ]
    assert [(fault.file, fault.row) for fault in result.faults] == [("south/targets.csv", 2), ("south/answers.csv", 6)]
    assert result.held_back == ("69123",) and not result.usable  # a target of everybody cannot be passed over


def test_a_file_in_data_and_one_of_its_name_beside_it_keep_apart(make):
    settings = '[[sources]]\nfile = "r.csv"\n'
    invited = "code;campagne;college;invites\n01004;2026;elus;douze\n"
    result = check_campaign(make(r_csv=ANSWERS, data__r_csv=invited, revue_toml=settings))
    assert {(file.name, file.table) for file in result.files} == {("r.csv", "ratings"), ("data/r.csv", "invited")}
    assert [(fault.file, fault.rule.code) for fault in result.faults] == [("data/r.csv", "number-unreadable")]
