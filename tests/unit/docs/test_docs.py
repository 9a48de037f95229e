"""Documents that are made from the project are current, and can be made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_picture_of_the_tables_is_current(tmp_path: Path) -> None:
    drawn = "import sys; sys.path.insert(0, 'scripts'); import entities; print(entities.page(), end='')"
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", drawn], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    current = (ROOT / "docs" / "entities.md").read_text(encoding="utf-8")
    assert done.stdout == current, "make entities"
    assert 'dim_event_type ||--o{ fct_event : "event_type_code"' in current


def test_every_line_of_the_picture_joins_tables_that_are_drawn() -> None:
    text = (ROOT / "docs" / "entities.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    (\w+) \{$", text, re.MULTILINE))
    lines = re.findall(r"^    (\w+) \S\S--o\{ (\w+) :", text, re.MULTILINE)
    assert len(lines) > 20
    assert {name for line in lines for name in line} <= drawn


def test_dbts_documentation_is_one_file_without_data(tmp_path: Path) -> None:
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        [ROOT / "scripts" / "docs.sh", tmp_path / "site"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = Path(done.stdout.strip())
    assert page == tmp_path / "site" / "static_index.html"
    text = page.read_text(encoding="utf-8")
    assert "mart_published_figures" in text
    assert "One real-world matter, whichever platforms hold it" in text
    assert list(page.parent.glob("*.duckdb")) == []
