"""Settings of a run, read once from the environment and never changed afterwards."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.errors import ConfigurationError
from warehouse.paths import Home

THREADS_VARIABLE = "DUOWANG_THREADS"
MEMORY_VARIABLE = "DUOWANG_MEMORY_LIMIT"
KEEP_VARIABLE = "DUOWANG_KEEP_VERSIONS"

_SIZE = re.compile(r"\d+(\.\d+)?\s?([KMGT]i?B)", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """What a run needs to know besides the Connections.

    Args:
        home: where the hub keeps its files.
        threads: threads of the database engine.
        memory_limit: limit of the database engine, e.g. `4GB`; it spills to disk beyond it.
            None leaves the engine's own limit (80 % of the machine).
        keep_versions: how many published versions stay for a roll-back.

    """

    home: Home
    threads: int = 2
    memory_limit: str | None = None
    keep_versions: int = 7

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, *, home: str | Path | None = None) -> Settings:
        """Read the `DUOWANG_*` variables; `home` goes before `DUOWANG_HOME`.

        Raises:
            ConfigurationError: a variable holds what it cannot hold.

        """
        env = os.environ if env is None else env
        defaults = cls(home=Home.at(home) if home else Home.from_env(env))
        return replace(
            defaults,
            threads=_positive(env, THREADS_VARIABLE, max(defaults.threads, os.cpu_count() or 1)),
            memory_limit=_size(env, MEMORY_VARIABLE),
            keep_versions=_positive(env, KEEP_VARIABLE, defaults.keep_versions),
        )


def _positive(env: Mapping[str, str], name: str, default: int) -> int:
    """Read a whole number of at least one."""
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise ConfigurationError(f"{name} is not a whole number above zero", fix=f"for example {name}=4")
    return int(text)


def _size(env: Mapping[str, str], name: str) -> str | None:
    """Read a size of memory with its unit."""
    text = env.get(name, "").strip()
    if not text:
        return None
    if not _SIZE.fullmatch(text):
        raise ConfigurationError(f"{name} is not a size", fix=f"for example {name}=4GB")
    return text
