"""What ended in a traceback, a hang or silence once, each as its own small test."""

from __future__ import annotations

import json
import time
from html.parser import HTMLParser
from io import BytesIO

import pandas as pd
import pytest
import yaml
from openpyxl import load_workbook
from pypdf import PdfReader

import revue_analytics as ra
from revue_analytics.batches import batch
from revue_analytics.campaign import gathering
from revue_analytics.document.page.pdf import pdf
from revue_analytics.framework import load_framework
from revue_analytics.intake import discover
from revue_analytics.review.tables import TABLES
from revue_analytics.tables.shown import AS_TYPED, shown
from tests.robustness.campaigns import BASES, CODES
from tests.robustness.spoiling import spoil
from tests.robustness.watching import run, watch

EVERY_COMMAND = ("score", "sensitivity", "report 01004", "batch", "compare", "roadmap 01004", "export", "lab")


@pytest.fixture
def folder(tmp_path):
    """Give a function that makes a folder and spoils it."""

    def made(base, *steps):
        return spoil(BASES[base](tmp_path / "campaign"), list(steps))

    return made


def said(result):
    """Return what a command said, on one line and with plain spaces."""
    return " ".join(result.output.split())


@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_every_command_says_that_all_territories_are_held_back(folder, command):
    spoilt = folder("workbook", ("cells", "data/reponses.xlsx", 2, "7"))
    result = run(spoilt, *command.split())
    assert result.exit_code == 1
    assert f"tous les territoires qui ont des réponses sont mis de côté ({', '.join(CODES)})" in said(result)
    assert "7 n’est pas sur l’échelle" in said(result)


def test_the_check_says_so_too_and_that_nothing_can_be_analysed(folder):
    result = run(folder("workbook", ("cells", "data/reponses.xlsx", 2, "7")), "check")
    assert result.exit_code == 1
    assert "La campagne ne peut pas être analysée" in said(result)


def test_files_of_answers_with_headers_alone_leave_nothing_to_analyse(folder):
    result = run(folder("workbook", ("drop_rows", "data/reponses.xlsx", 1, 1000)), "score")
    assert (result.exit_code, "aucune réponse n’a pu être lue" in said(result)) == (1, True)


def test_a_review_of_nobody_has_every_table_empty(demo):
    review = ra.analyse(demo.without_answers())
    assert {name: len(review.tables[name]) for name in TABLES} == dict.fromkeys(TABLES, 0)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_an_empty_table_joins_one_with_rows_without_changing_its_kinds(demo_review, name):
    table = demo_review.tables[name]
    kinds = {column: "text" if dtype == "str" else "number" for column, dtype in TABLES[name].empty().dtypes.items()}
    if len(table):
        assert kinds == {column: "text" if table[column].dtype == "str" else "number" for column in table}
    assert list(TABLES[name].empty()) == list(TABLES[name].columns)


@pytest.mark.parametrize("base", ["wide", "workbook"])
def test_a_note_on_a_blank_row_right_of_the_last_header_is_said_and_not_read(folder, base):
    file = "data/reponses.xlsx" if base == "workbook" else "data/reponses.csv"
    result = run(folder(base, ("insert_row", file, 4, [""] * 40 + ["à revoir"])), "check")
    assert result.exit_code == 0
    assert "ligne 5, colonne AO : « à revoir » se trouve à droite du dernier en-tête" in said(result)


def test_a_note_beside_a_row_of_a_workbook_does_not_hold_its_territory_back(folder):
    result = run(folder("workbook", ("cell", "data/reponses.xlsx", 3, 40, "à revoir")), "check")
    assert (result.exit_code, "18 questionnaires" in said(result)) == (0, True)


def test_a_cell_too_many_in_text_may_have_shifted_the_others(folder):
    result = run(folder("wide", ("cell", "data/reponses.csv", 3, 40, "à revoir")), "check")
    assert (result.exit_code, "1 territoire mis de côté : 01004" in said(result)) == (1, True)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("title = " + "[" * 5000, "plus de 32 sections et listes"),
        ("title = " + "[" * 300 + "]" * 300, "plus de 32 sections et listes"),
        ("methodology." + ".".join("a" * 5000) + " = 1", "plus de 32 sections et listes"),
        ("uncertainty.seed = " + "9" * 5000, "ligne 1 : la ligne contient un nombre entier de plus de 18 chiffres"),
        ("uncertainty.seed = 0x" + "f" * 5000, "ligne 1 : la ligne contient un nombre entier de plus de 18 chiffres"),
        ('title = "' + "a" * 2000 + '"', "le texte a plus de 1000 caractères"),
    ],
    ids=["open", "deep", "dotted", "decimal", "hexadecimal", "long title"],
)
def test_settings_that_nothing_can_bear_are_a_fault_of_their_line(folder, line, message):
    result = run(folder("long", ("settings_line", 0, line)), "check")
    assert (result.exit_code, message in said(result)) == (1, True)


@pytest.mark.parametrize(
    "step", [("pipe", "revue.toml"), ("directory", "revue.toml"), ("link", "revue.toml", "/dev/zero")]
)
def test_settings_that_are_no_file_are_a_fault(folder, step):
    result = run(folder("long", ("remove", "revue.toml"), step), "check")
    assert (result.exit_code, "revue.toml erreur ce n’est pas un fichier" in said(result)) == (1, True)


@pytest.mark.parametrize("name", ["caf\udce9.csv", "caf\udce9/x.csv"])
def test_a_name_that_is_not_utf_8_is_a_fault_that_guesses_it(folder, name):
    result = run(folder("long", ("copy", "data/reponses.csv", name)), "check")
    assert (result.exit_code, "n’est pas écrit en UTF-8 (peut-être « café" in said(result)) == (1, True)


@pytest.mark.parametrize("words", [("check",), ("export", "--out")])
def test_a_path_that_is_not_utf_8_is_a_misuse(folder, words):
    made = folder("long")
    command, *option = words
    odd = made.parent / "caf\udce9"
    odd.mkdir()
    result = run(odd if command == "check" else made, command, *option, *([str(odd)] if option else []))
    assert (result.exit_code, "café » n’est pas écrit en UTF-8" in said(result)) == (2, True)


def test_a_pipe_that_bears_the_name_of_a_file_is_a_fault(folder):
    result = run(folder("long", ("pipe", "data/x.csv")), "check")
    assert (result.exit_code, "x.csv erreur c’est un tube" in said(result)) == (1, True)


def test_a_link_to_nothing_is_a_fault(folder):
    result = run(folder("long", ("link", "data/x.csv", "nowhere")), "check")
    assert (result.exit_code, "x.csv erreur ce fichier n’existe pas" in said(result)) == (1, True)


@pytest.mark.parametrize("name", ["x.csv", "x.zip"])
def test_a_link_to_itself_is_a_fault_and_leads_nowhere(folder, name):
    result = run(folder("long", ("link", f"data/{name}", name)), "check")
    assert (result.exit_code, f"{name} erreur ce fichier n’existe pas" in said(result)) == (1, True)
    assert "mène hors du dossier" not in said(result)


@pytest.mark.parametrize("name", ["2023", "2023.csv"])
def test_a_link_to_a_folder_is_not_followed_and_said(folder, name):
    made = folder("long", ("directory", "archives"), ("link", f"data/{name}", "../archives"))
    spoil(made, [("copy", "data/reponses.csv", "../archives/r.csv")])
    result = run(made, "check")
    assert (result.exit_code, f"« data/{name} » est un lien, qui n’est pas suivi" in said(result)) == (0, True)


@pytest.mark.parametrize("name", ["reponses.csv", "territoires.csv", "reponses.xlsx"])
def test_a_file_that_vanishes_while_the_folder_is_read_is_a_fault(folder, monkeypatch, name):
    made = folder("workbook" if name.endswith("xlsx") else "wide")

    def discover_then_lose(*arguments, **options):
        contents = discover(*arguments, **options)
        (made / "data" / name).unlink()
        return contents

    monkeypatch.setattr(gathering, "discover", discover_then_lose)
    result = run(made, "check")
    assert (result.exit_code, f"{name} erreur ce fichier n’existe pas" in said(result)) == (1, True)


def test_a_folder_that_bears_the_name_of_a_file_is_said(folder):
    result = run(folder("long", ("directory", "data/x.csv")), "check")
    assert (result.exit_code, "« data/x.csv » est un dossier" in said(result)) == (0, True)


def test_a_zero_byte_is_a_fault_of_its_cell_and_holds_its_territory_back(folder):
    result = run(folder("wide", ("cell", "data/reponses.csv", 1, 5, "3\0")), "check")
    assert result.exit_code == 1
    assert "ligne 2, colonne I1B : la case contient un caractère qui n’a pas sa place" in said(result)
    assert "1 territoire mis de côté : 01004" in said(result)


def test_a_file_full_of_zero_bytes_is_no_text(folder):
    result = run(folder("wide", ("insert_bytes", "data/reponses.csv", 1000, b"\0" * 100)), "check")
    assert (result.exit_code, "ni un fichier texte ni un classeur" in said(result)) == (1, True)


def test_answers_that_are_formulas_without_results_are_no_blanks(folder):
    made = folder("workbook")
    path = made / "data" / "reponses.xlsx"
    book = load_workbook(path)
    for cell in book.active[2][2:]:
        cell.value = "=1+1"
    book.save(path)
    result = run(made, "check")
    assert "lignes sans aucune réponse" not in said(result)
    assert "1 territoire mis de côté : 01004" in said(result)


def test_a_row_of_a_table_that_cannot_be_trusted_holds_its_territory_back(folder):
    result = run(folder("wide", ("cell", "data/invites.csv", 1, 3, "1\0" + "2")), "check")
    assert (result.exit_code, "1 territoire mis de côté : 01004" in said(result)) == (1, True)


def test_what_is_true_of_many_columns_is_said_once(folder):
    result = run(folder("long", ("widen", "data/reponses.csv", 300, "question libre ")), "check")
    assert result.output.count("n’est pas reconnue") <= 20
    assert "autres colonnes, de « question libre" in said(result)


def test_a_sheet_of_16_000_columns_is_read_in_seconds(folder):
    made, begun = folder("long", ("widen", "data/reponses.csv", 16_000, "x")), time.process_time()
    assert "15980 autres colonnes, de « x20 » à « x15999 »" in said(run(made, "check"))
    assert time.process_time() - begun < 10  # it takes two or three; it took fifteen


@pytest.mark.parametrize("n", [20_000, 1_000_000])
def test_a_sheet_wider_than_any_spreadsheet_is_refused_at_once(folder, n):
    made, begun = folder("long", ("widen", "data/reponses.csv", n, "x")), time.process_time()
    result = run(made, "check")
    assert (result.exit_code, "la feuille est trop large" in said(result)) == (1, True)
    assert time.process_time() - begun < 20  # it takes one or two


def test_a_framework_without_actions_has_no_roadmap_and_every_other_result(folder):
    made = folder("workbook")
    content = load_framework().to_dict()
    for indicator in content["indicators"]:
        for criterion in indicator["children"]:
            criterion.pop("actions", None)
    with_framework(made, content)
    watch(made, "score", "sensitivity", "export --format xlsx,csv,parquet,json", "roadmap 01004 --format xlsx,csv,ics")
    review = ra.analyse(ra.open_campaign(made))
    assert (len(review.roadmap), len(review.scores) > 0) == (0, True)


def with_framework(made, content):
    (made / "f.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return spoil(made, [("settings_line", 0, 'framework = "f.yaml"')])


def test_a_framework_without_a_scale_cannot_be_rated(folder):
    content = load_framework().to_dict()
    leaf = {"id": "I1A", "label": "Mobilité"}
    result = run(
        with_framework(folder("workbook"), {"id": "x", "title": content["title"], "indicators": [leaf]}), "check"
    )
    assert (result.exit_code, "le référentiel n’a pas d’échelle" in said(result)) == (1, True)


def test_a_framework_of_one_criterion_is_analysed(folder):
    content = load_framework().to_dict()
    one = {"id": "x", "title": content["title"], "scale": content["scale"]}
    watch(with_framework(folder("workbook"), one | {"indicators": [{"id": "I1A", "label": "Mobilité"}]}), "score")


def test_a_name_that_no_heading_could_hold_is_cut_with_a_warning(folder):
    made = folder("long", ("copy", "data/reponses.csv", "r.csv"), ("remove", "data/r.csv"))
    (made / "data" / "t.csv").write_text("code;nom\n01004;" + "a" * 10_000 + "\n", "utf-8")
    names = ra.open_campaign(made).territories.set_index("territory")["name"]
    assert names["01004"] == "a" * 299 + "…"
    assert "ligne 2, colonne nom : le texte a plus de 300 caractères" in said(run(made, "check"))


def test_what_no_column_of_a_roadmap_could_hold_is_cut_with_a_warning(folder):
    made = folder("wide", *(("cell", "data/actions.csv", 1, column, "a" * 10_000) for column in (3, 7, 8)))
    action = ra.open_campaign(made).actions.iloc[0]
    assert [len(action[column]) for column in ("label", "pilot", "evidence")] == [300, 300, 1000]
    assert said(run(made, "check")).count("caractères et y est coupé") == 3


@pytest.mark.parametrize("text", ["a" * 10_000, "mot " * 2_500], ids=["one word", "words"])
def test_eighteen_texts_of_10_000_characters_are_printed_in_seconds(text):
    begun = time.process_time()
    style = "<style>li { overflow-wrap: anywhere; width: 8cm }</style>"
    made = pdf(f"<!doctype html><html lang=fr><title>T</title>{style}<ul>{'<li>' + text + '</li>'}" * 18)
    assert time.process_time() - begun < 60  # it takes five; it took minutes
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert printed.count(text[0]) == 18 * text.count(text[0])


class _Typeset(HTMLParser):
    """Collects the text that stands outside every element which is not to be typeset."""

    def __init__(self):
        super().__init__()
        self.depth, self.outside = 0, ""

    def handle_starttag(self, tag, attrs):
        if tag not in ("img", "br", "input", "hr", "wbr", "meta", "link", "col"):
            self.depth += bool(self.depth) or dict(attrs).get("class") == AS_TYPED

    def handle_endtag(self, tag):
        self.depth -= bool(self.depth)

    def handle_data(self, data):
        self.outside += "" if self.depth else data


def typeset(html):
    parser = _Typeset()
    parser.feed(html)
    return parser.outside


def test_what_stands_between_two_dollars_in_a_table_is_not_typeset():
    assert "$" not in typeset(shown(pd.DataFrame({"coût $a$": ["$x^2$"]})))


def test_an_executed_notebook_typesets_nothing_and_names_no_folder_of_the_machine(folder):
    made = folder(
        "long",
        ("settings_line", 0, 'title = "T $a$ $b$"\n[disclosure]\ncomments = true\nevidence = true'),
        ("cells", "data/reponses.csv", 5, "coût $x$ ou $y$"),
        ("cells", "data/reponses.csv", 6, "p. $1$ à $2$"),
    )
    result = batch(made, only=["01004"], formats=("html", "ipynb"), progress=False)
    assert result.failed == ()
    text = (made / "reports" / "01004.ipynb").read_text("utf-8")
    assert str(made.parent) not in text
    notebook = json.loads(text)
    shown_as = [o.get("data", {}).get("text/html", "") for c in notebook["cells"] for o in c.get("outputs", ())]
    html = "".join("".join(part) for part in shown_as)
    assert html.count("$x$") > 0 and "$" not in typeset(html)
    parameters = next(c for c in notebook["cells"] if "injected-parameters" in c["metadata"].get("tags", ()))
    assert {'campaign = ".."\n', 'review = "review"\n'} <= set(parameters["source"])
    assert AS_TYPED not in (made / "reports" / "01004.html").read_text("utf-8")
