"""Drawing until it is known."""

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import draw_until, rank_acceptability, sample_weights


def test_every_probability_of_a_ranking_is_known_to_the_precision_asked_for():
    x = [[1, 0], [0, 1], [0.6, 0.6]]

    def estimate(n, rng):
        return rank_acceptability(x, sample_weights("uniform", 2, n, rng=rng)).rank_acceptability

    known = draw_until(estimate, precision=0.01, rng=np.random.default_rng(0), progress=False)
    assert known.reached
    assert known.precision <= 0.01
    assert known.probability[:, 0] == pytest.approx([0.4, 0.4, 0.2], abs=0.015)


def test_a_share_of_zero_after_few_draws_does_not_pass_for_certain():
    known = draw_until(
        lambda n, rng: np.zeros(3), precision=0.01, batch=50, rng=np.random.default_rng(0), progress=False
    )
    assert known.n_draws > 150


def test_it_stops_at_the_most_draws_allowed_and_says_so(capsys):
    known = draw_until(lambda n, rng: [0.5], precision=0.001, batch=100, most=300, rng=np.random.default_rng(0))
    assert (known.n_draws, known.reached) == (300, False)
    assert "draws" in capsys.readouterr().err


def test_an_estimate_that_changes_shape_is_refused():
    shapes = iter([1, 2, 3])
    with pytest.raises(MethodError, match="shape"):
        draw_until(lambda n, rng: np.full(next(shapes), 0.5), rng=np.random.default_rng(0), progress=False)
