"""Scores beside another judgement of the same things: peers, the last campaign, a reviewer."""

from __future__ import annotations

import pandas as pd

from revue_analytics.scoring import Scores, from_positive_scale

__all__ = ["gap_to", "last_campaign"]


def gap_to(scores: Scores, reference: pd.DataFrame) -> pd.DataFrame:
    """Distance of scores to a reference, node by node.

    Parameters
    ----------
    scores
        Scores of (n) units.
    reference
        ``territory`` (and ``campaign``, where the units have one), ``node`` or ``criterion``, ``score`` on 0–100.

    Returns
    -------
    Frame: the reference's key columns, ``score`` (0–100, NaN where there is none), ``reference``, ``gap`` = reference −
    score: positive where the score is below. One row per row of the reference, in its order.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.scoring import score_table
    >>> framework = load_framework()
    >>> x = pd.DataFrame([[2.0] * 18], columns=list(framework.leaf_ids), index=["01004"])
    >>> seen = pd.DataFrame({"territory": ["01004"], "criterion": ["I5B"], "score": [25.0]})
    >>> gap_to(score_table(x, framework), seen).to_dict("records")
    [{'territory': '01004', 'criterion': 'I5B', 'score': 50.0, 'reference': 25.0, 'gap': -25.0}]
    """
    node = "node" if "node" in reference else "criterion"
    keys = [name for name in ("territory", "campaign") if name in reference and name in scores.units]
    own = scores.table()[[*keys, "node"]].assign(
        score=from_positive_scale(scores.scores, scores.tree.lower_bound).ravel()
    )
    other = reference[[*keys, node, "score"]].rename(columns={"score": "reference", node: "node"})
    found = other.merge(own, on=[*keys, "node"], how="left", validate="many_to_one")
    found = found.assign(gap=found["reference"] - found["score"]).rename(columns={"node": node})
    return found[[*keys, node, "score", "reference", "gap"]]


def last_campaign(scores: Scores, order: list[str] | None = None) -> pd.DataFrame:
    """Scores of each territory in the campaign before, as a reference for the one after.

    Parameters
    ----------
    scores
        Scores of (n) units with a ``campaign``.
    order
        Campaigns in order of time; that of their names by default. A territory is compared with the last campaign
        that it took part in.

    Returns
    -------
    Frame ``territory``, ``campaign`` (the later one), ``node``, ``previous_campaign``, ``score`` on 0–100.
    """
    known = sorted(scores.units["campaign"].unique()) if order is None else list(order)
    units = scores.units[["territory", "campaign"]].assign(place=scores.units["campaign"].map(known.index))
    units = units.sort_values(["territory", "place"])
    units["next"] = units.groupby("territory")["campaign"].shift(-1)
    table = scores.table()[["territory", "campaign", "node"]]
    table = table.assign(score=from_positive_scale(scores.scores, scores.tree.lower_bound).ravel())
    found = table.merge(units.dropna(subset=["next"])[["territory", "campaign", "next"]], on=["territory", "campaign"])
    found = found.rename(columns={"campaign": "previous_campaign", "next": "campaign"})
    return found[["territory", "campaign", "node", "previous_campaign", "score"]]
