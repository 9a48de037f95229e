"""A clock that goes wrong: every module of the hub takes another instant for now.

libfaketime would shift the libraries too, but its sleep fails under Python 3.11 (EINVAL), and a pull pauses.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from datetime import datetime, timedelta, tzinfo
from typing import Any, Self

_PACKAGES = ("connectors", "warehouse", "expectations")


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
