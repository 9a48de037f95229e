"""A batch counts every row it receives, and a kill at any byte costs none of what was whole."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.engine.batch import Batch
from connectors.engine.committing import Committer
from connectors.engine.errors import LandingError
from connectors.engine.landing import Landing
from connectors.engine.ledger import PageNote
from connectors.engine.manifest import MANIFEST, Manifest, committed
from connectors.engine.moments import moment
from connectors.engine.rows import Rows
from connectors.engine.shape import Shaper
from connectors.engine.spool import Spool
from connectors.engine.window import Window
from connectors.registry import contract

CONTRACT = contract("zongzhi")
STREAM = CONTRACT.stream("dept")
SHAPER = Shaper(CONTRACT, STREAM)
UNIT = Window(0, 1_000_000)
ROW = st.tuples(st.sampled_from(["", "a", "b", "c", "d"]), st.integers(0, 2))
PAGES = st.lists(st.lists(ROW, max_size=6), max_size=6)


def take(batch: Batch, rows: Sequence[tuple[str, int]], number: int) -> None:
    loose = [
        {"BMBH": i, "BMMC": f"n{v}", "SJBM": "", "GXSJ": "2024-11-01 08:00:00", "SCBZ": "0"} for i, v in rows
    ]
    shaped = SHAPER.shape(Rows.of(loose))
    note = PageNote(UNIT, UNIT, len(rows), 10, "sha", resume=number)
    batch.take(shaped, note, shaped.distinct)


def fresh(folder: Path) -> Batch:
    (folder / "pages").unlink(missing_ok=True)
    return Batch.start(Spool(folder / "pages"), SHAPER.schema, {"start": 0})


def about() -> dict[str, Any]:
    return {"window_from": moment(UNIT.start), "window_to": moment(UNIT.end)}


def commit(folder: Path, rows: Sequence[tuple[str, int]], label: str = "w") -> Manifest:
    batch = fresh(folder)
    take(batch, rows, 1)
    manifest = Committer(CONTRACT, STREAM, Landing(folder / "landing")).commit(
        batch, label, "window", about()
    )
    batch.discard()
    return manifest


def landed(manifest: Manifest) -> list[tuple[str, str]]:
    tables = [pq.read_table(manifest.folder / part.name) for part in manifest.files]
    return [(row["_record_id"], row["BMMC"]) for table in tables for row in table.to_pylist()]


@settings(deadline=None)
@given(pages=PAGES)
def test_received_is_landed_and_duplicates_and_quarantined(
    pages: list[list[tuple[str, int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    batch = fresh(tmp_path_factory.mktemp("batch"))
    for number, page in enumerate(pages):
        take(batch, page, number)
    counts = batch.counts
    assert counts.received == sum(map(len, pages))
    assert counts.received == counts.landed + counts.duplicates + counts.quarantined
    assert counts.landed == len({row for page in pages for row in page if row[0]})
    batch.discard()


@settings(deadline=None, max_examples=40)
@given(pages=PAGES, share=st.floats(0, 1))
def test_what_was_whole_when_the_process_was_killed_is_there_when_it_goes_on(
    pages: list[list[tuple[str, int]]], share: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("killed")
    batch = fresh(folder)
    sizes = [(folder / "pages").stat().st_size]
    for number, page in enumerate(pages):
        take(batch, page, number)
        sizes.append((folder / "pages").stat().st_size)
    batch.close()
    kept = int(sizes[0] + share * (sizes[-1] - sizes[0]))
    with (folder / "pages").open("r+b") as file:
        file.truncate(kept)
    resumed = Batch.resume(Spool(folder / "pages"), SHAPER.schema, {"start": 0})
    assert resumed is not None
    whole = sum(size <= kept for size in sizes[1:])
    again = fresh(folder := tmp_path_factory.mktemp("again"))
    for number, page in enumerate(pages[:whole]):
        take(again, page, number)
    assert resumed.counts == again.counts
    assert resumed.unit(UNIT) == again.unit(UNIT)
    for one in (resumed, again):
        for number, page in enumerate(pages):
            take(one, page, number)
    assert resumed.counts == again.counts
    assert [f.head for f in resumed.frames()] == [f.head for f in again.frames()]


def test_a_batch_opened_for_something_else_is_not_resumed(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    assert Batch.resume(Spool(tmp_path / "pages"), SHAPER.schema, {"start": 1}) is None


def test_a_committed_batch_says_all_about_itself(tmp_path: Path) -> None:
    manifest = commit(tmp_path, [("a", 0), ("a", 0), ("a", 1), ("", 0)])
    assert (manifest.received, manifest.landed, manifest.duplicates, manifest.quarantined) == (4, 2, 1, 1)
    assert landed(manifest) == [("a", "n0"), ("a", "n1")]
    (part,) = manifest.files
    assert (part.rows, part.bytes) == (2, (manifest.folder / part.name).stat().st_size)
    assert committed(tmp_path / "landing") == [manifest]
    aside = pq.read_table(manifest.folder / str(manifest.quarantine_file)).to_pylist()
    assert [row["rule"] for row in aside] == ["record.no_id"]
    (line,) = (manifest.folder / str(manifest.ledger_file)).read_text().splitlines()
    assert json.loads(line)["rows"] == 4


def test_the_landing_is_for_its_owner_only(tmp_path: Path) -> None:
    manifest = commit(tmp_path, [("a", 0), ("", 0)])
    root = tmp_path / "landing"
    paths = [root, *root.rglob("*")]
    assert len(paths) > 5
    for path in paths:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert manifest.folder in paths


def test_the_same_window_again_replaces_the_batch(tmp_path: Path) -> None:
    commit(tmp_path, [("a", 0)])
    again = commit(tmp_path, [("a", 1), ("b", 1)])
    assert [m.batch_id for m in committed(tmp_path / "landing")] == [again.batch_id]
    assert landed(again) == [("a", "n1"), ("b", "n1")]
    assert {path.name for path in again.folder.iterdir()} == {
        MANIFEST,
        again.ledger_file,
        *(part.name for part in again.files),
    }


def test_an_empty_batch_is_committed_without_files(tmp_path: Path) -> None:
    manifest = commit(tmp_path, [])
    assert (manifest.files, manifest.received) == ((), 0)
    assert committed(tmp_path / "landing", "zongzhi", "dept") == [manifest]


def test_a_folder_without_manifest_does_not_exist(tmp_path: Path) -> None:
    manifest = commit(tmp_path, [("a", 0)])
    (manifest.folder / MANIFEST).unlink()
    assert committed(tmp_path / "landing") == []


def test_a_manifest_that_does_not_balance_is_refused(tmp_path: Path) -> None:
    manifest = commit(tmp_path, [("a", 0)])
    text = (manifest.folder / MANIFEST).read_text().replace('"received": 1', '"received": 2')
    (manifest.folder / MANIFEST).write_text(text)
    with pytest.raises(LandingError, match="is not a manifest"):
        committed(tmp_path / "landing")


def test_a_batch_pulled_under_a_clock_set_back_is_still_the_later_one(tmp_path: Path) -> None:
    first = commit(tmp_path, [("a", 1)], "w1")
    ahead = first.pulled_at + timedelta(days=3)
    path = first.folder / MANIFEST
    path.write_text(first.model_copy(update={"pulled_at": ahead, "finished_at": ahead}).model_dump_json())
    second = commit(tmp_path, [("a", 2)], "w2")
    assert ahead < second.pulled_at <= second.finished_at
    assert commit(tmp_path, [("a", 3)], "w3").pulled_at > second.pulled_at
