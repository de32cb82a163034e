"""The territories of a campaign: official rows, declared rows."""

import pandas as pd

from revue_analytics.campaign.territories import COLUMNS, territories_of
from revue_analytics.tables import validate


def declare(**columns):
    valid, faults = validate(pd.DataFrame(columns), "territories")
    assert not faults
    return valid


def test_communes_and_epci_of_the_official_list_need_no_declaration():
    table = territories_of(["240100883", "2A004", "01004"])
    assert list(table.columns) == list(COLUMNS)
    assert table["territory"].to_list() == ["01004", "240100883", "2A004"]
    assert table["kind"].to_list() == ["commune", "epci", "commune"]
    assert table["departement"].to_list() == ["01", "01", "2A"]
    assert table["stratum"].to_list() == ["10000-49999", "epci", "ge50000"]
    assert table.loc[0, "epci"] == "240100883" and table.loc[0, "epci_name"] == table.loc[1, "name"]


def test_a_declaration_goes_before_the_official_list_cell_by_cell():
    declared = declare(
        territory=["01004", "pays-x", "unused"], name=["Ambérieu (test)", "Pays X", "Z"], kind=["", "petr", ""]
    )
    table = territories_of(["01004", "pays-x"], declared).set_index("territory")
    assert table["name"].to_dict() == {"01004": "Ambérieu (test)", "pays-x": "Pays X"}
    assert table["kind"].to_dict() == {"01004": "commune", "pays-x": "petr"}
    assert table.loc["01004", "departement_name"] == "Ain" and table.loc["01004", "population"] > 10_000
    assert table.loc["pays-x", "stratum"] == "other" and pd.isna(table.loc["pays-x", "population"])


def test_a_code_nobody_describes_is_its_own_name():
    row = territories_of(["zone-7"]).iloc[0]
    assert (row["name"], row["kind"], row["stratum"], row["departement"]) == ("zone-7", "other", "other", "")


def test_no_territory_gives_an_empty_table_of_the_same_columns():
    assert list(territories_of([]).columns) == list(COLUMNS)
    assert list(territories_of([], declare(territory=["a"])).columns) == list(COLUMNS)
