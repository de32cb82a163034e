"""The rules that `revue.toml` and a campaign folder must follow."""

from __future__ import annotations

from revue_analytics.errors import Rule

# --- the folder -------------------------------------------------------------------------------------------------

NO_FOLDER = Rule(
    "folder-missing",
    "there is no folder “{value}”",
    "check the path, or make a campaign folder with: revue init {folder}",
)
NO_SETTINGS = Rule(
    "settings-missing",
    "the folder “{value}” has no file revue.toml: it is no campaign folder",
    "make it one with: revue init {folder}",
)
INSIDE_CAMPAIGN = Rule(
    "settings-missing",
    "the folder “{value}” has no file revue.toml: it is no campaign folder",
    "the one above it is: give {folder} instead",
)
PASSED_OVER = Rule(
    "file-passed-over",
    "of a kind that is not read, and passed over: {files}",
    "leave it here; or, if it holds answers, export them as CSV, XLSX, ODS or Parquet",
    severity="warning",
)
BESIDE_DATA = Rule(
    "file-beside-data",
    "the file lies beside the folder “data”, and is not read",
    "move it into “data” if it is to be read",
    severity="warning",
)
NOT_EMPTY = Rule(
    "folder-not-empty",
    "the folder “{value}” already holds a campaign, or files where a new one has to be written",
    "name a new folder; nothing has been written",
)
NOT_WRITABLE = Rule(
    "folder-not-writable", "the folder “{value}” cannot be written: {reason}", "choose a folder that you may write to"
)
DEMO_HAS_ITS_OWN = Rule(
    "demo-has-its-own",
    "the demonstration campaign has territories and campaigns of its own",
    "leave out --demo, or the other options",
)
PLACE_UNKNOWN = Rule(
    "place-unknown",
    "--{option}: “{value}” is neither a code nor a name of the official list",
    "check its spelling, or write its code",
)
PLACE_NEAR = Rule(
    "place-unknown",
    "--{option}: “{value}” is neither a code nor a name of the official list",
    "did you mean {nearest}? Write the code or the whole name",
)
PLACE_NAMESAKES = Rule(
    "place-ambiguous",
    "--{option}: several places are called “{value}”",
    "write the code of the one meant, or its département in brackets after the name: {nearest}",
)
NO_ANSWERS = Rule(
    "answers-missing",
    "no file of answers was found",
    "put the export of your survey (CSV, XLSX, ODS or Parquet) into the folder “data”",
)
FOLDER_NAMED_AS_FILE = Rule(
    "folder-named-as-file",
    "“{value}” is a folder: what is in it is read file by file",
    "nothing, if that is meant; otherwise put a file in its place",
    "warning",
)
NO_SCALE = Rule(
    "framework-without-scale",
    "the framework has no scale: its criteria are measured, nobody rates them",
    "give it a scale; measures are scored from a table, with revue_analytics.score_table",
)
ALL_HELD_BACK = Rule(
    "territories-all-held-back",
    "nothing is left to analyse: every territory with answers is held back ({codes})",
    "mend the errors listed here, territory by territory if you like: each that is free of them is analysed",
)
ALL_LEFT_OUT = Rule(
    "territories-all-left-out",
    "nothing is left to analyse: held back for errors: {codes}; with too few respondents: {few}",
    "mend the errors listed here; territories with too few respondents have confidential results with --private",
)
NO_ANSWER_READ = Rule(
    "answers-none-read",
    "nothing is left to analyse: no answer could be read",
    "mend the errors listed here; where there is none, the files of answers are empty: export them again",
)
NO_FILE = Rule(
    "file-missing", "there is no file “{value}” in the campaign folder", "check its name, or remove this line"
)
OUTSIDE = Rule(
    "file-outside",
    "“{value}” leads out of the campaign folder",
    "copy the file into the folder and write its path from there, for example data/answers.csv",
)

LINK_PASSED_OVER = Rule(
    "link-passed-over",
    "“{value}” is a link, which is not followed: what it leads to is not read from there",
    "nothing if that is meant; else put the folder itself in its place",
    "warning",
)
KEY_NOT_KEPT = Rule(
    "key-not-kept",
    "the key of the respondents’ pseudonyms cannot be written: {reason}",
    "choose a folder that you may write to; until then the pseudonyms differ from one run to the next",
    severity="warning",
)
KEY_UNREADABLE = Rule(
    "key-unreadable",
    "the key of the respondents’ pseudonyms cannot be read",
    "put back the file that was there; without it, remove the file: a new key gives new pseudonyms",
)
KEY_GONE = Rule(
    "key-gone",
    "the key of the respondents’ pseudonyms is gone: those who were erased would be read again",
    "put the file back; without it, remove {list} and erase again whoever is in the files of answers (revue forget)",
)
FORGOTTEN_UNREADABLE = Rule(
    "forgotten-unreadable",
    "the list of erased respondents cannot be read",
    "put back the file that was there; without it, remove the file and erase again whoever is in the files of answers "
    "(revue forget)",
)
FORGOTTEN_NOBODY = Rule(
    "forgotten-nobody",
    "the list of erased respondents is damaged: entry {n} is no pseudonym",
    "put back the file that was there; without it, remove that entry and erase again whoever is in the files of "
    "answers (revue forget)",
)
# --- revue.toml: form -------------------------------------------------------------------------------------------

UNREADABLE = Rule(
    "settings-unreadable", "the file cannot be read: {reason}", "check that it is a text file that you may read"
)
NOT_A_FILE = Rule(
    "settings-unreadable",
    "this is not a file",
    "put a text file of this name in its place, or remove it: every setting has a default",
)
SETTINGS_TOO_LARGE = Rule(
    "settings-too-large",
    "the file has more than {most} bytes",
    "check that it is the right file: settings take a page or two",
)
TOO_DEEP = Rule(
    "settings-too-deep",
    "more than {most} sections and lists within one another",
    "write each setting in its section, as the documentation shows",
)
NUMBER_TOO_LARGE = Rule(
    "settings-number-too-large",
    "the line holds a whole number of more than 18 digits",
    "write a smaller number, or a text between double quotes",
)
NOT_UTF8 = Rule(
    "settings-encoding",
    "the file is not UTF-8 text",
    "save it again as UTF-8 (in a text editor: “Save as”, encoding UTF-8)",
)
NOT_TOML = Rule(
    "settings-syntax",
    "the line is not valid TOML: {reason}",
    'write settings as: name = "text", name = 12, name = "12 000 €" or name = true',
)
UNKNOWN_KEY = Rule("setting-unknown", "“{value}” is not a setting", "write one of: {valid}")
UNKNOWN_KEY_NEAR = Rule(
    "setting-unknown", "“{value}” is not a setting", "did you mean “{nearest}”? Otherwise remove it"
)
MISSING_KEY = Rule("setting-missing", "“{value}” is missing here", "add a line: {value} = …")

# --- revue.toml: values -----------------------------------------------------------------------------------------

NOT_TEXT = Rule("setting-text", "“{value}” is not a text", "write a text between double quotes")
TOO_LONG = Rule(
    "setting-too-long", "the text has more than {most} characters", "write a shorter one: it heads every page"
)
NOT_WORDS = Rule(
    "setting-words", "“{value}” is neither a text nor a text per language", 'write "…" or {{ fr = "…", en = "…" }}'
)
NOT_BOOLEAN = Rule("setting-boolean", "“{value}” is neither true nor false", "write true or false, without quotes")
NOT_NUMBER = Rule(
    "setting-number",
    "“{value}” is not a number from {low} to {high}",
    'write a number from {low} to {high}, as 12.5 or, between quotation marks, "12,5"',
)
NOT_AT_LEAST = Rule(
    "setting-number",
    "“{value}” is not a number of at least {low}",
    'write a number of at least {low}, as 12.5 or, between quotation marks, "12,5"',
)
NOT_WHOLE = Rule(
    "setting-whole-number",
    "“{value}” is not a whole number from {low} to {high}",
    'write a whole number from {low} to {high}, as 1000 or, between quotation marks, "1 000"',
)
NOT_TEXTS = Rule("setting-list", "“{value}” is not a list of texts", 'write ["…", "…"]')
NOT_TEXTS_BY_NAME = Rule(
    "setting-table", "“{value}” does not give a text to each name", 'write {{ "name" = "…", "name" = "…" }}'
)
NOT_LISTS_BY_NAME = Rule(
    "setting-table-of-lists",
    "“{value}” does not give a list of texts to each name",
    'write {{ name = ["…", "…"], name = ["…"] }}',
)
NOT_SHORT = Rule(
    "setting-short",
    "“{value}” does not say which criteria the short questionnaire keeps",
    'write true for those that the framework proposes, or the list of them: ["…", "…"]',
)
NOT_PATTERN = Rule(
    "setting-pattern",
    "“{value}” is not a regular expression",
    "write a regular expression between single quotes, for example '_(\\d{{5}})\\.csv'",
)
NOT_TABLE = Rule("setting-section", "“{value}” is not a section", "write a line [{section}] and the settings below it")
NOT_TABLES = Rule(
    "setting-sections", "“{value}” is not a list of sections", "write a line [[{section}]] before each one"
)
NOT_DATE = Rule(
    "setting-date",
    "“{value}” is not a date",
    'write a day between quotation marks: "12/03/2026", "12 March 2026" or "2026-03-12"',
)
NOT_AMOUNTS = Rule(
    "setting-amounts",
    "“{value}” is neither a number nor a list of numbers, none negative",
    "write one number for every period, or one per period: [20, 20, 10]",
)
NOT_YEAR = Rule(
    "setting-year", "“{value}” is neither a year nor a date", "write a year, for example 2027, or a date: 2027-09-01"
)
NOT_COLOUR = Rule(
    "setting-colour", "“{value}” is not a colour", 'write # and six hexadecimal digits, for example "#1f5c99"'
)
PALE_COLOUR = Rule(
    "setting-colour-pale",
    "the colour “{value}” is hard to read on white (contrast {contrast} : 1, where 4.5 : 1 is needed)",
    "choose a darker colour",
    severity="warning",
)
NOT_TARGET = Rule(
    "setting-number",
    "“{value}” is neither a score nor the word desired",
    'write a number from 0 to 100, or "desired" to aim at the level that respondents wish',
)
NO_REASON = Rule(
    "setting-reason", "no reason is given", "say in a sentence why the criterion does not apply: the document shows it"
)
NOT_ONE_OF = Rule("setting-choice", "“{value}” is not one of the choices", "write one of: {valid}")
NOT_ID = Rule(
    "setting-id", "“{value}” cannot be used as an identifier", "write letters, digits, “-” or “_”, 40 at most"
)
RESERVED = Rule(
    "college-reserved",
    "a college cannot be called “{value}”: groups of merged colleges bear this name",
    "give the college another identifier",
)
REVIEWER_WEIGHT = Rule(
    "reviewer-weight",
    "a reviewer does not enter the scores: the weight “{value}” would count nowhere",
    "remove the weight, or the line reviewer = true",
)
DUPLICATE_CAMPAIGN = Rule(
    "campaign-duplicate", "the campaign “{value}” is declared twice", "give each campaign its own id"
)
NOT_IN_ORDER = Rule(
    "campaign-order",
    "the campaign “{value}” is dated before the one above it",
    "list the campaigns from the oldest to the most recent",
)
NOT_METHOD = Rule(
    "methodology",
    "this choice of method cannot be used: {reason}",
    "correct the section [methodology]; without it, the documented defaults apply",
)
LOGO_KIND = Rule("logo-kind", "the logo “{value}” is not an SVG, PNG or JPEG picture", "save it as .svg, .png or .jpg")
LOGO_SIZE = Rule(
    "logo-size", "the logo “{value}” weighs {size} kB; every page carries it", "reduce it to {limit} kB or less"
)

# --- between the files ------------------------------------------------------------------------------------------

UNKNOWN_NODE = Rule(
    "node-unknown",
    "“{value}” is neither a criterion nor an indicator of the framework",
    "write one of its identifiers, such as {example}, or “overall”",
)
NO_SUCH_TERRITORY = Rule(
    "not-applicable-territory",
    "nobody answered for the territory “{value}”, so that the declaration concerns nothing",
    "correct the code, or remove these lines",
    severity="warning",
)
SET_FOR_NOBODY = Rule(
    "setting-territory",
    "“{value}” is neither the code nor the name of a territory: what is set for it concerns nothing",
    "correct it, or remove these lines",
    severity="warning",
)
NO_POINTS = Rule(
    "importance-missing",
    "the weights are to be those of the respondents, but too few of them shared their points in any territory",
    'ask for the points, or remove weighting = "importance"',
)
UNKNOWN_CAMPAIGN = Rule(
    "campaign-undeclared",
    "the campaign “{value}” is not in revue.toml",
    "add a section [[campaigns]] with this id, or correct the file",
)
UNKNOWN_COLLEGE = Rule(
    "college-undeclared",
    "the college “{value}” is not known",
    "write one of: {valid}; or add a section [colleges.…] to revue.toml",
)
MORE_THAN_INVITED = Rule(
    "more-than-invited",
    "{answered} people of the college “{value}” of {territory} answered in {campaign}, where {invited} were invited",
    "correct the number invited; until then it is taken as unknown",
    severity="warning",
)
TARGET_OF_OTHER_STRATUM = Rule(
    "target-other-stratum",
    "the target of {node} names the territory “{value}” and a stratum that is not its own: it never applies",
    "empty one of the two cells",
    severity="warning",
)
TARGET_PAST = Rule(
    "target-past",
    "the target of {node} was due on {value}, before the current campaign ({date})",
    "nothing, if the distance to it still counts; otherwise give it a later day",
    severity="warning",
)
ACTION_CIRCLE = Rule(
    "action-circle",
    "the action “{value}” would have to come before itself",
    "correct the column of what it requires; actions of one criterion already follow each other by level",
)
DECISION_UNKNOWN = Rule(
    "decision-unknown",
    "the decision is about “{value}”, which is not an action of the framework or of the campaign",
    "correct the id; until then the decision is passed over",
    severity="warning",
)
DECISION_OF_NO_CAMPAIGN = Rule(
    "decision-campaign",
    "the decision is about the campaign “{value}”, which has no answers",
    "correct the campaign, or leave the cell empty for the current one; until then the decision is passed over",
    severity="warning",
)
REVIEWED_TWICE = Rule(
    "reviewed-twice",
    "several reviewers rate the same criteria of this territory in {campaign} ({criteria})",
    "agree on one level and keep one row for each criterion, in one file",
)
REVIEWERS_ONLY = Rule(
    "answers-of-reviewers-only",
    "only reviewers rated anything: {names}",
    "add the answers of the respondents; a college that answers for the territory is no reviewer: remove the line "
    "reviewer = true",
)
REVIEWER_ALONE = Rule(
    "reviewer-alone",
    "the reviewer rated “{value}” in the campaign “{campaign}”, where nobody answered",
    "correct the code or the campaign; until then there is nothing to show these ratings beside",
    severity="warning",
)
NO_ANSWER_FOR_CAMPAIGN = Rule(
    "campaign-empty",
    "the campaign “{value}” has no answers",
    "add its file to “data”, or remove its section",
    severity="warning",
)
