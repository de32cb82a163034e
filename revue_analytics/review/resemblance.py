"""How far the answers of one person resemble each other, and what that makes of the number of answers."""

from __future__ import annotations

import pandas as pd

from revue_analytics.methods.reliability import alpha_interval
from revue_analytics.methods.respondents import ENOUGH_CRITERIA
from revue_analytics.scoring import ResponseCounts

__all__ = ["SHOWN_FROM", "resemblance_table"]

SHOWN_FROM = 10
"""Respondents from which on it is said how their answers go together."""


def resemblance_table(counts: ResponseCounts) -> pd.DataFrame:
    """Return what each unit with enough respondents says of how its people answer.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``n`` people with a rated answer, ``n_criteria``, ``design_effect`` (how many
    times the variance of their mean is what independent answers would give: ``1 + (K - 1) rho``, at least 1), ``worth``
    (independent answers to each criterion that theirs are worth: n / design effect), ``alpha`` (Cronbach's, within
    groups: ``K rho / (1 + (K - 1) rho)``) with its ``low`` and ``high`` (Feldt's interval). All of them follow from
    alpha, to two decimals, and the numbers of people and criteria: they say nothing more of the answers.

    References
    ----------
    Kish (1965), *Survey Sampling*, section 5.4. Feldt, Woodruff & Salih (1987).
    """
    rows = []
    answered = (counts.current.sum(axis=(1, 3)) > 0) & ~counts.excluded
    for unit, (territory, campaign) in enumerate(counts.units.itertuples(index=False)):
        n, n_criteria = int(counts.n_respondents[unit, 0]), int(answered[unit].sum())
        rho, degrees = counts.alike[unit].rho, counts.alike[unit].degrees
        if n < SHOWN_FROM or n_criteria < ENOUGH_CRITERIA or degrees < 1:
            continue
        alpha = round(max(n_criteria * rho, 0.0) / max(1.0 + (n_criteria - 1) * rho, 1.0), 2)
        effect = n_criteria / (n_criteria - (n_criteria - 1) * alpha)
        ends = alpha_interval(alpha, degrees, n_criteria)
        rows.append((territory, campaign, n, n_criteria, effect, max(round(n / effect), 1), alpha, *ends))
    columns = ["territory", "campaign", "n", "n_criteria", "design_effect", "worth", "alpha", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
