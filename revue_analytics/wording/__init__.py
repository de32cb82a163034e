"""From a review to sentences, in French and English. Nothing is computed here that is not in a table of the review.

>>> from revue_analytics import wording
>>> wording.how_often(0.97, "fr")
'presque toujours'
"""

from revue_analytics.wording.agreement import (
    Discussed,
    agreement_sentences,
    closer_sentences,
    consensus_words,
    discussed,
    discussion_rule,
    levels_apart,
)
from revue_analytics.wording.aims import importance_sentences, wish_sentence
from revue_analytics.wording.change import change_sentences, changed_now
from revue_analytics.wording.findings import Finding, limits, no_limit, no_strength, order_note, rule, strengths
from revue_analytics.wording.gaps import gap_sentences
from revue_analytics.wording.headline import headline, overall_row, sureness, weakest_sentence
from revue_analytics.wording.names import of_territory
from revue_analytics.wording.notices import (
    confidential,
    declared,
    fictitious,
    insufficient,
    not_applicable,
    notices,
    reasons,
    small,
)
from revue_analytics.wording.often import SCALE, how_often, with_share
from revue_analytics.wording.peers import frontier_sentence, peer_sentence, stratum_name
from revue_analytics.wording.portfolio import (
    groups_of,
    portfolio_headline,
    portfolio_notices,
    portfolio_title,
    reached_sentence,
    who_took_part,
)
from revue_analytics.wording.priorities import first_priorities, priority_sentence
from revue_analytics.wording.respondents import (
    Answered,
    answered,
    caution,
    drawn_respondents,
    resemblance_sentences,
    who_answered,
)
from revue_analytics.wording.reviewer import reviewer_sentence
from revue_analytics.wording.roadmap import (
    Planned,
    more_work,
    more_work_helps,
    nothing_to_do,
    planned_before,
    roadmap_conflict,
    roadmap_means,
    roadmap_sentence,
    roadmap_sureness,
)
from revue_analytics.wording.robustness import robustness_sentences, variation_name
from revue_analytics.wording.steps import Step, euros, next_steps, what_is_costed
from revue_analytics.wording.telling import describe
from revue_analytics.wording.what_if import what_if_sentences, what_if_texts

__all__ = [
    "SCALE",
    "Answered",
    "Discussed",
    "Finding",
    "Planned",
    "Step",
    "agreement_sentences",
    "answered",
    "caution",
    "change_sentences",
    "changed_now",
    "closer_sentences",
    "confidential",
    "consensus_words",
    "declared",
    "describe",
    "discussed",
    "discussion_rule",
    "drawn_respondents",
    "euros",
    "fictitious",
    "first_priorities",
    "frontier_sentence",
    "gap_sentences",
    "groups_of",
    "headline",
    "how_often",
    "importance_sentences",
    "insufficient",
    "levels_apart",
    "limits",
    "more_work",
    "more_work_helps",
    "next_steps",
    "no_limit",
    "no_strength",
    "not_applicable",
    "nothing_to_do",
    "notices",
    "of_territory",
    "order_note",
    "overall_row",
    "peer_sentence",
    "planned_before",
    "portfolio_headline",
    "portfolio_notices",
    "portfolio_title",
    "priority_sentence",
    "reached_sentence",
    "reasons",
    "resemblance_sentences",
    "reviewer_sentence",
    "roadmap_conflict",
    "roadmap_means",
    "roadmap_sentence",
    "roadmap_sureness",
    "robustness_sentences",
    "rule",
    "small",
    "stratum_name",
    "strengths",
    "sureness",
    "variation_name",
    "weakest_sentence",
    "what_if_sentences",
    "what_if_texts",
    "what_is_costed",
    "who_answered",
    "who_took_part",
    "wish_sentence",
    "with_share",
]
