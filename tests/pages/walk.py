"""Walking the prose of a page: each number that was filled in is looked up where the register says it comes from."""

import re

import pandas as pd

from revue_analytics.framework import OVERALL
from revue_analytics.labels import node_label
from revue_analytics.language import number, signed
from tests.pages.prose import numbers
from tests.pages.sources import ALLOWED, SOURCES

KNOWN = SOURCES | ALLOWED


def filled_in(page, review, language):
    """List the numbers of the sentences of a page that are not in the wording itself."""
    return [told for told in numbers(page, review, language) if not told.is_ours]


def strange(told, review, language):
    """Tell, in a line each, the numbers that their source in the review does not hold, or that have none."""
    return [f"{one.page}: {one.said} in “{one.sentence}”" for one in told if not is_known(one, review, language)]


def source_of(places):
    """Give the source of a number, by the innermost of its places that is known; nothing where none is."""
    for place in places:
        if place.startswith("."):
            if place in KNOWN:
                return KNOWN[place]
        else:
            sentence, placeholder = place.rsplit(" {", 1)
            starts = [start for start in KNOWN if sentence.startswith(start)]
            source = KNOWN[max(starts, key=len)].get(placeholder[:-1]) if starts else None
            if source is not None:
                return source
    return None


def is_known(told, review, language):
    """Whether a number of a sentence is one that its source in the review holds."""
    source = source_of(told.places)
    if source is None:
        return False
    if isinstance(source, str):
        about = named(review.framework, told.about, language)
        values = [value for path in source.split() for value in column(review, path, about)]
    else:
        values = values_of(source(review) if callable(source) else source)
    return any(is_written(told.said, value) for value in values)


def named(framework, text, language):
    """Find the indicators and criteria that a text names; the whole, where it names none."""
    names = {}
    for node in framework.nodes:
        for short in (False, True):
            names.setdefault(node_label(framework, node.id, language, short=short), set()).add(node.id)
    found = set()
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            found |= names[name]
            text = text.replace(name, "")
    return found or {OVERALL}


def column(review, path, about):
    """List the values of a column of the current campaign, in the rows about some nodes where it has a node."""
    table, name = path.split(".")
    rows = review.now(table) if "campaign" in review.tables[table] else review.tables[table]
    for key in {"node", "criterion", "indicator"} & set(rows):
        rows = rows[rows[key].isin(about)]
    return values_of(rows[name])


def values_of(found):
    """List what a source gave, whatever it gave it in, without what is missing."""
    if isinstance(found, pd.DataFrame):
        found = found.to_numpy().ravel()
    one_by_one = found if hasattr(found, "__iter__") and not isinstance(found, str) else [found]
    return [value for value in one_by_one if not pd.isna(value)]


def is_written(said, value):
    """Whether a number is a value as a page writes it: with as many decimals, as a percentage, with its sign."""
    if isinstance(value, str):
        inside = re.findall(r"\d+(?:\.\d+)*", value)
        return said in {*inside, *(each.lstrip("0") for each in inside)}
    bare = said.rstrip("%")
    decimals = len(bare.partition(".")[2])
    scaled = float(value) * (100 if said.endswith("%") else 1)
    written = signed(scaled, decimals, "en") if bare[0] in "+−" else number(abs(scaled), decimals, "en")
    return written.replace(",", "") == bare
