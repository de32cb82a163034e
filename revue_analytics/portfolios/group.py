"""Which territories of a review a portfolio holds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from revue_analytics.errors import MethodError, RevueError, UnknownTerritory, shorten
from revue_analytics.intake.codes import Declared, codes_of
from revue_analytics.intake.side_values import words_of
from revue_analytics.intake.words import key, plain

LEAST = 5
"""Territories that a département or a stratum must have before anything is said of it as a whole."""


LONGEST = 160
"""Letters of a name; a page on several territories cannot hold ten thousand of each."""


NO_FILTER = "“{text}” is no filter: write one of {fields}, an equals sign and a value, as in departement=01"


NOBODY = "no territory of this campaign has {field}={values}; there are, for instance: {near}"


SIDE_BY_SIDE = 6
"""Most territories that are read side by side."""


GROUPINGS = {"departement": "departement_name", "epci": "epci_name", "stratum": "", "kind": ""}
"""What a portfolio can be a group by, and the column with the name of each group."""


@dataclass(frozen=True)
class Group:
    """Territories that have something in common; with nothing said, all of them.

    Attributes
    ----------
    by
        One of `GROUPINGS`, or empty.
    value
        What they have in common: the code of a département or of an EPCI, a stratum, a kind.
    name
        Its name, if the review gives one.
    """

    by: str = ""
    value: str = ""
    name: str = ""


def side_by_side(territories: pd.DataFrame, codes: Sequence[str] | str) -> tuple[str, ...]:
    """Read the territories that are to be seen side by side; none is everyone.

    Parameters
    ----------
    territories
        Those of a review.
    codes
        Their codes or names, or a text with commas between them.

    Raises
    ------
    UnknownTerritory
        One that is not among them; names the nearest.
    MethodError
        One territory, or more than `SIDE_BY_SIDE`.
    """
    listed = codes.split(",") if isinstance(codes, str) else codes
    wanted = tuple(dict.fromkeys(codes_of([text for text in listed if text.strip()], territories)))
    if wanted and not 2 <= len(wanted) <= SIDE_BY_SIDE:
        message = "from 2 to {most} territories can be read side by side, not {n}"
        raise MethodError(message, most=SIDE_BY_SIDE, n=len(wanted))
    return wanted


def group_of(territories: pd.DataFrame, text: str) -> Group:
    """Read ``departement=01``, ``epci=CC de la Dombes``, ``stratum=lt1000`` or ``kind=epci``; nothing is everyone.

    Parameters
    ----------
    territories
        Those of a review.
    text
        What they have in common.

    Raises
    ------
    MethodError
        Not of that form, or a grouping that does not exist.
    UnknownTerritory
        No territory of the review is in that group; names those there are.
    """
    if not text.strip():
        return Group()
    by, values = filtered(territories, text, no_filter=MethodError, nobody=UnknownTerritory)
    column = GROUPINGS[by]
    name = territories.loc[territories[by].astype(str) == values[0], column].iloc[0] if column else ""
    return Group(by, values[0], shorten(name, 160) if name else "")


def filtered(
    territories: pd.DataFrame, text: str, *, no_filter: type[RevueError], nobody: type[RevueError]
) -> tuple[str, list[str]]:
    """Return the grouping that a filter is about and the groups that it names; the errors are for what is none."""
    by, value = read_filter(text)
    if not by:
        raise no_filter(NO_FILTER, text=shorten(text), fields=", ".join(GROUPINGS))
    values = values_of(territories, by, value)
    if not values:
        raise nobody(NOBODY, field=by, values=shorten(value), near=instances(territories, by, value))
    return by, values


def read_filter(text: str) -> tuple[str, str]:
    """Part a filter into its grouping and its value; the grouping is ``""`` where it is none.

    >>> read_filter("Département = Ain"), read_filter("strate=lt1000"), read_filter("region=84")
    (('departement', 'Ain'), ('stratum', 'lt1000'), ('', '84'))
    """
    name, sign, value = text.partition("=")
    by = {"strate": "stratum", "nature": "kind"}.get(plain(name), plain(name))
    return by if sign and by in GROUPINGS else "", value.strip()


def values_of(territories: pd.DataFrame, by: str, text: str) -> list[str]:
    """Return the groups that a text names among those of `territories`: by code, name or word, several with commas."""
    names = _named(territories, by)
    words = words_of("territories").get(by, {})

    def value_of(one: str) -> str:
        code = names.read(one, official=False).code or words.get(key(one), "")
        return code if code in names.labels else ""

    whole = [value_of(text)]  # the name of an EPCI may have commas in it
    return [value for value in (whole if whole[0] else map(value_of, text.split(","))) if value]


def instances(territories: pd.DataFrame, by: str, text: str) -> str:
    """Return the groups there are that are near a text; if none is, the first of them."""
    names = _named(territories, by)
    near = names.near(text) or [f"{code} {name}".strip() for code, name in sorted(names.labels.items())[:5]]
    return shorten(", ".join(near), 160)


def _named(territories: pd.DataFrame, by: str) -> Declared:
    """Return the groups of territories with their names."""
    table = territories[[by]].set_axis(["territory"], axis=1)
    table = table.assign(name=territories.get(GROUPINGS[by], ""))
    return Declared.of(table[table["territory"].fillna("") != ""].drop_duplicates("territory").astype("str"))


class SubsetTables(Mapping[str, pd.DataFrame]):
    """Tables of a review, each passed through a function when it is first asked for.

    A portfolio of tens of thousands of territories uses few of the tables; the others are not read at all.
    """

    def __init__(self, source: Mapping[str, pd.DataFrame], part: Callable[[str, pd.DataFrame], pd.DataFrame]):
        self._source, self._part = source, part
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = self._part(name, self._source[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._source)

    def __len__(self) -> int:
        return len(self._source)
