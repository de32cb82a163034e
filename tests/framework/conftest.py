"""What the tests of the framework share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of small framework files."""
    return Path(__file__).parent / "data"
