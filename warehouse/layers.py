"""Which nodes of the dbt project are built in which layer, read from dbt's own manifest.

A model belongs to the folder it lies in. What identity linkage needs (tag `pre_identity` and whatever of the
conformed layer stands behind it) is built before it. A test belongs to the last layer of what it compares, so
that it runs once and never before its tables exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from warehouse.errors import BuildFailedError

PRE_IDENTITY = "pre_identity"
STAGING, BEFORE_IDENTITY, CONFORMED = "staging", "conformed_before_identity", "conformed"
LAYERS = (STAGING, BEFORE_IDENTITY, CONFORMED, "dimensions", "facts", "marts", "ops")
BEFORE_LINK = LAYERS[:2]
AFTER_LINK = LAYERS[2:]

_BUILT = ("model", "seed", "snapshot")


class DependsOn(Protocol):
    """What a node is made from."""

    @property
    def nodes(self) -> list[str]: ...  # noqa: D102


class Node(Protocol):
    """The part of a dbt node that decides where it is built."""

    unique_id: str
    resource_type: str
    original_file_path: str
    fqn: list[str]

    @property
    def tags(self) -> list[str]: ...  # noqa: D102
    @property
    def depends_on(self) -> DependsOn: ...  # noqa: D102


@dataclass(frozen=True)
class LayerPlan:
    """What one dbt call builds and tests: the ids of its nodes."""

    name: str
    nodes: frozenset[str]

    @property
    def label(self) -> str:
        """The tag by which dbt selects the layer's nodes."""
        return f"duowang_layer_{self.name}"


def plan(nodes: Mapping[str, Node]) -> list[LayerPlan]:
    """Sort all models, seeds and data tests into layers, in the order in which they are built.

    Raises:
        BuildFailedError: a model lies in a folder that belongs to no layer.

    """
    layer = _place_models(nodes)
    for node in nodes.values():
        if node.resource_type == "test":
            layer[node.unique_id] = _place_test(node, layer)
    return [
        LayerPlan(name, frozenset(node for node, place in layer.items() if place == index))
        for index, name in enumerate(LAYERS)
    ]


def label(nodes: Mapping[str, Node], layers: Iterable[LayerPlan]) -> None:
    """Tag every node with its layer, in memory only: naming hundreds of nodes to dbt takes it seconds."""
    for layer in layers:
        for name in layer.nodes:
            nodes[name].tags.append(layer.label)


def _place_models(nodes: Mapping[str, Node]) -> dict[str, int]:
    early = _needed_before_identity(nodes)
    built = (node for node in nodes.values() if node.resource_type in _BUILT)
    return {
        node.unique_id: LAYERS.index(BEFORE_IDENTITY) if node.unique_id in early else _folder_layer(node)
        for node in built
    }


def _needed_before_identity(nodes: Mapping[str, Node]) -> frozenset[str]:
    """Collect the tagged models and the conformed models they are made from."""
    waiting = [node for node in nodes.values() if node.resource_type in _BUILT and PRE_IDENTITY in node.tags]
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node.unique_id in found or _folder(node) != CONFORMED:
            continue
        found.add(node.unique_id)
        waiting += [nodes[name] for name in node.depends_on.nodes if name in nodes]
    return frozenset(found)


def _folder(node: Node) -> str:
    """Name the folder under `models/`, or the kind of a node that lies elsewhere."""
    parts = node.original_file_path.replace("\\", "/").split("/")
    return parts[1] if node.resource_type == "model" and len(parts) > 2 else node.resource_type


def _folder_layer(node: Node) -> int:
    folder = STAGING if node.resource_type != "model" else _folder(node)
    if folder not in LAYERS:
        folders = ", ".join(name for name in LAYERS if name != BEFORE_IDENTITY)
        raise BuildFailedError(
            f"the model {node.fqn[-1]} belongs to no layer",
            where=node.original_file_path,
            fix=f"move it to one of the folders {folders}",
        )
    return LAYERS.index(folder)


def _place_test(node: Node, layer: Mapping[str, int]) -> int:
    """Find a test's layer; one on sources alone runs where the file that declares it lies."""
    parents = [layer[name] for name in node.depends_on.nodes if name in layer]
    parts = node.original_file_path.replace("\\", "/").split("/")
    own = LAYERS.index(parts[1]) if len(parts) > 2 and parts[1] in LAYERS else 0
    return max(parents, default=own)
