"""An attacker who recomputes everything that is published, for other answers than those that were given.

He knows the method, the code and the seed, who was asked, and who answered each question; he reads every number of
every table of a review, drawn or not. As long as the library publishes the very same tables for other answers, he
cannot tell these from the true ones, and a statistic that is another under them is not known to him. What he cannot
change in this way he may know: it is reported. Nothing is said here of what a column means, so that a new one takes
part from its first day.

A *question* is one criterion in one campaign of a territory, today's or the desired level. Its *cells* are the groups
that are counted together (`ResponseCounts.cell_colleges`). He looks for

- the sum of the levels that fewer than T people gave: those of a college, those who left another question out, both,
  and pairs of these (`Question.targets`);
- all answers of a cell that may not be told (of five to nine people, or beside such), as a list without names.

Other answers are found in two steps: sets of answers of the cells that keep their means and everybody's answers
(`possible`), given to the people of each cell in another order. Of eight criteria and more, how far the answers of one
person resemble each other is published too, rounded: he changes question after question so that it stays.

A question that so few answered that it is counted nowhere enters no table, and nothing is sought of it. Excused are a
unanimous cell, of whose people everybody knows what they answered, and a cell for which `possible` leaves
one set of answers; both are stated limits, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import combinations, combinations_with_replacement

import numpy as np

from revue_analytics.agreement.one_question import agreement_word
from revue_analytics.methods.respondents import ENOUGH_CRITERIA, Resemblance
from revue_analytics.review import TABLES, analyse
from revue_analytics.review.publish import SHOWN_FROM
from revue_analytics.scoring import ResponseCounts, count_responses
from revue_analytics.scoring.disclosure import SPREAD_FROM, spread_told
from revue_analytics.scoring.response_counts import parts

WORLDS = 24
"""How many times other answers are tried for everything that is left."""
REPAIRS, NEAR = 6000, 0.004
"""How many exchanges are tried to make answers as alike as they were, and how near their correlation is enough."""

Block = tuple[str, str, str, str]  # territory, campaign, aspect, criterion


@dataclass(frozen=True, eq=False)
class Sought:
    """What is still sought of a question: sums of few people (masks), all answers of cells."""

    targets: list[np.ndarray]
    cells: set[int]

    def __bool__(self) -> bool:
        return bool(self.targets or self.cells)


@dataclass(frozen=True, eq=False)
class Question:
    """Who answered one question what: (R) people, in (C) cells.

    Attributes
    ----------
    block
        Territory, campaign, aspect, criterion.
    rows, people
        (R,) their rows in the table of ratings, and who they are.
    levels
        (R,) what they answered.
    colleges, left_out
        (R,) the college of each, and the criteria that he or she left out.
    cell
        (R,) the cell in which each is counted; -1 on a question that so few answered that it is counted nowhere.
    told
        Whether it may be told how the answers of the cells spread.
    """

    block: Block
    rows: np.ndarray
    people: np.ndarray
    levels: np.ndarray
    colleges: np.ndarray
    left_out: np.ndarray
    cell: np.ndarray
    told: bool

    @cached_property
    def counts(self) -> np.ndarray:
        """(C, 5) answers at each level."""
        return self.counts_of(self.levels)

    def counts_of(self, levels: np.ndarray) -> np.ndarray:
        """(C, 5) answers at each level, had the people given these levels."""
        return np.array([np.bincount(levels[self.cell == c], minlength=5) for c in range(self.cell.max() + 1)])

    @cached_property
    def options(self) -> np.ndarray:
        """(P, C, 5) other answers of the cells that have the same means, and all together the same answers."""
        every = possible(self.counts)
        return every[(every != self.counts).any(axis=(1, 2))]

    @cached_property
    def likely(self) -> np.ndarray:
        """Those of the options that have the same word of agreement, where a word is all that is told."""
        same = [self.in_a_word(option) == self.in_a_word(self.counts) for option in self.options]
        return self.options[np.array(same, dtype=bool)]

    def in_a_word(self, counts: np.ndarray) -> str:
        """Agreement of few on one question."""
        return agreement_word(counts[0], np.arange(5.0)) if counts.sum() < SPREAD_FROM else ""

    @property
    def hidden(self) -> bool:
        """Whether how the answers of its cells spread is hidden, beside their means."""
        return not self.told and self.block[2] == "current"

    @property
    def open_cells(self) -> set[int]:
        """Cells of which other answers are possible, by their means and the counts of everybody."""
        return set(np.flatnonzero((self.options != self.counts).any(axis=(0, 2))).tolist()) if self.hidden else set()

    def still_sought(self, sought: Sought, levels: np.ndarray) -> Sought:
        """What of it is as before, had the people given other levels."""
        same = (self.counts_of(levels) == self.counts).all(axis=1)
        targets = [target for target in sought.targets if levels[target].sum() == self.levels[target].sum()]
        return Sought(targets, {c for c in sought.cells if same[c]})

    def named(self, sought: Sought) -> list[str]:
        """Say what is sought in words, for a report."""
        people = [f"{t.sum()} of {', '.join(sorted(set(self.colleges[t])))}" for t in sought.targets]
        return [*people, *(f"all answers of cell {c}, {self.counts[c].sum()} people" for c in sorted(sought.cells))]

    def targets(self, threshold: int) -> list[np.ndarray]:
        """(R,) masks of fewer people than the threshold: classes, colleges, who left a question out, pairs of these."""
        of_college = [self.colleges == college for college in np.unique(self.colleges)]
        silent = [
            np.array([criterion in each for each in self.left_out])
            for criterion in sorted({c for each in self.left_out for c in each})
        ]
        classes = [np.array([each == one for each in self.left_out]) for one in set(self.left_out)]
        sets = [*of_college, *silent, *(a & b for a in of_college for b in (*silent, *classes))]
        small = _distinct(one for one in sets if 0 < one.sum() < threshold)
        both = (a | b for a, b in combinations(small, 2))
        return _distinct([*small, *(one for one in both if one.sum() < threshold)])

    def unanimous(self, target: np.ndarray) -> bool:
        """Whether all cells that a target takes part in hold one answer only."""
        return bool(((self.counts[np.unique(self.cell[target])] > 0).sum(axis=1) == 1).all())

    def other_levels(self, sought: Sought, rng: np.random.Generator, *, gentle: bool = False) -> np.ndarray:
        """(R,) other levels, of as few people as may be (gentle) or all: other sets of answers, other sums."""
        target = sought.targets[0] if sought.targets else None
        counts = self.counts
        if sought.cells and len(self.likely) and rng.random() < 0.75:
            wider = np.abs((self.likely - self.counts).sum(axis=1) @ np.arange(5) ** 2)
            order = np.lexsort((rng.random(len(wider)), wider))  # as wide as they are, at best
            counts = self.likely[order[min(int(rng.exponential(1.5)), len(order) - 1)]]
        levels = self.levels.copy()
        for c, count in enumerate(counts):
            people = np.flatnonzero(self.cell == c)
            if gentle:
                less, more = (np.repeat(np.arange(5), np.maximum(s * (self.counts[c] - count), 0)) for s in (1, -1))
                for was, becomes in zip(rng.permutation(less), more, strict=True):
                    levels[rng.choice(people[levels[people] == was])] = becomes
            else:
                levels[people] = rng.permutation(np.repeat(np.arange(5), count))
        if target is not None and levels[target].sum() == self.levels[target].sum():
            inside, outside = np.nonzero(
                (self.cell[:, None] == self.cell) & target[:, None] & ~target & (levels[:, None] != levels)
            )
            if len(inside):
                i = rng.integers(len(inside))
                levels[[inside[i], outside[i]]] = levels[[outside[i], inside[i]]]
        return levels


def possible(counts: np.ndarray) -> np.ndarray:
    """(C, 5) answers of the cells of a question -> (P, C, 5) those that have their means and, of ten, their sum.

    >>> possible(np.array([[1, 4, 0, 0, 0]]))[:, 0].tolist()
    [[4, 0, 0, 0, 1], [3, 1, 0, 1, 0], [3, 0, 2, 0, 0], [2, 2, 1, 0, 0], [1, 4, 0, 0, 0]]
    """
    everybody = counts.sum(axis=0)
    if everybody.sum() < SPREAD_FROM and len(counts) == 1:
        return sets_of(int(everybody.sum()), int(everybody @ np.arange(5)))[:, None]
    last = counts.sum(axis=1).argmax()  # takes the rest
    found, rest = np.empty((1, 0, 5), dtype=int), everybody[None]
    for cell in np.delete(counts, last, axis=0):
        each = sets_of(int(cell.sum()), int(cell @ np.arange(5)))
        left = rest[:, None] - each
        a, b = np.nonzero((left >= 0).all(axis=-1))
        found, rest = np.concatenate([found[a], each[b][:, None]], axis=1), left[a, b]
    return np.concatenate([found[:, :last], rest[:, None], found[:, last:]], axis=1)


@cache
def sets_of(n: int, total: int) -> np.ndarray:
    """(S, 5) all answers, counted by level, of n people with a sum."""
    sets = [one for one in combinations_with_replacement(range(5), n) if sum(one) == total]
    return np.array([np.bincount(one, minlength=5) for one in sets])


@dataclass(frozen=True)
class Result:
    """What an attack has tried, and what it reports.

    Attributes
    ----------
    tried
        Statistics of few people, and cells, that it looked for.
    known
        Those that no other answers change: ``(block, people)``, or ``(block, "cell 0")``.
    unanimous, single
        Those that are excused: of unanimous cells; cells with one possible set of answers.
    """

    tried: int
    known: list[tuple[Block, str]] = field(default_factory=list)
    unanimous: int = 0
    single: int = 0


def attack(campaign, *, threshold: int = 5, publish: Callable = analyse, worlds: int = WORLDS, seed: int = 0) -> Result:
    """Look for what few people answered in everything that is published of a campaign.

    Parameters
    ----------
    campaign
        An open campaign.
    threshold
        Statistics of fewer people are looked for.
    publish
        ``campaign -> review``.
    worlds
        How many times other answers are tried for everything that is left.
    """
    campaign = campaign.without_few()
    review, rng = publish(campaign), np.random.default_rng(seed)
    counts = counts_of(campaign)
    questions = {question.block: question for question in questions_of(campaign, counts)}
    published = {block: question for block, question in questions.items() if len(question.counts)}
    every = {block: question.targets(threshold) for block, question in published.items()}
    sought = {
        block: Sought([t for t in every[block] if not question.unanimous(t)], question.open_cells)
        for block, question in published.items()
    }
    share = 1.0
    for world in range(worlds):
        if not any(sought.values()):
            break
        order = sorted(sought, key=lambda block: (not sought[block], rng.random()))
        chosen = order[: max(round(share * len(order)), 1)]
        part = {block: sought[block] for block in chosen}
        others = other_answers(counts, questions, part, rng, gentle=bool(world % 2))
        if apart(review, publish(with_levels(campaign, questions, others))):
            share /= 2
        else:
            share = min(2 * share, 1.0)
            sought |= {block: questions[block].still_sought(sought[block], levels) for block, levels in others.items()}
    hidden = [question for question in published.values() if question.hidden]
    return Result(
        tried=sum(map(len, every.values())) + sum(len(question.counts) for question in hidden),
        known=[(block, what) for block in sought for what in questions[block].named(sought[block])],
        unanimous=sum(question.unanimous(t) for block, question in published.items() for t in every[block]),
        single=sum(len(question.counts) - len(question.open_cells) for question in hidden),
    )


def other_answers(
    counts: ResponseCounts,
    questions: dict[Block, Question],
    sought: dict[Block, Sought],
    rng: np.random.Generator,
    *,
    gentle: bool = False,
) -> dict[Block, np.ndarray]:
    """Other levels of the people of some questions, so that how far answers resemble each other stays.

    Of eight criteria and more, fewer and fewer questions are changed until exchanges make answers as alike as they
    were: of people's levels in the questions that are changed or, where few levels are changed (`gentle`), in all.
    """
    alike = len(counts.framework.leaf_ids) >= ENOUGH_CRITERIA
    others = {block: questions[block].other_levels(one, rng, gentle=alike and gentle) for block, one in sought.items()}
    for unit, (territory, period) in enumerate(counts.units.itertuples(index=False) if alike else ()):
        here = [q for q in questions.values() if q.block[:3] == (territory, period, "current") and len(q.counts)]
        before, changed = Sheets(counts, unit, here, {}), [q for q in here if q.block in others]
        proposed = {q.block: others.pop(q.block) for q in changed}
        while changed:
            after = Sheets(counts, unit, here, {q.block: proposed[q.block] for q in changed})
            exchanged = here if gentle else changed
            if before.as_alike(after, exchanged, rng):
                others |= {q.block: after.levels_of(q) for q in exchanged}
                break
            changed = [q for q in changed if rng.random() < 0.6]
    return others


class Sheets:
    """(R, K) levels that the people of one territory gave in one campaign, some of them other levels."""

    def __init__(self, counts: ResponseCounts, unit: int, questions: list[Question], others: dict[Block, np.ndarray]):
        self.people = sorted({who for question in questions for who in question.people})
        self.leaves, self.parts = list(counts.framework.leaf_ids), parts(counts.framework)
        self.levels = np.full((len(self.people), len(self.leaves)), -1)
        self.groups = np.zeros(len(self.people), dtype=int)
        for question in questions:
            rows = self.rows_of(question)
            self.levels[rows, self.leaves.index(question.block[3])] = others.get(question.block, question.levels)
            at = [counts.colleges.index(college) for college in question.colleges]
            self.groups[rows] = np.where(counts.merged[unit, at], len(counts.colleges), at)

    def rows_of(self, question: Question) -> np.ndarray:
        return np.searchsorted(self.people, question.people)

    def alike(self) -> tuple[float, tuple[float, ...]]:
        """How far answers resemble each other, and what is published of it or drawn with it."""
        one, k = Resemblance.of_people(self.levels, self.groups, self.parts), int((self.levels >= 0).any(axis=0).sum())
        alpha = round(max(k * one.rho, 0.0) / max(1.0 + (k - 1) * one.rho, 1.0), 2)
        return one.rho, (one.between, one.within, *([alpha] if len(self.people) >= SHOWN_FROM else []))

    def levels_of(self, question: Question) -> np.ndarray:
        return self.levels[self.rows_of(question), self.leaves.index(question.block[3])]

    def as_alike(self, other: Sheets, changed: list[Question], rng: np.random.Generator) -> bool:
        """Exchange levels of the changed questions within cells until answers are as alike as here, if they get so."""
        rho, aim = self.alike()
        now, shown = other.alike()
        for _ in range(REPAIRS):
            if shown == aim:
                return True
            question = changed[rng.integers(len(changed))]
            rows, k = other.rows_of(question), other.leaves.index(question.block[3])
            a, b = rng.choice(len(rows), 2, replace=False)
            if question.cell[a] != question.cell[b] or other.levels[rows[a], k] == other.levels[rows[b], k]:
                continue
            other.levels[rows[[a, b]], k] = other.levels[rows[[b, a]], k]
            after, seen = other.alike()
            if abs(after - rho) < max(abs(now - rho), NEAR) or seen == aim:
                now, shown = after, seen
            else:
                other.levels[rows[[a, b]], k] = other.levels[rows[[b, a]], k]
        return shown == aim


def undecided(campaign, review, question: Question, *, most: int = 8, publish: Callable = analyse) -> tuple[int, int]:
    """Try all sets of answers of a question one by one: how many there are, `most` at most; how many publish the same.

    The true one is counted in both.
    """
    options, same = question.options[: most - 1], 1
    for counts in options:
        levels = question.levels.copy()
        for c, count in enumerate(counts):
            levels[question.cell == c] = np.repeat(np.arange(5), count)
        same += not apart(review, publish(with_levels(campaign, {question.block: question}, {question.block: levels})))
    return 1 + len(options), same


def counts_of(campaign) -> ResponseCounts:
    colleges = tuple(college.id for college in campaign.settings.colleges)
    return count_responses(campaign.ratings, campaign.methodology, colleges=colleges)


def questions_of(campaign, counts: ResponseCounts) -> list[Question]:
    """Write down every question of every territory."""
    table = campaign.ratings.table.reset_index(drop=True)
    rated = table[table["status"] == "rated"]
    units = {(unit.territory, unit.campaign): unit.Index for unit in counts.units.itertuples()}
    leaves, found = list(counts.framework.leaf_ids), []
    for (territory, period, aspect), sheet in rated.groupby(["territory", "campaign", "aspect"]):
        answered = sheet.groupby("respondent")["criterion"].agg(frozenset)
        unit = units[territory, period]
        by_level = counts.answers(aspect)[0][unit]
        told, names = spread_told(by_level), counts.cell_colleges(unit, aspect)
        for criterion, part in sheet.groupby("criterion"):
            k = leaves.index(criterion)
            there = [g for g in range(len(names)) if by_level[g, k].sum()]
            of = {college: c for c, g in enumerate(there) for college in names[g, k].split("+")}
            found.append(
                Question(
                    (str(territory), str(period), str(aspect), str(criterion)),
                    part.index.to_numpy(),
                    part["respondent"].to_numpy(dtype=object),
                    part["level"].to_numpy(dtype=int),
                    part["college"].to_numpy(),
                    np.array([frozenset(leaves) - answered[who] for who in part["respondent"]], dtype=object),
                    np.array([of[college] if there else -1 for college in part["college"]]),
                    bool(told[there, k].all()),
                )
            )
    return found


def with_levels(campaign, questions: dict[Block, Question], others: dict[Block, np.ndarray]):
    """The same campaign, other levels given by the people of some questions."""
    table = campaign.ratings.table.reset_index(drop=True)
    level = table["level"].copy()
    for block, levels in others.items():
        level.loc[questions[block].rows] = levels
    return replace(campaign, ratings=replace(campaign.ratings, table=table.assign(level=level)))


def apart(review, other) -> list[str]:
    """``table`` of every table of two reviews that differs."""
    return [name for name in TABLES if not review.tables[name].equals(other.tables[name])]


def _distinct(masks: Iterable[np.ndarray]) -> list[np.ndarray]:
    return list({mask.tobytes(): mask for mask in masks}.values())
