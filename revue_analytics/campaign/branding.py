"""The look of a campaign's pages: the accent colour and the logo."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from revue_analytics.campaign import rules
from revue_analytics.errors import Rule

ACCENT = "#1f5c99"
LOGO_LIMIT = 200  # kB

MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def contrast(colour: str) -> float:
    """Return the contrast ratio of a colour ``#rrggbb`` with white, as WCAG 2.2 defines it (1–21).

    >>> round(contrast("#000000"), 1), round(contrast("#777777"), 2)
    (21.0, 4.48)
    """
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def logo_fault(path: Path) -> tuple[Rule, dict[str, object]] | None:
    """Return the rule that a logo breaks: it is an SVG, PNG or JPEG picture, and a light one."""
    kilobytes = path.stat().st_size // 1000
    if kilobytes > LOGO_LIMIT:
        return rules.LOGO_SIZE, {"size": kilobytes, "limit": LOGO_LIMIT}
    media_type, content = MEDIA_TYPES.get(path.suffix.lower()), path.read_bytes()
    if media_type == "image/svg+xml":
        return None if b"<svg" in content else (rules.LOGO_KIND, {})
    good = media_type is not None and content.startswith(BEGINNINGS[media_type])
    return None if good else (rules.LOGO_KIND, {})


def logo_uri(path: Path) -> str:
    """Return a logo as a ``data:`` address: as the source of an ``img`` nothing in it can run or be fetched."""
    encoded = b64encode(path.read_bytes()).decode("ascii")
    return f"data:{MEDIA_TYPES[path.suffix.lower()]};base64,{encoded}"
