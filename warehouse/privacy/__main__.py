"""`python -m warehouse.privacy [FILE]`: write the register of processing."""

from __future__ import annotations

import sys
from pathlib import Path

from warehouse.privacy.register import processing_register

DEFAULT = Path(__file__).resolve().parents[2] / "docs" / "processing_register.md"


def main(arguments: list[str]) -> None:
    """Write the register to a file, by default the one of the documentation."""
    target = Path(arguments[0]) if arguments else DEFAULT
    target.write_text(processing_register(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
