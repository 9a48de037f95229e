"""Renders the project's macros with dbt itself and runs them in DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.cli.main import dbtRunner

MACROS = Path(__file__).parents[3] / "dbt_project" / "macros"
PROJECT = """
name: duowang
version: 0.1.0
config-version: 2
profile: macros
macro-paths: ["{macros}"]
model-paths: [models]
flags: {{send_anonymous_usage_stats: false}}
"""
PROFILE = "macros: {target: t, outputs: {t: {type: duckdb, path: ':memory:'}}}\n"

Render = Callable[[str], str]
Evaluate = Callable[[str, list[Any]], list[Any]]


@pytest.fixture(scope="session")
def render(tmp_path_factory: pytest.TempPathFactory) -> Render:
    """SQL of a Jinja template, as dbt compiles it in a project that holds nothing but the macros."""
    home = tmp_path_factory.mktemp("macros")
    (home / "models").mkdir()
    (home / "dbt_project.yml").write_text(PROJECT.format(macros=MACROS), encoding="utf-8")
    (home / "profiles.yml").write_text(PROFILE, encoding="utf-8")
    runner = dbtRunner()

    def compile_inline(template: str) -> str:
        arguments = ["compile", "--inline", template, "--project-dir", str(home), "--profiles-dir", str(home)]
        outcome = runner.invoke([*arguments, "--target-path", str(home / "target"), "--quiet"])
        assert outcome.success, outcome.exception
        return str(outcome.result.results[0].node.compiled_code)

    return compile_inline


@pytest.fixture(scope="session")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


@pytest.fixture(scope="session")
def evaluate(render: Render, database: duckdb.DuckDBPyConnection) -> Evaluate:
    """The value of a macro call over a column `v` that holds the given values, in their order."""

    def run(expression: str, values: list[Any]) -> list[Any]:
        sql = render(f"select {{{{ {expression} }}}} as outcome from given order by n")
        database.execute("create or replace temp table given (n integer, v varchar)")
        database.executemany("insert into given values (?, ?)", list(enumerate(values)))
        return [row[0] for row in database.execute(sql).fetchall()]

    return run
