"""What takes long says how far it is: on one line of a terminal, on a new one every few seconds elsewhere."""

import ast
import io
import time
from pathlib import Path

import pytest

import revue_analytics
from revue_analytics import progress
from revue_analytics.language import _catalogue
from revue_analytics.progress import Step, showing, step, steps

PACKAGE = Path(revue_analytics.__file__).parent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def quick(monkeypatch):
    """Show the line at once, and again soon."""
    for name in ("FIRST", "REWRITTEN", "REPEATED"):
        monkeypatch.setattr(progress, name, 0.01)


def until(happens) -> None:
    """Wait for the thread that writes."""
    ends = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < ends
        time.sleep(0.005)


def test_elsewhere_than_on_a_terminal_it_is_a_line_again_and_again(quick):
    stream = io.StringIO()
    with showing("en", stream):
        for n, _code in enumerate(steps("Analysis", ["01004", "2A004"], total=2)):
            until(lambda n=n: f"Analysis: {n} of 2" in stream.getvalue())
    assert "\r" not in stream.getvalue() and stream.getvalue().endswith("\n")


def test_on_a_terminal_it_is_written_over_and_goes_away(quick):
    stream = Terminal()
    with showing("fr", stream), step("Reading the files"):
        until(lambda: "Lecture des fichiers" in stream.getvalue())
    assert "\n" not in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_of_what_is_quickly_done_nothing_is_shown():
    stream = io.StringIO()
    with showing("en", stream), step("Pages", total=3) as pages:
        pages.done += 1
    assert stream.getvalue() == ""


def test_the_innermost_step_is_shown_then_the_one_around_it(quick):
    stream = io.StringIO()
    with showing("en", stream), step("Analysis"):
        with step("Pages"):
            until(lambda: "Pages" in stream.getvalue())
        stream.truncate(0)
        until(lambda: "Analysis" in stream.getvalue())


def test_a_reader_that_went_away_stops_nothing(quick):
    stream = io.StringIO()
    with showing("en", stream), step("Pages"):
        stream.close()
        time.sleep(0.05)


def test_failures_and_the_time_left_are_said():
    pages = Step("Pages", total=10, done=5, failed=2, begun=time.monotonic() - 60)
    assert pages.text("fr").replace("\xa0", " ") == "Pages : 5 sur 10, 2 échecs, 60 s, encore 60 s environ"


def test_every_step_has_its_french():
    names = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("step", "steps"):
                names |= {word.value for word in node.args[:1] if isinstance(word, ast.Constant)}
    assert {"Reading the files", "Analysis", "Pages"} <= names
    assert not {name for name in names if name not in _catalogue("fr")._catalog}
