"""The figures that pages carry: the same drawing in fewer bytes."""

from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from revue_analytics.document.kit.svg import SVG, data_address, svg_minify

HOSTILE = "<script>alert('1')</script> & \"50 %\" #é\u202e]]> ' 100 %3C"


def drawn(body: str) -> ElementTree.Element:
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    return ElementTree.fromstring(svg_minify(f'<svg xmlns="{SVG}" {xlink}>{body}</svg>', "A", "A, B"))


def test_groups_that_say_nothing_go_and_what_they_hold_stays_in_order():
    root = drawn('<g id="a"><path d="M 1 1"/><g id="b"><path d="M 2 2"/></g></g><path d="M 3 3"/>')
    assert [child.get("d") for child in root] == ["M1 1", "M2 2", "M3 3"]


def test_a_group_that_moves_or_clips_what_it_holds_stays():
    root = drawn('<g id="a" transform="translate(3.14159 2)"><path d="M 1 1"/></g>')
    assert [child.get("transform") for child in root] == ["translate(3.14 2)"]


def test_what_something_points_to_keeps_its_name():
    body = (
        '<defs><path id="tick"/><path id="idle"/><clipPath id="cut"><rect width="5"/></clipPath></defs>'
        '<use xlink:href="#tick"/><path clip-path="url(#cut)"/>'
    )
    assert [e.get("id") for e in drawn(body).iter() if e.get("id")] == ["tick", "cut"]


def test_a_style_that_returns_is_written_once_and_one_that_does_not_stays():
    text = "<text style=\"font-family: 'A'; fill: #111111\">x</text>"
    root = drawn(f'{text}{text}<text style="fill: #222222">y</text>')
    assert root[0].text == ".c0{fill:#111111}"
    assert [(e.get("class"), e.get("style")) for e in root[1:]] == [("c0", None), ("c0", None), (None, "fill:#222222")]


def test_text_stays_as_it_was_written():
    text = drawn("<text> “a”  b\u00a0c </text>")[0].text
    assert text == " “a”  b\u00a0c "


@pytest.mark.parametrize("text", [HOSTILE, "", "plain", "'", '"', "%22", 'a="1"'])
def test_an_address_holds_the_same_drawing_and_nothing_that_ends_an_attribute(text):
    root = ElementTree.Element(f"{{{SVG}}}text", {"class": "a"})
    root.text = text
    address = data_address(ElementTree.tostring(root, encoding="unicode"))
    assert not set('<>"&#\n') & set(address)
    read = ElementTree.fromstring(unquote(address.split(",", 1)[1]))
    assert (read.text or "", read.get("class")) == (text, "a")
