"""What is wrong in a campaign, as a list that a person works through: by file, errors first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from revue_analytics.campaign import CheckResult
from revue_analytics.errors import Fault, shorten
from revue_analytics.following import follow_lines
from revue_analytics.intake.personal import hide
from revue_analytics.language import legible, number, translator


def checked(result: CheckResult, language: str = "en") -> str:
    """Write what a check of a campaign read, how its collection goes, and what it found wrong."""
    _ = translator(language)
    width = max((len(file.name) for file in result.files), default=0)
    lines = []
    for file in result.files:
        lines.append(f"{shorten(file.name, 120):<{width}}  {number(file.n_rows, 0, language):>7}  {_(file.table)}")
        if file.personal:
            named = ", ".join(shorten(hide(header)) for header in file.personal)
            lines += wrapped_list("    " + _("personal data, not read: {columns}", columns=named))
    territories = _("{n} territory", "{n} territories", result.n_territories)
    people = _("{n} answer sheet", "{n} answer sheets", result.n_respondents)
    reviewed = _("{n} territory rated by a reviewer", "{n} territories rated by a reviewer", result.n_reviewed)
    counted = [territories, people, *([reviewed] if result.n_reviewed else [])]
    lines.append(", ".join(counted))
    if result.collection is not None:
        lines += ["", *follow_lines(result.collection, language)]
    lines += ["", fault_list(result.faults, result.held_back, language)]
    if result.too_few:
        codes = ", ".join(result.too_few)
        lines += wrapped_list(_("Too few respondents, no results that may be published: {codes}", codes=codes))
    if not result.usable:
        lines.append(_("The campaign cannot be analysed before these errors are mended."))
    return "\n".join(lines)


def fault_list(faults: Sequence[Fault], held_back: Iterable[str] = (), language: str = "en") -> str:
    """Write all the faults, each with its place, value, message and remedy; then the counts and who is held back.

    >>> from revue_analytics.errors import Rule
    >>> rule = Rule("level-unreadable", "this is not a level", "write a level from 0 to 4")
    >>> print(fault_list([Fault(rule, file="a.csv", row=7, column="I1A", value="7")], ["01004"]))
    a.csv
      error      row 7, column I1A “7”: this is not a level
                 → write a level from 0 to 4
    <BLANKLINE>
    1 error, 0 warnings
    1 territory held back: 01004
    """
    _ = translator(language)
    errors = sum(fault.is_error for fault in faults)
    held = list(held_back)
    lines: list[str] = []
    for file in dict.fromkeys(fault.file for fault in faults):
        lines.append(shorten(file, 120) if file else _("In general"))
        here = [fault for fault in faults if fault.file == file]
        for fault in sorted(here, key=lambda fault: (not fault.is_error, fault.row or 0)):
            lines += _entry(fault, language)
        lines.append("")
    if not faults:
        lines.append(_("Nothing wrong was found."))
    else:
        counts = (_("{n} error", "{n} errors", errors), _("{n} warning", "{n} warnings", len(faults) - errors))
        lines.append(", ".join(counts))
    if held:
        count = _("{n} territory held back", "{n} territories held back", len(held))
        lines += wrapped_list(_("{place}: {message}", place=count, message=", ".join(held)))
    return "\n".join(lines)


def wrapped_list(text: str, width: int = 110) -> list[str]:
    """Break a long enumeration into lines."""
    from textwrap import wrap

    return wrap(legible(text), width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _entry(fault: Fault, language: str) -> list[str]:
    _ = translator(language)
    mark = f"  {_('error') if fault.is_error else _('warning'):<11}"
    message = fault.message(language)
    value = shorten(fault.value)
    place = replace(fault, file="").place(language)
    if value and value not in message:
        place = f"{place} {_('“{value}”', value=value)}".strip()
    sentence = _("{place}: {message}", place=place, message=message) if place else message
    return [mark + sentence, " " * len(mark) + "→ " + fault.remedy(language)]
