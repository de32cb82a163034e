"""Colours of a page from the one colour that a campaign chooses, and text as templates and style sheets write it."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from revue_analytics.campaign.branding import ACCENT, contrast
from revue_analytics.language import legible

MINIMUM_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, normal text

Colour = tuple[float, float, float]  # red, green, blue, 0–255


def readable(colour: str) -> str:
    """Return `colour` (``"#rrggbb"``), darkened until white text on it can be read; the default if it is no colour.

    >>> readable("#1F5C99"), readable("red; } body { display: none"), contrast(readable("#ffcc00")) >= 4.5
    ('#1f5c99', '#1f5c99', True)
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour or ""):
        return ACCENT
    dark = colour.lower()
    while contrast(dark) < MINIMUM_CONTRAST:
        dark = _mix(dark, "#000000", 0.06)
    return dark


def accent_properties(colour: str) -> str:
    """Return the custom properties of an accent colour: itself, stronger for titles, soft for surfaces behind text.

    >>> accent_properties("#1f5c99")
    '--accent:#1f5c99;--accent-strong:#16426e;--accent-soft:#ebf1f6'
    """
    accent = readable(colour)
    strong, soft = _mix(accent, "#000000", 0.275), _mix(accent, "#ffffff", 0.915)
    return f"--accent:{accent};--accent-strong:{strong};--accent-soft:{soft}"


def css_text(text: str) -> str:
    r"""Quote any text as a CSS string that can neither end the string nor the style element.

    >>> css_text('a"</style>é')
    '"a\\22 \\3c \\2f style\\3e é"'
    """
    plain = re.sub(r"\s+", " ", text)
    return '"' + re.sub(r"[^\w .,:()–—’«»|]", lambda m: f"\\{ord(m[0]):x} ", plain) + '"'


def logo_or_nothing(logo: str) -> str:
    """Return a logo if it is an image inside the page (a ``data:`` address), else nothing."""
    return logo if re.fullmatch(r"data:image/(svg\+xml|png|jpeg|webp|gif);base64,[0-9A-Za-z+/=]+", logo or "") else ""


def shown(value: Any) -> Any:
    """Return what a template writes: typed text made legible, markup of ours as it is, nothing for `None`."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return legible(value)
    return "" if value is None else value


def _parse(colour: str) -> Colour:
    red, green, blue = (float(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return red, green, blue


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_parse(colour), _parse(other), strict=True)
    return "#" + "".join(f"{int(a + (b - a) * share):02x}" for a, b in pairs)
