"""The one door to ipywidgets: whatever it shows of a campaign, a name or a label, is shown as it was typed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from revue_analytics.errors import MissingExtra
from revue_analytics.tables.shown import as_typed

if TYPE_CHECKING:
    from ipywidgets import HTML, Button, FloatSlider


def widgets() -> Any:
    """Return the library.

    Raises
    ------
    MissingExtra
        It is not installed: it comes with the extra ``lab``.
    """
    try:
        import ipywidgets
    except ImportError:
        raise MissingExtra("ipywidgets", "lab") from None
    return ipywidgets


def slider(label: str, value: float, low: float, high: float, step: float, *, label_width: float) -> FloatSlider:
    """Make a slider with one decimal; `label_width` in em. JupyterLab looks for mathematics in labels too."""
    ipywidgets = widgets()
    return ipywidgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        readout_format=".1f",
        description=as_typed(escape(label, quote=False), "span"),
        description_allow_html=True,
        tooltip=label,
        style={"description_width": f"{label_width:.0f}em"},
        layout=ipywidgets.Layout(width=f"{label_width + 18:.0f}em"),
    )


def button(label: str) -> Button:
    """Make a button as wide as its words, which are ours."""
    ipywidgets = widgets()
    return ipywidgets.Button(description=label, layout=ipywidgets.Layout(width="auto", align_self="flex-start"))


def html(markup: str = "") -> HTML:
    """Make a place for a piece of HTML."""
    return put(widgets().HTML(), markup)


def put(place: HTML, markup: str) -> HTML:
    """Show a piece of HTML in its place."""
    place.value = as_typed(markup)
    return place
