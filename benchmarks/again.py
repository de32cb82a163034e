"""What a command costs that finds everything as it was: processor seconds of whole processes, with and without.

A campaign of communes of the official list is written, two campaigns of four colleges, answers drawn. Each command is
then run afresh (``--fresh``) and again (the review that was saved is taken), children counted, in one run.

    python benchmarks/again.py
    python benchmarks/again.py --communes 24 --people 25
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import revue_analytics
from revue_analytics.framework import load_framework

COLLEGES = ("elus", "agents", "habitants", "partenaires")


def write_campaign(folder: Path, communes: int, people: int) -> list[str]:
    """Write a campaign folder of two campaigns and return the codes of its territories."""
    with as_file(files("revue_analytics") / "geography" / "data" / "communes.csv.gz") as path:
        codes = pd.read_csv(path, dtype=str)["code"].iloc[:: 34_000 // communes].head(communes).tolist()
    rng = np.random.default_rng(1)
    criteria = load_framework().leaf_ids
    (folder / "data").mkdir(parents=True)
    years = ("2023", "2026")
    settings = "".join(f'[[campaigns]]\nid = "{year}"\ndate = {year}-06-30\n' for year in years)
    (folder / "revue.toml").write_text(f'title = "Banc"\n{settings}', encoding="utf-8")
    for year in years:
        rows = [
            {
                "repondant": f"{code}-{year}-{k}",
                "code": code,
                "campagne": year,
                "college": COLLEGES[k % len(COLLEGES)],
                **dict(zip(criteria, rng.binomial(4, rng.beta(4, 4), len(criteria)).astype(str), strict=True)),
            }
            for code in codes
            for k in range(people)
        ]
        pd.DataFrame(rows).to_csv(folder / "data" / f"reponses_{year}.csv", sep=";", index=False)
    return codes


def timed(words: Sequence[str]) -> tuple[float, float]:
    """Processor and wall seconds of a command, its children included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "revue_analytics.cli", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "REVUE_LANG": "en", "OPENBLAS_NUM_THREADS": "1"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"revue {' '.join(words)} ended with {done.returncode}: {done.stderr}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--communes", type=int, default=24)
    options.add_argument("--people", type=int, default=25)
    chosen = options.parse_args()
    compileall.compile_dir(Path(revue_analytics.__file__).parent, quiet=1)
    with TemporaryDirectory() as name:
        folder = Path(name) / "campaign"
        code = write_campaign(folder, chosen.communes, chosen.people)[0]
        print(f"{chosen.communes} communes × {chosen.people} respondents × 2 campaigns", flush=True)
        made, wall = timed(["batch", str(folder)])
        print(f"first batch: {made:.1f} s of processor, {wall:.1f} s of wall clock\n")
        print("| command | afresh | again | ratio | wall, afresh | wall, again |\n|---|--:|--:|--:|--:|--:|")
        for words in (["batch"], ["report", code], ["score"], ["export"], ["check"]):
            command = [words[0], str(folder), *words[1:]]
            fresh, slow = timed(command if words == ["check"] else [*command, "--fresh"])
            again, quick = timed(command)
            print(
                f"| {words[0]} | {fresh:.1f} | {again:.1f} | {again / fresh:.2f} | {slow:.1f} | {quick:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
