"""Pages per minute: a plain loop of papermill and nbconvert against a batch of ours, side by side.

The same report notebook, the same saved review, two processes each, in one run:

- *naive*: for each territory `papermill.execute_notebook` in an ordinary kernel, then a new `HTMLExporter`;
- *ours*: `make_pages`, the fork server of `revue batch`.

Then the driver's memory over many pages, how much of a page is ours rather than its notebook's own cells, what the
whole country would take, and the list of 34 969 territories opened in a browser.

    python benchmarks/batch.py                 # everything
    python benchmarks/batch.py --pages 24 --many 0 --no-index
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import numpy as np
import pandas as pd
from nbformat.v4 import new_code_cell, new_notebook

from revue_analytics.batches.index import index_page
from revue_analytics.batches.job import Job, make_page
from revue_analytics.batches.pages import make_pages
from revue_analytics.campaign import open_campaign
from revue_analytics.campaign.bundled import bundled
from revue_analytics.document.page.shell import page_for
from revue_analytics.notebooks.fork_server import ForkServer, result_of
from revue_analytics.review import Review, analyse
from revue_analytics.terminal.installation import find_chromium

COUNTRY = 34_969
NOTEBOOK = bundled("notebooks") / "territory_review.ipynb"


def communes(n: int) -> pd.DataFrame:
    """The first `n` communes of the official list."""
    with as_file(files("revue_analytics") / "geography" / "data" / "communes.csv.gz") as path:
        table = pd.read_csv(path, dtype=str)
    return table.iloc[np.linspace(0, len(table) - 1, n).astype(int)]


def simulated(review: Review, n: int) -> Review:
    """A review of `n` communes: each has the tables of one of the demonstration's territories, its scores moved."""
    rng = np.random.default_rng(0)
    places = communes(n)
    codes = places["code"].to_numpy()
    like = rng.choice([code for code in review.codes if code not in ("00009", "00010")], n)
    moved = pd.Series(rng.normal(0, 12, n), index=codes)
    tables = {}
    for name, frame in review.tables.items():
        by = dict(iter(frame.groupby("territory")))
        parts = [by[source].assign(territory=code) for code, source in zip(codes, like, strict=True) if source in by]
        table = pd.concat(parts, ignore_index=True) if parts else frame.iloc[:0]
        table = table.sort_values("territory", kind="stable", ignore_index=True)
        tables[name] = table.astype({"territory": "str"})
    scores = tables["scores"]
    shift = scores["territory"].map(moved).to_numpy()
    for column in ("score", "low", "high"):
        scores[column] = (scores[column] + shift).clip(0, 100)
    scores["level"] = (scores["score"] // 25).clip(0, 4).astype("Int8")
    found = tables["territories"].set_index("territory")
    named = places.set_index("code").reindex(found.index)
    found["name"], found["departement"] = named["name"].to_numpy(), named["departement"].to_numpy()
    found["departement_name"], found["kind"] = found["departement"], "commune"
    tables["territories"] = found.reset_index()
    return Review(review.framework, review.meta, tables)


def naive(job: Job) -> str:
    """What everybody writes first."""
    import papermill
    from nbconvert.exporters import HTMLExporter

    parameters = {
        "campaign": str(job.campaign),
        "review": str(job.review),
        "territory": job.territory,
        "language": "fr",
    }
    done = job.out / f"{job.territory}.ipynb"
    papermill.execute_notebook(job.notebook, done, parameters, kernel_name="python3", progress_bar=False)
    html, _ = HTMLExporter(exclude_input=True).from_filename(str(done))
    (job.out / f"{job.territory}.html").write_text(html, encoding="utf-8")
    return job.territory


def jobs(review: Review, saved: Path, out: Path, n: int) -> list[Job]:
    out.mkdir(parents=True, exist_ok=True)
    shell = page_for(review, "fr")
    names = dict(zip(review.territories["territory"], review.territories["name"], strict=True))
    return [
        Job(code, NOTEBOOK, out, saved, out, replace(shell, territory=str(names[code]))) for code in review.codes[:n]
    ]


def cpu() -> float:
    """Processor seconds of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory() -> float:
    """Resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed_naive(work: list[Job], processes: int) -> tuple[float, float]:
    """Wall and processor seconds, without the start of the pool."""
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(naive, work[:processes]))
        start, before = time.perf_counter(), cpu()
        list(pool.map(naive, work[processes:]))
        wall = time.perf_counter() - start
    return wall, cpu() - before


def timed_ours(work: list[Job], processes: int) -> tuple[float, float, list[float]]:
    """Wall and processor seconds, without the start of the fork server; memory of the driver along the way."""
    sizes = []
    before = cpu()
    with ForkServer() as fork_server:
        for outcome in make_pages(work[:processes], processes, fork_server):
            assert outcome.page, outcome
        start = time.perf_counter()
        for n, outcome in enumerate(make_pages(work[processes:], processes, fork_server)):
            assert outcome.page, outcome
            if n % 25 == 0:
                sizes.append(memory())
        wall = time.perf_counter() - start
    return wall, cpu() - before - warming(), sizes


@cache
def warming() -> float:
    """Processor seconds that a fork server takes to start."""
    before = cpu()
    with ForkServer() as fork_server:
        fork_server.ask(b"work").close()
    return cpu() - before


def hollow(job: Job, folder: Path) -> Job:
    """The job of a notebook that shows what the report shows, and computes nothing: what is left is ours."""
    make = replace(job, formats=("ipynb",))
    with ForkServer() as fork_server:
        assert result_of(fork_server.call(make_page, make)).page
    done = nbformat.read(job.out / f"{job.territory}.ipynb", 4)
    shown = [o.data["text/html"] for c in done.cells for o in c.get("outputs", ()) if "text/html" in o.get("data", {})]
    (folder / "shown.json").write_text(json.dumps(shown), encoding="utf-8")
    first = f"import json\nfrom IPython.display import HTML\nshown = json.load(open({str(folder / 'shown.json')!r}))"
    parameters = next(cell for cell in done.cells if "parameters" in cell.metadata.get("tags", ()))
    cells = [parameters, new_code_cell(first), *(new_code_cell(f"HTML(shown[{n}])") for n in range(len(shown)))]
    nbformat.write(new_notebook(cells=cells), folder / "hollow.ipynb")
    return replace(job, notebook=folder / "hollow.ipynb")


def open_index(review: Review, folder: Path) -> str:
    """Build the list of the whole country and open it; say how long both took."""
    from playwright.sync_api import sync_playwright

    country = replace_territories(review)
    start = time.perf_counter()
    html = index_page(country, {code: f"{code}.html" for code in country.codes}, [], "fr")
    built = time.perf_counter() - start
    path = folder / "index.html"
    path.write_text(html, encoding="utf-8")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=find_chromium(), args=["--headless", "--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        start = time.perf_counter()
        page.goto(path.as_uri(), wait_until="load")
        said = page.locator(".count").text_content()
        opened = time.perf_counter() - start
        browser.close()
    return f"built in {built:.1f} s, {len(html.encode()) / 1e6:.1f} MB, opened in {opened:.1f} s: “{said}”"


def replace_territories(review: Review) -> Review:
    """The tables that the list needs, for every commune of the country."""
    places = communes(COUNTRY)
    source = review.codes[0]
    tables = dict(review.tables)
    for name in ("territories", "scores"):
        part = review.tables[name][review.tables[name]["territory"] == source]
        whole = pd.concat([part] * COUNTRY, ignore_index=True)
        whole["territory"] = np.repeat(places["code"].to_numpy(), len(part))
        tables[name] = whole.astype({"territory": "str"})
    named = tables["territories"]
    named["name"], named["departement"] = places["name"].to_numpy(), places["departement"].to_numpy()
    named["departement_name"] = named["departement"]
    return Review(review.framework, review.meta, tables)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--processes", type=int, default=2)
    given.add_argument("--pages", type=int, default=40, help="pages of the naive loop")
    given.add_argument("--many", type=int, default=500, help="distinct communes that ours makes")
    given.add_argument("--no-index", action="store_true")
    told = given.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        demo = analyse(open_campaign(bundled("examples") / "demo"))
        print(f"analysis of {len(demo.codes)} territories: {time.perf_counter() - start:.1f} s", flush=True)
        review = simulated(demo, max(told.many, told.pages) + told.processes)
        saved = review.save(folder / "review")
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        n = told.pages + told.processes
        rows = []
        # side by side in time too: half of ours, the naive loop, the other half
        first = timed_ours(jobs(review, saved, folder / "ours", n), told.processes)
        plain = timed_naive(jobs(review, saved, folder / "naive", n), told.processes)
        second = timed_ours(jobs(review, saved, folder / "again", n), told.processes)
        wall, used = (first[0] + second[0]) / 2, (first[1] + second[1]) / 2
        rows = [("naive", *plain), ("ours", wall, used)]
        print("\n| | pages per minute | seconds per page and process | processor seconds per page |")
        print("|---|--:|--:|--:|")
        for label, seconds, processor in rows:
            per_page = seconds * told.processes / told.pages
            print(f"| {label} | {60 * told.pages / seconds:.0f} | {per_page:.2f} | {processor / n:.2f} |")
        print(f"| ratio | {plain[0] / wall:.1f} × | | {plain[1] / used:.1f} × |\n", flush=True)
        empty = hollow(jobs(review, saved, folder / "hollow", 1)[0], folder)
        same = [replace(empty, territory=str(k), review=folder / "none") for k in range(40 + told.processes)]
        seconds, processor, _ = timed_ours(same, told.processes)
        ours = f"{seconds * told.processes / 40:.3f} s ({processor / len(same):.3f} s of processor)"
        print(f"of a page, ours rather than its notebook's cells: {ours}", flush=True)
        if told.many:
            seconds, processor, sizes = timed_ours(jobs(review, saved, folder / "many", told.many), told.processes)
            print(f"{told.many} communes: {seconds:.0f} s, {60 * told.many / seconds:.0f} pages per minute; ", end="")
            print(f"driver {sizes[0]:.0f} MB at first, {sizes[-1]:.0f} MB at last, {max(sizes):.0f} MB at most")
            hours = seconds / told.many * COUNTRY / 3600
            print(f"{COUNTRY} communes at that rate with {told.processes} processes: {hours:.1f} h", flush=True)
        if not told.no_index:
            print(f"list of {COUNTRY}: {open_index(demo, folder)}")


if __name__ == "__main__":
    main()
