"""Database errors without the values they quote.

An engine that cannot convert a value shows it; the value may be somebody's name. Errors about the code
(a column that is missing) quote only the code and are kept whole.
"""

from __future__ import annotations

import re

LONGEST = 300

_ABOUT_CODE = ("Binder Error", "Catalog Error", "Parser Error", "Compilation Error", "Parsing Error")
_QUOTED = re.compile(r"'[^']*(?:'|$)|\"[^\"]*(?:\"|$)")
_VALUE = re.compile(r"\d[\d.:/-]*|[\u3400-\u9fff\U00020000-\U0003ffff]+")
_ENGINE = re.compile(r"[A-Z][A-Za-z ]*(?:Error|Exception): \S")
_HEADING = re.compile(r"(?P<kind>[A-Z][A-Za-z ]*(?:Error|Exception))( in .*)?$")


def scrub(message: str) -> str:
    """Return the telling line of an engine's message, with every value masked by `…`."""
    line = telling_line(message)
    if not line.startswith(_ABOUT_CODE):
        line = _VALUE.sub("…", _QUOTED.sub("'…'", line))
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def telling_line(message: str) -> str:
    """Find the engine's own line in a message; otherwise join dbt's heading with the line beneath it."""
    lines = [text.strip() for text in message.splitlines() if text.strip()] or ["no message"]
    if engine := next((line for line in lines if _ENGINE.match(line)), None):
        return engine
    heading = _HEADING.match(lines[0])
    return f"{heading['kind']}: {lines[1]}" if heading and len(lines) > 1 else lines[0]
