"""Campaign folders spoilt in every way that a seed draws: each command ends with a message and a status, in time.

``REVUE_SEED=7 make test-full`` draws others. A failure prints the folder and the steps as a test that can be pasted.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from tests.robustness.campaigns import BASES, CRITERIA, apart
from tests.robustness.spoiling import NASTY, drawn_cells, drawn_steps, spoil
from tests.robustness.watching import lost, watch

SEED = int(os.environ.get("REVUE_SEED", "1"))
CAMPAIGNS, CELLS, AT_ONCE = 300, 16_000, 400
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
@pytest.mark.parametrize("part", range(6))  # of one minute each at most
def test_three_hundred_spoilt_campaigns_end_with_a_message(tmp_path, part):
    for case in range(part, CAMPAIGNS, 6):
        spoilt(tmp_path, case)


def test_no_cell_of_fifty_is_lost_in_silence(tmp_path):
    cells_are_kept(tmp_path, "few", 50)


@pytest.mark.full
def test_no_cell_of_sixteen_thousand_is_lost_in_silence(tmp_path):
    for case in range(CELLS // AT_ONCE):
        cells_are_kept(tmp_path, case, AT_ONCE)


def cells_are_kept(tmp_path, case, n):
    """Spoil cells of a wide file: each is read, or named, or its territory is held back for a row that is named."""
    rng = Random(f"{SEED}-cells-{case}")
    folder = apart(tmp_path / f"cells-{case}", 2 * n)
    columns = [*range(3), *[*range(3, 3 + len(CRITERIA))] * 2]  # who answered is spoilt now and then
    cells = [(rng.randrange(1, 2 * n + 1), rng.choice(columns), rng.choice(NASTY)) for _ in range(n)]
    assert lost(spoil(folder, [("each_of", "data/reponses.csv", cells)]), "data/reponses.csv") == 0, cells
