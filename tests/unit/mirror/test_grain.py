"""Keys of the mirror come from what dbt proves, and from nothing it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.mirror.grain import Grain, Reference, grains
from warehouse.mirror.types import column_type, reading
from warehouse.paths import dbt_project

MODELS = """
models:
  - name: fct_step
    data_tests:
      - unique_columns: {arguments: {columns: [network, step]}}
      - unique_columns: {arguments: {columns: [network, day]}, config: {where: "day > '2024-01-01'"}}
    columns:
      - name: network
        data_tests: [not_null, {relationships: {arguments: {to: "ref('dim_network')", field: network}}}]
      - {name: step, constraints: [{type: not_null}]}
      - {name: code, data_tests: [unique, {not_null: {config: {severity: warn}}}]}
      - {name: elsewhere, data_tests: [{relationships: {arguments: {to: "source('a', 'b')", field: x}}}]}
"""
SOUND = """
models:
  - name: dim_post
    data_tests:
      - sound: {arguments: {filled: [post, day], unique: [post, [day, name]], accepted: {name: [a, b]}}}
      - sound: {arguments: {filled: [name]}, config: {severity: warn}}
    columns: [{name: post}, {name: day}, {name: name}]
"""


@pytest.fixture
def step(tmp_path: Path) -> Grain:
    folder = tmp_path / "models" / "facts"
    folder.mkdir(parents=True)
    (folder / "_steps.yml").write_text(MODELS, encoding="utf-8")
    return grains(tmp_path)["fct_step"]


def test_only_what_holds_for_every_row_is_taken(step: Grain) -> None:
    assert set(step.unique) == {("network", "step"), ("code",)}
    assert step.required == {"network", "step"}


def test_references_to_other_models_are_found(step: Grain) -> None:
    assert step.references == (Reference("network", "dim_network", "network"),)


def test_the_key_is_never_null_and_the_shortest(step: Grain) -> None:
    assert step.primary_key(frozenset()) == ("network", "step")
    assert step.primary_key(frozenset({"code"})) == ("code",)
    assert Grain(unique=(("code",),)).primary_key(frozenset()) is None


def test_a_test_of_the_whole_table_says_it_too(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "_posts.yml").write_text(SOUND, encoding="utf-8")
    post = grains(tmp_path)["dim_post"]
    assert set(post.unique) == {("post",), ("day", "name")}
    assert post.required == {"post", "day"}


def test_facts_and_dimensions_of_the_project_have_their_keys() -> None:
    known = grains(dbt_project())
    keyed = {name for name, grain in known.items() if grain.primary_key(frozenset())}
    assert {"fct_event", "fct_event_step", "dim_grid", "dim_division", "dim_event_type"} <= keyed


@pytest.mark.parametrize(
    ("duckdb", "postgres"),
    [
        ("VARCHAR[]", "text[]"),
        ("DECIMAL(5,2)", "numeric(5,2)"),
        ("DECIMAL(5,2)[]", "numeric(5,2)[]"),
        ("TIMESTAMP WITH TIME ZONE", "timestamptz"),
        ("HUGEINT", "numeric(38,0)"),
        ("STRUCT(a INTEGER)[]", "text"),
        ("UUID", "text"),
    ],
)
def test_every_type_has_a_column(duckdb: str, postgres: str) -> None:
    assert column_type(duckdb) == postgres


def test_what_postgres_has_no_type_for_is_read_as_json() -> None:
    assert reading("a b", "VARCHAR") == '"a b"'
    assert reading("place", "STRUCT(a INTEGER)") == 'to_json("place")::varchar as "place"'
