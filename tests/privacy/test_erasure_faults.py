"""What an erasure meets that it cannot rewrite: named with a remedy, nothing half written, no traceback."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from revue_analytics.campaign import erase_respondent
from revue_analytics.campaign.erasure import writing
from revue_analytics.errors import CampaignError
from tests.privacy.packed import where
from tests.privacy.test_erasure import tree
from tests.privacy.test_erasure_command import run
from tests.privacy.test_erasure_formats import HEAD, ROWS, WHO, campaign

LINES = "\n".join(";".join(row) for row in [HEAD, *ROWS]) + "\n"
SEALED = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")


def workbook():
    book = openpyxl.Workbook()
    for row in [HEAD, *ROWS]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def folder_with(path, name, content):
    """A folder with answers of the person in a sound file, and something else beside it."""
    folder = campaign(path)
    (folder / "data" / "enquête.csv").write_text(LINES, "utf-8")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("data/ouvert.csv", LINES.replace("d’accord", '"ouvert').encode(), "quotes-open"),
        ("data/nul.csv", LINES.encode() + b"\0" * 100, "file-binary"),
        ("data/octet.csv", LINES.encode("cp1252", "replace") + b"\x81\x8d", "file-encoding"),
        ("data/protégé.xlsx", SEALED, "file-protected"),
        ("data/ancien.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"x", "file-old-excel"),
        ("data/coupé.xlsx", workbook()[:-400], "file-unreadable"),
        ("data/coupé.parquet", b"PAR1xxxx", "file-unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_left_and_the_others_are_written(name, content, code, tmp_path):
    folder = folder_with(tmp_path, name, content)
    result = run("forget", folder, WHO, "--yes")
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert Path(name).name in result.output and "→" in result.output
    assert WHO not in (folder / "data" / "enquête.csv").read_text("utf-8")
    assert (folder / name).read_bytes() == content
    assert code in {fault.rule.code for fault in erase_respondent(folder, WHO).left}


def test_a_zero_byte_in_a_cell_keeps_no_row_from_going(tmp_path):
    folder = folder_with(tmp_path, "data/nul.csv", LINES.replace("E-18;01004", "E-18;\x0001004").encode())
    erase_respondent(folder, WHO)
    content = (folder / "data" / "nul.csv").read_bytes()
    assert WHO.encode() not in content and b"E-18;\x0001004" in content


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_names_nobody(content, tmp_path):
    assert erase_respondent(folder_with(tmp_path, "data/vide.csv", content), WHO).left == ()


def test_a_folder_that_is_called_as_a_file_is_walked_through(tmp_path):
    folder = folder_with(tmp_path, "data/x.csv/dedans.csv", LINES.encode())
    assert erase_respondent(folder, WHO).left == ()
    assert where(folder, WHO) == []


def packed(content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("enquête.csv", content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("data/export.zip", packed(LINES), "respondent-in-archive"),
        (
            "lettre.docx",
            packed("<w:p><w:t>à</w:t></w:p><w:p><w:t>zoé.</w:t><w:b/><w:t>dupont@exemple.fr</w:t></w:p>"),
            "respondent-in-archive",
        ),
        ("export.csv.gz", gzip.compress(LINES.encode()), "respondent-in-archive"),
        (f"retours/{WHO}.txt", b"rien", "respondent-in-name"),
        ("notes.toml", f"a = 1\nqui = '{WHO}'\n".encode(), "respondent-in-settings"),
    ],
)
def test_what_is_not_rewritten_is_named_with_a_remedy_until_it_is_gone(name, content, code, tmp_path):
    folder = folder_with(tmp_path, name, content)
    for _ in range(2):
        result = run("forget", folder, WHO, "--yes")
        assert result.exit_code == 1
        assert [(fault.file, fault.rule.code) for fault in erase_respondent(folder, WHO).left] == [(name, code)]
    (folder / name).unlink()
    assert run("forget", folder, WHO, "--yes").exit_code == 0


def test_settings_are_named_with_the_line(tmp_path):
    folder = campaign(tmp_path)
    with (folder / "revue.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"# absent : {WHO}\n")
    line = len((folder / "revue.toml").read_text("utf-8").splitlines())
    (fault,) = erase_respondent(folder, WHO).left
    assert (fault.file, fault.details["where"]) == ("revue.toml", str(line))


def test_a_read_only_file_is_named_and_not_written(tmp_path):
    folder = folder_with(tmp_path, "data/autre.csv", LINES.encode())
    (folder / "data" / "autre.csv").chmod(0o444)
    (fault,) = erase_respondent(folder, WHO).left
    assert (fault.file, fault.rule.code) == ("data/autre.csv", "file-not-writable")
    assert (folder / "data" / "autre.csv").read_bytes() == LINES.encode()
    (folder / "data" / "autre.csv").chmod(0o644)
    assert erase_respondent(folder, WHO).left == ()
    assert where(folder, WHO) == []


@pytest.mark.parametrize("written", [0, 1])
def test_a_full_disk_changes_nothing(written, tmp_path, monkeypatch):
    folder = folder_with(tmp_path, "data/autre.csv", LINES.replace("son secret", "autre").encode())
    before = tree(folder)
    fsync, calls = os.fsync, []

    def full(handle):
        calls.append(handle)
        if len(calls) > written:
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(CampaignError, match=r"No space left on device.*nothing has been changed"):
        erase_respondent(folder, WHO)
    assert {name: content for name, content in tree(folder).items() if name != ".revue-key"} == before


def test_a_file_that_is_open_elsewhere_is_named_and_whole_and_the_others_are_written(tmp_path, monkeypatch):
    folder = folder_with(tmp_path, "data/autre.csv", LINES.encode())
    replace = Path.replace

    def locked(draft, path):
        if Path(path).name == "autre.csv":
            raise PermissionError(13, "Permission denied")
        return replace(draft, path)

    monkeypatch.setattr(Path, "replace", locked)
    result = erase_respondent(folder, WHO)
    assert result.erased == ("data/enquête.csv",)
    assert [(fault.file, fault.rule.code) for fault in result.left] == [("data/autre.csv", "file-not-writable")]
    assert (folder / "data" / "autre.csv").read_bytes() == LINES.encode()
    assert not list(folder.rglob(f"{writing.DRAFT}*"))


def test_drafts_of_an_erasure_that_was_killed_are_cleared(tmp_path):
    folder = folder_with(tmp_path, f"data/{writing.DRAFT}abc", b"x")
    erase_respondent(folder, WHO)
    assert not list(folder.rglob(f"{writing.DRAFT}*"))


def test_what_is_packed_beyond_looking_into_is_said(tmp_path):
    folder = folder_with(tmp_path, "délibération.pdf", b"%PDF-1.7 x")
    (folder / ".git").mkdir()
    result = run("forget", folder, WHO, "--yes")
    assert result.exit_code == 0
    assert "délibération.pdf" in result.output and ".git" in result.output


# --- what was made from the answers -----------------------------------------------------------------------------


def page(generator):
    return f'<html><meta name="generator" content="{generator}">'.encode()


MADE = {
    "reports/01004.html": page("revue-analytics 1"),
    "pages/01004.html": page("revue-analytics 1"),
    "pages/manifest.csv": b"territory\n",
    "pages/review/review.json": b"{}",
    "pages/review/scores.parquet": b"x",
    "essais/bilan/review.json": b"{}",
    "essais/bilan/scores.parquet": b"x",
    "reports/01004.pdf": b"%PDF-1.7 revue-analytics",
    "reports/01004.ipynb": b'{"metadata": {"papermill": {}}}',
    "reports/manifest.csv": b"territory\n",
    "reports/manifest.parquet": b"x",
    "reports/.manifest.jsonl": b"{}",
    "reports/review/review.json": b"{}",
    "reports/review/scores.parquet": b"x",
    "reports/review/slices/a.bin": b"x",
    "reports/exports/review.xlsx": b"x",
    "reports/exports/review.ods": b"x",
    "reports/failed/01004.ipynb": b"{}",
}
KEPT = {
    "reports/README.md": b"x",
    "reports/runs.jsonl": b"{}",
    "reports/roadmap-01004.xlsx": b"x",
    "reports/autre.html": page("writer"),
    "essais/mien.ipynb": b'{"metadata": {"papermill": {}}}',
    "envoi/review.json": b"{}",
    "envoi/csv/scores.csv": b"territory\n",
    "envoi/lettre.txt": b"x",
    "exploration.ipynb": b'{"cells": [{"outputs": [{"output_type": "stream"}]}]}',
}


def test_what_was_made_with_the_answers_and_can_be_made_again_is_deleted(tmp_path):
    folder = folder_with(tmp_path, "notes.md", b"x")
    for name, content in {**MADE, **KEPT}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    planned = erase_respondent(folder, WHO, dry_run=True)
    assert all((folder / name).is_file() for name in MADE)
    done = erase_respondent(folder, WHO)
    assert done.removed == planned.removed
    assert done.removed == (
        *(
            "essais/bilan/",
            "pages/01004.html",
            "pages/manifest.csv",
            "pages/review/",
            "reports/.manifest.jsonl",
            "reports/01004.html",
            "reports/01004.ipynb",
        ),
        *("reports/01004.pdf", "reports/exports/", "reports/failed/", "reports/manifest.csv"),
        *("reports/manifest.parquet", "reports/review/"),
    )
    assert not [name for name in MADE if (folder / name).exists()]
    assert {name: (folder / name).read_bytes() for name in KEPT} == KEPT
    assert done.stale == (
        *("envoi/csv/", "envoi/review.json", "exploration.ipynb", "reports/autre.html", "reports/roadmap-01004.xlsx"),
    )
    assert erase_respondent(folder, WHO).nothing


def test_pages_made_afterwards_are_not_deleted_by_a_second_call(tmp_path):
    folder = folder_with(tmp_path, "notes.md", b"x")
    erase_respondent(folder, WHO)
    (folder / "reports").mkdir()
    (folder / "reports" / "01004.html").write_bytes(page("revue-analytics 1"))
    assert erase_respondent(folder, WHO).nothing
    assert (folder / "reports" / "01004.html").is_file()


def test_a_text_that_is_no_table_may_open_a_quotation_mark(tmp_path):
    folder = folder_with(tmp_path, "notes.txt", f'il a dit "bonjour à {WHO}\n'.encode())
    assert erase_respondent(folder, WHO).left == ()
    assert (folder / "notes.txt").read_text("utf-8") == 'il a dit "bonjour à […]\n'
