"""How a notebook shows what is no result of the library: tables and figures of its own."""

from __future__ import annotations

import pandas as pd

from revue_analytics.language import number

OPTIONS = {
    "display.html.use_mathjax": False,
    "styler.html.mathjax": False,
    "styler.format.escape": "html",
    "styler.format.precision": 1,
    "styler.format.na_rep": "–",
    "styler.format.decimal": ".",
    "styler.format.thousands": None,
}


def set_up_notebook(language: str = "fr") -> None:
    """Have tables and figures show every text as it was typed, and numbers as the language writes them.

    JupyterLab, pandas and matplotlib take what stands between two dollars for mathematics: the name of a territory, a
    comment, a label would be set in italics, or swallowed. It sets options of pandas (``display.html``, ``styler``)
    and of matplotlib (``text.parse_math``) until the kernel stops. A table whose rows or columns bear names that
    people typed is shown with `revue_analytics.tables.shown.styled`, since pandas writes those as HTML.

    Parameters
    ----------
    language
        ``"fr"`` or ``"en"``: the decimal mark and the separator of thousands.

    Examples
    --------
    >>> from matplotlib import rc_context
    >>> options = [option for name in OPTIONS for option in (name, pd.get_option(name))]
    >>> with rc_context(), pd.option_context(*options):        # so that this example leaves the world as it was
    ...     set_up_notebook("fr")
    ...     "mathjax_ignore" in pd.DataFrame({"name": ["de $5 à $6"]})._repr_html_()
    True
    """
    import matplotlib as mpl

    own = {
        "styler.format.decimal": number(0.5, 1, language)[1],
        "styler.format.thousands": number(1000, 0, language)[1],
    }
    for name, value in (OPTIONS | own).items():
        pd.set_option(name, value)
    mpl.rcParams["text.parse_math"] = False
