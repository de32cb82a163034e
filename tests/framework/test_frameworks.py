"""Any framework: of any depth, rated or measured, from a file or from plain data."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from revue_analytics.errors import FrameworkError
from revue_analytics.framework import (
    OVERALL,
    Framework,
    UnknownNode,
    framework_from_dict,
    load_framework,
)

FILES = ["four_depths", "minimal", "minimal_rated"]


@pytest.fixture(params=["bundled", *FILES])
def framework(request: pytest.FixtureRequest, data: Path) -> Framework:
    return load_framework(None if request.param == "bundled" else data / f"{request.param}.yaml")


def test_it_survives_json_as_an_equal_value_with_an_equal_digest(framework: Framework) -> None:
    for check in (True, False):
        again = framework_from_dict(json.loads(json.dumps(framework.to_dict())), check=check)
        assert again == framework
        assert again.digest == framework.digest
        assert hash(again) == hash(framework)


def test_it_survives_pickle(framework: Framework) -> None:
    """Reviews are made in other processes."""
    assert framework.leaves
    assert pickle.loads(pickle.dumps(framework)) == framework


def test_every_node_is_below_the_root_and_every_leaf_is_counted_once(framework: Framework) -> None:
    assert framework.leaves_of(OVERALL) == framework.leaf_ids
    below = [leaf for top in framework.top_ids for leaf in framework.leaves_of(top)]
    assert tuple(below) == framework.leaf_ids
    for node in framework.nodes:
        siblings = framework.children(node.parent)
        assert node in siblings
        assert node.depth == (1 if node.parent == OVERALL else framework.node(node.parent).depth + 1)
        assert framework.kind(node.id) == framework.depth_names[node.depth - 1]
    assert framework.kind(OVERALL) == OVERALL


def test_four_depths(data: Path) -> None:
    framework = load_framework(data / "four_depths.yaml")
    assert framework.scale is None
    assert framework.depth_names == ("sub-index", "pillar", "theme", "indicator")
    assert framework.depths[2].plural["fr"] == "thèmes"
    assert [node.id for node in framework.nodes] == [
        "physical", "transport", "air", "flights", "delays", "energy", "social", "2A004",
    ]  # fmt: skip
    assert framework.leaves_of("physical") == ("flights", "delays", "energy")
    assert framework.node("physical").weight == 2.0
    assert framework.node("flights").weight == 0.25
    delays = framework.node("delays").measure
    assert delays is not None
    assert (delays.direction, delays.goalposts) == (-1, (0.0, 120.0))
    assert all(leaf.measure is not None and not leaf.is_rated for leaf in framework.leaves)


def test_a_plain_text_is_the_same_in_every_language(data: Path) -> None:
    framework = load_framework(data / "four_depths.yaml")
    assert framework.node("flights").label == {"fr": "Flights", "en": "Flights"}
    assert framework.node("social").label == {"fr": "Social"}


def test_three_lines_are_enough(data: Path) -> None:
    framework = load_framework(data / "minimal.yaml")
    assert framework.leaf_ids == ("roads", "rail")
    assert framework.depth_names == ("indicator",)
    assert framework.node("roads").short == framework.node("roads").label


def test_two_numbers_are_enough_for_a_scale(data: Path) -> None:
    framework = load_framework(data / "minimal_rated.yaml")
    assert framework.scale is not None
    assert framework.scale.values == (1, 2, 3)
    assert framework.scale.level(2).label == {"fr": "2", "en": "2"}
    assert [answer.code for answer in framework.scale.off_scale] == ["unknown", "not_applicable"]
    assert [leaf.is_rated for leaf in framework.leaves] == [True, False]


def test_thirty_depths_load_and_a_hundred_are_refused() -> None:
    def tree(depth: int) -> dict[str, object]:
        node: dict[str, object] = {"id": "leaf", "label": "Leaf"}
        for i in range(depth - 1):
            node = {"id": f"n{i}", "label": "Node", "children": [node]}
        return {"id": "deep", "title": "Deep", "indicators": [node]}

    assert framework_from_dict(tree(30)).leaves[0].depth == 30
    with pytest.raises(FrameworkError, match="more than 64"):
        framework_from_dict(tree(100))


def test_data_may_hold_tuples_integer_keys_and_numpy_numbers() -> None:
    framework = framework_from_dict(
        {
            "id": "x",
            "title": "X",
            "scale": {"min": np.int64(0), "max": 1},
            "indicators": ({"id": "a", "label": "A", "weight": np.float64(0.5), "anchors": {0: "no", 1: "yes"}},),
        }
    )
    assert framework.node("a").weight == 0.5
    assert framework.node("a").anchors[1]["en"] == "yes"


def test_the_digest_follows_the_content_and_not_the_layout(data: Path, tmp_path: Path) -> None:
    original = data / "minimal.yaml"
    same, other = tmp_path / "same.yaml", tmp_path / "other.yaml"
    same.write_text(
        'title: {en: "The smallest file", fr: The smallest file}\nid: minimal\n'
        "indicators: [{label: Roads, id: roads, weight: 1.0}, {label: Rail, id: rail, measure: {direction: 1}}]\n",
        "utf-8",
    )
    other.write_text(original.read_text("utf-8").replace("Rail", "Railway"), "utf-8")
    assert load_framework(same).digest == load_framework(original).digest
    assert load_framework(other).digest != load_framework(original).digest


def test_an_unknown_node_names_the_nearest() -> None:
    framework = load_framework()
    with pytest.raises(UnknownNode, match=r"no node 'I1C' .*; the nearest are 'I1'") as caught:
        framework.node("I1C")
    assert isinstance(caught.value, KeyError)
    with pytest.raises(UnknownNode):
        framework.children("nowhere")
    with pytest.raises(UnknownNode):
        framework.leaves_of("nowhere")


def test_a_value_off_the_scale_has_no_level() -> None:
    scale = load_framework().scale
    assert scale is not None
    with pytest.raises(KeyError, match="not on the scale"):
        scale.level(5)
