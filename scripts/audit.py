"""`make audit`: what the hub is made of. Pins, licences and files are judged here, holes by pip-audit.

Exit 0: all is well. 1: something must be mended. 3: all else is well, but no vulnerability service could be
asked from this machine.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "dashboards/requirements.lock")
REGISTRIES = ("pypi", "pythonhosted", "npmjs", "deb.debian", "security.debian")
"""Names that no file may hold as a host: where packages come from is the machine's business."""

_HOST = re.compile(rf"(?<![\w.-])(?:[\w-]+\.)*(?:{'|'.join(map(re.escape, REGISTRIES))})\.(?:org|com)\b")
_INDEX = re.compile(r"--(?:extra-)?index-url[= ]\S")
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?:\[[\w,-]+\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
_FREE = re.compile(
    r"\b(MIT|MIT-0|Apache|BSD|0BSD|ISC|ISCL|PSF|Python Software Foundation|MPL|Mozilla|Unlicense|Zlib|CC0)\b"
)
_STRICT = re.compile(r"\b(A?GPL|General Public License|SSPL|BUSL|Commons Clause|Proprietary)\b")
CHOSEN = {
    "eviltransform": "BSD-2-Clause by its repository; a second opinion in tests only",
    "openlineage-sql": "Apache-2.0, a part of OpenLineage",
    "psycopg": "LGPL-3.0: linked, not changed; in tests only",
    "psycopg-binary": "LGPL-3.0: linked, not changed; in tests only",
    "text-unidecode": "the Artistic License of its two",
}
"""Packages whose licence was read by a person, with what was found."""


def pins() -> Iterator[str]:
    """Every requirement is one version, stands in the lock, and has hashes there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = _locked(ROOT / LOCKS[0])
    for requirement in wanted:
        if not (found := _PIN.match(requirement)):
            yield f"pyproject.toml: {requirement} is not pinned to one version"
        elif locked.get(_canonical(found["name"])) != found["version"]:
            yield f"{LOCKS[0]}: {requirement} is not what is locked; make lock"
    for name in LOCKS:
        if (ROOT / name).is_file():
            yield from _without_hash(ROOT / name)


def hosts() -> Iterator[str]:
    """No file of the project names a package registry."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, tracked.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and (found := _named(path)):
            yield f"{name}: names a package registry ({found})"


def licences() -> Iterator[str]:
    """Every package may be used and passed on; what says nothing clear was read by a person."""
    for name in _locked(ROOT / LOCKS[0]):
        if name in CHOSEN:
            continue
        try:
            stated = _licence(metadata.metadata(name))
        except metadata.PackageNotFoundError:
            yield f"{name}: not installed, so its licence cannot be read"
            continue
        if _STRICT.search(stated) or not _FREE.search(stated):
            yield f"{name}: licence {stated[:80] or 'not stated'}"


def holes() -> tuple[list[str], int]:
    """Ask pip-audit for known holes.

    Returns:
        what it found, and how many packages nobody could judge.

    """
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / LOCKS[0]), "--require-hashes"]
    command += ["--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        judged = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        return [], len(_locked(ROOT / LOCKS[0]))
    found = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'none'}"
        for one in judged
        for hole in one.get("vulns", ())
    ]
    return found, sum("skip_reason" in one for one in judged)


@click.command()
@click.option("--offline", is_flag=True, help="Ask no vulnerability service.")
def main(offline: bool) -> None:
    """Judge pins, hashes, files and licences, and ask for known holes."""
    wrong = 0
    for check in (pins, hosts, licences):
        found = list(check())
        wrong += len(found)
        click.echo(f"{check.__name__}: {'in order' if not found else f'{len(found)} to mend'}")
        click.echo("".join(f"  {line}\n" for line in found), nl=False)
    unknown = 0 if offline else _show_holes()
    if unknown < 0:
        wrong += 1
    sys.exit(1 if wrong else 3 if unknown > 0 else 0)


def _show_holes() -> int:
    """Show known holes; -1 when there are any, otherwise how many packages nobody could judge."""
    found, unknown = holes()
    click.echo(f"known holes: {len(found)}; packages that no service could judge: {unknown}")
    click.echo("".join(f"  {line}\n" for line in found), nl=False)
    if unknown:
        click.echo("  run it where a vulnerability service can be reached before a release")
    return -1 if found else unknown


def _locked(lock: Path) -> dict[str, str]:
    text = lock.read_text(encoding="utf-8")
    return {_canonical(found["name"]): found["version"] for found in _PIN.finditer(text)}


def _without_hash(lock: Path) -> Iterator[str]:
    entries = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    for entry in entries:
        if entry.strip() and not entry.startswith("#") and "--hash=sha256:" not in entry:
            yield f"{lock.name}: no hash for {entry.strip()[:60]}"


def _named(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
    found = _HOST.search(text) or (_INDEX.search(text) if path.suffix in {".lock", ".txt", ".in"} else None)
    return found[0] if found else None


def _licence(stated: metadata.PackageMetadata) -> str:
    if "License-Expression" in stated:
        return stated["License-Expression"]
    classes = [
        line.split("::")[-1].strip()
        for line in stated.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    return "; ".join(classes) or str(stated.get("License") or "").partition("\n")[0]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
