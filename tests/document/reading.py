"""Reading a page as a reader does: its text, its headings, its tables, its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"img", "br", "meta", "link", "input", "hr", "rect", "line", "circle"}


@dataclass
class Seen(HTMLParser):
    """What a piece of HTML holds; `unbalanced` tells of tags that do not close as they open."""

    open: list[tuple[str, dict]] = field(default_factory=list)
    texts: list[tuple[tuple[str, ...], str]] = field(default_factory=list)  # classes of the ancestors, text
    headings: list[tuple[int, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labelled_by: list[str] = field(default_factory=list)
    images: list[dict] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)  # figures and tables in the order met
    tables: list[dict] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if "aria-labelledby" in given:
            self.labelled_by.append(given["aria-labelledby"])
        if tag == "img":
            self.images.append(given)
        if tag in ("figure", "table"):
            self.order.append(tag)
        if tag == "table":
            self.tables.append({"caption": "", "head": [], "rows": [], "scopes": []})
        if tag == "tr" and self.tables:
            self.tables[-1]["rows"].append([])
        if tag in ("th", "td"):
            self.tables[-1]["rows"][-1].append("")
            if tag == "th":
                self.tables[-1]["scopes"].append(given.get("scope"))
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append((int(tag[1:]), ""))
        if tag not in VOID:
            self.open.append((tag, given))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.unbalanced.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data):
        inside = [tag for tag, _attrs in self.open]
        classes = tuple(c for _tag, attrs in self.open for c in (attrs.get("class") or "").split())
        self.texts.append((classes, data))
        if "caption" in inside:
            self.tables[-1]["caption"] += data
        elif inside and ("th" in inside or "td" in inside):
            self.tables[-1]["rows"][-1][-1] += data
        if self.headings and any(tag[0] == "h" and tag[1:].isdigit() for tag in inside):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)


def read(html: str) -> Seen:
    seen = Seen()
    seen.feed(html)
    seen.close()
    return seen


def text_of(html: str, *, without: tuple[str, ...] = ()) -> str:
    """All the text, but what stands in elements of some classes."""
    return " ".join(text for classes, text in read(html).texts if not set(classes) & set(without))
