"""A wrong file gives one error that lists every fault with its line.

In the files below `data/`, a line that breaks rules names them after ``# !``.
"""

import string
from collections import Counter
from pathlib import Path

import pytest

from revue_analytics.errors import Fault, FrameworkError, Rule
from revue_analytics.framework import framework_from_dict, load_framework, rules
from revue_analytics.language import translate

THEMES = sorted(
    path.stem for path in (Path(__file__).parent / "data").glob("*.yaml") if "# !" in path.read_text("utf-8")
)


def faults_of(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(FrameworkError) as caught:
        load_framework(path)
    return caught.value.faults


def announced(path: Path) -> list[tuple[int, str]]:
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return [(row, code) for row, line in lines if " # ! " in line for code in line.split(" # ! ")[1].split()]


@pytest.mark.parametrize("theme", THEMES)
def test_every_fault_is_listed_with_its_line_and_nothing_else(theme: str, data: Path) -> None:
    path = data / f"{theme}.yaml"
    found = [(fault.row, fault.rule.code) for fault in faults_of(path)]
    assert Counter(found) == Counter(announced(path))
    assert found == sorted(found, key=lambda fault: fault[0])


@pytest.mark.parametrize("theme", THEMES)
def test_a_fault_names_file_and_place_and_is_complete_in_both_languages(theme: str, data: Path) -> None:
    path = data / f"{theme}.yaml"
    for fault in faults_of(path):
        assert fault.file == str(path)
        assert fault.column or fault.value
        for language in ("fr", "en"):
            text = fault.text(language)
            assert "{" not in text.replace("{fr: …, en: …}", "")


def test_a_place_is_a_dotted_path_through_the_ids(data: Path) -> None:
    columns = {fault.column for fault in faults_of(data / "references.yaml")}
    assert "indicators.I1.children.I1A.axis" in columns
    assert "indicators.I1.children.I1A.phases.3" in columns


def test_a_misspelt_name_gets_the_nearest(data: Path) -> None:
    [axis] = [f for f in faults_of(data / "references.yaml") if f.value == "demcracy"]
    assert axis.remedy() == "write one of democracy, strategy, or add it under axes"
    [key] = [f for f in faults_of(data / "form.yaml") if f.value == "lable"]
    assert key.remedy("fr").startswith("vouliez-vous écrire «\u00a0label\u00a0»")


def test_a_double_names_the_line_of_the_first(data: Path) -> None:
    rows = {fault.value: fault.details["first"] for fault in faults_of(data / "keys.yaml") if "first" in fault.details}
    assert rows == {"title": 2, "label": 6, "weight": 8}
    [again] = [f for f in faults_of(data / "references.yaml") if f.value == "i1a"]
    assert again.details["first"] == 19


def test_data_without_a_file_get_the_same_faults_by_place() -> None:
    with pytest.raises(FrameworkError) as caught:
        framework_from_dict({"id": "x", "indicators": [{"id": "a", "label": "A", "weight": float("nan"), "axis": "b"}]})
    assert {(fault.rule.code, fault.column, fault.row) for fault in caught.value.faults} == {
        ("key-missing", "", None),
        ("not-finite", "indicators.a.weight", None),
        ("axis-unknown", "indicators.a.axis", None),
    }


ALL_RULES = [rule for rule in vars(rules).values() if isinstance(rule, Rule)]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_every_rule_is_said_in_french_with_the_same_details(rule: Rule) -> None:
    for text in (rule.message, rule.remedy):
        french = translate(text, "fr")
        assert french != text
        assert fields(french) == fields(text)


def test_every_rule_has_its_own_code() -> None:
    assert len({rule.code for rule in ALL_RULES}) == len(ALL_RULES)
