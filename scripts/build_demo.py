"""Write the data of the demonstration campaign: `python scripts/build_demo.py [FOLDER]` (default: examples/demo).

Everything is invented and drawn from one seed; the same bytes come out each time, and a test checks that the files in
`examples/demo/data` are those. `revue.toml` and `README.md` beside them are written by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from demo.comments import add_remarks
from demo.files import excel_fr, invited, limesurvey, targets, territories, write
from demo.model import answer_sheets
from demo.plans import actions, decisions, reviewer

SEED = 20260312


def build(folder: Path) -> None:
    rng = np.random.default_rng(SEED)
    before, now = answer_sheets(rng, "2023"), answer_sheets(rng, "2026")
    add_remarks(rng, before, share=0.4)
    add_remarks(rng, now)
    write(
        folder,
        {
            "enquete_2023.csv": excel_fr(rng, before),
            "limesurvey_2026.csv": limesurvey(rng, now),
            "territoires.csv": territories(),
            "invites.csv": invited(),
            "cibles.csv": targets(),
            "actions.csv": actions(),
            "decisions.csv": decisions(),
            "evaluateur.csv": reviewer(),
        },
    )


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "examples" / "demo")
