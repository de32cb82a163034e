"""The twelve invented territories: size, who was asked, who answered, and what each is good and bad at.

No real commune or EPCI bears these names or codes (département "00" does not exist); a test checks both against the
official lists. Whatever is said of them is invented too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

COLLEGES = ("elus", "agents", "habitants", "partenaires")
CAMPAIGNS = ("2023", "2026")
EPCI = ("000000012", "Communauté de communes des Trois-Rivières-Bleues")
DEPARTEMENT = ("00", "Département fictif")

Four = tuple[int, int, int, int]  # a number per college, in the order of COLLEGES


@dataclass(frozen=True)
class Place:
    """An invented territory.

    `base` is its typical level (0–4); `strong` and `weak` shift an indicator or a criterion; `progress` is what an
    indicator gained between the two campaigns (0.1 otherwise); on the criteria of `disputed` the colleges disagree.
    """

    code: str
    name: str
    population: int
    invited: Four
    answered_2023: Four | None
    answered_2026: Four
    base: float
    shift: dict[str, float] = field(default_factory=dict)
    progress: dict[str, float] = field(default_factory=dict)
    disputed: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()  # criteria that most people find without object here
    unknown: tuple[str, ...] = ()  # criteria that hardly anybody can judge here

    @property
    def kind(self) -> str:
        """`"epci"` or `"commune"`."""
        return "epci" if self.code == EPCI[0] else "commune"

    def answered(self, campaign: str) -> Four:
        """How many answered, per college."""
        return self.answered_2026 if campaign == "2026" else self.answered_2023 or (0, 0, 0, 0)


PLACES = (
    Place(
        "00001",
        "Montélise",
        14_820,
        invited=(33, 40, 120, 18),
        answered_2023=(6, 7, 8, 5),
        answered_2026=(7, 8, 10, 6),
        base=2.1,
        shift={"I7": 0.5, "I6": 0.7, "I3A": 0.8, "I5": -0.6, "I4A": -0.8, "I8B": -0.5},
        progress={"I7": 0.6, "I3": 0.4},
        disputed=("I5B", "I3C"),
    ),
    Place(
        "00002",
        "Villedorme",
        7_310,
        invited=(29, 32, 90, 14),
        answered_2023=(5, 5, 8, 5),
        answered_2026=(6, 6, 9, 5),
        base=1.7,
        shift={"I5": 1.2, "I8B": 1.4, "I2B": 0.6, "I7": -0.5, "I6B": -0.4},
        progress={"I5": 0.7, "I8": 0.5},
    ),
    Place(
        "00003",
        "Vaubrun-les-Sources",
        2_140,
        invited=(19, 9, 60, 8),
        answered_2023=(6, 5, 8, 3),
        answered_2026=(7, 5, 9, 4),
        base=1.6,
        shift={"I3A": 1.6, "I3B": 1.2, "I3C": 0.7, "I2B": 1.8, "I1B": 0.6, "I7": -0.7, "I8A": -0.6},
        progress={"I2": 0.6, "I3": 0.3},
        disputed=("I8B",),
    ),
    Place(
        "00004",
        "Saint-Orvin-le-Val",
        1_260,
        invited=(15, 5, 45, 6),
        answered_2023=(5, 3, 8, 3),
        answered_2026=(6, 3, 9, 3),
        base=1.4,
        shift={"I4A": 1.9, "I4C": 1.2, "I5A": 0.5, "I2A": -0.4, "I8": -0.5},
        progress={"I4": 0.4},
    ),
    Place(
        "00005",
        "Clairvigne",
        2_875,
        invited=(23, 12, 70, 9),
        answered_2023=(7, 5, 9, 5),
        answered_2026=(8, 5, 10, 5),
        base=2.3,
        shift={"I1": 0.5, "I6": 0.6, "I8A": 0.8, "I3B": 0.5, "I5B": -0.7, "I4B": -0.6},
        progress={"I1": 0.5, "I6": 0.5, "I5": -0.3},
        disputed=("I5A", "I5B"),
    ),
    Place(
        "00006",
        "Lormeval",
        1_730,
        invited=(19, 7, 50, 8),
        answered_2023=(6, 4, 7, 5),
        answered_2026=(6, 4, 8, 5),
        base=1.5,
        shift={"I1B": 1.9, "I5": 0.8, "I6B": -0.6, "I4B": -0.5, "I3C": 1.3, "I8A": 0.5},
        not_applicable=("I2A",),
    ),
    Place(
        "00007",
        "Rochefeuille-en-Aurois",
        3_120,
        invited=(23, 16, 80, 7),
        answered_2023=(6, 5, 9, 3),
        answered_2026=(7, 6, 9, 2),
        base=1.9,
        shift={"I2A": 1.4, "I7B": 1.3, "I3A": -0.8, "I5": -0.4, "I1A": -0.3},
        progress={"I7": 0.4, "I2": 0.3, "I8": 0.4},
    ),
    Place(
        "00008",
        "Fontvarenne",
        4_480,
        invited=(27, 24, 80, 12),
        answered_2023=(6, 6, 9, 5),
        answered_2026=(7, 6, 10, 5),
        base=2.0,
        shift={"I8": 0.7, "I6A": 0.5, "I1": 0.4, "I2B": -0.7, "I3B": -0.4},
        progress={"I8": 0.8, "I2": -0.2},
        disputed=("I3A",),
    ),
    Place(
        "00009",
        "Courdimelle",
        612,
        invited=(15, 3, 40, 5),
        answered_2023=None,
        answered_2026=(6, 2, 9, 3),
        base=1.2,
        shift={"I5": 1.9, "I4A": 1.8, "I8A": -0.3, "I7A": -0.3},
        unknown=("I8A",),
    ),
    Place(
        "00010",
        "Noirval-aux-Bois",
        238,
        invited=(11, 1, 20, 2),
        answered_2023=(2, 0, 1, 0),
        answered_2026=(1, 1, 1, 0),
        base=1.0,
        shift={"I4A": 1.0, "I5A": 0.6},
        unknown=("I4B", "I4C"),
    ),
    Place(
        "00011",
        "Sainte-Éloise-des-Prés",
        884,
        invited=(15, 4, 45, 6),
        answered_2023=(5, 2, 9, 3),
        answered_2026=(6, 2, 11, 3),
        base=1.5,
        shift={"I2B": 1.9, "I3B": 1.6, "I3A": 0.8, "I1B": 0.5, "I6": -0.5, "I7": -0.5},
        progress={"I3": 0.5, "I5": 0.4},
        disputed=("I1B",),
    ),
    Place(
        EPCI[0],
        EPCI[1],
        39_469,
        invited=(42, 38, 100, 24),
        answered_2023=(8, 8, 7, 6),
        answered_2026=(9, 9, 8, 7),
        base=2.4,
        shift={"I7": 0.4, "I6": 0.5, "I4B": 0.5, "I2A": 0.8, "I5B": -1.0, "I8B": -0.7, "I1B": -0.4},
        progress={"I4": 0.5, "I7": 0.4, "I5": 0.3},
        disputed=("I5A",),
    ),
)
