"""From a review to a portfolio: the group, its letters if it is anonymous, its tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from revue_analytics.errors import MethodError, choices
from revue_analytics.review import Review
from revue_analytics.tables.strata import STRATA
from revue_analytics.together.accord import accord_table, aim_table
from revue_analytics.together.anonymity import anonymised, letters
from revue_analytics.together.apart import apart_table
from revue_analytics.together.exchanges import exchange_table, twin_table
from revue_analytics.together.group import Group, group_of, side_by_side
from revue_analytics.together.moves import move_table
from revue_analytics.together.needs import action_table, needs_table, together_table
from revue_analytics.together.part import PartTables
from revue_analytics.together.quality import answer_table, quality_table, respondent_table
from revue_analytics.together.standing import (
    departement_table,
    level_table,
    spread_table,
    standing_table,
    strata_table,
)
from revue_analytics.together.value import LEAST, SUMMARIES, Portfolio

__all__ = ["portfolio"]


def portfolio(
    review: Review,
    *,
    codes: Sequence[str] | str = (),
    group: str = "",
    anonymous: bool | str | None = None,
    language: str = "fr",
) -> Portfolio:
    """See the territories of a review together.

    Parameters
    ----------
    review
        The review of a campaign.
    codes
        From two to six territories to be read side by side, as a list or as ``"01004,01005"``; the portfolio then
        holds no others.
    group
        ``departement=01``, ``epci=…``, ``stratum=…`` or ``kind=…``; empty for the whole campaign.
    anonymous
        Letters instead of names, also as ``"yes"`` or ``"no"``; as the campaign says if it is not given.
    language
        Of the names that stand for the territories when it is anonymous.

    Raises
    ------
    UnknownTerritory
        A code, or a group, that the review does not hold.
    MethodError
        Too few or too many codes, a grouping that does not exist, or an anonymous group that its name would betray.

    Examples
    --------
    >>> portfolio(open_review("my-campaign"), group="departement=01").summary["needs"]    # doctest: +SKIP
    """
    wanted = side_by_side(review.territories, codes)
    chosen_group = group_of(review.territories, group)
    hidden = _hidden(review, anonymous)
    kept = set(_members(review, wanted, chosen_group))
    seen: Review = replace(review, tables=PartTables(review.tables, lambda _name, table: _within(table, kept, review)))
    if hidden:
        _check_hidden(kept, wanted, chosen_group)
        lettered = letters(review)
        wanted = tuple(sorted(lettered[code] for code in wanted))
        seen = anonymised(seen, lettered, language)
    part = Portfolio(
        review.framework,
        seen.meta,
        seen.tables,
        group=chosen_group,
        anonymous=hidden,
        chosen=wanted,
        n_campaign=len(review.codes),
    )
    return replace(part, summary=_summaries(part))


def _within(table: pd.DataFrame, codes: Collection[str], review: Review) -> pd.DataFrame:
    """Keep the rows of some territories; with all of them, nothing is to be looked for."""
    return table if len(codes) == len(review.codes) else table[table["territory"].isin(codes)]


def _summaries(part: Portfolio) -> Mapping[str, pd.DataFrame]:
    framework, territories = part.framework, part.territories
    scores, gaps = part.now("scores"), part.now("gaps")
    standing = standing_table(framework, territories, scores)
    needs = needs_table(framework, gaps, part.now("findings"))
    actions, concerned = action_table(framework, scores, needs)
    order = [*STRATA, *sorted(set(territories["stratum"].astype(str)) - set(STRATA) - {""})]
    left_out = {name: 0 if part.chosen or part.group.by else len(part.meta[name]) for name in ("held_back", "too_few")}
    found = {
        "standing": standing,
        "levels": level_table(framework, scores),
        "spread": spread_table(framework, scores),
        "departements": departement_table(territories, standing, LEAST),
        "strata": strata_table(framework, territories, scores, order, LEAST),
        "respondents": respondent_table(part.now("participation")),
        "needs": needs,
        "actions": actions,
        "together": together_table(territories, concerned),
        "exchanges": exchange_table(framework, territories, scores, gaps),
        "twins": twin_table(framework, territories, scores, gaps),
        "moves": move_table(framework, part.now("change")),
        "answers": answer_table(framework, part.now("answers"), scores),
        "quality": quality_table(scores, standing, left_out, int(part.meta["threshold"]), part.n_campaign),
        "accord": accord_table(framework, part.now("agreement"), part.now("group_differences")),
        "aims": aim_table(part.now("convergence")),
        "apart": apart_table(framework, scores, part.chosen),
    }
    return {name: found[name][columns.split()] for name, columns in SUMMARIES.items()}


def _hidden(review: Review, anonymous: bool | str | None) -> bool:
    if isinstance(anonymous, bool):
        return anonymous
    if anonymous in (None, ""):
        return bool((review.meta.get("portfolio") or {}).get("anonymous"))
    if anonymous not in ("yes", "no"):
        raise MethodError(f"anonymous is {anonymous!r}: {choices(str(anonymous), ('yes', 'no'))}")
    return anonymous == "yes"


def _members(review: Review, wanted: Sequence[str], group: Group) -> list[str]:
    if wanted:
        return list(wanted)
    table = review.territories
    return list(
        table["territory"] if not group.by else table.loc[table[group.by].astype(str) == group.value, "territory"]
    )


def _check_hidden(kept: Collection[str], wanted: Sequence[str], group: Group) -> None:
    """Letters hide nobody in a group of fewer than `LEAST`, nor among those that somebody has picked."""
    if wanted:
        return
    if group.by and len(kept) < LEAST:
        message = "{n} territories are too few for letters to hide them: at least {least}"
        raise MethodError(message, n=len(kept), least=LEAST)
