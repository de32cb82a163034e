"""The tables of a review, each declared once: what it holds, its columns, what each means and how it is published.

Columns and their kinds, decimals, JSON Schema, the heads and the guide of exports, empty tables, the attributes of a
`Review` and what type checkers know of a row are all read from here. Texts are English message ids; French is in the
catalogue of exports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, overload

import pandas as pd

from revue_analytics.errors import UnknownTable, choices

SCORE, SHARE = "0–100", "0–1"

KINDS = {"str": "string", "float": "number", "int": "integer", "bool": "boolean"}
DTYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "bool"}


@dataclass(frozen=True)
class Column:
    """What a column means, and what its values are.

    Attributes
    ----------
    meaning
        One line.
    unit
        ``"0–100"``, ``"0–1"``, ``"points"``…, empty where there is none.
    decimals
        Of a number: how many it is published with. None for whatever is no number, and for whole numbers.
    kind
        ``"string"``, ``"number"``, ``"integer"`` or ``"boolean"``, as its annotation in `Row` says.
    """

    meaning: str
    unit: str = ""
    decimals: int | None = None
    kind: str = ""


def column(meaning: str, unit: str = "", *, decimals: int | None = None) -> Any:
    """Declare a column of `Row`."""
    return Column(meaning, unit, decimals)


class Row:
    """A row of any table of a review, its cells as attributes: every column there is, and what it holds.

    A name means the same in whatever table it stands. Numbers that are missing are NaN, whole ones ``pd.NA``.
    """

    territory: str = column("Code of the territory.")
    campaign: str = column("Id of the campaign.")
    previous_campaign: str = column("Id of the campaign compared with.")
    name: str = column("Name of the territory.")
    kind: str = column("What kind of thing it is: of territory, of node, of limit.")
    departement: str = column("Code of the département.")
    departement_name: str = column("Name of the département.")
    epci: str = column("SIREN number of the EPCI.")
    epci_name: str = column("Name of the EPCI.")
    population: int = column("Inhabitants.")
    stratum: str = column("Stratum of population, or “all”.")
    group: str = column("Group of respondents: a college, “others” or “all”.")
    colleges: str = column("Colleges in the group, joined by “+”.")
    n_respondents: int = column("Respondents counted.")
    invited: int = column("People invited, where it is known.")
    node: str = column("“overall”, or the id of an indicator or criterion.")
    status: str = column("scored, insufficient or not_applicable.")
    score: float = column("Score of the node.", SCORE, decimals=1)
    low: float = column("Lower end of the interval.", decimals=1)
    high: float = column("Upper end of the interval.", decimals=1)
    level: int = column("Level of the scale that is reached.")
    coverage: float = column("Share of the applicable weight that is answered.", SHARE, decimals=3)
    criterion: str = column("Id of the criterion.")
    n: int = column("Answers or people that the value rests on.")
    lower_median: int = column("Lower median of the levels given.")
    design_effect: float = column(
        "How many times the variance of a mean over criteria is that of as many independent answers.", decimals=1
    )
    worth: int = column("Independent answers to a criterion that the answers given are worth.")
    alpha: float = column("Cronbach’s alpha of the criteria, within groups.", decimals=2)
    n_rated: int = column("Rated answers.")
    n_unknown: int = column("Answers “do not know”.")
    n_not_applicable: int = column("Answers “not applicable”.")
    n_not_asked: int = column("Respondents who were not asked.")
    not_applicable: bool = column("Whether the criterion is set aside for the territory.")
    count: int = column("Number of answers.")
    target: float = column("Target.", SCORE, decimals=1)
    due: str = column("Day by which the target is to be reached.")
    net_gap: float = column("Target minus score.", "points", decimals=1)
    shortfall: float = column(
        "Points missing to the target; a surplus elsewhere does not make up for them.", "points", decimals=1
    )
    weight: float = column("Weight.", SHARE, decimals=4)
    share: float = column("Share of the whole.", SHARE, decimals=3)
    grouping: str = column("axis, principle or phase.")
    id: str = column("Id within the grouping.")
    n_criteria: float = column("Criteria behind it.", decimals=0)
    priority: float = column("Contribution to the overall distance.", "points", decimals=2)
    rank: float = column("Rank, 1 the first.", decimals=0)
    p_first: float = column("Probability of the first rank.", SHARE, decimals=3)
    p_top3: float = column("Probability of one of the three first ranks.", SHARE, decimals=3)
    always_top3: str = column("Whether it is among the three first for every admissible weighting.")
    probability: float = column("Probability.", SHARE, decimals=3)
    source: str = column("respondents, weights, methods or all.")
    finding: str = column("strength, limit or to confirm.")
    p_strength: float = column("Probability that the score reaches the mark of a strength.", SHARE, decimals=3)
    p_limit: float = column("Probability that the score stays below the mark of a limit.", SHARE, decimals=3)
    relative: str = column(
        "asset: clearly above the territory’s own overall score; brake: clearly below it; empty: neither."
    )
    p_above: float = column("Probability that it is above the territory’s own overall score.", SHARE, decimals=3)
    p_below: float = column("Probability that it is below the territory’s own overall score.", SHARE, decimals=3)
    order: int = column("Order in which it is shown.")
    place: int = column("Place that it shares with those that cannot be told from it.")
    least: float = column("Points of the group that gives least.", "points", decimals=1)
    most: float = column("Points of the group that gives most.", "points", decimals=1)
    quadrant: str = column("act, keep, watch or enough: important or less so, short of the target or at it.")
    sure: bool = column("Whether the interval of the score lies on one side of the target.")
    distance: float = column("Points that separate the territory from the first.", "points", decimals=1)
    indicator: str = column("Id of the indicator.")
    points: float = column("Number of points.", "points", decimals=1)
    n_peers: int = column("Territories compared.")
    median: float = column("Median of the territories compared.", SCORE, decimals=1)
    best_quartile: float = column("Score that the best quarter reaches.", SCORE, decimals=1)
    expected: float = column("Mean rank over the draws.", decimals=1)
    p_best_quarter: float = column("Probability of being in the best quarter.", SHARE, decimals=3)
    bin: int = column("Place in the ranking, 0 the best.")
    n_bins: int = column("Number of places.")
    n_same: int = column("People who answered both campaigns and are paired; 0 where they are too few.")
    previous: float = column("Value in the earlier campaign.", decimals=1)
    current: float = column("Value now.", decimals=1)
    difference: float = column("Difference.", decimals=1)
    n_common: int = column("Criteria that both values are made of.")
    action: str = column("Id of the action.")
    to_level: float = column("Level that the action leads to.", decimals=0)
    from_level: float = column("Level from which the action starts.", decimals=2)
    gain: float = column("Levels gained.", decimals=2)
    comment: str = column("What was written.")
    declared: bool = column("Whether the score rests on declaration alone, without any evidence.")
    at_low: str = column("What comes first where the weight falls below the lower end.")
    at_high: str = column("What comes first where the weight rises above the upper end.")
    best_rank: int = column("Best rank over the weight set.")
    worst_rank: int = column("Worst rank over the weight set.")
    best: float = column("Best rank.", decimals=0)
    worst: float = column("Worst rank.", decimals=0)
    reviewed: float = column("Score that the reviewer’s levels amount to, over the same criteria.", SCORE, decimals=1)
    variation: str = column("Name of the other method.")
    first: str = column("Id of the first priority.")
    rank_of_first: float = column("Rank that the first priority takes under the other method.", decimals=0)
    total: float = column("Share of the variance in which it takes part, interactions included.", SHARE, decimals=3)
    scope: str = column("criterion, indicator or all.")
    statistic: str = column("Name of the statistic.")
    value: float = column("Value of the statistic.", decimals=2)
    word: str = column("Agreement in a word, shared or divided; without a value where fewer than ten answered.")
    group_a: str = column("First group compared.")
    group_b: str = column("Second group compared.")
    p_value: float = column("Probability of such a difference if there were none.", SHARE, decimals=3)
    q_value: float = column("The same, corrected for looking at every criterion.", SHARE, decimals=3)
    reason: str = column("The reason: of a discussion, or of a declaration.")
    consensus: float = column("Ordinal consensus.", SHARE, decimals=2)
    n_tied: int = column("Criteria that are tied with it.")
    aim: str = column("desired, importance_rank or importance_weights.")
    change: float = column("Change since the earlier campaign.", decimals=2)
    value_low: float = column("Lower end of the interval of the value.", decimals=2)
    value_high: float = column("Upper end of the interval of the value.", decimals=2)
    planned: bool = column("Whether it is in the plan.")
    imposed: bool = column("Whether the campaign imposes it.")
    origin: str = column("framework or campaign.")
    period: float = column("Period in which it starts.", decimals=0)
    last_period: float = column("Period at the end of which it has taken effect.", decimals=0)
    start: str = column("First day.")
    end: str = column("Last day.")
    staff_days: float = column("Staff-days.", decimals=1)
    cost: float = column("Cost, in euros.", decimals=2)
    core: float = column("Share of the draws in which it is in the best plan.", SHARE, decimals=3)
    core_class: str = column("sure, open or out.")
    label: str = column("What the action is.")
    tool: str = column("Tool.")
    pilot: str = column("Who leads it.")
    evidence: str = column("What will show that it is done.")
    effort: str = column("Effort: light, medium or heavy.")
    horizon: str = column("Time to take effect: short, medium or long.")
    staff_days_available: float = column("Staff-days available.", decimals=1)
    budget: float = column("Budget, in euros.", decimals=2)
    closed: float = column("Points of the overall distance that are closed.", "points", decimals=1)
    n_actions: int = column("Actions planned.")
    n_candidates: int = column("Actions possible.")
    most_actions: float = column("Most actions that the territory can carry.", decimals=0)
    means_stated: bool = column("Whether the campaign states budget or staff.")
    gap: float = column("Proven distance to the best plan.", SHARE, decimals=3)
    kept: float = column("Share of the best result that the plan keeps in 19 draws out of 20.", SHARE, decimals=3)
    price: float = column("What robustness costs.", SHARE, decimals=3)
    settled: float = column("Share of the draws whose best plan is proven.", SHARE, decimals=3)
    n_draws: int = column("Draws.")
    of: str = column("Which means, axis or action.")
    amount: float = column("Amount.", decimals=2)
    used: float = column("Amount used.", decimals=2)
    in_force: float = column("Amount in the plan as it is.", decimals=2)
    role: str = column("conflict, alternative (what would do by itself) or given (what gave way).")
    state: str = column("What became of it.")
    moved: str = column("reached, up, down, same or unknown.")
    title: str = column("Title of the evidence.")
    reference: str = column("Link or reference.")
    date: str = column("Date of the evidence.")
    file: str = column("Name of the file.")


COLUMNS: dict[str, Column] = {
    name: replace(vars(Row)[name], kind=KINDS[kind]) for name, kind in Row.__annotations__.items()
}
"""What each column means, in whatever table it stands."""

ANSWERS, DRAWS, TEXTS, RANKING, OTHERS = "answers", "draws", "texts", "ranking", "others"


class Table:
    """A table of a review: as an attribute of the class its declaration, as one of a review its frame.

    Attributes
    ----------
    name, meaning
        Its name; what it holds, in one line.
    columns
        By name, each with the decimals that it has in this table.
    origin
        What its rows are made of: `ANSWERS`; `DRAWS` of one territory, and of no other; `TEXTS`, a row of one person
        each; `RANKING`, in which any territory may change what is said of another; `OTHERS`, peers or no answer at all.
    people
        Columns that say, added up, how many people stand behind a row. Rows of other tables follow from those of these,
        and from what people typed.
    difference
        Where the column ``difference`` is one column less another: their names.
    """

    name: str

    def __init__(
        self,
        meaning: str,
        columns: str,
        origin: str = ANSWERS,
        *,
        people: str = "",
        difference: str = "",
        decimals: Mapping[str, int] | None = None,
    ):
        own = {name: COLUMNS[name] for name in columns.split()}
        own |= {name: replace(own[name], decimals=number) for name, number in (decimals or {}).items()}
        self.meaning, self.columns, self.origin = meaning, own, origin
        self.people, self.difference = tuple(people.split()), tuple(difference.split())

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, review: None, owner: type) -> Table: ...
    @overload
    def __get__(self, review: ReviewTables, owner: type) -> pd.DataFrame: ...
    def __get__(self, review: ReviewTables | None, owner: type) -> Table | pd.DataFrame:
        return self if review is None else review.tables[self.name]

    def empty(self) -> pd.DataFrame:
        """Return the table without rows: its columns, each of its kind.

        >>> ReviewTables.level_counts.empty().dtypes.astype("str").to_dict()
        {'territory': 'str', 'campaign': 'str', 'criterion': 'str', 'level': 'Int64', 'count': 'Int64'}
        """
        return pd.DataFrame({name: pd.Series(dtype=DTYPES[one.kind]) for name, one in self.columns.items()})


class ReviewTables:
    """The tables of a review: scores on 0–100, NaN where there is none; probabilities on 0–1.

    >>> ReviewTables.scores.columns["low"].decimals, ReviewTables.agreement.columns["low"].decimals
    (1, 2)
    """

    tables: Mapping[str, pd.DataFrame]

    # fmt: off
    territories = Table("The territories, one row each.",
        "territory name kind departement departement_name epci epci_name population stratum", OTHERS)
    participation = Table("Who answered: one row per group of respondents.",
        "territory campaign group colleges n_respondents invited", people="n_respondents")
    resemblance = Table("How far the answers of one person resemble each other, from ten respondents on.",
        "territory campaign n n_criteria design_effect worth alpha low high", decimals={"low": 2, "high": 2})
    scores = Table("Score of the whole, of each indicator and of each criterion, with its interval.",
        "territory campaign node kind status score low high level coverage n_respondents", people="n_respondents")
    group_scores = Table("Score that each group of respondents gives to each criterion.",
        "territory campaign group colleges criterion n score lower_median", people="n")
    answers = Table("How many answered what to each criterion.",
        "territory campaign criterion n_rated n_unknown n_not_applicable n_not_asked not_applicable declared",
        people="n_rated n_unknown n_not_applicable n_not_asked")
    level_counts = Table("How many chose each level, from ten answers up.",
        "territory campaign criterion level count")
    gaps = Table("Distance to the target, and the share of the overall distance that each node carries.",
        "territory campaign node kind target due net_gap shortfall weight share")
    groupings = Table("The same by axis, principle and phase.",
        "territory campaign grouping id n_criteria score shortfall share")
    priorities = Table("Contribution to the overall distance, its rank and how firmly the rank holds.",
        "territory campaign node kind priority rank low high p_first p_top3 always_top3",
        DRAWS, decimals={"low": 2, "high": 2})
    priority_ranks = Table("How often a priority takes each rank, over the draws of respondents and weights.",
        "territory campaign node rank probability", DRAWS)
    stability = Table("How far the weight of an indicator can move before the first priority changes.",
        "territory campaign node weight low high at_low at_high best_rank worst_rank",
        DRAWS, decimals={"low": 3, "high": 3})
    recoding = Table("Best and worst rank of a priority under every increasing recoding of the scale.",
        "territory campaign node best worst", DRAWS)
    method_variations = Table("Score, level and first priority under other methods.",
        "territory campaign variation score level first rank_of_first")
    sensitivity = Table("Where the uncertainty of the overall score comes from.",
        "territory campaign source low high share total", DRAWS)
    level_probabilities = Table("Probability of each level.",
        "territory campaign node level probability", DRAWS)
    findings = Table("Strengths, limits and what remains to be confirmed.",
        "territory campaign criterion finding p_strength p_limit order place relative p_above p_below", DRAWS)
    desired = Table("Where respondents want the territory to be.",
        "territory campaign criterion score n", people="n")
    importance = Table("Importance points given to each indicator.",
        "territory campaign group indicator points n", people="n")
    importance_performance = Table("What respondents find important beside how it is doing.",
        "territory campaign indicator points least most score low high target quadrant sure")
    peers = Table("Territories of the same stratum.",
        "territory campaign node stratum n_peers median best_quartile", OTHERS)
    frontier = Table("How far the best of its peers stays ahead under the weights that suit the territory best.",
        "territory campaign stratum n_peers distance", OTHERS)
    ranks = Table("Rank of the territory within its stratum and among all, with its interval.",
        "territory campaign stratum n_peers rank low high expected p_best_quarter", RANKING)
    rank_acceptability = Table("Probability of each rank, or of each hundredth of the ranking.",
        "territory campaign stratum bin n_bins probability", RANKING)
    change = Table("Change since an earlier campaign.",
        "territory node kind previous_campaign campaign previous current difference low high n_common n_same",
        DRAWS, difference="current previous")
    roadmap = Table("Candidate actions, what is planned and when.",
        "territory campaign action criterion order planned imposed origin from_level to_level gain points period "
        "last_period start end staff_days cost core core_class label tool pilot evidence effort horizon", DRAWS)
    roadmap_periods = Table("Means used and available in each period.",
        "territory campaign period start end staff_days staff_days_available cost budget closed", DRAWS)
    roadmap_summary = Table("The plan as a whole.",
        "territory campaign n_actions n_candidates most_actions staff_days cost means_stated closed shortfall gap "
        "kept price settled n_draws", DRAWS)
    roadmap_frontier = Table("What each amount of means would close.",
        "territory campaign of amount closed used n_actions in_force", DRAWS)
    roadmap_limits = Table("Limits that conflict, and the least that would have to give way.",
        "territory campaign role kind of period amount", DRAWS)
    planned_actions = Table("Actions planned in an earlier campaign, and what moved since.",
        "territory campaign previous_campaign action criterion to_level label state previous current difference low "
        "high moved", difference="current previous")
    reviewer = Table("The reviewer’s score beside the territory’s own.",
        "territory campaign node kind score reviewed difference n_common reason", difference="reviewed score")
    comments = Table("Comments, shuffled, where the campaign publishes them.",
        "territory campaign node comment", TEXTS)
    evidence = Table("Evidence given with the ratings, where the campaign publishes it.",
        "territory campaign criterion title reference date", TEXTS)
    not_applicable = Table("Criteria that the campaign sets aside for a territory.",
        "territory criterion reason")
    reasons = Table("Reasons given for “not applicable”, those that at least a threshold of people gave alike.",
        "territory campaign criterion reason n", people="n")
    origins = Table("The files that hold answers on each territory.",
        "territory campaign file", OTHERS)
    agreement = Table("How far respondents agree, within groups and between them.",
        "territory campaign scope node group statistic value low high n word",
        people="n", decimals={"low": 2, "high": 2})
    group_differences = Table("Differences between two groups on a criterion, corrected for looking at all criteria.",
        "territory campaign criterion group_a group_b difference low high p_value q_value")
    discussion = Table("The criteria most worth discussing together.",
        "territory campaign order criterion reason group_a group_b difference consensus n_tied")
    convergence = Table("Agreement on aims: desired levels and importance, and how it moved.",
        "territory campaign aim statistic value previous change low high value_low value_high n previous_campaign",
        people="n", decimals={"low": 2, "high": 2, "previous": 2})
    # fmt: on


TABLES: dict[str, Table] = {name: one for name, one in vars(ReviewTables).items() if isinstance(one, Table)}
"""Name → table, in the order of exports."""


def _of(*origins: str) -> frozenset[str]:
    return frozenset(name for name, table in TABLES.items() if table.origin in origins)


DRAWN = _of(DRAWS)
"""Tables that come out of the draws of one territory, and depend on no other."""

COMPARING = _of(RANKING)
"""Tables that say something of a territory which any other can change. The document of one territory shows none."""

OF_OTHERS = _of(RANKING, OTHERS)
"""Tables that change with other territories' answers, or with nobody's."""


def known(name: str) -> str:
    """Return the name of a table.

    Raises
    ------
    UnknownTable
        A review has none of this name; says which there are, and the nearest.
    """
    if name not in TABLES:
        raise UnknownTable("“{name}” is no table of a review: {valid}", name=name, valid=choices(name, TABLES))
    return name
