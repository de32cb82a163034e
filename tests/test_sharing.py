"""What tests share is made once, whole, and found changed if somebody wrote into it."""

import pytest

from tests.sharing import Sharing, root_of_run


def test_what_is_shared_is_made_once_whoever_asks(tmp_path):
    asked = []

    def make(folder):
        asked.append(folder)
        return (folder / "page.html").write_text("page")

    assert [Sharing(tmp_path).once("pages", make) for _ in range(2)] == [4, 4]
    assert asked == [tmp_path / "pages"]


def test_what_failed_is_made_again_from_nothing(tmp_path):
    def fails(folder):
        (folder / "half.html").touch()
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        Sharing(tmp_path).once("pages", fails)
    assert Sharing(tmp_path).once("pages", lambda folder: list(folder.iterdir())) == []


@pytest.mark.parametrize("write", [lambda folder: (folder / "new").touch(), lambda folder: (folder / "a").unlink()])
def test_who_writes_into_it_is_found_out(tmp_path, write):
    shared = Sharing(tmp_path)
    shared.once("pages", lambda folder: (folder / "a").write_text("a"))
    assert shared.changed() == []
    write(tmp_path / "pages")
    assert shared.changed() == ["pages"]


@pytest.mark.parametrize(("worker", "folder"), [("gw1", "shared"), ("", "popen-gw1/shared")])
def test_processes_of_a_run_share_the_folder_above_their_own(tmp_path, monkeypatch, worker, folder):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    if worker:
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert root_of_run(tmp_path / "popen-gw1") == tmp_path / folder
