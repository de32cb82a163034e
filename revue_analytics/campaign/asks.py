"""What the section ``[questionnaire]`` of `revue.toml` says: what is asked, and what is not asked of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Asks"]


@dataclass(frozen=True)
class Asks:
    """What questionnaires ask besides the present level, and college → criteria or indicators it is not asked.

    >>> Asks.of({"evidence": False, "not_asked": {"habitants": ["I8A", "I8A"]}}).not_asked
    {'habitants': ('I8A',)}
    """

    desired: bool = True
    importance: bool = True
    evidence: bool = True
    comments: bool = True
    not_asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Asks:
        """Make it of a valid section."""
        left_out = {name: tuple(dict.fromkeys(nodes)) for name, nodes in given.get("not_asked", {}).items()}
        flags = {name: bool(given[name]) for name in ("desired", "importance", "evidence", "comments") if name in given}
        return cls(**flags, not_asked=left_out)
