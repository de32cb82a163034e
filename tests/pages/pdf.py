"""The text of each sheet of a PDF that Chromium printed: enough to see what is on which sheet."""

from __future__ import annotations

import re
import unicodedata
import zlib
from pathlib import Path

PART_ONE = (
    ("Qui a répondu", "Who answered"),
    ("Le profil", "The profile"),
    ("De quoi parler ensemble", "What to talk about"),
    ("La feuille de route, à adopter", "The roadmap, to be adopted"),
    ("Annexe : pour qui veut vérifier", "Annex: for those who check"),
)


def part_one_is_four_sheets(printed: list[str]) -> bool:
    """Whether each part of the essential stands on a sheet of its own, and the annex begins on the fifth."""
    plain = [" ".join(sheet.split()).casefold() for sheet in printed]
    return all(
        any(title.casefold() in sheet for title in titles) for titles, sheet in zip(PART_ONE, plain, strict=False)
    )


def sheets(path: Path) -> list[str]:
    """Return the text of each sheet, in order; pieces set apart on the sheet are set apart by line ends."""
    data = path.read_bytes()
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(\d+) 0 obj\s(.*?)\nendobj", data, re.DOTALL)}
    fonts = {
        number: _characters(_stream(objects[int(found[1])]))
        for number, body in objects.items()
        if (found := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    pages = [body for _, body in sorted(objects.items()) if re.search(rb"/Type\s*/Page\b", body)]
    return [_text(objects, body, fonts) for body in pages]


def _stream(body: bytes) -> str:
    content = re.search(rb"stream\r?\n(.*?)\nendstream", body, re.DOTALL)[1]  # of data that end in \r, it is theirs
    return (zlib.decompress(content) if b"FlateDecode" in body else content.removesuffix(b"\r")).decode("latin-1")


def _characters(cmap: str) -> dict[int, str]:
    """Read a ToUnicode table: glyph number to text."""
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for glyph in range(int(first, 16), int(last, 16) + 1):
                found[glyph] = chr(int(text, 16) + glyph - int(first, 16))
    return found


def _text(objects: dict[int, bytes], page: bytes, fonts: dict[int, dict[int, str]]) -> str:
    names = {m[1].decode(): int(m[2]) for m in re.finditer(rb"/(F\d+) (\d+) 0 R", page)}
    content = _stream(objects[int(re.search(rb"/Contents (\d+) 0 R", page)[1])])
    text, characters = "", {}
    for found in re.finditer(r"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(BT)", content):
        if found[1]:
            characters = fonts.get(names.get(found[1], 0), {})
        elif found[2]:
            glyphs = (int(found[2][i : i + 4], 16) for i in range(0, len(found[2]), 4))
            text += "".join(characters.get(glyph, "") for glyph in glyphs)
        else:
            text += "\n"
    return unicodedata.normalize("NFKC", text)
