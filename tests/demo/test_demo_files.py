"""The demonstration campaign as it is stored: invented, reproducible, and in the shapes that consultants receive."""

import csv
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from revue_analytics import geography
from revue_analytics.campaign.bundled import bundled
from revue_analytics.campaign.settings_file import read_settings
from revue_analytics.framework import load_framework

ROOT = Path(__file__).parents[2]
DEMO = bundled("examples") / "demo"
DATA = sorted(path.name for path in (DEMO / "data").iterdir())


def rows(name, encoding="utf-8", separator=";"):
    text = (DEMO / "data" / name).read_bytes().decode(encoding)
    return list(csv.DictReader(text.splitlines(), delimiter=separator))


def plain(name):
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())


def test_the_generator_writes_the_stored_bytes(tmp_path):
    subprocess.run([sys.executable, ROOT / "scripts" / "build_demo.py", tmp_path], check=True, timeout=60)
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == DATA
    for name in DATA:
        assert (tmp_path / "data" / name).read_bytes() == (DEMO / "data" / name).read_bytes(), name


def test_no_real_commune_or_epci_bears_a_name_or_a_code_of_the_campaign():
    territories = rows("territoires.csv")
    real = pd.concat([geography.communes(), geography.epcis()])
    assert not {t["code"] for t in territories} & {*real["code"], *geography.former_codes()["former"]}
    names = {plain(t["nom"]) for t in territories}
    names |= {name.replace("communaute de communes", "cc") for name in names}
    assert not names & set(real["name"].map(plain))
    assert "00" not in set(geography.departements()["code"])
    assert plain(territories[0]["libelle_departement"]) not in {plain(n) for n in geography.departements()["name"]}


def test_twelve_territories_of_different_sizes_one_of_them_an_epci():
    territories = rows("territoires.csv")
    assert Counter(t["nature"] for t in territories) == {"commune": 11, "epci": 1}
    inhabitants = [int(t["population"]) for t in territories if t["nature"] == "commune"]
    assert max(inhabitants) >= 10_000 and sum(p < 1_000 for p in inhabitants) >= 3
    assert sum(1_000 <= p < 3_500 for p in inhabitants) >= 5  # so that peers exist


def test_2026_is_a_limesurvey_export_and_2023_an_excel_fr_file():
    lime = (DEMO / "data" / "limesurvey_2026.csv").read_bytes()
    assert lime.startswith(b'"id","submitdate","lastpage","startlanguage","seed","codeinsee","college","I1[I1A]"')
    excel = (DEMO / "data" / "enquete_2023.csv").read_bytes()
    assert excel.count(b"\r\n") == excel.count(b"\n") and b";12,5;" in excel
    with pytest.raises(UnicodeDecodeError):
        excel.decode("utf-8")
    framework = load_framework()
    headers = excel.decode("cp1252").splitlines()[0].split(";")
    assert {leaf.label["fr"] for leaf in framework.leaves} <= set(headers)


def test_about_twenty_five_people_answered_per_territory_three_in_one_and_one_joined_in_2026():
    now = Counter(r["codeinsee"] for r in rows("limesurvey_2026.csv", separator=","))
    before = Counter(r["Code Insee"] for r in rows("enquete_2023.csv", "cp1252"))
    fewest, next_fewest = sorted(now.values())[:2]
    assert len(now) == 12 and fewest == 3 and next_fewest >= 20
    assert set(now) - set(before) == {"00009"}


def test_the_campaign_says_that_it_is_fictitious():
    assert read_settings(DEMO).fictitious
    assert "fictives" in (DEMO / "README.md").read_text("utf-8") and "CC0" in (DEMO / "README.md").read_text("utf-8")
