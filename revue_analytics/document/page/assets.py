"""The style sheets, scripts and templates of pages."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

TEMPLATES = Path(__file__).parent / "template"


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
