"""The examples of the page on gaps run as they are printed."""

import doctest
from pathlib import Path


def test_examples_of_the_page_run():
    page = Path(__file__).parents[2] / "docs" / "gaps.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 10
    assert failed == 0
