"""The directive ``figure-of``: runs the code it holds and shows the figure that its last line draws, with its words.

    ```{figure-of}
    ra.plot(doc, "profile", language="en")
    ```

The code finds ``ra``, ``np``, ``pd``, ``campaign`` (the demonstration campaign), ``review`` and ``doc`` (its first
territory). ``figure-of-review`` does so for every figure of the review document.
"""

from __future__ import annotations

import ast
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

REVIEWED = 'review.for_territory("00009")'  # the one that a reviewer has rated


@cache
def scene() -> dict[str, Any]:
    """What the examples find."""
    import numpy as np
    import pandas as pd

    import revue_analytics as ra
    from revue_analytics.campaign.bundled import bundled

    campaign = ra.open_campaign(bundled("examples") / "demo")
    review = ra.analyse(campaign)
    doc = review.for_territory(review.codes[0])
    return {"ra": ra, "np": np, "pd": pd, "campaign": campaign, "review": review, "doc": doc}


def run(code: str) -> Any:
    """Run code and return the value of its last line."""
    names = dict(scene())
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "<gallery>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<gallery>", "eval"), names)  # type: ignore[attr-defined]


def shown(code: str, alternative: str = "") -> list[nodes.Node]:
    """Code, and the figure it draws."""
    from html import escape

    from revue_analytics.document.kit.figure import svg
    from revue_analytics.document.kit.svg import data_address

    address = data_address(svg(run(code)).decode("utf-8"))
    image = f'<p><img class="figure" src="{address}" alt="{escape(alternative, quote=True)}"></p>'
    return [nodes.literal_block(code, code, language="python"), nodes.raw("", image, format="html")]


class FigureOf(SphinxDirective):
    """Show one example; the directive's argument is the alternative text of its figure."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        return shown("\n".join(self.content), self.arguments[0] if self.arguments else "")


class FigureOfReview(SphinxDirective):
    """Show every figure of the review document, a section for each."""

    def run(self) -> list[nodes.Node]:
        from revue_analytics.document.sections import DRAWINGS

        found: list[nodes.Node] = []
        for name, drawing in DRAWINGS.items():
            section = nodes.section(ids=[f"figure-{name.replace('_', '-')}"], names=[name])
            section += nodes.title(name, name)
            whose = REVIEWED if name == "reviewer" else "doc"
            message = drawing.message(run(whose), "en")
            section += shown(f'ra.plot({whose}, "{name}", language="en")', message)
            section += nodes.paragraph("", "", nodes.emphasis(message, message))
            found.append(section)
        return found


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("figure-of", FigureOf)
    app.add_directive("figure-of-review", FigureOfReview)
    return {"parallel_read_safe": True}
