"""What pages are made with: templates, style sheets, scripts; lists that a script searches, filters and sorts."""

from __future__ import annotations

import json
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from revue_analytics.document.page.look import shown

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "template"
AT_ONCE, STEP = 500, 200
"""Rows of a list that is shown whole; rows of a longer one that are shown to begin with, and then at a time."""


@dataclass(frozen=True)
class Script:
    """A script of ours, and the digest by which the page’s policy lets it run and no other."""

    text: str
    digest: str

    @classmethod
    @cache
    def of(cls, name: str) -> Script:
        """Read a script from the templates, without its comments and indentation."""
        lines = (line.strip() for line in (TEMPLATES / name).read_text(encoding="utf-8").splitlines())
        text = "\n".join(line for line in lines if line and not line.startswith("//"))
        return cls(text, "sha256-" + b64encode(sha256(text.encode()).digest()).decode())


@cache
def styles() -> tuple[str, ...]:
    """Return the style sheets that every page embeds: the shell's, then the content's."""
    sheets = (TEMPLATES / "shell.css", TEMPLATES / "content.css")
    return tuple(sheet.read_text(encoding="utf-8").strip() for sheet in sheets if sheet.exists())


def at_once(n: int) -> int:
    """Return how many of `n` rows a page shows to begin with."""
    return n if n <= AT_ONCE else STEP


def scripted(*styles: str) -> dict[str, Any]:
    """Return what the shell of a page with a list needs: its styles, the script and the digest that allows it."""
    script = (TEMPLATES / "list.js").read_text(encoding="utf-8")
    return {
        "styles": [(TEMPLATES / sheet).read_text(encoding="utf-8").strip() for sheet in styles],
        "script": script,
        "script_hash": "sha256-" + b64encode(sha256(script.encode()).digest()).decode(),
    }


def as_data(rows: Iterable[tuple[str, Mapping[str, str], list[Any]]]) -> Markup:
    """Write rows as data for the script: each as markup, what it is filtered by, what its columns are sorted by."""
    from markupsafe import Markup

    data = [[line, keys, *values] for line, keys, values in rows]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("</", "<\\/").replace("<!--", "\\u003c!--"))  # no name ends the element


def collated(name: str) -> str:
    """Sort key of a name: without accents and case, as in a French index."""
    return "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))


@cache
def environment() -> Environment:
    """Return the templates of pages."""
    from jinja2 import Environment, FileSystemLoader

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=shown,
    )
