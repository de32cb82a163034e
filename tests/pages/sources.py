"""Where in a review each number of a page comes from: the register that the walk of the page looks up.

A sentence is known by the beginning of its English text, a number in it by the name of its ``{placeholder}``; a number
that no sentence of ours holds, by the caption of its table or the class of the element around it. A source is

- ``"table.column"``, several between spaces: the rows of the current campaign, and only those about the indicators and
  criteria that the sentence or the heading above it names, or about the whole where none is named; ``"scale.level"`` is
  the level that it names;
- a function of the review, for what is elsewhere in it, or is counted or worked out from it;
- or several of these, in a tuple.

A placeholder that is not here (``{first} and {last}``) is looked up by the one around it.
"""

from revue_analytics.agreement import FALSE_DISCOVERIES
from revue_analytics.document.agreement import SHARED, levels_apart
from revue_analytics.document.findings import AT_MOST
from revue_analytics.document.names import SCALE, level_range
from revue_analytics.document.respondents import SMALL_GROUP
from revue_analytics.framework import OVERALL
from revue_analytics.gaps.findings import LIMIT_BELOW, PROBABILITY, STRENGTH_FROM
from revue_analytics.scoring import level_of
from revue_analytics.scoring.disclosure import SPREAD_FROM


def meta(name):
    """Give what the review says of itself under a name."""
    return lambda review: review.meta[name]


def among(table, column, **where):
    """Give the values of some columns where others are as said."""

    def found(review):
        rows = review.now(table)
        for name, value in where.items():
            rows = rows[rows[name] == value]
        return rows[column.split()]

    return found


def planned(review):
    """Give the actions of the roadmap."""
    return review.now("roadmap").query("planned")


def top_scores(review):
    """Give the scores of the indicators that have one, with their targets."""
    table = review.now("gaps")[["node", "target"]].merge(review.now("scores"), on="node")
    return table[table["node"].isin(review.framework.top_ids)].dropna(subset=["score"])


def words(review):
    """Give the words for the agreement of everybody on single criteria."""
    table = review.now("agreement")
    return table.loc[(table["scope"] == "criterion") & (table["group"] == "all") & (table["word"] != ""), "word"]


def invited(review):
    """Give how many people were invited in all."""
    return review.now("participation")["invited"].sum()


def answered(review):
    """Give how many people answered in all."""
    return review.now("participation")["n_respondents"].sum()


def numbers_of_criteria(review):
    """Give the numbers that the criteria of the roadmap bear in the framework: “4.3”."""
    return [str(review.framework.node(criterion).number) for criterion in planned(review)["criterion"]]


def criteria_apart(review):
    """Count the criteria on which two groups differ beyond chance."""
    table = review.now("group_differences")
    return table.loc[table["q_value"] <= FALSE_DISCOVERIES, "criterion"].nunique()


def as_clear(review):
    """Count the strengths, and the limits, that are as clear as the last one named and are not named."""
    found = review.now("findings").sort_values("order")
    places = [part["place"].to_list() for kind, part in found.groupby("finding") if kind in ("strength", "limit")]
    return [each[AT_MOST:].count(each[AT_MOST - 1]) for each in places if len(each) > AT_MOST]


def reviewers_levels(review):
    """Give the levels that the reviewer's scores reach."""
    return list(level_of(review.now("reviewer")["reviewed"].to_numpy(dtype=float), review.framework))


def distance_of_answers(review):
    """Give how many levels from their mean answers lie, for the consensus that is told."""
    return [
        levels_apart(value, review.framework) for value in among("convergence", "value", aim="current")(review)["value"]
    ]


def points_to_move(review):
    """Give the points of importance that would have to move, out of 100."""
    return 100 * among("convergence", "value", aim="importance_weights")(review)["value"]


def compared(review):
    """Give the criteria that the reviewer and the respondents rated."""
    return review.now("reviewer")["node"].isin(review.framework.leaf_ids).sum()


def campaign_days(review):
    """Give the dates of the campaigns."""
    return [campaign["date"] for campaign in review.meta["campaigns"]]


def starts(review):
    """Give the scores where the levels begin."""
    return [start for _level, start, _end in level_range(review.framework)]


def origin(review):
    """Give what the annex on provenance lists."""
    return [review.territory, review.current, str(review.meta["seed"]), review.meta["n_draws"]]


YEARS = "roadmap_periods.start roadmap_periods.end"
OWN_YEARS = "roadmap.start roadmap.end"
RISE = "roadmap.from_level roadmap.to_level"
ENDS = "scores.low scores.high"

SOURCES = {
    # The first page, and the shell of the page.
    ".page-brand": campaign_days,
    ".rv-facts": campaign_days,
    "{kind}, code": {"code": "territories.territory"},
    "{population} inhabitants": {"population": "territories.population"},
    ".rv-chip": "scores.level",
    ".rv-gauge-names": "scale.level",
    "dashed line: target {target}": {"target": "gaps.target"},
    "For the {n} person who answered": {"n": answered, "score": "scores.score"},
    "With other respondents or other weights": {"ends": ENDS},
    "The widest difference of views": {"views": "group_scores.score"},
    "{score} out of 100": {"score": "scores.score"},
    "at least {bound}": {"bound": lambda review: STRENGTH_FROM},
    "below {bound}": {"bound": lambda review: LIMIT_BELOW},
    "action {n}, {when}": {"n": lambda review: planned(review)["order"], "when": YEARS},
    "Highest: {best}": {
        "high": lambda review: top_scores(review)["score"],
        "low": lambda review: top_scores(review)["score"],
    },
    "All score {score} out of 100.": {"score": lambda review: top_scores(review)["score"]},
    "What the groups see differently": {"list": "group_scores.score"},
    "answers what holds back in {number}": {"number": numbers_of_criteria},
    "for {number} {name}": {"number": numbers_of_criteria},
    "The groups do not see the same things": {"n": lambda review: len(review.now("discussion"))},
    "{n} action, {days}": {
        "n": "roadmap_summary.n_actions",
        "days": "roadmap_summary.staff_days",
        "closed": "roadmap_summary.closed",
        "missing": "roadmap_summary.shortfall",
    },
    "table: The actions, in order": f"roadmap.order {OWN_YEARS} roadmap.cost roadmap.staff_days roadmap.points",
    "The territorial engineering {of} stands at level": {"level": "scores.level", "where": f"scores.score {ENDS}"},
    "Overall: {where}, level": {"level": "scores.level", "where": f"scores.score {ENDS}"},
    "The lowest score is that of": {"score": "scores.score"},
    "{score} out of 100; {why}": {"score": "scores.score", "why": "findings.p_strength findings.p_limit"},
    "{n} other as clear.": {"n": as_clear},
    "to reach level": {"level": "roadmap.to_level"},
    "{n} day": {"n": "roadmap.staff_days"},
    "{n} day of work": {"n": "roadmap_summary.staff_days"},
    ".rv-actions": OWN_YEARS,
    "{n} out of {invited} invited": {"n": "participation.n_respondents", "invited": "participation.invited"},
    "{n} person answered, out of": {
        "n": answered,
        "invited": invited,
        "share": lambda review: answered(review) / invited(review),
    },
    "The level “{word}” is found": {"often": "level_probabilities.probability"},
    "Had other people answered": {
        "respondents": among("sensitivity", "low high", source="respondents"),
        "weights": among("sensitivity", "low high", source="weights"),
    },
    "The answers cover": {"share": "scores.coverage"},
    "Of a group with fewer than": {"least": lambda review: SMALL_GROUP},
    "The answers of one person resemble": {"people": "resemblance.n", "n": "resemblance.worth"},
    "Reliability of the questionnaire": {
        "alpha": "resemblance.alpha",
        "low": "resemblance.low",
        "high": "resemblance.high",
    },
    "{name}: among the three first priorities": {"often": "priorities.p_top3"},
    "Since “{before}”, the overall score has gone": {
        "old": "change.previous",
        "new": "change.current",
        "verdict": "change.difference change.low change.high",
    },
    "Few respondents": {"threshold": meta("threshold")},
    # Indicators, criteria, agreement.
    "Scores of the {many} go from": {"low": "scores.score", "high": "scores.score"},
    "{n} target out of {all} is reached": {
        "n": lambda review: (top_scores(review)["score"] >= top_scores(review)["target"] - 1e-9).sum(),
        "all": lambda review: len(top_scores(review)),
    },
    "Scores of the {many} by group of respondents; the groups": {
        "low": "group_scores.score",
        "high": "group_scores.score",
    },
    "{over}, the reviewer’s levels": {
        "over": compared,
        "reviewed": among("reviewer", "reviewed", node=OVERALL),
        "score": among("reviewer", "score", node=OVERALL),
        "points": among("reviewer", "difference", node=OVERALL),
    },
    "The reviewer and the respondents are furthest": {"reviewed": "reviewer.reviewed", "score": "reviewer.score"},
    "On where the territory stands, views are shared": {
        "n": lambda review: int((words(review) == "shared").sum()),
        "of": lambda review: len(words(review)),
        "least": lambda review: SPREAD_FROM,
    },
    "On where the territory stands: ": {
        "value": among("convergence", "value", aim="current"),
        "levels": distance_of_answers,
    },
    "On where it should be in three years": {"value": among("convergence", "value", aim="desired")},
    "On what matters most": {"value": among("convergence", "value", aim="importance_rank")},
    "From one group to another": {"points": points_to_move},
    "Between groups, differences go beyond": {
        "n": criteria_apart,
        "of": lambda review: review.now("group_differences")["criterion"].nunique(),
    },
    "{group}: {score}": {"score": "group_scores.score"},
    "Reasons given for “not applicable”": {"threshold": meta("threshold")},
    "{name} – “{reason}” ({n} people)": {"n": "reasons.n"},
    # Targets, priorities and how firmly they hold.
    "On average {points} points are missing": {"points": "gaps.shortfall"},
    "{what}: {name} carries": {"share": "groupings.share"},
    "Share of {n} draws": {"n": meta("n_draws")},
    "{name} ({share})": {"share": "priorities.p_top3"},
    "First priority: {first}.": {"at": "stability.low stability.high", "weight": "stability.weight"},
    "Computed in other ways": {"between": "method_variations.score"},
    "The uncertainty of the overall score": {
        source: among("sensitivity", "share", source=source) for source in ("respondents", "weights", "methods")
    },
    # Aims, progress, peers.
    "The widest distance between today": {"now": "scores.score", "wanted": "desired.score"},
    "Between today and what is wanted": {"current": "scores.score", "desired": "desired.score"},
    "{name} ({points} points, score": {
        "points": "importance_performance.points",
        "score": "importance_performance.score",
    },
    "Clear progress": {"names": "change.difference"},
    "Clear decrease": {"names": "change.difference"},
    "Since {before}, the overall score moved by": {
        "difference": among("change", "difference low high", node=OVERALL),
        "names": "change.difference",
    },
    "Among the {n} {stratum} of this campaign": {
        "n": "peers.n_peers",
        "median": "peers.median",
        "best": "peers.best_quartile",
        "score": "scores.score",
    },
    "Even with the weights that suit it best": {"points": "frontier.distance"},
    # The roadmap.
    "{n} action, {when}, for {work} in all": {
        "n": "roadmap_summary.n_actions",
        "when": YEARS,
        "work": "roadmap_summary.staff_days roadmap_summary.cost",
        "closed": "roadmap_summary.closed",
        "missing": "roadmap_summary.shortfall",
    },
    "{work} and {cost}": {"work": "roadmap_summary.staff_days", "cost": "roadmap_summary.cost"},
    "{days} days of work a year": {"days": "roadmap_periods.staff_days_available"},
    "{amount} a year": {"amount": "roadmap_periods.budget"},
    "{n} action at most in all": {"n": "roadmap_summary.most_actions"},
    "The cost counts the only action": {"n": lambda review: planned(review)["cost"].notna().sum()},
    "One action is “sure”": {"n": lambda review: (planned(review)["core_class"] == "sure").sum()},
    "In these cases, the roadmap nearly always": {"share": "roadmap_summary.kept"},
    "to find {n} day of work more": {"n": "roadmap_limits.amount"},
    "{n} in {year}": {"n": lambda review: planned(review)["period"].value_counts(), "year": YEARS},
    "With {days} days of work in all": {
        "days": among("roadmap_frontier", "amount", of="staff_days"),
        "more": among("roadmap_frontier", "amount", of="staff_days"),
        "points": among("roadmap_frontier", "closed", of="staff_days"),
        "most": among("roadmap_frontier", "closed", of="staff_days"),
    },
    "table: The actions of the roadmap, in order": f"roadmap.order {RISE} roadmap.cost {OWN_YEARS}",
    "{gain} point": {"gain": "roadmap.points"},
    "carries on from action": {"n": lambda review: planned(review)["order"]},
    "prepares action": {"n": lambda review: planned(review)["order"]},
    "table: What was planned last time, and what changed since": "planned_actions.previous planned_actions.current",
    # Rows that no indicator and no criterion heads, in the numbers of the figures: of an action, a tag, an effort.
    ".rv-data": (
        f"roadmap.order {YEARS}",
        "groupings.n_criteria groupings.score groupings.shortfall groupings.share",
        among("roadmap_frontier", "amount closed n_actions used", of="staff_days"),
    ),
    # The annexes.
    ".rv-criterion-score": "scores.score",
    ".rv-criterion-head": ENDS,
    "target {target} by {day}": {"target": "gaps.target", "day": "gaps.due"},
    ".rv-anchors": "scale.level level_counts.count",
    ".rv-reached": "scores.level level_counts.count",
    ".rv-comments": "comments.comment",
    "{level} ({reviewed}), {points} points from": {
        "level": reviewers_levels,
        "reviewed": "reviewer.reviewed",
        "points": "reviewer.difference",
    },
    "{n} times over, the computer draws": {
        "n": meta("n_draws"),
        "low": lambda review: review.meta["interval"][0],
        "out": lambda review: 1 - review.meta["interval"][1],
    },
    "Unless the campaign says otherwise": {"target": meta("default_target")},
    "The score aimed at": {"target": meta("default_target")},
    "No number rests on fewer than": {"threshold": meta("threshold")},
    "Elected officials, staff, residents, partners": {"threshold": meta("threshold")},
    "table: Levels of maturity": ("scale.level", starts),
    ".rv-choices": lambda review: [str(choice) for choice in review.meta["methodology"].values()],
    ".rv-columns": lambda review: review.origins["file"],
    ".rv-facts-list": origin,
    "Framework: {name}, version": {"version": lambda review: str(review.framework.version)},
    "{id}, version": {"version": lambda review: str(review.framework.version)},
    "Made with revue-analytics": {"version": meta("version")},
    "revue-analytics {version}": {"version": meta("version")},
}

ALLOWED = {
    # The marks from which a criterion is called a strength, a limit, worth discussing, and a share of the draws is put
    # in words: fixed by the method, the same for every review, which holds what comes of them and not the marks.
    "A strength scores": {"high": STRENGTH_FROM, "low": LIMIT_BELOW, "share": PROBABILITY},
    "Rule: differences between two groups": {"value": SHARED},
    "table: Words used for how often something happens in these draws": [share for share, _word in SCALE],
    # “Over 99 %”, “under 1 %”: how a share of the draws is written that rounds to all or to nothing, and is neither.
    "over {share}": {"share": 0.99},
    "under {share}": {"share": 0.01},
    # A whole, in per cent.
    "What part of all the missing points": {"all": 1},
    # The two ends of the scale of scores, and the highest level, which is at the second.
    ".rv-gauge-ends": [0, 4, 100],
}
"""Numbers that a page may hold without the review: each with its reason."""
