"""The models hold what they promise, and say everything that is wrong at once."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from revue_analytics.errors import InputError
from revue_analytics.framework import load_framework
from revue_analytics.language import translate
from revue_analytics.tables import TABLES, make_ratings, rules, strata, validate
from revue_analytics.tables.columns import about
from revue_analytics.tables.models import MODELS, model_for

FRAMEWORK = load_framework()
WHO = {"territory": "01004", "campaign": "2026", "respondent": "a", "college": "elus"}


def ratings(**cells):
    n = max(len(v) for v in cells.values() if isinstance(v, list))
    return pd.DataFrame({**WHO, **cells}, index=range(2, n + 2))


def codes(faults):
    return [(fault.row, fault.column, fault.rule.code) for fault in faults]


def test_every_column_has_a_title_and_a_description_in_both_languages():
    for name in TABLES:
        for column, said in about(MODELS[name].model).items():
            assert said.title["fr"] and said.title["en"], (name, column)
            assert said.description["fr"] and said.description["en"], (name, column)


def test_table_names_agree():
    assert tuple(MODELS) == TABLES


def test_a_header_name_means_one_column_of_a_table():
    for name in TABLES:
        said = about(MODELS[name].model)
        names = [(alias.casefold(), column) for column in said for alias in {column, *said[column].names}]
        meanings = {alias: {column for other, column in names if other == alias} for alias, _ in names}
        assert {alias: of for alias, of in meanings.items() if len(of) > 1} == {}


def test_codes_stay_text_and_levels_become_integers():
    valid, faults = validate(
        ratings(criterion=["I1A", "I1B"], level=["3", None], status=["rated", "unknown"]), "ratings"
    )
    assert not faults
    assert valid["territory"].to_list() == ["01004", "01004"]
    assert str(valid["level"].dtype) == "Int8"
    assert valid["level"].isna().to_list() == [False, True]
    assert valid["aspect"].unique().tolist() == ["current"]


def test_every_fault_is_listed_in_one_go_with_its_row():
    frame = ratings(
        criterion=["I1A", "I1Z", "I1B", "I2A", "I2B", "I2B", ""],
        level=["3", "2", "7", "2,5", "1", "1", "x"],
        status=["rated", "rated", "rated", "rated", "rated", "rated", "unknown"],
    )
    valid, faults = validate(frame, "ratings", FRAMEWORK, file="answers.csv")
    assert codes(faults) == [
        (3, "criterion", "criterion-unknown"),
        (4, "level", "number-out-of-range"),
        (5, "level", "number-not-whole"),
        (7, "aspect", "key-repeated"),
        (8, "criterion", "value-missing"),
        (8, "level", "number-unreadable"),
    ]
    assert all(fault.territory == "01004" and fault.file == "answers.csv" for fault in faults)
    assert len(valid) == 2


def test_a_level_is_given_if_and_only_if_the_status_is_rated():
    frame = ratings(criterion=["I1A", "I1B"], level=["3", ""], status=["unknown", "rated"])
    assert codes(validate(frame, "ratings")[1]) == [(2, "level", "level-and-status"), (3, "level", "level-and-status")]


def test_points_sum_to_100_per_respondent_and_take_a_decimal_comma():
    frame = ratings(respondent=["a", "a", "b", "b"], indicator=["I1", "I2"] * 2, points=["99,6", "0.1", "60", "39"])
    valid, faults = validate(frame, "importance", FRAMEWORK)
    assert valid["points"].to_list() == [99.6, 0.1]
    assert codes(faults) == [(4, "points", "points-sum"), (5, "points", "points-sum")]
    assert "99" in faults[0].message("fr")


def test_a_missing_column_is_named_with_what_it_may_be_called():
    valid, faults = validate(pd.DataFrame({"territory": ["01004"], "campaign": ["2026"]}), "invited")
    assert [fault.value for fault in faults] == ["college", "invited"]
    assert "profil" in faults[0].remedy("fr")
    assert valid.empty and list(valid) == ["territory", "campaign", "college", "invited"]


def test_codes_given_as_numbers_are_refused():
    frame = pd.DataFrame({"territory": [1004], "campaign": ["2026"], "college": ["elus"], "invited": [3]})
    assert [fault.rule for fault in validate(frame, "invited")[1]] == [rules.CODE_NOT_TEXT]


def test_the_nearest_value_is_offered_in_both_languages():
    (fault,) = validate(pd.DataFrame({"node": ["I5b"], "weight": [1]}), "weights", FRAMEWORK)[1]
    assert "did you mean “I5B”?" in fault.remedy("en")
    assert "vouliez-vous dire «\u00a0I5B\u00a0»" in fault.remedy("fr")


@pytest.mark.parametrize("code", ["../../etc", "=1+1", "a/b", "Val d’Oise", "\x1b[31m", "x" * 101])
def test_a_code_that_could_name_no_file_is_a_fault_of_its_row(code):
    valid, faults = validate(pd.DataFrame({"territory": ["PETR-1", code]}, index=[2, 3]), "territories")
    assert (list(valid["territory"]), codes(faults)) == (["PETR-1"], [(3, "territory", "value-malformed")])


def test_a_stratum_follows_from_kind_and_population_unless_given():
    frame = pd.DataFrame(
        {
            "territory": list("abcde"),
            "kind": ["commune", "commune", "epci", "pnr", "commune"],
            "population": ["999", "50 000", "30000", "", ""],
            "stratum": ["", "", "", "", "3500-9999"],
        }
    )
    valid, faults = validate(frame, "territories")
    assert not faults
    assert valid["stratum"].to_list() == ["lt1000", "ge50000", "epci", "other", "3500-9999"]


@pytest.mark.parametrize(
    ("population", "stratum"),
    [(0, "lt1000"), (999, "lt1000"), (1000, "1000-3499"), (3499, "1000-3499"), (3500, "3500-9999"), (9999, "3500-9999"),
     (10000, "10000-49999"), (49999, "10000-49999"), (50000, "ge50000"), (np.nan, "other")],
)  # fmt: skip
def test_strata_of_communes(population, stratum):
    assert strata(pd.Series(["commune"]), pd.Series([population])).to_list() == [stratum]


def test_levels_follow_the_scale_of_the_framework():
    checks = {str(check) for check in model_for("ratings", FRAMEWORK).columns["level"].checks}
    assert any("in_range(0, 4)" in check for check in checks)


def test_ratings_made_by_hand_are_validated():
    good = make_ratings(FRAMEWORK, ratings(criterion=["I1A", "I1B"], level=[3, None]))
    assert good.table["status"].to_list() == ["rated", "unknown"]
    assert good.importance.empty and list(good.comments)[-2:] == ["node", "comment"]
    with pytest.raises(InputError, match="not between 0 and 4"):
        make_ratings(FRAMEWORK, ratings(criterion=["I1A"], level=[5]))


def test_every_rule_is_said_in_french():
    for rule in vars(rules).values():
        if isinstance(rule, rules.Rule):
            for text in (rule.message, rule.remedy):
                assert translate(text, "fr") != text, text


def test_importing_the_tables_does_not_import_pandera():
    code = "import sys, revue_analytics.tables; print([m for m in ('pandera', 'openpyxl') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_the_values_allowed_are_offered_in_the_words_of_the_reader():
    frame = pd.DataFrame({"action": ["I5B-3"], "decision": ["imposer"], "state": ["fini"]})
    _, faults = validate(frame, "decisions")
    french = {fault.column: fault.remedy("fr") for fault in faults}
    assert "«\u00a0imposée\u00a0»\u202f? Sinon" in french["decision"]
    assert french["decision"].endswith("imposée, exclue, prévue")
    assert "pas commencée, en cours, réalisée, abandonnée" in french["state"]
    assert "not started, under way, done, dropped" in {fault.column: fault.remedy("en") for fault in faults}["state"]
