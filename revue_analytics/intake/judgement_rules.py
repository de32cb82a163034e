"""The rules that judgements of importance must follow: pairs, points, rankings, best and worst."""

from __future__ import annotations

from revue_analytics.errors import Rule

# --- what the file is -------------------------------------------------------------------------------------------

NO_JUDGEMENTS = Rule(
    "judgements-not-found",
    "the file holds no judgements on {nodes} (its columns are: {headers})",
    "head the columns with these ids or labels, in the first row of the sheet",
)
OTHER_KIND = Rule(
    "judgements-of-another-kind",
    "this sheet holds {found}, the others hold {expected}",
    "put each kind of judgement in a file of its own",
)
NODE_UNKNOWN = Rule(
    "judgement-node-unknown", "“{value}” is not one of {nodes}", "write the id or the label of one of them"
)
NODE_NEAR = Rule("judgement-node-unknown", "“{value}” is not one of {nodes}", "did you mean {nearest}?")
NODE_ABSENT = Rule("judgement-node-absent", "nothing is said of {node}", "add it, in a column or a row of its own")
NODE_TWICE = Rule("judgement-repeated", "{node} is judged twice by {judge} (row {first} too)", "keep one of the two")
COLUMN_PASSED_OVER = Rule(
    "judgement-column-unknown",
    "the column names none of {nodes} and is not read",
    "leave it if it is not needed",
    "warning",
)
JUDGE_TWICE = Rule(
    "judge-repeated",
    "“{value}” has given these judgements before",
    "keep one of the two, or give each judge a name of their own",
)
JUDGE_MISSING = Rule("judge-missing", "nothing says whose judgement this is", "write the name of the judge")

# --- pairs ------------------------------------------------------------------------------------------------------

UNREADABLE = Rule(
    "judgement-unreadable",
    "“{value}” is not a judgement on the scale",
    "write a number from 1 to 9, or a fraction from 1/9 to 1/2",
)
IS_FORMULA = Rule(
    "judgement-formula", "“{value}” is a formula, and formulas are not calculated", "write the judgement itself"
)
IS_DATE = Rule(
    "judgement-date",
    "“{value}” is a date: a spreadsheet may have turned a fraction into it",
    "write 0,33 for 1/3, or format the column as text and write it again",
)
OFF_SCALE = Rule(
    "judgement-off-scale",
    "{value} is off the scale, which goes from 1/9 to 9",
    "write a number from 1 (as important) to 9 (far more important), or a fraction from 1/9 to 1/2",
)
NOT_ITSELF = Rule("judgement-of-itself", "{node} compared with itself is 1, not {value}", "write 1, or empty the cell")
NOT_RECIPROCAL = Rule(
    "judgements-not-reciprocal",
    "{first} against {second} is {given}, so {second} against {first} is {expected}, not {value}",
    "write {expected}, or empty the cell: one side of the diagonal is enough",
)
PAIR_MISSING = Rule(
    "judgement-missing",
    "{judge} did not compare {first} and {second}; it is worked out from the other comparisons",
    "compare them, if the judge can still be asked",
    "warning",
)
UNLINKED = Rule(
    "judgements-unlinked",
    "the comparisons of {judge} do not link {nodes} to the others",
    "compare each of them with at least one of the others",
)

# --- ranks ------------------------------------------------------------------------------------------------------

RANK_UNREADABLE = Rule("rank-unreadable", "“{value}” is not a rank", "write a whole number, 1 for the most important")
RANK_RANGE = Rule(
    "rank-out-of-range",
    "{value} is not a rank from 1 to {m}",
    "write a whole number from 1 to {m}; equal ranks are allowed",
)
RANK_MISSING = Rule(
    "rank-missing", "{judge} gives {node} no rank", "write one; what was left out may share the last rank"
)
NO_FIRST_RANK = Rule(
    "rank-first-missing",
    "nothing is ranked 1 by {judge}; only the order counts, the smallest rank being the most important",
    "nothing, if that is the order meant",
    "warning",
)

# --- best and worst ---------------------------------------------------------------------------------------------

ASPECT_UNKNOWN = Rule(
    "aspect-unknown", "“{value}” says neither the best nor the worst", "write “meilleur” or “pire” (best, worst)"
)
ASPECT_MISSING = Rule(
    "aspect-missing", "{judge} has no row for the {aspect}", "add a row with the comparisons to it, from 1 to 9"
)
COMPARISON_MISSING = Rule(
    "comparison-missing", "{judge} did not compare {node} with the {aspect}", "write a number from 1 to 9"
)
COMPARISON_LOW = Rule(
    "comparison-below-one",
    "{value} is not between 1 and 9",
    "write how many times as important as the other it is, from 1 to 9; the best and the worst bear the 1",
)
NONE_IS_BEST = Rule(
    "comparison-without-one",
    "no node has the 1 that marks the {aspect} of {judge}",
    "write 1 under the node that is the {aspect}",
)
BEST_WORST_DIFFER = Rule(
    "best-worst-differ",
    "{best} against {worst} is {given} in the row of the best and {value} in the row of the worst",
    "write the same number in both",
)
BEYOND = Rule(
    "comparison-beyond",
    "{node} is judged further apart ({value}) than the best and the worst themselves ({given})",
    "write at most {given}, or correct which is the best or the worst",
)
