"""The demonstration, under the names that tests of a review give it."""

import pytest


@pytest.fixture
def campaign(demo):
    return demo


@pytest.fixture
def review(demo_review):
    return demo_review
