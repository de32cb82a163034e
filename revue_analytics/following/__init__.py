"""How a collection of answers goes, for those who run it: a page, a workbook, a list to merge into letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

from revue_analytics.campaign import check_campaign
from revue_analytics.campaign.participation import Participation
from revue_analytics.errors import CampaignError
from revue_analytics.exports.spreadsheet import csv_bytes
from revue_analytics.files import write_whole
from revue_analytics.following.page import follow_page
from revue_analytics.following.tables import follow_workbook, reminder_table
from revue_analytics.following.words import follow_lines

__all__ = ["Followed", "follow", "follow_lines", "follow_page", "reminder_table"]

PAGE, WORKBOOK, REMINDERS = "follow.html", "follow.xlsx", "reminders.csv"


@dataclass(frozen=True)
class Followed:
    """The files that were written, the collection that they show, and the territories that faults hold back."""

    page: Path
    workbook: Path
    reminders: Path
    collection: Participation
    held_back: tuple[str, ...]


def follow(
    folder: str | Path, *, out: str | Path | None = None, language: str | None = None, today: Date | None = None
) -> Followed:
    """Write how the collection of a campaign goes: ``follow.html``, ``follow.xlsx``, ``reminders.csv``.

    They hold counts of people who took part, and nothing of what anybody answered. Faults in the folder are counted and
    named; they stop nothing as long as the settings can be read.

    Parameters
    ----------
    folder
        A campaign folder, with answers or without any yet.
    out
        Folder for the files; ``follow`` in the campaign folder by default.
    language
        ``"fr"`` or ``"en"``; the campaign's by default.
    today
        The day from which the days left are counted; today by default.

    Raises
    ------
    CampaignError
        There is no campaign in the folder, or its settings or its framework cannot be read.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from revue_analytics.campaign.bundled import bundled
    >>> followed = follow(bundled("examples") / "demo", out=mkdtemp())
    >>> followed.page.name, followed.collection.answered, followed.collection.enough
    ('follow.html', 284, 11)
    """
    result = check_campaign(folder, today=today)
    collection = result.collection
    if collection is None:
        raise CampaignError(result.faults)
    target = Path(out) if out is not None else Path(folder) / "follow"
    chosen = language or collection.settings.language
    contents: Mapping[str, str | bytes] = {
        PAGE: follow_page(collection, chosen),
        WORKBOOK: follow_workbook(collection, chosen),
        REMINDERS: csv_bytes(reminder_table(collection, chosen)),
    }
    for name, content in contents.items():
        write_whole(target / name, content)
    return Followed(target / PAGE, target / WORKBOOK, target / REMINDERS, collection, result.held_back)
