"""A topic of the document computes nothing: it reads the tables of a review, and says what stands in them."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import revue_analytics.document

FOLDER = Path(revue_analytics.document.__file__).parent
TOPICS = sorted(path for path in (*FOLDER.glob("*.py"), *FOLDER.glob("portfolio/*.py")) if path.stem != "__init__")
COMPUTING = ("methods", "scoring", "sensitivity", "gaps", "agreement", "roadmap", "campaign", "intake")
LOOKED_UP = {
    "facts_of",  # the sentence of a method
    "level_of",  # the level that a published score has reached
    "planned_of",  # the actions of a review, for the panel “what if”
    "scores_of",  # the published scores, for the panel
    "effective_weights",  # the weights that the panel's script applies
}
"""Functions of the floors below that a topic may call: they look up, or serve the script of the page."""


def functions_imported(path):
    """Functions that a module takes from the floors that compute."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("revue_analytics."):
            floor = node.module.split(".")[1]
            if floor in COMPUTING or node.module == "revue_analytics.review.scenario":
                home = import_module(node.module)
                things = {each.name: getattr(home, each.name) for each in node.names}
                yield from (name for name, thing in things.items() if callable(thing) and not isinstance(thing, type))


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.relative_to(FOLDER).with_suffix("").as_posix())
def test_a_topic_computes_nothing(path):
    assert not set(functions_imported(path)) - LOOKED_UP


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.relative_to(FOLDER).with_suffix("").as_posix())
def test_a_topic_draws_nothing_at_random(path):
    source = path.read_text(encoding="utf-8")
    assert "random" not in source and "scipy" not in source
