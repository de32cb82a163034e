"""Headers are recognised in the forms that survey tools give them, and said to be unknown otherwise."""

import pytest

from revue_analytics.errors import InputError
from revue_analytics.framework import framework_from_dict
from revue_analytics.intake import read_ratings, vocabulary
from revue_analytics.intake.meanings import Ambiguous

QUESTION = (
    "Vos décisions prennent-elles en compte l’ensemble des fonctions de la vie du territoire "
    "(mobilité, santé, éducation, économie, sécurité…) et leurs liens ?"
)


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("I1A", "answer I1A current"),
        ("i1a", "answer I1A current"),
        ("I1[I1A]", "answer I1A current"),
        ("g_ind/I1A_note", "answer I1A current"),
        ("Approche globale", "answer I1A current"),
        ("Comprehensive scope", "answer I1A current"),
        ("1. Approche systémique [Approche globale]", "answer I1A current"),
        ("1.1 Approche globale", "answer I1A current"),
        (QUESTION, "answer I1A current"),
        (f"Quel énoncé correspond à votre territoire aujourd’hui ? [{QUESTION}]", "answer I1A current"),
        ("I1A_desired", "answer I1A desired"),
        ("I1A souhaité", "answer I1A desired"),
        ("I1A_cible", "answer I1A desired"),
        ("S1[I1A_souhaite]", "answer I1A desired"),
        ("Approche globale – souhaité dans trois ans", "answer I1A desired"),
        ("Où voulez-vous être dans trois ans ? [Approche globale]", "answer I1A desired"),
        ("I1A_actuel", "answer I1A current"),
        ("I1A_preuve", "evidence I1A current"),
        ("Approche globale (preuve)", "evidence I1A current"),
        ("I1A_motif", "reason I1A current"),
        ("I5com", "comment I5"),
        ("I5_commentaire", "comment I5"),
        ("I5[comment]", "comment I5"),
        ("commentaire", "comment overall"),
        ("Avez-vous une remarque à ajouter ?", "comment overall"),
        ("importance_I1", "importance I1"),
        ("points_I1", "importance I1"),
        ("importance[I1]", "importance I1"),
        ("poids I1", "importance I1"),
        ("Répartissez 100 points entre les indicateurs [Approche systémique]", "importance I1"),
        ("Importance – Approche systémique", "importance I1"),
        ("code_insee", "territory"),
        ("Code Insee de la commune", "territory"),
        ("CODEINSEE", "territory"),
        ("siren", "territory"),
        ("territoire", "territory"),
        ("vague", "campaign"),
        ("Vous êtes…", "college"),
        ("collège", "college"),
        ("ID", "respondent"),
        ("_uuid", "respondent"),
        ("submitdate", "submitted"),
        ("Adresse de messagerie", "personal"),
        ("Votre adresse e-mail (facultatif)", "personal"),
        ("seed", "metadata"),
        ("I1Time", "metadata"),
        ("I1_note", "unrated I1"),
        ("Âge", "None"),
        ("Q12", "None"),
    ],
)
def test_what_headers_mean(framework, header, meaning):
    assert str(vocabulary(framework).recognise(header)) == meaning


def test_every_criterion_is_recognised_by_every_name_it_has(framework):
    words = vocabulary(framework)
    for leaf in framework.leaves:
        for text in (leaf.id, *leaf.label.values(), *(leaf.question or {}).values()):
            assert str(words.recognise(text)) == f"answer {leaf.id} current"
            assert str(words.recognise(f"Aujourd’hui [{text}]")) == f"answer {leaf.id} current"
    for top in framework.top:
        for text in (top.id, *top.short.values()):
            assert str(words.recognise(f"importance[{text}]")) == f"importance {top.id}"


def test_columns_that_nobody_recognises_are_named_with_the_nearest(read):
    ratings = read("code_insee;I1A;Aproche finalisée;Âge\n01004;3;2;40\n")
    assert [(f.column, f.rule.code, f.is_error) for f in ratings.faults] == [
        ("Aproche finalisée", "column-unknown", False),
        ("Âge", "column-unknown", False),
    ]
    assert "Approche finalisée" in ratings.faults[0].remedy("fr")
    assert ratings.held_back == ()


def test_a_column_about_an_indicator_is_said_to_be_none(read):
    ratings = read("code_insee;I1A;I5_note\n01004;3;2\n")
    assert [(f.column, f.rule.code) for f in ratings.faults] == [("I5_note", "column-not-rated")]
    assert "I5A, I5B" in ratings.faults[0].remedy("en")


def test_two_columns_that_claim_the_same_meaning(read):
    with pytest.raises(InputError, match="answer I1A current") as raised:
        read("code_insee;I1A;Approche globale\n01004;3;2\n")
    assert [fault.rule.code for fault in raised.value.faults] == ["columns-claim-the-same"]


def test_the_lines_of_revue_toml_that_settle_two_columns_work(read):
    import tomllib

    from revue_analytics.intake import SourceEntry

    text = "code_insee;I1A;Approche globale\n01004;3;2\n"
    with pytest.raises(InputError) as raised:
        read(text)
    remedy = raised.value.faults[0].remedy("fr")
    entry = SourceEntry.of(tomllib.loads(remedy[remedy.index("\n") :])["sources"][0])
    assert read(text, sources=[entry]).table.iloc[0]["level"] == 3


def test_a_label_that_two_criteria_bear_is_ambiguous_unless_its_indicator_is_said(framework, write):
    content = framework.to_dict()
    twice = framework_from_dict(_relabelled(content, {"I1B": "Suivi", "I5A": "Suivi"}))
    words = vocabulary(twice)
    assert words.recognise("Suivi") == Ambiguous(("I1B", "I5A"))
    assert str(words.recognise("5. Participation des habitants [Suivi]")) == "answer I5A current"
    with pytest.raises(InputError, match="I1B, I5A"):
        read_ratings(write("code_insee;I1A;Suivi\n01004;3;2\n"), twice, campaign="2026", college="elus")


def _relabelled(content, labels):
    """Give criteria new labels, wherever the file keeps its nodes."""

    def walk(value):
        if isinstance(value, dict):
            made = {name: walk(each) for name, each in value.items()}
            if made.get("id") in labels:
                made["label"] = {"fr": labels[made["id"]], "en": labels[made["id"]]}
            return made
        return [walk(each) for each in value] if isinstance(value, list | tuple) else value

    return walk(content)
