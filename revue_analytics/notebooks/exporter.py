"""nbconvert's exporter, which reads a page again only where an image of it has no words."""

from __future__ import annotations

import re
from typing import Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
WORDS = re.compile(r"\salt\s*=", re.IGNORECASE)


class PageExporter(HTMLExporter):
    """Writes pages whose images have their words, as ours have, at a third of the cost.

    After it has filled its template `HTMLExporter` parses the page and writes it anew, to describe images and to let
    cells of JupyterLab's look be reached with the keyboard. Pages of ours have nothing of the latter.
    """

    def from_notebook_node(  # type: ignore[override]  # as in the classes of nbconvert themselves
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Fill the template; let `HTMLExporter` describe images that have no words."""
        prepared = self._init_resources(dict(resources or {}))
        self.register_filter("highlight_code", Highlight2HTML(parent=self))
        kinds = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=prepared)
        self.register_filter("filter_data_type", kinds)
        html, done = TemplateExporter.from_notebook_node(self, nb, prepared, **options)
        if all(WORDS.search(image) for image in IMAGE.findall(html)):
            return html, done
        return super().from_notebook_node(nb, resources, **options)
