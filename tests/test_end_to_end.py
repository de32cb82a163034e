"""From a file as it arrives to a page: the codes keep their zero and their letter, the number is the one by hand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from revue_analytics.review import open_review
from tests.factories import write_two_communes


def revue(*arguments, **environment):
    """Run the command as a user does; what it says is shown if it fails."""
    command = [Path(sys.executable).with_name("revue"), *map(str, arguments)]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """One resident in five says one level more on the first criterion, and nobody knows about the last."""
    return write_two_communes(tmp_path_factory.mktemp("campagne"))


@pytest.fixture(scope="module")
def batch(campaign):
    revue("batch", campaign)
    return campaign / "reports"


def by_hand(official, resident):
    """Both groups count equally; the last criterion rests on the officials alone."""
    plain = 25 * (official + resident) / 2
    first = 25 * (official + resident + 0.2) / 2
    last = 25 * official
    indicators = [(first + plain) / 2, *[plain] * 6, (plain + last) / 2]
    return sum(indicators) / 8


@pytest.mark.parametrize(
    ("code", "name", "levels"), [("01004", "Ambérieu-en-Bugey", (2, 1)), ("2A004", "Ajaccio", (4, 3))]
)
def test_page_of_a_commune(batch, code, name, levels):
    page = (batch / f"{code}.html").read_text(encoding="utf-8")
    assert name in re.search(r"<h1.*?</h1>", page, re.DOTALL).group()
    assert code in page
    assert f"{by_hand(*levels):.1f}".replace(".", ",") in page


def test_pages_are_named_by_the_codes(batch):
    assert {path.name for path in batch.glob("*.html")} == {"01004.html", "2A004.html", "index.html"}


@pytest.mark.parametrize(("code", "levels"), [("01004", (2, 1)), ("2A004", (4, 3))])
def test_review_holds_the_number_by_hand(batch, code, levels):
    scores = open_review(batch / "review").for_territory(code).now("scores").set_index("node")
    assert scores.loc["overall", "score"] == round(by_hand(*levels), 1)


def test_another_run_elsewhere_gives_the_same_bytes(campaign, batch, tmp_path):
    revue("batch", campaign, "--out", tmp_path, "--jobs", 1, LC_ALL="C", TZ="Asia/Tokyo")
    for path in sorted(batch.glob("*.html")):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
