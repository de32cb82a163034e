"""Questionnaires out: what a campaign asks, as a workbook, a form of a survey tool, a page to print.

One value, `Questionnaire`, is built of the framework and of the campaign; one file per format writes it. What comes
back is read by `revue_analytics.intake`, which recognises the names of its columns.
"""

from revue_analytics.questionnaires.formats import FORMATS, build, questionnaire
from revue_analytics.questionnaires.value import Questionnaire, Theme

__all__ = ["FORMATS", "Questionnaire", "Theme", "build", "questionnaire"]
