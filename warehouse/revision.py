"""Which revision of the code makes a version."""

from __future__ import annotations

import subprocess
from pathlib import Path

_CODE = Path(__file__).resolve().parent.parent


def git_revision() -> str | None:
    """Name the commit of the code; None where there is no git or no repository."""
    if not (_CODE / ".git").exists():
        return None
    try:
        answer = subprocess.run(
            ["git", "-C", str(_CODE), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() or None
