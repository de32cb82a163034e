"""Campaign folders spoilt in every way that a seed draws: each command ends with a message and a status, in time.

``REVUE_SEED=7 REVUE_MINUTES=15 make test-full`` draws others, and more of them. A failure prints the folder and the
steps as a test that can be pasted.
"""

from __future__ import annotations

import os
import time
from random import Random

import pytest

from tests.robustness.campaigns import BASES
from tests.robustness.spoiling import drawn_cells, drawn_steps, spoil
from tests.robustness.watching import lost, watch

SEED = int(os.environ.get("REVUE_SEED", "1"))
CAMPAIGNS, CELLS = 300, 16_000
MINUTES = float(os.environ.get("REVUE_MINUTES", "1"))  # for either of the long tests: what is not reached is left
ANALYSES = ("score", "sensitivity", "export --format json", "roadmap 01004 --format csv,ics")
SURVEYS = ("questionnaire --format limesurvey", "questionnaire --format xlsform", "questionnaire --format print")

PASTE = """seed {seed}, case {case}: paste this as a test

def test_found(tmp_path):
    watch(spoil(BASES[{base!r}](tmp_path / "campaign"), {steps!r}), {commands})
"""


def watched(folder, case, base, steps, commands):
    try:
        watch(spoil(folder, steps), *commands)
    except BaseException as error:
        said = ", ".join(map(repr, commands))
        error.add_note(PASTE.format(seed=SEED, case=case, base=base, steps=steps, commands=said))
        raise


def spoilt(tmp_path, case):
    """Spoil a campaign in one way to three, and some of its cells now and then; run one command of each kind on it."""
    rng = Random(f"{SEED}-{case}")
    base = rng.choice(sorted(BASES))
    folder = BASES[base](tmp_path / str(case))
    steps = drawn_cells(folder, rng, rng.choice([0, 0, 1, 3]))
    steps += drawn_steps(folder, rng, rng.choice([1, 1, 2, 3]))
    watched(folder, case, base, steps, [rng.choice(ANALYSES), rng.choice(SURVEYS), "follow"])


@pytest.mark.parametrize("case", range(6))
def test_a_spoilt_campaign_ends_with_a_message(tmp_path, case):
    spoilt(tmp_path, case)


@pytest.mark.full
def test_three_hundred_spoilt_campaigns_end_with_a_message(tmp_path):
    end = time.monotonic() + 60 * MINUTES
    for case in range(CAMPAIGNS):
        if time.monotonic() < end:
            spoilt(tmp_path, case)


def test_no_cell_of_fifty_is_lost_in_silence(tmp_path):
    cells_are_kept(tmp_path, "few", 50)


@pytest.mark.full
def test_no_cell_of_sixteen_thousand_is_lost_in_silence(tmp_path):
    end = time.monotonic() + 60 * MINUTES
    for case in range(CELLS // 50):
        if time.monotonic() < end:
            cells_are_kept(tmp_path, case, 50)


def cells_are_kept(tmp_path, case, n):
    """Spoil cells of the answers of a wide campaign: each is read, or named, or its territory is held back."""
    rng = Random(f"{SEED}-cells-{case}")
    folder = BASES["wide"](tmp_path / f"cells-{case}")
    steps = [step for step in drawn_cells(folder, rng, n) if step[1] == "data/reponses.csv" and step[2] > 0]
    watched(folder, case, "wide", steps, [])
    assert lost(folder, "data/reponses.csv") == 0, PASTE.format(
        seed=SEED, case=case, base="wide", steps=steps, commands=""
    )
