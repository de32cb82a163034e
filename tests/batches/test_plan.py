"""A batch is about all territories, some codes, or those of a département, an EPCI, a stratum."""

from types import SimpleNamespace

import pandas as pd
import pytest

from revue_analytics.batches.plan import choose
from revue_analytics.errors import ReportError, UnknownTerritory

PLACES = pd.DataFrame(
    [
        ("01004", "01", "Ain", "240100883", "CC Plaine de l’Ain", "small"),
        ("01053", "01", "Ain", "200071751", "CA du Bassin de Bourg-en-Bresse", "large"),
        ("69123", "69", "Rhône", "200046977", "Métropole de Lyon", "large"),
    ],
    columns=["territory", "departement", "departement_name", "epci", "epci_name", "stratum"],
).assign(kind="commune", name="")
OPENED = SimpleNamespace(
    known=pd.DataFrame([*PLACES.itertuples(index=False), ("2A004", *[""] * 7)], columns=list(PLACES))
)


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ([], ["01004", "01053", "2A004", "69123"]),
        (["departement=01"], ["01004", "01053"]),
        (["departement=01,69"], ["01004", "01053", "69123"]),
        (["departement=01", "departement=69"], ["01004", "01053", "69123"]),
        (["Département=rhone"], ["69123"]),
        (["departement=01", "stratum=large"], ["01053"]),
        (["strate=large"], ["01053", "69123"]),
        (["epci=200046977"], ["69123"]),
        (["epci=metropole de lyon"], ["69123"]),
        (["kind=commune"], ["01004", "01053", "69123"]),
        (["nature=Commune"], ["01004", "01053", "69123"]),
        (["departement=1"], ["01004", "01053"]),
        (["epci=Communauté de communes Plaine de l'Ain"], ["01004"]),
    ],
)
def test_filters_by_code_or_by_name(filters, codes):
    assert choose(OPENED, filters=filters) == codes


def test_codes_and_filters_together_narrow_down():
    assert choose(OPENED, ["01004", "69123"], ["departement=69"]) == ["69123"]


def test_an_unknown_code_is_said_with_the_nearest():
    with pytest.raises(UnknownTerritory, match="did you mean 01004"):
        choose(OPENED, ["010044"])


def test_a_code_without_its_zero_or_a_name_will_do():
    named = PLACES.assign(name=["Ambérieu-en-Bugey", "Bourg-en-Bresse", "Lyon"])
    assert choose(SimpleNamespace(known=named), ["1004", "BOURG EN BRESSE"]) == ["01004", "01053"]


@pytest.mark.parametrize("text", ["01", "region=84", "=01"])
def test_what_is_no_filter_is_said_to_be_none(text):
    with pytest.raises(ReportError, match="is no filter: write one of departement, epci, stratum, kind"):
        choose(OPENED, filters=[text])


def test_a_filter_that_nobody_passes_says_what_there_is():
    with pytest.raises(ReportError, match=r"no territory of this campaign has departement=2; .*: 01 Ain"):
        choose(OPENED, filters=["departement=2"])
