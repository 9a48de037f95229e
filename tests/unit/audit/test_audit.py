"""`make audit` finds what it is there to find, and the project as it stands is in order."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "audit.py"
HASH = "--hash=sha256:00"
PROJECT = """
[project]
dependencies = [{}]
[project.optional-dependencies]
dev = []
"""


@pytest.fixture
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(audit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, which `audit` looks at."""
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def write(project: Path, wanted: str, locked: str) -> None:
    (project / "pyproject.toml").write_text(PROJECT.format(wanted))
    (project / "requirements.lock").write_text(locked)


def test_the_project_is_in_order() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--offline"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("in order") == 3


@pytest.mark.parametrize(
    ("wanted", "locked", "told"),
    [
        ('"click>=8"', f"click==8.5.1 {HASH}\n", "not pinned"),
        ('"click==8.5.1"', f"click==8.5.0 {HASH}\n", "not what is locked"),
        ('"click==8.5.1"', "click==8.5.1\n", "no hash"),
    ],
)
def test_a_loose_a_stale_or_an_unhashed_pin_is_found(
    audit: ModuleType, project: Path, wanted: str, locked: str, told: str
) -> None:
    write(project, wanted, locked)
    (found,) = audit.pins()
    assert told in found


def test_exact_pins_with_hashes_are_in_order_however_spelled(audit: ModuleType, project: Path) -> None:
    write(project, '"Py_YAML[x]==6.0.3"', f"py-yaml==6.0.3 \\\n    {HASH}\n")
    assert list(audit.pins()) == []


@pytest.mark.parametrize("host", ["files.{}.org", "registry.{}.org"])
def test_a_registry_that_a_file_names_is_found(audit: ModuleType, project: Path, host: str) -> None:
    named = host.format("pythonhosted" if "files" in host else "npmjs")
    (project / "notes.md").write_text(f"see https://{named}/x")
    (project / "plain.md").write_text("the registries' ordinary clients, example.org")
    subprocess.run(["git", "add", "."], cwd=project, check=True)
    assert list(audit.hosts()) == [f"notes.md: names a package registry ({named})"]


def test_a_licence_that_binds_or_is_not_stated_is_found(
    audit: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = {"free": "License-Expression: MIT", "bound": "License-Expression: AGPL-3.0-only", "mute": ""}
    site = project / "site"
    for name, line in stated.items():
        folder = site / f"{name}-1.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1\n{line}\n")
    monkeypatch.syspath_prepend(str(site))
    write(project, "", "".join(f"{name}==1 {HASH}\n" for name in [*stated, "absent-package"]))
    assert list(audit.licences()) == [
        "bound: licence AGPL-3.0-only",
        "mute: licence not stated",
        "absent-package: not installed, so its licence cannot be read",
    ]
