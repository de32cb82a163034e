"""Rebuild the tables of places that the package ships, from the npm package @etalab/decoupage-administratif.

Run `npm pack @etalab/decoupage-administratif` and give me the file it leaves (or the folder it unpacks to):

    python scripts/build_places.py etalab-decoupage-administratif-6.0.0.tgz

The same package gives the same bytes. Nothing is written unless every check passes. For another vintage, change
`VINTAGE` and `SOURCE` in `revue_analytics/geography/__init__.py`, and the figures in the data folder's `README.md`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "revue_analytics" / "geography" / "data"
COMMUNES_OF_VERSION = {"6.0.0": 34_969}  # what a known version of the package must give


@dataclass(frozen=True)
class Table:
    """One shipped file: its name, its header and its rows, all cells text."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def csv(self) -> bytes:
        """Return the table as UTF-8 CSV with Unix line ends."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([self.header, *self.rows])
        return text.getvalue().encode("utf-8")

    def content(self) -> bytes:
        """Return the bytes of the file, compressed (no name, no time inside) when its name ends in ``.gz``."""
        if not self.file.endswith(".gz"):
            return self.csv()
        packed = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as stream:
            stream.write(self.csv())
        return packed.getvalue()


def read_package(path: Path) -> dict[str, Any]:
    """Read the JSON files that we use, by name, from the unpacked folder or the ``.tgz`` of ``npm pack``."""
    names = {"package": "package.json"} | {
        name: f"data/{name}.json" for name in ("communes", "epci", "departements", "regions")
    }
    if path.is_dir():
        return {name: json.loads((path / file).read_text(encoding="utf-8")) for name, file in names.items()}
    with tarfile.open(path) as archive:
        return {name: json.load(archive.extractfile(f"package/{file}")) for name, file in names.items()}


def build(package: dict[str, Any]) -> dict[str, Table]:
    """Make the five tables, each sorted by code."""
    current = [c for c in package["communes"] if c["type"] == "commune-actuelle"]
    population = {c["code"]: c.get("population") for c in current}
    epci_of = {member["code"]: epci["code"] for epci in package["epci"] for member in epci["membres"]}

    def total(members: Iterable[dict[str, Any]]) -> int | None:
        # The package's own EPCI figures are a year older than those of its communes: the sum is consistent.
        counts = [population.get(member["code"]) for member in members]
        return None if None in counts else sum(counts)

    tables = [
        Table(
            "communes.csv.gz",
            ("code", "name", "departement", "region", "epci", "population"),
            _rows(
                (c["code"], c["nom"], c["departement"], c["region"], epci_of.get(c["code"]), population[c["code"]])
                for c in current
            ),
        ),
        Table("former_codes.csv.gz", ("former", "code", "nature"), _former(package["communes"])),
        Table(
            "epci.csv",
            ("code", "name", "kind", "population"),
            _rows((e["code"], e["nom"], e["type"], total(e["membres"])) for e in package["epci"]),
        ),
        Table("departements.csv", ("code", "name"), _rows((d["code"], d["nom"]) for d in package["departements"])),
        Table("regions.csv", ("code", "name"), _rows((r["code"], r["nom"]) for r in package["regions"])),
    ]
    return {table.file.split(".")[0]: table for table in tables}


def _rows(rows: Iterable[tuple[Any, ...]]) -> tuple[tuple[str, ...], ...]:
    """Sort the rows; every cell is text on one line without double spaces, nothing is an empty cell."""
    return tuple(sorted(tuple("" if cell is None else " ".join(str(cell).split()) for cell in row) for row in rows))


def _former(communes: list[dict[str, Any]]) -> tuple[tuple[str, ...], ...]:
    """List the codes that are not, or no longer, a commune's own, with the current commune and why.

    A commune déléguée that bears the code of its current commune (584 of them in 2026) is no former code. Two codes
    (55273 and 60455) point to two places, because the land was split or moved: both rows stay.
    """
    current = {c["code"] for c in communes if c["type"] == "commune-actuelle"}
    nature: dict[tuple[str, str], str] = {}
    for commune in communes:
        code = commune["code"]
        match commune["type"]:
            case "commune-actuelle":
                for former in commune.get("anciensCodes", []):
                    nature.setdefault((former, code), "former")
            case "commune-deleguee" if code not in current:
                nature[code, commune["chefLieu"]] = "delegated"
            case "commune-associee" if code not in current:
                nature[code, commune["chefLieu"]] = "associated"
            case "arrondissement-municipal":
                nature[code, commune["commune"]] = "arrondissement"
    return _rows((former, code, why) for (former, code), why in nature.items())


def check(tables: dict[str, Table], package: dict[str, Any]) -> list[tuple[str, bool]]:
    """Say what must hold of the tables, and whether it does."""
    codes = {name: [row[0] for row in table.rows] for name, table in tables.items()}
    communes, former = tables["communes"].rows, tables["former_codes"].rows
    known = {name: set(of) for name, of in codes.items()}
    members = {member["code"] for epci in package["epci"] for member in epci["membres"]}
    version = package["package"]["version"]
    expected = COMMUNES_OF_VERSION.get(version, len(communes))
    return [
        (f"package {version}: {expected} communes expected, {len(communes)} found", len(communes) == expected),
        *(
            (f"{name}: no code twice", len(codes[name]) == len(known[name]))
            for name in ("communes", "epci", "departements", "regions")
        ),
        ("every commune has a name", all(row[1] for row in communes)),
        ("every commune's département is known", {row[2] for row in communes} <= known["departements"]),
        ("every commune's région is known", {row[3] for row in communes} <= known["regions"]),
        ("every commune's EPCI is known", {row[4] for row in communes} - {""} <= known["epci"]),
        ("every member of an EPCI is a current commune", members <= known["communes"]),
        ("no commune is in two EPCI", len(members) == sum(len(e["membres"]) for e in package["epci"])),
        ("every former code leads to a current commune", {row[1] for row in former} <= known["communes"]),
        ("no former code is a current commune", not known["former_codes"] & known["communes"]),
        ("every commune's code has five characters", all(len(code) == 5 for code in known["communes"])),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Build, check, write, and say so; 1 if a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, metavar="FOLDER_OR_TGZ", help="the file that `npm pack` left")
    parser.add_argument(
        "--out", type=Path, default=DATA, help="where to write (default: the package's own data folder)"
    )
    options = parser.parse_args(arguments)

    package = read_package(options.package)
    tables = build(package)
    checks = check(tables, package)
    for said, holds in checks:
        print("ok  " if holds else "FAIL", said)
    codes = [row[0] for row in tables["former_codes"].rows]
    print("note former codes that lead to two communes:", *sorted({c for c in codes if codes.count(c) > 1}))
    print("note communes without a population:", *(row[0] for row in tables["communes"].rows if not row[5]))
    if not all(holds for _, holds in checks):
        print("Nothing was written.", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    for table in tables.values():
        content = table.content()
        (options.out / table.file).write_bytes(content)
        digest = hashlib.sha256(table.csv()).hexdigest()[:12]
        print(f"wrote {table.file}: {len(table.rows)} rows, {len(content)} bytes, sha256 of the text {digest}…")
    return 0


if __name__ == "__main__":
    sys.exit(main())
