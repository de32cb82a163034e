"""What a batch made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from revue_analytics.batches.job import Failure, Outcome
from revue_analytics.files import page_name


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


def result_of_batch(
    outcomes: Sequence[Outcome],
    codes: Sequence[str],
    unchanged: Collection[str],
    index: Path,
    formats: tuple[str, ...],
    **others: tuple[str, ...],
) -> BatchResult:
    """Sum up the outcomes of a batch over the territories `codes`, in their order."""
    by_territory = {outcome.territory: outcome for outcome in outcomes}
    ordered = [by_territory[code] for code in codes if code in by_territory]
    warnings: dict[str, tuple[str, ...]] = {}
    for outcome in ordered:
        if outcome.warnings:
            warnings[outcome.warnings] = (*warnings.get(outcome.warnings, ()), outcome.territory)
    return BatchResult(
        done=tuple(outcome.territory for outcome in ordered if outcome.page),
        failed=tuple(outcome.failure for outcome in ordered if outcome.failure),
        index=index,
        warnings=warnings,
        unchanged=tuple(code for code in codes if code in unchanged),
        left=tuple(code for code in codes if code not in unchanged and code not in by_territory),
        formats=formats,
        **others,
    )
