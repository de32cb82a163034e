"""One review document for a territory, or one for each territory of a campaign.

The analysis runs once, for the whole campaign, and not again while nothing has changed; the review is saved beside the
pages, and each territory's notebook opens its slice of it. Nothing that a page needs is computed in a notebook.

A batch is a plan, a run, a manifest. What is in the folder already and was made from the same inputs stays; so running
again is how a batch that was interrupted goes on, and how one answer more costs one page more.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from revue_analytics.batches.choosing import choose
from revue_analytics.batches.index import write_index
from revue_analytics.batches.inputs import input_digests, results_digests
from revue_analytics.batches.job import FORMATS, Failure, Job, Outcome
from revue_analytics.batches.lock import only_here
from revue_analytics.batches.making import make_pages
from revue_analytics.batches.manifest import (
    DONE,
    HELD_BACK,
    Entry,
    Journal,
    entry_of,
    read_entries,
    sound,
    write_manifest,
)
from revue_analytics.document.page.shell import page_for, provenance
from revue_analytics.errors import CampaignError, ChangedByFew, ReportError, choices
from revue_analytics.exports.publishable import check_enough
from revue_analytics.files import clear_halves, page_name
from revue_analytics.intake.codes import codes_of
from revue_analytics.language import LANGUAGES
from revue_analytics.notebooks import forking
from revue_analytics.notebooks.execute import TIMEOUT
from revue_analytics.progress import showing, step

if TYPE_CHECKING:
    from revue_analytics.review import Opened, Review

__all__ = ["BatchResult", "batch", "report"]

NOTEBOOK = "territory_review.ipynb"
REVIEW = "review"  # folder of the saved review, beside the pages


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
    too_few
        Codes of the territories where fewer people answered than the disclosure threshold; they have no page either,
        unless it was asked for as confidential.
    index
        The page that lists all the others.
    warnings
        ``{message: codes}``, what notebooks wrote to standard error.
    unchanged
        Codes of the territories whose page was there already, made from the same inputs.
    left
        Codes of the territories that a batch which stops at the first failure did not come to.
    changed_by_few
        Codes of the territories whose page differs from the one published before by fewer people than the threshold.
    """

    done: tuple[str, ...]
    failed: tuple[Failure, ...]
    held_back: tuple[str, ...]
    index: Path
    warnings: dict[str, tuple[str, ...]]
    unchanged: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    formats: tuple[str, ...] = field(default=("html",), repr=False)
    changed_by_few: tuple[str, ...] = ()
    too_few: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every territory asked for has its page."""
        return not self.failed and not self.held_back and not self.left

    def page(self, code: str) -> Path:
        """Return the path of a territory's page."""
        return (self.index.parent / page_name(code)).with_suffix(f".{self.formats[0]}")


def report(
    campaign_folder: str | Path,
    code: str,
    *,
    out: str | Path | None = None,
    language: str | None = None,
    private: bool = False,
    notebook: str | Path | None = None,
    timeout: int | None = TIMEOUT,
    formats: Sequence[str] = ("html",),
    fresh: bool = False,
    progress: bool = True,
) -> Path:
    """Write the review document of one territory and return its path; one that would be the same stays as it is.

    Parameters
    ----------
    campaign_folder, out, language, private, notebook, timeout, formats, progress
        As for `batch`.
    fresh
        As for `batch`; the page is made again too.
    code
        The territory's code, as text: ``"01004"``; or its name, if no other of the campaign bears it.

    Raises
    ------
    UnknownTerritory
        The campaign has no answers for this territory.
    ReportError
        The page could not be made; the message says why and where the executed notebook is kept.

    Warns
    -----
    ChangedByFew
        The page differs from the one published before by fewer people than the threshold.
    """
    from revue_analytics.review import changed_since

    kinds = _formats(formats)
    opened = _opened(campaign_folder, private=private, fresh=fresh)
    with _shown(language, progress), _warm_unless(opened.is_kept) as zygote:
        (code,) = codes_of([code], opened.known)
        check_enough(code, opened.too_few, opened.threshold)
        if code in opened.held_back:
            raise CampaignError([fault for fault in opened.faults if code in fault.territories])
        folder, pages_in = _out(out, opened), _language(language, opened)
        with only_here(folder):
            review = _analysed(opened, zygote, _cores())
            if code in changed_since(folder / REVIEW, review):
                warnings.warn(ChangedByFew([code]), stacklevel=2)
            (job,) = _plan(review, opened, [code], folder, pages_in, private, notebook, timeout, kinds)
            earlier = read_entries(folder)
            if not fresh and _unchanged([job], earlier, kinds, folder):
                return (folder / page_name(code)).with_suffix(f".{kinds[0]}")
            with step("Pages"):
                (outcome,) = make_pages([job], 1, zygote)
            earlier[code] = entry_of(outcome, job, _facts(review)[code])
            write_manifest(folder, earlier.values())
    if outcome.failure is not None:
        raise outcome.failure.error()
    assert outcome.page is not None
    return outcome.page


def batch(
    campaign_folder: str | Path,
    *,
    out: str | Path | None = None,
    only: Iterable[str] = (),
    filters: Iterable[str] = (),
    jobs: int | None = None,
    language: str | None = None,
    strict: bool = False,
    private: bool = False,
    force: bool = False,
    timeout: int | None = TIMEOUT,
    keep_going: bool = True,
    formats: Sequence[str] = ("html",),
    progress: bool = True,
    notebook: str | Path | None = None,
    scheduler: str | None = None,
    fresh: bool = False,
) -> BatchResult:
    """Write the review document of every territory of a campaign, and an index of them.

    Pages whose inputs have not changed stay as they are: to go on with a batch that was interrupted, run it again. A
    territory that fails is reported and does not stop the others.

    Parameters
    ----------
    campaign_folder
        The campaign folder.
    out
        Folder of the pages; ``reports`` in the campaign folder by default.
    only
        Codes or names of the territories to do; all by default.
    filters
        ``"departement=01"``, ``"epci=…"``, ``"stratum=…"``: only these territories; see
        `revue_analytics.batches.choosing.choose`.
    jobs
        Pages made at once; as many as there are cores by default.
    language
        ``"fr"`` or ``"en"``; the campaign's by default.
    strict
        Do nothing at all if any row of the input is faulty, instead of holding back the territories it touches.
    private
        Allow results that rest on fewer people than may be published, territories with too few respondents among them;
        each page is marked confidential.
    force
        Make every page again, even if nothing it is made from has changed.
    timeout
        Seconds that one cell of a notebook may take; None for no limit.
    keep_going
        Go on after a failure; else stop at the first.
    formats
        ``"html"``, ``"pdf"`` (needs the extra ``pdf``), ``"ipynb"`` (the executed notebook), one or several.
    progress
        Show on standard error how far it is: one line on a terminal, one every few seconds elsewhere.
    notebook
        A report notebook of your own, with the parameters ``campaign``, ``review``, ``territory``, ``language``.
    scheduler
        Address of a Dask scheduler whose workers make the pages, or ``"local"``; see
        `revue_analytics.batches.cluster`. Needs the extra ``cluster``.
    fresh
        Read and analyse everything again, even if nothing has changed.

    Raises
    ------
    CampaignError
        The campaign cannot be read, or `strict` and a row is faulty.
    UnknownTerritory
        `only` names a territory without answers.
    FolderTaken
        Another batch is at work in the same folder.
    ReportError
        The results may not be published and `private` is false; a filter that no territory passes; or the folder of
        pages went away.

    Notes
    -----
    Pages are made by forks of a warm process on Linux. Elsewhere they are made in new processes, which import the
    script they were started from: in a script of your own for Windows or macOS, call this function under
    ``if __name__ == "__main__":``. Notebooks and the command ``revue`` need nothing.
    """
    from revue_analytics.review import changed_since

    kinds = _formats(formats)
    if scheduler is not None:
        from revue_analytics.batches.cluster import check_scheduler, make_pages_on

        check_scheduler(scheduler)
    processes = jobs or _cores()
    opened = _opened(campaign_folder, private=private, strict=strict, fresh=fresh)
    with _shown(language, progress), _warm_unless(opened.is_kept or scheduler is not None) as zygote:
        asked = set(choose(opened, only, filters))
        held_back = tuple(code for code in opened.held_back if code in asked)
        left_out = tuple(code for code in opened.too_few if code in asked)
        pages_in, folder = _language(language, opened), _out(out, opened)
        with only_here(folder):
            clear_halves(folder)
            review = _analysed(opened, zygote, processes)
            chosen = [code for code in review.codes if code in asked]
            few = [code for code in changed_since(folder / REVIEW, review) if code in asked]
            plan = _plan(review, opened, chosen, folder, pages_in, private, notebook, timeout, kinds)
            earlier = read_entries(folder)
            kept = set() if force else _unchanged(plan, earlier, kinds, folder)
            todo = [job for job in plan if job.territory not in kept]
            facts, by_territory = _facts(review), {job.territory: job for job in todo}
            with Journal(folder).run(pages=len(todo), unchanged=len(kept), processes=processes) as journal:
                outcomes: list[Outcome] = []
                entries = dict(earlier)
                made = make_pages_on(scheduler, todo, processes) if scheduler else make_pages(todo, processes, zygote)
                with closing(made), step("Pages", len(todo)) as pages:
                    for outcome in made:
                        pages.done, pages.failed = pages.done + 1, pages.failed + bool(outcome.failure)
                        job = by_territory[outcome.territory]
                        _check_there(job)
                        entry = entry_of(outcome, job, facts[outcome.territory])
                        journal.add(entry)
                        if entry.status == DONE:
                            _remove(folder, set(_files(earlier, entry.territory)) - set(entry.files))
                        entries[entry.territory] = entry
                        outcomes.append(outcome)
                        if outcome.failure and not keep_going:
                            break
                index = _conclude(review, opened, outcomes, entries, set(chosen), folder, pages_in)
    found = {outcome.territory: outcome for outcome in outcomes}
    result = _result(found, chosen, kept, held_back, index, kinds)
    return replace(result, changed_by_few=tuple(few), too_few=left_out)


def _opened(folder: str | Path, *, private: bool, strict: bool = False, fresh: bool) -> Opened:
    from revue_analytics.review import Opened

    return Opened(folder, private=private, strict=strict, fresh=fresh)


def _shown(language: str | None, progress: bool) -> AbstractContextManager[None]:
    return showing(language if language in LANGUAGES else "fr") if progress else nullcontext()


def _warm_unless(idle: bool) -> AbstractContextManager[forking.Zygote | None]:
    """Let a fork server warm up, unless there may be nothing for it to do: one is then started when there is."""
    return nullcontext() if idle else _warm()


@contextmanager
def _warm() -> Iterator[forking.Zygote | None]:
    """Let a fork server warm up while the campaign is read, where there can be one."""
    if not forking.available():
        yield None
        return
    with forking.Zygote() as zygote:
        yield zygote


def _analysed(opened: Opened, zygote: forking.Zygote | None, processes: int) -> Review:
    """Return the review, its territories worked out in forks where there can be some."""
    return opened.review(each=partial(zygote.each, processes=processes) if zygote else map)


def _plan(
    review: Review,
    opened: Opened,
    codes: Sequence[str],
    out: Path,
    language: str,
    private: bool,
    notebook: str | Path | None,
    timeout: int | None,
    formats: tuple[str, ...],
) -> list[Job]:
    """Save the review and say what is to be made from it."""
    from revue_analytics.campaign.bundled import bundled
    from revue_analytics.review import as_published

    if not review.meta.get("publishable", True) and not private:
        raise ReportError(
            "the disclosure threshold of this campaign is too low for pages that may be published; "
            "make them confidential with --private",
        )
    saved = (out / REVIEW).absolute()
    as_published(saved, review, codes).save(saved)
    path = (Path(notebook) if notebook else bundled("notebooks") / NOTEBOOK).absolute()
    folder = opened.folder.absolute()
    shell = page_for(review, language)
    names = dict(zip(review.territories["territory"], review.territories["name"], strict=True))
    results = results_digests(review, path)
    pages = {
        code: replace(shell, territory=str(names[code]), provenance=provenance(review, results[code])) for code in codes
    }
    inputs = input_digests(review, results, pages, path)
    return [
        Job(code, path, folder, saved, out.absolute(), page, timeout, formats, inputs[code])
        for code, page in pages.items()
    ]


def _unchanged(plan: Sequence[Job], earlier: Mapping[str, Entry], formats: Sequence[str], folder: Path) -> set[str]:
    """Return the territories whose files are there, whole, and made from the same inputs."""
    same = []
    for job in plan:
        entry = earlier.get(job.territory)
        if entry is None or entry.status != DONE or entry.inputs != job.inputs:
            continue
        if all(getattr(entry, kind) for kind in formats):
            same.append(entry)
    return sound(folder, same)


def _check_there(job: Job) -> None:
    if not job.review.exists():
        message = "the folder of pages went away while pages were made: {folder}"
        raise ReportError(message, folder=job.out)


def _files(entries: Mapping[str, Entry], code: str) -> Iterable[str]:
    return entries[code].files if code in entries else ()


def _remove(folder: Path, names: Iterable[str]) -> None:
    """Remove the files of a page in formats that were not made again: they say what is no longer so."""
    for name in names:
        (folder / name).unlink(missing_ok=True)


def _conclude(
    review: Review,
    opened: Opened,
    outcomes: Sequence[Outcome],
    entries: dict[str, Entry],
    checked: set[str],
    folder: Path,
    language: str,
) -> Path:
    """Write index and manifest of all that is in the folder, this batch's and what earlier ones left."""
    facts = _facts(review)
    others = [entry for code, entry in entries.items() if code not in checked and entry.status == DONE]
    there = checked | sound(folder, others)
    kept = {code: entry for code, entry in entries.items() if code in facts and code in there}
    for code in review.meta["too_few"]:  # of a time when more had answered, or of a confidential batch
        _remove(folder, _files(entries, code))
    names = dict(zip(opened.territories["territory"], opened.territories["name"], strict=True))
    for code in opened.held_back:
        kept[code] = Entry(code, str(names.get(code, "")), status=HELD_BACK)
    pages = {code: next(iter(entry.files)) for code, entry in kept.items() if entry.status == DONE}
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    index = write_index(review, opened, pages, failures, folder, language)
    write_manifest(folder, kept.values())
    return index


def _facts(review: Review) -> dict[str, dict[str, str]]:
    """What the manifest says of a territory that does not depend on what becomes of its page."""
    framework = review.framework
    common = {
        "seed": str(review.meta["seed"]),
        "framework": f"{framework.id} {framework.version} {framework.digest[:12]}",
    }
    places = review.territories
    return {
        str(code): {"name": str(name), "departement": str(departement), **common}
        for code, name, departement in zip(places["territory"], places["name"], places["departement"], strict=True)
    }


def _result(
    found: Mapping[str, Outcome],
    order: Sequence[str],
    kept: set[str],
    held_back: tuple[str, ...],
    index: Path,
    formats: tuple[str, ...],
) -> BatchResult:
    ordered = [found[code] for code in order if code in found]
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
        unchanged=tuple(code for code in order if code in kept),
        left=tuple(code for code in order if code not in kept and code not in found),
        formats=formats,
    )


def _formats(given: Sequence[str]) -> tuple[str, ...]:
    """Return the formats asked for, in our order."""
    wanted = [given] if isinstance(given, str) else list(given)
    for one in wanted or [""]:
        if one not in FORMATS:
            raise ReportError("no format “{name}”: {choices}", name=one, choices=choices(one, FORMATS))
    if "pdf" in wanted:
        from revue_analytics.document.page.pdf import check_pdf

        check_pdf()
    return tuple(kind for kind in FORMATS if kind in wanted)


def _language(language: str | None, opened: Opened) -> str:
    chosen = language or opened.language
    if chosen not in LANGUAGES:
        raise ReportError("there are no pages in the language “{chosen}”: choose fr or en", chosen=chosen)
    return chosen


def _out(out: str | Path | None, opened: Opened) -> Path:
    return Path(out) if out else opened.folder / "reports"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
