"""Weights that the data suggest, by name or by a function of one's own.

They say how the criteria differ among these units, not how much they matter. None is ever negative.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.choice import Method, applied, check_result, name_of, resolve
from revue_analytics.methods.moments import units_by_criteria
from revue_analytics.methods.registry import family
from revue_analytics.methods.weighting.contrast import critic, entropy, merec, standard_deviation
from revue_analytics.methods.weighting.covariation import correlation_balanced, principal_components
from revue_analytics.methods.weighting.simplex import on_simplex

__all__ = ["DATA_WEIGHTINGS", "data_weights"]


@arrays(x="n m", returns="m")
def data_weights(choice: Method, x: ArrayLike) -> Floats:
    """Weights by a name of `DATA_WEIGHTINGS` or a function ``(n, m) -> (m,)`` of one's own, checked.

    Parameters
    ----------
    choice
        Name or function.
    x
        (n, m) values, higher is better.

    Returns
    -------
    (m,) weights that sum to one.

    Raises
    ------
    MethodError
        An unknown name; or a result of another shape, with a missing, infinite or negative weight, or all zero.

    Examples
    --------
    >>> data_weights(lambda x: x.max(axis=0), [[1.0, 2.0], [3.0, 1.0]])
    array([0.6, 0.4])
    """
    values = units_by_criteria(x)
    method = resolve(choice, DATA_WEIGHTINGS, "weighting")
    return on_simplex(check_result(choice, applied(choice, method, values), (values.shape[1],)), name_of(choice))


DATA_WEIGHTINGS = family(
    "weighting",
    {
        "entropy": entropy,
        "critic": critic,
        "merec": merec,
        "standard_deviation": standard_deviation,
        "principal_components": principal_components,
        "correlation_balanced": correlation_balanced,
    },
)
"""Each takes (n, m) values in which higher is better, alone, and gives (m,) weights."""
