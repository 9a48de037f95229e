"""What the linter sees instead of dbt's adapter: a dispatched macro is the call of a function of its name."""

from __future__ import annotations

from collections.abc import Callable


def dispatch(name: str, package: str = "") -> Callable[..., str]:
    """A function that renders as `name(arguments)`; the engine-specific text is dbt's to render."""
    del package
    return lambda *arguments: f"{name}({', '.join(map(_literal, arguments))})"


def _literal(argument: object) -> str:
    if isinstance(argument, list | tuple):
        return f"[{', '.join(map(_literal, argument))}]"
    text = str(argument)
    return f"'{text}'" if "$" in text and not text.startswith("'") else text


def quote(name: str) -> str:
    """Quote a column's name as DuckDB does."""
    return f'"{name}"'
