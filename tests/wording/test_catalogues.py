"""Every English text of the package that a reader may see has its French."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2
import pytest
from babel.messages.pofile import read_po

import revue_analytics

PACKAGE = Path(revue_analytics.__file__).parent
CATALOGUES = sorted((PACKAGE / "language" / "fr").glob("*.po"))
FUNCTIONS = {"_", "translate"}
ERRORS = {"MethodError", "ReportError", "RevueError", "UnknownTerritory"}


@cache
def messages() -> tuple[tuple[str, str], ...]:
    """Every text given to a translation function, a rule or the declaration of a method, with its file."""
    return tuple(found())


def found() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for message in in_python(path.read_text(encoding="utf-8")):
            yield message, path.relative_to(PACKAGE).as_posix()
    for path in sorted(PACKAGE.rglob("*.j2")):
        for message in in_template(path.read_text(encoding="utf-8")):
            yield message, path.relative_to(PACKAGE).as_posix()


def in_python(source: str) -> Iterator[str]:
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        function = call.func.func if isinstance(call.func, ast.Call) else call.func  # translator(language)("…")
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if name == "translator" and isinstance(call.func, ast.Call):
            name = "_"
        named = {word.arg: word.value for word in call.keywords}
        if name in FUNCTIONS:
            yield from texts(call.args[:2] if name == "_" else call.args[:1])
        elif name == "declare":
            yield from texts([named[key] for key in ("sentence",) if key in named])
        elif name in ERRORS and call.keywords:  # an error with values is one that a command may show
            yield from texts(call.args[:1])
        elif name == "Rule":
            yield from texts([*call.args[1:3], *(named[key] for key in ("message", "remedy") if key in named)])


def texts(arguments: list[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
            yield argument.value
        elif isinstance(argument, ast.IfExp):
            yield from texts([argument.body, argument.orelse])


def in_template(source: str) -> Iterator[str]:
    tree = jinja2.Environment().parse(source)
    for call in tree.find_all(jinja2.nodes.Call):
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name == "_":
            for argument in call.args[:2]:
                if isinstance(argument, jinja2.nodes.Const) and isinstance(argument.value, str):
                    yield argument.value


@cache
def constants() -> frozenset[str]:
    """Every text constant: some are translated far from where they stand."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def catalogue() -> dict[str, tuple[str, ...]]:
    """English → French, one form or two; the plural English leads to the same French."""
    french: dict[str, tuple[str, ...]] = {}
    for path in CATALOGUES:
        with path.open("rb") as stream:
            for message in read_po(stream, locale="fr"):
                if message.id:
                    french.update(dict.fromkeys(forms(message.id), forms(message.string)))
    return french


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """A message's forms: one, or singular and plural."""
    return text if isinstance(text, tuple) else (text,)


def test_every_english_text_has_its_french():
    french = catalogue()
    missing = sorted({(where, text) for text, where in messages() if not all(french.get(text, ("",)))})
    listed = "\n".join(f"{where}: {text}" for where, text in missing)
    assert not missing, f"no catalogue of revue_analytics/language/fr/ has the French of\n{listed}"


def test_the_french_fills_the_same_placeholders():
    fields = re.compile(r"\{(\w*)")
    wrong = []
    for path in CATALOGUES:
        with path.open("rb") as stream:
            for message in read_po(stream, locale="fr"):
                english, french = " ".join(forms(message.id)), " ".join(forms(message.string))
                if set(fields.findall(french)) - set(fields.findall(english)):
                    wrong.append((english, french))
    assert not wrong


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_says_each_thing_once_and_holds_nothing_left_over(path):
    used = {text for text, _where in messages()} | constants()
    with path.open("rb") as stream:
        ids = [forms(message.id)[0] for message in read_po(stream) if message.id]
    assert len(ids) == len(set(ids))
    if path.stem != "cli":  # which also translates what the command-line library says by itself
        assert not sorted(set(ids) - used)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_french_is_set_with_french_quotation_marks_and_apostrophes(path):
    with path.open("rb") as stream:
        said = [text for message in read_po(stream) for text in forms(message.string)]
    assert not [text for text in said[1:] if re.search(r"[“”]|\w'\w|\.\.\.", text or "")]
