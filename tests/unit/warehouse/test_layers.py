from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from warehouse.errors import BuildFailedError
from warehouse.layers import label, plan


@dataclass
class Depends:
    nodes: list[str] = field(default_factory=list)


@dataclass
class Node:
    """A node as dbt's manifest shows it."""

    unique_id: str
    original_file_path: str
    parents: tuple[str, ...] = ()
    tags: list[str] = field(default_factory=list)

    @property
    def resource_type(self) -> str:
        return self.unique_id.split(".")[0]

    @property
    def fqn(self) -> list[str]:
        return self.unique_id.split(".")[1:]

    @property
    def depends_on(self) -> Depends:
        return Depends(list(self.parents))


def layers(*nodes: Node) -> dict[str, list[str]]:
    planned = plan({node.unique_id: node for node in nodes})
    return {layer.name: sorted(name.partition(".")[2] for name in layer.nodes) for layer in planned}


STAGED = Node("model.hub.stg", "models/staging/zongzhi/stg.sql")
BASE = Node("model.hub.base", "models/conformed/people/base.sql", ("model.hub.stg",))
PEOPLE = Node("model.hub.people", "models/conformed/people.sql", ("model.hub.base",), ["pre_identity"])
AFTER = Node("model.hub.after", "models/conformed/after.sql", ("model.hub.people",))
DIM = Node("model.hub.dim", "models/dimensions/dim.sql", ("model.hub.after",))
FACT = Node("model.hub.fact", "models/facts/fact.sql", ("model.hub.after",))


def test_models_are_built_by_folder_and_identitys_needs_first() -> None:
    found = layers(STAGED, BASE, PEOPLE, AFTER, DIM, FACT)
    assert found["staging"] == ["hub.stg"]
    assert found["conformed_before_identity"] == ["hub.base", "hub.people"]
    assert found["conformed"] == ["hub.after"]
    assert found["dimensions"] == ["hub.dim"]
    assert found["facts"] == ["hub.fact"]
    assert found["marts"] == found["ops"] == []


def test_seeds_belong_to_the_first_layer() -> None:
    assert layers(Node("seed.hub.codes", "seeds/codes.csv"))["staging"] == ["hub.codes"]


def test_a_test_runs_in_the_last_layer_of_what_it_compares() -> None:
    relation = Node("test.hub.relation", "models/dimensions/_d.yml", ("model.hub.dim", "model.hub.fact"))
    found = layers(STAGED, BASE, PEOPLE, AFTER, DIM, FACT, relation)
    assert "hub.relation" in found["facts"]
    assert sum("hub.relation" in names for names in found.values()) == 1


def test_a_test_on_a_source_runs_where_it_is_declared() -> None:
    crosswalk = ("source.hub.identity.crosswalk",)
    assert layers(Node("test.hub.src", "models/conformed/_s.yml", crosswalk))["conformed"] == ["hub.src"]


def test_a_model_elsewhere_is_named_with_the_folders_there_are() -> None:
    with pytest.raises(BuildFailedError, match="staging, conformed, dimensions, facts, marts, ops"):
        layers(Node("model.hub.stray", "models/stray.sql"))


def test_labels_are_what_dbt_selects_by() -> None:
    nodes = {node.unique_id: Node(node.unique_id, node.original_file_path) for node in (STAGED, DIM)}
    label(nodes, plan(nodes))
    assert {name: node.tags for name, node in nodes.items()} == {
        "model.hub.stg": ["duowang_layer_staging"],
        "model.hub.dim": ["duowang_layer_dimensions"],
    }
