"""Make the SVG that matplotlib writes a third of its size, and put it into an address; it draws the same.

matplotlib writes each path, text and tick as if it stood alone: its style in full, its coordinates to a millionth of a
point, in a group of its own. A page holds a dozen figures, so this is most of its weight.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from xml.etree import ElementTree

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"


HREF = "xlink:href"


NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


LENGTHS = ("d", "x", "y", "width", "height", "transform", "points", "cx", "cy", "r")


DECIMALS = 2  # hundredths of a point: far below what a screen or a printer can show


KNOWN = 4096  # styles and paths that are remembered: figures of one theme repeat them


NO_TURN = re.compile(r" ?rotate\(-0 [^)]*\)")


def svg_minify(svg: str, font: str, fonts: str) -> str:
    """Return an SVG that draws the same in fewer bytes.

    Parameters
    ----------
    svg
        One ``<svg>`` element as matplotlib writes it.
    font
        The font that matplotlib names on every text.
    fonts
        What to name instead, once: a list of fonts as CSS writes it.

    Examples
    --------
    >>> path = '<path d="M 0 1.2345678 L 10 0 " style="fill: #ffffff"/>'
    >>> svg_minify(f'<svg xmlns="{SVG}"><g id="figure_1"><g id="patch_1">{path}</g></g></svg>', "A", "A, B")
    '<svg xmlns="http://www.w3.org/2000/svg" font-family="A, B"><path d="M0 1.23L10 0" style="fill:#ffffff" /></svg>'
    """
    root = ElementTree.fromstring(svg)
    _name_plainly(root)
    root.set("font-family", fonts)
    used = _used(root)
    for element in root.iter():
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        for name in LENGTHS:
            if name in element.attrib:
                element.set(name, _rounded(element.attrib[name]))
        if "transform" in element.attrib and not element.attrib["transform"]:
            del element.attrib["transform"]
        if "style" in element.attrib:
            element.set("style", _compact(element.attrib["style"], font))
    _ungroup(root)
    _share_styles(root)
    return ElementTree.tostring(root, encoding="unicode")


def data_address(svg: str) -> str:
    """Write an SVG as an address for ``<img src>``: a quarter shorter than in base 64, and still readable.

    >>> data_address('<svg a="1">50 % é</svg>')
    "data:image/svg+xml;charset=utf-8,%3Csvg a='1'%3E50 %25 é%3C/svg%3E"
    """
    text = re.sub(r"<[^<>]*>", lambda tag: re.sub(r'="([^"\']*)"', r"='\1'", tag[0]), svg)
    for character in '%#<>&"\n\r\t':
        text = text.replace(character, f"%{ord(character):02X}")
    return f"data:image/svg+xml;charset=utf-8,{text}"


def _name_plainly(root: ElementTree.Element) -> None:
    """Write names as they stand in the text: the library's table of prefixes is the whole process's to change."""
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        if (target := element.attrib.pop(f"{{{XLINK}}}href", None)) is not None:
            element.set(HREF, target)
            root.set("xmlns:xlink", XLINK)
    root.attrib = {"xmlns": SVG, **root.attrib}


def _used(root: ElementTree.Element) -> set[str]:
    """Ids that something in the drawing points to."""
    pointed: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == HREF:
                pointed.add(value.removeprefix("#"))
            else:
                pointed.update(re.findall(r"url\(#([^)]+)\)", value))
    return pointed


@lru_cache(KNOWN)
def _rounded(text: str) -> str:
    """Round coordinates, and drop the spaces that a path does without.

    >>> _rounded("M 198 41.955 L 272.70049 0.5 z "), _rounded("rotate(-0 1 2)"), _rounded("translate(1.00004 2)")
    ('M198 41.95L272.7 .5z', '', 'translate(1 2)')
    """
    text = NO_TURN.sub("", text)
    text = NUMBER.sub(lambda match: _short(float(match[0])), text)
    return re.sub(r"\s*([A-Za-z])\s+(?=[-.\d])|\s*(z)\s*", lambda match: match[1] or match[2], text).strip()


def _short(value: float) -> str:
    digits = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    digits = re.sub(r"^(-?)0\.", r"\1.", digits)
    return "0" if digits in ("-0", "", "-") else digits


@lru_cache(KNOWN)
def _compact(style: str, font: str) -> str:
    parts = (part.strip() for part in style.split(";"))
    pairs = (part.split(":", 1) for part in parts if part)
    kept = ((name.strip(), value.strip()) for name, value in pairs)
    return ";".join(f"{name}:{value}" for name, value in kept if (name, value) != ("font-family", f"'{font}'"))


def _ungroup(element: ElementTree.Element) -> None:
    """Replace each group that says nothing by what it holds."""
    children: list[ElementTree.Element] = []
    for child in element:
        _ungroup(child)
        children.extend(child if child.tag == "g" and not child.attrib else [child])
    for child in list(element):
        element.remove(child)
    element.extend(children)


def _share_styles(root: ElementTree.Element) -> None:
    """Write each style that is used more than once as a class, named by letters in the order of first use."""
    often = Counter(element.attrib["style"] for element in root.iter() if "style" in element.attrib)
    names = _names()
    classes = {style: next(names) for style, times in often.items() if times > 1 and style}
    for element in root.iter():
        style = element.attrib.get("style")
        if style in classes:
            del element.attrib["style"]
            element.set("class", classes[style])
        elif style == "":
            del element.attrib["style"]
    if classes:
        sheet = next(root.iter("style"), None)
        if sheet is None:
            sheet = ElementTree.Element("style")
            root.insert(0, sheet)
        sheet.text = (sheet.text or "") + "".join(f".{name}{{{style}}}" for style, name in classes.items())


def _names() -> Iterator[str]:
    return (f"c{number}" for number in count())
