"""The campaign folder: its settings, its files, and the value that everything above starts from.

>>> from revue_analytics.campaign.bundled import bundled
>>> check_campaign(bundled("examples") / "demo").ok
True
"""

from revue_analytics.campaign.erasure import Erasure, erase_respondent
from revue_analytics.campaign.folder import Campaign
from revue_analytics.campaign.gathering import CheckResult, FileSummary, check_campaign, open_campaign
from revue_analytics.campaign.initialise import init_campaign
from revue_analytics.campaign.participation import Participation
from revue_analytics.campaign.settings import Period, Settings
from revue_analytics.campaign.settings_file import read_settings
from revue_analytics.campaign.territories import territories_of

__all__ = [
    "Campaign",
    "CheckResult",
    "Erasure",
    "FileSummary",
    "Participation",
    "Period",
    "Settings",
    "check_campaign",
    "erase_respondent",
    "init_campaign",
    "open_campaign",
    "read_settings",
    "territories_of",
]
