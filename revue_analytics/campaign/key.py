"""The two small secrets of a campaign folder: the key of its pseudonyms, and who asked to be forgotten.

Both stay in the folder, readable by its owner alone, and are left out of version control. Who has the key and the
answers as they came can tell who is who; who has neither the answers nor the key cannot, even by trying every name.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault

__all__ = ["FORGOTTEN_FILE", "KEY_FILE", "add_forgotten", "campaign_key", "forgotten"]

KEY_FILE = ".revue-key"
FORGOTTEN_FILE = ".revue-forgotten"
FICTITIOUS = b"fictitious"
"""Key of invented respondents: there is nobody to protect, and the same pages come out everywhere."""
LENGTH = 32


def campaign_key(folder: Path, *, fictitious: bool = False) -> tuple[bytes, list[Fault]]:
    """Return the key of a campaign, made at the first call, and what is wrong with it.

    The same key gives the same person the same pseudonym in every campaign of the folder.
    """
    if fictitious:
        return FICTITIOUS, []
    path = folder / KEY_FILE
    try:
        _write(path, secrets.token_hex(LENGTH) + "\n", os.O_EXCL)
    except FileExistsError:
        pass
    except OSError as error:
        if not path.exists():
            reason = error.strerror or str(error)
            return secrets.token_bytes(LENGTH), [Fault(rules.KEY_NOT_KEPT, file=KEY_FILE, details={"reason": reason})]
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) < LENGTH:
        return secrets.token_bytes(LENGTH), [Fault(rules.KEY_UNREADABLE, file=KEY_FILE)]
    return key, []


def forgotten(folder: Path) -> frozenset[str]:
    """Pseudonyms of the respondents whose answers are not to be read."""
    path = folder / FORGOTTEN_FILE
    return frozenset(path.read_text("utf-8").split()) if path.is_file() else frozenset()


def add_forgotten(folder: Path, pseudonyms: Iterable[str]) -> None:
    """Add pseudonyms of a respondent to those whose answers are not to be read."""
    together = sorted({*forgotten(folder), *pseudonyms})
    draft = folder / f"{FORGOTTEN_FILE}-draft"
    draft.unlink(missing_ok=True)
    _write(draft, "\n".join(together) + "\n", os.O_EXCL)
    draft.replace(folder / FORGOTTEN_FILE)


def _write(path: Path, text: str, flags: int) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | flags, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
