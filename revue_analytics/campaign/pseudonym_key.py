"""The two small secrets of a campaign folder: the key of its pseudonyms, and who asked to be forgotten.

Both stay in the folder, readable by its owner alone, and are left out of version control. Who has the key and the
answers as they came can tell who is who; who has neither the answers nor the key cannot, even by trying every name.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault

KEY_FILE = ".revue-key"
ERASED_FILE = ".revue-forgotten"
FICTITIOUS = b"fictitious"
"""Key of invented respondents: there is nobody to protect, and the same pages come out everywhere."""
LENGTH = 32
PSEUDONYM = re.compile("r-[0-9a-f]{16}")


def campaign_key(folder: Path, *, fictitious: bool = False) -> tuple[bytes, list[Fault]]:
    """Return the key of a campaign, made at the first call, and what is wrong with it.

    The same key gives the same person the same pseudonym in every campaign of the folder. None is made where people
    were forgotten by another: they would be read again.
    """
    if fictitious:
        return FICTITIOUS, []
    path = folder / KEY_FILE
    if not os.path.lexists(path) and os.path.lexists(folder / ERASED_FILE):
        return secrets.token_bytes(LENGTH), [Fault(rules.KEY_GONE, file=KEY_FILE, details={"list": ERASED_FILE})]
    try:
        _write(path, secrets.token_hex(LENGTH) + "\n", os.O_EXCL)
    except FileExistsError:
        pass
    except OSError as error:
        if not os.path.lexists(path):
            reason = error.strerror or str(error)
            return secrets.token_bytes(LENGTH), [Fault(rules.KEY_NOT_KEPT, file=KEY_FILE, details={"reason": reason})]
    try:
        key = bytes.fromhex(_read(path))
    except (OSError, ValueError):
        key = b""
    if len(key) < LENGTH:
        return secrets.token_bytes(LENGTH), [Fault(rules.KEY_UNREADABLE, file=KEY_FILE)]
    return key, []


def erased_pseudonyms(folder: Path) -> tuple[frozenset[str], list[Fault]]:
    """Return the pseudonyms of the respondents whose answers are not to be read, and what is wrong with their list.

    Where it cannot be read whole, nothing may be: somebody would be read again.
    """
    path = folder / ERASED_FILE
    if not os.path.lexists(path):
        return frozenset(), []
    try:
        pseudonyms = _read(path).split()
    except (OSError, ValueError):
        return frozenset(), [Fault(rules.FORGOTTEN_UNREADABLE, file=ERASED_FILE)]
    faults = [
        Fault(rules.FORGOTTEN_NOBODY, file=ERASED_FILE, details={"n": n})
        for n, pseudonym in enumerate(pseudonyms, start=1)
        if not PSEUDONYM.fullmatch(pseudonym)
    ]
    return frozenset(pseudonyms), faults[:1]


def add_erased(folder: Path, pseudonyms: Iterable[str]) -> None:
    """Add pseudonyms of a respondent to those whose answers are not to be read."""
    together = sorted({*erased_pseudonyms(folder)[0], *pseudonyms})
    draft = folder / f"{ERASED_FILE}-draft"
    draft.unlink(missing_ok=True)
    _write(draft, "\n".join(together) + "\n", os.O_EXCL)
    draft.replace(folder / ERASED_FILE)


def _read(path: Path) -> str:
    """Return what a file says. What is none (a folder, a pipe that nobody writes into) is not waited for."""
    if not path.is_file():
        raise ValueError(f"{path.name} is not a file")
    return path.read_text("utf-8-sig").strip()


def _write(path: Path, text: str, flags: int) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | flags, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
