"""Erasing a respondent from a campaign folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from revue_analytics.campaign import rules
from revue_analytics.campaign.files import data_files
from revue_analytics.campaign.key import add_forgotten, campaign_key
from revue_analytics.campaign.settings import read_settings
from revue_analytics.errors import CampaignError, Fault
from revue_analytics.framework import load_framework
from revue_analytics.intake import discover
from revue_analytics.intake.erasing import erase, find_respondent
from revue_analytics.intake.sources import entries_of

__all__ = ["Forgotten", "forget"]


@dataclass(frozen=True)
class Forgotten:
    """What was done, or would be.

    Attributes
    ----------
    pseudonym
        The respondent's.
    rows
        (file, number of rows) where answers of the respondent were found.
    erased
        Files from which the rows were taken out; everything else in them is as it was.
    left
        Files that still hold the rows: they could not be rewritten without losing something else.
    listed
        Whether the pseudonym is on the list of those whose rows are not read: also in a file exported again.
    stale
        Files of `reports` made with the answers of the respondent among others.
    done
        Whether it was done.
    """

    pseudonym: str
    rows: tuple[tuple[str, int], ...]
    erased: tuple[str, ...]
    left: tuple[str, ...]
    listed: bool
    stale: tuple[str, ...]
    done: bool


def forget(folder: str | Path, respondent: str, *, dry_run: bool = False) -> Forgotten:
    """Erase a respondent: the rows in the files of answers, and on any later reading.

    Parameters
    ----------
    folder
        The campaign folder.
    respondent
        The id as the file gives it, ``file:id``, or the pseudonym.
    dry_run
        Only say what would be done.

    Returns
    -------
    Forgotten

    Raises
    ------
    CampaignError
        The settings cannot be read, or none or several respondents bear this id. Nothing has been changed.

    Notes
    -----
    Pages and the saved review hold aggregated numbers; they are listed, not touched. Pages made again differ from the
    earlier ones by this respondent alone: withdraw the earlier ones, or publish together with new answers.
    """
    folder = Path(folder)
    settings = read_settings(folder)
    framework = load_framework(settings.framework)
    key, wrong = campaign_key(folder, fictitious=settings.fictitious)
    if any(fault.is_error for fault in wrong):
        raise CampaignError(wrong)
    paths, _ = data_files(folder, settings.sources)
    answers = discover(paths, framework, sources=settings.sources, folder=folder).answers
    places = find_respondent(
        answers,
        framework,
        respondent,
        sources=settings.sources,
        colleges=settings.known_colleges,
        key=key,
        folder=folder,
    )
    found = {place.pseudonym: place for place in places}
    if not found:
        raise CampaignError([Fault(rules.RESPONDENT_UNKNOWN)])
    if len(found) > 1:
        valid = ", ".join(f"{pseudonym} ({place.name})" for pseudonym, place in sorted(found.items()))
        raise CampaignError([Fault(rules.RESPONDENT_SEVERAL, details={"valid": valid})])
    (pseudonym,) = found
    erased, left = [], []
    for path in dict.fromkeys(place.path for place in places):
        inside = [place for place in places if place.path == path]
        content: bytes | None = path.read_bytes()
        for place in inside:
            content = content and erase(content, place, entries_of(path, settings.sources, folder)[0][0])
        (left if content is None else erased).append(inside[0].name)
        if content is not None and not dry_run:
            _replace(path, content)
    listed = bool(left) or not all(place.by_row for place in places)
    if listed and not dry_run:
        add_forgotten(folder, pseudonym)
    return Forgotten(
        pseudonym,
        tuple((place.name, len(place.rows)) for place in places),
        tuple(erased),
        tuple(left),
        listed,
        tuple(_reports(folder)),
        not dry_run,
    )


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of another at once, so that a crash leaves one of them whole."""
    handle, draft = mkstemp(dir=path.parent, prefix=".revue-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(draft).chmod(path.stat().st_mode & 0o777)
    Path(draft).replace(path)


def _reports(folder: Path) -> list[str]:
    """Files made with answers: pages, the saved review, notebooks of pages that failed, exports."""
    reports = folder / "reports"
    found = sorted(path for path in reports.rglob("*") if path.is_file()) if reports.is_dir() else []
    kept = [path.relative_to(folder).as_posix() for path in found if path.name.lower() != "readme.md"]
    tops = {"/".join(name.split("/")[:2]) + ("/" if name.count("/") > 1 else "") for name in kept}
    return sorted(tops)
