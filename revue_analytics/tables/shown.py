"""A table as a notebook shows it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler
    from pandas.io.formats.style_render import CSSDict

MOST_ROWS = 20

AS_TYPED = "mathjax_ignore tex2jax_ignore"
"""Classes that keep what is between two dollars from becoming mathematics: JupyterLab goes by the one, nbconvert and
earlier notebooks by the other. Nothing that anybody types here is mathematics."""


def as_typed(markup: str, tag: str = "div") -> str:
    """Wrap a piece of HTML so that no notebook takes anything in it for mathematics; nothing stays nothing.

    >>> as_typed("de $5 à $6", "span")
    '<span class="mathjax_ignore tex2jax_ignore">de $5 à $6</span>'
    """
    return f'<{tag} class="{AS_TYPED}">{markup}</{tag}>' if markup else ""


def styled(table: pd.DataFrame, decimals: int = 1, *, index: bool = False, caption: str = "") -> Styler:
    """Style a table: text on the left, whole numbers without decimals, a dash for what is missing.

    Every text in it is shown as it was typed: in cells, in the names of rows and columns, in the caption. The decimal
    mark and the thousands separator are those of pandas, ``pd.options.styler.format``.
    """
    from pandas.io.formats.style import Styler

    table = table.copy() if index else table.reset_index(drop=True)
    for name in table.select_dtypes("float"):
        if table[name].notna().any() and (table[name].dropna() % 1 == 0).all():
            table[name] = table[name].astype("Int64")
    style = Styler(table, precision=decimals, na_rep="–", escape="html").format_index(escape="html", axis=1)
    style = style.set_table_attributes(f'class="{AS_TYPED}"')
    style = style.format_index(escape="html") if index else style.hide()
    style = style.set_caption(escape(caption)) if caption else style
    left: CSSDict = {"selector": "", "props": "text-align: left"}
    return style.set_table_styles({name: [left] for name in table.select_dtypes(exclude="number")})


def shown(table: pd.DataFrame, decimals: int = 1, *, index: bool = False, rows: int = MOST_ROWS) -> str:
    """Write a styled table in HTML; beyond `rows` rows the last are left out.

    >>> import pandas as pd
    >>> html = shown(pd.DataFrame({"name": ["<b>"], "score": [65.62], "rank": [1.0], "before": [None]}))
    >>> [text in html for text in ("&lt;b&gt;", ">65.6<", ">1<", ">–<")]
    [True, True, True, True]
    """
    return str(styled(table, decimals, index=index).to_html(max_rows=rows))
