"""A workbook as OpenDocument (ODS), for those who work with LibreOffice: what the XLSX file holds, and looks like.

Both are written from the same workbook of openpyxl: what a sheet holds and looks like is said once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date as Date
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from revue_analytics.errors import MissingExtra
from revue_analytics.intake.sheets import letter
from revue_analytics.intake.workbooks import cell_text

if TYPE_CHECKING:
    from odfdo import Document, Element
    from odfdo.xmlpart import XmlPart
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

VALIGN = {"top": "top", "center": "middle"}
HALIGN = {"right": "end", "center": "center", "left": "start"}
UNIT = {"d": "day", "m": "month", "y": "year"}
PAPER = {"landscape": ("29.7cm", "21cm"), "portrait": ("21cm", "29.7cm")}
SPACES = re.compile(r"(?:(?<= )|^) | $|\n|\t", re.MULTILINE)
SPACE = {" ": "<text:s/>", "\n": "</text:p><text:p>", "\t": " "}  # LibreOffice drops tabs
ROOM = ("style:header-footer-properties", {"fo:min-height": "0.75cm", "fo:margin": "0cm"})  # without it nothing prints
THUMBNAIL = "Thumbnails/thumbnail.png"  # of the empty document that odfdo begins with
MADE = datetime(2000, 1, 1)  # of every file: the same workbook gives the same bytes


def check_opendocument() -> None:
    """Make sure that ODS files can be written here.

    Raises
    ------
    MissingExtra
        odfdo is not installed.
    """
    if find_spec("odfdo") is None:
        raise MissingExtra("odfdo", "ods")


def opendocument(book: Workbook) -> Document:
    """Return a workbook of openpyxl as an OpenDocument one, which its `save` writes.

    Texts stay texts. Kept are: values, number formats, fonts, widths and heights, merged cells, links to sheets, lists
    to choose from, frozen and repeated headings, filters, and what a printed page says at its head.

    Raises
    ------
    MissingExtra
        odfdo is not installed.
    """
    check_opendocument()
    from odfdo import Document

    document = Document("spreadsheet")
    document.body.clear()
    document.meta.creation_date = document.meta.date = MADE
    document.meta.creator = document.meta.initial_creator = "revue-analytics"
    styles, sheets = _Styles(document), book.worksheets
    rules = [(sheet, rule) for sheet in sheets for rule in sheet.data_validations.dataValidation]
    if rules:
        choices = (_element("table:content-validation", _rule(rule, k)) for k, (_, rule) in enumerate(rules))
        document.body.append(_element("table:content-validations", {}, *choices))
    for sheet in sheets:
        numbers = {
            at: f"val{k}"
            for k, (owner, rule) in enumerate(rules)
            if owner is sheet
            for cells in rule.sqref.ranges
            for at in cells.cells
        }
        document.body.append(_table(sheet, styles, numbers))
    filters = [_element("table:database-range", _filter(one, k)) for k, one in enumerate(sheets) if one.auto_filter.ref]
    if filters:
        document.body.append(_element("table:database-ranges", {}, *filters))
    _show(document, sheets)
    document.del_part(THUMBNAIL)
    document.manifest.del_full_path(THUMBNAIL)
    return document


def _element(tag: str, attributes: Mapping[str, object], *children: Element | None) -> Element:
    """Make an element; an attribute that is None is left out."""
    from odfdo import Element

    element = Element.from_tag(tag)
    for name, value in attributes.items():
        if value is not None:
            element.set_attribute(name, str(value))
    for child in children:
        if child is not None:
            element.append(child)
    return element


def _part(of: XmlPart, path: str) -> Element:
    """Return a part that the empty document of odfdo has."""
    part = of.get_element(path)
    if part is None:
        raise LookupError(path)
    return part


class _Styles:
    """The styles of a document: each is made once, when the first cell, row, column or sheet wears it."""

    def __init__(self, document: Document):
        self.document = document
        self.automatic = _part(document.content, "//office:automatic-styles")
        self.names: dict[object, str] = {}

    def named(self, family: str, key: object, properties: dict[str, dict[str, object]], **more: object) -> str:
        """Return the name of a style; `properties` by the part of it that they belong to."""
        worn = (family, key)
        if worn not in self.names:
            name = self.names[worn] = f"{family.replace('-', '')}{len(self.names)}"
            about: dict[str, object] = {"style:name": name, "style:family": family}
            about |= {f"style:{word.replace('_', '-')}": value for word, value in more.items()}
            parts = (_element(f"style:{part}-properties", values) for part, values in properties.items())
            self.automatic.append(_element("style:style", about, *parts))
        return self.names[worn]

    def of_column(self, width: float) -> str:
        """Return the style of a column so many characters wide."""
        inches = f"{width * 0.09 + 0.05:.2f}in"  # generous: fonts differ
        return self.named("table-column", inches, {"table-column": {"style:column-width": inches}})

    def of_row(self, height: float | None) -> str:
        """Return the style of a row so many points high, or as high as its texts."""
        values = {"style:use-optimal-row-height": str(height is None).lower()}
        if height is not None:
            values["style:row-height"] = f"{height:.1f}pt"
        return self.named("table-row", height, {"table-row": dict(values)})

    def of_cell(self, cell: Any) -> str:
        """Return the style of a cell."""
        key = ("table-cell", cell.style_id)
        if key in self.names:
            return self.names[key]
        font, alignment = cell.font, cell.alignment
        text = {
            "fo:font-family": font.name,
            "fo:font-size": f"{font.sz:g}pt",
            "fo:font-weight": "bold" if font.b else None,
            "fo:font-style": "italic" if font.i else None,
            "fo:color": _colour(font.color),
            "style:text-underline-style": "solid" if font.u else None,
        }
        form = {
            "fo:wrap-option": "wrap" if alignment.wrap_text else None,
            "style:vertical-align": VALIGN.get(alignment.vertical or "", "bottom"),
            "style:text-align-source": "fix" if alignment.horizontal in HALIGN else None,
        }
        indent = f"{alignment.indent * 0.1:.1f}in" if alignment.indent else None
        right = alignment.horizontal == "right"
        paragraph = {
            "fo:text-align": HALIGN.get(alignment.horizontal or ""),
            "fo:margin-right" if right else "fo:margin-left": indent,
        }
        return self.named(
            "table-cell",
            cell.style_id,
            {"table-cell": dict(form), "paragraph": dict(paragraph), "text": dict(text)},
            parent_style_name="Default",
            data_style_name=self.of_number(cell.number_format),
        )

    def of_number(self, code: str) -> str | None:
        """Return the style of a number format of a workbook: ``#,##0``, ``0.0%``, ``dd/mm/yyyy``."""
        if code == "General":
            return None
        key = ("number", code)
        if key not in self.names:
            self.names[key] = name = f"number{len(self.names)}"
            self.automatic.append(_number_style(code, name))
        return self.names[key]

    def of_sheet(self, sheet: Worksheet) -> str:
        """Return the style of a sheet, with the page that it is printed on."""
        mark, direction = sheet.oddHeader.center.text or "", sheet.page_setup.orientation or "portrait"
        numbered, key = bool(sheet.oddFooter.right.text), ("page", mark, direction)
        if key not in self.names:
            self.names[key] = page = f"page{len(self.names)}"
            self._add_page(page, mark.replace("&&", "&"), direction, numbered)
        page = self.names[key]
        shown = {"table:display": str(sheet.sheet_state == "visible").lower(), "style:writing-mode": "lr-tb"}
        return self.named("table", (page, sheet.sheet_state), {"table": dict(shown)}, master_page_name=page)

    def _add_page(self, name: str, mark: str, direction: str, numbered: bool) -> None:
        """Add a page: A4, one sheet wide, the mark at its head, its number at its foot."""
        from odfdo import Element, Paragraph

        width, height = PAPER[direction]
        size = {"fo:page-width": width, "fo:page-height": height, "style:print-orientation": direction}
        size |= {"fo:margin": "1.5cm", "style:scale-to-X": "1", "style:scale-to-Y": "0"}
        layout = _element(
            "style:page-layout",
            {"style:name": f"{name}layout"},
            _element("style:page-layout-properties", size),
            *(_element(f"style:{part}-style", {}, _element(*ROOM)) for part in ("header", "footer")),
        )
        number = Element.from_tag(
            "<text:p><text:page-number>1</text:page-number> / <text:page-count>1</text:page-count></text:p>"
        )
        centred, right = (
            _element("style:region-center", {}, Paragraph(mark)),
            _element("style:region-right", {}, number),
        )
        head = _element("style:header", {"style:display": str(bool(mark)).lower()}, centred)
        foot = _element("style:footer", {"style:display": str(numbered).lower()}, right)
        about = {"style:name": name, "style:page-layout-name": f"{name}layout"}
        styles = self.document.styles
        _part(styles, "//office:automatic-styles").append(layout)
        _part(styles, "//office:master-styles").append(_element("style:master-page", about, head, foot))


def _colour(colour: Any) -> str | None:
    """Write a colour of openpyxl as OpenDocument does; None where it is that of the theme."""
    return f"#{colour.rgb[-6:]}" if colour is not None and isinstance(colour.rgb, str) else None


def _number_style(code: str, name: str) -> Element:
    """Write a number format of a workbook as OpenDocument does."""
    about = {"style:name": name}
    if code == "@":
        return _element("number:text-style", about, _element("number:text-content", {}))
    if "y" in code:
        parts = [
            _element(f"number:{UNIT[piece[0]]}", {"number:style": "long"}) if piece[0] in UNIT else _text(piece)
            for piece in re.findall(r"d+|m+|y+|[^dmy]+", code)
        ]
        return _element("number:date-style", about, *parts)
    decimals = code.partition(".")[2].strip("%")
    digits = {
        "number:min-integer-digits": "1",
        "number:decimal-places": len(decimals),
        "number:min-decimal-places": decimals.count("0"),
        "number:grouping": "true" if "," in code else None,
    }
    number = _element("number:number", digits)
    if code.endswith("%"):
        return _element("number:percentage-style", about, number, _text("%"))
    return _element("number:number-style", about, number)


def _text(text: str) -> Element:
    """Return what a number format says between numbers."""
    element = _element("number:text", {})
    element.text = text
    return element


def _table(sheet: Worksheet, styles: _Styles, rules: Mapping[tuple[int, int], str]) -> Element:
    """Write a sheet: its columns, its rows, those in front that print again. As text: an element per cell is slow."""
    from odfdo import Element

    about = f"table:name={quoteattr(sheet.title)} table:style-name={quoteattr(styles.of_sheet(sheet))}"
    widths = (sheet.column_dimensions[letter(k)].width for k in range(sheet.max_column))
    columns = "".join(f'<table:table-column table:style-name="{styles.of_column(width)}"/>' for width in widths)
    rows = list(_rows(sheet, styles, rules))
    n_heads = int(sheet.print_title_rows.rpartition("$")[2]) if sheet.print_title_rows else 0
    heads = f"<table:table-header-rows>{''.join(rows[:n_heads])}</table:table-header-rows>" if n_heads else ""
    return Element.from_tag(f"<table:table {about}>{columns}{heads}{''.join(rows[n_heads:])}</table:table>")


def _rows(sheet: Worksheet, styles: _Styles, rules: Mapping[tuple[int, int], str]) -> Iterator[str]:
    spans = {(each.min_row, each.min_col): each.size for each in sheet.merged_cells.ranges}
    for number, line in enumerate(sheet.iter_rows(), start=1):
        height = sheet.row_dimensions[number].height if number in sheet.row_dimensions else None
        cells = []
        for k, cell in enumerate(line, start=1):
            about = f' table:style-name="{styles.of_cell(cell)}"'
            if size := spans.get((number, k)):
                across, down = size["columns"], size["rows"]
                about += f' table:number-columns-spanned="{across}" table:number-rows-spanned="{down}"'
            if rule := rules.get((number, k)):
                about += f' table:content-validation-name="{rule}"'
            cells.append(_cell(cell, about))
        yield f'<table:table-row table:style-name="{styles.of_row(height)}">{"".join(cells)}</table:table-row>'


def _cell(cell: Any, about: str) -> str:
    """Write a cell: a number, a day or a text, which stays one whatever it begins with."""
    value = cell.value
    if value is None or value == "":
        return f"<table:{'covered-' if type(cell).__name__ == 'MergedCell' else ''}table-cell{about}/>"
    if isinstance(value, str):
        kind, shown = 'office:value-type="string"', _spaced(value)
        if cell.hyperlink and cell.hyperlink.location:
            target = quoteattr("#" + cell.hyperlink.location.replace("!", "."))
            shown = f'<text:a xlink:type="simple" xlink:href={target}>{shown}</text:a>'
    else:
        shown = cell_text(value, cell.number_format)
        if isinstance(value, bool):
            kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
        elif isinstance(value, Date):
            kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        else:
            kind = "percentage" if cell.number_format.endswith("%") else "float"
            kind = f'office:value-type="{kind}" office:value="{value!s}"'
    return f"<table:table-cell{about} {kind}><text:p>{shown}</text:p></table:table-cell>"


def _spaced(text: str) -> str:
    r"""Write a text in XML, where several spaces would be one; LibreOffice takes a paragraph for each line.

    >>> _spaced("a <b>  c\nd")
    'a &lt;b&gt; <text:s/>c</text:p><text:p>d'
    """
    return SPACES.sub(lambda found: SPACE[found[0]], escape(text))


def _rule(rule: Any, number: int) -> dict[str, object]:
    """Say from which words a cell is filled in."""
    words = '";"'.join(rule.formula1.strip('"').split(","))
    return {
        "table:name": f"val{number}",
        "table:condition": f'of:cell-content-is-in-list("{words}")',
        "table:allow-empty-cell": "true",
        "table:display-list": "unsorted",
    }


def _filter(sheet: Worksheet, number: int) -> dict[str, object]:
    """Say what the arrows in the headings of a sheet filter."""
    title = sheet.title.replace("'", "''")
    first, _, last = sheet.auto_filter.ref.partition(":")
    return {
        "table:name": f"__Anonymous_Sheet_DB__{number}",
        "table:target-range-address": f"'{title}'.{first}:'{title}'.{last or first}",
        "table:display-filter-buttons": "true",
    }


def _show(document: Document, sheets: list[Worksheet]) -> None:
    """Say what of each sheet stays when it is scrolled, and whether it shows its grid."""
    views = _part(document.settings, '//config:config-item-map-named[@config:name="Tables"]')
    views.clear()
    views.set_attribute("config:name", "Tables")
    for sheet in sheets:
        n_heads = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1 if sheet.freeze_panes else 0
        frozen = {"VerticalSplitMode": 2, "VerticalSplitPosition": n_heads, "PositionBottom": n_heads}
        values = {"ActiveSplitRange": 2, "PositionTop": 0} | (frozen if n_heads else {})
        items = [_setting(name, "int" if "Position" in name else "short", value) for name, value in values.items()]
        grid = _setting("ShowGrid", "boolean", str(bool(sheet.sheet_view.showGridLines)).lower())
        views.append(_element("config:config-item-map-entry", {"config:name": sheet.title}, *items, grid))
    _part(document.settings, '//config:config-item[@config:name="ActiveTable"]').text = sheets[0].title


def _setting(name: str, kind: str, value: object) -> Element:
    item = _element("config:config-item", {"config:name": name, "config:type": kind})
    item.text = str(value)
    return item
