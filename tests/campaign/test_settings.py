"""`revue.toml`: defaults, forgiveness, and everything wrong at once."""

import re
import tomllib
from dataclasses import fields
from datetime import date
from importlib.resources import files

import pytest

from revue_analytics.campaign import rules
from revue_analytics.campaign.branding import LOGO_LIMIT
from revue_analytics.campaign.settings import CollegeSettings, Section, Settings, SourceSettings, StatedMeans
from revue_analytics.campaign.settings_file import check_settings, read_settings, validated
from revue_analytics.errors import CampaignError, Rule
from revue_analytics.intake.sources import SourceEntry
from revue_analytics.language import translate

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        (tmp_path / "revue.toml").write_bytes(text.encode(encoding))
        return tmp_path

    return write


def codes(faults):
    return [(fault.row, fault.rule.code) for fault in faults]


def test_settings_that_say_nothing_have_every_default(tmp_path):
    (tmp_path / "revue.toml").touch()
    settings = read_settings(tmp_path)
    assert settings == Settings()
    assert [c.id for c in settings.colleges] == ["elus", "agents", "habitants", "partenaires"]
    assert (settings.disclosure.threshold, settings.targets.score, settings.disclosure.comments) == (5, 75.0, False)


def test_every_setting_is_read(write):
    folder = write(
        """
title = "Ma campagne"
language = "en"
fictitious = true
framework = "mine.yaml"
[[campaigns]]
id = 2023
[[campaigns]]
id = "2026"
label = { fr = "Deuxième", en = "Second" }
date = 2026-03-12
[colleges.elus]
weight = 2
[colleges.jeunes]
label = "Jeunes"
aliases = ["conseil des jeunes"]
[methodology]
aggregation = "geometric_mean"
[targets]
default = 62.5
[disclosure]
threshold = 1
comments = true
[uncertainty]
draws = 200
seed = 0
[look]
accent = "#112233"
logo = "logo.svg"
[[sources]]
file = "answers.csv"
campaign = 2026
college_column = "Vous êtes"
"""
    )
    for name in ("mine.yaml", "answers.csv"):
        (folder / name).write_text("")
    (folder / "logo.svg").write_bytes(SVG)
    settings = read_settings(folder)
    assert [(c.id, c.label["en"], c.date) for c in settings.campaigns] == [
        ("2023", "2023", None),
        ("2026", "Second", date(2026, 3, 12)),
    ]
    weights = {c.id: c.weight for c in settings.colleges}
    assert weights == {"elus": 2, "agents": 1, "habitants": 1, "partenaires": 1, "jeunes": 1}
    assert settings.colleges[-1].label == {"fr": "Jeunes", "en": "Jeunes"}
    assert settings.colleges[0].label["fr"] == "Élus"
    assert settings.methodology == {"aggregation": "geometric_mean"}
    assert (settings.title, settings.language, settings.fictitious) == ("Ma campagne", "en", True)
    assert (settings.targets.score, settings.disclosure.threshold, settings.disclosure.comments) == (62.5, 1, True)
    assert (settings.uncertainty.draws, settings.uncertainty.seed, settings.look.accent) == (200, 0, "#112233")
    assert settings.framework == folder / "mine.yaml"
    assert settings.look.logo.startswith("data:image/svg+xml;base64,")
    assert settings.sources == (SourceEntry("answers.csv", campaign="2026", college_column="Vous êtes"),)


def test_everything_wrong_is_listed_at_once_with_its_line(write):
    folder = write(
        """titel = "Ma campagne"
language = "de"
fictitious = "oui"
framework = "absent.yaml"

[[campaigns]]
id = "2026"
date = "31/02/2026"
[[campaigns]]
id = "2026"
[[campaigns]]
label = "sans identifiant"

[colleges.elus]
weight = -1
[colleges.others]
weight = 1

[methodology]
aggregation = "geometric"
pooling = "moyenne"

[targets]
default = 120

[disclosure]
threshold = 0
comments = 1

[look]
accent = "bleu"
logo = "../logo.svg"

[uncertainty]
seed = -1
draws = 1e3

[[sources]]
file = "/etc/hosts"
[[sources]]
shape = "square"
territory_pattern = "("
columns = ["Age"]
"""
    )
    with pytest.raises(CampaignError) as caught:
        read_settings(folder)
    assert codes(caught.value.faults) == [
        (1, "setting-unknown"),
        (2, "setting-choice"),
        (3, "setting-boolean"),
        (4, "file-missing"),
        (8, "setting-date"),
        (10, "campaign-duplicate"),
        (11, "setting-missing"),
        (15, "setting-number"),
        (16, "college-reserved"),
        (20, "methodology"),
        (21, "methodology"),
        (24, "setting-number"),
        (27, "setting-whole-number"),
        (28, "setting-boolean"),
        (31, "setting-colour"),
        (32, "file-outside"),
        (35, "setting-whole-number"),
        (36, "setting-whole-number"),
        (39, "file-outside"),
        (40, "setting-missing"),
        (41, "setting-choice"),
        (42, "setting-pattern"),
        (43, "setting-table"),
    ]
    said = caught.value.text("fr")
    assert "ligne 1" in said and "vouliez-vous dire « title »" in said.replace("\u00a0", " ")
    assert "campaigns[1].date" in said


def test_wrong_settings_fall_back_to_their_defaults_so_that_the_rest_can_be_checked(write):
    settings, faults = check_settings(write('title = "Oui"\n[disclosure]\nthreshold = 0\ncomments = true\n'))
    assert [fault.column for fault in faults] == ["disclosure.threshold"]
    assert (settings.title, settings.disclosure.threshold, settings.disclosure.comments) == ("Oui", 5, True)


@pytest.mark.parametrize(
    ("text", "line"),
    [("title = oui\n", 1), ('title = "a"\n[look\naccent = 1', 2), ("a = 1\na = 2", 2), ('title = "a', 1)],
)
def test_a_syntax_error_gives_its_line(write, text, line):
    _, faults = check_settings(write(text))
    assert codes(faults) == [(line, "settings-syntax")]


def test_a_byte_order_mark_and_windows_lines_are_tolerated(write):
    assert read_settings(write('title = "Été"\r\n[look]\r\n', "utf-8-sig")).title == "Été"


def test_other_encodings_are_said(write):
    _, faults = check_settings(write('title = "Été"', "cp1252"))
    assert codes(faults) == [(None, "settings-encoding")]


@pytest.mark.parametrize(
    "text", ['look = "blue"', "[campaigns]\nid = 1", "sources = [1]", "colleges = 3", "methodology = 1"]
)
def test_a_value_in_the_place_of_a_section_is_a_fault(write, text):
    _, faults = check_settings(write(text))
    assert faults and all(fault.rule.code.startswith("setting-section") for fault in faults)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("logo.png", SVG, "logo-kind"),
        ("logo.gif", b"GIF89a", "logo-kind"),
        ("logo.svg", b"hello", "logo-kind"),
        ("logo.svg", SVG + b" " * (LOGO_LIMIT + 1) * 1000, "logo-size"),
    ],
)
def test_a_logo_is_a_light_picture(write, name, content, code):
    folder = write(f'[look]\nlogo = "{name}"')
    (folder / name).write_bytes(content)
    settings, faults = check_settings(folder)
    assert codes(faults) == [(2, code)]
    assert settings.look.logo == ""


def test_a_pale_accent_is_a_warning(write):
    settings, faults = check_settings(write('[look]\naccent = "#AACCEE"'))
    assert [f.rule.severity for f in faults] == ["warning"]
    assert settings.look.accent == "#aaccee"


@pytest.mark.parametrize(
    "name", ["../other.yaml", "/etc/hosts", "sub/../../other.yaml", "..\\other.yaml", "C:/a.yaml", "link.yaml"]
)
def test_no_path_leads_out_of_the_folder(write, tmp_path_factory, name):
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("id: x")
    folder = write(f"framework = '{name}'")
    (folder / "link.yaml").symlink_to(outside)
    _, faults = check_settings(folder)
    assert codes(faults) == [(1, "file-outside")]


def test_the_template_is_valid_and_each_line_it_shows_is_a_setting():
    text = files("revue_analytics.campaign").joinpath("template", "revue.toml").read_text("utf-8")
    assert validated(tomllib.loads(text))[1] == []
    shown = re.sub(r"^# (?=[a-z_]+ = |\[)", "", text, flags=re.MULTILINE)
    settings = tomllib.loads(shown)
    assert validated(settings)[1] == []
    assert set(tomllib.loads(shown)) == {field.alias or name for name, field in Settings.model_fields.items()}


def test_every_rule_is_said_in_french_too():
    for rule in (value for value in vars(rules).values() if isinstance(value, Rule)):
        for text in (rule.message, rule.remedy):
            fields = dict.fromkeys(re.findall(r"(?<!{){(\w+)}", text), "x")
            assert translate(text, "fr", **fields) != translate(text, "en", **fields), text


def test_the_schema_knows_every_setting_of_a_source_and_no_other():
    assert set(SourceSettings.model_fields) == {field.name for field in fields(SourceEntry)}


def test_a_source_may_name_several_files_with_a_star(write):
    assert read_settings(write('[[sources]]\nfile = "data/2026_*.csv"')).sources[0].file == "data/2026_*.csv"


WRITTEN = """[targets]
default = "62,5 %"
due = "31 décembre 2029"
[disclosure]
threshold = "7"
[uncertainty]
draws = "1 000"
[colleges.elus]
weight = "1 200,50"
[methodology]
minimum_coverage = "{coverage}"
weighting = {{ I1 = "25 %", I2 = 3 }}
[roadmap]
start = "2027"
staff_days = ["40", "20,5"]
budget = "12 000 €"
[roadmap.effort_days]
low = "1,5"
[questionnaire]
closing = "30/04/2026"
[[campaigns]]
id = "2026"
date = "12 mars 2026"
"""


@pytest.mark.parametrize("coverage", ["50 %", "0,5", "0.5"])
def test_numbers_and_dates_are_read_as_people_write_them(write, coverage):
    settings = read_settings(write(WRITTEN.format(coverage=coverage)))
    assert (settings.targets.score, settings.targets.due) == (62.5, "2029-12-31")
    assert (settings.disclosure.threshold, settings.uncertainty.draws, settings.colleges[0].weight) == (7, 1000, 1200.5)
    assert settings.methodology == {"minimum_coverage": 0.5, "weighting": {"I1": 25, "I2": 3}}
    roadmap = settings.roadmap
    assert (roadmap.start, roadmap.staff_days, roadmap.budget) == (date(2027, 1, 1), (40, 20.5), 12_000)
    assert (roadmap.effort_days.low, settings.questionnaire.closing) == (1.5, date(2026, 4, 30))
    assert settings.campaigns[0].date == date(2026, 3, 12)


@pytest.mark.parametrize("number", ["1 200,50,3", "12 k€", "", "1e3", "beaucoup", "1/2", "∞"])
def test_what_is_no_number_is_not_taken_for_one(write, number):
    text = f"""[roadmap]
budget = "{number}"
[targets]
default = "{number}"
[uncertainty]
draws = "{number}"
"""
    faults = check_settings(write(text))[1]
    assert codes(faults) == [(2, "setting-amounts"), (4, "setting-number"), (6, "setting-whole-number")]


def test_a_whole_number_has_no_decimals(write):
    _, faults = check_settings(write('[uncertainty]\ndraws = "1 000,5"\nseed = "0,0"\n'))
    assert codes(faults) == [(2, "setting-whole-number")]


def test_a_weight_that_is_a_text_is_said(write):
    _, faults = check_settings(write('[methodology]\ncollege_weights = { elus = "lourd" }\nweighting = { I1 = "x" }'))
    assert codes(faults) == [(2, "methodology"), (3, "methodology")]


VALUES = [
    '""',
    '"x"',
    "0",
    "-1",
    "1.5",
    "nan",
    "inf",
    "true",
    "[]",
    "[1]",
    '["a"]',
    "{}",
    "{ a = 1 }",
    "2026-03-12",
    "[{}]",
]


def keys(section, before=""):
    """Every setting of a section, and of the sections in it."""
    for name, field in section.model_fields.items():
        key = f"{before}{field.alias or name}"
        yield key
        if isinstance(field.default, Section):
            yield from keys(type(field.default), f"{key}.")


KEYS = [*keys(Settings), "colleges.elus", *keys(CollegeSettings, "colleges.elus."), "methodology.pooling"]
KEYS += [f"methodology.{name}" for name in ("weighting", "aggregation", "college_weights", "minimum_coverage")]
KEYS += ["roadmap.strata.lt1000", *keys(StatedMeans, "roadmap.strata.lt1000."), "roadmap.territories.x"]


@pytest.mark.parametrize("key", KEYS)
def test_no_value_whatever_makes_the_reader_fail(write, key):
    for value in VALUES:
        settings, faults = check_settings(write(f"{key} = {value}"))
        assert isinstance(settings, Settings) and all(fault.text("fr") and fault.row == 1 for fault in faults)


@pytest.mark.parametrize("key", [field.name for field in fields(SourceEntry)])
def test_no_value_of_a_source_makes_the_reader_fail(write, key):
    for value in VALUES:
        settings, faults = check_settings(write(f"[[sources]]\nfile = 'a*.csv'\n[[sources]]\n{key} = {value}"))
        assert settings.sources[0].file == "a*.csv" and all(fault.text("fr") for fault in faults)
