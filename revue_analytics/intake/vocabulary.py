"""What headers mean: the names of a framework's nodes, in every form that survey tools give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from revue_analytics.framework import OVERALL, Framework
from revue_analytics.intake.meanings import (
    AFFIX_ROLES,
    ASPECTS,
    EVERY_AFFIX,
    FREE,
    GROUPED,
    KINDS,
    NAMELESS,
    Ambiguous,
    Meaning,
    of_column,
)
from revue_analytics.intake.words import key, plain

PERSONAL = re.compile(r"\b(e mail|email|mail|courriel|messagerie|telephone|tel|portable|prenom|adresse)\b")
ATTRIBUTE = re.compile(r"attribute\d+")  # what LimeSurvey knows of a participant
TIMING = re.compile(r"(?:group|question)time\d*|(?:group time|question time|temps pour l[ae] .*)", re.IGNORECASE)
CODE_AND_TEXT = re.compile(
    r"(?P<code>[A-Za-z_]\w*(?:\[[^\[\]]*\])*)(?P<separator>\.[\s_]+|\s*:\s+|\s*\|\s*|\s[–—-]\s)\S.*", re.DOTALL
)
"""LimeSurvey's “question code & text”, ``I1[I1A]. Where are you? [Comprehensive scope]``, with any separator."""

PATH = re.compile(r"(?<=\S)(?P<separator>__|[/:._-])(?=\S)")
"""What KoboToolbox and ODK Central write between the names of groups and of a question."""

DUAL = re.compile(r"(?P<question>.*\])\s*\[(?:scale |échelle |echelle )?(?P<scale>[12])\]", re.IGNORECASE | re.DOTALL)
"""LimeSurvey's question with two scales: ``S1[I1A][1]`` and ``S1[I1A][2]``."""

REMEMBERED = 50_000  # headers: those of the widest sheet and of what is cut from them, met again when it is read
INSEE = re.compile(r"\binsee\b")
PLACE = re.compile(r"\b(commune|municipality)\b")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The names of a framework's nodes, and what headers mean for it."""

    framework: Framework

    @cached_property
    def nodes(self) -> Mapping[str, frozenset[str]]:
        """Every way to name a node: id, number and label, label, short label, question, in French and English."""
        names: dict[str, set[str]] = {}
        for node in self.framework.nodes:
            texts = [text for of in (node.label, node.short, node.question) if of for text in of.values()]
            marks = [node.id, *([node.number] if node.number else [])]
            for name in [node.id, *texts, *(f"{mark} {text}" for mark in marks for text in texts)]:
                names.setdefault(key(name), set()).add(node.id)
        return {name: frozenset(ids) for name, ids in names.items() if name}

    @cached_property
    def _notes(self) -> tuple[str, ...]:
        """What our questionnaires say between the questions: in an export with labels, the head of a blank column."""
        stakes = (text for node in self.framework.nodes if node.stake for text in node.stake.values())
        return tuple(map(key, ("${total_points} / 100", *stakes)))

    @cached_property
    def _recognised(self) -> dict[str, Meaning | Ambiguous | None]:
        return {}

    def recognise(self, header: str) -> Meaning | Ambiguous | None:
        """Return what a header means, or None.

        >>> from revue_analytics.framework import load_framework
        >>> words = vocabulary(load_framework())
        >>> [str(words.recognise(h)) for h in ("I1[I1A]", "g_ind/I1A_preuve", "1. Systemic approach [I1A]")]
        ['answer I1A current', 'evidence I1A current', 'answer I1A current']
        >>> [str(words.recognise(h)) for h in ("Approche globale (souhaité dans trois ans)", "points_I1", "I5com")]
        ['answer I1A desired', 'importance I1', 'comment I5']
        """
        if header not in self._recognised:
            if len(self._recognised) > REMEMBERED:
                self._recognised.clear()
            spaced = header.replace("_", " ")  # LimeSurvey, if asked to
            self._recognised[header] = self._meant(header) or (self._meant(spaced) if " " not in header else None)
        return self._recognised[header]

    def _meant(self, header: str) -> Meaning | Ambiguous | None:
        if dual := DUAL.fullmatch(header.strip()):
            return self._of_scale(self.recognise(dual["question"]), dual["scale"])
        name = key(header)
        if name.endswith(self._notes):
            return Meaning("metadata")
        if (whole := self._parsed(name)) is not None and whole[0]:
            return self._meaning([whole[0]], whole[1])
        if (known := of_column(header)) is not None:
            return known
        if (coded := CODE_AND_TEXT.fullmatch(header.strip())) is not None:
            meaning = self._named(coded["code"])
            node = getattr(meaning, "node", "") or ""
            if meaning is not None and (not node or (node != OVERALL and coded["separator"].startswith("."))):
                return meaning
        sets, roles = self._pieces(header)
        if sets:
            return self._meaning(sets, roles)
        if (meaning := self._by_path(header.strip())) is not None:
            return meaning
        words = plain(header)
        if TIMING.fullmatch(name) or TIMING.match(words):
            return Meaning("metadata")
        if ATTRIBUTE.fullmatch(name):
            return Meaning("personal")
        if PERSONAL.search(words):
            return Meaning("personal")
        if INSEE.search(words):
            return Meaning("territory")
        if PLACE.search(words):
            return Meaning("territory", rank=2)
        if whole is not None:
            return self._meaning([], whole[1])
        if roles & set(KINDS) == {"comment"}:
            return Meaning("comment", OVERALL)
        return None

    def _named(self, header: str) -> Meaning | Ambiguous | None:
        """Return what a header means that names a column by itself: not one that only says of what kind it is."""
        meaning = self.recognise(header)
        nameless = isinstance(meaning, Meaning) and meaning.role in NAMELESS and not meaning.node
        return None if nameless else meaning

    def _by_path(self, header: str) -> Meaning | Ambiguous | None:
        """Return what the name behind those of its groups means: “g_who-college”, “g_I1:I1A”, “Approach.Scope”.

        The longest name counts. A group’s own name may say of what time the question is, or which of two nodes.
        """
        cuts = [(header[: cut.start()], cut["separator"], header[cut.end() :]) for cut in PATH.finditer(header)]
        for group, separator, name in cuts:
            parsed = self._parsed(key(name))
            if parsed is not None and parsed[0]:
                sets, roles = self._pieces(group)
                return self._meaning([parsed[0], *sets], parsed[1] | roles)
            known = of_column(name)
            sure = separator not in "-_" or key(name) in GROUPED
            if known is not None and sure and not (known.role in NAMELESS and not known.node):
                return known
        for group, _, name in cuts:  # “Approach-1.1 Scope – Where should we be in three years?”
            sets, roles = self._pieces(name)
            if sets:
                groups, said = self._pieces(group)
                return self._meaning([*sets, *groups], roles | said)
        return None

    def qualifies(self, name: str) -> bool:
        """Whether a name (a key) only says of what time or kind a column is, and names no node."""
        parsed = self._parsed(name)
        return parsed is not None and not parsed[0]

    def _parsed(self, name: str, depth: int = 3) -> tuple[frozenset[str], frozenset[str]] | None:
        """Take affixes off a name until it is a node's: the nodes and the roles said, or None."""
        if name in self.nodes:
            return self.nodes[name], frozenset()
        if role := AFFIX_ROLES.get(name):
            return frozenset(), frozenset([role])
        if depth == 0 or not (name.startswith(EVERY_AFFIX) or name.endswith(EVERY_AFFIX)):
            return None
        for affix, role in AFFIX_ROLES.items():
            rests = [name.removesuffix(affix), name.removeprefix(affix)]
            for rest in rests:
                if rest and rest != name and (inner := self._parsed(rest, depth - 1)) is not None:
                    return inner[0], inner[1] | {role}
        return None

    def _pieces(self, header: str) -> tuple[list[frozenset[str]], frozenset[str]]:
        """Return the nodes that each part of a header names, and the roles its words say."""
        inner = re.findall(r"\[([^\[\]]+)\]", header)
        outer = re.split("/", re.sub(r"\[[^\[\]]*\]", " ", header))
        sets: list[frozenset[str]] = []
        roles: set[str] = set()
        for piece in [*outer, *inner]:
            parsed = self._parsed(key(piece))
            parts = [piece] if parsed else re.split(r"\s[–—-]\s|[:|()?\n]|\.\s", piece)
            for part in parts:
                of_part = self._parsed(key(part))
                if of_part is None:
                    roles |= {role for role, words in FREE.items() if re.search(rf"\b(?:{words})\b", plain(part))}
                else:
                    roles |= of_part[1]
                    sets += [of_part[0]] if of_part[0] else []
        return sets, frozenset(roles)

    def _meaning(self, sets: list[frozenset[str]], roles: Iterable[str]) -> Meaning | Ambiguous | None:
        """Put the nodes and the roles that a header names together."""
        kinds = set(roles) & set(KINDS) - {"answer"}
        aspects = set(roles) & set(ASPECTS)
        if "reason" in kinds:
            kinds -= {"comment"}
        if len(kinds) > 1 or len(aspects) > 1:
            return None
        kind = next(iter(kinds), "answer")
        aspect = next(iter(aspects), "current")
        if kind == "metadata":
            return Meaning("metadata")
        if not sets and kind == "comment":
            return Meaning(kind, OVERALL)
        if not sets:
            return Meaning(kind, "", "" if kind == "importance" else aspect)
        named = self._common(sets)
        if len(named) != 1:
            return Ambiguous(tuple(sorted(named or frozenset.union(*sets))))
        node = self.framework.node(next(iter(named)))
        if kind == "importance":
            return Meaning(kind, node.id) if node.parent == OVERALL else None
        if node.is_rated:
            return Meaning(kind, node.id, aspect)
        return Meaning("unrated" if kind == "answer" else "comment", node.id)

    def _of_scale(self, meaning: Meaning | Ambiguous | None, scale: str) -> Meaning | Ambiguous | None:
        """Return what a column of a question with two scales means: the first is today, the second in three years."""
        if isinstance(meaning, Meaning) and meaning.role == "answer" and meaning.aspect == "current":
            return replace(meaning, aspect=ASPECTS[int(scale) - 1])
        return meaning

    def _common(self, sets: list[frozenset[str]]) -> frozenset[str]:
        """Return the nodes that agree with every set: one of its nodes, or below one of them, and named somewhere."""

        def agrees(node: str, of: frozenset[str]) -> bool:
            return any(node == other or node in self._below(other) for other in of)

        named = frozenset.union(*sets)
        nodes = frozenset(node for node in named if all(agrees(node, of) for of in sets))
        return nodes if len(nodes) < 2 else frozenset(n for n in nodes if not any(o in self._below(n) for o in nodes))

    def _below(self, id: str) -> frozenset[str]:
        return self._descendants[id]

    @cached_property
    def _descendants(self) -> Mapping[str, frozenset[str]]:
        below: dict[str, frozenset[str]] = {}
        for node in reversed(self.framework.nodes):  # children come after their parent
            below[node.id] = frozenset(node.children).union(*(below[child] for child in node.children))
        return below


@lru_cache(maxsize=8)
def vocabulary(framework: Framework) -> Vocabulary:
    """Return the vocabulary of a framework, made once."""
    return Vocabulary(framework)
