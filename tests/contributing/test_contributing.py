"""What CONTRIBUTING says of three tasks is enough to do them, and what is left out is named by a test that fails."""

import re
import tomllib

import pytest

from tests.contributing.contributions import ARRAYS, BOOK, DECLARED, METHODS, NORMALISATION, SHAPE, TABLE
from tests.contributing.trial import ROOT, Edit, Trial, try_all

FRENCH = "tests/wording/test_catalogues.py::test_every_english_text_has_its_french"
ROWS = "tests/methods/test_registry.py::test_every_method_by_name_has_a_row_in_the_documentation"
AXES = "tests/methods/test_arrays.py::test_every_public_function_declares_the_axes_of_the_arrays_that_it_takes"
ATTACKER = "tests/privacy/test_attacker.py::test_of_every_column_it_is_said_how_an_attacker_could_use_it"
OWN = "log_min_max or logarithms or in_the_documentation or declares_the_axes or has_its_french"
DRAWN = (
    "test_a_figure_draws_on_the_axes_given_returns_them_and_leaves_the_settings_as_they_were[unsure]",
    *(
        f"test_a_figure_has_one_sentence_with_its_message_and_a_table_with_its_data[{case}-unsure]"
        for case in ("usual", "unanswered")
    ),
)
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


def bare(decorator: str) -> Edit:
    """The function without one of its decorators."""
    function = NORMALISATION["function"]
    return Edit(METHODS, function.text.replace(decorator, ""), function.at)


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
    "no @declare": Trial([bare(DECLARED), NORMALISATION["name"]], [ROWS]),
    "by half": Trial([bare(ARRAYS), NORMALISATION["name"]], [AXES, FRENCH, ROWS]),  # three halves, a test for each
    "table": Trial(
        [*TABLE, PAGE],
        [
            *(FRENCH, ATTACKER, PAGE.path, "tests/document/test_notebook.py", "tests/document/test_topics.py"),
            "tests/exports/test_exports.py::test_every_table_and_column_is_explained_in_both_languages",
            "tests/exports/test_exports.py::test_the_published_schema_is_current",
            *(f"tests/figures/test_figures.py::{test}" for test in DRAWN),
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
        ("by half", "write @arrays(…), the axes of its arguments and of its result, above the function of"),
        ("by half", "log_min_max(x)"),
        ("by half", "no catalogue of revue_analytics/language/fr/ has the French of"),
        ("by half", "methods/normalisation.py: Criteria are put on a scale from 0 to 100 by the logarithm"),
        ("by half", "the table of docs/methods/normalisation.md has no row for ['log_min_max']"),
        ("no book", "'unsure.share'"),
        ("no book", "tell an attacker: say it in tests/privacy/knowledge.py"),
        ("no shape", "the column is not recognised and is not read"),
    ],
)
def test_what_is_left_out_is_named(outcomes, name, sentence):
    assert not outcomes[name].passed
    assert sentence in outcomes[name].printed


PARAGRAPHS = {
    "A method": (NORMALISATION.values(), 4),
    "A table of the review": (TABLE, 8),  # seven, and the book of the attacker
    "A shape of survey export": (SHAPE, 2),
}


@pytest.mark.parametrize("task", PARAGRAPHS)
def test_the_paragraph_names_every_file_and_there_are_few(task):
    edits, most = PARAGRAPHS[task]
    paths = {edit.path for edit in edits}
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paragraph = re.search(rf"^\*\*{task}\*\*.*?(?=^\*\*|^## )", text, re.M | re.S)[0]
    assert len(paths) <= most
    assert not [path for path in paths if not is_named(path, paragraph)], paragraph


FOLDERS = ("", "revue_analytics", "revue_analytics/document")


def test_every_file_and_folder_that_is_named_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+/[\w.-]*)`", text) + re.findall(r"`(\w+\.(?:py|toml|ipynb|yaml))`", text)
    named = {*named} - {"revue.toml", "build/docs"}  # of a campaign, and built
    assert not [name for name in named if not any((ROOT / folder / name).exists() for folder in FOLDERS)]


def test_the_floors_are_those_that_are_checked():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| (.*?) \|", text, re.M)
    told = {name for row in rows for name in names_of(row)}
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [layer.replace("revue_analytics.", "").split(" | ") for layer in contract[0]["layers"]]
    package = ROOT / "revue_analytics"
    assert told == {name for layer in layers for name in layer}
    order = [min(i for i, layer in enumerate(layers) if set(layer) & names) for names in map(set, map(names_of, rows))]
    assert order == sorted(order)
    there = {each.stem for each in package.iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()}
    assert there - told == {"__init__", "version", "papermill_engine"}


def names_of(row: str) -> list[str]:
    """The packages of a floor."""
    return re.findall(r"`(\w+)`", row)


def test_the_fixtures_that_tests_share_are_told_and_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = re.search(r"^\| fixture \|.*?\n\n", text, re.M | re.S)[0]
    told = {name for row in table.strip().splitlines()[2:] for name in names_of(row.split("|")[1])}
    homes = ("conftest.py", "office.py", "pages/browser.py", "pages/conftest.py")
    sources = "".join((ROOT / "tests" / home).read_text(encoding="utf-8") for home in homes)
    shared = re.findall(r"^@pytest\.fixture\(scope=\"session\"\)\ndef (\w+)\(", sources, re.M)
    assert told == set(shared) - {"sharing"}  # which the text above the table explains
    assert "def own_fork_server(" in sources and "`own_fork_server`" in table


def is_named(path: str, paragraph: str) -> bool:
    """Whether a text names a file, or the folder in which it stands."""
    names = [path, path.rpartition("/")[0] + "/"]
    names += [path.rpartition("/")[0] + "/<family>.py"]
    names += [name.removeprefix("revue_analytics/") for name in names]
    return any(f"`{name}`" in paragraph for name in names)
