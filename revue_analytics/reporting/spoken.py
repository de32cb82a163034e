"""Errors whose message can be said in the language of whoever reads it."""

from __future__ import annotations

from typing import Any, TypeVar

from revue_analytics.errors import RevueError

__all__ = ["said", "spoken"]

Error = TypeVar("Error", bound=RevueError)


def spoken(kind: type[Error], message: str, /, **values: Any) -> Error:
    """Make an error of an English message with ``{placeholders}``; it remembers both, to be translated.

    >>> from revue_analytics.errors import ReportError
    >>> error = spoken(ReportError, "cell {cell}", cell=3)
    >>> str(error), said(error, "fr")
    ('cell 3', 'cellule 3')
    """
    return kind(message, **values)


def said(error: RevueError, language: str) -> str:
    """Return the message of an error in a language, in English where it has no other."""
    return error.text(language)
