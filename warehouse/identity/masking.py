"""Personal values shown only as far as a decision needs them."""

from __future__ import annotations

import re
from datetime import date


def masked_name(value: object) -> str:
    """Leave the first character: `王**`."""
    text = "" if value is None else str(value)
    return text[:1] + "*" * (len(text) - 1)


def masked_id(value: object) -> str:
    """Leave the first six and last four characters of a number; short texts vanish altogether."""
    text = "" if value is None else re.sub(r"\s", "", str(value))
    return text[:6] + "*" * (len(text) - 10) + text[-4:] if len(text) > 10 else "*" * len(text)


def masked_phone(value: object) -> str:
    """Leave the first three and last four digits."""
    text = "" if value is None else re.sub(r"\s", "", str(value))
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) > 7 else "*" * len(text)


def masked_birth(value: date | None) -> str:
    """Leave the year."""
    return "" if value is None else f"{value.year:04d}-**-**"


def masked_address(value: object) -> str:
    """Leave what comes before the first digit, at most twelve characters."""
    text = "" if value is None else str(value)
    return re.split(r"\d", text, maxsplit=1)[0][:12] + ("…" if text else "")
