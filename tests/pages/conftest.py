"""Pages of the demonstration campaign, made once for all the tests that read them."""

import pytest

from revue_analytics.batches import BatchResult, batch, compare
from revue_analytics.campaign.bundled import bundled
from revue_analytics.review import open_review
from tests.sharing import Sharing, analysed

DEMO = bundled("examples") / "demo"
TYPICAL, FEW, EPCI = "00001", "00010", "000000012"  # a commune, one of three respondents, an intercommunality


@pytest.fixture(scope="session")
def demo_pages(sharing) -> dict[str, BatchResult]:
    """Three pages in each language, confidential since three respondents are too few, and the portfolio."""
    return both_languages(sharing, "pages", only=(TYPICAL, FEW, EPCI), together=True)


@pytest.fixture(scope="session")
def all_demo_pages(sharing) -> dict[str, BatchResult]:
    """Every page in each language, as HTML and as PDF."""
    return both_languages(sharing, "all-pages", formats=("html", "pdf"))


def both_languages(sharing: Sharing, name: str, *, together: bool = False, **options) -> dict[str, BatchResult]:
    """Make pages from the raw files, and from the same review those in English."""

    def make(out, language):
        made = batch(DEMO, out=out, language=language, private=True, **options)
        if together:
            with analysed(open_review(out / "review")):
                compare(DEMO, out=out, language=language, private=True)
        return made

    french = sharing.once(f"{name}-fr", lambda out: make(out, "fr"))
    with analysed(open_review(french.index.parent / "review")):
        return {"fr": french, "en": sharing.once(f"{name}-en", lambda out: make(out, "en"))}
