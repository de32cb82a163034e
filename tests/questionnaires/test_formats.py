"""From a campaign folder to its questionnaires, and from its questionnaires to its answers."""

import openpyxl
import pytest
from click.testing import CliRunner

import revue_analytics as ra
from revue_analytics.cli import program
from revue_analytics.errors import CampaignError, ReportError, UnknownTerritory

SETTINGS = """
[[campaigns]]
id = "2023"
[[campaigns]]
id = "2026"
[questionnaire]
evidence = false
not_asked = { habitants = ["I8A", "I6"] }
"""


@pytest.fixture
def folder(tmp_path):
    made = ra.init_campaign(tmp_path / "campaign")
    (made / "revue.toml").write_text(SETTINGS, "utf-8")
    return made


def keys(path):
    return {cell.value: cell.row for cell in openpyxl.load_workbook(path)["Questions"]["A"] if cell.value[0] != "#"}


def test_one_for_everybody_or_one_per_college(folder):
    (one,) = ra.questionnaire(folder)
    assert one == folder / "questionnaires" / "questionnaire_fr.xlsx"
    names = [path.name for path in ra.questionnaire(folder, "print", college="all", language="en")]
    assert names == ["elus_en.html", "agents_en.html", "habitants_en.html", "partenaires_en.html"]


def test_the_settings_say_what_is_asked_of_whom(folder):
    (of,) = ra.questionnaire(folder, college="habitants")
    assert not {"I8A", "I6A", "I6B", "I1A evidence"} & set(keys(of)) and "I1A comment" in keys(of)
    (everybody,) = ra.questionnaire(folder)
    assert {"I8A", "I6A"} <= set(keys(everybody))


def test_the_last_campaign_is_the_one_that_answers_belong_to(folder):
    (path,) = ra.questionnaire(folder)
    assert openpyxl.load_workbook(path)["Questions"].cell(keys(path)["campaign"], 4).value == "2026"


def test_one_per_territory_filled_in_already(folder):
    (folder / "data" / "territoires.csv").write_text("code;nom\nPETR-1;Pays des Trois Rivières\n", "utf-8")
    paths = ra.questionnaire(folder, territory=["01004", "PETR-1"], respondents=3)
    assert [path.name for path in paths] == ["01004_questionnaire_fr.xlsx", "PETR-1_questionnaire_fr.xlsx"]
    row = keys(paths[1])["territory"]
    sheet = openpyxl.load_workbook(paths[1])["Questions"]
    assert [sheet.cell(row, column).value for column in (3, 4, 5, 6)] == ["Pays des Trois Rivières", *["PETR-1"] * 3]


def test_sent_filled_in_and_put_into_the_folder_it_is_a_campaign(folder):
    (path,) = ra.questionnaire(folder, territory="01004", respondents=6)
    book, rows = openpyxl.load_workbook(path), keys(path)
    for k in range(6):
        book["Questions"].cell(rows["college"], 4 + k, "Élus")
        for key in rows:
            if len(key) == 3:
                book["Questions"].cell(rows[key], 4 + k, "3 – Maîtrisé")
    (folder / "data" / "retours").mkdir()
    book.save(folder / "data" / "retours" / "Ambérieu.xlsx")
    result = ra.check_campaign(folder)
    assert result.ok and (result.n_territories, result.n_respondents) == (1, 6)
    campaign = ra.open_campaign(folder)
    assert campaign.current == "2026"
    assert (ra.score(campaign.ratings, campaign.methodology).matrix("indicator").to_numpy() == 75).all()


def test_a_blank_of_a_college_that_is_not_asked_is_no_missing_answer(folder):
    rows = "id;campaign;code_insee;college;I8A;I8B;I6A\n1;2026;01004;habitants;;3;\n2;2026;01004;élus;;3;2\n"
    rows += "3;2026;01004;habitants;4;1;\n4;2023;01004;habitants;;1;\n"
    (folder / "data" / "kobo.csv").write_text(rows, "utf-8")
    table = ra.open_campaign(folder).ratings.table
    table = table[table["criterion"].isin(["I8A", "I6A", "I8B"])]
    said = {(r.campaign, r.college, r.criterion, r.level): r.status for r in table.fillna({"level": -1}).itertuples()}
    assert said == {
        ("2026", "habitants", "I8A", -1): "not_asked",  # a blank; the one who filled it in is not told off
        ("2026", "habitants", "I6A", -1): "not_asked",
        ("2026", "habitants", "I8B", 3): "rated",
        ("2026", "elus", "I8B", 3): "rated",
        ("2026", "elus", "I6A", 2): "rated",
        ("2026", "habitants", "I8A", 4): "rated",
        ("2026", "habitants", "I8B", 1): "rated",
        ("2023", "habitants", "I8B", 1): "rated",
    }


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"format": "docx"}, ReportError),
        ({"college": "martiens"}, ReportError),
        ({"respondents": 0}, ReportError),
        ({"respondents": 1000}, ReportError),
        ({"territory": "99999"}, UnknownTerritory),
        ({"territory": "../x"}, UnknownTerritory),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(folder, options, error):
    with pytest.raises(error):
        ra.questionnaire(folder, **options)
    assert not (folder / "questionnaires").exists()


def test_criteria_and_colleges_that_nobody_knows_are_said_by_both_commands(folder):
    wrong = SETTINGS.replace('"I6"', '"I66"') + "\n[colleges.jeunes]\nweight = 1\n"
    (folder / "revue.toml").write_text(wrong.replace("habitants", "habitant"), "utf-8")
    with pytest.raises(CampaignError) as raised:
        ra.questionnaire(folder)
    assert [fault.rule.code for fault in raised.value.faults] == ["college-undeclared", "node-unknown"]
    assert {"college-undeclared", "node-unknown"} <= {fault.rule.code for fault in ra.check_campaign(folder).faults}


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ("desired = 1", "setting-boolean"),
        ("not_asked = ['I8A']", "setting-table-of-lists"),
        ("not_asked = { habitants = 'I8A' }", "setting-table-of-lists"),
        ("desire = true", "setting-unknown"),
    ],
)
def test_a_wrong_section_is_said(folder, section, code):
    (folder / "revue.toml").write_text(f"[questionnaire]\n{section}\n", "utf-8")
    with pytest.raises(CampaignError) as raised:
        ra.questionnaire(folder)
    assert [fault.rule.code for fault in raised.value.faults] == [code]


@pytest.mark.parametrize("kind", ["xlsx", "xlsform", "limesurvey", "print"])
def test_the_command_writes_the_files_and_names_them(folder, tmp_path, kind):
    out = tmp_path / "out"
    words = ["questionnaire", str(folder), "--format", kind, "--lang", "en", "--college", "elus", "--out", str(out)]
    result = CliRunner().invoke(program, words)
    assert result.exit_code == 0, result.output
    assert [str(path) for path in out.iterdir()] == result.output.split()


def test_a_framework_that_is_measured_has_nothing_to_ask(folder):
    measured = "id: m\ntitle: {fr: M, en: M}\n"
    measured += "depth_names: [{name: indicator, label: {fr: i, en: i}, plural: {fr: i, en: i}}]\n"
    measured += "indicators:\n- id: A\n  label: {fr: A, en: A}\n  measure: {direction: 1}\n"
    (folder / "m.yaml").write_text(measured, "utf-8")
    (folder / "revue.toml").write_text('framework = "m.yaml"\n', "utf-8")
    with pytest.raises(ReportError, match="no scale"):
        ra.questionnaire(folder)


@pytest.mark.parametrize(
    ("short", "kept"), [("true", ra.load_framework().kept_in_short), ('["I5", "I8B"]', ("I5A", "I5B", "I8B"))]
)
def test_a_short_questionnaire_asks_residents_for_a_few_levels_and_the_others_for_everything(folder, short, kept):
    settings = f'[[campaigns]]\nid = "2026"\n[questionnaire]\nshort = {short}\n'
    (folder / "revue.toml").write_text(settings, "utf-8")
    (of,) = ra.questionnaire(folder, college="habitants")
    asked = {key for key in keys(of) if key.startswith("I")}
    assert asked == {*kept, *(f"{leaf} reason" for leaf in kept)}
    assert {"I1A", "I1A desired", "importance I1"} <= set(keys(ra.questionnaire(folder, college="elus")[0]))


def test_what_the_short_questionnaire_leaves_out_was_not_asked(folder):
    settings = '[[campaigns]]\nid = "2026"\n[questionnaire]\nshort = ["I1A"]\n'
    (folder / "revue.toml").write_text(settings, "utf-8")
    answers = "code_insee;college;I1A;I1B\n01004;habitants;3;\n01004;elus;3;\n"
    (folder / "data" / "a.csv").write_text(answers, "utf-8")
    table = ra.open_campaign(folder).ratings.table
    counts = table[table["status"] == "not_asked"].groupby("college").size()
    assert counts.to_dict() == {"habitants": 17, "elus": 16}  # a blank in a column of its own was asked


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("short = 3", "setting-short"),
        ("short = []", "setting-short"),
        ('short = ["I9Z"]', "node-unknown"),
        ('closing = "soon"', "setting-date"),
        ("contact = 3", "setting-words"),
        ("privacy = []", "setting-words"),
    ],
)
def test_what_the_section_cannot_say_is_a_fault(folder, line, code):
    (folder / "revue.toml").write_text(f"[questionnaire]\n{line}\n", "utf-8")
    assert code in [fault.rule.code for fault in ra.check_campaign(folder).faults]


@pytest.fixture
def on_communes(tmp_path):
    """A campaign on three communes of the official list, two of them with an article or a saint."""
    return ra.init_campaign(tmp_path / "c", codes=["Foix", "Saint-Lizier", "Le Mas-d'Azil"], campaigns=["2026"])


def texts_in(path):
    """Every text of a questionnaire's file."""
    if path.suffix == ".txt":
        return {cell for line in path.read_text("utf-8-sig").splitlines() for cell in line.split("\t")}
    return {cell for sheet in openpyxl.load_workbook(path) for row in sheet.values for cell in row}


@pytest.mark.parametrize("format", ["xlsx", "xlsform", "limesurvey"])
def test_respondents_choose_among_the_territories_that_the_campaign_declares(on_communes, format):
    (path,) = ra.questionnaire(on_communes, format)
    assert {"Foix (09122)", "Saint-Lizier (09268)", "Le Mas-d'Azil (09181)"} <= texts_in(path)


def test_a_questionnaire_is_made_for_a_territory_by_its_name(on_communes):
    paths = ra.questionnaire(on_communes, territory=["mas d’azil", "St Lizier"])
    assert [path.name for path in paths] == ["09181_questionnaire_fr.xlsx", "09268_questionnaire_fr.xlsx"]
    with pytest.raises(UnknownTerritory, match="did you mean 09122 Foix"):
        ra.questionnaire(on_communes, territory="Foiks")


def test_a_choice_from_the_list_is_read_back_as_its_code(on_communes):
    (path,) = ra.questionnaire(on_communes)
    book = openpyxl.load_workbook(path)
    rows = keys(path)
    for name, text in {"territory": "Saint-Lizier (09268)", "college": "Élus", "I1A": "3 – Maîtrisé"}.items():
        book["Questions"].cell(rows[name], 4).value = text
    book.save(on_communes / "data" / "retour.xlsx")
    assert set(ra.open_campaign(on_communes).ratings.table["territory"]) == {"09268"}
