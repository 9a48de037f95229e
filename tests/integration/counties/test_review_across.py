"""A clerk decides on residents of two counties, by the command line alone."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.integration.counties.conftest import COUNTIES, DOUBTFUL, MOVED, Answer, Province, duowang

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]  # three builds, on whatever machine this is

Command = Callable[..., Answer]
CLERK = "王敏"


@pytest.fixture
def at_work(province: Province, tmp_path: Path) -> Command:
    """The command line over a copy of what a pass reads, so that nothing decided here stays."""
    hub = tmp_path / "hub"
    shutil.copytree(
        province.home, hub, symlinks=True, ignore=shutil.ignore_patterns("landing", "build", "locks")
    )
    for place in ("province", *(f"counties/{adcode}" for adcode in COUNTIES.values())):
        (hub / place / "locks").mkdir()
    return lambda *arguments: duowang(province.env | {"DUOWANG_HOME": str(hub)}, *arguments)


def decide(file: Path, answers: list[str]) -> None:
    """Fill in the column `decision`, row by row."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"decision": answer} for row, answer in zip(rows, answers, strict=True))


def test_pairs_go_out_come_back_decided_and_hold_over_later_passes(
    province: Province, at_work: Command, tmp_path: Path
) -> None:
    file = tmp_path / "across.csv"
    out = at_work("review", "export", str(file), "--county", "province", "--purpose", "request 2024-17")
    assert (out.exit_code, out.document["pairs"]) == (0, DOUBTFUL)
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_text(encoding="utf-8-sig")
    for person in province.doubtful:
        assert person.name in content
        assert person.citizen_id not in content
        assert person.phone not in content

    decide(file, ["是", "perhaps"])
    refused = at_work("review", "import", str(file), "--county", "province", "--by", CLERK)
    assert refused.exit_code == 2
    assert "row 3: decision is not understood" in refused.document["error"]["what"]

    decide(file, ["是", "否"])
    taken = at_work("review", "import", str(file), "--county", "province", "--by", CLERK)
    assert taken.document == {"same": 1, "different": 1, "undecided": 0}

    passes = [at_work("province").document["linkage"] for _ in range(2)]
    assert passes[0] == passes[1]
    assert passes[0]["by_rule"]["reviewed"] == 2
    assert passes[0]["residents"] - passes[0]["people"] == MOVED + 1
    assert passes[0]["to_review"] == province.whole.document["linkage"]["to_review"] - DOUBTFUL == 0
    again = at_work("review", "export", str(file), "--county", "province")
    assert again.document["pairs"] == 0

    access = at_work("access", "--county", "yitong").document
    assert [one["purpose"] for one in access["entries"]] == ["request 2024-17"]


def test_a_pass_tells_in_the_published_file_how_many_a_clerk_joined(at_work: Command, tmp_path: Path) -> None:
    file = tmp_path / "across.csv"
    at_work("review", "export", str(file), "--county", "province")
    decide(file, ["same"] * DOUBTFUL)
    at_work("review", "import", str(file), "--county", "province", "--by", CLERK)
    at_work("province")
    published = tmp_path / "hub" / "province" / "published" / "current" / "hub.duckdb"
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute("select rule, is_suppressed from ops.province_linkage").fetchall()
    assert ("reviewed", True) in rows  # four residents: too few to be told


def test_the_province_goes_back_to_its_former_version(at_work: Command, tmp_path: Path) -> None:
    current = tmp_path / "hub" / "province" / "published" / "current"
    former = current.resolve()
    at_work("province")
    assert current.resolve() != former
    assert at_work("rollback", "--county", "province").exit_code == 0
    assert current.resolve() == former
