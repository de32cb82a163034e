"""The page that lists all the others: every territory, its overall maturity, and those that have no page and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.document import names
from revue_analytics.document.page.assets import as_data, at_once, collated, environment, scripted
from revue_analytics.document.page.look import css_text
from revue_analytics.document.page.shell import page_for
from revue_analytics.files import write_whole
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, translator
from revue_analytics.review.reading import rows, rows_by

if TYPE_CHECKING:
    from markupsafe import Markup

    from revue_analytics.batches.job import Failure
    from revue_analytics.review import Opened, Review

INDEX, PORTFOLIO = "index.html", "portfolio.html"
MISSING = SimpleNamespace(score=None, n_respondents=None)  # a territory without results
LINKED = re.compile(r'(?<=<p class="together">).*?(?=</p>)', re.DOTALL)


@dataclass(frozen=True)
class Absence:
    """A territory without a page, and why."""

    code: str
    reason: str
    name: str = ""


@dataclass(frozen=True)
class Row:
    """A territory as the index shows it; raw numbers to sort by stand beside the words."""

    code: str
    name: str
    kind: str
    population: int | None
    respondents: int | None
    few: bool  # respondents, fewer than the disclosure threshold
    score: float | None
    shown: str  # the score as written: never rounded up into a level that is not reached
    low: float | None
    high: float | None
    level: str  # number of the level, or "none"
    in_words: str
    weakest: str
    href: str
    departement: str = ""


def index_page(
    review: Review, pages: Mapping[str, str], absences: Sequence[Absence], language: str, *, together: bool = False
) -> str:
    """Return ``index.html``: complete without its script, which adds search, sorting and a filter.

    Parameters
    ----------
    pages
        The file to open of each territory that has one, by its code.
    absences
        Territories without one.
    together
        Whether there is a page of all the territories seen together.
    """
    _ = translator(language)
    every = sorted(_rows(review, pages, language), key=lambda row: (collated(row.name), row.code))
    counts = Counter(row.level for row in every)
    levels = [(str(level.value), in_language(level.label, language)) for level in _levels(review)]
    absent = {absence.code for absence in absences}
    listed = [row for row in every if row.code not in absent]
    return (
        environment()
        .get_template("territories.html.j2")
        .render(
            _=_,
            page=page_for(review, language),
            rows=listed,
            n_pages=sum(row.href != "" for row in every),
            together=_link(language) if together else "",
            absences=sorted(absences, key=lambda absence: (collated(absence.name), absence.code)),
            levels=[(value, label, counts[value]) for value, label in levels if counts[value]],
            n_without=counts["none"],
            **scripted("shell.css", "list.css", "index.css"),
            shown=at_once(len(every)),
            departements=_departements(review),
            everything=partial(_everything, listed),
            number=cache(lambda value, decimals=0: number(value, decimals, language)),  # few are different
            css_text=css_text,
        )
    )


def write_index(
    review: Review, opened: Opened, pages: Mapping[str, str], failures: Sequence[Failure], out: Path, language: str
) -> Path:
    """Write the index of the pages in `out` and return its path."""
    absences = _absences(review, opened, failures, language)
    together = (out / PORTFOLIO).exists()
    write_whole(out / INDEX, index_page(review, pages, absences, language, together=together))
    return out / INDEX


def link_portfolio(out: Path) -> None:
    """Link the page of the territories seen together from the index of a folder, if both are there."""
    index = out / INDEX
    if index.exists() and (out / PORTFOLIO).exists():
        html = index.read_text(encoding="utf-8")
        language = "en" if '<html lang="en">' in html else "fr"  # the index's own, whatever the page's
        linked = LINKED.sub(lambda _match: _link(language), html, count=1)
        if linked != html:
            write_whole(index, linked)


def _link(language: str) -> Markup:
    from markupsafe import Markup

    _ = translator(language)
    return Markup('<a href="{}">{}</a>').format(PORTFOLIO, _("All the territories seen together"))


def _absences(review: Review, opened: Opened, failures: Sequence[Failure], language: str) -> list[Absence]:
    """List the territories without a page and why; never with a value that a respondent typed."""
    _ = translator(language)
    reasons: dict[str, str] = {}
    for code in opened.held_back:
        faults = [fault for fault in opened.faults if code in fault.territories and fault.is_error]
        files = ", ".join(dict.fromkeys(Path(fault.file).name for fault in faults if fault.file))
        count = _("{n} fault in the answers", "{n} faults in the answers", max(len(faults), 1))
        reasons[code] = _("Held back: {count}", count=f"{count} ({files})" if files else count)
    threshold = number(review.meta["threshold"], 0, language)
    reasons |= dict.fromkeys(
        review.meta["too_few"], _("Fewer than {threshold} respondents: no results", threshold=threshold)
    )
    for failure in failures:
        where = _("cell {cell}", cell=failure.cell) if failure.cell else failure.cause.split(":")[0]
        reasons[failure.territory] = _("The page could not be made: {where}", where=where)
    names: dict[str, str] = {}
    for table in (opened.territories, review.territories):
        if len(table):
            names |= dict(zip(table["territory"].astype(str), table["name"].astype(str), strict=True))
    answered = set(review.territories["territory"])
    reasons |= {code: _("No answers yet") for code in names if code not in answered and code not in reasons}
    return [Absence(code, reason, names.get(code, "")) for code, reason in reasons.items()]


def _rows(review: Review, pages: Mapping[str, str], language: str) -> list[Row]:
    _ = translator(language)
    kinds = {"commune": _("Commune"), "epci": _("EPCI"), "petr": _("PETR"), "pnr": _("PNR"), "other": _("Territory")}
    current = review.scores[review.scores["campaign"] == review.meta["current"]]
    overall = rows_by(current[current["node"] == OVERALL], "territory")
    weakest = _weakest(review, current, language)
    level_words = cache(lambda level: names.level_label(review.framework, level, language))
    lines = []
    for territory in rows(review.territories):
        code = territory.territory
        result: Any = overall.get(code, MISSING)
        score, respondents = _or_none(result.score), _whole(result.n_respondents)
        lines.append(
            Row(
                code=code,
                name=territory.name,
                kind=kinds.get(territory.kind, territory.kind),
                population=_whole(territory.population),
                respondents=respondents,
                few=respondents is not None and respondents < int(review.meta.get("threshold", 0)),
                score=score,
                shown="" if score is None else names.score(score, language, review.framework),
                low=None if score is None else _or_none(result.low),
                high=None if score is None else _or_none(result.high),
                level="none" if score is None else str(int(result.level)),
                in_words=_("insufficient data") if score is None else level_words(int(result.level)),
                weakest=weakest.get(code, ""),
                href=pages.get(code, ""),
                departement=territory.departement or "",
            )
        )
    return lines


def _departements(review: Review) -> list[tuple[str, str, int]]:
    """List the départements that there are: code, code and name, number of territories."""
    counts = Counter((row.departement, row.departement_name) for row in rows(review.territories))
    return [(code, f"{code} {name}".strip(), n) for (code, name), n in sorted(counts.items()) if code]


def _everything(lines: Sequence[Row], markup: Callable[[Row], str]) -> Markup:
    """Write all rows as data for the script."""
    return as_data(
        (
            markup(row),
            {"level": row.level, "departement": row.departement},
            [f"{row.name} {row.code}", row.kind, row.population, row.respondents, row.score, row.weakest],
        )
        for row in lines
    )


def _weakest(review: Review, current: pd.DataFrame, language: str) -> dict[str, str]:
    """Name each territory's lowest indicator: an overall score is never shown alone."""
    top = current[current["node"].isin(review.framework.top_ids) & current["score"].notna()]
    lowest = top.sort_values("score", kind="stable").drop_duplicates("territory")
    short_names = {
        node.id: names.node_label(review.framework, node.id, language, short=True) for node in review.framework.top
    }
    return {row.territory: short_names[row.node] for row in rows(lowest)}


def _levels(review: Review) -> Sequence[Any]:
    return review.framework.scale.levels if review.framework.scale is not None else ()


def _or_none(value: Any) -> float | None:
    return None if names.is_missing(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if names.is_missing(value) else int(value)
