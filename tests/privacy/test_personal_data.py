"""Personal data planted in every column of every export come out nowhere: pages, tables, notebooks, messages."""

import os
import re
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.campaign import check_campaign, open_campaign
from revue_analytics.campaign.pseudonym_key import KEY_FILE
from revue_analytics.errors import CampaignError
from revue_analytics.intake.personal import hide
from revue_analytics.review import TABLES
from revue_analytics.terminal.faults import checked

NAMES = ["Zébulon Quatrepattes", "Aglaé Trouvetou", "Sidonie Passemuraille"]
WORDS = [word for name in NAMES for word in name.split()]
MAIL, PHONE, IP = "zebulon.quatrepattes@exemple.fr", "06 98 76 54 32", "192.0.2.77"
SECRETS = [*WORDS, MAIL, PHONE, "0698765432", IP]

HEADERS = {
    "limesurvey": (
        '"id","submitdate","lastname","email","ipaddr","token","attribute_1","codeinsee","college",{q},"I5com"',
        "I1[I1A]",
    ),
    "kobo": ("_id;username;phonenumber;deviceid;_submitted_by;ip;code_insee;profil;{q};I1A_preuve;commentaire", "I1A"),
    "google": ("Horodateur;Adresse e-mail;Votre nom;Téléphone;Adresse IP;Code Insee;Vous êtes;{q};Remarques", "I1A"),
    "msforms": (
        "ID;Heure de début;Adresse de messagerie;Nom;Téléphone;Adresse IP;Code Insee;Vous êtes;{q};Remarques",
        "I1A",
    ),
}
LEAVES = ra.load_framework().leaf_ids


def export(shape):
    """A file in a tool's shape: twelve people, with personal data in each column meant for it, and in the texts."""
    head, _ = HEADERS[shape]
    separator = "," if shape == "limesurvey" else ";"
    headers = [h.strip('"') for h in head.replace("{q}", separator.join(LEAVES)).split(separator)]
    rows = [headers]
    for i in range(12):
        who = NAMES[i % 3]
        row = []
        for header in headers:
            if header in LEAVES:
                row.append(str(i % 4))
            elif header in ("code_insee", "codeinsee", "Code Insee"):
                row.append("01004")
            elif header in ("college", "profil", "Vous êtes"):
                row.append("élu" if i < 6 else "habitant")
            elif header in ("id", "_id", "ID"):
                row.append(str(i + 1))
            elif header in ("I5com", "commentaire", "Remarques", "I1A_preuve"):
                row.append(f"Selon {who} ({MAIL}, {PHONE}, {IP}), c’est mieux")
            elif re.search("date|Horo|Heure", header):
                row.append("2026-03-12 10:02:11")
            elif re.search("mail|messagerie", header):
                row.append(MAIL)
            elif re.search("hone|Tél|phon", header):
                row.append(PHONE)
            elif re.search("ip|IP|device", header):
                row.append(IP)
            else:
                row.append(who)
        rows.append(row)
    return "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)


def folder_of(path, text, settings="", name="réponses.csv"):
    (path / "data").mkdir(parents=True)
    (path / "data" / name).write_text(text, "utf-8")
    start = '[[campaigns]]\nid = "2026"\n[disclosure]\ncomments = true\n[uncertainty]\ndraws = 100\n'
    (path / "revue.toml").write_text(start + settings, "utf-8")
    return path


def test_a_workbook_is_read_as_discreetly_as_a_text_file(tmp_path):
    folder = folder_of(tmp_path, export("google"))
    book = openpyxl.Workbook()
    for line in (folder / "data" / "réponses.csv").read_text("utf-8").splitlines():
        book.active.append([cell.strip('"') for cell in line.split(";")])
    (folder / "data" / "réponses.csv").unlink()
    book.save(folder / "data" / "réponses.xlsx")
    assert held_in(checked(check_campaign(folder), "fr")) == []
    review = ra.analyse(open_campaign(folder))
    assert "[…]" in review.comments["comment"].iloc[0]
    assert held_in(everything_in(review)) == []


def held_in(text):
    return [secret for secret in SECRETS if secret in text]


def everything_in(review):
    return "\n".join(review.tables[name].to_csv() for name in TABLES) + str(dict(review.meta))


@pytest.mark.parametrize("shape", HEADERS)
def test_planted_personal_data_are_in_no_table_and_no_message(shape, tmp_path):
    folder = folder_of(tmp_path, export(shape))
    result = check_campaign(folder)
    assert result.usable, [str(fault) for fault in result.faults]
    for language in ("fr", "en"):
        assert held_in(checked(result, language)) == []
    campaign = open_campaign(folder)
    review = ra.analyse(campaign)
    assert len(review.comments)
    assert held_in(everything_in(review)) == []
    assert "[…]" in review.comments["comment"].iloc[0]
    ratings = campaign.ratings
    for frame in (ratings.table, ratings.importance, ratings.comments):
        assert held_in(frame.to_csv()) == []


@pytest.mark.parametrize("shape", HEADERS)
def test_check_says_which_columns_of_personal_data_were_left_out_and_that_texts_were_masked(shape, tmp_path):
    result = check_campaign(folder_of(tmp_path, export(shape)))
    assert result.files[0].personal
    assert all(header in checked(result, "fr") for header in result.files[0].personal)
    assert "text-personal" in {fault.rule.code for fault in result.faults}


@pytest.mark.parametrize("secret", [MAIL, PHONE, IP, "+33 6 98 76 54 32"])
def test_addresses_and_numbers_typed_in_any_column_are_in_no_message(secret, tmp_path):
    """In the columns of answers, colleges and territories too: what cannot be read is shown without them."""
    lines = export("google").splitlines()
    spoilt = [lines[0]]
    for i, line in enumerate(lines[1:]):
        cells = line.split(";")
        cells[i % len(cells)] = f'"{secret}"'
        spoilt.append(";".join(cells))
    shown = checked(check_campaign(folder_of(tmp_path, "\n".join(spoilt))), "fr")
    assert secret not in shown


def test_a_file_whose_first_row_is_a_person_shows_nothing_of_it(tmp_path):
    folder = folder_of(tmp_path, f"{MAIL};{PHONE}\n{IP};x\n")
    assert held_in(checked(check_campaign(folder), "fr")) == []


def test_ids_that_are_addresses_or_names_are_never_shown(tmp_path):
    rows = ["respondent;code_insee;college;I1A", *(f"{who};01004;élu;{i}" for i, who in enumerate([MAIL, MAIL]))]
    rows += [f"{NAMES[1]};01004;élu;1", f"{NAMES[1]};01004;élu;2"]
    shown = checked(check_campaign(folder_of(tmp_path, "\n".join(rows))), "fr")
    assert "ligne" in shown
    assert held_in(shown) == []


def test_files_of_few_people_are_not_named_on_pages(tmp_path):
    folder = folder_of(tmp_path, export("google"))
    line = "code_insee;college;I1A\n01004;habitant;2\n"
    (folder / "data" / f"{NAMES[2]}.csv").write_text(line, "utf-8")
    review = ra.analyse(open_campaign(folder))
    assert held_in(everything_in(review)) == []
    assert [s["name"] for s in review.meta["sources"]] == ["réponses.csv", "… (1)"]


def test_pages_and_failed_notebooks_hold_none_of_it(tmp_path):
    """A whole batch, then one whose notebook fails: every byte written is looked at."""
    folder = folder_of(tmp_path / "campagne", export("msforms"))
    import nbformat

    from revue_analytics.campaign.bundled import bundled

    book = nbformat.read(bundled("notebooks") / "territory_review.ipynb", as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("review.comments.iloc[0, 99]"))
    broken = tmp_path / "broken.ipynb"
    nbformat.write(book, broken)
    revue = [Path(sys.executable).with_name("revue"), "batch", str(folder)]
    environment = os.environ | {"REVUE_LANG": "fr"}
    done = subprocess.run([*revue, "--jobs", "1"], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    failing = f"from revue_analytics.batches import batch; print(batch({str(folder)!r}, notebook={str(broken)!r}))"
    failed = subprocess.run([sys.executable, "-c", failing], capture_output=True, text=True, env=environment)
    for said in (done, failed):
        assert held_in(said.stdout + said.stderr) == []
    files = [path for path in (folder / "reports").rglob("*") if path.is_file()]
    assert {".html", ".parquet", ".json"} <= {path.suffix for path in files}
    for path in files:
        frame = pd.read_parquet(path).to_csv() if path.suffix == ".parquet" else path.read_bytes().decode("latin-1")
        encoded = [secret.encode().decode("latin-1") for secret in SECRETS]
        assert not [secret for secret in (*SECRETS, *encoded) if secret in frame], path.name
    ra.campaign.erase_respondent(folder, "réponses:1")
    assert {path.name for path in (folder / "reports").rglob("*") if path.is_file()} <= {"runs.jsonl", ".lock"}


def test_a_name_is_hidden_only_where_the_file_gives_it_as_one():
    assert hide("Le maire de Montpetit, 12 rue des Lilas") == "Le maire de Montpetit, 12 rue des Lilas"


# --- pseudonyms -------------------------------------------------------------------------------------------------

TWO_ROUNDS = """respondent;code_insee;college;vague;I1A
jean.dupont@exemple.fr;01004;élu;2023;1
E-7;01004;élu;2023;2
jean.dupont@exemple.fr;01004;élu;2026;3
"""


def test_the_key_stays_in_the_folder_and_is_its_owners(tmp_path):
    folder = folder_of(tmp_path, export("google"))
    open_campaign(folder)
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    key = (folder / KEY_FILE).read_text().strip()
    open_campaign(folder)
    assert (folder / KEY_FILE).read_text().strip() == key
    assert len(bytes.fromhex(key)) == 32


def rounds(path, text=TWO_ROUNDS):
    folder = folder_of(path, text)
    (folder / "revue.toml").write_text('[[campaigns]]\nid = "2023"\n[[campaigns]]\nid = "2026"\n', "utf-8")
    return folder


def test_the_same_person_has_the_same_pseudonym_in_every_round(tmp_path):
    table = open_campaign(rounds(tmp_path)).ratings.table.query("criterion == 'I1A'")
    who = table.set_index(["campaign", "level"])["respondent"]
    assert who["2023", 1] == who["2026", 3]
    assert who["2023", 1] != who["2023", 2]
    assert all(re.fullmatch(r"r-[0-9a-f]{16}", each) for each in who)


def test_another_folder_gives_another_pseudonym(tmp_path):
    one, other = (open_campaign(rounds(tmp_path / name)).ratings.table["respondent"] for name in "ab")
    assert not set(one) & set(other)


def test_nothing_published_depends_on_the_key(tmp_path):
    one, other = (ra.analyse(open_campaign(folder_of(tmp_path / name, export("google")))) for name in "ab")
    for name in TABLES:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name], check_exact=True)


def test_a_key_that_cannot_be_read_is_a_fault(tmp_path):
    folder = folder_of(tmp_path, export("google"))
    (folder / KEY_FILE).write_text("nothing")
    with pytest.raises(CampaignError, match="key"):
        open_campaign(folder)


# --- publishing again -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "warned"), [(0, False), (1, True), (4, True), (5, False)])
def test_publishing_again_with_few_new_answers_is_warned_of(more, warned):
    from revue_analytics.review import changed_by_few
    from tests.factories import make_ratings, two_indicators
    from tests.privacy.campaigns import campaign_of

    def of(n):
        rows = [("T0", "2026", f"e{i}", "elus", c, i % 3) for i in range(n) for c in two_indicators().leaf_ids]
        return ra.analyse(campaign_of(make_ratings(rows, two_indicators()), ["T0"], 100))

    assert changed_by_few(of(6), of(6 + more)) == (("T0",) if warned else ())


def test_a_changed_answer_and_other_groups_are_warned_of():
    from revue_analytics.review import changed_by_few
    from tests.factories import make_ratings, two_indicators
    from tests.privacy.campaigns import campaign_of

    def of(agents, first=0):
        leaves = two_indicators().leaf_ids
        rows = [("T0", "2026", f"e{i}", "elus", c, first if i == 0 else i % 3) for i in range(6) for c in leaves]
        rows += [("T0", "2026", f"a{i}", "agents", c, 3) for i in range(agents) for c in leaves]
        return ra.analyse(campaign_of(make_ratings(rows, two_indicators()), ["T0"], 100))

    assert changed_by_few(of(6), of(6, first=4)) == ("T0",)
    assert changed_by_few(of(3), of(8)) == ("T0",)  # nine together before, six and eight now: three can be subtracted
    assert changed_by_few(of(3), of(3)) == ()


def test_a_review_of_a_lowered_threshold_is_written_nowhere_without_saying_so(tmp_path):
    from revue_analytics.batches import batch, report
    from revue_analytics.errors import ReportError

    folder = folder_of(tmp_path, export("google"))
    text = (folder / "revue.toml").read_text("utf-8").replace("comments = true", "threshold = 2")
    (folder / "revue.toml").write_text(text, "utf-8")
    for make in (lambda: batch(folder, progress=False), lambda: report(folder, "01004")):
        with pytest.raises(ReportError, match="private"):
            make()
    assert not [
        path
        for path in folder.rglob("*")
        if path.suffix in (".html", ".parquet", ".json", ".csv") and "reports" in path.parts
    ]
    assert ra.analyse(replace(open_campaign(folder))).meta["publishable"] is False


# --- too few people to publish anything -----------------------------------------------------------------------------


def campaign_with_few(tmp_path):
    """Six people of one territory, three of another."""
    rows = ["respondent;code_insee;college;I1A;I1B"]
    rows += [f"p{i};01004;élu;{i % 4};{i % 3}" for i in range(6)] + [f"q{i};01005;élu;4;4" for i in range(3)]
    return folder_of(tmp_path, "\n".join(rows))


def test_a_territory_of_few_people_is_named_by_check_and_has_no_results(tmp_path):
    from revue_analytics.batches import batch, report
    from revue_analytics.errors import ReportError

    folder = campaign_with_few(tmp_path)
    result = check_campaign(folder)
    assert (result.too_few, result.held_back, result.ok) == (("01005",), (), True)
    said = checked(result, "fr").replace("\u00a0", " ")
    assert "Trop peu de répondants, aucun résultat publiable : 01005" in said
    with pytest.raises(ReportError, match="fewer than 5 people answered for the territory 01005"):
        report(folder, "01005")
    made = batch(folder, progress=False)
    assert (made.done, made.too_few, made.complete) == (("01004",), ("01005",), True)
    assert not (folder / "reports" / "01005.html").exists()
    index = (folder / "reports" / "index.html").read_text("utf-8").replace("\u00a0", " ")
    assert "Moins de 5 répondants : pas de résultats" in index
    saved = ra.open_review(folder / "reports" / "review")
    assert all("01005" not in set(frame["territory"]) for frame in saved.tables.values())


def test_private_it_has_a_page_marked_confidential_which_a_public_batch_takes_away(tmp_path):
    from revue_analytics.batches import batch

    folder = campaign_with_few(tmp_path)
    private = batch(folder, private=True, progress=False)
    page = folder / "reports" / "01005.html"
    assert (private.done, private.too_few) == (("01004", "01005"), ())
    assert "Confidentiel" in page.read_text("utf-8")
    assert batch(folder, progress=False).too_few == ("01005",)
    assert not page.exists()
