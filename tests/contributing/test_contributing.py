"""What CONTRIBUTING says of three tasks is enough to do them, and what is left out is named by a test that fails."""

import re

import pytest

from tests.contributing.contributions import ARRAYS, BOOK, DECLARED, METHODS, NORMALISATION, SHAPE, TABLE
from tests.contributing.trial import ROOT, Edit, Trial, try_all

FRENCH = "tests/wording/test_catalogues.py::test_every_english_text_has_its_french"
ROWS = "tests/methods/test_registry.py::test_every_method_by_name_has_a_row_in_the_documentation"
AXES = "tests/methods/test_arrays.py::test_every_public_function_declares_the_axes_of_the_arrays_that_it_takes"
ATTACKER = "tests/privacy/test_attacker.py::test_of_every_column_it_is_said_how_an_attacker_could_use_it"
OWN = "log_min_max or logarithms or in_the_documentation or declares_the_axes or has_its_french"
SCHEMA = "revue_analytics.review.schema", "data_schemas"

PAGE = Edit(
    "tests/document/test_unsure.py",
    """
import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from tests.factories import part_of
from tests.pages.walk import filled_in, strange
from tests.sharing import analysed


def test_the_page_shows_the_figure_and_its_numbers_are_those_of_the_review(tmp_path):
    folder = bundled("examples") / "demo"
    review = ra.analyse(part_of(ra.open_campaign(folder), "00001", draws=20))
    with analysed(review):
        page = ra.report(folder, "00001", out=tmp_path, language="en", progress=False)
    html = page.read_text(encoding="utf-8")
    assert '<h2 id="unsure">What respondents do not know</h2>' in html
    assert 'alt="Least known: ' in html
    numbers = filled_in(page, review.for_territory("00001"), "en")
    assert strange(numbers, review.for_territory("00001"), "en") == []
    assert any(number.sentence.startswith("Least known") for number in numbers)
""",
)
"""What the trial itself looks at; no file of the contribution."""


def without(part: str) -> list[Edit]:
    """The normalisation, registered by half."""
    return [edit for name, edit in NORMALISATION.items() if name != part]


def bare(decorator: str) -> list[Edit]:
    """The normalisation, its function without one of its decorators."""
    function = NORMALISATION["function"]
    return [Edit(METHODS, function.text.replace(decorator, ""), function.at), *without("function")]


TRIALS = {
    "normalisation": Trial(
        [*NORMALISATION.values()],
        [
            ROWS,
            AXES,
            FRENCH,
            "tests/methods/test_registry.py",
            "tests/methods/test_normalisation.py",
            METHODS,
            "-k",
            OWN,
        ],
    ),
    "no @declare": Trial(bare(DECLARED), [ROWS]),
    "no @arrays": Trial(bare(ARRAYS), [AXES]),
    "no French": Trial(without("French"), [FRENCH]),
    "no row": Trial(without("row"), [ROWS]),
    "table": Trial(
        [*TABLE, PAGE],
        [
            *(FRENCH, ATTACKER, PAGE.path, "tests/document/test_notebook.py", "tests/document/test_topics.py"),
            "tests/exports/test_exports.py::test_every_table_and_column_is_explained_in_both_languages",
            "tests/exports/test_exports.py::test_the_published_schema_is_current",
        ],
        runs=[SCHEMA],
    ),
    "no book": Trial([edit for edit in TABLE if edit.path != BOOK], [ATTACKER]),
    "shape": Trial(SHAPE, ["tests/intake/test_survey_tools.py", "-k", "deposons"]),
    "no shape": Trial(SHAPE[-1:], ["tests/intake/test_survey_tools.py", "-k", "deposons"]),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    return try_all(TRIALS, tmp_path_factory.mktemp("trials"))


@pytest.mark.parametrize("name", ["normalisation", "table", "shape"])
def test_a_contribution_that_does_what_is_said_passes(outcomes, name):
    assert outcomes[name].passed, outcomes[name].printed


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "no @declare",
            "normalisation: 'log_min_max' is registered by half, its declaration lacks sentence, compares_units, "
            "range; write @declare(sentence=…, compares_units=…, range=…) above its function",
        ),
        ("no @arrays", "write @arrays(…), the axes of its arguments and of its result, above the function of"),
        ("no @arrays", "log_min_max(x)"),
        ("no French", "no catalogue of revue_analytics/language/fr/ has the French of"),
        ("no French", "methods/normalisation.py: Criteria are put on a scale from 0 to 100 by the logarithm"),
        ("no row", "the table of docs/methods/normalisation.md has no row for ['log_min_max']"),
        ("no book", "'unsure.share'] tell an attacker: say it in tests/privacy/knowledge.py"),
        ("no shape", "AssertionError"),
    ],
)
def test_what_is_left_out_is_named(outcomes, name, sentence):
    assert not outcomes[name].passed
    assert sentence in outcomes[name].printed


PARAGRAPHS = {
    "A method": (NORMALISATION.values(), 4),
    "A table of the review": (TABLE, 8),
    "A shape of survey export": (SHAPE, 2),
}


@pytest.mark.parametrize("task", PARAGRAPHS)
def test_the_paragraph_names_every_file_and_there_are_few(task):
    edits, most = PARAGRAPHS[task]
    paths = {edit.path for edit in edits}
    assert len(paths) <= most
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paragraph = re.search(rf"^\*\*{task}\*\*.*?(?=^\*\*|^## )", text, re.M | re.S)[0]
    assert not [path for path in paths if not is_named(path, paragraph)], paragraph


def is_named(path: str, paragraph: str) -> bool:
    """Whether a text names a file, or the folder in which it stands."""
    names = [path, path.rpartition("/")[0] + "/"]
    names += [name.removeprefix("revue_analytics/") for name in names]
    return any(f"`{name}`" in paragraph for name in names)
