"""Every format and structure of it that a campaign can hold: the id is in none of them any more, the rest is."""

import json
from zipfile import ZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from revue_analytics.campaign import erase_respondent, open_campaign
from tests.privacy.packed import holds, where
from tests.privacy.test_personal_data import rounds

WHO, OTHER = "zoé.dupont@exemple.fr", "ana@exemple.fr"
HEAD = ["respondent", "code_insee", "college", "vague", "I1A", "commentaire"]
ROWS = [
    [OTHER, "01004", "élu", "2023", "2", "d’accord"],
    [WHO, "01004", "agent", "2023", "1", "son secret"],
    ["E-18", "01004", "élu", "2026", "3", "selon ana"],
]


def campaign(path):
    """A folder whose answers are in the file under test and in another one, which names the person too."""
    return rounds(path, "respondent;code_insee;college;vague;I1A\nE-99;01004;élu;2026;1\n")


def erased(folder):
    """Erase the person; no file may hold the id, and a second time nothing may change."""
    result = erase_respondent(folder, WHO)
    assert [str(fault) for fault in result.left] == []
    assert where(folder, WHO) == []
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert erase_respondent(folder, WHO).nothing
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    return result


# --- text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("separator", "ending"), [(";", "\n"), (",", "\r\n"), ("\t", "\n"), ("|", "\r\n")])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16-le", "utf-16-be"])
def test_a_text_file_keeps_every_other_byte(separator, codec, ending, tmp_path):
    folder = campaign(tmp_path)
    bom = "\ufeff" if codec.startswith("utf-16") else ""
    lines = [separator.join([*row[:-1], f'"{row[-1]}"']) + ending for row in [HEAD, *ROWS]]
    path = folder / "data" / "enquête.csv"
    path.write_bytes((bom + "".join(lines)).encode(codec))
    erased(folder)
    assert path.read_bytes() == (bom + "".join([*lines[:2], lines[3]])).encode(codec)


def test_titles_and_texts_of_others_lose_the_id_alone(tmp_path):
    folder = campaign(tmp_path)
    path = folder / "data" / "enquête.csv"
    lines = [
        f"Enquête suivie par {WHO.upper()}",
        ";".join(HEAD),
        f"E-18;01004;élu;2026;3;comme {WHO}, et non x{WHO}.org",
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    erase_respondent(folder, WHO)
    text = path.read_text("utf-8")
    assert (
        text
        == "\n".join(["Enquête suivie par […]", lines[1], f"E-18;01004;élu;2026;3;comme […], et non x{WHO}.org"]) + "\n"
    )


def test_notes_logs_and_notebooks_lose_the_id(tmp_path):
    folder = campaign(tmp_path)
    (folder / "notes.md").write_text(f"Appeler {WHO}.\n", "utf-8")
    book = {"cells": [{"cell_type": "code", "outputs": [{"output_type": "stream", "text": [f"0\n{WHO}\n"]}]}]}
    for name, ascii in (("exploration.ipynb", True), (".ipynb_checkpoints/exploration.ipynb", False)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(book, ensure_ascii=ascii), "utf-8")
    erased(folder)
    assert (folder / "notes.md").read_text("utf-8") == "Appeler […].\n"
    outputs = json.loads((folder / "exploration.ipynb").read_text("utf-8"))["cells"][0]["outputs"]
    assert outputs == [{"output_type": "stream", "text": ["0\n[…]\n"]}]


# --- Parquet ----------------------------------------------------------------------------------------------------


def parquet_frame():
    frame = pd.DataFrame(ROWS, columns=HEAD).assign(I1A=[2, 1, 3])
    levels = ["jamais", "parfois", "souvent"]
    return frame.assign(
        respondent=pd.Categorical(frame["respondent"]),
        commentaire=pd.Categorical(frame["commentaire"]),
        code_insee=pd.Categorical(frame["code_insee"]),
        rythme=pd.Categorical(["jamais", "souvent", "jamais"], levels, ordered=True),
    )


@pytest.mark.parametrize("compression", ["snappy", "zstd", "none"])
def test_a_parquet_file_keeps_its_types_and_loses_what_only_the_person_used(compression, tmp_path):
    folder = campaign(tmp_path)
    path = folder / "data" / "enquête.parquet"
    frame = parquet_frame()
    frame.attrs["par"] = f"exporté par {WHO}"
    frame.to_parquet(path, compression=None if compression == "none" else compression, row_group_size=2)
    assert holds(path.read_bytes(), WHO)
    before = pq.ParquetFile(path)
    erased(folder)
    after, kept = pq.ParquetFile(path), pd.read_parquet(path)
    assert not holds(path.read_bytes(), "son secret")
    assert after.metadata.row_group(0).column(0).compression == before.metadata.row_group(0).column(0).compression
    assert after.schema_arrow.types == before.schema_arrow.types
    assert kept["rythme"].cat.categories.to_list() == ["jamais", "parfois"]  # “souvent” was the person's alone
    assert kept["rythme"].cat.ordered
    expected = frame.drop(index=1).reset_index(drop=True)
    pd.testing.assert_frame_equal(kept.astype("object"), expected.astype("object"), check_dtype=False)
    assert "[…]" in kept.attrs["par"]


def test_an_index_and_nested_values_of_a_parquet_file_are_looked_into(tmp_path):
    folder = campaign(tmp_path)
    path = folder / "data" / "suivi.parquet"
    table = pa.table({"étape": ["a", "b"], "vu par": [[WHO, OTHER], [OTHER]], "fiche": [{"qui": WHO}, {"qui": OTHER}]})
    pq.write_table(table, path)
    erased(folder)
    assert pq.read_table(path).to_pydict() == {
        "étape": ["a", "b"],
        "vu par": [["[…]", OTHER], [OTHER]],
        "fiche": [{"qui": "[…]"}, {"qui": OTHER}],
    }


def test_a_frame_indexed_by_respondents_loses_the_row(tmp_path):
    folder = campaign(tmp_path)
    path = folder / "data" / "enquête.parquet"
    pd.DataFrame(ROWS, columns=HEAD).set_index("respondent").to_parquet(path)
    erased(folder)
    assert pd.read_parquet(path).index.to_list() == [OTHER, "E-18"]


def test_answers_read_from_an_archive_are_named_left_whole_and_read_no_more(tmp_path):
    folder = rounds(tmp_path)
    path = folder / "data" / "autres.csv.zip"
    rows = "respondent;code_insee;college;vague;I1B\njean.dupont@exemple.fr;01004;élu;2026;1\nE-9;01004;élu;2026;2\n"
    with ZipFile(path, "w") as archive:
        archive.writestr("autres.csv", rows)
    before = path.read_bytes()
    done = erase_respondent(folder, "jean.dupont@exemple.fr")
    assert [(fault.file, fault.rule.code) for fault in done.left] == [("data/autres.csv.zip", "respondent-in-archive")]
    assert path.read_bytes() == before
    table = open_campaign(folder).ratings.table.query("status == 'rated' and criterion == 'I1B'")
    assert table["level"].to_list() == [2]
