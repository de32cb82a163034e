"""A slider per indicator, and the territories ranked under the weights they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from revue_analytics.campaign import Campaign
from revue_analytics.document.names import is_missing, node_label
from revue_analytics.lab.reweighting import Reweighting, reweighted
from revue_analytics.lab.widgets import button, html, put, slider, widgets
from revue_analytics.language import number, percent, translator
from revue_analytics.scoring import Scores, score

if TYPE_CHECKING:
    from ipywidgets import HTML, Button, FloatSlider, VBox

SHOWN = 30  # territories; more than a screen is a task for a table
FULL = 160  # pixels of a bar at 100
LEFT = 'style="text-align:left"'


@dataclass(frozen=True, eq=False)
class WeightExplorer:
    """What `weight_explorer` shows in a notebook.

    Attributes
    ----------
    sliders
        Indicator → its slider, in hundredths.
    reset
        The button that brings the nominal weights back.
    ranking
        The table of territories.
    box
        All of it.
    """

    sliders: Mapping[str, FloatSlider]
    reset: Button
    ranking: HTML
    box: VBox

    @property
    def weights(self) -> dict[str, float]:
        """Indicator → weight as the sliders stand."""
        return {indicator: slider.value for indicator, slider in self.sliders.items()}

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.box._repr_mimebundle_(**options)


def weight_explorer(
    source: Campaign | Scores,
    *,
    campaign: str | None = None,
    names: Mapping[str, str] | None = None,
    language: str = "fr",
) -> WeightExplorer:
    """Show a slider per indicator; scores and ranks follow at once.

    Parameters
    ----------
    source
        A campaign, which brings the names of its territories, or scores.
    campaign
        Which campaign; the current one of a campaign folder, the last by name of scores.
    names
        Code of a territory → what to call it.
    language
        ``"fr"`` or ``"en"``.

    Raises
    ------
    MissingExtra
        ipywidgets is not installed: it comes with the extra ``lab``.
    MethodError
        An unknown campaign.

    Examples
    --------
    >>> weight_explorer(open_campaign("my-campaign"))      # doctest: +SKIP
    """
    _, box = translator(language), widgets().VBox
    if isinstance(source, Campaign):
        called = dict(zip(source.territories["territory"], source.territories["name"], strict=True)) | dict(names or {})
        campaign = campaign or source.current
        scores = score(source.ratings, source.methodology)
    else:
        called, scores = dict(names or {}), source
    nominal = reweighted(scores, campaign=campaign)
    usual = {
        indicator: round(100 * float(weight), 2)
        for indicator, weight in zip(nominal.indicators, nominal.weights, strict=True)
    }
    sliders = {
        indicator: slider(
            node_label(scores.framework, indicator, language, short=True),
            *(value, 0.0, max(50.0, 2 * value), 0.5),
            label_width=18,
        )
        for indicator, value in usual.items()
    }
    reset, ranking = button(_("Usual weights")), html()

    def show(_change: object = None) -> None:
        tried = {indicator: moved.value for indicator, moved in sliders.items()}
        if sum(tried.values()) <= 0:
            put(ranking, f"<p>{escape(_('Give at least one indicator a weight above zero.'))}</p>")
        else:
            put(ranking, _ranking(reweighted(scores, tried, campaign=campaign), scores, called, language))

    def back(_button: object) -> None:
        for indicator, moved in sliders.items():
            moved.value = usual[indicator]

    for moved in sliders.values():
        moved.observe(show, names="value")
    reset.on_click(back)
    show()
    return WeightExplorer(sliders, reset, ranking, box([*sliders.values(), reset, ranking]))


def _ranking(tried: Reweighting, scores: Scores, called: Mapping[str, str], language: str) -> str:
    """Write the weights as shares, and the territories in their order."""
    _ = translator(language)
    shares = ", ".join(
        f"{node_label(scores.framework, indicator, language, short=True)} {percent(weight, 1, language)}"
        for indicator, weight in zip(tried.indicators, tried.weights, strict=True)
    )
    table = tried.table()
    rows = [_row(row, called, language) for row in table.head(SHOWN).itertuples()]
    titles = (_("Rank"), _("Territory"), _("Score"), _("Places gained"))
    heads = "".join(f'<th scope="col" {LEFT}>{escape(title)}</th>' for title in titles)
    left = len(table) - len(rows)
    rest = _("and {n} more territory", "and {n} more territories", left) if left > 0 else ""
    return (
        f"<p>{escape(_('Weights: {shares}', shares=shares))}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table><p>{escape(rest)}</p>"
    )


def _row(row: Any, called: Mapping[str, str], language: str) -> str:
    _ = translator(language)
    name = escape(str(called.get(row.territory, row.territory)))
    if is_missing(row.score):
        return f'<tr><td></td><th scope="row" {LEFT}>{name}</th><td>{escape(_("insufficient data"))}</td><td></td></tr>'
    bar = f'<div style="background:#9dbfdf;height:.5em;width:{row.score / 100 * FULL:.0f}px"></div>'
    moved = int(row.moved)
    arrow = f"▲ {moved}" if moved > 0 else f"▼ {-moved}" if moved < 0 else "–"
    return (
        f'<tr><td>{int(row.rank)}</td><th scope="row" {LEFT}>{name}</th>'
        f"<td {LEFT}>{number(row.score, 1, language)}{bar}</td><td>{arrow}</td></tr>"
    )
