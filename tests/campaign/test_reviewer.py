"""A reviewer's file: read in every reasonable form, everything wrong with it said."""

import pytest

from revue_analytics.campaign import check_campaign, open_campaign
from revue_analytics.campaign.reviewer import of_campaigns

ANSWERS = "code insee,campagne,collège,I1A,I5B\n01004,2026,elus,2,1\n01004,2023,elus,1,1\n01001,2023,elus,1,1\n"
HEAD = "code;campagne;critère;niveau de l’évaluateur;constat\n"


@pytest.fixture
def folder(tmp_path):
    def write(rows, head=HEAD):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "revue.toml").touch()
        (tmp_path / "data" / "answers.csv").write_text(ANSWERS, "utf-8")
        (tmp_path / "data" / "evaluateur.csv").write_text(head + rows, "utf-8")
        return tmp_path

    return write


def test_levels_are_read_as_answers_are_and_criteria_by_id_or_label(folder):
    rows = "01004;2026;5.2 Participation aux décisions;1 – Amorcé;Lu\n01004;;I1A;Structuré;\n"
    table = open_campaign(folder(rows)).reviewer
    assert table[["criterion", "reviewed_level", "reason"]].to_numpy().tolist() == [["I5B", 1, "Lu"], ["I1A", 2, ""]]


def test_headers_may_be_english(folder):
    rows, head = "01004,I1A,2\n", "territory,criterion,reviewer level\n"
    assert open_campaign(folder(rows, head)).reviewer["reviewed_level"].tolist() == [2]


def test_a_blank_is_no_rating_and_no_fault(folder):
    result = check_campaign(folder("01004;2026;I1A;;\n01004;2026;I5B;0;\n"))
    assert result.ok and not result.faults
    assert open_campaign(folder("01004;2026;I1A;;\n01004;2026;I5B;0;\n")).reviewer["criterion"].tolist() == ["I5B"]


def test_what_is_wrong_is_said_at_once_with_its_row(folder):
    rows = "01004;2026;I9Z;1;\n01004;2026;I1A;7;\n01004;2026;I5B;NSP;\n01001;2026;I1A;1;\n01004;2026;I5A;2,5;\n"
    faults = check_campaign(folder(rows)).faults
    assert [(fault.row, fault.rule.code) for fault in faults] == [
        (2, "criterion-unknown"),
        (3, "answer-off-scale"),
        (4, "reviewer-no-level"),
        (6, "answer-between-levels"),
        (None, "reviewer-alone"),
    ]


def test_a_row_of_the_current_campaign_counts_before_one_that_names_none(folder):
    table = open_campaign(folder("01004;;I1A;1;\n01004;2026;I1A;3;\n01004;2023;I1A;0;\n")).reviewer
    told = of_campaigns(table, "2026")
    assert dict(zip(told["campaign"], told["reviewed_level"], strict=True)) == {"2026": 3, "2023": 0}
