"""One review document for a territory, or one for each territory of a campaign.

The analysis runs once, for the whole campaign, and not again while nothing has changed; the review is saved beside the
pages, and each territory's notebook opens its slice of it. Nothing that a page needs is computed in a notebook.

A batch is a plan, a run, a manifest. What is in the folder already and was made from the same inputs stays; so running
again is how a batch that was interrupted goes on, and how one answer more costs one page more.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from revue_analytics.batches.index import write_index
from revue_analytics.batches.job import Job, Outcome
from revue_analytics.batches.lock import only_here
from revue_analytics.batches.manifest import (
    DONE,
    HELD_BACK,
    Entry,
    Journal,
    entry_of,
    facts_of,
    read_entries,
    sound,
    unchanged,
    write_manifest,
)
from revue_analytics.batches.pages import Outcomes, make_pages
from revue_analytics.batches.plan import (
    REVIEW,
    Order,
    choose,
    formats_in_order,
    own_template,
    page_language,
    plan,
    printed_part,
)
from revue_analytics.batches.result import BatchResult, result_of_batch
from revue_analytics.errors import ChangedByFew, ReportError
from revue_analytics.exports.publishable import published_code
from revue_analytics.files import clear_halves, page_name
from revue_analytics.language import LANGUAGES
from revue_analytics.notebooks.execute import TIMEOUT
from revue_analytics.notebooks.fork_process import available
from revue_analytics.notebooks.fork_server import ForkServer
from revue_analytics.progress import showing, step

if TYPE_CHECKING:
    from revue_analytics.review import Opened, Review


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
    part: str = "all",
    template: str | Path | None = None,
    fresh: bool = False,
    progress: bool = True,
) -> Path:
    """Write the review document of one territory and return its path; one that would be the same stays as it is.

    Parameters
    ----------
    campaign_folder, out, language, private, notebook, timeout, formats, part, template, progress
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
    from revue_analytics.review import Opened, changed_since

    kinds = formats_in_order(formats)
    opened = Opened(campaign_folder, private=private, fresh=fresh)
    with _shown(language, progress), _warm_unless(opened.is_kept) as server:
        code = published_code(opened, code)
        folder = _out(out, opened)
        order = Order(
            opened,
            folder,
            page_language(language, opened),
            kinds,
            private,
            notebook,
            timeout,
            printed_part(part),
            own_template(template, kinds),
        )
        with only_here(folder):
            review = _analysed(opened, server, _cores())
            if code in changed_since(folder / REVIEW, review):
                warnings.warn(ChangedByFew([code]), stacklevel=2)
            (job,) = plan(order, review, [code])
            earlier = read_entries(folder)
            if not fresh and unchanged([job], earlier, folder):
                return (folder / page_name(code)).with_suffix(f".{kinds[0]}")
            with step("Pages"):
                (outcome,) = make_pages([job], 1, server)
            earlier[code] = entry_of(outcome, job, facts_of(review)[code])
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
    part: str = "all",
    template: str | Path | None = None,
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
        `revue_analytics.batches.plan.choose`.
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
        ``"html"``, ``"pdf"`` (needs the extra ``pdf``), ``"docx"`` and ``"pptx"`` (Word and PowerPoint, to be edited;
        the extra ``office``), ``"ipynb"`` (the executed notebook), one or several.
    part
        What is printed, and written as PDF: ``"essential"`` (four sheets), ``"annex"``, or ``"all"``. On screen a page
        shows both.
    template
        A Word document of your own, whose styles, margins, headers and own pages ``"docx"`` is written in.
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
    from revue_analytics.review import Opened, changed_since

    kinds = formats_in_order(formats)
    if scheduler is not None:
        from revue_analytics.batches.cluster import check_scheduler, make_pages_on

        check_scheduler(scheduler)
    processes = jobs or _cores()
    opened = Opened(campaign_folder, private=private, strict=strict, fresh=fresh)
    with _shown(language, progress), _warm_unless(opened.is_kept or scheduler is not None) as server:
        wanted = set(choose(opened, only, filters))
        held_back = tuple(code for code in opened.held_back if code in wanted)
        left_out = tuple(code for code in opened.too_few if code in wanted)
        folder = _out(out, opened)
        order = Order(
            opened,
            folder,
            page_language(language, opened),
            kinds,
            private,
            notebook,
            timeout,
            printed_part(part),
            own_template(template, kinds),
        )
        with only_here(folder):
            clear_halves(folder)
            review = _analysed(opened, server, processes)
            codes = [code for code in review.codes if code in wanted]
            few = tuple(code for code in changed_since(folder / REVIEW, review) if code in wanted)
            every, entries = plan(order, review, codes), read_entries(folder)
            kept = set() if force else unchanged(every, entries, folder)
            todo = [job for job in every if job.territory not in kept]
            with Journal(folder).run(pages=len(todo), unchanged=len(kept), processes=processes) as journal:
                pages = make_pages_on(scheduler, todo, processes) if scheduler else make_pages(todo, processes, server)
                outcomes = _take_note(pages, todo, entries, facts_of(review), journal, keep_going)
                index = _conclude(order, review, outcomes, entries, codes)
    return result_of_batch(
        outcomes, codes, kept, index, kinds, held_back=held_back, changed_by_few=few, too_few=left_out
    )


def _shown(language: str | None, progress: bool) -> AbstractContextManager[None]:
    return showing(language if language in LANGUAGES else "fr") if progress else nullcontext()


def _warm_unless(idle: bool) -> AbstractContextManager[ForkServer | None]:
    """Let a fork server warm up, unless there may be nothing for it to do: one is then started when there is."""
    return nullcontext() if idle else _warm()


@contextmanager
def _warm() -> Iterator[ForkServer | None]:
    """Let a fork server warm up while the campaign is read, where there can be one."""
    if not available():
        yield None
        return
    with ForkServer() as server:
        yield server


def _analysed(opened: Opened, server: ForkServer | None, processes: int) -> Review:
    """Return the review, its territories worked out in forks where there can be some."""
    return opened.review(each=partial(server.each, processes=processes) if server else map)


def _take_note(
    arriving: Outcomes,
    jobs: Sequence[Job],
    entries: dict[str, Entry],
    facts: Mapping[str, Mapping[str, str]],
    journal: Journal,
    keep_going: bool,
) -> list[Outcome]:
    """Write down what becomes of each job as soon as it is known, in the journal and in `entries`."""
    by_territory, outcomes = {job.territory: job for job in jobs}, []
    with closing(arriving), step("Pages", len(jobs)) as pages:
        for outcome in arriving:
            pages.done, pages.failed = pages.done + 1, pages.failed + bool(outcome.failure)
            job = by_territory[outcome.territory]
            if not job.review.exists():
                message = "the folder of pages went away while pages were made: {folder}"
                raise ReportError(message, folder=job.out)
            entry = entry_of(outcome, job, facts[outcome.territory])
            journal.add(entry)
            if entry.status == DONE:  # formats that were not made again say what is no longer so
                _remove(job.out, set(_files(entries, entry.territory)) - set(entry.files))
            entries[entry.territory] = entry
            outcomes.append(outcome)
            if outcome.failure and not keep_going:
                break
    return outcomes


def _files(entries: Mapping[str, Entry], code: str) -> Iterable[str]:
    return entries[code].files if code in entries else ()


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)


def _conclude(
    order: Order, review: Review, outcomes: Sequence[Outcome], entries: Mapping[str, Entry], codes: Collection[str]
) -> Path:
    """Write index and manifest of all that is in the folder, this batch's (`codes`) and what earlier ones left."""
    opened, folder = order.opened, order.folder
    others = [entry for code, entry in entries.items() if code not in codes and entry.status == DONE]
    whole = {*codes, *sound(folder, others)} & set(review.codes)
    kept = {code: entry for code, entry in entries.items() if code in whole}
    for code in review.meta["too_few"]:  # of a time when more had answered, or of a confidential batch
        _remove(folder, _files(entries, code))
    names = dict(zip(opened.territories["territory"], opened.territories["name"], strict=True))
    for code in opened.held_back:
        kept[code] = Entry(code, str(names.get(code, "")), status=HELD_BACK)
    pages = {code: next(iter(entry.files)) for code, entry in kept.items() if entry.status == DONE}
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    index = write_index(review, opened, pages, failures, folder, order.language)
    write_manifest(folder, kept.values())
    return index


def _out(out: str | Path | None, opened: Opened) -> Path:
    return Path(out) if out else opened.folder / "reports"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
