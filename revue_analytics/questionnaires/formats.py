"""From a campaign folder to files of questions: one per college and territory asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from revue_analytics import geography
from revue_analytics.campaign.cross_checks import wrong_questionnaire
from revue_analytics.campaign.gathering import declared_territories
from revue_analytics.campaign.settings import Settings
from revue_analytics.campaign.settings_file import read_settings
from revue_analytics.errors import CampaignError, Fault, ReportError, UnknownTerritory
from revue_analytics.files import page_name, write_whole
from revue_analytics.framework import Framework, load_framework
from revue_analytics.intake.codes import Declared
from revue_analytics.progress import steps
from revue_analytics.questionnaires.value import Questionnaire
from revue_analytics.tables import College

OFFICIAL = re.compile(r"[0-9][0-9AB][0-9]{3}|[0-9]{9}")
MOST = 40  # respondents in one workbook: more would not print


def _xlsx(form: Questionnaire) -> bytes:
    from revue_analytics.questionnaires.workbook import workbook

    return workbook(form)


def _xlsform(form: Questionnaire) -> bytes:
    from revue_analytics.questionnaires.xlsform import xlsform

    return xlsform(form)


def _limesurvey(form: Questionnaire) -> bytes:
    from revue_analytics.questionnaires.limesurvey import limesurvey

    return limesurvey(form)


def _print(form: Questionnaire) -> bytes:
    from revue_analytics.questionnaires.paper import page

    return page(form).encode()


def _pdf(form: Questionnaire) -> bytes:
    from revue_analytics.questionnaires.paper import pdf

    return pdf(form)


FORMATS: Mapping[str, tuple[str, Callable[[Questionnaire], bytes]]] = {
    "xlsx": (".xlsx", _xlsx),
    "xlsform": ("_xlsform.xlsx", _xlsform),
    "limesurvey": ("_limesurvey.txt", _limesurvey),
    "print": (".html", _print),
    "pdf": (".pdf", _pdf),
}
"""Format → how the names of its files end, and what makes one."""


def questionnaire(
    folder: str | Path,
    format: str = "xlsx",
    *,
    language: str | None = None,
    college: str | None = None,
    territory: str | Iterable[str] | None = None,
    respondents: int = 1,
    out: str | Path | None = None,
) -> tuple[Path, ...]:
    """Write the questionnaires of a campaign folder.

    Parameters
    ----------
    folder
        The campaign folder: its framework, colleges, campaign and ``[questionnaire]`` say what is asked of whom.
    format
        ``"xlsx"`` (a workbook to fill in), ``"xlsform"`` (KoboToolbox, ODK), ``"limesurvey"`` (its tab-separated
        structure), ``"print"`` (a page), ``"pdf"``.
    language
        ``"fr"`` or ``"en"``; the campaign's by default.
    college
        Id of a college or of a reviewer, for a questionnaire of its own; ``"all"`` for one each. By default one for
        every respondent, where they say which college is theirs.
    territory
        Codes or names of the territories to make one for, filled in already. By default one, where respondents
        choose among those that the campaign declares, or write the code if it declares none.
    respondents
        How many people a workbook has places for, one column each.
    out
        Folder of the files; ``questionnaires`` in the campaign folder by default.

    Returns
    -------
    tuple
        The files written.

    Raises
    ------
    CampaignError
        `revue.toml` or the framework is wrong.
    UnknownTerritory
        A territory is neither in the official lists nor among those of the campaign.
    ReportError
        The format, the college or the number of respondents is not one.
    MissingExtra
        ``"pdf"`` without WeasyPrint.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from revue_analytics.campaign import init_campaign
    >>> made = questionnaire(init_campaign(mkdtemp()), college="all")
    >>> [path.name for path in made]
    ['elus_fr.xlsx', 'agents_fr.xlsx', 'habitants_fr.xlsx', 'partenaires_fr.xlsx']
    """
    if format not in FORMATS:
        message = "“{value}” is not a format of questionnaires: write one of {valid}"
        raise ReportError(message, value=format, valid=", ".join(FORMATS))
    if not 1 <= respondents <= MOST:
        message = "a questionnaire has places for 1 to {most} respondents, not {value}"
        raise ReportError(message, most=MOST, value=respondents)
    folder = Path(folder)
    settings = read_settings(folder)
    framework = load_framework(settings.framework)
    known = Declared.of(declared_territories(folder, settings, framework))
    form = build(settings, framework, language=language, respondents=respondents if format == "xlsx" else 1)
    form = replace(form, territories=_offered(known))
    codes = [territory] if isinstance(territory, str) else list(territory or [""])
    target = Path(out) if out is not None else folder / "questionnaires"
    ending, make = FORMATS[format]
    each = [replace(form, territory=code, territory_name=name) for code, name in _territories(codes, known)]
    wanted = [one for of in each for one in _for_colleges(of, settings.known_colleges, college)]
    files = {target / (_name(one) + ending): make(one) for one in steps("Questionnaires", wanted, len(wanted))}
    for path, content in files.items():
        write_whole(path, content)
    return tuple(files)


def build(
    settings: Settings, framework: Framework, *, language: str | None = None, respondents: int = 1
) -> Questionnaire:
    """Return what a campaign asks of everybody."""
    if faults := wrong_questionnaire(settings, framework):
        raise CampaignError(faults)
    asks = settings.questionnaire
    return Questionnaire(
        framework=framework,
        title=settings.title,
        language=language or settings.language,
        campaign=settings.campaigns[-1].id if settings.campaigns else "",
        colleges=settings.colleges,
        not_asked=asks.left_out(framework),
        desired=asks.desired,
        importance=asks.importance,
        evidence=asks.evidence,
        comments=asks.comments,
        respondents=respondents,
        closing=asks.closing,
        contact=asks.contact,
        privacy=asks.privacy,
        threshold=settings.disclosure.threshold,
        short=bool(asks.short),
        fictitious=settings.fictitious,
        accent=settings.look.accent,
        logo=settings.look.logo,
    )


def _for_colleges(form: Questionnaire, colleges: Iterable[College], college: str | None) -> Iterator[Questionnaire]:
    """Yield the questionnaire of each college asked for."""
    known = {each.id: each for each in colleges}
    if college is None:
        yield form
    elif college == "all":
        yield from (_of(form, each) for each in known.values())
    elif college in known:
        yield _of(form, known[college])
    else:
        message = "“{value}” is not a college of the campaign: write all, or one of {valid}"
        raise ReportError(message, value=college, valid=", ".join(known))


def _of(form: Questionnaire, college: College) -> Questionnaire:
    """Return the questionnaire of a college; a reviewer is asked for levels and evidence, a short one for levels."""
    own = replace(form, college=college)
    if college.reviewer:
        return replace(own, colleges=(college,), desired=False, importance=False)
    if own.is_short:
        return replace(own, desired=False, importance=False, evidence=False, comments=False)
    return own


def _territories(texts: Iterable[str], known: Declared) -> Iterator[tuple[str, str]]:
    """Yield the code and the name of each territory, official or declared by the campaign; a blank stays one."""
    for text in texts:
        reading = known.read(text)
        if not reading.code and reading.rule:
            raise UnknownTerritory("{fault}", fault=Fault(reading.rule, value=text, details=reading.details or {}))
        yield reading.code, known.label(reading.code)


def _offered(known: Declared) -> dict[str, str]:
    """Return what respondents choose their territory from, by code: its name, with its code where intake reads both."""
    both = {
        code: f"{name} ({code})" if OFFICIAL.fullmatch(code) else name for code, name in known.labels.items() if name
    }
    return dict(sorted(both.items(), key=lambda pair: geography.spellings(pair[1])))


def _name(form: Questionnaire) -> str:
    """Name a file: territory and college as far as they are given, and the language."""
    place = page_name(form.territory).removesuffix(".html") if form.territory else ""
    college = form.college.id if form.college else ""
    return "_".join(part for part in (place, college or "questionnaire", form.language) if part)
