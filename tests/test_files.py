"""Names come from checked codes only; a file is whole or not there."""

import pytest

from revue_analytics.errors import ReportError
from revue_analytics.files import page_name, write_whole


@pytest.mark.parametrize("code", ["01004", "2A004", "000000012", "PETR-du_Lac"])
def test_a_code_names_its_page(code):
    assert page_name(code) == f"{code}.html"


@pytest.mark.parametrize(
    "code", ["", ".", "..", "../x", "a/b", "a\\b", "a.b", "a b", "é", "01004\n", "index", "INDEX", "nul", "x" * 101]
)
def test_a_code_that_leads_elsewhere_is_refused(code):
    with pytest.raises(ReportError, match="cannot name a file"):
        page_name(code)


def test_a_failed_write_leaves_the_old_file_and_no_trace(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "page.html"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in path.parent.iterdir()] == ["page.html"]
