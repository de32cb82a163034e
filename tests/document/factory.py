"""Reviews of fictitious territories, made by hand: plausible, small, with much missing, hostile, huge, empty."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.framework import OVERALL, Framework, framework_from_dict, load_framework
from revue_analytics.review import TABLES, Review, TerritoryReview
from revue_analytics.roadmap import Means, candidate_actions, frontier, plan

HOSTILE = '<script>alert("1")</script> & *gras* $x^2$ {{ 7*7 }} [lien](http://exemple.invalid) “« é »” \u202e 日本 🙂'
LONG = "Anticonstitutionnellement" * 8 + " et la suite du nom " * 8

COLLEGES = [
    {"id": "elus", "label": {"fr": "Élus", "en": "Elected officials"}, "weight": 1.0},
    {"id": "agents", "label": {"fr": "Agents", "en": "Staff"}, "weight": 1.0},
    {"id": "habitants", "label": {"fr": "Habitants", "en": "Residents"}, "weight": 1.0},
    {"id": "partenaires", "label": {"fr": "Partenaires", "en": "Partners"}, "weight": 1.0},
]
NOTHING = {"str": "", "bool": False}
GROUPS = {"elus": (6, 11), "agents": (7, 9), "habitants": (9, 40), "partenaires": (5, 12)}


def meta(**changed: Any) -> dict[str, Any]:
    given = {
        "title": "Revue d’ingénierie territoriale du Pays imaginaire",
        "language": "fr",
        "fictitious": True,
        "campaigns": [
            {"id": "2024", "label": {"fr": "Campagne 2024", "en": "2024 campaign"}, "date": "2024-03-14"},
            {"id": "2026", "label": {"fr": "Campagne 2026", "en": "2026 campaign"}, "date": "2026-03-12"},
        ],
        "current": "2026",
        "threshold": 5,
        "publishable": True,
        "comments": True,
        "seed": 1,
        "n_draws": 1000,
        "interval": [0.05, 0.95],
        "methodology": {"pooling": "mean", "aggregation": "arithmetic_mean", "disclosure_threshold": 5},
        "methodology_text": {
            "fr": "Les réponses d’un groupe à un critère sont résumées par leur moyenne. Les groupes comptent autant.",
            "en": "The answers of a group to a criterion are pooled by their mean. The groups count equally.",
        },
        "weight_set": {
            "fr": "chaque indicateur pèse entre la moitié et le double de son poids habituel",
            "en": "each indicator counts between half and twice its usual weight",
        },
        "default_target": 75.0,
        "colleges": COLLEGES,
        "sources": [{"name": "limesurvey_2026.csv", "digest": "9f86d081884c7d659a2feaa0c55ad015" * 2, "rows": 27}],
        "look": {"accent": "#1f5c99", "logo": ""},
        "held_back": [],
        "too_few": [],
        "version": "0.1.0",
    }
    return given | changed


def with_indicators(n: int, leaves: int = 2, label: str = "") -> Framework:
    """A framework with `n` indicators of `leaves` criteria each, whose labels may be long or hostile."""
    content = load_framework().to_dict()
    model = content["indicators"][0]
    tops = []
    for i in range(1, n + 1):
        children = []
        for j in range(leaves):
            child = {**model["children"][0], "id": f"N{i}{'ABCDEFGH'[j]}", "number": f"{i}.{j + 1}"}
            child["label"] = {"fr": f"{label or 'Critère'} {i}.{j + 1}", "en": f"{label or 'Criterion'} {i}.{j + 1}"}
            child.pop("short", None)
            children.append(child)
        name = {"fr": f"{label or 'Indicateur'} {i}", "en": f"{label or 'Indicator'} {i}"}
        tops.append({**model, "id": f"N{i}", "number": str(i), "label": name, "short": name, "children": children})
    return framework_from_dict(content | {"indicators": tops})


def once(make: Callable[..., Review]) -> Callable[..., Any]:
    """Make a case once, for nobody changes it; with options it is made anew."""
    kept = cache(make)
    return wraps(make)(lambda *which, **options: make(*which, **options) if options else kept(*which))


@once
def usual(framework: Framework | None = None, seed: int = 3, **options: Any) -> TerritoryReview:
    """A commune whose four colleges answered two campaigns."""
    return make(framework or load_framework(), seed=seed, **options)


@once
def small(**options: Any) -> TerritoryReview:
    """A territory with three respondents: one group, no counts, no comments."""
    return make(load_framework(), groups={"all": (3, 60)}, name="Le Hameau-Perdu", previous=False, **options)


@once
def patchy(**options: Any) -> TerritoryReview:
    """A territory with much missing: unanswered criteria, one not applicable, hidden cells, no previous campaign."""
    return make(
        load_framework(),
        groups={"elus": (5, None), "others": (8, None)},
        missing=("I2A", "I2B", "I5A", "I7A"),
        excluded=("I3C",),
        previous=False,
        name="Communauté de communes des Étangs-Fictifs",
        kind="epci",
        **options,
    )


@once
def hostile() -> TerritoryReview:
    """Everything that a user can type is as bad as can be."""
    framework = load_framework()
    colleges = [{**college, "label": {"fr": HOSTILE, "en": HOSTILE}} for college in COLLEGES]
    campaigns = [{"id": "2024", "label": {"fr": HOSTILE, "en": HOSTILE}, "date": None}, meta()["campaigns"][1]]
    given = meta(title=HOSTILE, colleges=colleges, campaigns=campaigns, held_back=[HOSTILE])
    remarks = [HOSTILE, "a" * 10_000, "mot " * 2_500, "# titre\n\n- *liste*\n<img src=x onerror=alert(1)>"]
    return make(framework, name=HOSTILE, meta=given, comments=remarks, file=HOSTILE)


@once
def unanswered() -> TerritoryReview:
    """A territory known to the review, without a single answer in the current campaign."""
    framework = load_framework()
    full = make(framework, previous=False)
    tables = {
        name: frame if name == "territories" else frame.iloc[:0].reset_index(drop=True)
        for name, frame in full.tables.items()
    }
    return Review(framework, full.meta, tables).for_territory("01004")


def make(
    framework: Framework,
    *,
    seed: int = 3,
    name: str = "Vaubrun-les-Sources",
    kind: str = "commune",
    groups: dict[str, tuple[int, int | None]] = GROUPS,
    missing: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
    previous: bool = True,
    meta: dict[str, Any] | None = None,
    comments: list[str] | None = None,
    file: str = "limesurvey_2026.csv",
    level: float = 45.0,
    peers: bool = True,
) -> TerritoryReview:
    rng = np.random.default_rng(seed)
    given = meta or globals()["meta"]()
    leaves = list(framework.leaf_ids)
    answered = [leaf for leaf in leaves if leaf not in missing and leaf not in excluded]
    scores = {c: _leaf_scores(leaves, answered, level - 6 * (c == "2024"), rng) for c in ("2024", "2026")}
    kept = ("2024", "2026") if previous else ("2026",)
    nodes = {c: _roll_up(framework, scores[c]) for c in kept}
    n = sum(size for size, _ in groups.values())
    small_one = n < given["threshold"]
    tables = {
        "territories": _territory(name, kind),
        "participation": _participation(groups, kept),
        "resemblance": None if n < 10 else _resemblance(framework, n),
        "scores": pd.concat([_scores(framework, nodes[c], excluded, n, c) for c in kept]),
        "group_scores": _group_scores(answered, scores["2026"], groups, rng) if not small_one else None,
        "answers": None if small_one else _answers(leaves, answered, excluded, n, rng),
        "level_counts": None if n < 10 else _level_counts(answered, scores["2026"], n, rng),
        "gaps": _gaps(framework, nodes["2026"], given["default_target"]),
        "groupings": _groupings(framework, scores["2026"]),
        "priorities": _priorities(framework, nodes["2026"], rng),
        "priority_ranks": _priority_ranks(framework, nodes["2026"]),
        "stability": _stability(framework, nodes["2026"]),
        "recoding": _recoding(framework, nodes["2026"]),
        "method_variations": _method_variations(framework, nodes["2026"]),
        "sensitivity": _sensitivity(nodes["2026"]),
        "level_probabilities": _levels(framework, nodes["2026"]),
        "findings": _findings(answered, scores["2026"], n),
        "desired": None if small_one else _desired(answered, scores["2026"], n, rng),
        "importance": None if small_one else _importance(framework, groups, rng),
        "importance_performance": None
        if small_one
        else _importance_performance(framework, nodes["2026"], given["default_target"]),
        "frontier": pd.DataFrame([{"stratum": "1000-3499", "n_peers": 6, "distance": 3.25}])
        if peers and not small_one
        else None,
        "peers": _peers(framework, nodes["2026"]) if peers and not small_one else None,
        "change": _change(framework, nodes) if previous else None,
        **_roadmap(framework, scores["2026"]),
        "planned_actions": _planned(framework, scores) if previous else None,
        "reviewer": _reviewer(framework, nodes["2026"], HOSTILE if name == HOSTILE else "Lu sur place"),
        "comments": None if small_one else _comments(framework, comments),
        "origins": pd.DataFrame({"territory": ["01004"], "campaign": ["2026"], "file": [file]}),
        "evidence": None if small_one else _evidence(leaves, HOSTILE if name == HOSTILE else ""),
        "agreement": None if small_one else _agreement(framework, answered, n, rng),
        "group_differences": None if small_one or len(groups) < 2 else _differences(answered, groups),
        "discussion": None if small_one else _discussion(answered, groups),
        "convergence": None if small_one else _convergence(previous, n),
    }
    of = {"territory": "01004", "campaign": "2026"}
    held = {name: table_of(name, tables.get(name), **of) for name in TABLES}
    return Review(framework, given, held).for_territory("01004")


def table_of(name: str, rows: Any, **of: str) -> pd.DataFrame:
    """A table of a review: rows that name some of its columns; the others hold `of`, or nothing in their kind.

    Rows that are tuples give the columns after territory and campaign, in their order.
    """
    kinds = TABLES[name].empty().dtypes
    plain = isinstance(rows, list) and rows and isinstance(rows[0], tuple)
    frame = pd.DataFrame(rows, columns=list(kinds.index)[2 : 2 + len(rows[0])] if plain else None)
    others = {column: of.get(column, NOTHING.get(str(kind), np.nan)) for column, kind in kinds.items()}
    frame = frame.assign(**{column: value for column, value in others.items() if column not in frame})
    return frame[list(kinds.index)].astype(kinds).reset_index(drop=True)


def _resemblance(framework: Framework, n: int) -> pd.DataFrame:
    """Answers of one person resemble each other as they usually do."""
    row = {"n": n, "n_criteria": len(framework.leaf_ids), "design_effect": 4.5, "worth": round(n / 4.5)}
    return pd.DataFrame([row | {"alpha": 0.83, "low": 0.74, "high": 0.9}])


def _reviewer(framework: Framework, nodes: pd.Series, reason: str) -> list[Any]:
    """A reviewer who rates every criterion one step below the respondents, or at the lowest level."""
    rows = []
    for node, score in nodes.dropna().items():
        reviewed = max(score - 25, 0)
        row = {"node": node, "kind": framework.kind(node), "n_common": len(framework.leaves_of(node))}
        row |= {"score": score, "reviewed": reviewed, "difference": reviewed - score}
        rows.append(row | {"reason": reason if node in framework.leaf_ids else ""})
    return rows


def _leaf_scores(leaves: list[str], answered: list[str], level: float, rng: np.random.Generator) -> pd.Series:
    values = np.clip(level + 22 * rng.standard_normal(len(leaves)), 0, 100).round(4)
    return pd.Series(values, index=leaves).where(pd.Index(leaves).isin(answered))


def _roll_up(framework: Framework, leaves: pd.Series) -> pd.Series:
    found = {OVERALL: np.nan, **{node.id: np.nan for node in framework.nodes}} | leaves.to_dict()
    for top in framework.top:
        below = leaves[list(framework.leaves_of(top.id))]
        if below.notna().mean() >= 0.5:
            found[top.id] = float(below.mean())
    tops = pd.Series([found[top.id] for top in framework.top])
    found[OVERALL] = float(tops.mean()) if tops.notna().mean() >= 0.5 else np.nan
    return pd.Series(found)


def _territory(name: str, kind: str) -> pd.DataFrame:
    row = {
        "territory": "01004",
        "name": name,
        "kind": kind,
        "departement": "01",
        "departement_name": "Ain",
        "epci": "" if kind == "epci" else "200000001",
        "epci_name": "" if kind == "epci" else "Communauté de communes des Étangs-Fictifs",
        "population": 1234,
        "stratum": "epci" if kind == "epci" else "1000-3499",
    }
    return pd.DataFrame([row])


def _participation(groups: dict[str, tuple[int, int | None]], kept: tuple[str, ...]) -> list[Any]:
    colleges = {"others": "agents+habitants+partenaires", "all": "elus+agents"}
    return [
        {"campaign": c, "group": g, "colleges": colleges.get(g, g), "n_respondents": n, "invited": invited}
        for c in kept
        for g, (n, invited) in groups.items()
    ]


def _level(value: float) -> Any:
    return pd.NA if np.isnan(value) else int(min(value // 25, 4))


def _scores(framework: Framework, nodes: pd.Series, excluded: tuple[str, ...], n: int, campaign: str) -> pd.DataFrame:
    rows = []
    for node, value in nodes.items():
        status = "not_applicable" if node in excluded else "insufficient" if np.isnan(value) else "scored"
        half = 4 + 30 / n
        row = {"campaign": campaign, "node": node, "kind": framework.kind(node), "status": status, "score": value}
        row |= {"low": max(value - half, 0), "high": min(value + half, 100), "level": _level(value)}
        rows.append(row | {"coverage": 0.0 if np.isnan(value) else 1.0, "n_respondents": n})
    return pd.DataFrame(rows)


def _group_scores(
    answered: list[str], leaves: pd.Series, groups: dict[str, Any], rng: np.random.Generator
) -> list[Any]:
    rows = []
    for criterion in answered:
        for group, (n, _) in groups.items():
            value = float(np.clip(leaves[criterion] + 12 * rng.standard_normal(), 0, 100))
            if rng.random() > 0.06:
                row = {"group": group, "colleges": group, "criterion": criterion, "n": n, "score": value}
                rows.append(row | {"lower_median": _level(value)})
    return rows


def _answers(
    leaves: list[str], answered: list[str], excluded: tuple[str, ...], n: int, rng: np.random.Generator
) -> list[Any]:
    rows = []
    for leaf in leaves:
        unknown = int(rng.integers(0, 4)) if leaf in answered else n
        out = n if leaf in excluded else 0
        rated = n - unknown if leaf in answered else 0
        row = {"criterion": leaf, "n_rated": rated, "n_unknown": unknown - out, "n_not_applicable": out}
        rows.append(row | {"n_not_asked": 0, "not_applicable": leaf in excluded, "declared": leaf in leaves[::3]})
    return rows


def _level_counts(answered: list[str], leaves: pd.Series, n: int, rng: np.random.Generator) -> list[Any]:
    rows = []
    for leaf in answered:
        counts = rng.multinomial(n, rng.dirichlet(np.ones(5) + 3 * (np.arange(5) == leaves[leaf] // 25)))
        rows += [{"criterion": leaf, "level": level, "count": int(count)} for level, count in enumerate(counts)]
    return rows


def _gaps(framework: Framework, nodes: pd.Series, target: float) -> list[Any]:
    rows = []
    leaves = {leaf: max(target - nodes[leaf], 0) for leaf in framework.leaf_ids}
    total = np.nansum(list(leaves.values())) or np.nan
    for node, value in nodes.items():
        below = [leaves[leaf] for leaf in framework.leaves_of(node)]
        shortfall = float(np.nanmean(below)) if np.isfinite(below).any() else np.nan
        row = {"node": node, "kind": framework.kind(node), "target": target, "net_gap": target - value}
        row |= {"shortfall": shortfall, "weight": len(below) / len(leaves), "share": float(np.nansum(below) / total)}
        rows.append(row)
    return rows


def _groupings(framework: Framework, leaves: pd.Series) -> list[Any]:
    rows = []
    short = (75 - leaves).clip(lower=0)
    total = short.sum() or np.nan
    for grouping, tags in (("axis", framework.axes), ("principle", framework.principles), ("phase", framework.phases)):
        for tag in tags:
            field = {"axis": lambda n: (n.axis,), "principle": lambda n: n.principles, "phase": lambda n: n.phases}[
                grouping
            ]
            share, mine = 0.0, []
            for node in framework.leaves:
                if tag.id in field(node):
                    mine.append(node.id)
                    share += np.nan_to_num(short[node.id]) / len(field(node))
            row = {"grouping": grouping, "id": tag.id, "n_criteria": len(mine), "score": leaves[mine].mean()}
            rows.append(row | {"shortfall": short[mine].mean(), "share": share / total})
    return rows


def _priorities(framework: Framework, nodes: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    found = []
    for ids in dict.fromkeys((framework.top_ids, framework.leaf_ids)):
        short = (75 - nodes[list(ids)]).clip(lower=0).dropna()
        order = short.rank(ascending=False, method="min").astype(int)
        p_top3 = np.clip(1.15 - 0.22 * order + 0.05 * rng.standard_normal(len(order)), 0, 1).where(order < 7, 0.0)
        frame = pd.DataFrame({"node": short.index, "priority": short.to_numpy() / len(ids), "rank": order.to_numpy()})
        frame["kind"] = [framework.kind(node) for node in short.index]
        frame["low"], frame["high"] = frame["priority"] * 0.7, frame["priority"] * 1.4
        frame["p_first"], frame["p_top3"] = (p_top3 * 0.4).to_numpy(), p_top3.to_numpy()
        frame["always_top3"] = np.select([p_top3 >= 1, p_top3 <= 0], ["always", "never"], "sometimes")
        found.append(frame)
    return pd.concat(found)


def _sensitivity(nodes: pd.Series) -> pd.DataFrame:
    value = nodes[OVERALL]
    ends = {"respondents": 4.1, "weights": 1.3, "both": 4.4}
    rows = [{"source": s, "low": value - half, "high": value + half} for s, half in ends.items() if not np.isnan(value)]
    table = pd.DataFrame(rows, columns=["source", "low", "high"])
    methods = {"source": "methods", "low": value - 0.8, "high": value + 0.9}
    table = pd.concat([table, pd.DataFrame([methods] if len(rows) else [], columns=table.columns)], ignore_index=True)
    share = table["source"].map({"respondents": 0.61, "weights": 0.24, "methods": 0.07})
    return table.assign(share=share, total=share + 0.05)


def _short(framework: Framework, nodes: pd.Series) -> pd.Series:
    """Shortfalls of the indicators that have a score, the largest first."""
    return (75 - nodes[list(framework.top_ids)]).clip(lower=0).dropna().sort_values(ascending=False, kind="stable")


def _priority_ranks(framework: Framework, nodes: pd.Series) -> list[Any]:
    rows = []
    ids = list(_short(framework, nodes).index)
    for place, node in enumerate(ids, start=1):
        taken = {rank: p for rank, p in ((place - 1, 0.2), (place, 0.7), (place + 1, 0.1)) if 1 <= rank <= len(ids)}
        total = sum(taken.values())
        rows += [{"node": node, "rank": rank, "probability": p / total} for rank, p in taken.items()]
    return rows


def _stability(framework: Framework, nodes: pd.Series) -> list[Any]:
    ids = list(_short(framework, nodes).index)
    rows = []
    for place, node in enumerate(ids, start=1):
        weight = 1 / len(ids)
        low, high = (0.8 * weight, 1.0) if place == 1 else (0.0, min(1.0, (1 + 0.3 * place) * weight))
        at_low = ids[1] if place == 1 and len(ids) > 1 else ""
        rows.append(
            (node, weight, low, high, at_low, "" if place == 1 else node, max(1, place - 2), min(place + 2, len(ids)))
        )
    return rows


def _recoding(framework: Framework, nodes: pd.Series) -> list[Any]:
    ids = list(_short(framework, nodes).index)
    return [(node, max(1, place - 1), min(place + (place > 1), len(ids))) for place, node in enumerate(ids, start=1)]


def _method_variations(framework: Framework, nodes: pd.Series) -> list[Any]:
    value, ids = nodes[OVERALL], list(_short(framework, nodes).index)
    names = ("as_set", "geometric_mean", "lower_median", "one_voice_each", "criteria_equal")
    rows = []
    for place, name in enumerate(names if not np.isnan(value) else ()):
        moved = value - 1.5 * place
        other = place == 4 and len(ids) > 1
        rows.append((name, moved, _level(moved), ids[1] if other else ids[0] if ids else "", 2.0 if other else 1.0))
    return rows


def _levels(framework: Framework, nodes: pd.Series) -> list[Any]:
    rows = []
    for node in (OVERALL, *framework.top_ids):
        value = nodes[node]
        if not np.isnan(value):
            reached = _level(value)
            for level in range(5):
                p = 0.87 if level == reached else 0.13 if level == (reached + 1 if reached < 4 else 3) else 0.0
                rows.append({"node": node, "level": level, "probability": p})
    return rows


def _findings(answered: list[str], leaves: pd.Series, n: int) -> pd.DataFrame:
    rows = []
    for leaf in answered:
        value = leaves[leaf]
        kind = "too_few" if n < 3 else "strength" if value >= 65 else "limit" if value < 38 else "unconfirmed"
        p_strength, p_limit = float(np.clip((value - 50) / 25, 0, 0.97)), float(np.clip((60 - value) / 25, 0, 0.99))
        rows.append({"criterion": leaf, "finding": kind, "p_strength": p_strength, "p_limit": p_limit, "value": value})
    table = pd.DataFrame(rows).sort_values("value")
    table["order"] = table.groupby("finding").cumcount() + 1
    strong = table["finding"] == "strength"
    table.loc[strong, "order"] = table.loc[strong, "value"].rank(ascending=False).astype(int)
    overall = table["value"].mean()
    table["p_above"] = np.clip((table["value"] - overall + 15) / 30, 0, 1)
    relative = np.select([table["p_above"] >= 0.9, table["p_above"] <= 0.1], ["asset", "brake"], "")
    return table.assign(place=table["order"], p_below=1 - table["p_above"], relative=relative)


def _desired(answered: list[str], leaves: pd.Series, n: int, rng: np.random.Generator) -> list[Any]:
    return [{"criterion": k, "score": min(leaves[k] + 8 + 25 * rng.random(), 100.0), "n": n - 2} for k in answered]


def _importance(framework: Framework, groups: dict[str, Any], rng: np.random.Generator) -> list[Any]:
    rows = []
    for group, (n, _) in groups.items():
        shared = 100 * rng.dirichlet(np.full(len(framework.top), 6.0))
        rows += [
            {"group": group, "indicator": top, "points": points, "n": n}
            for top, points in zip(framework.top_ids, shared, strict=True)
        ]
    return rows


def _importance_performance(framework: Framework, nodes: pd.Series, target: float) -> pd.DataFrame:
    rows = []
    for place, top in enumerate(framework.top_ids):
        value, points = nodes[top], 100 / len(framework.top_ids) + (-1) ** place
        row = {"indicator": top, "points": points, "least": points - 1, "most": points + 2, "score": value}
        reached = ("keep", "enough") if value >= target else ("act", "watch")
        row |= {"low": value - 5, "high": value + 5, "target": target, "quadrant": reached[place % 2]}
        rows.append(row | {"sure": abs(value - target) > 5})
    return pd.DataFrame(rows).dropna(subset=["score"])


def _peers(framework: Framework, nodes: pd.Series) -> list[Any]:
    return [
        {"node": node, "stratum": "1000-3499", "n_peers": 6, "median": 48.0 + i, "best_quartile": 60.0 + i}
        for i, node in enumerate((OVERALL, *framework.top_ids))
    ]


def _change(framework: Framework, nodes: dict[str, pd.Series]) -> list[Any]:
    rows = []
    for node in (OVERALL, *(each.id for each in framework.nodes)):
        old, new = nodes["2024"][node], nodes["2026"][node]
        if np.isnan(old) or np.isnan(new):
            continue
        ends = {"difference": new - old, "low": new - old - 9, "high": new - old + 9, "n_common": 2, "n_same": 0}
        row = {"node": node, "kind": framework.kind(node), "previous": old, "current": new}
        rows.append(row | ends | {"previous_campaign": "2024", "campaign": "2026"})
    return rows


def _roadmap(framework: Framework, leaves: pd.Series) -> dict[str, pd.DataFrame]:
    """A plan over three years, as the analysis would make it, for a territory of middling means."""
    if framework.scale is None:
        return {}
    levels = leaves.reindex(list(framework.leaf_ids)).to_numpy(dtype=float) / 25
    found = plan(candidate_actions(framework, levels), Means(staff_days=40.0, actions=6))
    actions, order = found.actions, np.zeros(len(found.actions), dtype=int)
    order[found.order] = np.arange(1, len(found.order) + 1)
    core = np.where(found.chosen, np.where(order % 2, 0.95, 0.6), 0.05)
    table = actions.table().drop(columns=["axis", "imposed"]).assign(
        order=order, planned=found.chosen, imposed=False, period=found.start, last_period=found.end,
        start=[f"{2026 + p}-01-01" if p else "" for p in found.start],
        end=[f"{2026 + p}-12-31" if p else "" for p in found.end],
        core=core, core_class=np.select([core >= 0.9, core <= 0.1], ["sure", "out"], "open"),
    )  # fmt: skip
    years = pd.DataFrame({"period": [1, 2, 3], "start": ["2027-01-01", "2028-01-01", "2029-01-01"],
                          "end": ["2027-12-31", "2028-12-31", "2029-12-31"]})  # fmt: skip
    years = years.assign(staff_days=found.loads.sum(axis=0), staff_days_available=40.0, cost=0.0, budget=np.nan)
    short = float(np.nanmean(np.maximum(75 - leaves, 0))) if leaves.notna().any() else 0.0
    summary = {"n_actions": int(found.chosen.sum()), "n_candidates": len(actions), "most_actions": 6.0, "cost": 0.0}
    summary |= {"staff_days": float(actions.staff_days[found.chosen].sum()), "means_stated": False, "gap": 0.0}
    summary |= {"closed": found.closed, "shortfall": short, "kept": 0.87, "price": 0.02, "settled": 1.0, "n_draws": 200}
    amounts = frontier(actions, found.means, factors=(0.0, 0.5, 1.0, 1.5, 2.0, 3.0))
    return {
        "roadmap": table,
        "roadmap_periods": years.assign(closed=found.closed_by_period),
        "roadmap_summary": pd.DataFrame([summary]),
        "roadmap_frontier": amounts.table().assign(of="staff_days", in_force=amounts.at),
        "roadmap_limits": None,
    }


def _planned(framework: Framework, scores: dict[str, pd.Series]) -> list[Any]:
    rows = []
    said = (("up", "done"), ("reached", ""), ("same", "dropped"))
    for leaf, (moved, state) in zip(scores["2026"].dropna().index, said, strict=False):
        before, now = scores["2024"][leaf], scores["2026"][leaf]
        row = {"action": f"{leaf}-2", "criterion": leaf, "to_level": 2, "state": state, "moved": moved}
        row |= {"previous": before, "current": now, "difference": now - before, "low": 1.0, "high": 9.0}
        rows.append(row | {"previous_campaign": "2024"})
    return rows


def _evidence(leaves: list[str], hostile: str) -> list[Any]:
    return [
        (leaves[0], "PLU approuvé", "https://example.org/plu.pdf", "2024-03-12"),
        (leaves[0], "Délibération", "n° 2024-17", ""),
        (leaves[-1], hostile or "Bilan annuel", "javascript:alert(1)", ""),
    ]


def _agreement(framework: Framework, answered: list[str], n: int, rng: np.random.Generator) -> pd.DataFrame:
    rows = [
        {"scope": "criterion", "node": leaf, "group": "all", "statistic": name, "value": value, "n": n}
        for leaf in answered
        for name, value in zip(("ordinal_consensus", "within_group_agreement"), rng.uniform(0.4, 1, 2), strict=True)
    ]
    rows.append({"scope": "all", "node": framework.depth_names[-1], "group": "all", "n": n})
    rows[-1] |= {"statistic": "krippendorff_alpha", "value": 0.31}
    table = pd.DataFrame(rows)
    words = np.where(table["value"] >= 0.65, "shared", "divided")
    table["word"] = np.where(table["statistic"] == "ordinal_consensus", words, "")
    return table.assign(low=(table["value"] - 0.1).clip(lower=0), high=(table["value"] + 0.1).clip(upper=1))


def _differences(answered: list[str], groups: dict[str, Any]) -> pd.DataFrame:
    a, b = list(groups)[:2]
    rows = [
        {"criterion": leaf, "group_a": a, "group_b": b, "difference": 20.0 - place, "q_value": 0.02 * place}
        for place, leaf in enumerate(answered, start=1)
    ]
    table = pd.DataFrame(rows)
    return table.assign(low=table["difference"] - 12, high=table["difference"] + 12, p_value=table["q_value"] / 2)


def _discussion(answered: list[str], groups: dict[str, Any]) -> list[Any]:
    a, b = [*groups, *groups][:2]
    rows = [
        {"order": 1, "reason": "groups", "group_a": a, "group_b": b, "difference": 19.0, "consensus": 0.7},
        {"order": 2, "reason": "everyone", "group_a": "", "group_b": "", "difference": np.nan, "consensus": 0.41},
    ]
    return [{**row, "criterion": leaf, "n_tied": row["order"] - 1} for row, leaf in zip(rows, answered, strict=False)]


def _convergence(previous: bool, n: int) -> pd.DataFrame:
    rows = [
        ("current", "mean_consensus", 0.72, 0.66, 0.06, 0.01, 0.11),
        ("desired", "mean_consensus", 0.81, 0.80, 0.01, -0.03, 0.05),
        ("importance_rank", "kendall_w", 0.25, 0.20, 0.05, -0.10, 0.20),
        ("importance_weights", "mean_difference", 0.18, 0.12, 0.06, 0.01, 0.12),
    ]
    table = pd.DataFrame(rows, columns=list(TABLES["convergence"].columns)[2:9])
    if not previous:
        table[["previous", "change", "low", "high"]] = np.nan
    table = table.assign(value_low=table["value"] - 0.05, value_high=table["value"] + 0.05, n=n)
    return table.assign(previous_campaign="2024" if previous else "")


def _comments(framework: Framework, given: list[str] | None) -> list[Any]:
    if given is None:
        first, last = framework.leaf_ids[0], framework.leaf_ids[-1]
        rows = [
            (first, "Le diagnostic date de 2019 ; il mériterait une mise à jour."),
            (first, "On se parle davantage entre services depuis l’an dernier."),
            (last, "Le bulletin municipal est apprécié, mais les chiffres manquent."),
            ("overall", "Merci d’avoir posé la question."),
        ]
    else:
        rows = [(node, text) for text in given for node in (framework.leaf_ids[0], "overall", framework.top_ids[0])]
    return rows
