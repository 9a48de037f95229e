"""Every field and column has its class, and what is personal has no way into what is published."""

from __future__ import annotations

import pytest
from dbt.cli.main import dbtRunner
from pydantic import ValidationError

from connectors.engine.contract import PERSONAL, StreamContract
from connectors.registry import contract, networks
from tests.support.dbt_project import PROJECT, _environment

CLASSES = {"L1", "L2", "L3", "L4"}
PUBLISHED = ("marts", "ops")


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("manifest")
    arguments = ["parse", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--quiet"]
    arguments += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    with _environment(folder / "none.duckdb"):
        manifest = dbtRunner().invoke([*arguments, "--no-write-json"]).result
    return {name: node for name, node in manifest.nodes.items() if node.resource_type == "model"}


def grade(column):
    return column.config.meta.get("class") if column.config else None


def personal_columns(node):
    return {name for name, column in node.columns.items() if grade(column) in PERSONAL}


def ancestors(nodes, node):
    waiting, found = list(node.depends_on.nodes), set()
    while waiting:
        name = waiting.pop()
        if name in nodes and name not in found:
            found.add(name)
            waiting += nodes[name].depends_on.nodes
    return [nodes[name] for name in found]


def test_every_field_of_every_contract_has_a_class():
    for network in networks():
        for stream in contract(network).streams.values():
            assert {field.grade for field in stream.every_field} <= CLASSES


def test_what_is_not_collected_or_restricted_is_personal():
    for network in networks():
        for stream in contract(network).streams.values():
            kept_away = [field for field in stream.every_field if field.policy in ("restricted", "never")]
            assert all(field.grade in PERSONAL for field in kept_away)


def test_a_stream_with_a_field_without_a_class_is_refused():
    given = {"id": "s", "title": "t", "record_id": "a", "purpose": "p", "basis": "b", "retention_days": 1}
    with pytest.raises(ValidationError, match="no class is given for a"):
        StreamContract.model_validate(given | {"fields": [{"name": "a"}]})


def test_every_column_of_every_model_has_a_class(nodes):
    missing = [
        f"{node.name}.{name}"
        for node in nodes.values()
        for name, column in node.columns.items()
        if grade(column) not in CLASSES
    ]
    assert missing == []


def test_no_published_column_is_personal(nodes):
    published = [node for node in nodes.values() if node.schema in PUBLISHED]
    assert len(published) > 25
    assert [(node.name, names) for node in published if (names := personal_columns(node))] == []


def test_no_published_column_bears_the_name_of_a_personal_one_it_is_made_from(nodes):
    for node in nodes.values():
        if node.schema in PUBLISHED:
            handed_down = {name for parent in ancestors(nodes, node) for name in personal_columns(parent)}
            assert handed_down & node.columns.keys() == set(), node.name


def test_published_models_read_persons_only_through_models_without_personal_columns(nodes):
    """Facts and marts join keys; names and numbers end in the conformed layer."""
    for node in nodes.values():
        if node.schema == "marts" and "/marts/" in node.original_file_path:
            parents = [nodes[name] for name in node.depends_on.nodes if name in nodes]
            assert [parent.name for parent in parents if personal_columns(parent)] == [], node.name
