"""The key of the pseudonyms and the list of who was erased: where one is not what it was, nobody is read again."""

import os

import pandas as pd
import pytest

from revue_analytics.campaign import erase_respondent, open_campaign
from revue_analytics.campaign.pseudonym_key import ERASED_FILE, KEY_FILE
from revue_analytics.intake.people import opaque
from tests.privacy.test_personal_data import TWO_ROUNDS, rounds
from tests.robustness.watching import run


def is_a_directory(path):
    path.mkdir()


def is_a_pipe(path):
    os.mkfifo(path)


def is_a_loop_of_links(path):
    path.symlink_to(path.name)


def is_a_link_to_what_never_ends(path):
    path.symlink_to("/dev/zero")


def cannot_be_read(path):
    path.symlink_to("/proc/self/mem")


def holds_broken_bytes(path):
    path.write_bytes(b"r-\xff\xfe\x00")


def is_cut(path):
    path.write_text("r-0123")


ODD = (is_a_directory, is_a_pipe, is_a_loop_of_links, is_a_link_to_what_never_ends, cannot_be_read, holds_broken_bytes)
MET = [*((spoil, "check") for spoil in (*ODD, is_cut)), *((is_a_pipe, command) for command in ("score", "forget"))]


def output_of(folder, command):
    words = ["E-7", "--yes"] if command == "forget" else []
    result = run(folder, command, *words)
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize(("spoil", "command"), MET)
def test_a_list_of_erased_respondents_that_cannot_be_read_stops_every_command(tmp_path, spoil, command):
    folder = rounds(tmp_path)
    open_campaign(folder)  # makes the key
    spoil(folder / ERASED_FILE)
    status, output = output_of(folder, command)
    assert status == 1
    assert "la liste des personnes effacées" in output
    assert "remettez le fichier d’origine" in output
    assert "E-7;01004" in (folder / "data" / "réponses.csv").read_text("utf-8")


@pytest.mark.parametrize(("spoil", "command"), MET)
def test_a_key_that_cannot_be_read_stops_every_command(tmp_path, spoil, command):
    folder = rounds(tmp_path)
    spoil(folder / KEY_FILE)
    status, output = output_of(folder, command)
    assert (status, "la clé des pseudonymes des répondants ne peut être lue" in output) == (1, True)


def test_no_new_key_is_made_where_people_were_erased_by_another(tmp_path):
    folder = rounds(tmp_path)
    erase_respondent(folder, "E-7")
    (folder / KEY_FILE).unlink()
    status, output = output_of(folder, "check")
    assert (status, "seraient lues de nouveau" in output) == (1, True)
    assert not (folder / KEY_FILE).exists()


def people(folder):
    """How many people are read, by the name of their file."""
    ratings = open_campaign(folder).ratings
    return {source.name: source.n_respondents for source in ratings.sources}


def with_erased(folder, id, prefix):
    """List a person as erased, by an id and what a version named the file."""
    open_campaign(folder)
    key = bytes.fromhex((folder / KEY_FILE).read_text())
    (folder / ERASED_FILE).write_text(opaque(pd.Series([id]), prefix, key)[0].iloc[0] + "\n")
    return folder


@pytest.mark.parametrize("name", ["2023/réponses.csv", "réponses.csv"])
def test_who_was_erased_by_the_name_that_a_file_had_in_an_earlier_version_is_not_read(tmp_path, name):
    folder = rounds(tmp_path)
    (folder / "data" / name).parent.mkdir(exist_ok=True)
    (folder / "data" / "réponses.csv").rename(folder / "data" / name)
    assert people(folder) == {name: 2}
    assert people(with_erased(folder, "E-7", "réponses")) == {name: 1}


def test_who_is_erased_from_a_file_takes_nobody_out_of_one_with_the_same_name_in_another_folder(tmp_path):
    folder = rounds(tmp_path)
    other = folder / "data" / "2023" / "réponses.csv"
    other.parent.mkdir()
    other.write_text(TWO_ROUNDS.replace("jean.dupont", "a.martin").replace("2023;2", "2023;4"), "utf-8")
    assert people(with_erased(folder, "E-7", "réponses")) == {"réponses.csv": 1, "2023/réponses.csv": 2}
