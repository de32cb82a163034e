"""The declarative file that says what is assessed, and the value it loads into.

>>> from revue_analytics.framework import load_framework
>>> framework = load_framework()
>>> framework.top_ids
('I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8')
"""

from revue_analytics.framework.loading import framework_from_dict, load_framework
from revue_analytics.framework.model import (
    OVERALL,
    Action,
    Depth,
    Framework,
    Level,
    Measure,
    Node,
    OffScale,
    Scale,
    Tag,
    Text,
    UnknownNode,
)

__all__ = [
    "OVERALL",
    "Action",
    "Depth",
    "Framework",
    "Level",
    "Measure",
    "Node",
    "OffScale",
    "Scale",
    "Tag",
    "Text",
    "UnknownNode",
    "framework_from_dict",
    "load_framework",
]
