"""Markers planted as names, id numbers, phones, dates and addresses reach nothing that is not private."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tests.integration.privacy.planted import personal_names, plant
from warehouse import pipeline
from warehouse.feedback import corrections, write_csv
from warehouse.paths import Home
from warehouse.pipeline.job import Job
from warehouse.privacy.access_log import entries, log_file
from warehouse.privacy.rotation import rotate
from warehouse.publication.versions import versions
from warehouse.settings import Settings

PRIVATE = ("landing", "restricted", "secrets")
"""Folders that hold personal values by design; the build database is the other place."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The whole way over planted records; its settings and the markers."""
    settings = Settings(Home.at(tmp_path_factory.mktemp("planted")).prepare())
    planted = plant(settings.home)
    run_id = "planted"
    pipeline.build_staging(settings, run_id)
    pipeline.check_sources(settings, run_id)
    pipeline.link(settings, run_id)
    pipeline.build_marts(settings, run_id)
    pipeline.check_marts(settings, run_id)
    pipeline.publish(settings, run_id)
    return settings, planted.markers


def values(database: Path, schemas: tuple[str, ...]) -> set[str]:
    """Every value of every column, as text."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and list_contains($1, schema_name)",
            [list(schemas)],
        ).fetchall()
        return {
            str(value)
            for schema, table, column in columns
            for (value,) in connection.execute(
                f'select distinct "{column}"::varchar from "{schema}"."{table}" where "{column}" is not null'
            ).fetchall()
        }


def hits(texts, markers):
    pattern = re.compile("|".join(map(re.escape, sorted(markers))))
    return sorted({found for text in texts for found in pattern.findall(text)})


def test_the_markers_did_arrive_where_they_belong(run):
    """Without this, an empty build would pass every other test."""
    settings, markers = run
    held = values(settings.home.build_db, ("staging", "conformed"))
    assert len(hits(held, markers)) > len(markers) / 3
    published = values(settings.home.hub_db, ("marts",))
    assert len(published) > 300


def test_every_kind_of_personal_field_was_planted(run):
    assert len(list(personal_names())) > 30


def test_no_value_of_the_published_file_holds_one(run):
    settings, markers = run
    assert hits(values(settings.home.hub_db, ("marts", "ops")), markers) == []


def test_no_file_outside_the_private_folders_holds_one(run, tmp_path):
    settings, markers = run
    home = settings.home
    for network in ("zongzhi", "chengguan", "shequ", "xiangcun"):
        write_csv(corrections(settings, network), home.root / f"feedback-{network}.csv")
    needles = [form.encode(code) for form in markers for code in ("utf-8", "gb18030", "utf-16-le")]
    needles += [form.encode("unicode_escape") for form in markers if not form.isascii()]
    pattern = re.compile(b"|".join(map(re.escape, needles)))
    files = [path for path in home.root.rglob("*") if path.is_file() and not path.is_symlink()]
    top = {path: path.relative_to(home.root).parts[0] for path in files}
    searched = [path for path in files if top[path] not in PRIVATE and path != home.build_db]
    assert {top[path] for path in searched} >= {
        "runs",
        "quality",
        "published",
        "build",
    }
    assert [str(path) for path in searched if pattern.search(path.read_bytes())] == []


@pytest.mark.parametrize("folder", ["landing", "restricted", "secrets", "build"])
def test_what_is_private_is_readable_by_its_owner_only(run, folder):
    settings, _ = run
    assert (settings.home.root / folder).stat().st_mode & 0o077 == 0


def test_every_private_file_is_closed_itself_or_lies_in_a_closed_folder_of_dbt(run):
    """Compiled SQL holds no value; whatever else lies there is its owner's alone, file by file."""
    home = run[0].home
    private = [path for folder in (home.build, home.restricted, home.secrets) for path in folder.rglob("*")]
    open_ones = [path for path in private if path.stat().st_mode & 0o077 and not path.is_symlink()]
    assert [path for path in open_ones if home.dbt_target not in (path, *path.parents)] == []
    assert len(private) > 100


def test_an_error_of_the_database_quotes_none(run):
    from warehouse.scrub import scrub

    _, markers = run
    for marker in markers:
        message = f"Conversion Error: Could not convert string '{marker}' to INT32 in {marker}"
        assert hits([scrub(message)], markers) == []


def keys(home):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.identity_db}' as r (read_only)")
        records = connection.execute(
            "select network, stream, source_record_id, resident_key from r.identity.resident_record"
        ).fetchall()
        history = connection.execute(
            "select old_key, new_key from r.identity.key_history where reason = 'rotated'"
        ).fetchall()
    return {tuple(record): key for *record, key in records}, dict(history)


def test_a_rotation_gives_every_resident_another_key_and_says_which(run):
    settings, markers = run
    home = settings.home
    before, _ = keys(home)
    figures = values(home.hub_db, ("marts",)) - set(before.values())
    done = rotate(Job.of(settings, "planted"), "yearly change of keys")
    after, history = keys(home)
    assert before.keys() == after.keys()
    assert set(before.values()).isdisjoint(after.values())
    assert {old: after[record] for record, old in before.items()} == history
    assert values(home.hub_db, ("marts",)) - set(after.values()) == figures
    assert versions(home) == [done.version]
    assert entries(home)[-1].action == "rotate keys"
    assert hits([log_file(home).read_text(encoding="utf-8")], markers) == []
