"""Strengths and limits that hold, and why they hold."""

from dataclasses import dataclass

from revue_analytics.document import names
from revue_analytics.gaps.findings import LIMIT_BELOW, PROBABILITY, STRENGTH_FROM
from revue_analytics.language import number, percent, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import rows

AT_MOST = 6  # of each kind, in the annex


@dataclass(frozen=True)
class NamedCriterion:
    """A strength or a limit: the criterion, its name, its score, and the sentence that says why it holds."""

    criterion: str
    name: str
    score: str
    why: str


def strengths(review: TerritoryReview, language: str, *, at_most: int = AT_MOST) -> list[NamedCriterion]:
    """Return the clearest strengths, clearest first."""
    return _of_kind(review, "strength", language, at_most)


def limits(review: TerritoryReview, language: str, *, at_most: int = AT_MOST) -> list[NamedCriterion]:
    """Return the clearest limits, clearest first."""
    return _of_kind(review, "limit", language, at_most)


def _of_kind(review: TerritoryReview, kind: str, language: str, at_most: int) -> list[NamedCriterion]:
    table = review.now("findings")
    findings = table[table["finding"] == kind].sort_values("order").head(at_most)
    scores = review.now("scores").set_index("node")["score"]
    return [
        NamedCriterion(
            row.criterion,
            names.node_label(review.framework, row.criterion, language),
            names.score(scores.get(row.criterion), language, review.framework),
            _why(review, kind, float(row.p_strength if kind == "strength" else row.p_limit), language),
        )
        for row in rows(findings)
    ]


def order_note(review: TerritoryReview, kind: str, language: str, *, at_most: int = AT_MOST) -> str:
    """Say which of the strengths or limits named cannot be told apart, and how many more are as clear."""
    _ = translator(language)
    table = review.now("findings")
    ranked = table[table["finding"] == kind].sort_values("order")["place"].to_list()
    shown, left = ranked[:at_most], ranked[at_most:]
    notes = []
    if len(set(shown)) == 1 and len(shown) > 1:
        notes.append(_("Their order is not certain."))
    elif len(shown) > len(set(shown)):
        first = shown[0] == shown[1]
        notes.append(_("The first two: order not certain.") if first else _("The last two: order not certain."))
    if n := left.count(shown[-1]) if shown else 0:
        notes.append(_("{n} other as clear.", "{n} others as clear.", n))
    return " ".join(notes)


def _why(review: TerritoryReview, kind: str, share: float, language: str) -> str:
    """Say what makes it hold, by the name of the level where the bound is one."""
    _ = translator(language)
    bound, often = STRENGTH_FROM if kind == "strength" else LIMIT_BELOW, names.with_share(share, language)
    starts = {start: level for level, start, _end in names.level_range(review.framework)}
    if bound in starts:
        word = names.level_label(review.framework, starts[bound], language)
        if kind == "strength":
            return _("level “{word}” reached {often}", word=word, often=often)
        return _("below level “{word}” {often}", word=word, often=often)
    least = number(bound, 0, language)
    if kind == "strength":
        return _("{bound} or more {often}", bound=least, often=often)
    return _("less than {bound} {often}", bound=least, often=often)


def no_strength(review: TerritoryReview, language: str) -> str:
    """Say why no strength is named."""
    _ = translator(language)
    if _too_few(review):
        return _("Too few people answered to name a strength.")
    return _("No strength stands out for certain from the answers.")


def no_limit(review: TerritoryReview, language: str) -> str:
    """Say why no limit is named."""
    _ = translator(language)
    if _too_few(review):
        return _("Too few people answered to name a limit.")
    return _("No limit stands out for certain from the answers.")


def _too_few(review: TerritoryReview) -> bool:
    kinds = review.now("findings")["finding"]
    return bool((kinds == "too_few").all())  # also when there is no criterion to speak of


def findings_rule(language: str) -> str:
    """Say when a criterion is called a strength or a limit."""
    _ = translator(language)
    return _(
        "A strength scores {high} or more, a limit less than {low}, in at least {share} of cases; in between, "
        "nothing is claimed.",
        high=number(STRENGTH_FROM, 0, language),
        low=number(LIMIT_BELOW, 0, language),
        share=percent(PROBABILITY, 0, language),
    )
