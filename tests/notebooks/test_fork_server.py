"""One process per page, made by a fork server that outlives them all and that nobody outlives."""

import dataclasses
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import psutil
import pytest

from revue_analytics.batches.job import make_page
from revue_analytics.batches.pages import WORTH_A_WARM_UP, in_forks, warm_up
from revue_analytics.notebooks import fork_process
from revue_analytics.notebooks.fork_process import ask, threads
from revue_analytics.notebooks.fork_server import ForkServer, ForkServerFailed, result_of
from tests.document import factory
from tests.notebooks.conftest import submit


def gone(processes, within=15) -> bool:
    return not psutil.wait_procs(processes, timeout=within)[1]


def family(process: int) -> list[psutil.Process]:
    return psutil.Process(process).children(recursive=True)


def waits(begun: Path) -> str:
    """Source of a cell that says it has begun, and stays."""
    return f"open({str(begun)!r}, 'w').close()\nimport time\ntime.sleep(600)"


def until(found, within=30):
    """Wait for something that takes a moment to be so."""
    deadline = time.monotonic() + within
    while not found():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_a_page_is_the_same_bytes_by_a_fork_server_or_in_this_process(fork_server, job):
    made = job("from IPython.display import HTML", "HTML(f'<h1>{territory}</h1>')")
    by_fork = submit(fork_server, made).page.read_bytes()
    assert make_page(made).page.read_bytes() == by_fork
    assert b"<h1>01004</h1>" in by_fork


def test_a_failure_comes_back_with_its_cell_and_its_notebook(fork_server, job):
    failure = submit(fork_server, job("1 / 0")).failure
    assert (failure.cause, failure.cell) == ("ZeroDivisionError: division by zero", 3)
    assert failure.notebook.exists()


def test_jobs_are_submitted_from_any_thread(fork_server, job):
    jobs = [job("territory", territory=str(n)) for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        assert [o.territory for o in pool.map(partial(submit, fork_server), jobs)] == [str(n) for n in range(6)]


def test_every_job_has_one_outcome_whatever_dies(fork_server, job):
    deadly = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    jobs = [job(deadly if n % 3 == 0 else "1", territory=str(n)) for n in range(7)]
    found = {o.territory: o for o in in_forks(fork_server, jobs, 3)}
    assert sorted(found) == [str(n) for n in range(7)]
    assert {n for n, o in found.items() if o.failure} == {"0", "3", "6"}


def test_a_page_process_that_is_killed_fails_its_own_job(fork_server, job, tmp_path):
    submit(fork_server, job("1", territory="warm"))
    slow = job(waits(tmp_path / "begun"))
    connection = fork_server.call(make_page, slow)
    until((tmp_path / "begun").exists)
    for process in family(fork_server._process.pid):
        if process.is_running():
            process.kill()
    assert result_of(connection) is None
    assert submit(fork_server, job("1", territory="next")).page


def test_closing_a_jobs_connection_ends_its_processes_and_what_they_started(fork_server, job, tmp_path):
    begun = tmp_path / "begun"
    cell = f"import subprocess\nsubprocess.Popen(['sleep', '600'])\n{waits(begun)}"
    connection = fork_server.call(make_page, job(cell))
    until(begun.exists)
    processes = family(fork_server._process.pid)
    assert len(processes) == 3  # the page's, the cells', the notebook's own
    connection.close()
    assert gone(processes)


def test_if_the_fork_server_is_killed_another_one_does_the_jobs_under_way_again(job, tmp_path):
    count = tmp_path / "count"
    cell = (
        f"import os, time\nfile = open({str(count)!r}, 'a')\nfile.write('x')\nfile.close()\n"
        f"time.sleep(600 if os.stat({str(count)!r}).st_size == 1 else 0)"
    )
    with ForkServer() as fork_server:
        submit(fork_server, job("1", territory="warm"))
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(submit, fork_server, job(cell))
            until(count.exists)
            forks = family(fork_server._process.pid)
            fork_server._process.kill()
            assert waiting.result(60).page
        assert gone(forks)
    assert count.read_text() == "xx"


def test_stopping_leaves_no_process_and_no_file(job, tmp_path):
    begun = tmp_path / "begun"
    fork_server = ForkServer().start()
    connection = fork_server.call(make_page, job(waits(begun)))
    until(begun.exists)
    processes, folder = (
        [psutil.Process(fork_server._process.pid), *family(fork_server._process.pid)],
        Path(fork_server._folder.name),
    )
    start = time.monotonic()
    fork_server.stop()
    assert time.monotonic() - start < 5
    assert gone(processes)
    assert not folder.exists()
    assert result_of(connection) is None
    fork_server.stop()  # twice is once


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGKILL])
def test_when_the_driver_ends_its_fork_server_and_all_forks_end(order, tmp_path, job):
    begun = tmp_path / "begun"
    cell = f"import subprocess\nsubprocess.Popen(['sleep', '600'])\n{waits(begun)}"
    (tmp_path / "job").write_bytes(pickle.dumps(job(cell)))
    program = (
        "import pickle, signal, sys; from pathlib import Path; from revue_analytics.batches.job import make_page\n"
        "from revue_analytics.notebooks.fork_server import ForkServer\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "job = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
        "with ForkServer() as server: server.call(make_page, job).recv()\n"
    )
    driver = subprocess.Popen([sys.executable, "-c", program, tmp_path / "job"], stderr=subprocess.DEVNULL)
    until(begun.exists)
    processes = family(driver.pid)
    folder = next(Path(p.cmdline()[-1].split("'")[1]) for p in processes if "serve(" in p.cmdline()[-1])
    assert len(processes) == 4
    driver.send_signal(order)
    assert driver.wait(20) != 0
    assert gone(processes)
    until(lambda: not folder.exists(), 5)


def _in_a_daemon(job, results):
    """What a worker of a cluster is: a daemonic process with threads of its own."""
    with ThreadPoolExecutor(2) as pool, ForkServer() as fork_server:
        results.put([o.page is not None for o in pool.map(partial(submit, fork_server), [job, job])])


def test_a_fork_server_works_inside_a_daemonic_process_with_threads(job):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    worker = context.Process(target=_in_a_daemon, args=(job("1"), results), daemon=True)
    worker.start()
    assert results.get(timeout=120) == [True, True]
    worker.join(20)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    return factory.usual().save(tmp_path_factory.mktemp("saved") / "review")


def drawing(job, saved, territory="01004"):
    """A job whose page has sections with figures."""
    opened = f"import revue_analytics as ra\ndoc = ra.open_review({str(saved)!r}).for_territory('01004')"
    source = f"{opened}\nra.sections.criteria(doc, 'fr')"
    return dataclasses.replace(job(source, territory=territory), review=saved)


def test_a_page_is_the_same_bytes_before_and_after_a_warm_up_by_the_same_fork_server(job, saved):
    made = drawing(job, saved)
    with ForkServer() as fork_server:
        before = submit(fork_server, made).page.read_bytes()
        process = fork_server._process.pid
        warm_up(fork_server, made)
        assert submit(fork_server, made).page.read_bytes() == before
        assert fork_server._process.pid == process
    assert b"<svg" in before or b"%3Csvg" in before


def test_a_warm_up_with_what_is_not_there_does_no_harm(fork_server, job, tmp_path, monkeypatch):
    monkeypatch.setattr(fork_server, "_warmed_up", False)
    made = job("1")
    warm_up(fork_server, dataclasses.replace(made, review=tmp_path / "nowhere"))
    assert submit(fork_server, made).page


def test_a_fork_server_that_ends_at_its_warm_up_costs_no_page(job, saved):
    """To say that a territory is not in a review, all of it is read, by threads: such a server cannot be forked."""
    jobs = [dataclasses.replace(job("1", territory=f"{n}"), review=saved) for n in range(WORTH_A_WARM_UP)]
    with ForkServer() as fork_server:
        assert submit(fork_server, jobs[0]).page
        assert all(outcome.page for outcome in in_forks(fork_server, jobs, 2))
        assert fork_server.starts == 2


def test_asking_a_fork_server_that_has_ended_leaves_no_connection_open():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.close()
    with ours, pytest.raises(OSError):
        ask(b"work", ours)


def test_reading_a_territory_starts_no_thread(saved):
    program = (
        "import sys; from revue_analytics.notebooks.fork_process import threads\n"
        "import revue_analytics as ra, pyarrow.parquet\nbefore = threads()\n"
        "ra.open_review(sys.argv[1]).for_territory('01004').now('scores')\nprint(threads() - before)"
    )
    done = subprocess.run([sys.executable, "-c", program, saved], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


@pytest.mark.parametrize("processes", [1, 3])
def test_what_forks_work_out_comes_in_the_order_of_the_items(fork_server, processes):
    sums = [f"__import__('time').sleep({(7 - n) / 100}) or {n}" for n in range(7)]
    assert list(fork_server.each(eval, sums, processes)) == list(range(7))
    assert list(fork_server.each(eval, [], processes)) == []


def test_forks_share_the_work(fork_server):
    workers = set(fork_server.each(eval, ["__import__('time').sleep(0.1) or __import__('os').getpid()"] * 6, 2))
    assert len(workers) == 2 and os.getpid() not in workers


def test_what_a_fork_that_dies_was_at_is_worked_out_here(fork_server):
    dies = f"__import__('os').getpid() == {os.getpid()} or __import__('os')._exit(3)"
    assert list(fork_server.each(eval, ["1", dies, "2", dies, dies, "3"], 2)) == [1, True, 2, True, True, 3]


def test_an_error_of_the_work_is_raised_here_as_it_is(fork_server):
    with pytest.raises(ZeroDivisionError):
        list(fork_server.each(eval, ["1", "1 / 0"], 2))


def test_work_that_cannot_be_sent_is_done_here(fork_server):
    assert list(fork_server.each(lambda n: (n, os.getpid()), [1, 2], 2)) == [(1, os.getpid()), (2, os.getpid())]


def test_a_fork_server_cannot_be_sent_elsewhere(fork_server):
    with pytest.raises(TypeError, match="stays in the process"):
        pickle.dumps(fork_server)


def test_a_fork_server_that_cannot_start_says_why(monkeypatch, tmp_path):
    (tmp_path / "seaborn.py").write_text("raise ImportError('no such library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with (
        ForkServer() as fork_server,
        pytest.raises(ForkServerFailed, match="did not start: ImportError: no such library"),
    ):
        fork_server.ask(b"work")


def test_a_fork_server_in_which_a_library_started_a_thread_is_refused(monkeypatch, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import threading, time, sys\n"
        "if 'serve(' in sys.orig_argv[-1]: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with ForkServer() as fork_server, pytest.raises(ForkServerFailed, match="2 threads run in it"):
        fork_server.ask(b"work")


def test_where_it_is_not_wanted_or_not_possible_there_is_none(monkeypatch):
    monkeypatch.setenv("REVUE_ENGINE", "kernel")
    assert not fork_process.available()
    with pytest.raises(ForkServerFailed):
        ForkServer().start()
    monkeypatch.delenv("REVUE_ENGINE")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not fork_process.available()


def test_threads_are_counted():
    before = threads()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: None).result()
        assert threads() == before + 1
