"""The bundled framework is the one of the source text, complete in French and English."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

import revue_analytics.framework
from revue_analytics.framework import OVERALL, load_framework
from revue_analytics.framework.checking import json_schema
from revue_analytics.language import LANGUAGES

PATH = files(revue_analytics.framework).joinpath("revue.yaml")


def texts(value: Any, at: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every text of the plain content of a framework, with its place."""
    if isinstance(value, dict) and set(value) & set(LANGUAGES):
        yield at, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, f"{at}.{key}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from texts(item, f"{at}.{i}")


def plain_texts(value: Any, key: str = "") -> Iterator[str]:
    """Yield the key of every text that is in no language."""
    if isinstance(value, str):
        yield key
    elif isinstance(value, dict) and not set(value) & set(LANGUAGES):
        for name, item in value.items():
            yield from plain_texts(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from plain_texts(item, key)


def test_it_passes_every_check() -> None:
    assert load_framework(PATH) == load_framework()


def test_it_is_read_once() -> None:
    assert load_framework() is load_framework()


def test_it_holds_what_the_source_text_announces() -> None:
    framework = load_framework()
    assert framework.top_ids == tuple(f"I{i}" for i in range(1, 9))
    assert " ".join(framework.leaf_ids) == "I1A I1B I2A I2B I3A I3B I3C I4A I4B I4C I5A I5B I6A I6B I7A I7B I8A I8B"
    assert framework.depth_names == ("indicator", "criterion")
    assert [axis.id for axis in framework.axes] == ["strategy", "democracy", "performance", "management"]
    assert [p.id for p in framework.principles] == ["responsible", "well_being", "sovereign", "citizen"]
    assert [phase.id for phase in framework.phases] == ["P1", "P2", "P3", "P4", "P5"]
    assert framework.scale is not None
    assert [level.code for level in framework.scale.levels] == [
        "absent", "initiated", "structured", "managed", "exemplary",
    ]  # fmt: skip
    assert [answer.code for answer in framework.scale.off_scale] == ["unknown", "not_applicable"]


def test_the_five_phases_are_marked_as_our_reading() -> None:
    """The source text announces five phases and does not list them."""
    framework = load_framework()
    assert framework.phases_origin == "reading"
    assert {phase.origin for phase in framework.phases} == {"reading"}
    assert framework.phases_note is not None
    assert "manque dans le document d’origine" in framework.phases_note["fr"]


def test_every_text_is_there_in_both_languages() -> None:
    found = dict(texts(load_framework().to_dict()))
    assert len(found) > 400
    incomplete = [at for at, text in found.items() if not all(text.get(language, "").strip() for language in LANGUAGES)]
    assert incomplete == []


def test_what_has_one_language_only_is_no_prose() -> None:
    keys = set(plain_texts(load_framework().to_dict()))
    assert keys <= {
        "id", "version", "date", "name", "code", "origin", "phases_origin", "number", "horizon", "effort",
        "axis", "secondary_axes", "principles", "phases",
    }  # fmt: skip


def test_nothing_is_left_in_the_other_language() -> None:
    """The same words in both languages are proper names and words that both languages share."""
    found = [text["fr"] for _, text in texts(load_framework().to_dict()) if text["fr"] == text["en"]]
    assert set(found) <= {"Absent"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_typography(language: str) -> None:
    """Typographic apostrophes and each language's own quotation marks, no stray spaces."""
    for at, text in texts(load_framework().to_dict()):
        said = text[language]
        assert "'" not in said, at
        assert '"' not in said, at
        assert said == " ".join(said.split()), at
        assert not re.search("[“”]" if language == "fr" else "[«»]| [;:?!]", said), at


def test_every_criterion_can_be_asked_rated_and_improved() -> None:
    framework = load_framework()
    for leaf in framework.leaves:
        assert leaf.is_rated
        assert leaf.question is not None
        assert list(leaf.anchors) == [0, 1, 2, 3, 4]
        assert [action.to_level for action in leaf.actions] == [2, 3, 4]
        assert leaf.evidence
        assert leaf.proportionality
        assert leaf.axis
        assert leaf.principles
        assert leaf.phases
        for action in leaf.actions:
            assert action.id == f"{leaf.id}-{action.to_level}"
            assert action.tools
            assert action.horizon in {"short", "medium", "long"}
            assert action.effort in {"low", "medium", "high"}
    assert len(framework.actions) == 54


def test_every_indicator_quotes_the_source_text_and_says_what_is_at_stake() -> None:
    for node in load_framework().top:
        assert node.parent == OVERALL
        assert node.quote is not None
        assert node.stake is not None


def test_the_schema_is_valid_and_every_property_has_a_title() -> None:
    from jsonschema import Draft202012Validator

    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    for part in (schema, *schema["$defs"].values()):
        for name, entry in part.get("properties", {}).items():
            target = schema["$defs"].get(entry.get("$ref", "").removeprefix("#/$defs/"), {})
            assert entry.get("title") or target.get("title"), name


def test_the_content_is_what_json_can_hold() -> None:
    content = load_framework().to_dict()
    assert json.loads(json.dumps(content)) == content
