"""The rules that rows and cells must follow: who answers and where, answers, importance, the other tables."""

from __future__ import annotations

from revue_analytics.errors import Rule

# --- who and where ----------------------------------------------------------------------------------------------

TERRITORY_MISSING = Rule(
    "territory-missing",
    "the row holds answers and names no territory",
    "write the code of the territory, for example 01004",
)
TERRITORY_UNKNOWN = Rule(
    "territory-unknown",
    "“{value}” is neither the code of a territory nor the name of one of the campaign",
    "write a commune’s INSEE code or an EPCI’s SIREN, or declare the code in the table of territories",
)
TERRITORY_NEAR = Rule(
    "territory-unknown",
    "“{value}” is neither the code of a territory nor the name of one of the campaign",
    "did you mean {nearest}? Otherwise declare the code in the table of territories",
)
TERRITORY_AMBIGUOUS = Rule(
    "territory-ambiguous",
    "“{value}” is a former code that leads to several communes",
    "write the code of the one meant: {nearest}",
)
TERRITORY_NAMESAKES = Rule(
    "territory-ambiguous",
    "several territories of the campaign are called “{value}”",
    "write the code of the one meant: {nearest}",
)
TERRITORY_COMPLETED = Rule(
    "territory-completed",
    "codes completed with their zero: {texts} ({read}), on so many rows: {n}",
    "nothing, if that is right; format the column as text in the spreadsheet to keep zeros",
    "warning",
)
TERRITORY_FORMER = Rule(
    "territory-former",
    "former codes, whose rows count for the present territory: {texts} ({read}), on so many rows: {n}",
    "nothing, if that is right; otherwise write the code of the territory meant",
    "warning",
)
TERRITORY_BY_NAME = Rule(
    "territory-by-name",
    "names read as the territory of the campaign that bears them: {texts} ({read}), on so many rows: {n}",
    "nothing, if that is right; otherwise write the code of the territory meant",
    "warning",
)
TERRITORY_OTHER_NAME = Rule(
    "territory-other-name",
    "codes with the name of another territory beside them: {n} (rows {rows}; {read})",
    "the code counts; correct whichever of the two is wrong",
    "warning",
)
CAMPAIGN_MISSING = Rule("campaign-missing", "the row holds answers and names no campaign", "write the campaign")
COLLEGE_MISSING = Rule("college-missing", "the row holds answers and names no college", "write one of: {allowed}")
COLLEGE_UNKNOWN = Rule("college-unknown", "“{value}” is not a college", "write one of: {allowed}")
COLLEGE_AMBIGUOUS = Rule(
    "college-ambiguous", "“{value}” may be several colleges: {meanings}", "write one of: {allowed}"
)
RESPONDENT_REPEATED = Rule(
    "respondent-repeated",
    "the respondent “{value}” is on several rows with different answers: {rows}",
    'keep the row that counts, or give each respondent an id of their own; or write repeated = "last" in revue.toml',
)
RESPONDENT_LAST = Rule(
    "respondent-last",
    "the respondent “{value}” is on several rows ({rows}); row {kept} counts, the last that was submitted",
    'nothing, if that is right; otherwise remove repeated = "last" from revue.toml',
    "warning",
)
RESPONDENT_SAME = Rule(
    "respondent-repeated-alike",
    "the row says again what row {first} says, and counts once",
    "remove one of the two rows",
    "warning",
)
RESPONDENT_LATER = Rule(
    "respondent-answered-again",
    "row {first} is a later submission of the same respondent, and counts instead",
    "nothing, if that is right; otherwise remove one of the two rows",
    "warning",
)
RESPONDENT_COLLEGES = Rule(
    "respondent-in-two-colleges",
    "the respondent “{value}” is in several colleges: {meanings}",
    "give each respondent one college",
)
RESPONDENT_HASHED = Rule(
    "respondent-personal",
    "the respondents’ ids look like e-mail addresses or names; they are replaced by meaningless ones",
    "export the survey without personal data",
    "warning",
)
TEXT_HIDDEN = Rule(
    "text-personal",
    "texts that hold an e-mail address, a telephone number, an IP address or a name of this file: {n}; it is replaced "
    "by […]",
    "read the comments before you publish them: a name that stands nowhere else is not recognised",
    "warning",
)
NO_RESPONDENT = Rule(
    "respondent-column-missing",
    "no column tells respondents apart: the answers of a college in a territory are taken as one collective answer",
    "add a column respondent if they come from several people",
    "warning",
)

# --- answers ----------------------------------------------------------------------------------------------------

ANSWER_UNREADABLE = Rule(
    "answer-unreadable",
    "“{value}” is not an answer on the scale",
    "write a level ({levels}), or {unknown}, or {not_applicable}, or leave the cell empty",
)
ANSWER_OFF_SCALE = Rule(
    "answer-off-scale",
    "{value} is not on the scale, which goes from {low} to {high}",
    "write a level ({levels}), or {unknown}, or {not_applicable}, or leave the cell empty",
)
ANSWER_BETWEEN = Rule(
    "answer-between-levels",
    "{value} is between two levels",
    "write the highest level whose statement is entirely true: {levels}",
)
ANSWER_CONTRADICTS = Rule(
    "answer-contradicts-itself", "“{value}” names two different levels, {first} and {second}", "write one level"
)
ANSWER_DATE = Rule(
    "answer-date",
    "“{value}” is a date: a spreadsheet may have turned an answer into it",
    "write the level again in a column formatted as text: {levels}",
)
ANSWER_ERROR = Rule(
    "answer-spreadsheet-error",
    "“{value}” is the result of a formula that failed",
    "correct the formula, or write the answer",
)
ANSWER_FORMULA = Rule(
    "answer-formula", "“{value}” is a formula, and formulas are not calculated", "write the answer itself"
)
ANSWER_MISSING_MARK = Rule(
    "answer-missing-mark",
    "“{value}” is “not applicable” for some, and no answer for R, pandas and Ona: nothing tells which (cells: {n})",
    "write in revue.toml what it is, no answer or, with the other line, not applicable:{toml}",
)
STATUS_CONTRADICTS = Rule(
    "answer-status-contradicts",
    "the level and the status “{value}” contradict each other",
    "empty the level, or set the status to rated",
)
CRITERION_UNKNOWN = Rule(
    "criterion-unknown", "“{value}” is not a criterion of the framework", "write one of: {allowed}"
)
INDICATOR_UNKNOWN = Rule(
    "indicator-unknown", "“{value}” is not an indicator of the framework", "write one of: {allowed}"
)
NODE_UNKNOWN = Rule(
    "node-unknown", "“{value}” is neither an indicator nor a criterion of the framework", "write one of: {allowed}"
)
CRITERION_MISSING = Rule("criterion-missing", "the row names no criterion", "write the id of the criterion")
ASPECT_UNKNOWN = Rule("aspect-unknown", "“{value}” is not an aspect", "write one of: {allowed}")
ANSWER_REPEATED = Rule(
    "answer-repeated",
    "another row gives a different answer of the same respondent to the same question (row {first})",
    "keep the row that counts, or tell the respondents apart",
)
ANSWER_SAME = Rule(
    "answer-repeated-alike",
    "the row says again what row {first} says, and counts once",
    "remove one of the two rows",
    "warning",
)
ANSWERS_IN_TWO_FILES = Rule(
    "answers-in-two-files",
    "answers that are in {other} too, for the same respondents: {n}",
    "remove one of the two files; or, if the respondents are not the same, tell them apart: another number in a "
    "questionnaire, another name for a file",
)
NO_REASON = Rule(
    "reason-missing",
    "answers “not applicable” without a reason: {n}",
    "ask for the reason; the answers are kept",
    "warning",
)
INCOMPLETE_KEPT = Rule(
    "submission-incomplete",
    "respondents who did not submit the questionnaire to the end: {n}; what they answered is kept",
    'nothing; or leave them out with incomplete = "drop" in revue.toml',
    "warning",
)
INCOMPLETE_DROPPED = Rule(
    "submission-dropped",
    "respondents who did not submit the questionnaire to the end: {n}; they are left out, as revue.toml asks",
    'nothing; or keep what they answered with incomplete = "keep"',
    "warning",
)
ROWS_OF_SUMMARY = Rule(
    "row-summary",
    "rows that sum up others (mean, median, total…), not counted as respondents: {rows}",
    "nothing, if nobody’s answers are on these rows",
    "warning",
)
TOTALS = Rule(
    "row-summary",
    "rows that sum up others (total, mean…) and are not read: {rows}",
    "nothing, if these rows are about no territory",
    "warning",
)
SAME_PEOPLE = Rule(
    "respondents-in-two-files",
    "respondents that are in {other} too, with the same answers: {n}; they count once",
    "nothing, if the files are two exports of one survey; it is simpler to keep the later one only",
    "warning",
)
LATER_COUNTS = Rule(
    "respondents-answered-again",
    "respondents that are in {other} too, with other answers: {n}; their later submission counts",
    "nothing, if the files are two exports of one survey; it is simpler to keep the later one only",
    "warning",
)
ROWS_WITHOUT_ANSWER = Rule(
    "row-without-answer",
    "rows without any answer, not counted as respondents: {n}",
    "nothing, if these people did not answer",
    "warning",
)

# --- importance -------------------------------------------------------------------------------------------------

POINTS_UNREADABLE = Rule(
    "points-unreadable", "“{value}” is not a number of points", "write a number from 0 to 100, for example 12,5"
)
POINTS_RANGE = Rule("points-out-of-range", "{value} is not between 0 and 100", "write a number from 0 to 100")
POINTS_SUM = Rule(
    "points-sum",
    "the points of this respondent add up to {total}, not to 100",
    "correct the points so that they add up to 100, or empty them all",
)

# --- tables -----------------------------------------------------------------------------------------------------

DATE_UNREADABLE = Rule(
    "date-unreadable", "“{value}” is not a date", "write the day first, 31/12/2028 or 31 December 2028, or 2028-12-31"
)
NOT_FILLED_IN = Rule(
    "rows-not-filled-in",
    "rows whose number is not filled in, and which say nothing: {n}",
    "nothing, if it is not known; otherwise fill it in",
    "warning",
)
TARGET_LOW = Rule(
    "target-looks-like-a-level",
    "a target of {value} on 100 is very low: is it a level?",
    "write the score to reach: level 3 is 75",
    "warning",
)
TABLE_COLUMN_UNKNOWN = Rule(
    "column-unknown",
    "the column is not one of this table and is not read",
    "leave it if it is not needed; the columns of the table are: {known}",
    "warning",
)
TABLE_COLUMNS_CLAIM = Rule("columns-claim-the-same", "these columns all mean {meaning}: {headers}", "keep one")
ACTION_UNKNOWN = Rule("action-unknown", "“{value}” is not an action of the table or of the framework", "correct the id")
TABLE_UNKNOWN = Rule(
    "table-unknown",
    "the file holds neither answers nor a table that is known (its columns are: {headers})",
    "leave it, or name its columns as the data dictionary does",
    "warning",
)
REVIEWER_NO_LEVEL = Rule(
    "reviewer-no-level",
    "“{value}” gives no level: the reviewer’s view of this criterion is not shown",
    "write a level if there is one",
    "warning",
)
TEXT_CUT = Rule(
    "text-cut",
    "the text has more than {most} characters and is cut there",
    "write a shorter one: it stands in headings or in narrow columns of the pages",
    "warning",
)
MORE_COLUMNS = Rule(
    "more-columns", "the same is true of {n} more columns, from “{first}” to “{last}”", "treat them in the same way"
)
MORE = Rule(
    "more-of-the-same",
    "the same rule is broken further on in this column, from row {first} to row {last} (cells: {n})",
    "correct them in the same way",
)
