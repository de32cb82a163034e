"""Communes, EPCI, départements, régions and former commune codes of France, shipped with the package.

Codes are text everywhere: ``"01004"`` and ``"2A004"`` keep their zero and their letter.

>>> from revue_analytics import geography
>>> geography.resolve(["01004", "1004", "20004", "75101"]).code.to_list()
['01004', '01004', '2A004', '75056']
>>> str(geography.place("01004"))
'01004 Ambérieu-en-Bugey (Ain)'
>>> geography.suggest("St Etienne (Loire)", n=1)
['42218 Saint-Étienne (Loire)']
"""

from revue_analytics.geography.lists import (
    OUTLINES_LICENCE,
    OUTLINES_SOURCE,
    OVERSEAS,
    communes,
    departements,
    epcis,
    former_codes,
    outlines,
    regions,
)
from revue_analytics.geography.resolution import STATUSES, Place, place, resolve
from revue_analytics.geography.suggestion import named_departement, spellings, suggest

VINTAGE = "2026"
SOURCE = "@etalab/decoupage-administratif 6.0.0 (Insee, DGCL)"
LICENCE = "Licence Ouverte / Etalab 2.0"

__all__ = [
    # what the lists are
    "LICENCE",
    "OUTLINES_LICENCE",
    "OUTLINES_SOURCE",
    "OVERSEAS",
    "SOURCE",
    "STATUSES",
    "VINTAGE",
    # one place
    "Place",
    # the lists; codes and names as they come
    "communes",
    "departements",
    "epcis",
    "former_codes",
    "named_departement",
    "outlines",
    "place",
    "regions",
    "resolve",
    "spellings",
    "suggest",
]
