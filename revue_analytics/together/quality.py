"""What the results of a portfolio rest on: who answered, what could not be answered, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from revue_analytics.framework import OVERALL, Framework

__all__ = ["answer_table", "quality_table", "respondent_table"]

KINDS = ("rated", "unknown", "not_applicable", "not_asked")


def respondent_table(participation: pd.DataFrame) -> pd.DataFrame:
    """Respondents by group of all territories together.

    ``n_asked`` is the respondents of the groups for which the number of people invited is known, `invited` that
    number: their ratio is the response rate. Groups that were merged count under ``others`` or ``all``.
    """
    asked = participation["invited"].notna()
    known = participation["n_respondents"].where(asked, 0)
    table = participation.assign(n_asked=known, invited=participation["invited"].fillna(0))
    found = table.groupby("group", sort=True).agg(
        n_territories=("territory", "nunique"),
        n_respondents=("n_respondents", "sum"),
        n_asked=("n_asked", "sum"),
        invited=("invited", "sum"),
    )
    return found.astype("int64").reset_index()


def answer_table(framework: Framework, answers: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """What was answered to each criterion over all territories where counts may be shown, as shares of the answers.

    ``n_without`` counts the territories in which the criterion applies and has no score.
    """
    leaves = list(framework.leaf_ids)
    kinds = {
        "rated": "n_rated",
        "unknown": "n_unknown",
        "not_applicable": "n_not_applicable",
        "not_asked": "n_not_asked",
    }
    found = answers.groupby("criterion")[list(kinds.values())].sum().reindex(leaves).fillna(0)
    total = found.sum(axis=1)
    table = pd.DataFrame({name: found[column] / total.where(total > 0) for name, column in kinds.items()})
    table.insert(0, "n_answers", total.astype("int64"))
    without = scores.loc[scores["status"] == "insufficient", "node"].value_counts()
    table["n_without"] = without.reindex(leaves).fillna(0).astype("int64")
    return table.rename_axis("criterion").reset_index()


def quality_table(
    scores: pd.DataFrame, standing: pd.DataFrame, left_out: Mapping[str, int], threshold: int, campaign_size: int
) -> pd.DataFrame:
    """Count what limits the results: territories held back, without a score, with reduced numbers, partly covered.

    ``of`` is what each is counted among; `left_out` says how many of the campaign are `held_back` and `too_few`.
    """
    overall = scores[scores["node"] == OVERALL].drop_duplicates("territory")
    n = len(standing)
    there = standing["n_respondents"].notna()
    rows = [
        ("territories", n, campaign_size),
        ("with_answers", int(there.sum()), n),
        ("without_score", int((there & standing["score"].isna()).sum()), n),
        ("few_respondents", int((standing["n_respondents"].fillna(threshold) < threshold).sum()), n),
        ("too_few", left_out["too_few"], n + left_out["too_few"]),
        ("partly_covered", int((overall["score"].notna() & (overall["coverage"] < 1 - 1e-9)).sum()), n),
        ("held_back", left_out["held_back"], n + left_out["held_back"]),
    ]
    return pd.DataFrame(rows, columns=["measure", "n", "of"])
