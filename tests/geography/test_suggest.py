"""What somebody may have meant."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revue_analytics import geography


@pytest.mark.parametrize(
    "written",
    ["Ambérieu-en-Bugey", "amberieu en bugey", "AMBERIEU EN BUGEY", "Amberieux en Bugey", "Ambérieu en Bugéy",
     "01004 Ambérieu", "01 004", "1004", "1004.0", "0104", "01040 Ambérieu-en-Bugey", "01004 Ambérieu-en-Bugey (Ain)"],
)  # fmt: skip
def test_a_slip_in_a_name_or_a_code_still_finds_the_commune(written):
    assert "01004 Ambérieu-en-Bugey (Ain)" in geography.suggest(written)


@pytest.mark.parametrize("written", ["St Etienne", "saint-étienne", "ST-ETIENNE", "St. Étienne", "Saint Etienne"])
def test_saint_and_st_are_the_same(written):
    assert geography.suggest(written, n=1) == ["42218 Saint-Étienne (Loire)"]


@pytest.mark.parametrize(
    "written, meant",
    [
        ("Marseile", "13055 Marseille (Bouches-du-Rhône)"),
        ("la rochele", "17300 La Rochelle (Charente-Maritime)"),
        ("L’Île-d’Yeu", "85113 L'Île-d'Yeu (Vendée)"),
        ("chalon s/ saone", "71076 Chalon-sur-Saône (Saône-et-Loire)"),
        ("Paris 12e", "75056 Paris"),
        ("Y", "80829 Y (Somme)"),
        ("ajacio", "2A004 Ajaccio (Corse-du-Sud)"),
        ("2A04", "2A004 Ajaccio (Corse-du-Sud)"),
        ("200000173", "200000172 CC Faucigny - Glières (Haute-Savoie)"),
    ],
)
def test_the_likeliest_comes_first(written, meant):
    assert geography.suggest(written)[0] == meant


def test_homonyms_are_told_apart_by_their_departement_the_most_populous_first():
    assert geography.suggest("Saint-Denis", n=2) == [
        "97411 Saint-Denis (La Réunion)",
        "93066 Saint-Denis (Seine-Saint-Denis)",
    ]


@pytest.mark.parametrize("written", ["Saint-Denis (11)", "saint denis (aude)"])
def test_a_departement_in_brackets_chooses_among_homonyms(written):
    assert geography.suggest(written, n=1) == ["11339 Saint-Denis (Aude)"]


def test_brackets_that_belong_to_a_name_stay_in_it():
    assert geography.suggest("Château-Chinon (Ville)", n=1) == ["58062 Château-Chinon (Ville) (Nièvre)"]


def test_a_code_that_means_something_suggests_just_that():
    assert geography.suggest("20004") == ["2A004 Ajaccio (Corse-du-Sud)"]
    assert geography.suggest("60455") == ["60054 Beaumont-les-Nonains (Oise)", "60694 Les Hauts-Talican (Oise)"]


@pytest.mark.parametrize("written", ["", " ", "zzzz qqq", "2E+04", "2,00E+04", "2E004", "123456789012", "((((", "???"])
def test_what_is_near_nothing_suggests_nothing(written):
    assert geography.suggest(written) == []


@pytest.mark.parametrize("letter", ["a", "é", "1", "(", "saint ", "\ufdfa", "0A", "\n", "villeneuve "])
def test_a_very_long_text_is_no_slower(letter):
    geography.suggest("Lyon")
    start = time.perf_counter()
    geography.suggest(letter * 10_000)
    assert time.perf_counter() - start < 0.5  # about 0.005 s on a quiet machine


@given(st.text(max_size=100), st.integers(0, 5))
def test_whatever_comes_there_are_at_most_n_different_places_of_the_list(written, n):
    found = geography.suggest(written, n=n)
    assert len(found) == len(set(found)) <= n
    assert all(str(geography.place(line.split()[0])) == line for line in found)


@given(st.sampled_from(geography.communes().code.to_list()))
def test_every_commune_is_found_by_the_line_that_shows_it(code):
    line = str(geography.place(code))
    assert geography.suggest(line, n=1) == [line]
    assert line in geography.suggest(line.removeprefix(code), n=5)


def test_a_hundred_faulty_rows_take_a_moment():
    names = geography.communes().name.iloc[::350]
    geography.suggest("Lyon")
    start = time.perf_counter()
    for name in names:
        geography.suggest(name[:-1] + "x")
    assert (time.perf_counter() - start) / len(names) < 0.1  # about 0.004 s on a quiet machine
