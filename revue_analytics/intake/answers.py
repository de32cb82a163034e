"""Files of answers to `Ratings`: everything wrong is listed, and what an error touches is held back."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from revue_analytics.errors import Fault, InputError
from revue_analytics.framework import Framework
from revue_analytics.intake import file_rules, row_rules
from revue_analytics.intake.answer_files import Part, read_file
from revue_analytics.intake.codes import Declared
from revue_analytics.intake.days import campaigns_apart
from revue_analytics.intake.downloads import once_each
from revue_analytics.intake.findings import touched
from revue_analytics.intake.identity import WHO, Context
from revue_analytics.intake.people import CollegeReader
from revue_analytics.intake.scale import AnswerReader
from revue_analytics.intake.sources import SourceEntry, entries_of, file_names, unmatched
from revue_analytics.intake.vocabulary import vocabulary
from revue_analytics.tables import DEFAULT_COLLEGES, College, Ratings, Source, make_ratings
from revue_analytics.tables.ratings import PARTICIPANTS

COLUMNS = {
    "answers": [
        *("territory", "campaign", "respondent", "college", "criterion", "aspect"),
        *("level", "status", "evidence", "comment"),
    ],
    "importance": ["territory", "campaign", "respondent", "college", "indicator", "points"],
    "comments": ["territory", "campaign", "respondent", "college", "node", "comment"],
}
KEYS = {
    "answers": ["territory", "campaign", "respondent", "criterion", "aspect"],
    "importance": ["territory", "campaign", "respondent", "indicator"],
}


def read_ratings(
    paths: str | Path | Iterable[str | Path],
    framework: Framework,
    *,
    strict: bool = False,
    sources: Sequence[SourceEntry] = (),
    colleges: Sequence[College] = DEFAULT_COLLEGES,
    territories: pd.DataFrame | None = None,
    campaign: str | None = None,
    college: str | None = None,
    key: bytes = b"",
    forgotten: Collection[str] = (),
    folder: Path | None = None,
    campaigns: Sequence[tuple[str, date | None]] = (),
) -> Ratings:
    r"""Read files of answers: CSV, XLSX, ODS or Parquet, wide or long, as survey tools export them.

    Parameters
    ----------
    paths, framework
        The files, one or several; what was assessed.
    strict
        Raise on any error, instead of holding back the territories that it touches.
    sources
        What is known of files beyond their columns.
    colleges
        The groups of respondents there are, and the reviewers among them (`College.reviewer`), whose ratings are kept
        apart in `Ratings.reviewed`.
    territories
        The campaign's own table of territories; the official list of communes and EPCI completes it.
    campaign, college
        What files belong to that do not say it.
    key
        Makes the pseudonyms of respondents (see `revue_analytics.intake.people.opaque`).
    forgotten
        Pseudonyms of respondents to leave out.
    folder
        The campaign folder: files are named by their path in it.
    campaigns
        The campaigns that are declared, with their days: for what is said of files that name none.

    Returns
    -------
    Ratings
        `faults` lists everything wrong, `held_back` the territories whose answers were left out for it.

    Raises
    ------
    InputError
        If a file cannot be read at all, or lacks what all its rows need; with `strict`, for any error. It lists every
        fault of every file.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from revue_analytics.framework import load_framework
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.csv").write_text("code_insee;profil;vague;I1A;I1B\n01004;Élu;2026;3;NSP\n", "utf-8")
    ...     ratings = read_ratings(Path(folder, "a.csv"), load_framework())
    >>> ratings.table.loc[:1, ["territory", "college", "criterion", "level", "status"]].to_numpy().tolist()
    [['01004', 'elus', 'I1A', 3, 'rated'], ['01004', 'elus', 'I1B', <NA>, 'unknown']]
    """
    ratings = read_answers(
        paths,
        framework,
        sources=sources,
        colleges=colleges,
        territories=territories,
        campaign=campaign,
        college=college,
        key=key,
        forgotten=forgotten,
        folder=folder,
        campaigns=campaigns,
    )
    if any(stops(fault) or (strict and fault.is_error) for fault in ratings.faults):
        raise InputError(ratings.faults)
    return ratings


def read_answers(
    paths: str | Path | Iterable[str | Path],
    framework: Framework,
    *,
    sources: Sequence[SourceEntry] = (),
    colleges: Sequence[College] = DEFAULT_COLLEGES,
    territories: pd.DataFrame | None = None,
    campaign: str | None = None,
    college: str | None = None,
    key: bytes = b"",
    forgotten: Collection[str] = (),
    folder: Path | None = None,
    campaigns: Sequence[tuple[str, date | None]] = (),
) -> Ratings:
    """Read files of answers as `read_ratings` does, and raise nothing: `stops` tells a fault of a whole file.

    Where there is one, no answer is kept; who took part in the other files is.
    """
    listed = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    context = Context(
        vocabulary(framework),
        AnswerReader(framework),
        CollegeReader(colleges),
        Declared.of(territories),
        campaign or "",
        college or "",
        key,
        frozenset(forgotten),
        tuple(campaigns),
    )
    reviewers = frozenset(each.id for each in colleges if each.reviewer)
    faults: list[Fault] = unmatched(listed, sources, folder)
    parts: list[Part] = []
    digests: dict[str, str] = {}
    for path, name, former in zip(listed, file_names(listed, folder), file_names(listed), strict=True):
        digest = _digest(path)
        if digest and digest in digests.values():
            other = next(name for name, known in digests.items() if known == digest)
            faults.append(Fault(file_rules.SAME_FILE, file=name, details={"other": other}))
            continue
        digests[name] = digest
        entries, wrong = entries_of(path, sources, folder)
        faults += wrong
        file = path.relative_to(folder).as_posix() if folder else _from_campaign(path)
        parts += [part for entry in entries for part in read_file(path, name, file, entry, context, former)]
    faults += campaigns_apart(
        [(part.name, part.path, part.days) for part in parts if part.days] if campaign else [], context.campaigns
    )
    repeated, held = once_each([part.submissions for part in parts if part.submissions is not None])
    parts = [part.counted() for part in parts]
    for part in parts:
        faults += part.faults()
        held |= touched(part.findings, part.reading.territory)
    faults += repeated
    if any(stops(fault) for fault in faults):
        nothing = pd.DataFrame(columns=COLUMNS["answers"])
        return make_ratings(framework, nothing, faults=faults, participants=_participants(parts, reviewers))
    tables = {name: _gathered(parts, name) for name in COLUMNS}
    for name, keys in KEYS.items():
        wrong, more = _across_files(tables[name], keys)
        faults += wrong
        held |= more
    kept = {name: table[~table["territory"].isin(held)][COLUMNS[name]] for name, table in tables.items()}
    read = {name: digest for name, digest in digests.items() if _is_read(name, parts)}
    return make_ratings(
        framework,
        kept["answers"],
        kept["importance"],
        kept["comments"],
        sources=[_source(name, _keyed(digest, key), parts, reviewers) for name, digest in read.items()],
        faults=faults,
        held_back=sorted(held),
        origins=_origins(tables.values(), held),
        reviewers=reviewers,
        participants=_participants(parts, reviewers),
    )


def stops(fault: Fault) -> bool:
    """Whether a fault of a file of answers leaves nothing to go on with: it is about no row and no territory."""
    return fault.is_error and fault.row is None and not fault.territory and not fault.cell


def _is_read(name: str, parts: Sequence[Part]) -> bool:
    return any(part.columns is not None for part in parts if part.name == name)


def _source(name: str, digest: str, parts: Sequence[Part], reviewers: Collection[str]) -> Source:
    """Say what a file gave."""
    mine = [part for part in parts if part.name == name]
    answers = [part.reading.answers for part in mine]
    columns = [part.columns for part in mine if part.columns is not None]
    nowhere = sorted(int(row) for part in mine for row in part.reading.territory.index[part.reading.territory == ""])
    return Source(
        name,
        digest,
        sum(int((table["status"] != "not_asked").sum()) for table in answers),
        ignored=tuple(dict.fromkeys(header for of in columns for header in of.ignored)),
        personal=tuple(dict.fromkeys(of.headers[k] for of in columns for k in of.personal)),
        n_respondents=_n_respondents(answers, reviewers),
        nowhere=tuple(nowhere),
    )


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, ``""`` if it cannot be read."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _keyed(digest: str, key: bytes) -> str:
    """Return a digest that only who has the campaign's key can make again; ``""`` without a key."""
    return hmac.new(key, digest.encode(), "sha256").hexdigest() if key and digest else ""


def _from_campaign(path: Path) -> str:
    """Return the path of a file as `revue.toml` writes it: from the folder ``data``, if it is in one."""
    parts = path.parts
    start = max((k for k, part in enumerate(parts[:-1]) if part == "data"), default=len(parts) - 1)
    return "/".join(parts[start:])


def _gathered(parts: Sequence[Part], name: str) -> pd.DataFrame:
    """Put what files gave under each other, with the file's name."""
    tables = [(part.reading.origin, getattr(part.reading, name)) for part in parts]
    filled = [table.assign(file=file) for file, table in tables if len(table)]
    columns = [*COLUMNS[name], "file"]
    return pd.concat(filled, ignore_index=True).reindex(columns=columns) if filled else pd.DataFrame(columns=columns)


def _n_respondents(answers: Iterable[pd.DataFrame], reviewers: Collection[str]) -> int:
    """Return how many people answered in a file; of one that only reviewers filled in, how many they are.

    The name of a file of few people is not published: it may bear theirs. So reviewers must not make few look many,
    and their own file is not a file of nobody.
    """
    people = {(who, college) for table in answers for who, college in table[["respondent", "college"]].to_numpy()}
    return len({who for who, college in people if college not in reviewers} or {who for who, _ in people})


def _origins(tables: Iterable[pd.DataFrame], held: set[str]) -> pd.DataFrame:
    """Say which files hold something of which territory."""
    keys = ["territory", "campaign", "file"]
    origins = pd.concat([table[keys] for table in tables], ignore_index=True).drop_duplicates()
    return origins[~origins["territory"].isin(held)].sort_values(keys, ignore_index=True)


def _participants(parts: Sequence[Part], reviewers: Collection[str]) -> pd.DataFrame:
    """List who took part, also where a fault holds the territory back, with the day when it was last heard of."""
    listed = [part.reading.who.assign(day=part.day.reindex(part.reading.who.index)) for part in parts]
    people = pd.concat([one for one in listed if len(one)] or [pd.DataFrame(columns=PARTICIPANTS)], ignore_index=True)
    known = (people[WHO] != "").all(axis=1) & ~people["college"].isin(reviewers)
    latest = people[known].assign(day=pd.to_datetime(people.loc[known, "day"])).sort_values("day", na_position="first")
    keys = ["territory", "campaign", "respondent"]
    return latest.drop_duplicates(keys, keep="last").sort_values(keys)


def _across_files(table: pd.DataFrame, key: list[str]) -> tuple[list[Fault], set[str]]:
    """Say what is in two files, and the territories it touches."""
    again = table.duplicated(key) if len(table) else pd.Series(dtype=bool)
    if not again.any():
        return [], set()
    first = table.drop_duplicates(key).set_index(key)["file"]
    repeated = table[again].assign(other=lambda t: first.loc[pd.MultiIndex.from_frame(t[key])].to_numpy())
    faults = [
        Fault(
            row_rules.ANSWERS_IN_TWO_FILES,
            file=str(file),
            territory=str(code),
            details={"n": len(group), "other": other},
        )
        for (file, other, code), group in repeated.groupby(["file", "other", "territory"])
        if file != other  # within a file, it has been said row by row
    ]
    return faults, set(repeated["territory"])
