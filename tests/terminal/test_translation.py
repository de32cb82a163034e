"""Every text of this area that a user reads has its French."""

import ast
import re
from pathlib import Path

import pytest

import revue_analytics
from revue_analytics.language import _catalogue, translator

PACKAGE = Path(revue_analytics.__file__).parent
FOLDERS = ("batches", "document/page", "exports", "following", "notebooks", "terminal")
CODE = [PACKAGE / "cli.py", *(path for name in FOLDERS for path in sorted((PACKAGE / name).rglob("*.py")))]
TEMPLATES = sorted((PACKAGE / "document" / "page" / "template").rglob("*.j2"))
SAID = {"_", "translate", "ReportError", "UnknownTerritory"}  # whose first argument is a message


def messages_in_code(path: Path) -> set[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID) or (
            isinstance(node, ast.Call) and ast.unparse(node.func).startswith("translator(")
        ):
            found += node.args[:1]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "message":
            found.append(node.value)
    return {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def messages_in_template(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {found[1] for found in re.findall(r"""_\((["'])(.+?)\1[,)]""", text)}


def said_in_french(message: str) -> bool:
    """Whether the catalogues have an entry for it, be it the same word."""
    known = _catalogue("fr")._catalog
    return message in known or (message, 0) in known


def test_there_is_something_to_look_at():
    assert len(CODE) > 30 and len(TEMPLATES) > 3


@pytest.mark.parametrize("path", [*CODE, *TEMPLATES], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_message_has_its_french(path):
    found = messages_in_code(path) if path.suffix == ".py" else messages_in_template(path)
    assert not {message for message in found if not said_in_french(message)}


def test_why_a_page_failed_is_said_in_french():
    from revue_analytics.batches.job import CAUSES, Failure

    assert all(map(said_in_french, CAUSES))
    failure = Failure("01004", "TimeoutError: the cell took too long", 3, "x = 1")
    assert failure.reason("fr") == "cellule 3 (x = 1)\u00a0: TimeoutError\u00a0: la cellule a duré trop longtemps"
    assert "la cellule a duré trop longtemps" in failure.error().text("fr")
    assert "the cell took too long" in str(failure.error())
    own = Failure("01004", "ValueError: what is this ?")
    assert own.reason("fr") == own.cause


def test_counted_messages_agree_in_number():
    _ = translator("fr")
    assert _("{n} page in {seconds} s", "{n} pages in {seconds} s", 1, seconds=3) == "1 page en 3 s"
    assert _("{n} page in {seconds} s", "{n} pages in {seconds} s", 12, seconds=3) == "12 pages en 3 s"
    assert _("{n} failed", "{n} failed", 2) == "2 échecs"


def test_an_error_is_said_in_french():
    from revue_analytics.errors import ReportError

    error = ReportError("{path} is not a notebook", path="x.ipynb")
    assert str(error) == "x.ipynb is not a notebook"
    assert error.text("fr") == "x.ipynb n’est pas un carnet"
    assert ReportError("as it is").text("fr") == "as it is"
