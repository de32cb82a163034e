"""What three contributors write: a normalisation, a table of a review with its figure, a shape of survey export."""

from tests.contributing.trial import Edit

CATALOGUES = "revue_analytics/language/fr"

# --- a normalisation -------------------------------------------------------------------------------------------------

METHODS = "revue_analytics/methods/normalisation.py"
DECLARED = """@declare(
    sentence="Criteria are put on a scale from 0 to 100 by the logarithm of what is observed.",
    compares_units=True,
    range=(0.0, 100.0),
)
"""
ARRAYS = '@arrays(x="n m", direction="m", returns="n m")\n'
FUNCTION = '''def log_min_max(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Put each criterion on 0–100 by its logarithm: `min_max` of ``log(1 + x)``.

    Parameters
    ----------
    x
        (n, m) values, not negative, NaN where missing.
    direction
        (m,) of ±1, or one for all.

    Returns
    -------
    (n, m) array, 0 worst – 100 best.

    Raises
    ------
    MethodError
        A negative or infinite value, or a direction other than ±1.

    Examples
    --------
    >>> log_min_max([[0.0], [9.0], [99.0]])
    array([[  0.],
           [ 50.],
           [100.]])
    """
    return min_max(np.log1p(_not_negative(np.asarray(x, dtype=np.float64), "log_min_max")), direction)


'''
NAMED = Edit(METHODS, '        "log_min_max": log_min_max,\n', at='        "borda": borda,\n')
NORMALISATION = {
    "function": Edit(METHODS, DECLARED + ARRAYS + FUNCTION, at="NORMALISATIONS = family("),
    "name": NAMED,
    "row": Edit(
        "docs/methods/normalisation.md",
        "| `log_min_max` | min–max of log(1 + x) | 0–100 | all units | for amounts over several orders of size |\n",
        at="| `distance_to_maximum` |",
    ),
    "French": Edit(
        f"{CATALOGUES}/methods.po",
        '\nmsgid "Criteria are put on a scale from 0 to 100 by the logarithm of what is observed."\n'
        'msgstr "Les critères sont portés sur une échelle de 0 à 100 selon le logarithme de ce qui est observé."\n',
    ),
    "middle": Edit(
        "tests/methods/test_normalisation.py", '    "log_min_max": (50.0, 50.0),\n', at='    "borda": (1.0, 0.0),\n'
    ),
    "test": Edit(
        "tests/methods/test_normalisation.py",
        """

def test_logarithms_put_the_middle_at_the_geometric_mean():
    assert NORMALISATIONS["log_min_max"]([[0.0], [3.0], [15.0]]).ravel() == pytest.approx([0.0, 50.0, 100.0])
""",
    ),
}

# --- a table of the review, its figure, its sentence, its section ----------------------------------------------------

TOPIC = '''"""What respondents do not know: of those who were asked, the share who say so, criterion by criterion."""

import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.marks import bars
from revue_analytics.document.kit.rows import nothing, row_height
from revue_analytics.document.kit.theme import themed
from revue_analytics.document.page.html import NOTHING, Figure, Html, Words, picture, plain_section
from revue_analytics.document.rows import figure_table
from revue_analytics.language import percent, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import first_row, floats, read_once


@read_once
def shares(review: TerritoryReview) -> pd.DataFrame:
    """Give the criteria of which a share is known, the least known first."""
    return review.now("unsure").dropna(subset=["share"]).sort_values("share", ascending=False, kind="stable")


def _names(review: TerritoryReview, language: str) -> list[str]:
    return names.numbered_labels(review.framework, shares(review)["criterion"], language)


def _texts(review: TerritoryReview, language: str) -> list[str]:
    return [percent(share, 0, language) for share in shares(review)["share"]]


def draw_unsure(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw a bar per criterion."""
    with themed():
        if shares(review).empty:
            return nothing(ax, unsure_sentence(review, language))
        return bars(ax, _names(review, language), floats(shares(review)["share"]), _texts(review, language))


def unsure_sentence(review: TerritoryReview, language: str) -> str:
    """Name the criterion that is least known."""
    _ = translator(language)
    if shares(review).empty:
        return _("Too few people answered for counts to be shown.")
    row = first_row(shares(review))
    name = names.node_label(review.framework, row.criterion, language)
    share = percent(row.share, 0, language)
    return _("Least known: {name} ({share} do not know).", name=name, share=share)


def _table(review: TerritoryReview, language: str) -> pd.DataFrame:
    head = names.column_head(review.framework, 2, language)
    return figure_table(head, _names(review, language), {translator(language)("Do not know"): _texts(review, language)})


def _layout(review: TerritoryReview, language: str) -> Layout:
    n = len(shares(review))
    return Layout(height=0.5 + max(n, 1) * row_height(n))


UNSURE_FIGURE = Drawing(draw_unsure, unsure_sentence, _table, _layout)


def unsure(review: TerritoryReview, language: str = "fr") -> Html:
    """Write what respondents do not know; nothing where no counts are shown."""
    if shares(review).empty:
        return NOTHING
    title = translator(language)("What respondents do not know")
    blocks = [
        Words(unsure_sentence(review, language), lead=True),
        Figure(picture(review, UNSURE_FIGURE, language, title)),
    ]
    return plain_section(review, language, "unsure", title, blocks)
'''
CELL = """  {
   "cell_type": "code",
   "execution_count": null,
   "id": "unsure",
   "metadata": {},
   "outputs": [],
   "source": [
    "sections.unsure(doc, language)"
   ]
  },
"""
BOOK = "tests/privacy/knowledge.py"
ANALYSIS, INDEX = "revue_analytics/review/analysis.py", "revue_analytics/document/sections.py"
TABLE = [
    Edit(
        "revue_analytics/review/tables.py",
        '    unsure = Table("Of those who were asked, how many do not know.", "territory campaign criterion share")\n',
        at="    level_counts = Table(",
    ),
    Edit(
        ANALYSIS,
        '        "unsure": _unsure(publish.answer_table(counts, ratings, threshold)),\n',
        at='        "level_counts": publish',
    ),
    Edit(
        ANALYSIS,
        '''def _unsure(answers: pd.DataFrame) -> pd.DataFrame:
    """Of those who were asked about a criterion, the share who do not know; of what is published of the answers."""
    asked = answers[["n_rated", "n_unknown", "n_not_applicable"]].sum(axis=1)
    return answers[["territory", "campaign", "criterion"]].assign(share=answers["n_unknown"] / asked.where(asked > 0))


''',
        at="def _agreement_tables(",
    ),
    Edit("revue_analytics/document/unsure.py", TOPIC),
    Edit(INDEX, "from revue_analytics.document.unsure import UNSURE_FIGURE, unsure\n", at="\n__all__ = ["),
    Edit(INDEX, '    "unsure",\n', at="]\n\nSECTIONS = ("),
    Edit(INDEX, "    unsure,\n", at="    annex_criteria,\n    annex_answers,\n    annex_method,"),
    Edit(INDEX, '    "unsure": UNSURE_FIGURE,\n', at='}\n"""Figures of a territory."""'),
    Edit(
        "notebooks/territory_review.ipynb",
        CELL,
        at='  {\n   "cell_type": "code",\n   "execution_count": null,\n   "id": "annex-criteria"',
    ),
    Edit(
        f"{CATALOGUES}/sections.po",
        """
msgid "Of those who were asked, how many do not know."
msgstr "Parmi les personnes interrogées, combien ne savent pas."

msgid "Least known: {name} ({share} do not know)."
msgstr "Le moins connu : {name} ({share} ne savent pas)."

msgid "What respondents do not know"
msgstr "Ce que les répondants ne savent pas"
""",
    ),
    Edit(
        "tests/pages/sources.py", '    "Least known": {"share": "unsure.share"},\n', at="    # Targets, priorities and"
    ),
    Edit(
        BOOK,
        '    "unsure": _columns(name=f"{_UNIT} criterion", follows="share"),\n',
        at='    "level_counts": _columns(',
    ),
]

# --- a shape of survey export ----------------------------------------------------------------------------------------

SHAPE = [
    Edit(
        "revue_analytics/intake/survey_tools.py",
        '    *("canal de dépôt", "navigateur déclaré"),  # Déposons\n',
        at="    # LimeSurvey\n",
    ),
    Edit(
        "revue_analytics/intake/survey_tools.py",
        '    *("numéro de dépôt unique",),  # Déposons\n',
        at=')\n"""Ids that no other submission anywhere bears',
    ),
    Edit(
        "tests/intake/test_survey_tools.py",
        """

def test_an_export_of_deposons_is_read_and_nothing_is_said_of_its_own_columns(read, answers):
    rows = ["code_insee;Canal de dépôt;Navigateur déclaré;Numéro de dépôt unique;I1A", "01004;web;aucun;d-1;3"]
    ratings = read("\\n".join(rows) + "\\n")
    assert answers(ratings) == EXPECTED
    assert not ratings.faults
""",
    ),
]
