"""Walking a page: each number that was filled in is looked up where the register says that it comes from."""

import re
from collections import defaultdict
from functools import lru_cache

import pandas as pd

from revue_analytics.document.essential.words import whole
from revue_analytics.document.names import node_label
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, signed
from tests.pages.prose import numbers
from tests.pages.sources import ALLOWED, SOURCES

KNOWN = SOURCES | ALLOWED


def filled_in(page, review, language):
    """List the numbers of a page that are not in its wording, those of rows about nodes apart."""
    return [told for told in numbers(page, review, language) if not told.is_ours]


def strange(told, review, language):
    """Tell, in a line each, the numbers that their source in the review does not hold, or that have none."""
    return [f"{one.page}: {one.said} in “{one.sentence}”" for one in told if not is_known(one, review, language)]


def source_of(places):
    """Give the source of a number, by the innermost of its places that is known; nothing where none is."""
    for place in places:
        if place.startswith((".", "table: ")):
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
    """Whether a number is one that its source in the review holds."""
    source = source_of(told.places)
    if source is None:
        return False
    about = named(review, told.about, language)
    values = (value for one in as_tuple(source) for value in held(review, one, about))
    return any(is_written(told.said, value) or is_whole(told.said, value, review.framework) for value in values)


def is_whole(said, value, framework):
    """Whether a number is a score as part one writes it: whole, and of the level that is reached."""
    return not isinstance(value, str) and said == str(whole(float(value), framework))


def as_tuple(source):
    """Give the sources that a number may have, of which there are seldom several."""
    return source if isinstance(source, tuple) else (source,)


def held(review, source, about):
    """List the values that a source gives, about what is named where it is columns of tables."""
    if isinstance(source, str):
        return [value for path in source.split() for value in column(review, path, about)]
    return values_of(source(review) if callable(source) else source)


def named(review, text, language):
    """Find what a text names (see `names`), or the whole where it names nothing; and the levels that it names."""
    levels = {level.value for level in review.framework.scale.levels if in_language(level.label, language) in text}
    found = set()
    for name, meant in names(review, language):
        if name in text:
            found |= meant
            text = text.replace(name, "")
    return (found or {OVERALL}) | levels


@lru_cache(maxsize=2)
def names(review, language):
    """List the names of indicators, criteria, axes, principles, phases and actions, the longest first.

    An action names its criterion too.
    """
    framework, found = review.framework, defaultdict(set)
    for node in framework.nodes:
        for short in (False, True):
            found[node_label(framework, node.id, language, short=short)].add(node.id)
    for tag in (*framework.axes, *framework.principles, *framework.phases):
        found[in_language(tag.label, language)].add(tag.id)
    for action in framework.actions:
        found[in_language(action.label, language)] |= {action.id, action.criterion}
    for action in review.now("roadmap").query("label != ''").itertuples():  # the campaign's own
        found[action.label] |= {action.action, action.criterion}
    return sorted(found.items(), key=lambda entry: -len(entry[0]))


def column(review, path, about):
    """List the values of a column of the current campaign, or of the scale, in the rows about what is named."""
    table, name = path.split(".")
    if table == "scale":  # of the framework
        return [level.value for level in review.framework.scale.levels if level.value in about]
    rows = review.now(table) if "campaign" in review.tables[table] else review.tables[table]
    for key in {"node", "criterion", "indicator", "id"} & set(rows):
        rows = rows[rows[key].isin(about)]
    if "action" in rows and rows["action"].isin(about).any():  # a sentence may name a criterion alone
        rows = rows[rows["action"].isin(about)]
    if table == "level_counts":
        rows = rows[rows["level"].isin(about)]
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
