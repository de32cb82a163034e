"""The XLSForm is one that KoboToolbox and ODK accept, in both languages, with its conditions."""

import io
import re
import xml.etree.ElementTree as ET

import openpyxl
import pytest
from pyxform.xls2xform import convert

from revue_analytics.intake import classify, vocabulary
from revue_analytics.questionnaires.xlsform import xlsform
from revue_analytics.tables import DEFAULT_COLLEGES, College
from tests.questionnaires.sheets import FRAMEWORK, asked

XF = "{http://www.w3.org/2002/xforms}"


@pytest.fixture
def converted(tmp_path):
    """Write a form, convert it, and give the tree of the XForm."""

    def converted(**changes):
        path = tmp_path / "form.xlsx"
        path.write_bytes(xlsform(asked(**changes)))
        result = convert(str(path), validate=False)
        assert result.warnings == []
        return ET.fromstring(result.xform)

    return converted


def bind(tree, name):
    return next(b for b in tree.iter(f"{XF}bind") if b.get("nodeset").split("/")[-1] == name)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"language": "en"},
        {"college": DEFAULT_COLLEGES[2], "not_asked": {"habitants": {"I8A"}}},
        {"not_asked": {"habitants": {"I8A", "I6A"}, "partenaires": {"I8A"}}},
        {"desired": False, "importance": False, "evidence": False, "comments": False},
        {"territory": "01004", "territory_name": "Ambérieu-en-Bugey", "campaign": ""},
        {"title": "L’avis « de tous » & <b>plus</b>"},
        {"title": "Revue ${nom}\x07", "colleges": (College("elus", {"fr": "Élus ${nom}", "en": "Elected ${name}"}),)},
    ],
    ids=["usual", "english", "college", "by_college", "less", "territory", "title", "references"],
)
def test_pyxform_accepts_it_without_a_warning(converted, changes):
    tree = converted(**changes)
    translations = [t.get("lang") for t in tree.iter(f"{XF}translation")]
    assert translations == ["Français (fr)", "English (en)"] or set(translations) == {"Français (fr)", "English (en)"}


def test_each_criterion_has_its_levels_with_their_statements_in_both_languages():
    book = openpyxl.load_workbook(io.BytesIO(xlsform(asked())))
    rows = list(book["choices"].iter_rows(min_row=2, values_only=True))
    for leaf in FRAMEWORK.leaves:
        mine = [row for row in rows if row[0] == leaf.id]
        assert [row[1] for row in mine] == ["0", "1", "2", "3", "4", "NSP", "SO"]
        for row, level in zip(mine, FRAMEWORK.scale.levels, strict=False):
            assert level.label["fr"] in row[2] and level.label["en"] in row[3]
            assert leaf.anchors[level.value]["en"] in row[3]


def test_a_reason_is_asked_when_there_is_no_object_and_required_then(converted):
    reason = bind(converted(), "I1A_reason")
    assert re.sub(r"\s", "", reason.get("relevant")) == "/data/g_I1/I1A='SO'" and reason.get("required") == "true()"


def test_the_points_add_up_to_100_or_are_not_given(converted):
    tree = converted()
    assert "share_points" in bind(tree, "g_importance").get("relevant")
    last = bind(tree, "importance_I8").get("constraint")
    assert last.endswith("= 100") and all(f"importance_I{n}" in last for n in range(1, 8))
    assert bind(tree, "importance_I3").get("constraint") == ". >= 0 and . <= 100"


def test_a_question_is_asked_of_the_colleges_that_can_answer(converted):
    relevant = bind(converted(not_asked={"habitants": {"I8A"}}), "I8A").get("relevant")
    assert re.findall(r"'(\w+)'", relevant) == ["elus", "agents", "partenaires"]
    assert bind(converted(not_asked={"habitants": {"I8A"}}), "I8B").get("relevant") is None
    tree = converted(college=DEFAULT_COLLEGES[2], not_asked={"habitants": {"I8A"}})
    assert not [b for b in tree.iter(f"{XF}bind") if b.get("nodeset").endswith("/I8A")]


def test_the_territory_is_a_code_that_the_form_checks(converted):
    pattern = re.search(r"'(.*)'", bind(converted(), "code_insee").get("constraint"))[1]
    for code in ("01004", "2A004", "200042935", "PETR-1"):
        assert re.fullmatch(pattern.strip("^$"), code)
    assert not re.fullmatch(pattern.strip("^$"), "Ambérieu en Bugey")


def test_what_is_known_is_stored_and_not_asked(converted):
    tree = converted(territory="01004", college=DEFAULT_COLLEGES[0])
    assert bind(tree, "code_insee").get("calculate") == "'01004'"
    assert bind(tree, "college").get("calculate") == "'elus'"
    assert bind(tree, "campaign").get("calculate") == "'2026'"


def test_intake_knows_every_name_and_takes_the_form_for_a_form(tmp_path):
    content = xlsform(asked())
    rows = openpyxl.load_workbook(io.BytesIO(content))["survey"].iter_rows(min_row=2, values_only=True)
    words = vocabulary(FRAMEWORK)
    for kind, name, *_ in rows:
        assert kind in ("begin_group", "end_group") or words.recognise(name) is not None, name
    (tmp_path / "form.xlsx").write_bytes(content)
    assert classify(tmp_path / "form.xlsx", FRAMEWORK) == "questionnaire"


def test_a_title_that_begins_like_a_formula_is_text_wherever_the_form_is_opened():
    book = openpyxl.load_workbook(io.BytesIO(xlsform(asked(title="=1+1"))))
    (title,) = [cell for row in book["settings"].iter_rows(min_row=2) for cell in row if "1+1" in str(cell.value)]
    assert (title.data_type, title.value[:2]) == ("s", "\u200b=")


def test_the_plain_wording_is_the_hint_of_the_question():
    book = openpyxl.load_workbook(io.BytesIO(xlsform(asked())))
    head, *lines = book["survey"].iter_rows(values_only=True)
    hints = {line[1]: line[head.index("hint::English (en)")] for line in lines}
    assert all(hints[leaf.id].startswith(leaf.plain["en"]) for leaf in FRAMEWORK.leaves)
