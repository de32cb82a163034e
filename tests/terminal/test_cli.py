"""The command line: words in, one call, messages and an exit status out; never a traceback."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from revue_analytics import cli
from revue_analytics.errors import CampaignError, MethodError, MissingExtra, ReportError, UnknownTerritory
from revue_analytics.version import __version__
from tests.batches.conftest import DATA, FAULTY, make_review

COMMANDS = (
    "init",
    "questionnaire",
    "check",
    "follow",
    "score",
    "sensitivity",
    "report",
    "roadmap",
    "batch",
    "compare",
    "lab",
    "doctor",
)


def revue(*words: str, language: str = "fr") -> subprocess.CompletedProcess:
    environment = os.environ | {"REVUE_LANG": language, "PYTHONWARNINGS": "error", "COLUMNS": "100"}
    command = [sys.executable, "-m", "revue_analytics.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, encoding="utf-8")


@pytest.fixture
def run(opened, monkeypatch):
    """Run a command in this process, in English, on the small campaign."""
    monkeypatch.setattr(cli, "LANGUAGE", "en")
    monkeypatch.setattr(cli.program, "language", "en")
    monkeypatch.setattr(cli, "_", cli.translator("en"))

    def call(command: str, *words: str):
        return CliRunner().invoke(cli.program, [command, str(opened.campaign.folder), *words])

    return call


def test_help_is_in_french_and_lists_every_command():
    run = revue("--help")
    assert run.returncode == 0
    assert "Utilisation" in run.stdout
    assert "État de sortie\u00a0: 0 tout va bien" in " ".join(run.stdout.replace("\u00a0", "~").split()).replace(
        "~", "\u00a0"
    )
    for name in COMMANDS:
        assert f"\n  {name} " in run.stdout
        assert "Affiche cette aide." in revue(name, "--help").stdout


def test_help_is_in_english_where_the_language_is():
    assert "Usage: revue" in revue("--help", language="en").stdout


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "fr_FR", "LANG": "en_US"}, "fr"),
        ({"REVUE_LANG": "en", "LANG": "fr_FR"}, "en"),
        ({"REVUE_LANG": "xx", "LANG": "en_GB"}, "en"),
    ],
)
def test_the_language_follows_the_environment(environment, language):
    assert cli.spoken_language(environment) == language


def test_the_version():
    assert revue("--version").stdout.split()[-1] == __version__


def test_help_does_not_load_what_only_a_command_needs():
    program = (
        "import sys; from revue_analytics.cli import program\n"
        "heavy = {'matplotlib', 'papermill', 'nbconvert', 'pyarrow', 'scipy.stats', 'openpyxl', 'pandera', 'tqdm'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "no-such-folder"], "Dossier 'no-such-folder' n’existe pas."),
        (["bacth", "x"], "La commande 'bacth' n’existe pas."),
        (["batch"], "Il manque l’argument"),
        (["batch", ".", "--job", "2"], "--job"),
        (["batch", ".", "--jobs", "0"], "0"),
        (["batch", ".", "--lang", "de"], "'de'"),
    ],
)
def test_misuse_has_status_2_and_says_what_is_wrong(words, said):
    run = revue(*words)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_check_lists_every_fault_and_has_status_1(run):
    result = run("check")
    assert result.exit_code == 1
    assert "data/answers.csv\n  error      row 7, column I1A: “<b>7</b>” is not a level\n" in result.output
    assert "→ write a level from 0 to 4" in result.output
    assert "1 error, 0 warnings" in result.output
    assert "1 territory held back: 31555" in result.output


def test_check_of_a_folder_without_faults_has_status_0(run, opened):
    opened.campaign.faults, opened.campaign.held_back = (), ()
    result = run("check")
    assert result.exit_code == 0
    assert (
        result.output
        == "data/answers.csv    1,234  ratings\n4 territories, 96 answer sheets\n\nNothing wrong was found.\n"
    )


def test_a_campaign_that_cannot_be_opened_shows_its_faults(run, monkeypatch, opened):
    def refuse(folder, **_):
        raise CampaignError(opened.campaign.faults)

    monkeypatch.setattr("revue_analytics.campaign.open_campaign", refuse)
    for command in ("score", "batch"):
        result = run(command)
        assert result.exit_code == 1
        assert "is not a level" in result.output


def test_score_prints_a_table(run, opened):
    result = run("score")
    assert result.exit_code == 1  # one is held back, and named
    lines = result.stdout.splitlines()
    assert lines[0].split()[:3] == ["Code", "Campaign", "Territory"]
    line = next(line for line in lines if line.startswith("01004"))
    assert line.split()[-12:-8] == ["46.2", "42.2", "50.2", "Initiated"]
    assert "Held back because of faults in the data: 31555" in result.stderr


def test_sensitivity_prints_how_firm_each_result_is(run):
    result = run("sensitivity")
    assert result.exit_code == 1  # one is held back, and named
    head, *lines = result.stdout.splitlines()
    assert {"Low, other answers", "% due to weights", "First priority"} <= set(re.split(" {2,}", head))
    assert " 46.2 " in next(line for line in lines if line.startswith("01004"))
    assert "Held back because of faults in the data: 31555" in result.stderr


def test_score_writes_a_table_that_runs_nothing(run, opened, tmp_path):
    import openpyxl
    import pandas as pd

    opened.campaign.held_back, opened.campaign.faults = (), ()
    for name in ("scores.csv", "scores.xlsx"):
        assert run("score", "--out", str(tmp_path / name)).exit_code == 0
    text = pd.read_csv(tmp_path / "scores.csv", dtype=str, encoding="utf-8-sig")
    assert list(text["Code"]) == ["000000012", "01004", "2A004", "9Z001"]
    assert text["Territory"].iloc[-1] == '\'="1"+1 {{ 7*7 }} {x}'
    sheet = openpyxl.load_workbook(tmp_path / "scores.xlsx").active
    assert [cell.value for cell in sheet["A"]] == ["Code", "000000012", "01004", "2A004", "9Z001"]
    assert {cell.data_type for cell in sheet["C"]} == {"s"}
    assert abs(sheet["E3"].value - 46.1806) < 1e-9
    assert run("score", "--out", str(tmp_path / "scores.txt")).exit_code == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownTerritory("no such territory"), 2),
        (ReportError("no page"), 1),
        (CampaignError([]), 1),
        (OSError(28, "No space left on device", "reports/x.html"), 1),
        (MissingExtra("jupyterlab", "lab"), 1),
    ],
)
def test_every_foreseeable_error_is_a_message(run, monkeypatch, error, status):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("revue_analytics.batches.report", fail)
    result = run("report", "01004")
    assert result.exit_code == status
    assert "Traceback" not in result.output
    if isinstance(error, OSError) and error.filename:
        assert "reports/x.html: No space left on device" in result.output


def test_an_error_meant_for_programmers_stands_in_a_sentence_of_the_reader(run, monkeypatch):
    def fail(*_, **__):
        raise MethodError("at_least: the share is 2, expected 0 to 1")

    monkeypatch.setattr("revue_analytics.batches.report", fail)
    assert run("report", "01004").stderr == "at_least: the share is 2, expected 0 to 1\n"
    monkeypatch.setattr(cli.program, "language", "fr")
    said = run("report", "01004").stderr
    assert said == "les résultats ne peuvent pas être calculés ainsi\u00a0: at_least: the share is 2, expected 0 to 1\n"


def test_batch_sums_up_with_failures_grouped_by_cause(run, monkeypatch, tmp_path):
    from revue_analytics.batches import BatchResult, Failure

    failed = tuple(Failure(code, "ValueError: no", 4, "x = y", tmp_path / "n.ipynb") for code in ("2A004", "9Z001"))
    made = BatchResult(("01004",), failed, (), tmp_path / "index.html", {"UserWarning: old": ("01004",)})
    given = {}
    monkeypatch.setattr("revue_analytics.batches.batch", lambda folder, **options: given.update(options) or made)
    result = run("batch", "--only", "01004,2A004", "--only", "9Z001", "--jobs", "3", "--lang", "en", "--strict")
    assert result.exit_code == 1
    listed = "".join(f"    {code}  {tmp_path / 'n.ipynb'}\n" for code in ("2A004", "9Z001"))
    assert f"Failed: cell 4 (x = y): ValueError: no\n{listed}" in result.stderr
    assert "The notebooks of 01004 say:\n    UserWarning: old" in result.stderr
    assert result.stdout == f"1 page in 0 s, 2 failed, 0 held back\n{tmp_path / 'index.html'}\n"
    assert given["only"] == ["01004", "2A004", "9Z001"]
    assert (given["jobs"], given["language"], given["strict"], given["private"]) == (3, "en", True, False)
    assert (given["formats"], given["filters"], given["timeout"], given["keep_going"]) == (["html"], (), 600, True)


def test_batch_passes_on_what_it_is_told(run, monkeypatch, tmp_path):
    from revue_analytics.batches import BatchResult

    made = BatchResult((), (), (), tmp_path / "index.html", {}, unchanged=("01004",), left=("2A004", "9Z001"))
    given = {}
    monkeypatch.setattr("revue_analytics.batches.batch", lambda folder, **options: given.update(options) or made)
    chosen = ["--filter", "departement=01", "--filter", "stratum=a"]
    how = ["--force", "--timeout", "0", "--fail-fast", "--format", "html,pdf"]
    result = run("batch", *chosen, *how)
    assert given["filters"] == ("departement=01", "stratum=a")
    assert (given["force"], given["timeout"], given["keep_going"]) == (True, None, False)
    assert given["formats"] == ["html", "pdf"]
    assert result.stdout.startswith("0 pages in 0 s, 1 unchanged, 0 failed, 0 held back, 2 not begun\n")
    assert result.exit_code == 1


def test_ctrl_c_is_a_sentence_and_status_130(run, monkeypatch):
    def interrupted(folder, **_):
        raise KeyboardInterrupt

    monkeypatch.setattr("revue_analytics.batches.batch", interrupted)
    result = run("batch")
    assert result.exit_code == 130
    assert "run the same command again to go on" in result.stderr


def test_batch_has_status_0_if_all_is_done_and_1_if_a_territory_is_held_back(run, monkeypatch, tmp_path):
    from revue_analytics.batches import BatchResult

    for held_back, status in (((), 0), (("31555",), 1)):
        made = BatchResult(("01004",), (), held_back, tmp_path / "index.html", {})
        monkeypatch.setattr("revue_analytics.batches.batch", lambda folder, _made=made, **options: _made)
        assert run("batch").exit_code == status


def test_report_prints_the_path(run, opened):
    notebook = DATA / "small.ipynb"
    from revue_analytics import batches

    made = batches.report(opened.campaign.folder, "01004", notebook=notebook)
    assert made.name == "01004.html"


def test_doctor_says_what_is_installed_and_that_notebooks_run():
    run = revue("doctor")
    assert run.returncode in (0, 1)  # 1 while no notebook comes with the package
    assert f"revue-analytics  {__version__}" in run.stdout
    assert "exécute les carnets" in run.stdout
    assert run.stderr == ""


def test_lab_copies_the_exploration_notebook_once_and_starts_jupyterlab(run, monkeypatch, opened, tmp_path):
    from revue_analytics.terminal import installation

    started = []
    (tmp_path / installation.EXPLORATION).write_text("{}", encoding="utf-8")
    monkeypatch.setattr("revue_analytics.campaign.bundled.bundled", lambda name: tmp_path)
    monkeypatch.setattr(installation, "find_spec", lambda name: SimpleNamespace())
    monkeypatch.setattr(installation.subprocess, "call", lambda command, cwd, env: started.append((command, cwd)) or 0)
    assert run("lab").exit_code == 0
    notebook = opened.campaign.folder / installation.EXPLORATION
    assert notebook.read_text(encoding="utf-8") == "{}"
    notebook.write_text("mine", encoding="utf-8")
    assert run("lab").exit_code == 0
    assert notebook.read_text(encoding="utf-8") == "mine"
    assert started[0][0][1:3] == ["-m", "jupyterlab"]
    assert "--LabApp.extension_manager=readonly" in started[0][0]  # it asks nobody for extensions, updates or news
    assert started[0][0][-1] == installation.EXPLORATION
    monkeypatch.setattr(installation, "find_spec", lambda name: None)
    result = run("lab")
    assert result.exit_code == 1
    assert 'pip install "revue-analytics[lab]"' in result.output


def test_no_code_that_is_held_back_colours_the_terminal():
    from revue_analytics.terminal.faults import fault_list

    assert "\x1b" not in fault_list([], ["a\x1b[31m"])


def test_faults_are_grouped_by_file_with_errors_first():
    from revue_analytics.errors import Fault, Rule
    from revue_analytics.terminal.faults import fault_list

    note = Rule("note", "{value} was completed", "nothing to do", severity="warning")
    faults = [
        Fault(note, file="a.csv", row=2, value="1004", territory="01004"),
        Fault(FAULTY, file="b.csv", row=1, value="9"),
        Fault(FAULTY, file="a.csv", row=9, value="8"),
        Fault(FAULTY, value="no file"),
    ]
    assert [line.strip()[:15].strip() for line in fault_list(faults).splitlines() if line and "→" not in line] == [
        "a.csv",
        "error      row",
        "warning    row",
        "b.csv",
        "error      row",
        "In general",
        "error      “no",
        "3 errors, 1 war",
    ]
    assert make_review().meta["held_back"] == ["31555"]
