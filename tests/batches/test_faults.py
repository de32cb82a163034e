"""What can befall a batch: nothing finished is lost, nothing half-made looks whole, and running again goes on."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from revue_analytics.batches import BatchResult, batch
from revue_analytics.batches.lock import FolderTaken, only_here
from revue_analytics.errors import ReportError
from revue_analytics.notebooks.fork_process import available
from tests.batches.driver import campaign_of, many
from tests.batches.test_again import bytes_of
from tests.notebooks.conftest import write_notebook
from tests.sharing import analysed

DATA = Path(__file__).parent / "data"
SMALL = DATA / "small.ipynb"
DRIVER = Path(__file__).parent / "driver.py"
ALL = 8

pytestmark = pytest.mark.skipif(not available(), reason="forks")


@pytest.fixture
def slow(tmp_path):
    """A notebook whose page takes a moment: there is time to interfere."""
    return write_notebook(tmp_path / "slow.ipynb", "import time\ntime.sleep(0.3)", "territory")


@pytest.fixture
def begin(tmp_path):
    """Begin a batch in another process; whatever the test finds, nothing of it is left."""
    begun = []

    def call(out: Path, notebook: Path) -> subprocess.Popen:
        driver = subprocess.Popen(
            [sys.executable, DRIVER, out, notebook, str(ALL)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun.append(driver)
        return driver

    yield call
    for driver in begun:
        driver.kill()
        driver.communicate()


@pytest.fixture
def go_on(monkeypatch):
    """Run the same batch again, in this process."""

    def call(out: Path, notebook: Path) -> BatchResult:
        review = many(ALL)
        monkeypatch.setattr(
            "revue_analytics.campaign.open_campaign", lambda *_, **__: campaign_of(out.parent, review.codes)
        )
        with analysed(review):
            return batch(out, out=out, notebook=notebook, jobs=2)

    return call


def pages(out: Path) -> set[str]:
    return {path.name for path in out.glob("1*.html")}


def until(found, within=60):
    deadline = time.monotonic() + within
    while not found():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def finished(driver: subprocess.Popen) -> str:
    said, errors = driver.communicate(timeout=300)
    assert driver.returncode == 0, errors
    return said.strip()


def test_ctrl_c_is_prompt_leaves_no_process_and_the_next_batch_goes_on(begin, go_on, tmp_path, slow):
    out = tmp_path / "out"
    driver = begin(out, slow)
    until(lambda: len(pages(out)) >= 2)
    processes = psutil.Process(driver.pid).children(recursive=True)
    start = time.monotonic()
    driver.send_signal(signal.SIGINT)
    driver.communicate(timeout=30)
    assert time.monotonic() - start < 10
    assert driver.returncode != 0
    assert not psutil.wait_procs(processes, timeout=10)[1]
    kept = len((out / ".manifest.jsonl").read_text().splitlines())
    result = go_on(out, slow)
    assert (len(result.done) + len(result.unchanged), result.failed) == (ALL, ())
    assert len(result.unchanged) >= kept >= 1


def test_a_killed_driver_leaves_no_process_and_no_lock(begin, go_on, tmp_path, slow):
    out = tmp_path / "out"
    driver = begin(out, slow)
    until(lambda: len(pages(out)) >= 2)
    processes = psutil.Process(driver.pid).children(recursive=True)
    driver.kill()
    assert not psutil.wait_procs(processes, timeout=10)[1]
    result = go_on(out, slow)
    assert (len(result.done) + len(result.unchanged), result.failed) == (ALL, ())
    assert result.unchanged


@pytest.mark.full
def test_killed_at_ten_random_moments_then_run_again_all_bytes_are_those_of_a_quiet_run(begin, go_on, tmp_path, slow):
    start = time.monotonic()
    finished(begin(tmp_path / "quiet", slow))
    usual = time.monotonic() - start
    out, draw = tmp_path / "out", random.Random(20)
    for _ in range(10):
        driver = begin(out, slow)
        time.sleep(draw.uniform(0.2, 1.0) * usual)
        driver.kill()
        driver.communicate()
        for page in pages(out):  # none is ever half
            assert (out / page).read_bytes() == (tmp_path / "quiet" / page).read_bytes()
    go_on(out, slow)
    assert bytes_of(out) == bytes_of(tmp_path / "quiet")


def test_two_batches_at_once_the_second_says_who_holds_the_folder(begin, go_on, tmp_path):
    out, enough = tmp_path / "out", tmp_path / "enough"
    cell = f"import os, time\nwhile territory > '10002' and not os.path.exists({str(enough)!r}): time.sleep(0.05)"
    held = write_notebook(tmp_path / "held.ipynb", cell)
    first = begin(out, held)
    until(lambda: pages(out))
    with pytest.raises(FolderTaken, match=f"another batch is at work in {out}: process {first.pid} on"):
        go_on(out, held)
    enough.touch()
    assert finished(first) == f"{ALL} 0 0"


def test_a_folder_is_free_again_when_its_holder_is_done(tmp_path):
    with only_here(tmp_path), pytest.raises(FolderTaken), only_here(tmp_path):
        raise AssertionError
    with only_here(tmp_path):
        pass


def test_when_the_folder_of_pages_is_deleted_the_batch_stops_and_says_so(begin, tmp_path, slow):
    out = tmp_path / "out"
    driver = begin(out, slow)
    until(lambda: pages(out))
    shutil.rmtree(out, ignore_errors=True)
    said = driver.communicate(timeout=120)[1]
    assert driver.returncode == 1
    assert "the folder of pages went away" in said or "No such file or directory" in said
    assert not pages(out) or all((out / name).stat().st_size > 1000 for name in pages(out))


def _mount(folder: Path, options: str) -> None:
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")


@pytest.fixture
def small_disk(tmp_path):
    """A file system with room for the saved review and a page or two."""
    folder = tmp_path / "disk"
    _mount(folder, "size=6m")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_on_a_full_disk_pages_are_whole_or_absent_and_the_batch_says_why(opened, small_disk, tmp_path):
    filler = small_disk / "filler"
    batch(opened.campaign.folder, notebook=SMALL, out=small_disk / "out", jobs=1, only=["01004"])
    free = shutil.disk_usage(small_disk).free
    filler.write_bytes(b"x" * max(free - 24_000, 0))
    try:
        result = batch(opened.campaign.folder, notebook=SMALL, out=small_disk / "out", jobs=1, force=True)
        causes = [failure.cause for failure in result.failed]
    except OSError as error:
        causes = [str(error)]
    assert any("No space left on device" in cause for cause in causes)
    whole = batch(opened.campaign.folder, notebook=SMALL, out=tmp_path / "whole", jobs=1)
    for page in (small_disk / "out").glob("*.html"):
        if page.name != "index.html":
            assert page.read_bytes() == whole.page(page.stem).read_bytes()
    filler.unlink()
    again = batch(opened.campaign.folder, notebook=SMALL, out=small_disk / "out", jobs=1)
    assert len(again.done) + len(again.unchanged) == 4


def test_a_folder_that_may_not_be_written_is_an_error_with_its_name(opened, tmp_path):
    folder = tmp_path / "sealed"
    _mount(folder, "ro")
    try:
        with pytest.raises(OSError, match="Read-only file system"):
            batch(opened.campaign.folder, notebook=SMALL, out=folder / "out", jobs=1)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize(
    ("cell", "cause"),
    [
        ("raise ValueError('no')", "ValueError: no"),
        ("import os\nos._exit(0)", "DeadKernelError: the notebook's process died"),
        ("import ctypes\nctypes.string_at(0)", "DeadKernelError: the notebook's process died"),
        ("import sys\nsys.exit(0)", "SystemExit: the notebook stopped before its end"),
        ("import ctypes\nctypes.PyDLL(None).sleep(600)", "TimeoutError: the cell took too long"),
    ],
    ids=["exception", "_exit", "segfault", "sys.exit(0)", "endless"],
)
def test_whatever_a_notebook_does_it_costs_its_own_page_only(opened, tmp_path, cell, cause):
    source = f"if territory == '2A004':\n    {cell.replace(chr(10), chr(10) + '    ')}"
    notebook = write_notebook(tmp_path / "n.ipynb", source, "territory")
    patience = {"timeout": 2} if cause.startswith("TimeoutError") else {}
    result = batch(opened.campaign.folder, notebook=notebook, out=tmp_path / "out", jobs=2, **patience)
    (failure,) = result.failed
    assert (failure.territory, failure.cause, failure.cell) == ("2A004", cause, 3)
    assert failure.notebook.exists()
    assert len(result.done) == 3


@pytest.mark.parametrize(
    "zone", [{"TZ": "Pacific/Kiritimati", "LC_ALL": "C"}, {"TZ": "America/Adak", "LANG": "fr_FR.UTF-8"}]
)
def test_the_bytes_do_not_depend_on_time_zone_or_locale(go_on, tmp_path, zone):
    command = [sys.executable, DRIVER, tmp_path / "there", SMALL, str(ALL)]
    subprocess.run(command, env=os.environ | zone, check=True, capture_output=True)
    go_on(tmp_path / "here", SMALL)
    assert bytes_of(tmp_path / "here") == bytes_of(tmp_path / "there")


def test_a_missing_notebook_fails_every_page_with_a_sentence(opened, tmp_path):
    absent = tmp_path / "absent.ipynb"
    result = batch(opened.campaign.folder, notebook=absent, out=tmp_path / "out", jobs=1)
    assert {failure.cause for failure in result.failed} == {f"{absent} cannot be read: No such file or directory"}
    assert issubclass(FolderTaken, ReportError)
