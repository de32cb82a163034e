"""What every command of ``revue`` shares: its language, paths as arguments, errors as messages and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from revue_analytics.errors import InputError, MethodError, RevueError, UnknownTerritory, listed
from revue_analytics.language import LANGUAGES, one_or_many, translate, translator
from revue_analytics.losses import Losses, listening
from revue_analytics.progress import showing

DONE, INCOMPLETE, MISUSED = 0, 1, 2
INTERRUPTED = 130  # as shells have it


def spoken_language(environment: Mapping[str, str]) -> str:
    """Choose the language of the terminal: ``REVUE_LANG``, else the locale's if it is English, else French.

    >>> spoken_language({"LANG": "en_GB.UTF-8"}), spoken_language({"LANG": "C"}), spoken_language({"REVUE_LANG": "en"})
    ('en', 'fr', 'en')
    """
    if environment.get("REVUE_LANG") in LANGUAGES:
        return environment["REVUE_LANG"]
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if locale.lower().startswith("en") else "fr"


def translate_click(language: str) -> None:
    """Make click's own words (“Usage:”, “Missing argument”) come from our catalogue.

    click asks the standard library's gettext, which only finds compiled catalogues in folders of the system.
    """
    words = {
        "_": lambda message: translate(message, language),
        "ngettext": lambda singular, plural, n: one_or_many(singular, plural, n, language),
    }
    for module in ("core", "decorators", "exceptions", "formatting", "parser", "types"):
        for name, function in words.items():
            if hasattr(sys.modules.get(f"click.{module}"), name):
                setattr(sys.modules[f"click.{module}"], name, function)


def stop(message: str, status: int = INCOMPLETE) -> NoReturn:
    """Say why a command ends, and end it."""
    click.echo(message, err=True)
    raise click.exceptions.Exit(status)


def warn(text: str) -> None:
    """Say something that may be long beside what a command prints."""
    from revue_analytics.terminal.faults import wrapped_list

    click.echo("\n".join(wrapped_list(text)), err=True)


class Program(click.Group):
    """Turns every foreseeable error into a message and an exit status, never a traceback."""

    def __init__(self, *arguments: Any, language: str = "en", **options: Any):
        super().__init__(*arguments, **options)
        self.language = language

    def invoke(self, context: click.Context) -> Any:
        """Run a command; say what was left out of it."""
        _ = translator(self.language)
        try:
            with listening() as losses:
                try:
                    with showing(self.language):
                        return super().invoke(context)
                finally:
                    _end_with_losses(losses, self.language)
        except InputError as error:
            from revue_analytics.terminal.faults import fault_list

            stop(fault_list(error.faults, (), self.language))
        except BrokenPipeError:
            raise  # click's: the reader of our output went away
        except RevueError as error:
            text = error.text(self.language)
            if isinstance(error, MethodError) and self.language != "en" and text == str(error):  # meant for programmers
                text = _("the results cannot be calculated so: {reason}", reason=text)
            stop(text, MISUSED if isinstance(error, UnknownTerritory) else INCOMPLETE)
        except OSError as error:
            why = translate(error.strerror, self.language) if error.strerror else str(error)
            stop(_("{place}: {message}", place=error.filename, message=why) if error.filename else str(error))


def _end_with_losses(losses: Losses, language: str) -> None:
    """Say which answers are in none of the results that a command showed; it does not end as if all were well."""
    ended = sys.exc_info()[1]
    if not (losses.n or losses.errors) or not (ended is None or isinstance(ended, click.exceptions.Exit)):
        return
    _ = translator(language)
    if losses.errors:
        left_out = _(
            "{n} error in the data: what it touches is left out; revue check says why",
            "{n} errors in the data: what they touch is left out; revue check says why",
            losses.errors,
        )
        click.echo(left_out, err=True)
    if losses.n:
        nowhere = _(
            "{n} row with answers names no territory that is known, and is in no result: revue check says why",
            "{n} rows with answers name no territory that is known, and are in no result: revue check says why",
            losses.n,
        )
        click.echo(nowhere, err=True)
    for file, rows in losses.rows.items() if losses.n else ():
        where = _("{file}: row {rows}", "{file}: rows {rows}", len(rows), file=file, rows=listed(rows))
        click.echo(f"    {where}", err=True)
    raise click.exceptions.Exit(getattr(ended, "exit_code", DONE) or INCOMPLETE)


class WritablePath(click.Path):
    """A path that can be written into files: one whose letters are UTF-8."""

    def __init__(self, language: str, name: str = "", **options: Any):
        super().__init__(path_type=Path, **options)
        self.language = language
        self.name = name or self.name

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """Return the path; what cannot be written is a misuse."""
        try:
            os.fspath(value).encode()
        except UnicodeEncodeError:
            message = "the path “{path}” is not written in UTF-8: rename what it names, without accents for example"
            path = os.fsencode(value).decode("cp1252", "replace")
            self.fail(translate(message, self.language, path=path), parameter, context)
        return super().convert(value, parameter, context)
