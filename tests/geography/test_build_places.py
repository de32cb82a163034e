"""The script that rebuilds the shipped lists, on a package of a few communes."""

import gzip
import importlib.util
import json
import sys
import tarfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "build_places.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("build_places", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_places"] = module  # a dataclass looks its module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["build_places"]


def commune(code, name, kind="commune-actuelle", **more):
    return {"code": code, "nom": name, "departement": "01", "region": "84", "type": kind, **more}


@pytest.fixture
def content():
    return {
        "package.json": {"name": "tiny", "version": "0.0.1"},
        "data/departements.json": [{"code": "01", "nom": "Ain"}],
        "data/regions.json": [{"code": "84", "nom": "Auvergne-Rhône-Alpes"}],
        "data/epci.json": [
            {
                "code": "200000002",
                "nom": "CC  des  Essais",
                "type": "CC",
                "membres": [{"code": "01002"}, {"code": "01001"}],
            }
        ],
        "data/communes.json": [
            commune("01002", 'Essai, dit "Deux"', population=20, anciensCodes=["01902", "01903", "01904"]),
            commune("01001", "Essai-Un", population=10),
            commune("01003", "Sans habitant"),
            commune("01001", "Un", "commune-deleguee", chefLieu="01001"),
            commune("01902", "Deux", "commune-deleguee", chefLieu="01002"),
            commune("01903", "Trois", "commune-associee", chefLieu="01001"),
            commune("01991", "Un 1er", "arrondissement-municipal", commune="01001"),
        ],
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path, content):
    folder = tmp_path / "package"
    for file, value in content.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    return folder


def built(out):
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_the_tables_are_sorted_and_complete(script, folder, tmp_path, capsys):
    assert script.main([str(folder), "--out", str(tmp_path / "out")]) == 0
    files = built(tmp_path / "out")
    assert gzip.decompress(files["communes.csv.gz"]).decode() == (
        "code,name,departement,region,epci,population\n"
        "01001,Essai-Un,01,84,200000002,10\n"
        '01002,"Essai, dit ""Deux""",01,84,200000002,20\n'
        "01003,Sans habitant,01,84,,\n"
    )
    assert gzip.decompress(files["former_codes.csv.gz"]).decode() == (
        "former,code,nature\n"
        "01902,01002,delegated\n"
        "01903,01001,associated\n"
        "01903,01002,former\n"
        "01904,01002,former\n"
        "01991,01001,arrondissement\n"
    )
    assert files["epci.csv"].decode() == "code,name,kind,population\n200000002,CC des Essais,CC,30\n"
    assert files["departements.csv"].decode() == "code,name\n01,Ain\n"
    assert files["regions.csv"].decode() == "code,name\n84,Auvergne-Rhône-Alpes\n"
    said = capsys.readouterr().out
    assert "FAIL" not in said
    assert "lead to two communes: 01903\n" in said
    assert "without a population: 01003\n" in said
    assert "wrote communes.csv.gz: 3 rows" in said


def test_the_same_package_gives_the_same_bytes_from_a_folder_or_an_archive(script, folder, content, tmp_path):
    archive = tmp_path / "tiny.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder, "package")
    content["data/communes.json"].reverse()
    reordered = tmp_path / "reordered"
    folder.rename(reordered)
    (reordered / "data/communes.json").write_text(json.dumps(content["data/communes.json"]), encoding="utf-8")
    for i, package in enumerate([reordered, archive, archive]):
        assert script.main([str(package), "--out", str(tmp_path / str(i))]) == 0
    assert built(tmp_path / "0") == built(tmp_path / "1") == built(tmp_path / "2")


def test_no_time_and_no_name_are_inside_a_compressed_file(script):
    packed = script.Table("x.csv.gz", ("a",), (("1",),)).content()
    assert packed[3:8] == bytes(5)  # no flags (so no name), no time


@pytest.mark.parametrize(
    "spoil, said",
    [
        (lambda c: c["data/epci.json"][0]["membres"].append({"code": "01999"}), "every member of an EPCI"),
        (lambda c: c["data/communes.json"][4].update(chefLieu="01999"), "every former code leads to"),
        (lambda c: c["data/communes.json"][0]["anciensCodes"].append("01001"), "no former code is a current"),
        (lambda c: c["data/communes.json"].append(c["data/communes.json"][1]), "communes: no code twice"),
        (lambda c: c["data/communes.json"][0].update(departement="99"), "every commune's département"),
        (lambda c: c["package.json"].update(version="6.0.0"), "34969 communes expected, 3 found"),
    ],
)
def test_a_package_that_contradicts_itself_is_refused_and_nothing_is_written(
    script, folder, content, tmp_path, capsys, spoil, said
):
    spoil(content)
    for file, value in content.items():
        (folder / file).write_text(json.dumps(value), encoding="utf-8")
    assert script.main([str(folder), "--out", str(tmp_path / "out")]) == 1
    assert any(line.startswith("FAIL") and said in line for line in capsys.readouterr().out.splitlines())
    assert not (tmp_path / "out").exists()
