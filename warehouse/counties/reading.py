"""Reading the configuration: the TOML file that `DUOWANG_COUNTIES` names."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from warehouse.counties.model import Counties
from warehouse.errors import ConfigurationError

VARIABLE = "DUOWANG_COUNTIES"


def configured(env: Mapping[str, str] | None = None) -> Counties | None:
    """Read the counties of this hub; None where the variable is not set, and the hub is one county.

    Raises:
        ConfigurationError: the file cannot be read, or breaks a rule; names county, field and rule.

    """
    name = (os.environ if env is None else env).get(VARIABLE, "").strip()
    return read(Path(name).expanduser().absolute()) if name else None


def read(file: Path) -> Counties:
    """Read one file; raises as `configured` does."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"the counties cannot be read: {error.strerror}",
            where=str(file),
            fix=f"let {VARIABLE} name a TOML file; docs/counties.md shows one",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the counties cannot be read: {error}", where=str(file), fix="mend the file there; it is TOML"
        ) from error
    try:
        return Counties.model_validate(given)
    except ValidationError as error:
        told = [_told(fault["loc"], fault["msg"], given) for fault in error.errors(include_input=False)]
        raise ConfigurationError(
            f"the counties break {'a rule' if len(told) == 1 else 'rules'}: {'; '.join(told)}",
            where=str(file),
            fix="correct these entries; docs/counties.md lists all of them with their meaning",
        ) from None


def _told(place: Sequence[int | str], message: str, given: Mapping[str, Any]) -> str:
    """Say of which county, at which field, which rule is broken."""
    *_, field = ["", *(str(part) for part in place if not isinstance(part, int))]
    inner = ".".join(str(part) for part in place if not isinstance(part, int) and part != "county")
    text = message.removeprefix("Value error, ")
    county = _county(place, given)
    where = f"county {county}, {inner}" if county and inner else f"county {county}" if county else inner
    return f"{where}: {text}" if where or field else text


def _county(place: Sequence[int | str], given: Mapping[str, Any]) -> str:
    """Name the county of an error by its id, or else by its place in the file."""
    if len(place) < 2 or place[0] != "county" or not isinstance(place[1], int):
        return ""
    number = place[1]
    tables = given.get("county")
    entry = tables[number] if isinstance(tables, list) and number < len(tables) else {}
    name = entry.get("id") if isinstance(entry, dict) else None
    return str(name) if isinstance(name, str) and name else f"no. {number + 1}"
