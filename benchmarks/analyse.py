"""What the analysis of a campaign costs, stage by stage: processor seconds per territory.

A campaign of communes of the official list is written (see `again.py`), two campaigns of four colleges, answers drawn,
and analysed. Then the roadmaps of the same territories are made again with the mixed-integer programme (HiGHS, through
`scipy.optimize.milp`) alone, for what is chosen and for when it begins: that both close as much is checked.

    python benchmarks/analyse.py
    python benchmarks/analyse.py --communes 200 --people 20
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy as np
from again import write_campaign

from revue_analytics.campaign import open_campaign
from revue_analytics.review import analyse
from revue_analytics.roadmap.calendar import Calendar
from revue_analytics.roadmap.programme import solve_calendar, solve_choice

STAGES = {
    "everything": "revue_analytics.review.analysis.analyse_uncertainty",
    "· draws of respondents": "revue_analytics.review.uncertainty.leaf_draws",
    "· variance by source": "revue_analytics.review.uncertainty.variance_shares",
    "· findings": "revue_analytics.review.uncertainty.finding_table",
    "· change since the last campaign": "revue_analytics.review.uncertainty._change",
    "· roadmap: plan": "revue_analytics.review.roadmap.plan",
    "· roadmap: what conflicts": "revue_analytics.roadmap.planning.find_conflict",
    "· roadmap: core indices": "revue_analytics.review.roadmap.core_index",
    "· roadmap: more means, or less": "revue_analytics.review.roadmap.frontier",
    "agreement": "revue_analytics.review.analysis._agreement_tables",
    "frontier": "revue_analytics.review.analysis.frontier_table",
    "answers counted": "revue_analytics.review.analysis.count_responses",
}
PLANNED = [stage for stage in STAGES if "roadmap" in stage]


@contextmanager
def timed(stages: dict[str, str]) -> Iterator[Counter[str]]:
    """Count the processor seconds of functions, by the name of their stage."""
    used: Counter[str] = Counter()

    def timing(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timer(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                used[name] += time.process_time() - start

        return timer

    with ExitStack() as stack:
        for name, path in stages.items():
            module, function = path.rsplit(".", 1)
            original = getattr(__import__(module, fromlist=[function]), function)
            stack.enter_context(patch(path, timing(name, original)))
        yield used


def by_programme() -> ExitStack:
    """Let the mixed-integer programme choose, and say when to begin."""

    def choose(calendar: Calendar, points: np.ndarray) -> tuple[np.ndarray | None, str, float]:
        chosen, gap = solve_choice(calendar.actions, calendar.means, points)
        return chosen, "programme", gap

    def earliest(calendar: Calendar, chosen: np.ndarray, points: np.ndarray, first: np.ndarray | None = None) -> Any:
        begins = solve_calendar(calendar.actions, calendar.means, np.flatnonzero(chosen).tolist(), points, first)
        return np.array([(begins or {}).get(a, -1) for a in range(len(chosen))])

    stack = ExitStack()
    for module in ("planning", "robust", "budget_curve", "conflict"):
        stack.enter_context(patch(f"revue_analytics.roadmap.{module}.best_choice", choose))
    stack.enter_context(patch.object(Calendar, "earliest", earliest))
    return stack


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--communes", type=int, default=24)
    options.add_argument("--people", type=int, default=20)
    chosen = options.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name) / "campaign"
        codes = write_campaign(folder, chosen.communes, chosen.people)
        campaign = open_campaign(folder)
    analyse(campaign)  # what is imported once
    runs = []
    for way in (ExitStack, by_programme):
        with way(), timed(STAGES) as used:
            start = time.process_time()
            review = analyse(campaign)
            runs.append((review, used, time.process_time() - start))
    (ours, mine, total), (theirs, programme, other) = runs
    closed = [run.tables["roadmap_summary"]["closed"].to_numpy() for run in (ours, theirs)]
    assert np.allclose(*closed, atol=1e-4)
    print(f"{chosen.communes} communes × {chosen.people} respondents × 2 campaigns, ms of processor per territory\n")
    print("| stage | ms | with the programme alone | ratio |\n|---|--:|--:|--:|")
    print(f"| analyse | {1000 * total / len(codes):.0f} | {1000 * other / len(codes):.0f} | {other / total:.1f} |")
    for stage in STAGES:
        each = 1000 * mine[stage] / len(codes)
        beside = f"{1000 * programme[stage] / len(codes):.1f} | {programme[stage] / mine[stage]:.1f}"
        named = "of each territory" if stage == "everything" else stage
        print(f"| {named} | {each:.1f} | {beside if stage in PLANNED else ' | '} |")


if __name__ == "__main__":
    main()
