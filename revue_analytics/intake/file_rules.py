"""The rules that files must follow before any of their rows is looked at: files, sheets, columns, `[[sources]]`."""

from __future__ import annotations

from revue_analytics.errors import Rule

# --- files ------------------------------------------------------------------------------------------------------

FILE_MISSING = Rule("file-missing", "there is no such file", "check the name and the folder")
FILE_IS_FOLDER = Rule("file-is-folder", "this is a folder, not a file", "name the file inside it")
FILE_SPECIAL = Rule(
    "file-special", "this is a pipe or a device, not a file", "save the answers as a file of this name, or remove it"
)
FILE_NAME = Rule(
    "file-name-encoding",
    "the name of the file or of its folder is not written in UTF-8 (perhaps “{value}”)",
    "give it another name, without accents for example",
)
FILE_EMPTY = Rule("file-empty", "the file is empty", "export the answers again, or remove the file")
FILE_TOO_BIG = Rule(
    "file-too-big",
    "the file is too big to be a survey ({found}, at most {limit})",
    "check that it is the right file; split it if it is",
)
SHEET_TOO_WIDE = Rule(
    "sheet-too-wide",
    "the sheet is too wide to be a survey ({found} columns, at most {limit})",
    "check that it is the right file; keep the columns of answers, and those that say of whom they are",
)
FILE_BINARY = Rule(
    "file-binary", "this is neither a text file nor a workbook", "export the answers as CSV, XLSX, ODS or Parquet"
)
FILE_PROTECTED = Rule("file-protected", "the workbook is protected by a password", "save a copy without a password")
FILE_OLD_EXCEL = Rule(
    "file-old-excel", "the workbook has an old format (.xls)", "open it and save it as .xlsx, as .ods or as CSV"
)
FILE_UNREADABLE = Rule(
    "file-unreadable", "the file cannot be read: {reason}", "open it with the program that made it and save it again"
)
ENCODING = Rule(
    "file-encoding",
    "the letters cannot be read as {encoding}",
    "save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”), or state its encoding in revue.toml",
)
FOREIGN_LETTERS = Rule(
    "letters-foreign",
    "letters that are not UTF-8 as in the rest of the file were read as Windows-1252 (rows: {rows})",
    "nothing, if the accents of these rows are right; otherwise save the file as UTF-8",
    "warning",
)
NO_LETTERS = Rule(
    "letters-unreadable",
    "the row holds bytes that are letters neither in UTF-8 nor in Windows-1252",
    "write the row again, and save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)",
)
QUOTES = Rule(
    "quotes-open",
    "from row {row} on, a quotation mark is opened and not closed",
    "remove the quotation mark, or double it inside a text",
)
SHEET_MISSING = Rule("sheet-missing", "the workbook has no sheet “{value}”", "name one of: {allowed}")
SHEET_PASSED_OVER = Rule(
    "sheet-passed-over",
    "the sheet “{value}” has no known column and is passed over",
    "remove it, or name its columns as the data dictionary does",
    "warning",
)
ARCHIVE = Rule(
    "file-archive",
    "the archive holds no file of a kind that is read ({members})",
    "unpack it and put the files here that hold answers",
)
SHEET_HIDDEN = Rule(
    "sheet-hidden",
    "the sheet “{value}” is hidden and is passed over",
    "show it if its rows are to be read; otherwise remove it",
    "warning",
)
CELLS_HIDDEN = Rule(
    "cells-hidden",
    "the sheet “{value}” has hidden rows ({rows}) or columns ({columns}); they are read like the others",
    "nothing, if they are to count; otherwise delete them",
    "warning",
)
MERGED = Rule(
    "cells-merged",
    "cells are merged ({ranges}): the value counts for each of their rows",
    "nothing, if that is right; otherwise unmerge the cells and write the value of each row",
    "warning",
)
NUL = Rule(
    "cell-nul",
    "the cell holds a character that no text holds (a zero byte)",
    "type the cell again, or export the file again: it may be damaged there",
)
MERGED_ANSWERS = Rule(
    "answers-merged",
    "cells of several rows or columns are merged ({value}): nobody can tell which one the value belongs to",
    "unmerge the cells and write the value of each row",
)
FORMULA = Rule(
    "formula-without-value",
    "the cell holds a formula whose result is not stored in the file",
    "open the workbook in a spreadsheet and save it, or paste the values",
)
RAGGED = Rule(
    "row-ragged",
    "the row has {found} cells, the header has {expected}",
    "put texts that hold a separator or a line break between quotation marks",
)
BESIDE = Rule(
    "cell-beside",
    "“{value}” stands right of the last header and is not read",
    "remove it, or give its column a header",
    "warning",
)
UNTRUSTED = (RAGGED, FORMULA, NUL)
"""Rules that a row can break in its form: of such a row only its territory is looked at."""

SAME_FILE = Rule(
    "file-repeated", "the file is a copy of {other} and is passed over", "remove one of the two", "warning"
)
QUESTIONNAIRE = Rule(
    "file-questionnaire",
    "this is a questionnaire, not answers; it is passed over",
    "leave it here, or keep it elsewhere",
    "warning",
)
RESULTS = Rule(
    "file-results",
    "this is what a command of revue wrote, no answers; it is passed over ({files})",
    "leave it here, or keep it elsewhere",
    "warning",
)
ROWS_OF_HEADER = Rule(
    "header-rows",
    "the header ends in row {header}; the rows {rows} are taken for titles and are not read",
    "nothing, if that is right; otherwise remove what stands above the header",
    "warning",
)
DUAL_SCALES = Rule(
    "dual-scales",
    "questions with two scales (columns: {n}): the first is read as today, the second as in three years",
    "nothing, if that is right; otherwise say in revue.toml what each column means:{toml}",
    "warning",
)
SECOND_GRID = Rule(
    "second-grid",
    "columns that say again, with a number, what others say ({headers}): nothing tells which are today’s levels and "
    "which the desired ones",
    "if the first ones are today’s, write in revue.toml:{toml}\n    if it is the other way round:{other}",
)
HEADERS_CUT = Rule(
    "headers-cut",
    "headings are cut ({headers}): nothing tells apart what is asked of one criterion (columns: {n})",
    "export again with another choice for the headings, “question code” in LimeSurvey",
)
NO_ROWS = Rule("file-without-rows", "the file has a header and no row", "export the answers again", "warning")
NO_CRITERION = Rule(
    "criterion-columns-missing",
    "no column is recognised as a criterion of the framework (the columns are: {headers})",
    "head the columns with the criteria’s ids ({ids}…) or labels, in the first row of the file; or say in revue.toml "
    "what each column means:{toml}",
)

# --- columns ----------------------------------------------------------------------------------------------------

NO_TERRITORY = Rule(
    "territory-column-missing",
    "no column says which territory the answers are about",
    "add a column code_insee; or write in revue.toml:{toml}",
)
NO_COLLEGE = Rule(
    "college-column-missing",
    "nothing says which college the respondents belong to",
    "add a column college; or write in revue.toml:{toml}",
)
NO_CAMPAIGN = Rule(
    "campaign-column-missing",
    "nothing says which campaign the answers belong to",
    "add a column campagne; or write in revue.toml:{toml}",
)
CAMPAIGNS_SEVERAL = Rule(
    "campaigns-several",
    "the answers seem to be of several campaigns ({n}), which are not all declared",
    "if so, declare them in revue.toml, the oldest first, and say of each file which is its own:{toml}",
)
CAMPAIGNS_APART = Rule(
    "campaigns-apart",
    "these answers are of {when}, those of {other} of {others}: nothing says that they are one campaign",
    "say in revue.toml which campaign they belong to:{toml}",
)
CAMPAIGN_OTHER = Rule(
    "campaigns-apart",
    "these answers are of {when}: nothing says that they belong to the campaign “{value}”, the only one declared",
    "say in revue.toml which campaign they belong to, and declare it if it is another one:{toml}",
)
CAMPAIGNS_IN_FILE = Rule(
    "campaigns-in-one-file",
    "these answers are of {when}, and others of {others}: nothing says that they are one campaign",
    "add a column campagne; or, if it is one campaign, write in revue.toml:{toml}",
)
HEADER_BLANK = Rule(
    "header-blank", "column {letter} holds values and has no header", "give it a header, or empty it", "warning"
)
HEADER_REPEATED = Rule("header-repeated", "{n} columns have this header", "give each its own header", "warning")
COLUMN_UNKNOWN = Rule(
    "column-unknown",
    "the column is not recognised and is not read",
    "leave it if it is not needed; otherwise say what it means in revue.toml:{toml}",
    "warning",
)
COLUMN_NEAR = Rule(
    "column-unknown",
    "the column is not recognised and is not read",
    "did you mean “{nearest}”? Otherwise leave it, or say what it means in revue.toml:{toml}",
    "warning",
)
COLUMN_UNRATED = Rule(
    "column-not-rated",
    "the column is about “{node}”, which is not rated itself, and is not read",
    "rate its criteria: {allowed}",
    "warning",
)
COLUMN_UNUSED = Rule(
    "column-unused",
    "the column is not read: revue.toml states “{what}” for this file",
    "remove that line of revue.toml if the column is right",
    "warning",
)
COLUMNS_CLAIM = Rule(
    "columns-claim-the-same",
    "these columns all mean {meaning}: {headers}",
    "keep one; or say in revue.toml which one is not to be read:{toml}",
)
COLUMN_AMBIGUOUS = Rule(
    "column-ambiguous", "the header may mean several things: {meanings}", "say in revue.toml which one:{toml}"
)
COLUMN_STATED_MISSING = Rule(
    "column-stated-missing",
    "revue.toml names a column “{value}” that the file does not have",
    "write one of: {allowed}",
)
MEANING_UNKNOWN = Rule(
    "meaning-unknown",
    "revue.toml gives this column a meaning that is not known: “{value}”",
    "write a criterion’s id (I1A), “I1A desired”, “I1A evidence”, “importance I1”, “comment”, “territory”, “college”, "
    "“campaign”, “respondent” or “ignore”",
)
CONSTANT_UNKNOWN = Rule(
    "source-college-unknown",
    "revue.toml names a college that the campaign does not have: “{value}”",
    "write one of: {allowed}",
)
PATTERN_UNMATCHED = Rule(
    "source-pattern-unmatched",
    "the file’s name does not match the pattern {value}",
    "rename the file, or correct the pattern in revue.toml",
)
SOURCE_UNMATCHED = Rule(
    "source-without-file",
    "revue.toml describes a file “{value}” that is not among the files read",
    "correct the name, or remove this [[sources]]",
    "warning",
)
SOURCE_REPEATED = Rule("source-repeated", "two [[sources]] describe the same file", "keep one")
