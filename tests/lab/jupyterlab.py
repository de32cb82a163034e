"""JupyterLab itself, started as `revue lab` does and driven in Chromium."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager
from uuid import uuid4

import nbformat

from revue_analytics.campaign.bundled import bundled
from revue_analytics.terminal.installation import OFFLINE, quiet

NOTEBOOKS = sorted(path.name for path in bundled("notebooks").glob("*.ipynb"))
PATIENCE = 240  # seconds


def put_notebooks(folder):
    """Put every notebook of ours into a campaign folder, looking at that campaign."""
    for name in NOTEBOOKS:
        text = (bundled("notebooks") / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace('"../examples/demo\\"', '".\\"'), encoding="utf-8")


@contextmanager
def started(folder):
    """Start JupyterLab in a folder; give its address."""
    log = folder.parent / "log"
    command = [sys.executable, "-m", "jupyterlab", *OFFLINE, "--no-browser", "--allow-root", "--port=0"]
    home = {"JUPYTER_CONFIG_DIR": str(folder.parent / "config"), "JUPYTER_DATA_DIR": str(folder.parent / "data")}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=quiet() | home)
    try:
        yield _address(log, process)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(log, process):
    for _ in range(300):
        line = re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", log.read_text(encoding="utf-8", errors="replace"))
        if line:
            return line[0]
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


@contextmanager
def opened(browser, address, name, height=1000):
    """Open a notebook with its kernel started, in a workspace of its own: another holds tabs of those before."""
    context = browser.chromium.new_context(viewport={"width": 1400, "height": height})
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


def press_run_all(page):
    """Choose “Run All Cells” in the menu."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def run_all(page, path):
    """Run every cell and save; return the notebook as saved."""
    press_run_all(page)
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
