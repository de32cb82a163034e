"""What is found about agreement and about the convergence of aims, and the criteria most worth discussing together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from revue_analytics.agreement.one_question import SHARED_FROM
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

DISCUSSED = 3
FALSE_DISCOVERIES = 0.1
"""A difference between groups goes beyond chance where its q-value is at most this."""
LEAST_DIFFERENCE = 12.5
"""Points out of 100 (half a level) below which a difference between groups is not worth a meeting."""

COLUMNS = (
    *("territory", "campaign", "order", "criterion", "reason", "group_a", "group_b"),
    *("difference", "consensus", "n_tied"),
)


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


def discussion_table(agreement: Agreement) -> pd.DataFrame:
    """Choose the criteria to discuss in each territory and campaign, three at most.

    First those on which two groups differ by at least half a level and beyond chance (q at most 0.1), the widest
    difference first; then those on which all respondents together share no view (consensus below 0.65), the lowest
    first, then those of which this is told in a word only. Exact ties keep the order of the framework.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``order``, ``criterion``, ``reason`` (``"groups"`` or ``"everyone"``),
    ``group_a`` (the higher), ``group_b``, ``difference`` (points out of 100, positive), ``consensus`` (of all
    respondents, NaN where it is not known), ``n_tied`` (criteria left out that are as worth it as this one).
    """
    place = {leaf: k for k, leaf in enumerate(agreement.framework.leaf_ids)}
    keys = ["territory", "campaign", "criterion"]
    table = agreement.differences
    clear = table[(table["q_value"] <= FALSE_DISCOVERIES) & (table["difference"].abs() >= LEAST_DIFFERENCE - 1e-9)]
    turned = (clear["difference"] < 0).to_numpy()
    apart = clear.assign(
        difference=clear["difference"].abs(),
        group_a=np.where(turned, clear["group_b"], clear["group_a"]),
        group_b=np.where(turned, clear["group_a"], clear["group_b"]),
    ).sort_values("difference", ascending=False, kind="stable")
    apart = apart.drop_duplicates(keys)[[*keys, "group_a", "group_b", "difference"]]
    one = agreement.measures
    one = one[(one["statistic"] == "ordinal_consensus") & (one["group"] == "all")].rename(columns={"node": "criterion"})
    both = one[[*keys, "value", "word"]].merge(apart, on=keys, how="outer").rename(columns={"value": "consensus"})
    kept = both[both["difference"].notna() | (both["word"] == "divided")]
    kept = kept.assign(
        reason=np.where(kept["difference"].notna(), "groups", "everyone"),
        worth=kept["difference"]
        .astype("float64")
        .fillna(-kept["consensus"].astype("float64").fillna(SHARED_FROM))
        .round(9),
        place=kept["criterion"].map(place),
    )
    kept = kept.sort_values(["territory", "campaign", "worth", "place"], ascending=[True, True, False, True])
    kept["order"] = kept.groupby(["territory", "campaign"]).cumcount() + 1
    left = kept[kept["order"] > DISCUSSED].groupby(["territory", "campaign", "worth"]).size().rename("n_tied")
    told = kept[kept["order"] <= DISCUSSED].merge(left.reset_index(), on=["territory", "campaign", "worth"], how="left")
    told["n_tied"] = told["n_tied"].fillna(0).astype("int64")
    return told.fillna({"group_a": "", "group_b": ""})[list(COLUMNS)].reset_index(drop=True)
