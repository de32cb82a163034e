"""What a campaign declares: criteria that do not apply, the respondents' own weights, targets they wish."""

import pytest

import revue_analytics as ra
from revue_analytics.campaign import check_campaign, open_campaign
from revue_analytics.document.respondents import declared
from revue_analytics.language import translator
from revue_analytics.scoring import describe_methodology

LEAVES = ("I5A", "I5B", "I8A", "I8B")
# The worked territory: level of each answer by criterion, and points of I5 (I8 gets the rest).
WORKED = {
    "élus": (["3 2", "2 2", "3 3", "2 3"], [60, 50]),
    "agents": (["2 2 1", "1 1 NSP", "2 3 2", "2 2 2"], [40] * 3),
    "habitants": (["1 0 1 2 1", "0 1 0 1 NSP", "NSP NSP NSP NSP NSP", "1 1 2 0 1"], [80] * 5),
}
SETTINGS = "[disclosure]\nthreshold = 1\n[uncertainty]\ndraws = 100\n[methodology]\nminimum_coverage = 0.05\n"


def worked(wished="", nobody_shares=False):
    """The worked territory as a file; `wished` is what everybody wishes for I5A."""
    rows = ["code_insee;college;vague;" + ";".join(LEAVES) + ";I5A souhaité;points_I5;points_I8"]
    for college, (answers, points) in WORKED.items():
        for i, point in enumerate(points):
            given = [row.split()[i] for row in answers]
            shared = ["", ""] if nobody_shares else [str(point), str(100 - point)]
            rows.append(";".join(["01004", college, "2026", *given, wished, *shared]))
    return "\n".join(rows)


@pytest.fixture
def make(tmp_path):
    def make(settings, answers=None):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "réponses.csv").write_text(answers or worked(), "utf-8")
        (tmp_path / "revue.toml").write_text(settings, "utf-8")
        return tmp_path

    return make


def codes(faults):
    return [fault.rule.code for fault in faults if fault.is_error]


def test_the_points_of_the_worked_territory_are_its_weights(make):
    campaign = open_campaign(make(SETTINGS + 'weighting = "importance"'))
    weights = campaign.methodology.node_weights
    assert weights["I5"] == pytest.approx(0.5833, abs=5e-5)
    assert weights["I8"] == pytest.approx(0.4167, abs=5e-5)
    overall = ra.score(campaign.ratings, campaign.methodology).matrix()["overall"].iloc[0]
    assert overall == pytest.approx(44.5023, abs=5e-5)
    review = ra.analyse(campaign)
    held = review.scores.set_index("node").loc["overall"]
    assert held["score"] == 44.5
    assert held["low"] < held["score"] < held["high"]


def test_the_document_says_whose_weights_they_are(make):
    methodology = open_campaign(make(SETTINGS + 'weighting = "importance"')).methodology
    assert "sharing 100 points" in describe_methodology(methodology, "en")
    assert "100 points" in describe_methodology(methodology, "fr")


def test_without_points_there_are_no_such_weights(make):
    result = check_campaign(make(SETTINGS + 'weighting = "importance"', worked(nobody_shares=True)))
    assert not result.usable
    assert codes(result.faults) == ["importance-missing"]


def test_points_of_a_territory_with_fewer_people_than_the_threshold_make_no_weights(make):
    settings = SETTINGS.replace("threshold = 1", "threshold = 11") + 'weighting = "importance"'
    assert codes(check_campaign(make(settings)).faults) == ["importance-missing"]


def test_a_scheme_of_the_campaign_called_importance_goes_first(make):
    folder = make(SETTINGS + 'weighting = "importance"')
    weights = {f"I{number}": float(number) for number in range(1, 9)}
    rows = [f"importance;{node};{weight:g}" for node, weight in weights.items()]
    (folder / "data" / "poids.csv").write_text("\n".join(["schéma;critère;poids", *rows]), "utf-8")
    assert open_campaign(folder).methodology.node_weights == weights


def test_wishes_are_targets_where_the_campaign_says_so(make):
    folder = make(SETTINGS + '[targets]\ndefault = "desired"', worked(wished="3"))
    gaps = ra.analyse(open_campaign(folder)).gaps.set_index("node")
    assert gaps.loc["I5A", "target"] == pytest.approx(75)
    gaps = ra.analyse(open_campaign(make(SETTINGS + '[targets]\ndefault = "desired"', worked("4")))).gaps
    targets = gaps.set_index("node")["target"]
    assert targets[["I5A", "I5B"]].tolist() == [100, 75]
    assert gaps.set_index("node").loc["I5A", "shortfall"] == 56.9


def test_a_stated_target_goes_before_a_wish(make):
    folder = make(SETTINGS + '[targets]\ndefault = "desired"', worked("4"))
    (folder / "data" / "cibles.csv").write_text("critère;cible\nI5A;50\n", "utf-8")
    assert ra.analyse(open_campaign(folder)).gaps.set_index("node").loc["I5A", "target"] == 50


def test_wishes_of_fewer_than_the_threshold_are_no_target(make):
    settings = SETTINGS.replace("threshold = 1", "threshold = 11") + '[targets]\ndefault = "desired"'
    review = ra.analyse(open_campaign(make(settings, worked("4"))), private=True)
    assert review.gaps.set_index("node").loc["I5A", "target"] == 75


NOT_APPLICABLE = '\n[[not_applicable]]\nterritory = "{}"\ncriterion = "{}"\nreason = "{}"\n'


def test_a_criterion_declared_not_to_apply_leaves_the_calculation_and_the_document_says_why(make):
    folder = make(SETTINGS + NOT_APPLICABLE.format("01004", "I5B", "Compétence de l’<b>EPCI</b>"))
    campaign = open_campaign(folder)
    review = ra.analyse(campaign)
    scores = review.scores.set_index("node")
    assert scores.loc["I5B", "status"] == "not_applicable"
    assert scores.loc["I5", "score"] == 43.1
    direct = ra.score(campaign.ratings, campaign.methodology).matrix()["I5"].iloc[0]
    assert direct == pytest.approx(43.0556, abs=5e-5)
    part = review.for_territory("01004")
    assert "Compétence de l’<b>EPCI</b>" in declared(part, "fr")
    from revue_analytics.document.respondents import annex_answers

    page = str(annex_answers(part, "fr").data if hasattr(annex_answers(part, "fr"), "data") else annex_answers(part))
    assert "Compétence de l’&lt;b&gt;EPCI&lt;/b&gt;" in page
    assert translator("fr")("Not applicable here, as the campaign declares: {list}.", list="")[:10] in page


def test_an_indicator_declared_not_to_apply_is_all_its_criteria(make):
    campaign = open_campaign(make(SETTINGS + NOT_APPLICABLE.format("01004", "I8", "Sans objet ici")))
    assert campaign.ratings.not_applicable["criterion"].tolist() == ["I8A", "I8B"]


@pytest.mark.parametrize(
    ("territory", "criterion", "reason", "code"),
    [("01004", "I9Z", "x", "node-unknown"), ("01004", "I5B", " ", "setting-reason")],
)
def test_a_wrong_declaration_is_a_fault(make, territory, criterion, reason, code):
    result = check_campaign(make(SETTINGS + NOT_APPLICABLE.format(territory, criterion, reason)))
    assert codes(result.faults) == [code]


def test_a_declaration_for_a_territory_nobody_answered_for_is_a_warning(make):
    result = check_campaign(make(SETTINGS + NOT_APPLICABLE.format("2A004", "I5B", "x")))
    assert [f.rule.code for f in result.faults] == ["not-applicable-territory"]
    assert result.usable


def test_a_declaration_without_its_reason_is_a_fault(make):
    text = SETTINGS + '\n[[not_applicable]]\nterritory = "01004"\ncriterion = "I5B"\n'
    assert codes(check_campaign(make(text)).faults) == ["setting-missing"]


def test_settings_name_territories_by_code_or_by_name_and_say_which_are_none(make):
    settings = """
[roadmap.territories."amberieu en bugey"]
staff_days = 12
[roadmap.territories."Nowhere"]
staff_days = 3
[[not_applicable]]
territory = "Ambérieu-en-Bugey"
criterion = "I5A"
reason = "elsewhere"
"""
    folder = make(SETTINGS + settings)
    (folder / "data" / "territoires.csv").write_text("code;nom\n01004;Ambérieu-en-Bugey\n", "utf-8")
    campaign = open_campaign(folder)
    assert "01004" in campaign.settings.roadmap.territories
    assert campaign.ratings.not_applicable["territory"].to_list() == ["01004"]
    said = [(fault.rule.code, fault.value) for fault in campaign.faults if fault.file == "revue.toml"]
    assert said == [("setting-territory", "Nowhere")]
