"""What a batch made, in the words of the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from revue_analytics.batches import BatchResult, Failure
from revue_analytics.errors import ChangedByFew
from revue_analytics.language import translator
from revue_analytics.terminal.faults import wrapped_list

SHOWN = 20  # failures of one cause that are listed with their notebooks


def batch_troubles(result: BatchResult, language: str = "en") -> Iterator[str]:
    """Yield failures and warnings of a batch, by cause: what stands beside its summary."""
    _ = translator(language)
    causes: dict[str, list[Failure]] = {}
    for failure in result.failed:
        causes.setdefault(failure.reason(language), []).append(failure)
    for cause, failures in causes.items():
        yield _("Failed: {cause}", cause=cause)
        for failure in failures[:SHOWN]:
            yield f"    {failure.territory}  {failure.notebook or ''}".rstrip()
        if more := failures[SHOWN:]:
            codes = ", ".join(failure.territory for failure in more)
            yield from wrapped_list(
                "    " + _("and {n} more: {codes}", "and {n} more: {codes}", len(more), codes=codes)
            )
    if result.changed_by_few:
        yield from wrapped_list(ChangedByFew(result.changed_by_few).text(language))
    for message, territories in result.warnings.items():
        named = ", ".join(territories[:5]) + " …" * (len(territories) > 5)
        yield _("The notebooks of {codes} say:", codes=named)
        yield from (f"    {line}" for line in message.splitlines()[:10])


def batch_summary(result: BatchResult, seconds: float, language: str = "en") -> str:
    """Sum up a batch in a line: how many pages were made, how many not.

    >>> from pathlib import Path
    >>> result = BatchResult(("01004",), (), ("2A004",), Path("index.html"), {}, unchanged=("01005",))
    >>> batch_summary(result, 2.6)
    '1 page in 3 s, 1 unchanged, 0 failed, 1 held back'
    """
    _ = translator(language)
    parts = [_("{n} page in {seconds} s", "{n} pages in {seconds} s", len(result.done), seconds=round(seconds))]
    if result.unchanged:
        parts.append(_("{n} unchanged", "{n} unchanged", len(result.unchanged)))
    parts.append(_("{n} failed", "{n} failed", len(result.failed)))
    parts.append(_("{n} held back", "{n} held back", len(result.held_back)))
    if result.left:
        parts.append(_("{n} not begun", "{n} not begun", len(result.left)))
    return ", ".join(parts)
