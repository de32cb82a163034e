"""What each territory aims at, and by when: from the general to the particular.

Letters: ``n`` territories, ``K`` leaves.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.methods.arrays import Floats

DEFAULT_TARGET = 75.0
"""Level 3 of the bundled scale, on 0–100."""

NOWHERE = -1  # no statement concerns the leaf


def leaf_targets(
    framework: Framework,
    territories: pd.DataFrame,
    targets: pd.DataFrame | None = None,
    default: float | Floats = DEFAULT_TARGET,
) -> Floats:
    """Target of each leaf for each territory.

    Parameters
    ----------
    territories
        (n) rows with ``territory`` and ``stratum``.
    targets
        Stated targets: ``territory`` and ``stratum`` (empty for all), ``node``, ``target`` on 0–100. A target of an
        inner node holds for all leaves below it.
    default
        Where nothing is stated: one for all, or (n, K), those of `desired_targets` for instance.

    Returns
    -------
    (n, K) targets on 0–100. The most particular statement wins: territory before stratum before all, then the leaf
    before the nodes above it.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> stated = pd.DataFrame({"territory": [""], "stratum": [""], "node": ["I5"], "target": [50.0]})
    >>> places = pd.DataFrame({"territory": ["01004"], "stratum": ["10000-49999"]})
    >>> leaf_targets(load_framework(), places, stated)[0, [9, 10, 11]]
    array([75., 50., 50.])
    """
    otherwise = np.broadcast_to(np.asarray(default, dtype=np.float64), (len(territories), len(framework.leaf_ids)))
    if targets is None or targets.empty:
        return otherwise.copy()
    stated = _stated(framework, territories, targets)
    return np.where(stated == NOWHERE, otherwise, targets["target"].to_numpy(dtype=np.float64)[stated])


def target_dates(
    framework: Framework, territories: pd.DataFrame, targets: pd.DataFrame | None = None, default: str = ""
) -> NDArray[np.object_]:
    """Day on which the target of each leaf is due: that of the very statement which gives the target.

    Parameters
    ----------
    framework, territories, targets
        As for `leaf_targets`; `targets` may hold ``due`` (``"2028-12-31"``, or empty).
    default
        Of the targets that are not stated.

    Returns
    -------
    (n, K) days, ``""`` where there is none. A statement without a day has none, whatever the others say.
    """
    if targets is None or targets.empty:
        return np.full((len(territories), len(framework.leaf_ids)), default, dtype=object)
    dates = targets["due"] if "due" in targets else pd.Series("", index=targets.index)
    return np.append(dates.to_numpy(dtype=object), default)[_stated(framework, territories, targets)]


def _stated(framework: Framework, territories: pd.DataFrame, targets: pd.DataFrame) -> NDArray[np.intp]:
    """(n, K) which row of `targets` speaks for each leaf of each territory; `NOWHERE` for none."""
    result = np.full((len(territories), len(framework.leaf_ids)), NOWHERE, dtype=np.intp)
    depth = {OVERALL: 0, **{node.id: node.depth for node in framework.nodes}}
    scope = 2 * (targets["territory"] != "") + (targets["stratum"] != "")
    order = np.lexsort([targets["node"].map(depth), scope])
    codes, strata = territories["territory"].to_numpy(), territories["stratum"].to_numpy()
    for position in order:
        row = targets.iloc[position]
        concerned = _among(codes, row["territory"]) & _among(strata, row["stratum"])
        leaves = framework.leaf_ids if row["node"] == OVERALL else framework.leaves_of(str(row["node"]))
        below = np.array([framework.leaf_ids.index(leaf) for leaf in leaves], dtype=np.intp)
        result[np.ix_(concerned, below)] = position
    return result


def _among(known: NDArray[np.object_], named: str) -> NDArray[np.bool_]:
    """(n,) which ones a statement means: those it names, or all."""
    return np.ones(len(known), dtype=bool) if named == "" else np.asarray(known == named)


def desired_targets(
    framework: Framework, units: pd.DataFrame, desired: pd.DataFrame, default: float = DEFAULT_TARGET
) -> Floats:
    """Targets that the respondents themselves set: the mean level they desire.

    Parameters
    ----------
    units
        (n) rows with ``territory`` and ``campaign``.
    desired
        ``territory``, ``campaign``, ``criterion``, ``score`` on 0–100: the table of that name of a review.
    default
        For criteria on which too few said what they desire.

    Returns
    -------
    (n, K) targets on 0–100.
    """
    keys = [name for name in ("territory", "campaign") if name in units and name in desired]
    wide = desired.pivot_table(index=keys, columns="criterion", values="score", observed=True)
    wanted = pd.MultiIndex.from_frame(units[keys]) if len(keys) > 1 else pd.Index(units[keys[0]])
    levels = wide.reindex(index=wanted, columns=list(framework.leaf_ids)).to_numpy(dtype=np.float64)
    return np.where(np.isnan(levels), default, levels)


def stratum_of(territories: pd.Series, strata: pd.Series) -> NDArray[np.object_]:
    """Stratum of each territory, ``""`` where it is not known; `strata` is indexed by code."""
    names = strata.reindex(territories.astype(str)).to_numpy(dtype=object)
    return np.where(pd.isna(names), "", names)


def as_targets(
    framework: Framework,
    units: pd.DataFrame,
    targets: float | Mapping[str, float] | pd.DataFrame,
    strata: pd.Series | None = None,
) -> tuple[Floats, NDArray[np.object_]]:
    """Targets as an analyst may give them -> (n, K) targets on 0–100, (n, K) days on which they are due.

    Parameters
    ----------
    units
        (n) rows with ``territory``.
    targets
        One number for all; a number per node, the leaf before the nodes above it (others have `DEFAULT_TARGET`); a
        table of targets as a campaign holds it; or the table ``desired`` of a review.
    strata
        Stratum of each territory, by its code, where targets differ by stratum.

    Raises
    ------
    MethodError
        A target out of 0–100, or of a node that the framework does not have.
    """
    territories = pd.DataFrame({"territory": units["territory"].astype(str)})
    territories["stratum"] = "" if strata is None else stratum_of(territories["territory"], strata)
    if isinstance(targets, pd.DataFrame) and {"criterion", "score"} <= set(targets):
        by_leaf = desired_targets(framework, units, targets)
        return by_leaf, np.full(by_leaf.shape, "", dtype=object)
    if isinstance(targets, pd.DataFrame):
        stated = targets.assign(**{name: "" for name in ("territory", "stratum") if name not in targets})
    else:
        by_node = targets if isinstance(targets, Mapping) else {OVERALL: float(targets)}
        stated = pd.DataFrame({"territory": "", "stratum": "", "node": list(by_node), "target": list(by_node.values())})
    known = [OVERALL, *(node.id for node in framework.nodes)]
    for node, target in zip(stated["node"], stated["target"], strict=True):
        if node not in known:
            raise MethodError(f"no target for {node!r}: not a node of the framework; expected {choices(node, known)}")
        if not 0 <= float(target) <= 100:
            raise MethodError(f"target of {node}: {target} is not between 0 and 100")
    return leaf_targets(framework, territories, stated), target_dates(framework, territories, stated)
