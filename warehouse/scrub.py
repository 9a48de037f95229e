"""Database errors without the values they quote.

An engine that cannot convert a value shows it; the value may be somebody's name. Errors about the code
(a column that is missing) quote only the code and are kept whole.
"""

from __future__ import annotations

import re

_ABOUT_CODE = (
    "Binder Error",
    "Catalog Error",
    "Parser Error",
    "Compilation Error",
    "Contract Error",
    "Database Error",
)
_QUOTED = re.compile(r"'[^']*(?:'|$)|\"[^\"]*(?:\"|$)")
_VALUE = re.compile(r"\d[\d.:/-]*|[\u3400-\u9fff\U00020000-\U0003ffff]+")
_KIND = re.compile(r"[A-Z][A-Za-z ]+ (?:Error|Exception)\b")
_WRAPPER = re.compile(r"Error in \w+ \w+")
LONGEST = 300


def scrub(message: str) -> str:
    """Return the telling line of an engine's message, with every value masked by `…`."""
    line = _telling_line(message)
    if not line.startswith(_ABOUT_CODE):
        line = _VALUE.sub("…", _QUOTED.sub("'…'", line))
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def _telling_line(message: str) -> str:
    """Find the engine's own line beneath the one in which dbt names the model."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    own = [
        line for line in lines if _KIND.match(line) and " in model " not in line and " in test " not in line
    ]
    return (own or lines or ["no message"])[0]
