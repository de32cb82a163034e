"""Pages made by the workers of a Dask cluster, on this machine: the same pages, none lost, none twice."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from revue_analytics.batches.cluster import LOCAL, _check_workers, check_scheduler, make_pages_on
from revue_analytics.batches.pages import make_pages
from revue_analytics.errors import MissingExtra, ReportError
from revue_analytics.version import __version__
from tests.notebooks.conftest import job, write_notebook

__all__ = ["job", "write_notebook"]

CODES = ["01004", "01005", "01006", "01007", "01008", "01009"]


def local_cluster(workers):
    from distributed import LocalCluster

    options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "memory_limit": 0, "silence_logs": 50}
    return LocalCluster(n_workers=workers, threads_per_worker=1, **options)


@pytest.fixture(scope="module", autouse=True)
def _environment(fork_server):
    """Take back what Dask leaves for its workers in the environment of whoever starts them."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def cluster():
    with local_cluster(workers=1) as started:
        yield started


def pages(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.html"))}


@pytest.fixture
def jobs(job, tmp_path):
    (tmp_path / "out").mkdir()
    return lambda *sources: [job(*sources, territory=code, inputs=code) for code in CODES]


def test_pages_are_those_of_the_fork_server(jobs, cluster, fork_server, tmp_path):
    todo = jobs("territory")
    outcomes = list(make_pages_on(cluster.scheduler_address, todo, 2))
    assert sorted(outcome.territory for outcome in outcomes) == CODES
    made = pages(tmp_path / "out")
    assert len(list(make_pages(todo, 2, fork_server))) == len(CODES)
    assert pages(tmp_path / "out") == made
    assert len(made) == len(CODES)


def test_a_page_that_ends_its_process_fails_alone(jobs, cluster, tmp_path):
    todo = jobs("import os\nif territory == '01006': os._exit(1)")
    outcomes = {outcome.territory: outcome for outcome in make_pages_on(cluster.scheduler_address, todo, 2)}
    assert [code for code, outcome in outcomes.items() if outcome.failure] == ["01006"]
    assert sorted(outcomes) == CODES


def test_a_worker_that_is_killed_is_replaced_and_no_page_is_lost_or_made_of_halves(jobs, cluster, tmp_path):
    todo = jobs("import time\ntime.sleep(0.5)", "territory")
    cluster.scale(2)
    cluster.wait_for_workers(2)
    outcomes = []
    for outcome in make_pages_on(cluster.scheduler_address, todo, 2):
        if not outcomes:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        outcomes.append(outcome)
    assert sorted(outcome.territory for outcome in outcomes if outcome.page) == CODES
    found = pages(tmp_path / "out")
    assert len(found) == len(CODES)
    assert all(html.rstrip().endswith(b"</html>") for html in found.values())
    assert not list((tmp_path / "out").glob(".*.part"))


def test_the_end_of_the_scheduler_is_said_and_what_is_made_stays(jobs, tmp_path):
    todo = jobs("import time\ntime.sleep(0.3)")
    with local_cluster(workers=1) as short:
        running = make_pages_on(short.scheduler_address, todo, 1)
        first = next(running)
        short.close()
        with pytest.raises(ReportError, match="run the batch again"):
            list(running)
    assert first.page is not None and first.page.exists()


def test_without_workers_elsewhere_local_starts_its_own(jobs, tmp_path):
    outcomes = list(make_pages_on(LOCAL, jobs("1 + 1")[:2], 1))
    assert [outcome.failure for outcome in outcomes] == [None, None]


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "cluster.example:8786", "tcp://0.0.0.0:8786"])
def test_what_leaves_the_machine_is_encrypted_or_does_not_leave(address):
    with pytest.raises(ReportError, match="tls://"):
        check_scheduler(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "tls://", "ucx://127.0.0.1:1", ""])
def test_what_is_no_scheduler_is_said(address):
    with pytest.raises(ReportError, match="is no scheduler"):
        check_scheduler(address)


def test_a_worker_that_would_make_other_pages_or_does_not_see_the_folder_is_refused():
    with pytest.raises(ReportError, match="install the same version"):
        _check_workers({"w": ("0.0.1", [])})
    with pytest.raises(ReportError, match="does not see /campaign"):
        _check_workers({"w": (__version__, ["/campaign"])})


def test_nobody_at_the_address_is_said_not_raised(jobs, monkeypatch):
    monkeypatch.setattr("revue_analytics.batches.cluster.JOINS_WITHIN", 1)
    with pytest.raises(ReportError, match="cannot be reached"):
        list(make_pages_on("tcp://127.0.0.1:9", jobs("1"), 1))


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setattr("revue_analytics.batches.cluster.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"revue-analytics\[cluster\]"):
        check_scheduler(LOCAL)


@pytest.mark.full
def test_a_cluster_behind_tls_makes_a_campaigns_pages(tmp_path):
    """A scheduler and a worker with certificates of their own, as on a real cluster; the command as a user types it."""
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    tls = {"CA_FILE": certificate}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        tls |= {f"{role}__CERT": certificate, f"{role}__KEY": key}
    environment = os.environ | {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(path) for name, path in tls.items()}
    started = []
    try:
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--protocol", "tls", "--no-dashboard"]
        started.append(
            subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(tmp_path / "s.json")],
                env=environment,
                stderr=subprocess.DEVNULL,
            )
        )
        command = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard"]
        started.append(
            subprocess.Popen(
                [*command, "--scheduler-file", str(tmp_path / "s.json")], env=environment, stderr=subprocess.DEVNULL
            )
        )
        while not (tmp_path / "s.json").exists():
            time.sleep(0.1)
        address = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["address"]
        assert address.startswith("tls://")
        run = [sys.executable, "-m", "revue_analytics.cli"]
        subprocess.run([*run, "init", "demo", "--demo"], cwd=tmp_path, check=True, capture_output=True)
        batch = [*run, "batch", "demo", "--only", "00001,00002", "--scheduler", address]
        done = subprocess.run(batch, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "demo" / "reports" / "00001.html").exists()
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()
