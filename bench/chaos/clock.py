"""A clock that goes wrong: by libfaketime where it is installed, else by the hub's own `datetime.now`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Self

_PLACES = ("/usr/lib", "/usr/local/lib", "/lib")
_PACKAGES = ("connectors", "warehouse", "expectations")


def faketime() -> Path | None:
    """Find libfaketime (Debian: `apt install libfaketime`)."""
    found = (path for place in _PLACES for path in Path(place).glob("**/libfaketimeMT.so.1"))
    return next(found, None)


def faked(seconds: int) -> dict[str, str]:
    """The variables that shift the clock of a whole process; none where the library is not installed."""
    library = faketime()
    if library is None:
        return {}
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{seconds:+d}", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def shift(seconds: float) -> None:
    """Shift what every module of the hub takes for now, in this process."""
    away = timedelta(seconds=seconds)

    class _AnyDatetime(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, datetime)

    class Shifted(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return datetime.now(tz) + away  # type: ignore[return-value]

    for package in _PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    for name, module in list(sys.modules.items()):
        holder: Any = module
        if name.split(".")[0] in _PACKAGES and getattr(holder, "datetime", None) is datetime:
            holder.datetime = Shifted
