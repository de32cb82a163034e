"""The same workbook saved by LibreOffice as ODS and as XLSX is read alike: answers, tables, filled questionnaires."""

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import PatternFill

from revue_analytics.campaign import open_campaign
from revue_analytics.campaign.bundled import bundled
from revue_analytics.intake import read_ratings, read_sheets
from tests.questionnaires.sheets import FRAMEWORK, Person, Said, filled

pytestmark = pytest.mark.full

TOML = """title = "Campagne"
[[campaigns]]
id = "2023"

[[campaigns]]
id = "2026"
date = 2026-03-31

[[sources]]
file = "data/limesurvey*"
campaign = "2026"
"""


def nasty(path):
    """A workbook with what a spreadsheet can do to answers."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "réponses"
    for row in (
        ["code_insee", "college", "date", "I1A", "I1B", "I2A", "commentaire", "part"],
        [1004, "élu", pd.Timestamp("2026-03-12 09:05:00"), 3, "=D2-1", 2.0, "  deux  espaces\net une ligne ", 0.125],
        [1004, "agent", pd.Timestamp("2026-03-12"), 0.1 + 0.2, None, "NSP", "<b>& é 🙂", 1],
        ["2A004", "habitant", pd.Timestamp("2026-03-13 00:00:01"), 4, 2, 2, 1e21, 1 / 3],
        ["2A004", "habitant", None, 4, 2, 2, None, None],
    ):
        sheet.append(row)
    for row in (2, 3):
        sheet.cell(row, 1).number_format = "00000"
    for row in (2, 3, 4):
        sheet.cell(row, 8).number_format = "0.0%"
    sheet["F2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet.merge_cells("A4:A5")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("vide")
    book.create_sheet("cachée").append(["code_insee", "I1A"])
    book["cachée"].sheet_state = "hidden"
    book.create_sheet("cibles").append(["critere", "cible"])
    book["cibles"].append(["I1A", 75])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def saved(office, tmp_path_factory):
    """Workbooks of which LibreOffice made one of each kind: name → kind → path."""
    top = tmp_path_factory.mktemp("saved")
    (top / "made").mkdir()
    people = [
        Person("01004", "elus", {"I1A": Said(3, desired=4), "I1B": Said("not_applicable", "Compétence de l’EPCI")}),
        Person(
            "01004",
            "habitants",
            {"I1A": Said(1, comment="=1+1")},
            dict(zip(FRAMEWORK.top_ids, [13] * 4 + [12] * 4, strict=True)),
        ),
    ]
    made = [nasty(top / "made" / "nasty.xlsx"), filled(people, top / "made" / "form.xlsx")]
    demo = bundled("examples") / "demo" / "data"
    for name in ("limesurvey_2026", "territoires", "cibles", "invites"):
        separator = "," if name.startswith("limesurvey") else ";"
        table = pd.read_csv(demo / f"{name}.csv", sep=separator, dtype="str")
        table.to_excel(top / "made" / f"{name}.xlsx", index=False)
        made.append(top / "made" / f"{name}.xlsx")
    both = {kind: office.convert(made, kind, top / kind) for kind in ("ods", "xlsx")}
    return {path.stem: {kind: both[kind][k] for kind in both} for k, path in enumerate(made)}


def described(path):
    sheets, findings = read_sheets(path)
    of = [(one.name, one.headers, one.cells.to_dict(), one.merged, known(one.findings)) for one in sheets]
    return of, known(findings)


def known(findings):
    return [replace(one, details=dict(one.details)) for one in findings]


def test_cells_headers_merged_ranges_and_what_is_hidden_are_the_same(saved):
    ods, xlsx = described(saved["nasty"]["ods"]), described(saved["nasty"]["xlsx"])
    assert str(ods) == str(xlsx)
    (name, headers, cells, merged, findings), *_ = ods[0]
    assert (name, headers[:2], [one.range for one in merged]) == ("réponses", ("code_insee", "college"), ["A4:A5"])
    assert [cells[k][2] for k in (0, 3, 4, 7)] == ["01004", "3", "2", "12.5%"]
    assert {"cells-hidden"} <= {one.rule.code for one in findings}


def test_a_filled_questionnaire_comes_back_as_ods(saved):
    ratings = [read_ratings(saved["form"][kind], FRAMEWORK, campaign="2026") for kind in ("ods", "xlsx")]
    assert not ratings[0].table.empty
    for name in ("table", "importance", "comments"):
        pd.testing.assert_frame_equal(getattr(ratings[0], name), getattr(ratings[1], name))
    assert [str(fault) for fault in ratings[0].faults] == [
        str(fault).replace(".xlsx", ".ods") for fault in ratings[1].faults
    ]


def test_a_campaign_of_ods_files_is_that_of_the_same_files_as_xlsx(saved, tmp_path):
    campaigns = []
    for kind in ("ods", "xlsx"):
        folder = tmp_path / kind
        (folder / "data").mkdir(parents=True)
        (folder / "revue.toml").write_text(TOML, encoding="utf-8")
        (folder / ".revue-key").write_text("0" * 64, encoding="utf-8")
        for name in ("limesurvey_2026", "territoires", "cibles", "invites"):
            (folder / "data" / f"{name}.{kind}").write_bytes(saved[name][kind].read_bytes())
        campaigns.append(open_campaign(folder))
    ods, xlsx = campaigns
    assert len(ods.ratings.table) > 8_000
    pd.testing.assert_frame_equal(ods.ratings.table, xlsx.ratings.table)
    for name in ("territories", "targets", "invited"):
        pd.testing.assert_frame_equal(getattr(ods, name), getattr(xlsx, name))
