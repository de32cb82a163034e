"""The directive ``review-tables``: the tables of a review and their columns, as the code declares them."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class ReviewTables(SphinxDirective):
    """List the tables that `revue_analytics.review.TABLES` names."""

    def run(self) -> list[nodes.Node]:
        from revue_analytics.review import TABLES

        lines = ["| table | columns |", "|---|---|"]
        lines += [f"| `{name}` | {' '.join(table.columns)} |" for name, table in TABLES.items()]
        holder = nodes.container()
        self.state.nested_parse(StringList(lines, source="review-tables"), self.content_offset, holder)
        return list(holder.children)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("review-tables", ReviewTables)
    return {"parallel_read_safe": True}
