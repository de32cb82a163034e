"""The page of several territories seen together: a whole campaign, a group of it, or a few side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from revue_analytics.batches.index import PORTFOLIO, link_portfolio
from revue_analytics.batches.job import with_french
from revue_analytics.batches.plan import page_language
from revue_analytics.document.page.shell import page_for
from revue_analytics.errors import ReportError
from revue_analytics.exports.publishable import check_enough, check_pages_publishable
from revue_analytics.files import page_name, write_whole
from revue_analytics.notebooks.execute import NotebookFailed, execute
from revue_analytics.notebooks.render import render
from revue_analytics.progress import step

if TYPE_CHECKING:
    from revue_analytics.portfolios import Portfolio
    from revue_analytics.review import Opened

NOTEBOOK = "portfolio_review.ipynb"


def compare(
    campaign_folder: str | Path | Opened,
    *,
    codes: Sequence[str] | str = (),
    group: str = "",
    anonymous: bool | None = None,
    out: str | Path | None = None,
    language: str | None = None,
    private: bool = False,
    notebook: str | Path | None = None,
    fresh: bool = False,
) -> Path:
    """Write the page of several territories seen together and return its path.

    Parameters
    ----------
    campaign_folder
        The campaign folder, or one that is open.
    codes
        From two to six territories to be read side by side; all of the campaign, or of `group`, by default.
    group
        ``departement=01``, ``epci=…``, ``stratum=…`` or ``kind=…``: only these territories.
    anonymous
        Letters instead of names; by default as ``[portfolio] anonymous`` in ``revue.toml`` says.
    out, language, private, fresh
        As for `batch`; an index that is in the folder gets a link to the page of the whole campaign.
    notebook
        A notebook of your own, with the parameters of ``portfolio_review.ipynb``.

    Raises
    ------
    CampaignError
        The campaign cannot be read.
    UnknownTerritory
        A code or a group that the campaign has no answers for.
    MethodError
        Fewer than two codes or more than six, or a grouping that does not exist.
    ReportError
        The results may not be published and `private` is false, or the notebook failed.
    """
    from revue_analytics.campaign.bundled import bundled
    from revue_analytics.document.portfolio.front import portfolio_title
    from revue_analytics.portfolios import group_of, portfolio, side_by_side
    from revue_analytics.review import Opened

    opened = campaign_folder
    if not isinstance(opened, Opened):
        opened = Opened(opened, private=private, fresh=fresh)
    chosen = page_language(language, opened)
    codes = side_by_side(opened.known, codes)
    for code in codes:
        check_enough(code, opened.too_few, opened.threshold)
    group_of(opened.known[opened.known["territory"].isin(opened.published)], group)
    review = opened.review()
    check_pages_publishable(review, private)
    part = portfolio(review, codes=codes, group=group, anonymous=anonymous, language=chosen)
    folder = Path(out) if out else opened.folder / "reports"
    target = folder / _name(part)
    path = Path(notebook or bundled("notebooks") / NOTEBOOK)
    page = replace(page_for(review, chosen), territory=portfolio_title(part, chosen))
    with TemporaryDirectory(prefix="revue-") as saved:  # not beside the page: letters would lie next to names
        parameters = {
            "campaign": str(opened.folder.absolute()),
            "review": str(review.save(Path(saved) / "review")),
            "language": chosen,
            "group": group,
            "codes": ",".join(codes),
            "anonymous": "yes" if part.anonymous else "no",
        }
        try:
            with step("Pages"):
                done = execute(path.absolute(), parameters, folder=opened.folder.absolute())
        except NotebookFailed as error:
            message, cause = "cell {cell} ({source}): {cause}", with_french(error.cause)
            raise ReportError(message, cell=error.cell or 0, source=error.source, cause=cause) from error
        write_whole(target, render(done, page))
    link_portfolio(folder)
    return target


def _name(part: Portfolio) -> str:
    """Name the page by what it shows: ``portfolio.html``, ``portfolio-departement-01.html``, ``comparison.html``."""
    stem = "comparison" if part.chosen else PORTFOLIO.removesuffix(".html")
    words = [stem, part.group.by, part.group.value] if part.group.by and not part.chosen else [stem]
    name = "-".join([*words, "anonymous"] if part.anonymous else words)
    return f"{name}.html" if len(words) == 1 else page_name(name)
