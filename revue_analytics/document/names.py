"""What things are called and how numbers are written, the same in figures and in sentences.

Everything takes the review (or its framework and its ``meta``) and a language, and returns plain text: escaping is
the page's business.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from revue_analytics.framework import OVERALL, Framework
from revue_analytics.language import NARROW, date, in_language, number, percent, translate, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once
from revue_analytics.tables.groups import STRATA

GROUPINGS = ("axis", "principle", "phase")


HALF = 0.005 + 1e-9
"""Half a per cent, which would be rounded to none."""


def is_missing(value: Any) -> bool:
    """Whether a cell of a table holds no value (``None``, NaN, ``<NA>``)."""
    return bool(value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)) or pd.isna(value))


def node_label(framework: Framework, node: str, language: str, *, short: bool = False, numbered: bool = False) -> str:
    """Name a node: its label, its short label, with its number before it if asked; the root is “Overall”."""
    if node == OVERALL:
        return translator(language)("Overall")
    known = framework.node(node)
    name = in_language(known.short if short else known.label, language)
    return f"{known.number}\u00a0{name}" if numbered and known.number else name


def stratum_name(stratum: str, language: str) -> str:
    """Name a stratum: “communes of fewer than 1,000 inhabitants”."""
    if stratum not in STRATA:
        return stratum
    return re.sub(r"(?<=\d) (?=\d{3})", NARROW, in_language(STRATA[stratum], language))


def tag_label(framework: Framework, grouping: str, tag: str, language: str) -> str:
    """Name an axis, a principle or a phase."""
    tags = {"axis": framework.axes, "principle": framework.principles, "phase": framework.phases}[grouping]
    return next((in_language(known.label, language) for known in tags if known.id == tag), tag)


def grouping_label(grouping: str, language: str) -> str:
    """Name a way of grouping criteria."""
    _ = translator(language)
    return {
        "axis": _("Axis of improvement"),
        "principle": _("Vital principle"),
        "phase": _("Phase of the development cycle"),
    }[grouping]


def group_label(meta: Mapping[str, Any], group: str, language: str, colleges: str = "") -> str:
    """Name a group of respondents: a college, the merged ones (`colleges` is ``"elus+agents"``), or everyone."""
    _ = translator(language)
    names = {college["id"]: in_language(college["label"], language) for college in meta["colleges"]}
    if group in names:
        return names[group]
    if group == "all":
        return _("All respondents")
    if group == "others":
        merged = [names.get(college, college) for college in colleges.split("+") if college]
        return listed([*merged[:1], *map(_uncapitalised, merged[1:])], language) or _("Other respondents")
    return group


def _uncapitalised(text: str) -> str:
    """Write a common noun as within a sentence; an acronym stays as it is."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def campaign_label(meta: Mapping[str, Any], campaign: str | None, language: str) -> str:
    """Name a campaign."""
    known = next((each for each in meta["campaigns"] if each["id"] == campaign), None)
    return (in_language(known["label"], language) if known and known.get("label") else "") or str(campaign or "")


def campaign_date(meta: Mapping[str, Any], campaign: str | None, language: str) -> str:
    """Write a campaign's date in full, or nothing if it has none."""
    known = next((each for each in meta["campaigns"] if each["id"] == campaign), None)
    return date(str(known["date"]), language) if known and known.get("date") else ""


def level_label(framework: Framework, level: Any, language: str) -> str:
    """Name a level of maturity, or nothing where there is none."""
    if is_missing(level) or framework.scale is None:
        return ""
    return next((in_language(one.label, language) for one in framework.scale.levels if one.value == int(level)), "")


def level_range(framework: Framework) -> list[tuple[int, float, float]]:
    """Give each level with the scores where it begins and ends (0–100); the highest begins and ends at 100."""
    if framework.scale is None:
        return []
    low, high = framework.scale.minimum, framework.scale.maximum
    step = 100 / (high - low)
    starts = [(level.value, (level.value - low) * step) for level in framework.scale.levels]
    return [(value, start, min(start + step, 100.0)) for value, start in starts]


def top_decimals(value: float, framework: Framework | None = None, least: int = 1) -> int:
    """Say with how many decimals a score is to be written: `least`, or more where rounding would pass a level.

    A level is reached when its statement is entirely true, so that 49.96 is not yet 50: it is written “49.96”.

    >>> top_decimals(46.18), top_decimals(49.96), top_decimals(49.999)
    (1, 2, 3)
    """
    levels = len(framework.scale.levels) - 1 if framework is not None and framework.scale is not None else 4
    step, value = 100 / levels, round(value, 9)  # without float noise, as `number` writes it
    for decimals in range(least, 4):
        if math.floor(round(value, decimals) / step) == math.floor(value / step + 1e-9):
            return decimals
    return 3


def score(value: Any, language: str, framework: Framework | None = None, decimals: int = 1) -> str:
    """Write a score, or “insufficient data”.

    >>> score(46.18, "fr"), score(float("nan"), "en")
    ('46,2', 'insufficient data')
    """
    if is_missing(value):
        return translator(language)("insufficient data")
    return number(value, top_decimals(float(value), framework, decimals), language)


def score_cells(
    values: Iterable[Any], language: str, framework: Framework | None = None, decimals: int = 1
) -> list[str]:
    """Write a column of scores."""
    return [score(value, language, framework, decimals) for value in values]


def number_cells(values: Iterable[Any], decimals: int, language: str, write: Callable[..., str] = number) -> list[str]:
    """Write a column of numbers, by `number`, `signed` or `percent`; nothing where there is none.

    >>> number_cells([1.26, float("nan")], 1, "fr"), number_cells([0.5], 0, "en", percent)
    (['1,3', ''], ['50%'])
    """
    return ["" if is_missing(value) else write(value, decimals, language) for value in values]


def draw_cells(shares: Iterable[Any], language: str) -> list[str]:
    """Write a column of shares of draws; see `in_draws`."""
    return [in_draws(share, language) for share in shares]


def status_text(status: Any, language: str) -> str:
    """Say why a node has no score."""
    _ = translator(language)
    return _("not applicable") if status == "not_applicable" else _("insufficient data")


def interval(low: Any, high: Any, language: str) -> str:
    """Write an interval in words, or nothing if it has no ends.

    >>> interval(42.1, 50.3, "fr")
    'entre 42,1 et 50,3'
    """
    return "" if is_missing(low) or is_missing(high) else interval_of(low, high, language, 1)


def interval_of(low: float, high: float, language: str, decimals: int) -> str:
    """Write an interval in words, its ends with so many decimals."""
    _ = translator(language)
    ends = {"low": number(low, decimals, language), "high": number(high, decimals, language)}
    return _("between {low} and {high}", **ends)


def listed(things: Sequence[str], language: str) -> str:
    """Write a list in a sentence: “a, b and c”.

    >>> listed(["élus", "agents", "habitants"], "fr")
    'élus, agents et habitants'
    """
    if len(things) < 2:
        return "".join(things)
    return translator(language)("{first} and {last}", first=", ".join(things[:-1]), last=things[-1])


def level_word(framework: Framework, level: Any, language: str) -> str:
    """Write a level with its number: “1 Amorcé”, or nothing where there is none."""
    name = level_label(framework, level, language)
    return f"{int(level)}\u00a0{name}" if name else ""


def file_label(file: str, language: str) -> str:
    """Write the name of a file, or how many files of few people have none in a review (“… (2)”).

    >>> file_label("enquête.csv", "fr"), file_label("… (1)", "en")
    ('enquête.csv', '1 file of few people, which is not named')
    """
    unnamed = re.fullmatch(r"… \((\d+)\)", file)
    if not unnamed:
        return file
    _ = translator(language)
    return _(
        "{n} file of few people, which is not named", "{n} files of few people, which are not named", int(unnamed[1])
    )


@read_once
def known_groups(review: TerritoryReview) -> list[tuple[str, str]]:
    """Give the groups that answered the current campaign, with the colleges merged in each: colleges' order first."""
    table = review.now("participation")
    merged = dict(zip(table["group"], table["colleges"].fillna(""), strict=True))
    order = [*(college["id"] for college in review.meta["colleges"]), "others", "all"]
    return sorted(merged.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))


def in_draws(share: Any, language: str) -> str:
    """Write how often something happens among draws; neither “0” nor “100” unless it is never or always so.

    >>> in_draws(0.93, "en"), in_draws(0.998, "en"), in_draws(0.005, "en"), in_draws(1.0, "en")
    ('93%', 'over 99%', 'under 1%', '100%')
    """
    if is_missing(share):
        return ""
    _ = translator(language)
    if 0 < share <= HALF:
        return _("under {share}", share=percent(0.01, 0, language))
    if 1 - HALF <= share < 1:
        return _("over {share}", share=percent(0.99, 0, language))
    return percent(share, 0, language)


def percent_in_cell(share: float, language: str) -> str:
    """Write what `in_draws` writes as shortly as can be, for a cell whose column or title says per cent.

    >>> [percent_in_cell(share, "en") for share in (0.0, 0.001, 0.56, 0.998, 1.0)]
    ['0', '<1', '56', '>99', '100']
    """
    if 0 < share <= HALF:
        return "<1"
    if 1 - HALF <= share < 1:
        return ">99"
    return number(100 * share, 0, language)


def quoted(text: str, language: str) -> str:
    """Put a text between the quotation marks of the language.

    >>> quoted("Amorcé", "fr").replace("\u00a0", "~"), quoted("Initiated", "en")
    ('«~Amorcé~»', '“Initiated”')
    """
    return f"«\u00a0{text}\u00a0»" if language == "fr" else f"“{text}”"


def numbered_labels(framework: Framework, nodes: Iterable[str], language: str, *, short: bool = False) -> list[str]:
    """Names of nodes, with their numbers."""
    return [node_label(framework, node, language, short=short, numbered=True) for node in nodes]


def quoted_labels(framework: Framework, nodes: Iterable[str], language: str, *, short: bool = True) -> list[str]:
    """Names of nodes as a sentence has them: between quotation marks, without their numbers."""
    return [quoted(node_label(framework, node, language, short=short), language) for node in nodes]


def depth_word(framework: Framework, depth: int, language: str, *, plural: bool = True) -> str:
    """What the nodes of a depth are called: “indicators”, “criterion”; the last depth is that of the criteria."""
    known = framework.depths[min(depth, len(framework.depths)) - 1]
    return in_language(known.plural if plural else known.label, language)


def column_head(framework: Framework, depth: int, language: str) -> str:
    """What heads a column of nodes of a depth: “Indicator”, “Criterion”."""
    return depth_word(framework, depth, language, plural=False).capitalize()


SCALE: tuple[tuple[float, str], ...] = (
    (0.95, "almost always"),
    (0.75, "most often"),
    (0.55, "more often than not"),
    (0.45, "about half the time"),
    (0.25, "fairly often"),
    (0.05, "seldom"),
    (0.0, "almost never"),
)
"""From which share of the draws each wording is used, highest first; 1 and 0 have their own."""


def how_often(share: float, language: str) -> str:
    """Say a share of the draws in words; “always” is never said of draws.

    >>> [how_often(p, "fr") for p in (1.0, 0.97, 0.8, 0.5, 0.1)]
    ['dans tous les cas simulés', 'presque toujours', 'le plus souvent', 'environ une fois sur deux', 'rarement']
    """
    _ = translator(language)
    if share >= 1:
        return _("in every simulated case")
    if share <= 0:
        return _("in no simulated case")
    words = {
        "almost always": _("almost always"),
        "most often": _("most often"),
        "more often than not": _("more often than not"),
        "about half the time": _("about half the time"),
        "fairly often": _("fairly often"),
        "seldom": _("seldom"),
        "almost never": _("almost never"),
    }
    return next(words[word] for least, word in SCALE if share >= least)


def with_share(share: float, language: str) -> str:
    """Say a share of the draws in words and in figures.

    >>> with_share(0.93, "en"), with_share(1.0, "en")
    ('most often (93% of cases)', 'in every simulated case')
    """
    words = how_often(share, language)
    if share >= 1 or share <= 0:
        return words
    return translator(language)("{often} ({share} of cases)", often=words, share=in_draws(share, language))


FEMININE = ("communaute", "metropole", "cc", "ca", "cu", "commune", "ville", "agglomeration", "region", "vallee")


MASCULINE = (
    "petr",
    "pnr",
    "parc",
    "pays",
    "pole",
    "syndicat",
    "departement",
    "territoire",
    "canton",
    "bassin",
    "grand",
)


ELIDED = ("eurometropole", "etablissement", "entente", "epci", "ile", "union", "archipel", "espace")


def of_territory(name: str, kind: str = "commune", language: str = "fr") -> str:
    r"""Write “of” and the name of a territory.

    >>> [of_territory(name) for name in ("Vaubrun", "Aubrac", "Le Havre", "Les Mureaux", "La Rochelle", "L’Isle")]
    ['de Vaubrun', 'd’Aubrac', 'du Havre', 'des Mureaux', 'de La Rochelle', 'de L’Isle']
    >>> of_territory("Communauté de communes du Val", "epci"), of_territory("Houdan").replace("\u00a0", " ")
    ('de la Communauté de communes du Val', 'de « Houdan »')
    """
    name = name.strip()
    if language != "fr":
        return translate("of {name}", language, name=name) if name else translate("of the territory", language)
    phrase = _with_article(name) or (_of_commune(name) if kind == "commune" else _of_body(name))
    return phrase or (f"de {quoted(name, language)}" if name else translate("of the territory", language))


def _plain(text: str) -> str:
    """Lower case, without accents."""
    letters = unicodedata.normalize("NFD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _with_article(name: str) -> str:
    for article, contracted in (("Le ", "du "), ("Les ", "des "), ("La ", "de La "), ("L’", "de L’"), ("L'", "de L’")):
        if name.startswith(article) and len(name) > len(article):
            return contracted + name[len(article) :]
    return ""


def _of_commune(name: str) -> str:
    plain = _plain(name)
    if re.match(r"[aeiou]|y[^aeiou]", plain):
        return f"d’{name}"
    if re.match(r"[bcdfgj-np-tv-z]|y[aeiou]", plain):
        return f"de {name}"
    return ""  # an h may be silent or not, anything else is no name


def _of_body(name: str) -> str:
    """Return a body whose first word is a common noun with its article, nothing for another name."""
    head = re.split(r"[ '’-]", _plain(name), maxsplit=1)[0]
    for heads, article in ((FEMININE, "de la "), (MASCULINE, "du "), (ELIDED, "de l’")):
        if head in heads:
            return article + name
    return ""
