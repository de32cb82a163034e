"""One review document for a territory, or one for each territory of a campaign.

The analysis runs once, for the whole campaign; the review is saved beside the pages, and each territory's notebook
opens its slice of it. Nothing that a page needs is computed in a notebook.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from revue_analytics.errors import CampaignError, ReportError, UnknownTerritory, shorten
from revue_analytics.language import LANGUAGES, translator
from revue_analytics.reporting.files import page_name
from revue_analytics.reporting.index import write_index
from revue_analytics.reporting.job import Failure, Job, Outcome, make_page
from revue_analytics.reporting.making import make_pages
from revue_analytics.reporting.page import page_for
from revue_analytics.reporting.spoken import spoken

if TYPE_CHECKING:
    from revue_analytics.campaign import Campaign
    from revue_analytics.review import Review

__all__ = ["BatchResult", "batch", "report"]

NOTEBOOK = "territory_review.ipynb"


@dataclass(frozen=True)
class BatchResult:
    """What a batch made.

    Attributes
    ----------
    done
        Codes of the territories that have a new page, in order.
    failed
        A `Failure` for each territory whose page could not be made.
    held_back
        Codes of the territories that faulty rows touch; they have no page.
    index
        The page that lists all the others.
    warnings
        ``{message: codes}``, what notebooks wrote to standard error.
    """

    done: tuple[str, ...]
    failed: tuple[Failure, ...]
    held_back: tuple[str, ...]
    index: Path
    warnings: dict[str, tuple[str, ...]]

    @property
    def complete(self) -> bool:
        """Whether every territory asked for has its page."""
        return not self.failed and not self.held_back

    def page(self, code: str) -> Path:
        """Return the path of a territory's page."""
        return self.index.parent / page_name(code)


def report(
    campaign_folder: str | Path,
    code: str,
    *,
    out: str | Path | None = None,
    language: str | None = None,
    private: bool = False,
    notebook: str | Path | None = None,
) -> Path:
    """Write the review document of one territory and return its path.

    Parameters
    ----------
    campaign_folder, out, language, private, notebook
        As for `batch`.
    code
        The territory's code, as text: ``"01004"``.

    Raises
    ------
    UnknownTerritory
        The campaign has no answers for this territory.
    ReportError
        The page could not be made; the message says why and where the executed notebook is kept.
    """
    campaign, review = _analysed(campaign_folder)
    _check_known([code], review, campaign)
    if code in campaign.held_back:
        raise CampaignError([fault for fault in campaign.faults if fault.territory == code])
    (job,) = _plan(review, campaign, [code], _out(out, campaign), _language(language, review), private, notebook)
    outcome = make_page(job)
    if outcome.failure is not None:
        raise outcome.failure.error()
    return job.out / page_name(code)


def batch(
    campaign_folder: str | Path,
    *,
    out: str | Path | None = None,
    only: Iterable[str] = (),
    jobs: int | None = None,
    language: str | None = None,
    strict: bool = False,
    private: bool = False,
    progress: bool = True,
    notebook: str | Path | None = None,
) -> BatchResult:
    """Write the review document of every territory of a campaign, and an index of them.

    A territory that fails is reported and never stops the others.

    Parameters
    ----------
    campaign_folder
        The campaign folder.
    out
        Folder of the pages; ``reports`` in the campaign folder by default.
    only
        Codes of the territories to do; all by default.
    jobs
        Pages made at once; as many as there are cores by default.
    language
        ``"fr"`` or ``"en"``; the campaign's by default.
    strict
        Do nothing at all if any row of the input is faulty, instead of holding back the territories it touches.
    private
        Allow results that rest on fewer people than may be published; each page is marked confidential.
    progress
        Show a progress bar if standard error is a terminal.
    notebook
        A report notebook of your own, with the parameters ``campaign``, ``review``, ``territory``, ``language``.

    Raises
    ------
    CampaignError
        The campaign cannot be read, or `strict` and a row is faulty.
    UnknownTerritory
        `only` names a territory without answers.
    ReportError
        The results may not be published and `private` is false.

    Notes
    -----
    Pages are made by forks of a warm process on Linux. Elsewhere they are made in new processes, which import the
    script they were started from: in a script of your own for Windows or macOS, call this function under
    ``if __name__ == "__main__":``. Notebooks and the command ``revue`` need nothing.
    """
    campaign, review = _analysed(campaign_folder, strict)
    pages_in, folder = _language(language, review), _out(out, campaign)
    codes = list(review.territories["territory"])
    wanted = list(dict.fromkeys(only))
    _check_known(wanted, review, campaign)
    chosen = [code for code in codes if not wanted or code in wanted]
    plan = _plan(review, campaign, chosen, folder, pages_in, private, notebook)
    outcomes = _run(plan, jobs or _cores(), progress, pages_in)
    held_back = tuple(code for code in campaign.held_back if not wanted or code in wanted)
    index = write_index(review, campaign, outcomes, folder, pages_in)
    return _result(outcomes, chosen, held_back, index)


def _analysed(folder: str | Path, strict: bool = False) -> tuple[Campaign, Review]:
    from revue_analytics.campaign import open_campaign
    from revue_analytics.review import analyse

    campaign = open_campaign(folder, strict=strict)
    return campaign, analyse(campaign)


def _check_known(codes: Sequence[str], review: Review, campaign: Campaign) -> None:
    known = [*review.territories["territory"], *campaign.held_back]
    unknown = next((code for code in codes if code not in known), None)
    if unknown is not None:
        message, near = "the campaign has no answers for the territory {code}", get_close_matches(unknown, known, n=1)
        if near:
            message = "the campaign has no answers for the territory {code}; did you mean {near}?"
        raise spoken(UnknownTerritory, message, code=shorten(unknown), near="".join(near))


def _plan(
    review: Review,
    campaign: Campaign,
    codes: Sequence[str],
    out: Path,
    language: str,
    private: bool,
    notebook: str | Path | None,
) -> list[Job]:
    """Save the review and say what is to be made from it."""
    from revue_analytics.campaign.bundled import bundled

    if not review.meta.get("publishable", True) and not private:
        raise spoken(
            ReportError,
            "the disclosure threshold of this campaign is too low for pages that may be published; "
            "make them confidential with --private",
        )
    saved = (out / "review").absolute()
    out.mkdir(parents=True, exist_ok=True)
    review.save(saved)
    path = Path(notebook) if notebook else bundled("notebooks") / NOTEBOOK
    folder = Path(campaign.folder).absolute()
    shell = page_for(review, language)
    names = dict(zip(review.territories["territory"], review.territories["name"], strict=True))
    return [
        Job(code, path.absolute(), folder, saved, out.absolute(), replace(shell, territory=str(names[code])))
        for code in codes
    ]


def _run(plan: Sequence[Job], processes: int, progress: bool, language: str) -> list[Outcome]:
    """Run the jobs with a bar of what is done, failed, and left."""
    from tqdm import tqdm

    _ = translator(language)
    outcomes: list[Outcome] = []
    failed = 0
    bar = tqdm(
        total=len(plan),
        desc=_("Pages"),
        unit=_(" page"),
        disable=not (progress and sys.stderr.isatty()),
        dynamic_ncols=True,
        smoothing=0.1,
    )
    with bar, closing(make_pages(plan, processes)) as results:
        for outcome in results:
            outcomes.append(outcome)
            if outcome.failure:
                failed += 1
                bar.set_postfix_str(_("{n} failed", "{n} failed", failed), refresh=False)
            bar.update()
    return outcomes


def _result(outcomes: Sequence[Outcome], order: Sequence[str], held_back: tuple[str, ...], index: Path) -> BatchResult:
    found = {outcome.territory: outcome for outcome in outcomes}
    ordered = [found[code] for code in order]
    warnings: dict[str, tuple[str, ...]] = {}
    for outcome in ordered:
        if outcome.warnings:
            warnings[outcome.warnings] = (*warnings.get(outcome.warnings, ()), outcome.territory)
    return BatchResult(
        done=tuple(outcome.territory for outcome in ordered if outcome.page),
        failed=tuple(outcome.failure for outcome in ordered if outcome.failure),
        held_back=held_back,
        index=index,
        warnings=warnings,
    )


def _language(language: str | None, review: Any) -> str:
    chosen = language or str(review.meta.get("language") or "fr")
    if chosen not in LANGUAGES:
        raise spoken(ReportError, "there are no pages in the language “{chosen}”: choose fr or en", chosen=chosen)
    return chosen


def _out(out: str | Path | None, campaign: Campaign) -> Path:
    return Path(out) if out else Path(campaign.folder) / "reports"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
