"""What was read and analysed is kept in the campaign folder, and taken again while nothing has changed.

Every command begins with `Opened`. A review is kept under a digest of all that it was made from: the bytes of every
file that is read, the settings, what is forgotten, this package and the libraries below it. So a changed answer is
another digest, and what is kept under the old one is not found, and goes. Of the territories that nothing has changed
for, what costs most is then taken from it all the same, since no territory's numbers depend on another's.

Only reviews are kept, which hold no respondent, and not what is wrong in the files, which quotes them: a campaign with
errors is read again each time, and analysed once. Digests are made with the campaign's key: without it nobody can
confirm a guess of a small file by them. Whatever is there that this version did not write for these files, whole, is
passed over and replaced. Where nothing can be written nothing is kept.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.campaign.files import data_files
from revue_analytics.campaign.settings import FILE_NAME
from revue_analytics.campaign.settings_file import check_settings
from revue_analytics.errors import Fault
from revue_analytics.progress import steps
from revue_analytics.review.cache import Digests, Entry, Inputs, keep, read_entry
from revue_analytics.review.review import Review, load_review, saved_review

if TYPE_CHECKING:
    from revue_analytics.campaign import Campaign
    from revue_analytics.review.uncertainty import Each


class Opened:
    """A campaign folder as a command finds it: what it holds, and its review, kept or made when it is asked for.

    Parameters
    ----------
    folder
        The campaign folder.
    private
        As for `revue_analytics.review.analyse`.
    strict
        As for `revue_analytics.campaign.open_campaign`.
    fresh
        Read and analyse everything again.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from revue_analytics.campaign import init_campaign
    >>> folder = init_campaign(mkdtemp(), demo=True)
    >>> opened = Opened(folder)
    >>> opened.is_kept, len(opened.review().codes)
    (False, 11)
    >>> Opened(folder).is_kept
    True
    """

    def __init__(self, folder: str | Path, *, private: bool = False, strict: bool = False, fresh: bool = False):
        self.folder = Path(folder)
        self.private = private
        self._strict, self._fresh = strict, fresh
        self._inputs = Inputs.of(self.folder, private)
        self._entry = None if fresh or self._inputs is None else read_entry(self._inputs.entry, self._inputs.key)
        self._review = self._entry.review if self._entry else None

    @property
    def is_kept(self) -> bool:
        """Whether the review need not be made."""
        return self._entry is not None

    @cached_property
    def campaign(self) -> Campaign | None:
        """The campaign, read when it is first asked for; None where a kept review says all that is needed of it.

        Raises
        ------
        CampaignError
            As `open_campaign` does.
        """
        from revue_analytics.campaign import open_campaign

        if self._entry is not None and self._entry.clean:
            return None
        return open_campaign(self.folder, strict=self._strict)

    @property
    def territories(self) -> pd.DataFrame:
        """Every territory that is declared or has answers; columns as in `Campaign.territories`."""
        return self.campaign.territories if self.campaign is not None else self._kept.territories

    @property
    def answered(self) -> frozenset[str]:
        """Codes of the territories with answers, those held back or left out among them."""
        if self.campaign is not None:
            return self.campaign.answered
        return frozenset([*self._kept.review.codes, *self._kept.review.meta["too_few"]])

    @property
    def known(self) -> pd.DataFrame:
        """The territories with answers; columns as in `Campaign.territories`."""
        return self.territories[self.territories["territory"].isin(self.answered)]

    @property
    def held_back(self) -> tuple[str, ...]:
        """Codes of the territories that an error touches."""
        return self.campaign.held_back if self.campaign is not None else ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything wrong that was found; warnings are not kept."""
        return self.campaign.faults if self.campaign is not None else ()

    @property
    def too_few(self) -> tuple[str, ...]:
        """Codes of the territories that the review leaves out: fewer people answered than the threshold."""
        if self.campaign is not None:
            return () if self.private else self.campaign.too_few
        return tuple(self._kept.review.meta["too_few"])

    @property
    def published(self) -> frozenset[str]:
        """Codes of the territories that the review holds."""
        return self.answered - {*self.held_back, *self.too_few}

    @property
    def threshold(self) -> int:
        """The disclosure threshold."""
        if self.campaign is not None:
            return self.campaign.methodology.disclosure_threshold
        return int(self._kept.review.meta["threshold"])

    @property
    def language(self) -> str:
        """The campaign's language."""
        return self.campaign.settings.language if self.campaign is not None else self._kept.review.meta["language"]

    def review(self, *, each: Each = map) -> Review:
        """Return the review, made and kept if it is not kept yet.

        Raises
        ------
        MethodError, CampaignError
            As `analyse` does.
        """
        if self._review is None:
            from revue_analytics.review import analyse

            campaign = self.campaign
            assert campaign is not None
            inputs = Inputs.of(self.folder, self.private)
            # what changed while it was read may be kept under neither digest
            digests = Digests.of(campaign, inputs) if inputs is not None and inputs == self._inputs else None
            earlier, settled = (None, frozenset[str]()) if digests is None or self._fresh else digests.settled()
            self._review = analyse(
                campaign,
                private=self.private,
                progress=lambda codes: steps("Analysis", codes, len(list(codes))),
                each=each,
                earlier=earlier,
                settled=settled,
            )
            if digests is not None:
                keep(digests, self._review, campaign)
        return self._review

    @property
    def _kept(self) -> Entry:
        assert self._entry is not None
        return self._entry


def open_review(path: str | Path) -> Review:
    """Open a review: a saved one, or that of a campaign folder, kept or made now.

    Parameters
    ----------
    path
        A folder written by `Review.save`, or a campaign folder. Of one that holds no answers any more, the review
        beside its pages.

    Returns
    -------
    Review
    """
    saved = archived_review(path)
    return Opened(path).review() if saved is None else load_review(saved)


def archived_review(path: str | Path) -> Path | None:
    """Return the folder of the saved review that a path stands for; None where answers can be read instead.

    Where there are answers the review is theirs: what lies beside the pages may be older.
    """
    folder, saved = Path(path), saved_review(path)
    if saved is None or saved == folder or not (folder / FILE_NAME).is_file():
        return saved
    answers, _faults = data_files(folder, check_settings(folder)[0].sources)
    return None if answers else saved
