"""The sentences: what they say, in correct French."""

import dataclasses

import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.document import findings, headline, names, priorities, progress, respondents
from revue_analytics.language import typeset
from tests.document import factory


def fr(text: str) -> str:
    return typeset(text, "fr").replace("niveau ", "niveau\u00a0")


def changed(review, table: str, frame: pd.DataFrame):
    return dataclasses.replace(review, tables={**review.tables, table: frame})


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("Vaubrun", "commune", "de Vaubrun"),
        ("Aubrac", "commune", "d’Aubrac"),
        ("Œuilly", "commune", "d’Œuilly"),
        ("Yvetot", "commune", "d’Yvetot"),
        ("Yutz", "commune", "de Yutz"),
        ("Le Havre", "commune", "du Havre"),
        ("Les Mureaux", "commune", "des Mureaux"),
        ("La Rochelle", "commune", "de La Rochelle"),
        ("L'Isle", "commune", "de L’Isle"),
        ("Honfleur", "commune", "de « Honfleur »"),
        ("Hyères", "commune", "de « Hyères »"),
        ("Communauté de communes du Val", "epci", "de la Communauté de communes du Val"),
        ("PETR du Pays de Brume", "petr", "du PETR du Pays de Brume"),
        ("Eurométropole de Brume", "epci", "de l’Eurométropole de Brume"),
        ("Cœur de Brume", "epci", "de « Cœur de Brume »"),
        ("<script>", "commune", "de « <script> »"),
        ("", "commune", "du territoire"),
    ],
)
def test_of_a_territory(name, kind, said):
    assert names.of_territory(name, kind, "fr") == said


def test_the_headline_gives_level_direction_score_and_interval():
    assert headline.headline(factory.usual(), "fr") == fr(
        "L’ingénierie territoriale de Vaubrun-les-Sources se situe au niveau 2, « Structuré », en chemin vers "
        "« Maîtrisé » : 52,6 sur 100 (entre 47,5 et 57,7)."
    )
    assert headline.headline(factory.usual(), "en").endswith(
        "on its way to “Managed”: 52.6 out of 100 (between 47.5 and 57.7)."
    )


def test_the_highest_level_is_on_its_way_to_nothing():
    assert "le plus élevé" in headline.headline(factory.usual(level=400.0), "fr")


def test_without_enough_answers_the_headline_says_so_and_gives_no_number():
    assert headline.headline(factory.unanswered(), "fr") == (
        "Les réponses ne suffisent pas encore pour situer l’ingénierie territoriale de Vaubrun-les-Sources."
    )


def test_who_answered_gives_the_share_only_where_everyone_invited_is_known():
    assert respondents.who_answered(factory.usual(), "en") == "27 people answered, out of 72 invited (38%)."
    assert respondents.who_answered(factory.patchy(), "en") == "13 people answered."
    assert respondents.who_answered(factory.unanswered(), "fr") == "Personne n’a répondu à cette campagne."


def test_strengths_and_limits_say_why_they_hold():
    (first, *_) = findings.strengths(factory.usual(), "fr")
    assert first.why == fr("niveau « Maîtrisé » atteint presque toujours (97 % des cas)").replace(
        "niveau\u00a0", "niveau "
    )
    (first, *_) = findings.limits(factory.usual(), "en")
    assert first.why == "below level “Structured” almost always (99% of cases)"


def test_without_strengths_the_page_does_not_blame():
    review = factory.usual()
    none = changed(review, "findings", review.findings.assign(finding="unconfirmed"))
    assert findings.strengths(none, "fr") == []
    assert findings.no_strength(none, "fr") == "Aucune force ne ressort avec certitude des réponses."
    few = changed(review, "findings", review.findings.assign(finding="too_few"))
    assert findings.no_limit(few, "en") == "Too few people answered to name a limit."


def test_the_first_priority_names_its_set_of_weights():
    told = priorities.priority_sentence(factory.usual(), "fr")
    assert "quand chaque indicateur pèse entre la moitié et le double de son poids habituel." in told
    assert told.endswith("vrai pour une partie de ces pondérations, mais pas pour toutes.")
    assert "87\u00a0% des cas" in told


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "dans tous les cas simulés"),
        (0.95, "presque toujours"),
        (0.93, "le plus souvent"),
        (0.6, "plus d’une fois sur deux"),
        (0.5, "environ une fois sur deux"),
        (0.3, "assez souvent"),
        (0.1, "rarement"),
        (0.01, "presque jamais"),
        (0.0, "dans aucun des cas simulés"),
    ],
)
def test_how_often_in_words(share, words):
    assert names.how_often(share, "fr") == words


def test_change_is_called_clear_only_when_its_interval_leaves_zero_out():
    review = factory.usual()
    assert "progression nette" in progress.change_sentences(review, "fr")[0]
    unsure = changed(review, "change", review.change.assign(low=-9.0, high=9.0))
    assert progress.change_sentences(unsure, "en")[0].endswith("no certain change.")
    assert len(progress.change_sentences(unsure, "en")) == 2
    assert progress.change_sentences(factory.small(), "fr") == []


def test_notices_name_what_is_missing_and_what_does_not_apply():
    insufficient, not_applicable = respondents.notices(factory.patchy(), "fr")
    assert "Développement endogène" in insufficient
    assert "Souveraineté" not in insufficient  # it stands under the indicator already named
    assert not_applicable.startswith("Sans objet ici")
    assert respondents.small(factory.small(), "fr").startswith(fr("Effectif réduit : moins de 5 personnes"))


def test_describe_speaks_of_territories_reviews_and_methodologies():
    review = factory.usual()
    assert ra.describe(review, "fr").splitlines()[0] == fr("Données fictives : ce territoire n’existe pas.")
    assert ra.describe(ra.Methodology(), "en")
    with pytest.raises(TypeError):
        ra.describe(3)


def test_no_sentence_computes_with_a_framework_without_a_scale():
    content = factory.load_framework().to_dict()
    del content["scale"]
    for top in content["indicators"]:
        for child in top["children"]:
            for key in ("anchors", "actions"):
                child.pop(key, None)
    review = factory.usual(factory.framework_from_dict(content))
    assert headline.headline(review, "en").endswith("scores 52.6 out of 100 (between 47.5 and 57.7).")
    assert findings.strengths(review, "en")[0].why.startswith("75 or more")
