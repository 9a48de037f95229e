"""The macros of the dbt project, for SQL that is not dbt's: `{{ duowang.rate('closed', 'reported') }}`.

Only what macros that write a piece of SQL need of dbt is here: one another by name, `return`, and
`adapter.dispatch`, which prefers DuckDB's form to the default.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from warehouse.database import literal

Macro = Callable[..., str]

_DEFINITION = re.compile(r"\{%-?\s*macro\s+(\w+)\s*\(")


class Macros:
    """Finds a macro of the project by its name, whichever file it stands in."""

    def __init__(self, environment: Environment, folder: Path) -> None:
        """Look through the files of a folder; each is read when one of its macros is asked for."""
        self._environment = environment
        self._files = {
            name: str(file.relative_to(folder))
            for file in sorted(folder.rglob("*.sql"))
            for name in _DEFINITION.findall(file.read_text(encoding="utf-8"))
        }

    def __getattr__(self, name: str) -> Macro:
        """Give the macro of that name; raises AttributeError when there is none."""
        if name not in self._files:
            raise AttributeError(f"the dbt project has no macro {name}")
        return cast(Macro, getattr(self._environment.get_template(self._files[name]).module, name))

    def dispatch(self, name: str, _package: str | None = None) -> Macro:
        """Give DuckDB's form of a macro, or else the default one."""
        own = f"duckdb__{name}"
        return cast(Macro, getattr(self, own if own in self._files else f"default__{name}"))


@cache
def templates(models: Path, macros: Path) -> Environment:
    """Make an environment whose templates are SQL: texts go through the filter `quoted`."""
    environment = Environment(  # what it writes is SQL, not HTML
        loader=FileSystemLoader([models, macros]),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
    )
    found = Macros(environment, macros)
    environment.globals |= {"duowang": found, "adapter": found, "return": _returned}
    environment.filters["quoted"] = literal
    return environment


def _returned(text: str) -> str:
    """Give what a macro returns; in dbt it ends the macro, and nothing of ours stands behind it."""
    return text
