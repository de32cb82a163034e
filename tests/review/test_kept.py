"""A review is kept in the campaign folder without anybody's answers, and is found while nothing has changed."""

import gzip
import json
import os
import shutil
import sys
import time
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from revue_analytics.campaign import erase_respondent, open_campaign
from revue_analytics.campaign.files import KEPT
from revue_analytics.campaign.pseudonym_key import campaign_key
from revue_analytics.errors import CampaignError
from revue_analytics.review import Opened, analyse, cache, open_review
from revue_analytics.review.tables import DRAWN, TABLES
from tests.robustness.campaigns import wide

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
SETTINGS = """\
framework = "referentiel.yaml"

[look]
logo = "logo.svg"

"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Path:
    """A campaign folder with every kind of file that one can hold, and its review kept."""
    folder = wide(tmp_path_factory.mktemp("campaign"))
    text = (folder / "revue.toml").read_text("utf-8")
    head, tables = text.split("[[campaigns]]", 1)
    (folder / "revue.toml").write_text(f"{head}{SETTINGS}[[campaigns]]{tables}", "utf-8")
    source = Path(sys.modules["revue_analytics.framework"].__file__).parent / "revue.yaml"
    shutil.copy(source, folder / "referentiel.yaml")
    (folder / "logo.svg").write_bytes(LOGO)
    campaign_key(folder)
    (folder / ".revue-forgotten").write_text(f"r-{0:016x}\n", "utf-8")
    before = pd.read_csv(folder / "data" / "avant.csv", sep=";", dtype=str, keep_default_na=False)
    before.assign(code_insee="2A004").to_parquet(folder / "data" / "avant.parquet")
    with (folder / "revue.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[sources]]\nfile = "data/avant.parquet"\ncampaign = "2023"\n')
    Opened(folder).review()
    return folder


@pytest.fixture
def folder(origin, tmp_path) -> Path:
    """A copy of it, with what is kept and the key."""
    return Path(shutil.copytree(origin, tmp_path / "copy"))


def kept_in(folder: Path) -> list[Path]:
    return [path for path in (folder / KEPT).iterdir() if path.is_dir()]


def in_cell(path: Path, row: int, column: str, text: str) -> None:
    """Write a cell of a table with semicolons; the row is counted from 0."""
    table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    table.loc[row, column] = text
    table.to_csv(path, sep=";", index=False)


def assert_same(review, other) -> None:
    assert (dict(review.meta), review.framework.digest) == (dict(other.meta), other.framework.digest)
    for name in TABLES:
        pd.testing.assert_frame_equal(review.tables[name], other.tables[name], obj=name)


# ---- what is found again ---------------------------------------------------------------------------------------


def test_what_is_found_again_is_the_review_itself(folder):
    opened = Opened(folder)
    assert opened.is_kept
    assert_same(opened.review(), analyse(open_campaign(folder)))


def test_a_campaign_that_is_found_again_says_of_its_territories_what_it_said(folder):
    known, read = Opened(folder), Opened(folder, fresh=True)
    assert known.campaign is None and read.campaign is not None
    for name in ("answered", "published", "held_back", "too_few", "threshold", "language"):
        assert getattr(known, name) == getattr(read, name), name
    pd.testing.assert_frame_equal(known.territories, read.territories)


def test_the_private_review_is_another_and_both_stay(folder):
    assert not Opened(folder, private=True).is_kept
    Opened(folder, private=True).review()
    assert Opened(folder, private=True).is_kept and Opened(folder).is_kept


def test_asked_to_do_it_afresh_it_is_made_again(folder):
    (before,) = kept_in(folder)
    written = (before / "note.json").stat().st_mtime_ns
    opened = Opened(folder, fresh=True)
    assert not opened.is_kept
    opened.review()
    assert (before / "note.json").stat().st_mtime_ns > written
    assert Opened(folder).is_kept


def test_the_review_beside_the_pages_is_opened_only_where_there_are_no_answers_any_more(folder):
    older = Opened(folder).review()
    older.meta["title"] = "Une autre"
    older.save(folder / "reports" / "review")
    assert open_review(folder).meta["title"] == "Essai"
    assert open_review(folder / "reports" / "review").meta["title"] == "Une autre"
    shutil.rmtree(folder / "data")
    assert open_review(folder).meta["title"] == "Une autre"


# ---- whatever changes, it is another ---------------------------------------------------------------------------


def names_of(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and KEPT not in path.parts)
    return sorted(path.relative_to(folder).as_posix() for path in files)


def another_byte(path: Path) -> None:
    """Change one byte and keep size and time: a file is known by what it holds."""
    stat, content = path.stat(), path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_a_change_of_any_file_is_noticed(folder, tmp_path):
    names = names_of(folder)
    assert {"revue.toml", "referentiel.yaml", "logo.svg", ".revue-key", ".revue-forgotten"} <= set(names)
    assert len([name for name in names if name.startswith("data/")]) == 10
    for n, name in enumerate(names):
        copy = Path(shutil.copytree(folder, tmp_path / str(n)))
        assert Opened(copy).is_kept
        another_byte(copy / name)
        assert not Opened(copy).is_kept, name


def test_every_file_that_is_opened_is_among_those_whose_change_is_noticed(folder, monkeypatch):
    digested, opened, listening = set(), set(), True
    of_file = cache._of_file
    monkeypatch.setattr(cache, "_of_file", lambda path: digested.add(path.name) or of_file(path))

    def hear(event: str, words: tuple) -> None:
        if listening and event == "open" and isinstance(words[0], str) and str(folder) in words[0]:
            opened.add(words[0])

    sys.addaudithook(hear)  # there is no way to take it out again
    Opened(folder, fresh=True).review()
    listening = False
    read = {Path(path).name for path in opened if KEPT not in Path(path).parts}
    assert "reponses.csv" in read and "logo.svg" in read
    assert read - digested - {"logo.svg", ".revue-key"} == set()  # the picture is in the settings, the key in all


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "data" / "nouveau.csv").write_text("code_insee;college;I1A\n01004;elus;3\n"),
        lambda folder: (folder / "data" / "invites.csv").unlink(),
        lambda folder: (folder / "data" / "reponses.csv").rename(folder / "data" / "autres.csv"),
        lambda folder: (folder / "data" / "notes.docx").write_text("passed over, with a word"),
        lambda folder: (folder / "data" / "invites.csv").rename(folder / "data" / "sub.csv"),
        lambda folder: (folder / ".revue-forgotten").unlink(),
    ],
    ids=["new file", "file removed", "answers renamed", "file of another kind", "table renamed", "nobody forgotten"],
)
def test_a_file_more_or_less_or_under_another_name_is_noticed(folder, change):
    change(folder)
    assert not Opened(folder).is_kept


@pytest.mark.parametrize("name", ["package_digest", "versions"])
def test_another_version_of_the_software_is_noticed(folder, monkeypatch, name):
    monkeypatch.setattr(cache, name, lambda *_: "another")
    assert not Opened(folder).is_kept


def test_what_changes_while_it_is_read_is_not_kept_under_what_it_was(folder, monkeypatch):
    answers = folder / "data" / "reponses.csv"
    in_cell(answers, 0, "I1A", "4")
    before = answers.read_bytes()

    def open_late(*words, **options):
        in_cell(answers, 0, "I1A", "0")
        return open_campaign(*words, **options)

    monkeypatch.setattr("revue_analytics.campaign.open_campaign", open_late)
    Opened(folder).review()
    answers.write_bytes(before)
    assert not Opened(folder).is_kept


# ---- one territory's change is one territory's work --------------------------------------------------------------


def test_the_tables_that_can_be_settled_are_those_that_draws_make(folder):
    review = Opened(folder).review()
    assert set(DRAWN) <= set(TABLES)
    bare = analyse(open_campaign(folder), earlier=None, settled=review.codes)
    assert {name for name in TABLES if review.tables[name].size and not bare.tables[name].size} == {
        name for name in (*DRAWN, "planned_actions") if review.tables[name].size
    }


def another_line_end(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def remove_rows(path: Path, code: str) -> None:
    table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    table[table["code_insee"] != code].to_csv(path, sep=";", index=False)


@pytest.mark.parametrize(
    ("change", "settled"),
    [
        (lambda folder: in_cell(folder / "data" / "reponses.csv", 0, "I1A", "0"), {"2A004", "T-3"}),
        (lambda folder: in_cell(folder / "data" / "reponses.csv", 9, "importance_I1", "29"), {"2A004", "T-3"}),
        (lambda folder: in_cell(folder / "data" / "invites.csv", 0, "invites", "15"), {"2A004", "T-3"}),
        (lambda folder: in_cell(folder / "data" / "cibles.csv", 0, "cible", "60"), {"2A004", "T-3"}),
        (lambda folder: in_cell(folder / "data" / "decisions.csv", 0, "etat", "abandonnée"), {"2A004", "T-3"}),
        (lambda folder: in_cell(folder / "data" / "territoires.csv", 0, "population", "901"), {"01004", "2A004"}),
        (lambda folder: remove_rows(folder / "data" / "reponses.csv", "T-3"), {"01004", "2A004"}),
        (lambda folder: in_cell(folder / "data" / "cibles.csv", 1, "cible", "65"), set()),
        (lambda folder: in_cell(folder / "data" / "actions.csv", 0, "jours", "7"), set()),
        (lambda folder: another_line_end(folder / "data" / "poids.csv"), {"01004", "2A004", "T-3"}),
    ],
    ids=["answer", "points", "invited", "target", "state", "population", "territory", "all", "action", "line end"],
)
def test_after_a_change_the_review_is_what_it_would_be_afresh(folder, monkeypatch, change, settled):
    change(folder)
    handed = {}

    def watched(campaign, **options):
        handed.update(options)
        return analyse(campaign, **options)

    monkeypatch.setattr("revue_analytics.review.analyse", watched)
    opened = Opened(folder)
    review = opened.review()
    assert set(handed.get("settled", ())) == settled
    assert_same(review, analyse(open_campaign(folder)))
    assert Opened(folder).is_kept


# ---- discretion ------------------------------------------------------------------------------------------------


def test_nothing_is_kept_but_the_tables_of_a_review_and_the_list_of_territories(folder):
    (place,) = kept_in(folder)
    files = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    tables = {f"review/{name}.parquet" for name in TABLES} | {f"review/slices/{name}.arrow" for name in TABLES}
    assert files == {"note.json", "territories.parquet", "review/review.json", *tables}
    assert set(json.loads((place / "note.json").read_text())["content"]) == {"clean", "common", "own", "files"}


def test_no_digest_tells_which_file_it_is_of_without_the_key(folder):
    text = "".join(path.read_text("utf-8") for path in (folder / KEPT).rglob("*.json"))
    for name in names_of(folder):
        assert sha256((folder / name).read_bytes()).hexdigest() not in text, name


def test_what_is_wrong_in_the_answers_is_read_again_and_not_kept(folder):
    in_cell(folder / "data" / "reponses.csv", 0, "I1A", "Zyzzyva")
    first, again = Opened(folder), Opened(folder)
    first.review()
    again = Opened(folder)
    assert again.is_kept
    assert again.held_back == first.held_back == ("01004",)
    assert [fault.value for fault in again.faults if fault.is_error] == ["Zyzzyva"]
    assert not [path for path in (folder / KEPT).rglob("*") if path.is_file() and b"Zyzzyva" in path.read_bytes()]
    with pytest.raises(CampaignError):
        assert Opened(folder, strict=True).held_back


def test_only_the_owner_of_the_folder_can_look_into_it(folder):
    assert (folder / KEPT).stat().st_mode & 0o077 == 0
    assert (folder / KEPT / ".gitignore").read_text() == "*\n"


def test_whoever_is_forgotten_is_in_nothing_that_is_kept(folder):
    result = erase_respondent(folder, "reponses.csv:r3")
    assert f"{KEPT}/" in result.removed
    assert not (folder / KEPT).exists()
    assert not Opened(folder).is_kept


# ---- what is no use, is passed over ------------------------------------------------------------------------------


def spoil_note(place: Path, text: str) -> None:
    (place / "note.json").write_text(text, encoding="utf-8")


def spoil_seal(place: Path) -> None:
    note = json.loads((place / "note.json").read_text())
    note["content"]["own"] = dict.fromkeys(note["content"]["own"], "0")
    spoil_note(place, json.dumps(note))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda place: another_byte(place / "review" / "scores.parquet"),
        lambda place: (place / "review" / "scores.parquet").write_bytes(b""),
        lambda place: (place / "review" / "gaps.parquet").unlink(),
        lambda place: (place / "review" / "review.json").write_text("{"),
        lambda place: (place / "territories.parquet").write_bytes(gzip.compress(b"PAR1")),
        lambda place: (place / "more.parquet").write_bytes(b"PAR1"),
        lambda place: (place / "note.json").unlink(),
        *[lambda place, text=text: spoil_note(place, text) for text in ("", "null", "[]", "{}", '{"content": 1}')],
        lambda place: spoil_note(place, '{"seal": 1, "content": {}}'),
        spoil_seal,
        lambda place: (shutil.rmtree(place), place.write_text("a file")),
    ],
)
def test_what_is_not_whole_is_not_taken(folder, spoil):
    (place,) = kept_in(folder)
    spoil(place)
    assert not Opened(folder).is_kept


def test_what_is_not_whole_is_replaced(folder):
    (place,) = kept_in(folder)
    (place / "review" / "scores.parquet").unlink()
    Opened(folder).review()
    assert Opened(folder).is_kept


def test_what_another_campaign_kept_is_not_taken(folder, tmp_path):
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    (other / ".revue-key").write_text("ab" * 32 + "\n")
    shutil.rmtree(other / KEPT)
    Opened(other).review()
    (place,), (theirs,) = kept_in(folder), kept_in(other)
    shutil.rmtree(place)
    shutil.copytree(theirs, place)
    assert not Opened(folder).is_kept


def test_what_is_out_of_date_goes_and_so_does_what_was_left_half_written(folder):
    (old,) = kept_in(folder)
    killed, under_way = folder / KEPT / ".draft-killed", folder / KEPT / ".draft-under-way"
    killed.mkdir(), under_way.mkdir()
    os.utime(killed, (time.time() - 7200,) * 2)
    in_cell(folder / "data" / "reponses.csv", 0, "I1A", "0")
    Opened(folder).review()
    assert not old.exists() and not killed.exists()
    assert under_way.exists()


@pytest.mark.parametrize("instead", ["file", "link"])
def test_where_nothing_can_be_kept_all_goes_on_without(folder, tmp_path, instead):
    shutil.rmtree(folder / KEPT)
    if instead == "file":
        (folder / KEPT).write_text("in the way")
    else:
        (tmp_path / "elsewhere").mkdir()
        (folder / KEPT).symlink_to(tmp_path / "elsewhere")
    assert Opened(folder).review().codes == ("01004", "2A004", "T-3")
    assert not Opened(folder).is_kept
    assert instead == "file" or not list((tmp_path / "elsewhere").iterdir())


def test_two_at_once_do_not_disturb_each_other(folder):
    shutil.rmtree(folder / KEPT)
    one, two = Opened(folder), Opened(folder)
    assert_same(one.review(), two.review())
    reader = Opened(folder)
    in_cell(folder / "data" / "reponses.csv", 0, "I1A", "0")
    Opened(folder).review()  # takes away what the reader has opened
    assert_same(reader.review(), one.review())
