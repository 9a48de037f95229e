"""Keys of the published tables, as the dbt project declares and tests them.

The published file bears no keys (older drivers could not open it), PostgreSQL may: clients show them and
joins use them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_REFERENCE = re.compile(r"ref\('(\w+)'\)")


@dataclass(frozen=True)
class Reference:
    """A column that names a row of another table."""

    column: str
    table: str
    field: str


@dataclass(frozen=True)
class Grain:
    """What dbt proves of a table: which columns together are unique, which are never null, which refer."""

    unique: tuple[tuple[str, ...], ...] = ()
    required: frozenset[str] = frozenset()
    references: tuple[Reference, ...] = ()

    def primary_key(self, required: frozenset[str]) -> tuple[str, ...] | None:
        """Choose the shortest unique set of columns of which none is ever null."""
        whole = [columns for columns in self.unique if required | self.required >= set(columns)]
        return min(whole, key=len, default=None)


def grains(project: Path) -> dict[str, Grain]:
    """Read the grain of every model from the project's property files."""
    return {str(model["name"]): _grain(model) for model in _models(project)}


def _models(project: Path) -> Iterator[dict[str, Any]]:
    for file in sorted((project / "models").rglob("*.yml")):
        yield from (yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) or {}).get("models") or ()


def _grain(model: Mapping[str, Any]) -> Grain:
    columns = list(model.get("columns") or ())
    unique = [tuple(test["columns"]) for test in _tests(model, "unique_columns")]
    unique += [(str(column["name"]),) for column in columns if _has(column, "unique")]
    required = {str(column["name"]) for column in columns if _has(column, "not_null")}
    for test in _tests(model, "sound"):
        unique += [_key(key) for key in test.get("unique") or ()]
        required |= set(test.get("filled") or ())
    return Grain(tuple(unique), frozenset(required), tuple(_references(columns)))


def _key(columns: str | Sequence[str]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else tuple(columns)


def _references(columns: list[dict[str, Any]]) -> Iterator[Reference]:
    for column in columns:
        for test in _tests(column, "relationships"):
            if table := _REFERENCE.fullmatch(str(test["to"])):
                yield Reference(str(column["name"]), table[1], str(test["field"]))


def _has(column: Mapping[str, Any], name: str) -> bool:
    constraints = {constraint["type"] for constraint in column.get("constraints") or ()}
    return name in constraints or any(True for _ in _tests(column, name))


def _tests(owner: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Find tests of a kind that hold for every row: a condition or a mere warning proves nothing."""
    for test in owner.get("data_tests") or ():
        if test == name:
            yield {}
        elif isinstance(test, dict) and name in test:
            given = test[name] or {}
            if name == "relationships" or not given.get("config"):
                yield dict(given.get("arguments") or {})
