"""The other tables of a campaign, and what each file of a folder holds."""

import pandas as pd
import pytest

from revue_analytics.errors import Fault
from revue_analytics.intake import (
    SourceEntry,
    classify,
    discover,
    read_ratings,
    read_table,
)

TERRITORIES = "Code Insee;Nom;Nature;Population\n01004;Ambérieu;Commune;15 934\nPNR-1;Parc;Parc naturel régional;\n"


def test_territories(write):
    frame, faults = read_table(write(TERRITORIES), "territories")
    assert not faults
    assert frame["kind"].to_list() == ["commune", "pnr"]
    assert frame["stratum"].to_list() == ["10000-49999", "other"]
    assert frame["population"].to_list() == [15934, pd.NA]


def test_codes_of_communes_get_their_zero_back_and_own_codes_stay(write):
    frame, faults = read_table(
        write("code;nom;nature\n1004;Ambérieu;commune\n1053;Nôtre;pnr\n240100883;CC;\n"), "territories"
    )
    assert frame["territory"].to_list() == ["01004", "1053", "240100883"]
    assert frame["kind"].to_list() == ["commune", "pnr", "epci"]
    assert [(fault.row, fault.rule.code) for fault in faults] == [(2, "territory-completed")]


def test_invited(write):
    text = "code;campagne;collège;invités\n01004;2026;Élus;15\n1004;2026;Agents;dix\n2A004;2026;maires;3\n"
    frame, faults = read_table(write(text), "invited")
    assert frame.to_dict("records") == [{"territory": "01004", "campaign": "2026", "college": "elus", "invited": 15}]
    assert [(f.row, f.column, f.rule.code, f.territory) for f in faults] == [
        (3, "code", "territory-completed", "01004"),
        (3, "invités", "number-unreadable", "01004"),
        (4, "collège", "college-unknown", "2A004"),
    ]


def test_targets(write, framework):
    text = "Territoire;Strate;Critère;Cible;Échéance\n;;;80;\n01004;;Participation aux décisions;62,5;31/12/2028\n"
    frame, faults = read_table(write(text), "targets", framework)
    assert not faults
    assert frame.to_numpy().tolist() == [
        ["", "", "overall", 80.0, ""],
        ["01004", "", "I5B", 62.5, "2028-12-31"],
    ]


def test_what_is_wrong_with_targets(write, framework):
    text = "Critère;Cible;Échéance\nI5B;3;\nI9;50;\nI1A;150;\nI1B;50;31/02/2028\n"
    frame, faults = read_table(write(text), "targets", framework)
    assert frame["node"].to_list() == ["I5B"]
    assert [(fault.row, fault.rule.code) for fault in faults] == [
        (2, "target-looks-like-a-level"),
        (3, "node-unknown"),
        (4, "number-out-of-range"),
        (5, "date-unreadable"),
    ]


def test_weights(write, framework):
    frame, faults = read_table(
        write("schéma;indicateur;poids\nconseil;I5;2\nconseil;Reporting;-1\n"), "weights", framework
    )
    assert frame.to_numpy().tolist() == [["conseil", "I5", 2.0]]
    assert {fault.rule.code for fault in faults} == {"node-unknown", "number-too-low"}


def test_actions(write, framework):
    text = (
        "identifiant;critère;niveau visé;libellé;horizon;effort;coût;exige\n"
        "a1;I5A;2;Enquête;court;faible;4 000,50;\na2;I5A;3;Marches;moyen terme;fort;;a1, I5A-2\na3;I5A;7;X;long;;;zz\n"
    )
    frame, faults = read_table(write(text), "actions", framework)
    assert frame["horizon"].to_list() == ["short", "medium"]
    assert frame["effort"].to_list() == ["low", "high"]
    assert frame["cost"].to_list()[0] == 4000.5 and pd.isna(frame["cost"].to_list()[1])
    assert frame["requires"].to_list() == ["", "a1 I5A-2"]
    assert {(fault.row, fault.rule.code) for fault in faults} == {(4, "action-unknown"), (4, "number-out-of-range")}


def test_a_table_without_a_column_it_needs(write, framework):
    frame, faults = read_table(write("Sujet;Nom\nI5;x\n"), "weights", framework)
    assert frame.empty
    assert {(fault.row, fault.rule.code, fault.is_error) for fault in faults} == {
        (None, "column-missing", True),
        (None, "column-unknown", False),
    }


def test_a_table_that_cannot_be_read(tmp_path, framework):
    frame, faults = read_table(tmp_path / "weights.csv", "weights", framework)
    assert frame.empty and list(frame) == ["scheme", "node", "weight"]
    assert [fault.rule.code for fault in faults] == ["file-missing"]


HOLDS = {
    "reponses.csv": ("code_insee;I1A\n01004;3\n", "wide"),
    "longues.csv": ("territoire;répondant;critère;niveau\n01004;a;I1A;3\n", "long"),
    "importance.csv": ("territoire;campagne;répondant;collège;indicateur;points\n01004;2026;a;élus;I1;100\n", "long"),
    "territoires.csv": (TERRITORIES, "territories"),
    "invites.csv": ("code;campagne;college;invites\n01004;2026;elus;15\n", "invited"),
    "cibles.csv": ("code;strate;critere;cible;echeance\n;lt1000;I7A;50;2029-12-31\n", "targets"),
    "cibles2.csv": ("indicateur;cible\nI7;50\n", "targets"),
    "poids.csv": ("critère;poids\nI1A;2\n", "weights"),
    "actions.csv": ("id;critère;niveau visé;libellé\na;I1A;2;x\n", "actions"),
    "xls.csv": ("code;note\n01004;3\n", "unknown"),
    "autre.csv": ("Nom;Âge\nA;3\n", "unknown"),
    "image.png": (b"\x89PNG\r\n", "unreadable"),
    "structure.txt": (None, "questionnaire"),
}


@pytest.mark.parametrize("name", HOLDS)
def test_what_a_file_holds_shows_in_its_headers(write, framework, data, name):
    content, kind = HOLDS[name]
    path = data / "limesurvey_structure.txt" if content is None else write(content, name)
    assert classify(path, framework) == kind


def test_a_folder_needs_no_configuration(write, framework, tmp_path, data):
    for name, (content, _) in HOLDS.items():
        write(content if content is not None else (data / "limesurvey_structure.txt").read_bytes(), name)
    for name in ("README.md", ".DS_Store", "~$reponses.xlsx"):
        write("x", name)
    found = discover(tmp_path, framework)
    assert [path.name for path in found.answers] == ["importance.csv", "longues.csv", "reponses.csv"]
    assert {name: [p.name for p in paths] for name, paths in found.tables.items()} == {
        "territories": ["territoires.csv"],
        "invited": ["invites.csv"],
        "targets": ["cibles.csv", "cibles2.csv"],
        "weights": ["poids.csv"],
        "actions": ["actions.csv"],
    }
    assert {(fault.file, fault.rule.code) for fault in found.faults} == {
        ("autre.csv", "table-unknown"),
        ("xls.csv", "table-unknown"),
        ("image.png", "file-binary"),
        ("structure.txt", "file-questionnaire"),
    }
    assert all(isinstance(fault, Fault) for fault in found.faults)


def test_a_file_that_revue_toml_describes_holds_answers(write, framework):
    path = write("Où;Q1\n01004;3\n")
    entry = SourceEntry(path.name, territory_column="Où", columns={"Q1": "I1A"})
    assert classify(path, framework) == "unknown"
    assert classify(path, framework, sources=[entry]) == "wide"


def test_a_questionnaire_among_answers_is_passed_over(data, framework):
    ratings = read_ratings([data / "kobo.csv", data / "limesurvey_structure.txt"], framework, campaign="2026")
    assert [source.name for source in ratings.sources] == ["kobo.csv"]
    assert [fault.rule.code for fault in ratings.faults] == ["file-questionnaire"]


def test_numbers_and_days_are_read_as_people_write_them(write, framework):
    days = ["12/03/2026", "12-3-26", "12 mars 2026", "1er août 2026", "2026-03-12"]
    rows = "".join(f"I{k + 1};{60 + k},5;{day}\n" for k, day in enumerate(days))
    frame, faults = read_table(write(f"indicateur;cible;échéance\n{rows}"), "targets", framework)
    assert (frame["due"].to_list(), faults) == (
        [*["2026-03-12"] * 3, "2026-08-01", "2026-03-12"],
        (),
    )
    costs = ["12 000 €", "12\u202f000,50", "12\u00a0000 euros"]
    rows = "".join(f"a{k};I5A;2;Agir;{cost}\n" for k, cost in enumerate(costs))
    frame, faults = read_table(write(f"identifiant;critère;niveau visé;libellé;coût\n{rows}"), "actions", framework)
    assert (frame["cost"].to_list(), faults) == ([12000.0, 12000.5, 12000.0], ())


def test_rows_prepared_and_not_filled_in_say_nothing_and_are_counted_once(write, framework):
    text = "code;campagne;college;invites\n01004;2026;elus;\n01004;2026;agents;\n01004;2026;habitants;12\n"
    frame, faults = read_table(write(text), "invited")
    assert frame["invited"].to_list() == [12]
    assert [(fault.rule.code, fault.is_error, fault.details["n"]) for fault in faults] == [
        ("rows-not-filled-in", False, 2)
    ]


def test_a_row_not_filled_in_may_be_wrong_all_the_same(write):
    frame, faults = read_table(write("code;campagne;college;invites\n99999;2026;elus;\n01004;2026;elus;3\n"), "invited")
    assert frame["territory"].to_list() == ["01004"]
    assert {fault.rule.code for fault in faults} == {"rows-not-filled-in", "territory-unknown"}


def test_every_fault_of_a_row_comes_in_one_go(write):
    frame, faults = read_table(write("code;campagne;college;invites\n99999;2026;maires;-3\n"), "invited")
    assert frame.empty
    assert {fault.rule.code for fault in faults} == {"territory-unknown", "college-unknown", "number-too-low"}


def test_names_stand_for_codes_in_a_table_or_beside_them(write):
    territories = pd.DataFrame({"territory": ["09122", "09268"], "name": ["Foix", "Saint-Lizier"]})
    by_name = write("Commune;campagne;college;invites\nFOIX;2026;elus;3\nSt Lizier;2026;elus;4\n")
    assert read_table(by_name, "invited", territories=territories)[0]["territory"].to_list() == ["09122", "09268"]
    beside = write("code;nom;campagne;college;invites\n9122;Foix;2026;elus;3\n09268;Pamiers;2026;elus;4\n")
    frame, faults = read_table(beside, "invited", territories=territories)
    assert frame["territory"].to_list() == ["09122", "09268"]
    assert [fault.rule.code for fault in faults] == ["territory-completed", "territory-other-name"]


def test_the_name_of_another_commune_of_the_departement_is_noticed_in_the_table_of_territories(write):
    frame, faults = read_table(write("code;nom\n09122;Saint-Lizier\n09268;Foix\n09225;Notre ville\n"), "territories")
    assert frame["name"].to_list() == ["Saint-Lizier", "Foix", "Notre ville"]
    assert [(fault.rule.code, fault.details["n"]) for fault in faults] == [("territory-other-name", 2)]
