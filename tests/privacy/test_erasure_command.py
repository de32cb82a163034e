"""`revue forget` and `revue score`, as a user types them; and a batch that opens no connection."""

import zipfile

import pytest
from click.testing import CliRunner

from revue_analytics.cli import program
from tests.privacy.test_personal_data import TWO_ROUNDS, export, folder_of, rounds

WHO = "jean.dupont@exemple.fr"


def run(*arguments, **options):
    return CliRunner().invoke(program, [str(a) for a in arguments], **options)


def test_forget_says_what_it_would_do_asks_and_does_it(tmp_path):
    folder = rounds(tmp_path)
    path = folder / "data" / "réponses.csv"
    tried = run("forget", folder, WHO, "--dry-run")
    assert tried.exit_code == 0 and "réponses.csv" in tried.output
    refused = run("forget", folder, WHO, input="n\n")
    assert refused.exit_code == 1
    assert path.read_text("utf-8") == TWO_ROUNDS
    done = run("forget", folder, WHO, input="o\n" if "[o" in refused.output else "y\n")
    assert done.exit_code == 0, done.output
    assert WHO not in path.read_text("utf-8")
    assert WHO not in done.output


def test_a_second_time_there_is_nothing_to_ask_and_the_status_is_0(tmp_path):
    folder = rounds(tmp_path)
    assert run("forget", folder, WHO, "--yes").exit_code == 0
    for options in ([], ["--yes"], ["--dry-run"]):
        again = run("forget", folder, WHO, *options)
        assert again.exit_code == 0, again.output
        assert "Il ne restait rien à effacer" in again.output or "Nothing was left to erase" in again.output


def test_what_is_left_over_is_named_and_the_status_is_1_without_the_id_in_the_message(tmp_path):
    folder = rounds(tmp_path)
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        archive.writestr(f"{WHO}.csv", TWO_ROUNDS)
    done = run("forget", folder, WHO, "--yes")
    assert done.exit_code == 1
    assert "export.zip" in done.output
    assert WHO not in done.output


def test_forgetting_nobody_is_a_message_and_a_status(tmp_path):
    result = run("forget", rounds(tmp_path), "personne", "--yes")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_scores_on_too_few_people_go_to_a_file_only_as_private(tmp_path):
    folder = folder_of(tmp_path / "c", export("google"))
    text = (folder / "revue.toml").read_text("utf-8").replace("comments = true", "threshold = 2")
    (folder / "revue.toml").write_text(text, "utf-8")
    out = tmp_path / "scores.csv"
    assert run("score", folder, "--out", out).exit_code == 1
    assert not out.exists()
    assert run("score", folder, "--out", out, "--private").exit_code == 0
    assert out.exists()


@pytest.mark.full
def test_a_batch_opens_no_connection(tmp_path):
    """The whole way from a file to pages, in processes that may open no socket but to themselves."""
    import os
    import subprocess
    import sys

    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(
        "import os, socket\n"
        "_connect = socket.socket.connect\n"
        "def connect(self, address):\n"
        "    local = self.family == socket.AF_UNIX or address[0] in ('127.0.0.1', '::1', 'localhost')\n"
        "    if not local:\n"
        "        open(os.environ['REVUE_GUARD'], 'a').write(repr(address) + chr(10))\n"
        "        raise OSError('no network here')\n"
        "    return _connect(self, address)\n"
        "socket.socket.connect = connect\n"
        "_look = socket.getaddrinfo\n"
        "def look(host, *args, **kw):\n"
        "    if host not in (None, '', '127.0.0.1', '::1', 'localhost'):\n"
        "        open(os.environ['REVUE_GUARD'], 'a').write(repr(host) + chr(10))\n"
        "    return _look(host, *args, **kw)\n"
        "socket.getaddrinfo = look\n",
        "utf-8",
    )
    folder = folder_of(tmp_path / "c", export("google"))
    log = tmp_path / "connections.txt"
    paths = os.pathsep.join([str(guard), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": paths, "REVUE_GUARD": str(log)}
    check = "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 9), 1)\nexcept OSError as e:\n    print(e)"
    guarded = subprocess.run([sys.executable, "-c", check], env=environment, capture_output=True, text=True)
    assert "no network here" in guarded.stdout
    log.unlink()
    command = [sys.executable, "-m", "revue_analytics.cli", "batch", str(folder), "--jobs", "2"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not log.exists(), log.read_text()
