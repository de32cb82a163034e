"""A college that judges from outside: its questionnaire comes back beside the answers, and is none of them."""

import openpyxl
import pandas as pd
import pytest

from revue_analytics.campaign import check_campaign, open_campaign
from revue_analytics.campaign.settings_file import check_settings
from revue_analytics.document import sections
from revue_analytics.errors import CampaignError
from revue_analytics.framework import load_framework
from revue_analytics.intake import read_ratings
from revue_analytics.questionnaires import questionnaire
from revue_analytics.review import TABLES, analyse
from revue_analytics.tables import DEFAULT_COLLEGES, College, make_ratings

SETTINGS = "[colleges.evaluation]\nlabel = 'Évaluation'\nreviewer = true\n\n[[campaigns]]\nid = '2026'\n"
HEADER = "code;campagne;college;repondant;critere;reponse;commentaire;preuve"
TABLE = "code;campagne;critere;niveau de l'evaluateur;constat"
SECRET = "Zébulon-dit-en-confidence"


def answers(territory="01004", n=6):
    leaves = load_framework().leaf_ids
    return [f"{territory};2026;elus;{territory}-p{i};{leaf};2;;" for i in range(n) for leaf in leaves]


@pytest.fixture
def folder(tmp_path):
    def write(reviews=(), *, table=(), settings=SETTINGS, given=None):
        (tmp_path / "data").mkdir()
        (tmp_path / "revue.toml").write_text(settings, "utf-8")
        (tmp_path / "data" / "answers.csv").write_text("\n".join([HEADER, *(given or answers())]), "utf-8")
        for name, head, rows in (("review.csv", HEADER, reviews), ("evaluateur.csv", TABLE, table)):
            if rows:
                (tmp_path / "data" / name).write_text("\n".join([head, *rows]), "utf-8")
        return tmp_path

    return write


def test_a_reviewer_among_the_answers_is_no_respondent_and_what_it_writes_stays_private(folder):
    rows = [f"01004;2026;evaluation;R1;{leaf};3;{SECRET};{SECRET}" for leaf in ("I1A", "I1B")]
    published = SETTINGS + "[disclosure]\ncomments = true\nevidence = true\n"
    campaign = open_campaign(folder(rows, settings=published))
    assert not [fault for fault in campaign.faults if fault.is_error]
    assert set(campaign.ratings.table["college"]) == {"elus"}
    review = analyse(campaign)
    assert review.participation["n_respondents"].tolist() == [6]
    assert [college["id"] for college in review.meta["colleges"]] == [college.id for college in DEFAULT_COLLEGES]
    here = review.reviewer.set_index("node")
    assert here.loc[["I1A", "I1"], ["score", "reviewed", "difference"]].to_numpy().tolist() == [[50, 75, 25]] * 2
    for name in TABLES:
        assert SECRET not in review.tables[name].to_csv(), name
    for write in sections.SECTIONS:
        assert SECRET not in str(write(review.for_territory("01004"), "fr"))


def test_desired_levels_and_points_of_a_reviewer_are_no_aims_of_the_territory():
    who = {"territory": "01004", "campaign": "2026", "respondent": "R1", "college": "evaluation"}
    table = pd.DataFrame(
        [who | {"criterion": "I1A", "aspect": aspect, "level": 3} for aspect in ("current", "desired")]
    )
    points = pd.DataFrame([who | {"indicator": "I1", "points": 100.0}])
    said = pd.DataFrame([who | {"node": "I1", "comment": SECRET}])
    ratings = make_ratings(load_framework(), table, points, said, reviewers=["evaluation"])
    assert ratings.table.empty and ratings.importance.empty and ratings.comments.empty
    assert ratings.reviewed.to_numpy().tolist() == [["01004", "2026", "I1A", 3]]


def test_reviewers_do_not_make_a_file_of_few_people_look_like_one_of_many(tmp_path):
    few = [f"01004;2026;elus;p{i};I1A;2;;" for i in range(4)]
    reviews = [f"01004;2026;evaluation;R{i};I1{'AB'[i]};2;;" for i in range(2)]
    (tmp_path / "Jeanne.csv").write_text("\n".join([HEADER, *few, *reviews]), "utf-8")
    (tmp_path / "only.csv").write_text("\n".join([HEADER, *reviews]).replace("R", "S"), "utf-8")
    known = (*DEFAULT_COLLEGES, College("evaluation", {"fr": "Évaluation", "en": "Reviewer"}, reviewer=True))
    ratings = read_ratings([tmp_path / "Jeanne.csv", tmp_path / "only.csv"], load_framework(), colleges=known)
    assert [source.n_respondents for source in ratings.sources] == [4, 2]


def test_a_weight_for_a_reviewer_is_an_error_that_names_its_line(tmp_path):
    (tmp_path / "revue.toml").write_text("[colleges.evaluation]\nreviewer = true\nweight = 2\n", "utf-8")
    settings, faults = check_settings(tmp_path)
    assert [(fault.rule.code, fault.row) for fault in faults] == [("reviewer-weight", 3)]
    assert [college.id for college in settings.reviewers] == ["evaluation"]
    assert "evaluation" not in [college.id for college in settings.colleges]


def test_a_reviewer_where_nobody_answered_is_a_warning_and_no_page(folder):
    path = folder(["01005;2026;evaluation;R1;I1A;3;;"])
    result = check_campaign(path)
    assert [(fault.rule.code, fault.value) for fault in result.faults] == [("reviewer-alone", "01005")]
    assert result.ok and result.n_reviewed == 1
    review = analyse(open_campaign(path))
    assert review.codes == ("01004",) and review.reviewer.empty
    assert set(review.origins["territory"]) == {"01004"}


def test_a_campaign_of_reviewers_only_is_refused(folder):
    path = folder(["01004;2026;evaluation;R1;I1A;3;;"], given=["01004;2026;evaluation;R2;I1B;3;;"])
    with pytest.raises(CampaignError, match="only reviewers"):
        open_campaign(path)


@pytest.mark.parametrize(
    "other",
    [{"table": ["01004;;I1A;2;"]}, {"given": [*answers(), "01004;2026;evaluation;R2;I1A;1;;"]}],
    ids=["in the table", "in another form"],
)
def test_two_levels_of_reviewers_for_one_criterion_hold_the_territory_back(folder, other):
    path = folder(["01004;2026;evaluation;R1;I1A;3;;"], **other)
    result = check_campaign(path)
    assert ("reviewed-twice", "01004") in [(fault.rule.code, fault.value) for fault in result.faults]
    assert result.held_back == ("01004",)


def test_a_form_completes_the_table(folder):
    campaign = open_campaign(folder(["01004;2026;evaluation;R1;I1A;3;;"], table=["01004;;I1B;2;Lu sur place"]))
    assert sorted(campaign.reviewer[["criterion", "reviewed_level", "reason"]].to_numpy().tolist()) == [
        ["I1A", 3, ""],
        ["I1B", 2, "Lu sur place"],
    ]


def test_a_faulty_level_of_a_reviewer_holds_its_territory_back(folder):
    result = check_campaign(folder(["01004;2026;evaluation;R1;I1A;7;;"], given=answers() + answers("01005")))
    assert result.held_back == ("01004",) and result.usable
    assert ("review.csv", 2) in [(fault.file, fault.row) for fault in result.faults if fault.is_error]


def test_a_reviewer_can_be_neither_weighed_nor_invited(folder):
    path = folder(
        ["01004;2026;evaluation;R1;I1A;3;;"],
        settings=SETTINGS + "[methodology]\ncollege_weights = { evaluation = 2 }\n",
    )
    (path / "data" / "invites.csv").write_text("code;campagne;college;invites\n01004;2026;evaluation;3\n", "utf-8")
    found = {(fault.file, fault.rule.code) for fault in check_campaign(path).faults}
    assert ("revue.toml", "college-undeclared") in found
    assert "invites.csv" in {file for file, _ in found}


def test_addresses_in_a_published_reason_are_hidden_and_said(folder):
    path = folder(table=["01004;;I1A;2;Vu avec Jean (jean.dupont@mairie.fr)"])
    campaign = open_campaign(path)
    assert campaign.reviewer["reason"].tolist() == ["Vu avec Jean ([…])"]
    assert "text-personal" in [fault.rule.code for fault in campaign.faults]


def test_a_reviewer_has_a_form_of_its_own_and_respondents_cannot_choose_to_be_one(tmp_path):
    (tmp_path / "revue.toml").write_text(SETTINGS, "utf-8")
    [own] = questionnaire(tmp_path, college="evaluation", territory="01004", language="en")
    [everybody] = questionnaire(tmp_path, "xlsform")
    choices = openpyxl.load_workbook(everybody)["choices"]
    assert "evaluation" not in {cell.value for row in choices.iter_rows() for cell in row}
    said = [str(cell.value) for sheet in openpyxl.load_workbook(own) for row in sheet.iter_rows() for cell in row]
    assert any("published as such" in text for text in said)
    assert not any("together with those of others" in text for text in said)
    assert not any(text.endswith(" desired") or text.startswith("importance ") for text in said)


def test_a_filled_workbook_of_a_reviewer_comes_back_beside_the_answers(folder):
    path = folder()
    [form] = questionnaire(path, college="evaluation", territory="01004", out=path / "data")
    book = openpyxl.load_workbook(form)
    sheet = next(sheet for sheet in book if any(cell.value == "I1A" for cell in sheet["A"]))
    row = next(row for row in sheet.iter_rows() if row[0].value == "I1A")
    next(cell for cell in row[1:] if not cell.protection.locked).value = 3
    book.save(form)
    campaign = open_campaign(path)
    assert campaign.reviewer[["territory", "criterion", "reviewed_level"]].to_numpy().tolist() == [["01004", "I1A", 3]]
    assert set(campaign.ratings.table["college"]) == {"elus"}
