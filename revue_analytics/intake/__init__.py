"""Files of any origin to validated tables: forgiving in form, strict in substance.

>>> from revue_analytics.framework import load_framework
>>> from revue_analytics.intake import AnswerReader
>>> AnswerReader(load_framework()).read("3 – Maîtrisé").level
3
"""

from revue_analytics.intake.answers import read_answers, read_ratings
from revue_analytics.intake.contents import CONTENTS, Contents, classify, discover
from revue_analytics.intake.judgements import Judgements, judgements_of, read_judgements
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.scale import AnswerReader
from revue_analytics.intake.side_tables import read_table
from revue_analytics.intake.sources import SourceEntry
from revue_analytics.intake.vocabulary import vocabulary

__all__ = [
    # what files hold
    "CONTENTS",
    "AnswerReader",
    "Contents",
    "Judgements",
    "SourceEntry",
    "classify",
    "discover",
    "judgements_of",
    # tables
    # answers
    "read_answers",
    "read_judgements",
    "read_ratings",
    "read_sheets",
    "read_table",
    "vocabulary",
]
