"""Erasing a respondent from a campaign folder, and saying what could not be erased.

A row of answers, and of a list of people, goes whole; in any other cell and text the id gives way to ``[…]``. The
folder is read before anything is written, files are written all together, and it is read again afterwards.
"""

from revue_analytics.campaign.erasure.erase import Erasure, erase_respondent

__all__ = ["Erasure", "erase_respondent"]
