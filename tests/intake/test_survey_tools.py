"""The exports of survey tools, from what their own sources write: groups, codes and texts, technical columns, ids."""

import pytest

from revue_analytics.errors import InputError
from revue_analytics.intake import survey_tools, vocabulary
from revue_analytics.intake.meanings import WORLD_WIDE

EXPECTED = {("01004", "I1A", "current"): 3}

# What each tool writes beside the answers, whatever the form: none is an answer, none is worth a word.
KOBO = (
    *("start", "end", "today", "username", "deviceid", "simserial", "subscriberid", "phonenumber", "audit", "_id"),
    *("_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags"),
    *("_index", "meta/instanceID", "meta/rootUuid", "meta/instanceName", "meta/deprecatedID", "formhub/uuid"),
    *("_xform_id_string", "_geolocation", "_attachments", "_parent_index", "_parent_table_name"),
)
ONA = ("_bamboo_dataset_id", "_media_count", "_total_media", "_media_all_received", "_duration", "_edited", "_xform_id")
CENTRAL = (
    *("SubmissionDate", "meta-instanceID", "meta-instanceName", "KEY", "SubmitterID", "SubmitterName", "Status"),
    *("AttachmentsPresent", "AttachmentsExpected", "ReviewState", "DeviceID", "Edits", "FormVersion"),
)
SURVEYCTO = (
    "SubmissionDate",
    "starttime",
    "endtime",
    "deviceid",
    "devicephonenum",
    "instanceID",
    "formdef_version",
    "KEY",
)
LIMESURVEY_CODES = (
    *("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl"),
    *("interviewtime", "groupTime12", "I1Time", "firstname", "lastname", "email", "attribute_1", "attribute_17"),
)
LIMESURVEY_FRENCH = (
    *("ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ", "Tête de série", "Code d’accès"),
    *("Date de lancement", "Date de la dernière action", "Adresse IP", "URL de référence", "Temps total"),
    *("Temps pour le groupe de questions : Qui répond ?", "Prénom", "Nom de famille", "Adresse courriel"),
)
LIMESURVEY_ENGLISH = (
    *("Response ID", "Date submitted", "Last page", "Start language", "Seed", "Access code", "Date started"),
    *(
        "Date last action",
        "IP address",
        "Referrer URL",
        "Total time",
        "Group time: Who?",
        "First name",
        "Email address",
    ),
)
GOOGLE = ("Horodateur", "Nom d’utilisateur", "Score")
MICROSOFT = (
    *("ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Heure de la dernière modification"),
    *("Total points", "Quiz feedback", "Langue"),
)
SPHINX = (
    *("CLE", "DATE_SAISIE", "DATE_ENREG", "DATE_MODIF", "TEMPS_SAISIE", "ORIGINE_SAISIE", "LANG_SAISIE"),
    *("APPAREIL_SAISIE", "PROGRESSION", "DERNIERE_QUESTION_SAISIE"),
)
QUALTRICS = (
    *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate"),
    *("ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference"),
    *("LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage"),
)
TOOLS = {
    "kobo": KOBO,
    "ona": ONA,
    "central": CENTRAL,
    "surveycto": SURVEYCTO,
    "limesurvey_codes": LIMESURVEY_CODES,
    "limesurvey_french": LIMESURVEY_FRENCH,
    "limesurvey_english": LIMESURVEY_ENGLISH,
    "google": GOOGLE,
    "microsoft": MICROSOFT,
    "sphinx": SPHINX,
    "qualtrics": QUALTRICS,
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_technical_columns_of_a_tool_are_known_and_nothing_is_said_of_them(read, answers, tool):
    names = TOOLS[tool]
    cells = [f"x{k}1" for k in range(len(names))]
    ratings = read(";".join(["code_insee", *names, "I1A"]) + "\n" + ";".join(["01004", *cells, "3"]) + "\n")
    assert answers(ratings) == EXPECTED
    assert not ratings.faults


@pytest.mark.parametrize("separator", ["/", ":", ".", "-", "_", "__"])
@pytest.mark.parametrize("group", ["g_I1", "identification", "Groupe1", "a{}b"])
def test_names_are_found_behind_those_of_groups_whatever_stands_between(read, answers, separator, group):
    path = group.format(separator) + separator
    names = ["code_insee", "college", "I1A", "I1A_desired", "I1A_evidence", "importance_I1", "I1_comment", "comment"]
    row = ["01004", "agents", "3", "4", "Charte", "100", "Un mot", "Un autre"]
    ratings = read(";".join(path + name for name in names) + "\n" + ";".join(row) + "\n", college=None)
    assert answers(ratings) == {**EXPECTED, ("01004", "I1A", "desired"): 4}
    assert ratings.table["evidence"].max() == "Charte" and set(ratings.table["college"]) == {"agents"}
    assert ratings.importance["points"].to_list() == [100.0]
    assert sorted(ratings.comments["comment"]) == ["Un autre", "Un mot"]
    assert not ratings.faults


@pytest.mark.parametrize("separator", ["/", ":", ".", "-", "_", "__"])
def test_labels_are_found_behind_those_of_groups_too(framework, separator):
    words = vocabulary(framework)
    assert str(words.recognise(f"Approche systémique{separator}Approche globale")) == "answer I1A current"
    assert str(words.recognise(f"Dans trois ans{separator}Approche globale")) == "answer I1A desired"


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("sous-groupe", "None"),
        ("demi-niveau", "None"),
        ("e-mail", "personal"),
        ("non-réponse", "None"),
        ("g_I1-Latitude", "None"),
    ],
)
def test_a_hyphen_inside_a_word_is_no_group(framework, header, meaning):
    assert str(vocabulary(framework).recognise(header)) == meaning


CODE_AND_TEXT = {
    "id": "ID de la réponse",
    "submitdate": "Date de soumission",
    "codeinsee": "Code du territoire",
    "collegechoice": "Vous répondez en tant que",
    "college": "code college",
    "I1A": "1.1 Approche globale – Vos décisions ?",
    "I1[I1B]": "Où en êtes-vous ? [Approche finalisée]",
    "I1Adesired": "1.1 Approche globale – souhaité dans trois ans",
    "importance[I1]": "Partagez 100 points [Approche systémique]",
    "comment": "Une remarque ?",
}


@pytest.mark.parametrize("spaces", [" ", "_"], ids=["spaces", "underscores"])
def test_limesurvey_may_head_columns_with_code_and_text(read, answers, spaces):
    heads = [f'"{code}. {text}"'.replace(" ", spaces) for code, text in CODE_AND_TEXT.items()]
    row = ["1", "2026-03-12 10:00:00", "01004", "C1", "elus", "3", "2", "4", "100", "Bien"]
    ratings = read(";".join(heads) + "\n" + ";".join(row) + "\n", college=None)
    assert answers(ratings) == {
        **EXPECTED,
        ("01004", "I1B", "current"): 2,
        ("01004", "I1A", "desired"): 4,
    }
    assert ratings.comments["comment"].to_list() == ["Bien"] and len(ratings.importance) == 1
    assert not ratings.faults


@pytest.mark.parametrize("separator", [". ", ": ", " - ", " | "])
def test_or_with_another_separator_between_code_and_text(framework, separator):
    words = vocabulary(framework)
    assert str(words.recognise(f"codeinsee{separator}Code du territoire")) == "territory"
    assert str(words.recognise(f"I1A{separator}1.1 Approche globale")) == "answer I1A current"


@pytest.mark.parametrize(
    ("choice", "college"), [("C1", "elus"), ("Élus", "elus"), ("", "elus")], ids=["codes", "texts", "blank"]
)
def test_the_hidden_code_of_the_college_counts_before_the_answer_in_words(read, choice, college):
    head = "code_insee;Vous répondez en tant que;code college;1.1 Approche globale\n"
    ratings = read(f"{head}01004;{choice};elus;3\n", college=None)
    assert set(ratings.table["college"]) == {college}
    assert not ratings.faults


def test_expression_manager_codes_of_limesurvey_are_read(read, answers):
    assert answers(read("codeinsee;I1_I1A\n01004;3\n")) == EXPECTED


@pytest.mark.parametrize(
    "name",
    [
        "_uuid",
        "uuid",
        "meta/instanceID",
        "meta-instanceID",
        "instanceID",
        "KEY",
        "__id",
        "ResponseId",
        "CLE",
        "meta/rootUuid",
        "Submission ID",
        "Contribution ID",
        "#",
    ],
)
def test_ids_that_no_other_submission_bears_are_known(framework, name):
    meaning = vocabulary(framework).recognise(name)
    assert meaning.role == "respondent" and meaning.rank >= WORLD_WIDE


@pytest.mark.parametrize("name", ["id", "_id", "ID", "Response ID", "ID de la réponse", "respondent", "N°"])
def test_numbers_of_one_survey_are_no_such_ids(framework, name):
    meaning = vocabulary(framework).recognise(name)
    assert meaning.role == "respondent" and meaning.rank < WORLD_WIDE


def test_names_are_declared_for_one_purpose_only():
    from revue_analytics.intake.words import key

    kinds = ("WORLD_WIDE_IDS", "LOCAL_IDS", "SUBMITTED", "TIMES", "PERSONAL", "TECHNICAL")
    names = [key(name) for kind in kinds for name in {key(n): n for n in getattr(survey_tools, kind)}.values()]
    assert sorted(names) == sorted(set(names))


def test_whoever_submitted_is_personal(read):
    ratings = read("code_insee;I1A;SubmitterID;SubmitterName;_submitted_by\n01004;3;12;Ana Petitjean;ana\n")
    assert ratings.sources[0].personal == ("SubmitterID", "SubmitterName", "_submitted_by")
    assert "Petitjean" not in repr(ratings.faults) + ratings.table.to_csv()


HEAD_ROWS = [
    "id;code_insee;college;Approche systémique du développement;;;\n"
    ";;;Approche globale;Approche finalisée;Souveraineté économique;Souveraineté alimentaire\n",
    "id;code_insee;college;I1;;I2;\n;;;Approche globale;I1B;Souveraineté économique;2.2 Souveraineté alimentaire\n",
    "Enquête 2026\nid;code_insee;college;;;;\n;;;I1A;I1B;I2A;I2B\n",
    "id;code_insee;college;I1A;;;\n;;;I1A;I1B;I2A;I2B\n",
]


@pytest.mark.parametrize("head", HEAD_ROWS)
def test_the_second_row_of_a_header_fills_what_the_first_leaves_open(read, answers, head):
    ratings = read(head + "1;01004;elus;3;2;1;0\n", college=None)
    assert answers(ratings) == {
        ("01004", node, "current"): level for node, level in {"I1A": 3, "I1B": 2, "I2A": 1, "I2B": 0}.items()
    }


def test_a_row_of_answers_below_a_header_with_blanks_is_no_header(read, answers):
    ratings = read("id;code_insee;I1A;\n1;01004;3;\n;;;Approche globale\n")
    assert answers(ratings) == EXPECTED


SEPARATED = '"code_insee"{0}"college"{0}"I1A"\n"01004"{0}"elus"{0}"3"\n'


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("name", ["r.csv", "r.txt", "r.tab", "r.tsv", "r.dat"])
def test_every_cell_may_stand_in_quotes(read, answers, separator, name):
    assert answers(read(SEPARATED.format(separator), name, college=None)) == EXPECTED


@pytest.mark.parametrize(
    "second",
    ["Approche globale2", "Approche globale 2", "Approche globale.1", "Approche globale_2", "Approche globale (2)"],
)
def test_a_second_grid_is_asked_about_with_the_lines_that_answer(read, answers, second):
    import tomllib

    from revue_analytics.intake import SourceEntry

    text = f"ID;Code Insee;Vous êtes;Approche globale;{second}\n1;01004;Élu;2;4\n"
    with pytest.raises(InputError) as raised:
        read(text, college=None)
    (fault,) = [fault for fault in raised.value.faults if fault.is_error]
    assert fault.rule.code == "second-grid"
    for language in ("fr", "en"):
        blocks = fault.remedy(language).split("[[sources]]")[1:]
        found = []
        for block in blocks:
            lines = [line for line in block.splitlines() if " = " in line]
            entry = SourceEntry.of(tomllib.loads("\n".join(lines)))
            found.append(answers(read(text, sources=[entry], college=None)))
        assert found == [
            {("01004", "I1A", "current"): 2, ("01004", "I1A", "desired"): 4},
            {("01004", "I1A", "current"): 4, ("01004", "I1A", "desired"): 2},
        ]


def test_names_that_r_gives_both_columns_are_asked_about_too(read):
    with pytest.raises(InputError, match="say again"):
        read("code_insee;Approche globale...2;Approche globale...3\n01004;2;4\n")


def test_remarks_may_come_with_numbers(read):
    ratings = read("code_insee;I1A;Commentaire;Commentaire2\n01004;3;Un;Deux\n")
    assert sorted(ratings.comments["comment"]) == ["Deux", "Un"]
    assert not ratings.faults


@pytest.mark.parametrize(
    "text",
    [
        "code_insee;college;Q1;Q2;importance_I1;importance_I2\n01004;elus;3;2;60;40\n",
        "code_insee;college;Q1;Q2\n01004;elus;3;2\n",
        "id;submitdate;lastpage;G01Q01[SQ001]\n1;2026-03-10;3;AO02\n",
        "Horodateur;Quel est votre avis ?\n14/03/2026 09:01:02;Bon\n",
    ],
    ids=["points_only", "levels", "limesurvey", "google"],
)
def test_an_export_that_names_no_criterion_is_an_error(write, framework, text):
    from revue_analytics.intake import classify, read_ratings

    path = write(text)
    assert classify(path, framework) in ("wide", "long")
    with pytest.raises(InputError) as raised:
        read_ratings(path, framework, campaign="2026", college="elus")
    assert "criterion-columns-missing" in {fault.rule.code for fault in raised.value.faults}


def test_a_list_of_people_or_places_is_no_export(write, framework):
    from revue_analytics.intake import classify

    assert classify(write("nom;courriel;fonction;collège\nA;a@b.fr;maire;élu\n"), framework) == "unknown"


def test_a_remedy_proposes_a_column_only_for_what_it_holds(read):
    with pytest.raises(InputError) as raised:
        read("Âge;Lieu;Profil du répondant;I1A\n40;01004;Élu;3\n", college=None)
    text = raised.value.text("fr")
    assert 'territory_column = "Lieu"' in text and 'college_column = "Profil du répondant"' in text
    with pytest.raises(InputError) as raised:
        read("Âge;I1A\n40;3\n", college=None)
    assert 'column = "Âge"' not in raised.value.text("fr")
