"""The names people type: all there, and loaded only when used."""

import subprocess
import sys

import pytest

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from tests.factories import part_of


@pytest.mark.parametrize("name", ra.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    thing = getattr(ra, name)
    assert name == "__version__" or thing.__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'scores'"):
        _ = ra.scores


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, revue_analytics; print([m for m in sys.modules if m.split('.')[0] in set(sys.argv[1:])])"
    heavy = ["pandera", "matplotlib", "papermill", "nbconvert", "jsonschema", "babel", "pyarrow", "openpyxl", "scipy"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_round_as_the_readme_shows_it():
    campaign = part_of(ra.open_campaign(bundled("examples") / "demo"), "00001", "00003")
    scores = ra.score(campaign.ratings, campaign.methodology)
    assert scores.matrix("indicator").shape[1] == 8
    review = ra.analyse(campaign)
    territory = review.for_territory(review.codes[0])
    assert len(territory.now("priorities")) == 26
    assert ra.plot(territory).axes
    assert territory.name in ra.describe(territory, "en")
