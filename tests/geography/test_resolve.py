"""Codes as they arrive: what is mended, what is said, what is left alone."""

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revue_analytics import geography

CURRENT = geography.communes().code.to_list()
KNOWN = {*CURRENT, *geography.epcis().code}
FORMER = sorted(set(geography.former_codes().former))


def one(code):
    row = geography.resolve([code]).iloc[0]
    return row.code, row.status


@pytest.mark.parametrize("code", ["01004", "2A004", "75056", "97411", "98811"])
def test_a_current_code_stays_as_it_is(code):
    assert one(code) == (code, "current")


@pytest.mark.parametrize("written", [" 01004", "01004\t", "\u00a001004 ", "01 004", "01\u202f004", "01004.0"])
def test_spaces_and_a_decimal_part_of_zeros_are_no_difference(written):
    assert one(written) == ("01004", "current")


@pytest.mark.parametrize("written", ["2a004", " 2a004 ", "2A 004"])
def test_lower_case_is_no_difference(written):
    assert one(written) == ("2A004", "current")


@pytest.mark.parametrize("written", ["1004", "1004.0", "1004,0", "1004.00", "1 004", " 1004 "])
def test_the_zero_that_a_spreadsheet_dropped_comes_back_and_is_said(written):
    assert one(written) == ("01004", "completed")


@pytest.mark.parametrize("written", ["2E004", "2E+04", "2E+004", "2,00E+04", "2.00E+04", "1,004E+03", "2e4"])
def test_scientific_notation_is_never_guessed(written):
    assert one(written) == ("", "unknown")


@pytest.mark.parametrize(
    "written", ["", " ", "99999", "4", "104", "9999", "001004", "1004.5", "-1004", "NA", "Lyon", "١٠٠٤"]
)
def test_what_is_no_code_is_unknown(written):
    assert one(written) == ("", "unknown")


def test_a_missing_code_is_unknown_and_given_as_nothing():
    table = geography.resolve([None, float("nan"), pd.NA])
    assert table.given.to_list() == [""] * 3
    assert set(table.status) == {"unknown"}


def test_numbers_that_a_reader_let_through_are_read_as_their_text():
    assert geography.resolve([1004, 1004.0, 75056]).code.to_list() == ["01004", "01004", "75056"]


@pytest.mark.parametrize(
    "former, code", [("20004", "2A004"), ("69232", "69123"), ("49382", "49160"), ("02285", "59545")]
)
def test_a_former_code_leads_to_the_current_commune(former, code):
    assert one(former) == (code, "former")


@pytest.mark.parametrize("code", ["01015", "01025"])
def test_a_commune_deleguee_that_bears_the_current_code_is_current(code):
    assert one(code) == (code, "current")


@pytest.mark.parametrize(
    "arrondissement, commune", [("75101", "75056"), ("75120", "75056"), ("69381", "69123"), ("13216", "13055")]
)
def test_an_arrondissement_leads_to_its_commune(arrondissement, commune):
    assert one(arrondissement) == (commune, "arrondissement")


@pytest.mark.parametrize(
    "former, two",
    [
        ("55273", "55245 Heudicourt-sous-les-Côtes (Meuse); 55386 Nonsard-Lamarche (Meuse)"),
        ("60455", "60054 Beaumont-les-Nonains (Oise); 60694 Les Hauts-Talican (Oise)"),
    ],
)
def test_a_former_code_that_leads_to_two_communes_is_ambiguous_and_names_both(former, two):
    row = geography.resolve([former]).iloc[0]
    assert (row.code, row.status, row.candidates) == ("", "ambiguous", two)


def test_a_dropped_zero_before_a_former_code_is_two_steps_so_it_is_named_but_not_taken():
    former = next(code for code in FORMER if code.startswith("0"))
    row = geography.resolve([former[1:]]).iloc[0]
    assert (row.code, row.status) == ("", "unknown")
    assert row.candidates == str(geography.place(one(former)[0]))


@pytest.mark.parametrize("written", ["200000172", "200 000 172", "200000172.0"])
def test_the_siren_of_an_epci_is_recognised(written):
    assert one(written) == ("200000172", "epci")


def test_rows_come_back_in_the_order_given_whatever_the_container():
    codes = ["75101", "01004", "75101", "?"]
    expected = ["75056", "01004", "75056", ""]
    for container in (codes, tuple(codes), iter(codes), pd.Series(codes, index=[9, 9, 2, 1]), pd.Index(codes)):
        table = geography.resolve(container)
        assert table.code.to_list() == expected
        assert table.index.to_list() == [0, 1, 2, 3]
    assert geography.resolve("01004").code.to_list() == ["01004"]


def test_no_codes_give_an_empty_table_with_its_columns():
    table = geography.resolve([])
    assert list(table) == ["given", "code", "status", "candidates"]
    assert len(table) == 0
    assert all(table.dtypes == "str")


def test_every_current_code_is_its_own():
    table = geography.resolve(CURRENT)
    assert (table.code == table.given).all()
    assert set(table.status) == {"current"}


def test_every_former_code_leads_to_a_current_commune_or_is_ambiguous():
    table = geography.resolve(FORMER)
    assert set(table.status) == {"former", "arrondissement", "ambiguous"}
    assert table.given[table.status == "ambiguous"].to_list() == ["55273", "60455"]
    assert set(table.code) <= {"", *CURRENT}


codes = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789AB .,eE+", max_size=10),
    st.sampled_from(CURRENT + FORMER).flatmap(
        lambda code: st.sampled_from([code, code.lower(), f" {code}", code.lstrip("0"), f"{code}.0", code[:-1]])
    ),
)


@given(st.lists(codes, max_size=20))
def test_whatever_comes_the_answer_is_in_the_list_or_empty(written):
    table = geography.resolve(written)
    assert table.given.to_list() == written
    assert set(table.status) <= set(geography.STATUSES)
    assert set(table.code) <= {"", *KNOWN}
    assert ((table.code == "") == table.status.isin(["ambiguous", "unknown"])).all()


@given(codes)
def test_nothing_is_guessed_the_answer_holds_the_digits_given(written):
    code, status = one(written)
    digits = "".join(written.split()).upper()
    if status == "current":
        assert digits == code or digits.startswith((f"{code}.", f"{code},"))
    if status == "completed":
        assert digits.startswith(code[1:]) and code[0] == "0"


def test_thirty_five_thousand_codes_take_a_moment():
    geography.resolve(["01004"])
    start = time.perf_counter()
    geography.resolve(CURRENT)
    assert time.perf_counter() - start < 0.5  # about 0.03 s on a quiet machine
