"""What is found about agreement and about the convergence of aims, as values that travel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from revue_analytics.errors import UnknownTerritory
from revue_analytics.framework import Framework
from revue_analytics.tables.shown import shown

STATISTICS = (
    *("ordinal_consensus", "within_group_agreement", "krippendorff_alpha", "kendall_w"),
    *("mean_difference", "largest_difference"),
)
"""Statistics of `Agreement`: the two first for one criterion and one group, the next two over several questions, the
last two between groups, in points out of 100."""

AIMS = ("current", "desired", "importance_rank", "importance_weights")
"""What people may come closer on: where we are, where we should be, the order and the weights of what matters."""


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far respondents agree on where the territory stands.

    Attributes
    ----------
    framework
        What was assessed.
    threshold
        Least number of respondents behind any number.
    measures
        ``territory, campaign, scope, node, group, statistic, value, low, high, n, word``. Scope ``"criterion"`` or
        ``"indicator"`` with its node; ``"all"`` with the depth whose nodes are the questions. A group, ``"all"`` (all
        respondents together) or ``"between"`` (groups compared). The word is that of an ordinal consensus: `DEGREES`.
    differences
        ``territory, campaign, criterion, group_a, group_b, difference, low, high, p_value, q_value``, in points out
        of 100, a less b.
    """

    framework: Framework
    threshold: int
    measures: pd.DataFrame
    differences: pd.DataFrame

    def table(self) -> pd.DataFrame:
        """Return the measures in tidy form."""
        return self.measures.copy()

    def of(self, territory: str, campaign: str | None = None) -> Agreement:
        """Return the part of one territory, in one campaign (the last by its id, unless named).

        Raises
        ------
        UnknownTerritory
            There is no number for it: it is not there, or too few answered.
        """
        kept = _part(self.measures, territory, campaign)
        other = self.differences
        other = other[(other["territory"] == territory) & (other["campaign"] == kept["campaign"].iloc[0])]
        return replace(self, measures=kept, differences=other.reset_index(drop=True))

    def matrix(self, statistic: str = "ordinal_consensus") -> pd.DataFrame:
        """Return a statistic of single criteria as criteria × groups, of one territory and campaign."""
        part = self.measures[(self.measures["scope"] == "criterion") & (self.measures["statistic"] == statistic)]
        wide = part.pivot_table(index="node", columns="group", values="value", sort=False)
        return wide.reindex(list(self.framework.leaf_ids))

    def _repr_html_(self) -> str:
        return shown(self.measures, 2)


@dataclass(frozen=True, eq=False)
class Convergence:
    """How far respondents agree on what they want and on what matters, and how that moved since the last campaign.

    Attributes
    ----------
    framework
        What was assessed.
    threshold
        Least number of respondents behind any number.
    measures
        ``territory, campaign, aim, statistic, value, previous, change, low, high, value_low, value_high, n,
        previous_campaign``: `low` and `high` are the ends of the interval of `change`. The change is taken over what
        both campaigns hold (the same criteria, the same groups), so that it can differ from ``value - previous``.
    """

    framework: Framework
    threshold: int
    measures: pd.DataFrame

    def table(self) -> pd.DataFrame:
        """Return the measures in tidy form."""
        return self.measures.copy()

    def of(self, territory: str, campaign: str | None = None) -> Convergence:
        """Return the part of one territory, in one campaign (the last by its id, unless named).

        Raises
        ------
        UnknownTerritory
            There is no number for it: it is not there, or too few answered.
        """
        return replace(self, measures=_part(self.measures, territory, campaign))

    def _repr_html_(self) -> str:
        return shown(self.measures, 2)


def _part(table: pd.DataFrame, territory: str, campaign: str | None) -> pd.DataFrame:
    part = table[table["territory"] == territory]
    part = part[part["campaign"] == (campaign or part["campaign"].max())]
    if part.empty:
        raise UnknownTerritory(
            f"no agreement is known of {territory!r}{f' in {campaign!r}' if campaign else ''}: it is not among the "
            "answers, or fewer people answered than the disclosure threshold"
        )
    return part.reset_index(drop=True)
