"""Territory codes as they come."""

import pandas as pd
import pytest

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
