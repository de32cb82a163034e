"""JupyterLab itself, driven in Chromium: every notebook is opened and run, and a slider moves the scores."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager
from uuid import uuid4

import nbformat
import pytest

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from revue_analytics.reporting.installation import OFFLINE, quiet

pytestmark = pytest.mark.full

NOTEBOOKS = sorted(path.name for path in bundled("notebooks").glob("*.ipynb"))
PATIENCE = 240  # seconds


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start JupyterLab as `revue lab` does, on a copy of the demonstration with every notebook; give its address."""
    folder = ra.init_campaign(tmp_path_factory.mktemp("jupyter") / "demo", demo=True)
    for name in NOTEBOOKS:
        text = (bundled("notebooks") / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace('"../examples/demo\\"', '".\\"'), encoding="utf-8")
    log = folder.parent / "log"
    command = [sys.executable, "-m", "jupyterlab", *OFFLINE, "--no-browser", "--allow-root", "--port=0"]
    home = {"JUPYTER_CONFIG_DIR": str(folder.parent / "config"), "JUPYTER_DATA_DIR": str(folder.parent / "data")}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=quiet() | home)
    try:
        yield folder, _address(log, process)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(log, process):
    for _ in range(300):
        found = re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found[0]
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


@contextmanager
def opened(browser, address, name):
    """Open a notebook with its kernel started, in a workspace of its own: another holds tabs of those before."""
    context = browser.chromium.new_context(viewport={"width": 1400, "height": 1000})
    try:
        page = context.new_page()
        page.goto(address.replace("/lab?", f"/lab/workspaces/{uuid4().hex}/tree/{name}?"))
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=PATIENCE * 1000)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE * 1000)
        yield page
    finally:
        context.close()


def saved(page, path):
    """Save, once: a second save begun before the first has ended is taken for a change on the disk."""
    before = path.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    end = time.monotonic() + 30
    while time.monotonic() < end and path.stat().st_mtime_ns == before:
        page.wait_for_timeout(200)
    page.wait_for_timeout(300)
    return nbformat.read(path, as_version=4)


def run_all(page, path):
    """Run every cell and save; return the notebook as saved."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.wait_for_timeout(1000)
        if page.get_by_text("Python 3 (ipykernel) | Idle").count() == 0:
            continue
        notebook = saved(page, path)
        code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        failed = any(output.output_type == "error" for cell in code for output in cell.outputs)
        if failed or all(cell.execution_count for cell in code):
            return notebook
    raise AssertionError(f"{path.name}: the cells did not all end within {PATIENCE} s")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_newcomer_runs_the_notebook_from_top_to_bottom(browser, server, name):
    folder, address = server
    with opened(browser, address, name) as page:
        notebook = run_all(page, folder / name)
        said = [
            output.get("evalue") or output.get("text")
            for cell in notebook.cells
            if cell.cell_type == "code"
            for output in cell.outputs
            if output.output_type == "error" or output.get("name") == "stderr"
        ]
        assert not said


def test_it_does_not_ask_to_fetch_news(browser, server):
    _, address = server
    with opened(browser, address, "exploration.ipynb") as page:
        page.wait_for_timeout(3000)
        assert page.get_by_text("Jupyter news").count() == 0


def test_the_slider_moves_the_scores(browser, server):
    folder, address = server
    cell = nbformat.v4.new_code_cell("import revue_analytics as ra\nra.weight_explorer(ra.open_campaign('.'))")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "slider.ipynb")
    with opened(browser, address, "slider.ipynb") as page:
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_selector(".noUi-handle", timeout=PATIENCE * 1000)
        shown = page.locator(".widget-html-content").filter(has_text="Places gagnées").first
        before = shown.inner_text()
        page.locator(".noUi-handle").nth(4).focus()
        for _ in range(10):
            page.keyboard.press("PageUp")
        page.get_by_text("Participation des habitants 30,0 %").wait_for(timeout=30_000)
        assert shown.inner_text().split("Territoire")[1] != before.split("Territoire")[1]
