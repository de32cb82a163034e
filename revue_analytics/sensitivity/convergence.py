"""Draw until every probability that is reported is known well enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats
from revue_analytics.sensitivity.results import Tabled

TWO_SIDED_95 = 1.959963984540054


@dataclass(frozen=True, eq=False)
class Converged(Tabled):
    """Probabilities known to a precision.

    Attributes
    ----------
    probability, standard_error
        Arrays of the shape of what is estimated.
    precision
        Largest half-width of the 95 % intervals that is reached.
    n_draws
        Number of draws made.
    reached
        Whether the precision asked for is reached; otherwise the most draws allowed were made.
    seed
        The seed, if one was given.
    """

    probability: Floats
    standard_error: Floats
    precision: float
    n_draws: int
    reached: bool
    seed: int | None

    def table(self) -> pd.DataFrame:
        """Return one row per probability, in the order of the array laid flat."""
        table = pd.DataFrame({"probability": self.probability.ravel(), "standard_error": self.standard_error.ravel()})
        return table.assign(n_draws=self.n_draws)


def draw_until(
    estimate: Callable[[int, np.random.Generator], ArrayLike],
    *,
    precision: float = 0.01,
    rng: np.random.Generator | int,
    batch: int = 2000,
    most: int = 1_000_000,
    progress: bool = True,
) -> Converged:
    """Call for draws, batch after batch, until every probability is known to ± `precision` (95 %).

    Parameters
    ----------
    estimate
        ``(n_draws, rng) -> array``: shares of that many independent draws, always of the same shape.
    precision
        Half-width of the interval wanted for the least well known of them.
    rng
        A generator, or a seed (then recorded).
    batch, most
        Draws at a time; most draws in all.
    progress
        Whether to show a progress bar.

    Returns
    -------
    Converged

    Notes
    -----
    Two successes and two failures are added before the width is judged (Agresti & Coull 1998), so that a share of 0 or
    1 after few draws does not pass for certain.

    Examples
    --------
    >>> flip = lambda n, rng: [rng.binomial(n, 0.5) / n]
    >>> known = draw_until(flip, precision=0.02, rng=0, progress=False)
    >>> known.reached, known.n_draws, abs(float(known.probability[0]) - 0.5) < 0.03
    (True, 4000, True)
    """
    if not 0 < precision < 1 or batch < 1 or most < batch:
        raise MethodError("precision must lie between 0 and 1, batch be at least 1 and most at least batch")
    from tqdm import tqdm

    generator = np.random.default_rng(rng)
    n_made, summed = 0, np.zeros(())
    enough = int(np.ceil(0.25 * (TWO_SIDED_95 / precision) ** 2))
    with tqdm(total=min(enough, most), unit=" draws", disable=not progress) as bar:
        while True:
            share = np.asarray(estimate(batch, generator), dtype=np.float64)
            if n_made and share.shape != summed.shape:
                raise MethodError(f"the estimate has shape {share.shape}, it had {summed.shape}: expected the same")
            if not share.size or not ((share >= -1e-12) & (share <= 1.0 + 1e-12)).all():
                raise MethodError("the estimate must hold shares of draws, from 0 to 1, none missing")
            share = share.clip(0.0, 1.0)
            n_made, summed = n_made + batch, summed + batch * share
            bar.update(min(batch, bar.total - bar.n))
            guarded = (summed + 2.0) / (n_made + 4.0)
            width = float(np.max(TWO_SIDED_95 * np.sqrt(guarded * (1.0 - guarded) / (n_made + 4.0))))
            if width <= precision or n_made + batch > most:
                break
    probability = summed / n_made
    error = np.sqrt(probability * (1.0 - probability) / n_made)
    seed = int(rng) if isinstance(rng, (int, np.integer)) else None
    return Converged(probability, error, width, n_made, width <= precision, seed)
