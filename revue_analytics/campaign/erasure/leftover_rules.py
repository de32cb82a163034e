"""What the erasure of a respondent can be refused for, and what it could not erase: each with its remedy."""

from __future__ import annotations

from revue_analytics.errors import Rule

RESPONDENT_UNKNOWN = Rule(
    "respondent-unknown",
    "no file of answers holds this respondent",
    "give the id as it is in the file, file:id, or the pseudonym; nothing has been changed",
)
RESPONDENT_SEVERAL = Rule(
    "respondent-ambiguous", "several respondents bear this id", "name one of: {valid}; nothing has been changed"
)
STILL_NAMED = Rule(
    "respondent-still-named",
    "the respondent is still named there: {where}",
    "open the file with the program that made it, take the id out, save it; then run revue forget again",
)
IN_ARCHIVE = Rule(
    "respondent-in-archive",
    "the respondent is named in this file, which is not rewritten: {where}",
    "take the id out with the program that made the file, or delete the file; then run revue forget again",
)
IN_SETTINGS = Rule(
    "respondent-in-settings",
    "the settings name the respondent: line {where}",
    "take the id out by hand: what a setting means is not guessed; then run revue forget again",
)
IN_NAME = Rule(
    "respondent-in-name",
    "the name of the file or of its folder names the respondent",
    "rename it, also in revue.toml if it stands there",
)
SAME_ID = Rule(
    "respondent-same-id",
    "another respondent of this file bears the same id; it was left",
    "if it is the same person, run revue forget with file:id for this file",
    severity="warning",
)
UNTOUCHED = Rule(
    "respondent-row-left",
    "rows of the respondent cannot be taken out without spoiling others: {where}",
    "take them out with the program that made the file, and save it; then run revue forget again",
)
NOT_WRITABLE = Rule(
    "file-not-writable",
    "the file still holds the respondent and cannot be written: {reason}",
    "close it where it is open and allow writing to it; then run revue forget again",
)
NOTHING_WRITTEN = Rule(
    "erasure-not-written",
    "the files without the respondent cannot be written: {reason}; nothing has been changed",
    "free some space and allow writing to the folder; then run revue forget again",
)
