"""XML whose texts are changed in place: everything that is not changed stays as it is written, to the byte."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection
from urllib.parse import quote, unquote

from revue_analytics.campaign.erasure.searching import Words

TOKEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+", re.DOTALL)
ATTRIBUTE = re.compile(r"([\w:.-]+)(\s*=\s*)(\"[^\"]*\"|'[^']*')")
NAME = re.compile(r"</?(?:[\w.-]+:)?([\w.-]+)")
PIECES = re.compile(r"<((?:[\w.-]+:)?(?:si|is|text|p))(?:\s[^<>]*)?>.*?</\1>", re.DOTALL)
"""What holds one text in several pieces: a cell, a note, a paragraph of a drawing."""
PIECE = re.compile(r"(<((?:[\w.-]+:)?t)(?:\s[^<>]*)?>)([^<]*)(</\2>)")
FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"}
FORMULA_ATTRIBUTES = {"table:formula", "table:expression", "table:condition", "style:condition", "calcext:value"}
"""Of ODS."""
LITERAL = re.compile(r'"(?:[^"]|"")*"')
NAMES = {("sheet", "name"), ("definedName", "name"), ("table", "name"), ("table", "displayName")}
"""What formulas refer to by name: it is left, and said to be left."""


def escaped(text: str) -> str:
    """Write a text between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(tag: str, name: str) -> str | None:
    """Return an attribute of a tag, by its name without prefix.

    >>> attribute('<c r="A1" t="s"/>', "t"), attribute('<c r="A1"/>', "t")
    ('s', None)
    """
    for key, _, value in ATTRIBUTE.findall(tag):
        if key.rsplit(":", 1)[-1] == name:
            return html.unescape(value[1:-1])
    return None


def set_attribute(tag: str, name: str, value: str | None) -> str:
    """Return a tag with an attribute, or without it.

    >>> set_attribute('<c r="A1" t="s"/>', "t", None), set_attribute('<calcPr/>', "fullCalcOnLoad", "1")
    ('<c r="A1"/>', '<calcPr fullCalcOnLoad="1"/>')
    """
    bare = re.sub(rf"\s+{re.escape(name)}\s*=\s*(\"[^\"]*\"|'[^']*')", "", tag)
    if value is None:
        return bare
    end = "/>" if bare.endswith("/>") else ">"
    return f'{bare[: -len(end)].rstrip()} {name}="{html.escape(value)}"{end}'


def only_attributes(tag: str, names: Collection[str], *, drop: bool = False) -> str:
    """Return an opening tag with some of its attributes, by their names without prefix; with `drop`, the others.

    >>> only_attributes('<c r="A1" t="s">', ["r"]), only_attributes('<c r="A1" t="s">', ["r"], drop=True)
    ('<c r="A1">', '<c t="s">')
    """
    kept = [each for each in ATTRIBUTE.finditer(tag) if (each[1].rsplit(":", 1)[-1] in names) != drop]
    return re.split(r"[\s>]", tag, maxsplit=1)[0] + "".join(f" {each[0]}" for each in kept) + ">"


def masked_xml(xml: str, words: Words) -> str:
    """Mask the id in every text and attribute; in formulas inside quotation marks only.

    >>> masked_xml('<is><r><t>Zoé@</t></r><r><t>a.fr dit</t></r></is>', Words.of(["zoé@a.fr"]))
    '<is><r><t>[…] dit</t></r><r><t></t></r></is>'
    """
    if not words.words:
        return xml
    joined = PIECES.sub(lambda match: _joined(match[0], words), xml)
    names: list[str] = []

    def token(match: re.Match[str]) -> str:
        part = match[0]
        if not part.startswith("<"):
            return _masked_text(part, names[-1] if names else "", words)
        if part.startswith("<!--"):
            return words.masked(part)
        if part.startswith(("<!", "<?")):
            return part
        name = NAME.match(part)
        names[:] = [name[1] if name else ""]
        return ATTRIBUTE.sub(lambda each: _masked_attribute(each, names[-1], part, words), part)

    return TOKEN.sub(token, joined)


def _joined(xml: str, words: Words) -> str:
    """Mask an id that stands in several pieces: the first piece gets the whole text."""
    pieces = PIECE.findall(xml)
    texts = [html.unescape(text) for _, _, text, _ in pieces]
    if len(texts) < 2 or not words.within("".join(texts)):
        return xml
    if words.masked("".join(texts)) == "".join(map(words.masked, texts)):
        return xml  # each piece is masked on its own
    whole = iter([escaped(words.masked("".join(texts))), *[""] * (len(texts) - 1)])
    return PIECE.sub(lambda match: f"{match[1]}{next(whole)}{match[4]}", xml)


def _masked_text(text: str, name: str, words: Words) -> str:
    plain = html.unescape(text)
    if not words.within(plain):
        return text
    return escaped(_formula(plain, words) if name in FORMULAS else words.masked(plain))


def _masked_attribute(match: re.Match[str], tag: str, whole: str, words: Words) -> str:
    name, between, value = match[1], match[2], match[3]
    plain = html.unescape(value[1:-1])
    address = name == "Target"
    if not words.within(unquote(plain) if address else plain) or (tag, name) in NAMES:
        return match[0]
    if address:
        if 'TargetMode="External"' not in whole:
            return match[0]
        masked = quote(words.masked(unquote(plain)), safe=":/?#&=@%+,;!$'()*~")
    else:
        masked = _formula(plain, words) if name in FORMULA_ATTRIBUTES else words.masked(plain)
    return f"{name}{between}{value[0]}{html.escape(masked)}{value[0]}"


def _formula(text: str, words: Words) -> str:
    inside: Callable[[re.Match[str]], str] = lambda match: words.masked(match[0])  # noqa: E731
    return LITERAL.sub(inside, text)
