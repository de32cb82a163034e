"""What if, in a notebook: a slider per criterion, and what it does, at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from revue_analytics.document import names
from revue_analytics.document.what_if import what_if_sentences
from revue_analytics.lab.widgets import button, html, put, slider, widgets
from revue_analytics.language import translator
from revue_analytics.review import planner, what_if
from revue_analytics.review.scenario import scores_of

if TYPE_CHECKING:
    import pandas as pd
    from ipywidgets import HTML, Box, Button, FloatSlider

    from revue_analytics.campaign import Campaign
    from revue_analytics.gaps import WhatIf
    from revue_analytics.review import TerritoryReview
    from revue_analytics.roadmap import Plan

STEP = 0.1  # of a level


@dataclass(frozen=True, eq=False)
class WhatIfSliders:
    """What `what_if_sliders` shows in a notebook.

    Attributes
    ----------
    review
        The review of the territory.
    sliders
        Criterion → its slider, in levels.
    today
        Criterion → the level it stands at, to a tenth.
    reset
        The button that goes back to today.
    sentences
        What the levels do.
    box
        All of it.
    plan
        Makes the roadmap again from levels; None where it is not made again.
    """

    review: TerritoryReview
    sliders: Mapping[str, FloatSlider]
    today: Mapping[str, float]
    reset: Button
    sentences: HTML
    box: Box
    plan: Callable[[pd.Series], Plan] | None = None

    @property
    def changes(self) -> dict[str, float]:
        """Criterion → level, of those that have been moved."""
        moved = {leaf: slider.value for leaf, slider in self.sliders.items()}
        return {leaf: level for leaf, level in moved.items() if abs(level - self.today[leaf]) > STEP / 2}

    @property
    def result(self) -> WhatIf | None:
        """What the levels shown would change; None while nothing is moved."""
        return what_if(self.review, self.changes, plan=self.plan) if self.changes else None

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.box._repr_mimebundle_(**options)


def what_if_sliders(
    review: TerritoryReview,
    *,
    campaign: Campaign | None = None,
    language: str = "fr",
    start: Mapping[str, float] | None = None,
    figure: bool = True,
) -> WhatIfSliders:
    """Show a slider for each criterion of a territory; scores, shortfall, place and roadmap follow as one moves.

    Parameters
    ----------
    review
        The review of a territory.
    campaign
        Its campaign, for the roadmap to be made again; without it, the actions of the roadmap in force whose level is
        reached are told.
    language
        ``"fr"`` or ``"en"``.
    start
        Levels to begin with, ``{"I5A": 3}``.
    figure
        Whether to draw the profile too.

    Raises
    ------
    MissingExtra
        ipywidgets is not installed: it comes with the extra ``lab``.
    MethodError
        The review was made with methods that it does not hold.

    Examples
    --------
    >>> what_if_sliders(open_review("my-campaign").for_territory("01004"))    # doctest: +SKIP
    """
    ipywidgets = widgets()
    _, framework = translator(language), review.framework
    plan = None if campaign is None else planner(campaign, review.territory)
    low, high = (framework.scale.minimum, framework.scale.maximum) if framework.scale else (0, 100)
    today = _today(review, low, high)
    called = {leaf: names.node_label(framework, leaf, language, numbered=True) for leaf in today}
    wide = 0.55 * max(map(len, called.values()), default=0)  # em that the longest name takes
    sliders = {leaf: slider(called[leaf], level, low, high, STEP, label_width=wide) for leaf, level in today.items()}
    reset, sentences = button(_("Back to today")), html()
    groups: list[Any] = []
    for top in framework.top_ids:
        below = [sliders[leaf] for leaf in framework.leaves_of(top) if leaf in sliders]
        name = names.node_label(framework, top, language, numbered=True)
        groups += [html(f"<b>{escape(name)}</b>"), *below] if below else []
    wide_enough, wrapped = ipywidgets.Layout(flex="1 1 30em"), ipywidgets.Layout(flex_flow="row wrap")
    beside = ipywidgets.VBox([reset, sentences], layout=wide_enough)  # or beneath, where there is no room
    box = ipywidgets.Box([ipywidgets.VBox(groups), beside], layout=wrapped)
    shown = WhatIfSliders(review, sliders, today, reset, sentences, box, plan)

    def show(_change: object = None) -> None:
        put(sentences, _result_html(shown.result, language, figure))

    def back(_button: object) -> None:
        for leaf, moved in sliders.items():
            moved.value = today[leaf]

    for leaf, level in (start or {}).items():
        sliders[leaf].value = level
    for moved in sliders.values():
        moved.observe(show, names="value")
    reset.on_click(back)
    show()
    return shown


def _today(review: TerritoryReview, low: float, high: float) -> dict[str, float]:
    """Levels of the rated criteria that have a score, to a tenth."""
    scores = scores_of(review).matrix().iloc[0]
    rated = [leaf.id for leaf in review.framework.leaves if leaf.measure is None]
    return {leaf: round(low + scores[leaf] / 100 * (high - low), 1) for leaf in rated if not np.isnan(scores[leaf])}


def _result_html(result: WhatIf | None, language: str, figure: bool) -> str:
    """Write what a result says, and draw it."""
    if result is None:
        return ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in what_if_sentences(result, language))
    if not figure:
        return lines
    from base64 import b64encode

    from revue_analytics.document.kit.figure import svg
    from revue_analytics.plots import plot

    drawn = b64encode(svg(plot(result, language=language))).decode()
    return f'{lines}<img alt="" style="max-width:100%" src="data:image/svg+xml;base64,{drawn}">'
