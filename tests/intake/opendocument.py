"""ODS workbooks written by hand, so that a test says what stands in the file."""

import io
import zipfile

NAMES = ("office", "table", "text", "style", "drawing")
SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in NAMES)
KIND = "application/vnd.oasis.opendocument.spreadsheet"
HIDDEN = """<office:automatic-styles><style:style style:name="hidden" style:family="table">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>"""


def cell(text="", attributes=""):
    """A cell: a text, or what its attributes say."""
    kind = attributes or 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def row(*cells, attributes=""):
    """A row of cells, or of texts."""
    each = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<table:table-row {attributes}>{each}</table:table-row>"


def table(*rows, name="Feuille 1", style="", columns=""):
    """A sheet."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{columns}{"".join(rows)}</table:table>'


def ods(*tables, kind=KIND, manifest="", prologue=""):
    """A workbook, as bytes."""
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    content = (
        f'<?xml version="1.0"?>{prologue}<office:document-content {SPACES}>{HIDDEN}{body}</office:document-content>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return stream.getvalue()
