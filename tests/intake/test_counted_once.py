"""Nobody counts twice, and nothing that was answered is lost without a word."""

import io
import tomllib
import zipfile

import openpyxl
import pytest

from revue_analytics.errors import InputError
from revue_analytics.intake import SourceEntry, read_ratings, read_sheets
from revue_analytics.intake.text_files import decode

HEAD = "id;submitdate;code_insee;college;I1A\n"


@pytest.fixture
def pool(tmp_path, framework):
    """Read several files, given as {name: text}."""

    def pool(files, **options):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        paths = [tmp_path / name for name in files]
        return read_ratings(paths, framework, **({"campaign": "2026"} | options))

    return pool


def levels(ratings):
    return sorted(ratings.table["level"].dropna().astype(int))


def said(ratings):
    return [
        (fault.file, fault.rule.code, fault.details.get("other"), fault.details.get("n")) for fault in ratings.faults
    ]


# ---- two exports of one survey -----------------------------------------------------------------------------------


def test_two_downloads_of_one_survey_are_the_same_people(pool):
    first = HEAD + "1;2026-03-10;01004;elus;3\n"
    ratings = pool({"results.csv": first, "results (1).csv": first + "2;2026-03-11;01004;elus;0\n"})
    assert levels(ratings) == [0, 3]
    assert said(ratings) == [("results (1).csv", "respondents-in-two-files", "results.csv", 1)]
    assert "results.csv" in ratings.faults[0].text("fr") and ratings.held_back == ()
    assert sum(source.n_rows for source in ratings.sources) == 2


@pytest.mark.parametrize("name", ["_uuid", "meta/instanceID", "KEY", "ResponseId", "CLE"])
def test_an_id_that_no_other_bears_is_one_person_in_files_of_any_shape(pool, name):
    one = f"{name};code_insee;college;I1A\nu-1;01004;elus;3\nu-2;01004;elus;2\n"
    two = f"code_insee;I1A;college;{name};start\n01004;3;elus;u-1;2026-03-01\n"
    ratings = pool({"a.csv": one, "b.csv": two})
    assert levels(ratings) == [2, 3]
    assert said(ratings) == [("b.csv", "respondents-in-two-files", "a.csv", 1)]


@pytest.mark.parametrize(("kept", "new"), [("KEY", "meta-instanceID"), ("meta/rootUuid", "_uuid")])
def test_a_submission_that_was_edited_is_known_by_the_id_that_it_keeps(pool, kept, new):
    head = f"SubmissionDate;end;code_insee;college;I1A;{new};{kept}\n"
    one = head + "2026-03-12T08:24:09Z;2026-03-12T08:20:00Z;01004;elus;3;uuid:1;uuid:1\n"
    two = head + "2026-03-12T08:24:09Z;2026-03-15T10:00:00Z;01004;elus;2;uuid:9;uuid:1\n"
    ratings = pool({"a.csv": one, "b.csv": two})
    assert levels(ratings) == [2]
    assert said(ratings) == [("a.csv", "respondents-answered-again", "b.csv", 1)]


def test_where_the_days_stay_the_number_of_edits_tells_the_later(pool):
    head = "SubmissionDate,code_insee,college,I1A,KEY,Edits\n2026-03-12T08:24:09Z,01004,elus,"
    ratings = pool({"a.csv": head + "2,uuid:1,1\n", "b.csv": head + "3,uuid:1,0\n"})
    assert levels(ratings) == [2] and ratings.held_back == ()


@pytest.mark.parametrize("order", [1, -1])
def test_the_later_submission_counts_where_answers_differ(pool, order):
    head = "_uuid;_submission_time;code_insee;college;I1A\n"
    files = {
        "a.csv": head + "u-1;2026-03-10T08:00:00;01004;elus;3\n",
        "b.csv": head + "u-1;2026-03-12T08:00:00;01004;elus;1\n",
    }
    ratings = pool(dict(list(files.items())[::order]))
    assert levels(ratings) == [1]
    assert said(ratings) == [("a.csv", "respondents-answered-again", "b.csv", 1)]
    assert ratings.held_back == ()


def test_an_error_in_an_answer_that_was_given_again_holds_nobody_back(pool):
    head = "_uuid;_submission_time;code_insee;college;I1A\n"
    files = {
        "a.csv": head + "u-1;2026-03-10T08:00:00;01004;elus;9\n",
        "b.csv": head + "u-1;2026-03-12T08:00:00;01004;elus;1\n",
    }
    ratings = pool(files)
    assert levels(ratings) == [1] and ratings.held_back == ()


def test_where_no_day_tells_which_is_the_later_the_territory_is_held_back(pool):
    head = "_uuid;code_insee;college;I1A\n"
    ratings = pool({"a.csv": head + "u-1;01004;elus;3\nu-2;2A004;elus;1\n", "b.csv": head + "u-1;01004;elus;1\n"})
    assert ratings.held_back == ("01004",) and levels(ratings) == [1]
    assert [(f.file, f.rule.code, f.territory) for f in ratings.faults] == [("b.csv", "answers-in-two-files", "01004")]


def test_who_had_not_finished_at_the_first_export_counts_as_in_the_second(pool):
    one = HEAD + "1;2026-03-10 10:00:00;01004;elus;3\n2;;01004;elus;1\n"
    two = HEAD + "1;2026-03-10 10:00:00;01004;elus;3\n2;2026-03-11 09:00:00;01004;elus;4\n"
    ratings = pool({"monday.csv": one, "tuesday.csv": two})
    assert levels(ratings) == [3, 4]
    assert {code for _, code, _, _ in said(ratings)} >= {"respondents-in-two-files", "respondents-answered-again"}


def test_the_same_submission_twice_in_one_file_counts_once(read):
    head = "_id;_uuid;_submission_time;code_insee;I1A\n"
    ratings = read(head + "1;u-1;2026-03-10T08:00:00;01004;3\n2;u-1;2026-03-12T08:00:00;01004;2\n3;u-3;;01004;0\n")
    assert levels(ratings) == [0, 2]
    assert [(f.row, f.rule.code, f.details["first"]) for f in ratings.faults] == [(2, "respondent-answered-again", 3)]


def test_without_a_number_the_moment_and_everything_said_must_agree(pool):
    head = "Horodateur,code_insee,college,I1A,I1B\n"
    one = head + "14/03/2026 09:01:02,01004,elus,3,2\n14/03/2026 09:05:00,01004,elus,1,1\n"
    two = one + "14/03/2026 09:05:00,01004,elus,1,2\n"
    ratings = pool({"a.csv": one, "b.csv": two})
    assert len(ratings.table.drop_duplicates("respondent")) == 3
    assert said(ratings) == [("b.csv", "respondents-in-two-files", "a.csv", 2)]


def test_an_export_as_codes_and_one_in_words_are_one_survey(pool):
    codes_ = (
        "id;submitdate;codeinsee;college;I1A\n1;2026-03-10 10:00:00;01004;elus;3\n2;2026-03-10 11:00:00;01004;elus;1\n"
    )
    words = (
        "ID de la réponse;Date de soumission;Code Insee;code college;1.1 Approche globale\n"
        "1;10/03/2026 10:00;01004;elus;3 – Maîtrisé\n2;10/03/2026 11:00;01004;elus;1 – Amorcé\n"
    )
    assert levels(pool({"codes.csv": codes_, "words.csv": words})) == [1, 3]


def test_a_workbook_and_a_text_file_of_one_form_are_one_survey(tmp_path, framework):
    import datetime

    head, when = ["Horodateur", "code_insee", "Approche globale"], datetime.datetime(2026, 3, 14, 9, 1, 2)
    workbook(tmp_path / "r.xlsx", [head, [when, "01004", "3"]], lambda sheet: None)
    (tmp_path / "r.csv").write_text(",".join(head) + "\n14/03/2026 09:01:02,01004,3\n", "utf-8")
    ratings = read_ratings([tmp_path / "r.xlsx", tmp_path / "r.csv"], framework, campaign="2026", college="elus")
    assert levels(ratings) == [3]


def test_surveys_of_several_places_are_several_whatever_their_numbers(pool):
    places = [f"010{n:02}" for n in range(4, 17)] * 4
    files = {
        f"{k}.csv": HEAD + f"1;2026-03-1{k % 9} 1{k % 9}:00:0{k % 7};{code};elus;{k % 5}\n"
        for k, code in enumerate(places)
    }
    ratings = pool(files)
    assert len(ratings.table.drop_duplicates("respondent")) == len(files)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("1;2026-03-10;01004;elus;3\n", "1;2026-03-10;01004;agents;3\n"),
        ("1;2026-03-10;01004;elus;3\n", "1;2026-03-10;2A004;elus;3\n"),
        ("1;2026-03-10 10:00:00;01004;elus;3\n", "1;2026-03-11 11:00:00;01004;elus;1\n"),
        (";;01004;elus;3\n;;01004;elus;3\n", ";;01004;elus;3\n"),
    ],
    ids=["other_college", "other_territory", "other_day", "no_number_and_no_day"],
)
def test_people_of_two_surveys_stay_two(pool, one, two):
    ratings = pool({"elus.csv": HEAD + one, "agents.csv": HEAD + two})
    assert len(ratings.table.drop_duplicates("respondent")) == one.count("\n") + two.count("\n")
    assert not [code for _, code, _, _ in said(ratings) if code.startswith("respondents-")]


def test_in_long_files_too(pool):
    head = "répondant;_uuid;code_insee;college;critère;niveau\n"
    rows = "1;u-1;01004;elus;I1A;3\n1;u-1;01004;elus;I1B;2\n"
    ratings = pool({"a.csv": head + rows, "b.csv": head + rows + "2;u-2;01004;elus;I1A;0\n"})
    assert levels(ratings) == [0, 2, 3]
    assert said(ratings) == [("b.csv", "respondents-in-two-files", "a.csv", 1)]


# ---- what is never guessed ---------------------------------------------------------------------------------------

MARKS = ["NA", "N/A", "n/a", "n.a.", "<NA>", "nan", "NULL", "None", "-", "."]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_may_mean_a_blank_is_asked_about_with_the_two_lines_that_answer(read, answers, mark):
    text = f"id;code_insee;I1A;I1B\n1;01004;3;{mark}\n2;01004;{mark};2\n3;2A004;1;1\n"
    ratings = read(text)
    (fault,) = [fault for fault in ratings.faults if fault.is_error]
    assert (fault.rule.code, fault.details["n"], ratings.held_back) == ("answer-missing-mark", 2, ("01004",))
    remedy = fault.remedy("fr")
    head, *either = [line.strip() for line in remedy[remedy.index("file =") :].splitlines()]
    found = []
    for line in either:
        lines = f"[[sources]]\n{head}\n{line.removeprefix('# ')}"
        entry = SourceEntry.of(tomllib.loads(lines)["sources"][0])
        ratings = read(text, sources=[SourceEntry(entry.file, answers=entry.answers)])
        assert not [f for f in ratings.faults if f.is_error]
        found.append(sorted(ratings.table.query("status != 'not_asked' and territory == '01004'")["status"]))
    assert found == [["rated", "rated"], ["not_applicable", "not_applicable", "rated", "rated"]]


def test_what_is_said_to_be_no_answer_is_a_blank_everywhere_in_the_file(read):
    text = "code_insee;I1A;I1A_commentaire;importance_I1\n01004;3;NA;NA\n"
    ratings = read(text, sources=[SourceEntry("answers.csv", answers={"NA": ""})])
    assert ratings.table["comment"].max() == "" and ratings.importance.empty and not ratings.faults


def test_two_entries_for_one_file_say_what_they_say_together(read, answers):
    entries = [SourceEntry("answers.csv", answers={"NA": ""}), SourceEntry("answers.csv", territory="01004")]
    assert answers(read("Q;I1A;I1B\nx;3;NA\n", sources=entries)) == {("01004", "I1A", "current"): 3}


def test_two_entries_that_contradict_each_other_are_a_fault(read):
    with pytest.raises(InputError, match="describe the same file"):
        read(
            "code_insee;I1A\n01004;3\n",
            sources=[SourceEntry("answers.csv", college="elus"), SourceEntry("answers.csv", college="agents")],
        )


# ---- letters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("réunion".encode() + b";caf\xe9", "réunion;café"),
        ("œuvre".encode() + b" d\xe9j\xe0 \x9cuvr\xe9e", "œuvre déjà œuvrée"),
        (b"\xef\xbb\xbfcaf\xe9", "café"),
        ("CAFÉ» déjà\xa0» été…".encode("cp1252"), "CAFÉ» déjà\xa0» été…"),
        ("QUALITÉ… Île–de–France".encode("cp1252"), "QUALITÉ… Île–de–France"),
    ],
    ids=["stray", "stray_among_utf8", "marked_utf8", "cp1252_with_chance_utf8", "cp1252_ellipsis"],
)
def test_one_foreign_byte_never_turns_the_others(content, text):
    assert decode(content) == text


def test_rows_with_foreign_letters_are_named(write, framework):
    content = "id;code_insee;I1A;I1A_commentaire\n1;01004;3;réunion\n2;01004;2;".encode() + b"caf\xe9\n3;01004;1;x\n"
    ratings = read_ratings(write(content), framework, campaign="2026", college="elus")
    assert sorted(ratings.table["comment"].dropna())[-3:] == ["café", "réunion", "x"]
    assert [(f.row, f.rule.code, f.is_error) for f in ratings.faults] == [(3, "letters-foreign", False)]


def test_a_row_with_bytes_that_are_no_letters_is_refused(write, framework):
    content = "id;code_insee;I1A;I1A_commentaire\n1;01004;3;réunion\n2;2A004;2;".encode() + b"caf\x81\n"
    ratings = read_ratings(write(content), framework, campaign="2026", college="elus")
    assert ratings.held_back == ("2A004",) and [(f.row, f.rule.code) for f in ratings.faults] == [
        (3, "letters-unreadable")
    ]


UNSEEN = ["\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff", "\u00ad", "\u202a", "\u2066"]


@pytest.mark.parametrize("c", UNSEEN)
def test_characters_that_nobody_sees_are_no_difference(read, c):
    text = f"code_{c}insee;coll{c}ege;I1A{c};importance_I1\n{c}01004;{c}élus;3{c};10{c}0\n"
    ratings = read(text, college=None)
    assert ratings.table.iloc[0][["territory", "college", "level"]].to_list() == ["01004", "elus", 3]
    assert ratings.importance["points"].to_list() == [100.0] and not ratings.faults


def test_a_cell_of_such_characters_only_is_blank(read, codes):
    assert codes(read("code_insee;I1A\n\u200b;3\n").faults) == [(2, "code_insee", "territory-missing")]


def test_a_remark_keeps_what_holds_its_letters_together(read):
    family = "👨\u200d👩\u200d👧"
    assert read(f"code_insee;I1A;I1A_commentaire\n01004;3;{family}\n").table["comment"].max() == family


# ---- rows and cells ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        "Médiane",
        "Moyenne",
        "Total",
        "TOTAL GÉNÉRAL",
        "Moyenne générale",
        "Écart-type",
        "Average",
        "Grand Total",
        "Max",
        "Somme",
        "Nombre de réponses",
    ],
)
@pytest.mark.parametrize("at", ["respondent", "territory", "beside"])
def test_a_row_that_sums_up_the_others_is_nobody_and_said(read, word, at):
    row = {"beside": f"{word};;;2,5", "respondent": f";{word};;2,5", "territory": f";;{word};2,5"}[at]
    ratings = read(f"Horodateur;respondent;code_insee;I1A\n;1;01004;3\n;2;01004;2\n{row}\n")
    assert levels(ratings) == [2, 3] and ratings.held_back == ()
    assert [(f.rule.code, f.details["rows"]) for f in ratings.faults] == [("row-summary", "4")]


@pytest.mark.parametrize("row", ["Max;01004;3", "Total Énergies;01004;3", "Moy;01004;3"])
def test_people_and_places_that_are_called_so_are_kept(read, row):
    assert levels(read(f"nom;code_insee;I1A\n{row}\n")) == [3]


def workbook(path, rows, change):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    book.save(path)
    return path


def test_hidden_rows_and_columns_are_read_and_said(tmp_path, framework):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    rows = [["id", "code_insee", "I1A"], [1, "01004", 3], [2, "01004", 1]]
    ratings = read_ratings(workbook(tmp_path / "a.xlsx", rows, hide), framework, campaign="2026", college="elus")
    assert levels(ratings) == [1, 3]
    assert [(f.rule.code, f.details) for f in ratings.faults] == [("cells-hidden", {"rows": "3", "columns": "C"})]


def test_a_territory_that_is_merged_over_rows_counts_for_each_of_them(tmp_path, framework):
    rows = [["id", "code_insee", "I1A"], [1, "01004", 3], [2, None, 1], [3, "2A004", 0]]
    path = workbook(tmp_path / "a.xlsx", rows, lambda sheet: sheet.merge_cells("B2:B3"))
    ratings = read_ratings(path, framework, campaign="2026", college="elus")
    assert sorted(ratings.table.dropna(subset="level")["territory"]) == ["01004", "01004", "2A004"]
    assert [(f.rule.code, f.is_error) for f in ratings.faults] == [("cells-merged", False)]
    assert not ratings.sources[0].nowhere


@pytest.mark.parametrize("cells", ["C2:C3", "B2:C2"])
def test_an_answer_that_is_merged_over_cells_is_nobodys(tmp_path, framework, cells):
    rows = [["id", "code_insee", "I1A", "I1B"], [1, "01004", 3, 1], [2, "01004", None, 1], [3, "2A004", 0, 0]]
    path = workbook(tmp_path / "a.xlsx", rows, lambda sheet: sheet.merge_cells(cells))
    ratings = read_ratings(path, framework, campaign="2026", college="elus")
    assert "answers-merged" in {fault.rule.code for fault in ratings.faults if fault.is_error}
    assert set(ratings.table["territory"]) == {"2A004"} if cells == "C2:C3" else ratings.held_back


def test_a_mark_that_may_mean_a_blank_is_no_level_of_a_reviewer(write, framework):
    from revue_analytics.intake import read_table

    _, faults = read_table(write("code;critere;niveau de l'evaluateur\n01004;I1A;NA\n"), "reviewer", framework)
    assert [fault.rule.code for fault in faults] == ["answer-unreadable"]


def test_a_total_below_a_table_is_no_territory(write):
    from revue_analytics.intake import read_table

    frame, faults = read_table(write("code;campagne;college;invites\n01004;2026;elus;15\nTotal;;;15\n"), "invited")
    assert frame["invited"].to_list() == [15]
    assert [(f.rule.code, f.is_error) for f in faults] == [("row-summary", False)]


def test_a_sheet_of_answers_without_a_criterion_is_an_error_beside_one_that_has_some(tmp_path, framework):
    book = openpyxl.Workbook()
    for sheet, node in ((book.active, "I1A"), (book.create_sheet("Habitants"), "Question 1")):
        for row in (["id", "Horodateur", "code_insee", node], [1, "14/03/2026 09:00:00", "01004", 3]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError) as raised:
        read_ratings(tmp_path / "a.xlsx", framework, campaign="2026", college="elus")
    assert [(f.rule.code, f.value) for f in raised.value.faults] == [("criterion-columns-missing", "Habitants")]


def test_rows_that_name_no_territory_are_counted_in_every_sheet(tmp_path, framework):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("b")):
        for row in (["id", "code_insee", "I1A"], [1, "01004", 3], [2, None, 3]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    ratings = read_ratings(tmp_path / "a.xlsx", framework, campaign="2026", college="elus")
    assert ratings.sources[0].nowhere == (3, 3)


def test_rows_that_name_no_territory_are_counted_by_file(read):
    ratings = read("code_insee;I1A\n01004;3\n;2\n99999;1\n60455;1\n;\n")
    assert ratings.sources[0].nowhere == (3, 4, 5)


# ---- files -------------------------------------------------------------------------------------------------------


def archive(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["Formulaire.csv.zip", "export.zip"])
def test_an_archive_of_one_text_file_is_read_as_that_file(write, framework, name):
    content = archive({"Formulaire.csv": "id,code_insee,I1A\n1,01004,3\n", "__MACOSX/._Formulaire.csv": "x"})
    ratings = read_ratings(write(content, name), framework, campaign="2026", college="elus")
    assert levels(ratings) == [3] and not ratings.faults


def test_each_text_file_of_an_archive_is_a_sheet(write, framework):
    text = "id,code_insee,I1A\n1,01004,{}\n"
    content = archive(
        {"a.csv": text.format(3), "b.csv": text.format(1), "media/photo.jpg": "x", "lire.txt": "Bonjour\n"}
    )
    path = write(content, "central.zip")
    ratings = read_ratings(path, framework, campaign="2026", college="elus")
    assert levels(ratings) == [1, 3]
    assert [(f.rule.code, f.value) for f in ratings.faults] == [("sheet-passed-over", "lire.txt")]
    assert len(read_sheets(path, sheet="b.csv")[0]) == 1


def test_files_are_named_by_their_path_in_the_campaign_folder(tmp_path, framework):
    from pathlib import Path

    from revue_analytics.intake.sources import file_names

    paths = [Path("c/data/r.csv"), Path("c/data/a/r.csv"), Path("c/r.csv"), Path("c/exports/x.csv")]
    assert file_names(paths, Path("c")) == ["data/r.csv", "a/r.csv", "r.csv", "exports/x.csv"]


def test_an_entry_describes_the_file_at_its_path_and_no_other_of_that_name(tmp_path, framework):
    for folder in ("data", "data/old/data"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "r.csv").write_text(f"id;code_insee;I1A\n1;01004;{len(folder) % 5}\n", "utf-8")
    sources = [SourceEntry("data/r.csv", college="elus"), SourceEntry("data/old/data/r.csv", college="agents")]
    paths = sorted(tmp_path.rglob("r.csv"))
    ratings = read_ratings(paths, framework, campaign="2026", sources=sources, folder=tmp_path)
    assert sorted(ratings.table.dropna(subset="level")["college"]) == ["agents", "elus"]
    assert sorted(ratings.table["respondent"].unique()) == ["old/data/r:1", "r:1"]
