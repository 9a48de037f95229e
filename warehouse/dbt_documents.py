"""What the dbt project says of its tables: texts, required columns, and the order of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dbt.artifacts.resources.types import NodeType
from dbt_common.contracts.constraints import ConstraintType

from warehouse.dbt_runner import parsed
from warehouse.settings import Settings


@dataclass(frozen=True)
class DescribedColumn:
    """What a column holds, and whether it always holds something."""

    comment: str | None
    is_required: bool


@dataclass(frozen=True)
class Described:
    """What a table holds, and its columns in their order."""

    comment: str | None
    columns: Mapping[str, DescribedColumn]


NOTHING = Described(None, {})


def described(settings: Settings) -> dict[str, Described]:
    """Describe every model, by `schema.table`, as DuckDB's build writes it into its tables.

    Raises:
        BuildFailedError: the project cannot be parsed.

    """
    models = [node for node in parsed(settings).nodes.values() if node.resource_type == NodeType.Model]
    return {f"{model.schema}.{model.name}": _of(model) for model in models}


def _of(model: Any) -> Described:
    columns = {column.name: _column(column) for column in model.columns.values()}
    return Described(model.description or None, columns)


def _column(column: Any) -> DescribedColumn:
    kinds = {constraint.type for constraint in column.constraints}
    return DescribedColumn(column.description or None, ConstraintType.not_null in kinds)
