"""Every text of this area that a user reads has its French."""

import ast
import re
from pathlib import Path

import pytest

import revue_analytics
from revue_analytics.language import translate, translator

PACKAGE = Path(revue_analytics.__file__).parent
CODE = [PACKAGE / "cli.py", *sorted((PACKAGE / "reporting").glob("*.py"))]
TEMPLATES = sorted((PACKAGE / "reporting" / "template").rglob("*.j2"))
SAME_IN_FRENCH = {
    "Commune",
    "EPCI",
    "PETR",
    "PNR",
    "Code",
    "Notebooks",
    "Provenance",
    "{place}: {message}",
    "ok",
    "CODE",
    "Pages",
    " page",
}


def messages_in_code(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    spoken = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("_", "translate"))
    spoken = [call for call in spoken if call.args] + [
        call
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Call)
        and ast.unparse(call.func).startswith("translator(")
    ]
    return {c.args[0].value for c in spoken if isinstance(c.args[0], ast.Constant) and isinstance(c.args[0].value, str)}


def messages_in_template(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {found[1] for found in re.findall(r"""_\((["'])(.+?)\1[,)]""", text)}


@pytest.mark.parametrize("path", [*CODE, *TEMPLATES], ids=lambda path: path.name)
def test_every_message_has_its_french(path):
    found = messages_in_code(path) if path.suffix == ".py" else messages_in_template(path)
    untranslated = {message for message in found if translate(message, "fr") == message} - SAME_IN_FRENCH
    assert not untranslated


def test_counted_messages_agree_in_number():
    _ = translator("fr")
    assert _("{n} page in {seconds} s", "{n} pages in {seconds} s", 1, seconds=3) == "1 page en 3 s"
    assert _("{n} page in {seconds} s", "{n} pages in {seconds} s", 12, seconds=3) == "12 pages en 3 s"
    assert _("{n} failed", "{n} failed", 2) == "2 échecs"
