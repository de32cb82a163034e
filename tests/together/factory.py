"""Reviews of many territories with simulated scores, on real or invented codes. Never shipped as a page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from revue_analytics import geography
from revue_analytics.framework import OVERALL, Framework, load_framework
from revue_analytics.review import TABLES, Review
from revue_analytics.review.ranks import rank_tables
from revue_analytics.tables.groups import strata
from tests.document.factory import HOSTILE, meta, once, table_of

NASTY = [
    HOSTILE,
    "\u202eegap al ed tuob",
    "Villeneuve-" * 11,
    "x" * 10_000,
    "🏔️🏡 Sommet",
    "=1+1",
    "[lien](javascript:alert(1))",
]


def invented(n: int, *, departement: str = "00", epci: str = "000000012") -> pd.DataFrame:
    """Communes that do not exist."""
    sizes = np.resize([300, 800, 1_500, 3_000, 5_000, 12_000], n)
    table = pd.DataFrame(
        {
            "territory": [f"{i:05}" for i in range(1, n + 1)],
            "name": [f"Commune {i}" for i in range(1, n + 1)],
            "kind": "commune",
            "departement": departement,
            "departement_name": "Département fictif",
            "epci": epci,
            "epci_name": "Communauté fictive" if epci else "",
            "population": pd.array(sizes, dtype="Int64"),
        }
    )
    return table.assign(stratum=strata(table["kind"], table["population"]))


def real(n: int, seed: int = 0) -> pd.DataFrame:
    """Real communes, `n` of them, spread over France."""
    table = geography.communes()
    table = table.sample(n, random_state=seed).sort_values("code", ignore_index=True)
    departements = geography.departements().set_index("code")["name"]
    epcis = geography.epcis().set_index("code")["name"]
    found = pd.DataFrame(
        {
            "territory": table["code"],
            "name": table["name"],
            "kind": "commune",
            "departement": table["departement"],
            "departement_name": table["departement"].map(departements).fillna(""),
            "epci": table["epci"],
            "epci_name": table["epci"].map(epcis).fillna(""),
            "population": table["population"],
        }
    )
    return found.assign(stratum=strata(found["kind"], found["population"]))


def make(
    territories: pd.DataFrame,
    *,
    seed: int = 1,
    level: float = 48.0,
    spread: float = 16.0,
    half: float = 5.0,
    missing: float = 0.0,
    previous: bool = True,
    n_draws: int = 60,
    framework: Framework | None = None,
    **changed: Any,
) -> Review:
    """A review of the territories: leaf scores drawn around a level of each, rolled up, with intervals of `half`.

    Parameters
    ----------
    missing
        Share of the leaf scores that there are no answers for.
    """
    rng, framework = np.random.default_rng(seed), framework or load_framework()
    n, leaves = len(territories), list(framework.leaf_ids)
    own = level + spread * 0.5 * rng.standard_normal((n, 1))
    values = np.clip(own + spread * rng.standard_normal((n, len(leaves))), 0, 100)
    values[rng.random(values.shape) < missing] = np.nan
    given = meta(title="Territoires simulés", fictitious=False, portfolio={"anonymous": False}, **changed)
    scores = _rolled_up(framework, values)
    frame = _long(framework, territories["territory"], scores, half)
    overall = scores[:, 0]
    drawn = (np.nan_to_num(overall)[:, None] + half / 1.6 * rng.standard_normal((n, n_draws))).astype(np.float32)
    units = territories[["territory"]].assign(campaign="2026")
    ranks = rank_tables(units, territories.set_index("territory")["stratum"], overall, drawn)
    tables = {
        "territories": territories,
        "participation": _participation(territories["territory"], rng),
        "scores": frame,
        "gaps": _gaps(frame, framework),
        "findings": _findings(territories["territory"], leaves, values),
        "answers": _answers(territories["territory"], leaves, rng),
        "change": _change(frame, rng) if previous else None,
        **ranks,
        **_agreement(territories["territory"], leaves, rng),
    }
    return Review(framework, given, {name: table_of(name, tables.get(name)) for name in TABLES})


def _rolled_up(framework: Framework, values: np.ndarray) -> np.ndarray:
    """(n, leaves) → (n, overall + every node of the framework), by plain means, at least half of them there."""
    leaves = list(framework.leaf_ids)
    columns = {leaf: values[:, i] for i, leaf in enumerate(leaves)}
    tops = []
    for top in framework.top:
        below = np.stack([columns[leaf] for leaf in framework.leaves_of(top.id)], axis=1)
        tops.append(_mean(below))
    by_node = {**columns, **dict(zip(framework.top_ids, tops, strict=True))}
    nodes = [by_node[node.id] for node in framework.nodes]
    return np.stack([_mean(np.stack(tops, axis=1)), *nodes], axis=1)


def _mean(below: np.ndarray) -> np.ndarray:
    there = ~np.isnan(below)
    total = np.where(there, below, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return np.where(there.mean(axis=1) >= 0.5, total, np.nan)


def _long(framework: Framework, codes: pd.Series, scores: np.ndarray, half: float) -> pd.DataFrame:
    nodes = [OVERALL, *(node.id for node in framework.nodes)]
    flat = scores.ravel()
    table = pd.DataFrame(
        {
            "territory": np.repeat(codes.to_numpy(), len(nodes)),
            "campaign": "2026",
            "node": np.tile(nodes, len(codes)),
            "kind": np.tile([framework.kind(node) for node in nodes], len(codes)),
            "status": np.where(np.isnan(flat), "insufficient", "scored"),
            "score": flat,
            "low": np.clip(flat - half, 0, 100),
            "high": np.clip(flat + half, 0, 100),
            "coverage": np.where(np.isnan(flat), 0.0, 1.0),
            "n_respondents": 20,
        }
    )
    table["level"] = pd.array(np.minimum(flat // 25, 4), dtype="Float64").astype("Int8")
    return table


def _gaps(scores: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    leaves = len(framework.leaf_ids)
    table = scores[["territory", "campaign", "node", "kind"]].assign(target=75.0, weight=1 / leaves)
    table["net_gap"] = 75 - scores["score"]
    table["shortfall"] = table["net_gap"].clip(lower=0)
    return table


def _findings(codes: pd.Series, leaves: list[str], values: np.ndarray) -> pd.DataFrame:
    kinds = np.select([values >= 82, values < 40], ["strength", "limit"], "unconfirmed")
    table = pd.DataFrame(
        {
            "territory": np.repeat(codes.to_numpy(), len(leaves)),
            "campaign": "2026",
            "criterion": np.tile(leaves, len(codes)),
            "finding": kinds.ravel(),
        }
    )
    return table[~np.isnan(values.ravel())]


def _participation(codes: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    groups = ["elus", "agents", "habitants", "partenaires"]
    people = rng.integers(5, 20, (len(codes), 4))
    return pd.DataFrame(
        {
            "territory": np.repeat(codes.to_numpy(), 4),
            "campaign": "2026",
            "group": np.tile(groups, len(codes)),
            "colleges": np.tile(groups, len(codes)),
            "n_respondents": people.ravel(),
            "invited": pd.array((people * 3).ravel(), dtype="Int64"),
        }
    )


def _answers(codes: pd.Series, leaves: list[str], rng: np.random.Generator) -> pd.DataFrame:
    n = len(codes) * len(leaves)
    unknown = rng.integers(0, 4, n)
    return pd.DataFrame(
        {
            "territory": np.repeat(codes.to_numpy(), len(leaves)),
            "campaign": "2026",
            "criterion": np.tile(leaves, len(codes)),
            "n_rated": 20 - unknown,
            "n_unknown": unknown,
            "n_not_applicable": 0,
            "n_not_asked": 0,
            "not_applicable": False,
        }
    )


def _agreement(codes: pd.Series, leaves: list[str], rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Consensus of all respondents on each criterion, differences of two groups, and how the aims converged."""
    n = len(codes) * len(leaves)
    where = {"territory": np.repeat(codes.to_numpy(), len(leaves)), "campaign": "2026"}
    consensus = pd.DataFrame(
        {**where, "scope": "criterion", "node": np.tile(leaves, len(codes)), "group": "all", "n": 20}
    ).assign(statistic="ordinal_consensus", value=rng.uniform(0.3, 0.95, n))
    differences = pd.DataFrame({**where, "criterion": np.tile(leaves, len(codes)), "group_a": "elus"}).assign(
        group_b="habitants", difference=rng.normal(0, 20, n), q_value=rng.uniform(0, 0.3, n)
    )
    change = rng.normal(0.02, 0.05, len(codes))
    aims = pd.DataFrame({"territory": codes, "campaign": "2026", "aim": "desired", "statistic": "mean_consensus"})
    aims = aims.assign(change=change, low=change - 0.04, high=change + 0.04)
    return {"agreement": consensus, "group_differences": differences, "convergence": aims}


def _change(scores: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    moved = rng.normal(3, 6, len(scores))
    table = scores[["territory", "node", "kind", "campaign"]].assign(
        previous_campaign="2024", previous=scores["score"] - moved, current=scores["score"], n_common=1
    )
    table["difference"] = table["current"] - table["previous"]
    return table.assign(low=table["difference"] - 5, high=table["difference"] + 5).dropna(subset=["difference"])


@once
def usual(**options: Any) -> Review:
    """Twelve invented communes, in three classes of size, with an earlier campaign."""
    return make(invented(12), **options)


@once
def hostile() -> Review:
    """Names that are markup, turn the text, never end, are formulas."""
    territories = invented(len(NASTY)).assign(name=NASTY, departement_name=HOSTILE, epci_name=HOSTILE)
    return make(territories)


@once
def national(n: int = 600) -> Review:
    """Real communes all over France."""
    return make(real(n))


@once
def alone() -> Review:
    """One territory, without an earlier campaign."""
    return make(invented(1), previous=False)


@once
def alike() -> Review:
    """Six territories whose every score is the same."""
    review = make(invented(6), previous=False)
    scores = review.scores.assign(score=60.0, low=57.0, high=63.0)
    scores["level"] = scores["level"].mask(scores["level"].notna(), 2)
    return Review(review.framework, review.meta, {**review.tables, "scores": scores})


@once
def insufficient() -> Review:
    """Seven territories without a single score."""
    return make(invented(7), missing=1.1, previous=False)


@once
def half_missing() -> Review:
    """Nine territories, some with scores, some without."""
    return make(invented(9), missing=0.5, seed=4)


CASES = {
    "usual": usual,
    "hostile": hostile,
    "national": national,
    "alone": alone,
    "alike": alike,
    "insufficient": insufficient,
    "half missing": half_missing,
}
