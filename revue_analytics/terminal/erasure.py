"""What erasing a respondent did, in the words of the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from revue_analytics.campaign import Erasure
from revue_analytics.campaign.files import KEPT
from revue_analytics.errors import shorten
from revue_analytics.language import translator
from revue_analytics.terminal.faults import fault_list, wrapped_list

SHOWN = 20  # names of files that are listed


def erasure_text(result: Erasure, language: str = "en") -> str:
    """Write what erasing a respondent did, or would do, and what is left over.

    >>> print(erasure_text(Erasure(done=True, searched=3)))
    Nothing was left to erase; 3 files were looked through.
    """
    return "\n".join(_lines(result, language))


def _lines(result: Erasure, language: str) -> Iterator[str]:
    _ = translator(language)
    files = _("{n} file was looked through", "{n} files were looked through", result.searched)
    if result.nothing:
        yield _("Nothing was left to erase; {files}.", files=files)
    elif result.pseudonyms:
        yield _("Respondent {pseudonym}", pseudonym=", ".join(result.pseudonyms))
    for name, sheet, n in result.rows:
        file = f"{name}, {sheet}" if sheet else name
        yield "    " + _("{file}: {n} row", "{file}: {n} rows", n, file=shorten(file, 120))
    done, planned = _("Written without the respondent: {files}"), _("To be written without the respondent: {files}")
    yield from _listed(done if result.done else planned, result.erased)
    done, planned = _("Deleted, can be made again: {files}"), _("To be deleted, can be made again: {files}")
    yield from _listed(done if result.done else planned, result.removed)
    if any(not name.startswith(KEPT) for name in result.removed):
        yield from wrapped_list(
            _(
                "Make them again with: revue batch. Withdraw what you published before: the new pages differ from it "
                "by this respondent alone."
            )
        )
    yield from _listed(
        _("Made with these answers among others, and kept because somebody may write in them: {files}"), result.stale
    )
    for name, n in result.results:
        sentence = _(
            "{file}: open it in a spreadsheet and save it, so that its formulas are calculated again ({n})",
            file=name,
            n=n,
        )
        yield from wrapped_list(sentence)
    for id in result.short:
        sentence = _(
            "“{id}” is too short or too common a word to be sought in every text: it was sought in the columns that "
            "name respondents",
            id=shorten(id) or "…",
        )
        yield from wrapped_list(sentence)
    if result.listed and result.done:
        yield from wrapped_list(_("Rows of this respondent are not read any more, also from a file exported again."))
    yield from _listed(_("Packed, so that nobody looked inside; look yourself: {files}"), result.unsearched)
    if result.notes:
        yield fault_list(result.notes, (), language)
    if result.left:
        yield _("Left over:")
        yield fault_list(result.left, (), language)
    elif result.done and not result.nothing:
        yield _("Verified: the respondent stands in none of them any more; {files}.", files=files)


def _listed(sentence: str, names: Iterable[str]) -> Iterator[str]:
    """Yield a sentence with names of files; of many, the first ones and how many more."""
    names = list(names)
    if names:
        more = f", … (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
        yield from wrapped_list(sentence.replace("{files}", ", ".join(names[:SHOWN]) + more))
