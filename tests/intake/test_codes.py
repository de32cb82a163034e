"""Territory codes as they come."""

from pathlib import Path

import pandas as pd
import pytest

import revue_analytics
from revue_analytics.intake.codes import Declared, read_codes

DECLARED = pd.DataFrame({"territory": ["PETR-1", "00007"], "name": ["Pays des Trois Rivières", "Villedorme"]})


def resolved(text, declared=None):
    codes, findings = read_codes(pd.Series([text], index=[2]), Declared.of(declared), "code_insee")
    return codes.iloc[0], [finding.rule.code for finding in findings]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("01004", "01004", []),
        ("2a004", "2A004", []),
        ("01 004", "01004", []),
        ("1004", "01004", ["territory-completed"]),
        ("1004.0", "01004", ["territory-completed"]),
        ("240100883", "240100883", []),
        ("69232", "69123", ["territory-former"]),
        ("75101", "75056", ["territory-former"]),
        ("01004 – Ambérieu-en-Bugey", "01004", []),
        ("Ambérieu-en-Bugey (01004)", "01004", []),
        ("01004 - Ajaccio", "", ["territory-unknown"]),
        ("60455", "", ["territory-ambiguous"]),
        ("99999", "", ["territory-unknown"]),
        ("Ambérieu", "", ["territory-unknown"]),
        ("", "", []),
    ],
)
def test_codes_of_the_official_list(text, code, said):
    assert resolved(text) == (code, said)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("PETR-1", "PETR-1", []),
        ("petr-1", "PETR-1", []),
        ("00007", "00007", []),
        ("0007", "00007", ["territory-completed"]),
        ("Villedorme", "00007", ["territory-by-name"]),
        ("01004", "01004", []),
    ],
)
def test_territories_that_the_campaign_declares(text, code, said):
    assert resolved(text, DECLARED) == (code, said)


def test_an_unknown_code_comes_with_the_nearest_names():
    _, findings = read_codes(pd.Series(["Ambérieux en Bugey"], index=[2]), Declared.of(None))
    assert "01004 Ambérieu-en-Bugey" in findings[0].details["nearest"]


def test_a_code_that_comes_often_is_said_once_with_the_number_of_its_rows():
    codes, findings = read_codes(pd.Series(["1004"] * 300, index=range(2, 302)), Declared.of(None))
    assert set(codes) == {"01004"}
    assert [(list(found.rows), found.details["n"]) for found in findings] == [([2], 300)]


COMMUNES = pd.DataFrame(
    {
        "territory": ["09122", "09268", "09181", "09257", "33449"],
        "name": ["Foix", "Saint-Lizier", "Le Mas-d'Azil", "Sainte-Croix-Volvestre", "Saint-Lizier"],
    }
)
UNIQUE = COMMUNES.iloc[:4]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FOIX", "09122"),
        ("St Lizier", "09268"),
        ("saint lizier", "09268"),
        ("St-Lizier (Ariège)", "09268"),
        ("St-Lizier (09)", "09268"),
        ("Mas d’Azil", "09181"),
        ("Mas-d'Azil (Le)", "09181"),
        ("Commune du Mas d'Azil", "09181"),
        ("Ste Croix Volvestre", "09257"),
        ("Foix (09122)", "09122"),
        ("09122 – Commune de Foix", "09122"),
        ("09122 Foix (Ariège)", "09122"),
    ],
)
def test_a_name_of_the_campaign_is_read_however_it_is_spelt(text, code):
    assert resolved(text, UNIQUE)[0] == code


def test_a_name_that_two_territories_bear_is_a_fault_that_lists_their_codes():
    codes, findings = read_codes(pd.Series(["St Lizier"], index=[2]), Declared.of(COMMUNES), "commune")
    assert (codes.iloc[0], findings[0].rule.code) == ("", "territory-ambiguous")
    assert "09268" in findings[0].details["nearest"] and "33449" in findings[0].details["nearest"]
    assert resolved("St Lizier (Ariège)", COMMUNES)[0] == "09268"


def test_names_are_said_once_for_a_column_and_not_once_for_each():
    names = pd.Series(["Foix", "St Lizier", "Foix", "Mas d'Azil"], index=range(2, 6))
    codes, findings = read_codes(names, Declared.of(UNIQUE), "commune")
    assert (codes != "").all()
    assert [(found.rule.code, found.details["n"], found.details["texts"]) for found in findings] == [
        ("territory-by-name", 4, 3)
    ]


def test_the_code_counts_where_the_name_beside_it_is_another_and_that_is_said_once():
    codes = pd.Series(["09122", "09268", "", "09181"], index=range(2, 6))
    names = pd.Series(["St-Lizier", "Foix", "Foix", "Le Mas d’Azil"], index=range(2, 6))
    read, findings = read_codes(codes, Declared.of(UNIQUE), "code", names)
    assert read.to_list() == ["09122", "09268", "09122", "09181"]
    said = {found.rule.code: found.details for found in findings}
    assert (said["territory-other-name"]["n"], said["territory-other-name"]["rows"]) == (2, "2–3")


def test_one_door_leads_from_a_text_to_a_territory():
    package = Path(revue_analytics.__file__).parent
    own = {path for path in package.rglob("*.py") if path.parent.name != "geography"}
    asking = {path.relative_to(package).as_posix() for path in own if "geography.resolve(" in path.read_text("utf-8")}
    assert asking == {"intake/codes.py", "intake/side_values.py"}  # the second: which codes a declaration may complete
