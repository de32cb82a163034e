"""Plans as they are drawn and told."""

import pytest

import revue_analytics as ra
from revue_analytics.document import roadmap
from tests.document import factory


@pytest.fixture(scope="module")
def plan():
    return ra.plan(ra.candidate_actions(ra.load_framework(), [1.7] * 18), ra.Means(staff_days=40, actions=6))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_plan_and_its_frontier_are_drawn_and_told(plan, language):
    told = ra.describe(plan, language)
    assert "6 actions" in told
    assert f"{plan.closed:.1f}".replace(".", "," if language == "fr" else ".") in told
    drawn = ra.plot(plan, language=language).axes[0]
    assert {*plan.table()["action"]} <= {text.get_text() for text in drawn.texts}
    assert ra.plot(ra.frontier(plan.actions, plan.means), language=language).axes[0].lines
    assert "robust" in ra.describe(ra.core_index(plan, plan.actions.points()[None]), language)


def test_an_empty_plan_is_drawn_and_told_too():
    plan = ra.plan(ra.candidate_actions(ra.load_framework(), [3.0] * 18))
    assert ra.describe(plan, "fr") == "Le plan ne contient aucune action."
    assert ra.plot(plan).axes


def limits(rows):
    """The usual territory, with what cannot be met together."""
    import pandas as pd

    usual = factory.usual()
    table = pd.DataFrame(rows, columns=["role", "kind", "of", "period", "amount"])
    table = table.assign(territory="01004", campaign="2026")[list(usual.tables["roadmap_limits"].columns)]
    return type(usual)(usual.framework, usual.meta, {**usual.tables, "roadmap_limits": table}, territory="01004")


def test_what_cannot_be_met_together_is_said_with_what_would_do_and_what_gave_way():
    review = limits(
        [
            ("conflict", "staff_days", "", 0, 0.0),
            ("conflict", "imposed", "I3A-3", 0, 0.0),
            ("alternative", "staff_days", "", 0, 15.0),
            ("alternative", "imposed", "I3A-3", 0, 0.0),
            ("given", "staff_days", "", 2, 15.0),
        ]
    )
    action = "« Adopter un programme pluriannuel de rénovation et d’adaptation, assorti de financements »"
    told = [
        sentence.replace("\u00a0", " ").replace("\u202f", " ") for sentence in roadmap.roadmap_conflict(review, "fr")
    ]
    assert told == [
        "Tout ce qui a été demandé ne tient pas ensemble : les jours de travail disponibles et "
        f"l’action {action}, qui a été décidée.",
        f"Il suffirait de trouver 15 jours de travail de plus ou de renoncer pour l’instant à l’action {action}.",
        "Pour établir la feuille de route ci-dessous, nous avons pris le parti de trouver 15 jours de travail de plus "
        "(2028).",
    ]


def test_an_axis_that_the_means_leave_out_is_no_fault_of_anybody():
    review = limits(
        [
            ("conflict", "staff_days", "", 0, 0.0),
            ("conflict", "axis", "democracy", 0, 0.0),
            ("alternative", "staff_days", "", 0, 8.0),
            ("alternative", "axis", "democracy", 0, 0.0),
            ("given", "axis", "democracy", 0, 0.0),
        ]
    )
    told = [sentence.replace("\u00a0", " ") for sentence in roadmap.roadmap_conflict(review, "fr")]
    assert told == [
        "Les moyens ne permettent pas une action sur chaque axe : il n’y en a pas sur « Démocratie locale ».",
        "Il suffirait de trouver 8 jours de travail de plus.",
    ]
