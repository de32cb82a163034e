"""What the shipped lists hold (figures: @etalab/decoupage-administratif 6.0.0)."""

import time

import pytest

from revue_analytics import geography


def test_the_lists_have_the_official_counts():
    assert len(geography.communes()) == 34_969
    assert len(geography.epcis()) == 1_255
    assert len(geography.departements()) == 109
    assert len(geography.regions()) == 26
    assert geography.former_codes().nature.value_counts().to_dict() == {
        "former": 2250,
        "delegated": 1521,
        "associated": 471,
        "arrondissement": 45,
    }


def test_columns_are_those_promised_and_codes_are_text():
    assert list(geography.communes()) == ["code", "name", "departement", "region", "epci", "population"]
    assert list(geography.epcis()) == ["code", "name", "kind", "population"]
    assert list(geography.departements()) == list(geography.regions()) == ["code", "name"]
    assert list(geography.former_codes()) == ["former", "code", "nature"]
    for table in (
        geography.communes(),
        geography.epcis(),
        geography.departements(),
        geography.regions(),
        geography.former_codes(),
    ):
        assert all(table[column].dtype == "str" for column in table if column != "population")
        assert not table.drop(columns="population", errors="ignore").isna().any(axis=None)
    assert geography.communes().population.dtype == geography.epcis().population.dtype == "Int64"


def test_communes_are_sorted_unique_and_of_five_characters():
    codes = geography.communes().code
    assert codes.is_unique and codes.is_monotonic_increasing
    assert set(codes.str.len()) == {5}


def test_the_lists_agree_with_each_other():
    communes = geography.communes()
    assert set(communes.epci) - {""} == set(geography.epcis().code)
    assert set(communes.departement) <= set(geography.departements().code)
    assert set(communes.region) <= set(geography.regions().code)
    assert set(geography.former_codes().code) <= set(communes.code)
    assert not set(geography.former_codes().former) & set(communes.code)
    of_members = communes[communes.epci != ""].groupby("epci").population.sum()
    assert of_members.to_dict() == geography.epcis().set_index("code").population.to_dict()


def test_six_places_have_no_population_and_it_is_not_zero():
    communes = geography.communes().set_index("code").population
    assert communes.index[communes.isna()].to_list() == ["98411", "98412", "98413", "98414", "98415", "98901"]


def test_a_caller_cannot_change_the_list_of_the_next():
    mine = geography.communes()
    mine["name"] = "?"
    mine.loc[0, "code"] = "00000"
    assert geography.communes().iloc[0, :2].to_list() == ["01001", "L'Abergement-Clémenciat"]
    assert len(geography.communes()) == 34_969


def test_the_source_the_vintage_and_the_licence_are_named():
    assert geography.VINTAGE == "2026"
    assert "6.0.0" in geography.SOURCE
    assert geography.LICENCE == "Licence Ouverte / Etalab 2.0"


@pytest.mark.parametrize(
    "code, name, departement, region, epci",
    [
        ("01004", "Ambérieu-en-Bugey", "Ain", "84", "CC de la Plaine de l'Ain"),
        ("2A004", "Ajaccio", "Corse-du-Sud", "94", "CA du Pays Ajaccien"),
        ("75056", "Paris", "Paris", "11", "Métropole du Grand Paris"),
        ("29155", "Ouessant", "Finistère", "53", ""),
    ],
)
def test_a_commune_knows_where_it_is(code, name, departement, region, epci):
    place = geography.place(code)
    assert (place.code, place.kind) == (code, "commune")
    assert (place.name, place.departement_name, place.region, place.epci_name) == (name, departement, region, epci)


def test_an_epci_has_a_departement_only_if_all_its_communes_are_there():
    assert geography.place("200000172").departement_name == "Haute-Savoie"
    grand_paris = geography.place("200054781")
    assert (grand_paris.kind, grand_paris.departement, grand_paris.region) == ("epci", "", "11")
    assert grand_paris.epci == grand_paris.code


def test_a_place_has_its_population_as_a_number_or_none():
    assert geography.place("01004").population == 15_934
    assert geography.place("98901").population is None


@pytest.mark.parametrize("code", ["", "1004", "99999", "20004", "75101", " 01004"])
def test_what_is_not_exactly_a_current_code_is_no_place(code):
    assert geography.place(code) is None


def test_a_place_is_shown_with_its_departement_unless_it_bears_its_name():
    assert str(geography.place("01004")) == "01004 Ambérieu-en-Bugey (Ain)"
    assert str(geography.place("75056")) == "75056 Paris"


def test_the_list_of_communes_is_read_once():
    geography.communes()
    start = time.perf_counter()
    for _ in range(100):
        geography.communes()
    assert time.perf_counter() - start < 0.1
