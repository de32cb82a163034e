"""What the shell of a page says: title, campaign, provenance, banners, colours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

from revue_analytics.campaign.settings import TITLE
from revue_analytics.document import names
from revue_analytics.document.page.look import accent_properties, css_text, logo_or_nothing
from revue_analytics.language import in_language, legible, translator
from revue_analytics.version import __version__

if TYPE_CHECKING:
    from revue_analytics.framework import Framework

BUNDLED = "revue-ingenierie-territoriale"  # the framework that gives the document its name


PARTS = {
    "all": "",
    "essential": "main > :not(.rv-essential) { display: none } main > :nth-child(4) { break-after: auto }",
    "annex": "main > .rv-essential:not(.rv-front), .rv-front > :not(.rv-front-head) { display: none }",
}
"""What of the document of a territory is printed, and the style that keeps to it."""


class Reviewed(Protocol):
    """A review, or a territory's slice of one."""

    @property
    def meta(self) -> Mapping[str, Any]:
        """What is said of the whole review."""

    @property
    def framework(self) -> Framework:
        """What was assessed."""


@dataclass(frozen=True)
class Page:
    """Everything in the shell of one page, as plain text; the templates escape it."""

    language: str
    kind: str  # of document: “Revue d’ingénierie territoriale”
    brand: str  # at the head of the page: the campaign's title
    campaign: str
    date: str
    framework: str
    framework_version: str
    provenance: str
    territory: str = ""  # its name; none on a page about the whole campaign
    accent: str = ""
    logo: str = ""
    fictitious: bool = False
    private: bool = False
    part: str = "all"  # what is printed, one of `PARTS`
    version: str = __version__

    def __post_init__(self) -> None:
        """Make every text legible: titles are typed by somebody."""
        for each in fields(self):
            if isinstance(text := getattr(self, each.name), str):
                object.__setattr__(self, each.name, legible(text))

    @property
    def title(self) -> str:
        """Title of the document, also at the head of each printed sheet."""
        document = f"{self.territory} — {self.kind}" if self.territory else self.kind
        return f"{document} · {self.campaign}" if self.campaign else document

    @property
    def subtitle(self) -> str:
        """Campaign and date."""
        return ", ".join(part for part in (self.campaign, self.date) if part)

    @property
    def css(self) -> str:
        """The page's own style: its colours, and what is printed in the margins of each sheet."""
        _ = translator(self.language)
        marks = [_("Fictitious data")] * self.fictitious + [_("Confidential")] * self.private
        small = "font: 8pt system-ui, sans-serif; color: #5a544b"
        return (
            f":root {{{accent_properties(self.accent)}}}\n"
            "@page {\n"
            f"  @top-left {{content: {css_text(self.title)}; {small}}}\n"
            f"  @top-right {{content: {css_text(' — '.join(marks))}; {small}; font-weight: bold}}\n"
            f"  @bottom-left {{content: {css_text(self.subtitle)}; {small}}}\n"
            f'  @bottom-right {{content: counter(page) " / " counter(pages); {small}}}\n'
            "}" + (f"\n@media print {{ {PARTS[self.part]} }}" if PARTS[self.part] else "")
        )


def page_for(review: Reviewed, language: str, territory: str = "") -> Page:
    """Fill the shell for a review: of the territory so named, or of the whole campaign."""
    meta, framework = review.meta, review.framework
    _ = translator(language)
    ours = framework.id == BUNDLED
    kind = _("Territorial engineering review") if ours else in_language(framework.title, language)
    title = str(meta.get("title") or "")
    look = meta.get("look") or {}
    return Page(
        language=language,
        kind=kind,
        brand=kind if title in ("", TITLE) else in_language(title, language),
        campaign=names.campaign_label(meta, meta["current"], language),
        date=names.campaign_date(meta, meta["current"], language),
        framework=in_language(framework.title, language),
        framework_version=str(framework.version),
        provenance=provenance(review),
        territory=territory,
        accent=look.get("accent") or "",
        logo=logo_or_nothing(look.get("logo") or ""),
        fictitious=bool(meta.get("fictitious")),
        private=not meta.get("publishable", True),
    )


def provenance(review: Reviewed, results: str = "") -> str:
    """Digest what the numbers come from: the results shown, framework, methodology, seed and package version.

    Parameters
    ----------
    results
        Digest of what is shown of one territory; the source files, on a page about the whole campaign.
    """
    meta = review.meta
    origin = {
        "results": results or sorted((str(s["name"]), str(s["digest"])) for s in meta.get("sources", ())),
        "framework": review.framework.digest,
        "methodology": meta.get("methodology"),
        "draws": [meta.get("seed"), meta.get("n_draws")],
        "threshold": meta.get("threshold"),
        "version": __version__,
    }
    return sha256(json.dumps(origin, sort_keys=True, default=str).encode()).hexdigest()[:16]
