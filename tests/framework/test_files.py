"""Files that are hardly readable, not at all, or made to do harm: a fault with its line, never a crash."""

import os
from pathlib import Path

import pytest
import yaml

from revue_analytics.errors import FrameworkError
from revue_analytics.framework import load_framework, source

HEAD = "id: x\ntitle: X\nindicators:\n"
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)


def first_fault(path: Path, content: bytes | str) -> tuple[int | None, str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(FrameworkError) as caught:
        load_framework(path)
    assert caught.value.text("fr")
    fault = caught.value.faults[0]
    return fault.row, fault.rule.code


BAD: dict[str, tuple[bytes | str, tuple[int, str]]] = {
    "a quote left open": (HEAD + '- {id: a, label: "A}\n', (4, "quote-open")),
    "a bracket left open": ("id: x\norigins: {a: A\ntitle: X\n", (2, "bracket-open")),
    "a missing comma": ("id: x\ndepth_names: [a b: c d: e]\n", (2, "bracket-open")),
    "a missing colon": ("id: x\ntitle X\nindicators: []\n", (2, "colon-missing")),
    "a colon too many": ("id: x\ntitle: Water : a report\n", (2, "colon")),
    "an indent too many": ("id: x\n title: X\n", (2, "colon")),
    "an indent too few": ("scale:\n    min: 0\n  max: 1\n", (3, "indent")),
    "a tab": ("id: x\n\ttitle: X\n", (2, "first-character")),
    "a reserved character": ("id: x\ntitle: @home\n", (2, "first-character")),
    "text after a quoted text": ('id: x\ntitle: "X" Y\n', (2, "indent")),
    "an apostrophe within apostrophes": ("id: x\ntitle: 'l'eau'\n", (2, "indent")),
    "a backslash": ('id: x\ntitle: "C:\\data"\n', (2, "escape")),
    "a tag without end": ("id: x\ntitle: !<\n", (2, "not-yaml")),
    "another encoding": (HEAD.encode() + "- {id: a, label: Maîtrisé}\n".encode("cp1252"), (4, "not-utf8")),
    "UTF-16": (HEAD.encode("utf-16"), (1, "not-utf8")),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00", (1, "not-utf8")),
    "a control character": ("id: x\ntitle: X\x01\n", (2, "control-character")),
    "nothing": ("", (1, "file-empty")),
    "only a comment": ("# nothing\n", (1, "file-empty")),
    "only a word": ("framework\n", (1, "not-mapping")),
    "a list": ("- a\n- b\n", (1, "not-mapping")),
    "two documents": ("id: x\n---\nid: y\n", (2, "several-documents")),
    "a list as a key": ("? [a, b]\n: c\n", (1, "key-not-text")),
    "an alias to nothing": ("id: *nothing\n", (1, "alias-unknown")),
    "an alias to itself": ("id: x\nindicators: &a [*a]\n", (2, "alias-unknown")),
    "aliases that multiply": (LAUGHS, (6, "too-many-values")),
    "lists without end": ("id: x\nindicators: " + "[" * 100_000, (2, "too-deep")),
    "mappings without end": ("\n".join("  " * i + "a:" for i in range(200)), (65, "too-deep")),
    "a number without end": ("id: x\ntitle: " + "9" * 10_000 + "\nindicators: []\n", (3, "empty")),
}


@pytest.mark.parametrize(("content", "expected"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_at_its_line(content: bytes | str, expected: tuple[int, str], tmp_path: Path) -> None:
    assert first_fault(tmp_path / "framework.yaml", content) == expected


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    assert first_fault(tmp_path / "framework.yaml", b"#" * (source.MAX_BYTES + 1)) == (None, "file-too-large")


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_file_that_is_not_there_is_a_fault(name: str, tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match="cannot be read"):
        load_framework(tmp_path / name)


def test_texts_stay_texts(tmp_path: Path) -> None:
    """YAML 1.1 reads No as false, 01004 as an octal number, 12:30 as 750, and 2026-03-12 as a date."""
    path = tmp_path / "framework.yaml"
    path.write_text(HEAD + "- {id: 01004, label: No, short: 12:30, evidence: [2026-03-12, 1_000, .5.]}\n", "utf-8")
    node = load_framework(path).leaves[0]
    assert (node.id, node.label["en"], node.short["en"]) == ("01004", "No", "12:30")
    assert [text["fr"] for text in node.evidence] == ["2026-03-12", "1_000", ".5."]


def test_a_moderate_alias_is_welcome(tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    path.write_text(HEAD + "- {id: a, label: A, measure: &m {unit: km}}\n- {id: b, label: B, measure: *m}\n", "utf-8")
    assert [leaf.measure.unit["en"] for leaf in load_framework(path).leaves] == ["km", "km"]


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "- {id: a, label: \u00c9lus}\n").replace("\n", "\r\n").encode())
    assert load_framework(path).node("a").label["fr"] == "Élus"


def test_the_parser_in_python_reads_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML may be installed without its C parser."""
    expected = load_framework(data / "four_depths.yaml")
    monkeypatch.setattr(source, "LOADER", yaml.SafeLoader)
    assert load_framework(data / "four_depths.yaml") == expected


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_said_to_be_one_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "f.yaml")
    with pytest.raises(FrameworkError) as raised:
        load_framework(tmp_path / "f.yaml")
    assert "c’est un tube" in raised.value.text("fr")
