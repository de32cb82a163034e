"""A notebook run in a fork is the notebook that a kernel gives, and leaves nothing behind."""

import json

import pytest

from revue_analytics.notebooks import fork_engine as fork
from revue_analytics.notebooks.execute import NotebookFailed, execute
from tests.notebooks.conftest import write_notebook

KERNEL, FORK = "revue-kernel", fork.ENGINE


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run cells in one of the engines."""

    def call(engine, *sources, **options):
        monkeypatch.setattr("revue_analytics.notebooks.execute._engine", lambda: engine)
        return execute(write_notebook(tmp_path / "n.ipynb", *sources), {}, folder=tmp_path, **options)

    import revue_analytics.notebooks.kernel  # noqa: F401  registers the other

    return call


SPEAKING = {
    "streams": "import sys\nprint('a')\nprint('b', file=sys.stderr)\nsys.stdout.write('no end')\nprint('c\\rd')",
    "values": "1 + 1",
    "nothing": "None",
    "displays": "from IPython.display import display, HTML\ndisplay(HTML('<b>é</b>'), {'a': 1})\nHTML('last')",
    "updates": (
        "from IPython.display import display\n"
        "h = display('first', display_id='x')\nprint('between')\nh.update('second')"
    ),
    "clears": (
        "from IPython.display import clear_output\nprint('a')\nclear_output()\nprint('b')\nclear_output(wait=True)\n'c'"
    ),
    "pictures": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.figure()\nplt.plot([2, 1]);",
    "frames": "import pandas as pd\npd.DataFrame({'a': [1.5, None], 'b': ['x', 'é']})",
    "warns": "import warnings\nwarnings.warn('an old habit')",
    "magics": "%%capture seen\nprint('hidden')",
    "awaits": "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
    "shell": "!echo from the shell",
    "bytes": "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n0000', format='png')",
    "progress": "from tqdm import tqdm\nfor i in tqdm(range(3), bar_format='{n}', mininterval=0, disable=True): pass",
    "sets": "{'territory', 'campaign', 'criterion', 'level'}",
    "reloads": "import importlib, this_module_is_in_the_folder as m\nm.VALUE",
}


@pytest.mark.parametrize("cell", SPEAKING.values(), ids=SPEAKING)
def test_a_fork_puts_out_what_a_kernel_does(run, tmp_path, cell):
    (tmp_path / "this_module_is_in_the_folder.py").write_text("VALUE = 'found'")
    assert run(FORK, cell, "'after'") == run(KERNEL, cell, "'after'")


def test_an_infinite_number_in_a_document_is_written_as_a_kernel_does(run):
    cell = "from IPython.display import JSON\nJSON({'a': float('nan')})"
    for engine in (FORK, KERNEL):
        (shown,) = (out for out in run(engine, cell).cells[-1].outputs if out.output_type == "execute_result")
        assert shown.data["application/json"] == {"a": "nan"}


def test_what_a_subprocess_writes_is_kept_with_its_cell(run):
    done = run(FORK, "import subprocess\nsubprocess.run(['echo', 'by another'])\nNone", "print('next')")
    assert [cell.outputs[0].text for cell in done.cells[1:]] == ["by another\n", "next\n"]


FAULTS = {
    "an exception": "{}['a']",
    "a syntax error": "1 +",
    "leaving early": "import sys\nsys.exit(0)",
    "a dead process": "print('before', flush=True)\nimport os, time\ntime.sleep(0.5)\nos._exit(0)",
    "its own text fails": "class A:\n    def __repr__(self): raise ValueError('no words')\nA()",
}


@pytest.mark.parametrize("cell", FAULTS.values(), ids=FAULTS)
def test_a_fork_fails_as_a_kernel_does(run, cell):
    found = []
    for engine in (FORK, KERNEL):
        with pytest.raises(NotebookFailed) as caught:
            run(engine, "print('first')", cell, "'never'")
        error = caught.value
        found.append((error.cause, error.cell, error.source, error.notebook))
    assert found[0][:3] == found[1][:3]
    assert found[0][3] == found[1][3]


DEEP = "import sys\nsys.setrecursionlimit(400)  # a trace of fewer calls is quicker written\ndef f(): return f()\nf()"


@pytest.mark.parametrize("cell", ["input('your name?')", DEEP], ids=["no input", "too deep"])
def test_a_fork_fails_for_the_same_cause_from_another_depth_of_calls(run, cell):
    causes = []
    for engine in (FORK, KERNEL):
        with pytest.raises(NotebookFailed) as caught:
            run(engine, cell)
        causes.append((caught.value.cause, caught.value.cell))
    assert causes[0] == causes[1]


DEADLY = {
    "a segmentation fault": "import ctypes\nctypes.string_at(0)",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "quit": "quit()",
    "its connection closed": "import os\nos.closerange(3, 256)\n'said'",
}


@pytest.mark.parametrize("cell", DEADLY.values(), ids=DEADLY)
def test_a_process_that_dies_is_a_failure_of_its_cell(run, cell):
    with pytest.raises(NotebookFailed) as caught:
        run(FORK, "print('first')", cell, "'never'")
    assert caught.value.cause == "DeadKernelError: the notebook's process died"
    assert caught.value.cell == 3
    assert caught.value.notebook.cells[1].outputs[0].text == "first\n"


ENDLESS = {
    "in Python": "while True: pass",
    "holding the interpreter's lock": "import ctypes\nctypes.PyDLL(None).sleep(3600)",
    "deaf to signals": "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\nwhile True: pass",
    "asleep": "import time\ntime.sleep(3600)",
}


@pytest.mark.parametrize("cell", ENDLESS.values(), ids=ENDLESS)
def test_an_endless_cell_is_stopped(run, cell):
    with pytest.raises(NotebookFailed) as caught:
        run(FORK, "1", cell, timeout=1)
    assert caught.value.cause == "TimeoutError: the cell took too long"
    assert caught.value.cell == 3


STATE = """
import builtins, json, locale, os, statistics, sys
import matplotlib, numpy, pandas, seaborn
import revue_analytics.document.names as labels
own = ("JPY_", "IPYTHONDIR", "PYTEST", "COLUMNS", "LINES", "JE_ARROW", "MKL_", "KERNEL", "PYDEVD", "PYTHONSTARTUP")
state = {
    "environment": {k: v for k, v in sorted(os.environ.items()) if not k.startswith(own)},
    "folder": os.getcwd(),
    "path": sys.path,
    "recursion": sys.getrecursionlimit(),
    "options": {o: repr(pandas.get_option(o)) for o in ("display.max_rows", "display.precision", "display.width")},
    "figures": {k: repr(v) for k, v in sorted(matplotlib.rcParams.items())},
    "locale": locale.setlocale(locale.LC_ALL),
    "patched": [hasattr(builtins, "left_behind"), hasattr(labels, "left_behind"), statistics.mean.__module__],
    "errors": numpy.geterr(),
    "umask": os.umask(0o022),
    "names": sorted(n for n in globals() if n.startswith("left")),
    "decimals": __import__("decimal").getcontext().prec,
    "standard": [sys.stdout.encoding, sys.stdout.isatty(), sys.stdin.isatty() if sys.stdin else None],
    "main": __name__,
    "shell": ["left_behind" in get_ipython().db, _dh, get_ipython().starting_dir, get_ipython().execution_count],
}
print(json.dumps(state, indent=1, default=str))
"""

LITTER = """
import builtins, decimal, os, random, statistics, sys
import matplotlib, numpy, pandas, seaborn
import revue_analytics.document.names as labels
os.environ["LEFT_BEHIND"] = "1"
os.chdir("/")
os.umask(0o077)
sys.path.insert(0, "/left/behind")
sys.setrecursionlimit(500)
builtins.left_behind = labels.left_behind = left_behind = 1
labels.score = statistics.mean = lambda *a, **k: "patched"
pandas.set_option("display.precision", 1)
pandas.set_option("display.max_rows", 3)
seaborn.set_theme("poster")
matplotlib.rcParams["figure.figsize"] = (1, 1)
numpy.seterr(all="raise")
numpy.random.seed(0); random.seed(0)
decimal.getcontext().prec = 3
get_ipython().db["left_behind"] = 1
"""


def test_nothing_leaks_into_the_next_notebook_which_starts_as_in_a_kernel(run):
    def state(engine):
        return json.loads(run(engine, STATE).cells[-1].outputs[0].text)

    clean = state(FORK)
    run(FORK, LITTER)
    assert state(FORK) == clean
    assert state(KERNEL) == clean


def test_each_notebook_draws_other_random_numbers(run):
    draw = "import random, numpy, uuid\n(random.random(), numpy.random.random(), uuid.uuid4().hex)"
    drawn = {run(FORK, draw).cells[-1].outputs[0].data["text/plain"] for _ in range(3)}
    assert len(drawn) == 3


def test_what_a_notebook_started_ends_with_it(run, tmp_path):
    import os
    import time

    started = run(FORK, "import subprocess\nsubprocess.Popen(['sleep', '3600']).pid")
    process = int(started.cells[-1].outputs[0].data["text/plain"])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} was left behind")


def test_papermill_itself_runs_the_engine_with_its_own_options(tmp_path):
    import papermill
    from papermill.engines import papermill_engines

    from revue_analytics.papermill_engine import RevueFork

    papermill_engines.register("revue-fork-entry", RevueFork)
    source = write_notebook(tmp_path / "in.ipynb", "import os\nprint(territory, os.getcwd())")
    log = (tmp_path / "out.txt").open("w+")
    done = papermill.execute_notebook(
        source,
        tmp_path / "out.ipynb",
        {"territory": "01004"},
        engine_name="revue-fork-entry",
        cwd=tmp_path,
        stdout_file=log,
        progress_bar=False,
        kernel_name="python3",
        language="python",
    )
    with log:
        log.seek(0)
        assert log.read() == f"01004 {tmp_path}\n"
    assert (tmp_path / "out.ipynb").exists()
    assert done.cells[-1].metadata.papermill.status == "completed"


def test_papermill_raises_its_own_error_and_keeps_the_notebook(tmp_path):
    import papermill
    from papermill.exceptions import PapermillExecutionError

    source = write_notebook(tmp_path / "in.ipynb", "1 / 0")
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        papermill.execute_notebook(
            source, tmp_path / "out.ipynb", engine_name=FORK, progress_bar=False, kernel_name="python3"
        )
    assert "ZeroDivisionError" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


def test_without_forks_the_engine_uses_a_kernel(run, monkeypatch):
    monkeypatch.setenv("REVUE_ENGINE", "kernel")
    fork._own_server.cache_clear()
    shown = run(FORK, "import sys\n'ipykernel.kernelapp' in sys.modules")
    assert shown.cells[-1].outputs[0].data["text/plain"] == "True"
