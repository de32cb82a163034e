"""Turn an executed notebook into one self-contained page, the same bytes each time."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from revue_analytics.document.page.assets import TEMPLATES, Script, styles
from revue_analytics.language import translator
from revue_analytics.tables.shown import AS_TYPED

if TYPE_CHECKING:
    from nbconvert.exporters import HTMLExporter
    from nbformat import NotebookNode

    from revue_analytics.document.page.shell import Page

KINDS = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]  # no script, no widget
NOT_ON_PAGE = "notebook-only"  # tag of a cell that is for whoever opens the notebook


# What tells the outline of a page: sections, headings whole. What is hidden may hold anything that looks like one.
OUTLINE = re.compile(
    r"(?P<hidden><!--.*?-->|<(?P<tag>script|style)\b.*?</(?P=tag)\s*>)|</?section\b[^>]*>|<h(?P<depth>[12])\b.*?</h(?P=depth)\s*>",
    re.DOTALL | re.IGNORECASE,
)


class Heading(NamedTuple):
    """An entry of the table of contents."""

    id: str
    text: str


def render(notebook: NotebookNode, page: Page) -> str:
    """Return the page of an executed notebook: outputs and prose, no code, no script but ours, no outside address."""
    resources = {
        "page": page,
        "translate": translator(page.language),
        "styles": styles(),
        "script": Script.of("what_if.js"),
    }
    html, _ = _exporter().from_notebook_node(notebook, resources)
    return html.strip() + "\n"


def headings(html: str) -> list[Heading]:
    """List the ``h1`` and ``h2`` of a page that can be linked to, by their own id or that of the section around them.

    >>> headings('<section id="gaps"><h2>Where the <em>gaps</em> are</h2></section><h2>No id</h2>')
    [Heading(id='gaps', text='Where the gaps are')]
    """
    from bs4 import BeautifulSoup

    outline = BeautifulSoup("".join(match[0] for match in OUTLINE.finditer(html) if not match["hidden"]), "html.parser")
    entries = []
    for heading in outline.find_all(["h1", "h2"]):
        own, section = heading.get("id"), heading.find_parent("section")
        target = own or (section.get("id") if section else "")
        text = re.sub(r"[ \t\r\n]+", " ", heading.get_text()).strip()  # no-break spaces stay
        if target and text:
            entries.append(Heading(str(target), text))
    return entries


def _unwrapped(html: str) -> str:
    """Take a section out of what keeps notebooks from seeing mathematics in it: a page sees none."""
    wrapper = f'<div class="{AS_TYPED}">'
    return html.removeprefix(wrapper).removesuffix("</div>") if html.startswith(wrapper) else html


@cache
def _exporter() -> HTMLExporter:
    from nbconvert.preprocessors import TagRemovePreprocessor
    from traitlets.config import Config

    from revue_analytics.notebooks.exporter import PageExporter

    config = Config()
    config.NbConvertBase.display_data_priority = KINDS
    config.PageExporter.default_preprocessors = [TagRemovePreprocessor]  # the others change nothing that is on a page
    config.PageExporter.optimistic_validation = True
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = [NOT_ON_PAGE]
    return PageExporter(
        config=config,
        template_name="revue",
        extra_template_basedirs=[str(TEMPLATES)],
        extra_template_paths=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        filters={"headings": headings, "unwrapped": _unwrapped},
        log=logging.getLogger("revue_analytics.notebooks"),
    )
