from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from warehouse.dbt_runner import build_layers
from warehouse.errors import BuildFailedError, HomeError
from warehouse.layers import AFTER_LINK, BEFORE_LINK, LAYERS
from warehouse.settings import Settings

PROFILE = """
mini:
  target: duckdb
  outputs:
    duckdb:
      type: duckdb
      path: "{{ env_var('DUOWANG_BUILD_DB') }}"
      threads: 2
      settings: {TimeZone: UTC}
"""
PROJECT = """
name: mini
version: "1.0.0"
profile: mini
models:
  mini:
    +materialized: table
    conformed: {+schema: conformed}
    dimensions: {+schema: marts, +persist_docs: {relation: true, columns: true}}
    facts: {+schema: marts}
"""
HUB = Path(__file__).parents[3] / "dbt_project"
SCHEMA_MACRO = "{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}"
MODELS = {
    "staging/stg_people.sql": "select * from {{ ref('people') }}",
    "conformed/int_base.sql": "select id, text from {{ ref('stg_people') }}",
    "conformed/int_person_records.sql": "{{ config(tags=['pre_identity']) }}"
    " select * from {{ ref('int_base') }}",
    "conformed/int_after.sql": "select p.id, c.resident_key from {{ ref('int_person_records') }} p"
    " join identity.crosswalk c using (id)",
    "dimensions/dim_person.sql": "select resident_key from {{ ref('int_after') }}",
    "facts/fct_visit.sql": "select 1 as visit, resident_key from {{ ref('int_after') }}",
}
SCHEMA = """
models:
  - name: dim_person
    description: "居民。People."
    columns: [{name: resident_key, description: "居民键。Key.", data_tests: [unique, not_null]}]
  - name: fct_visit
    columns:
      - name: resident_key
        data_tests:
          - relationships: {arguments: {to: ref('dim_person'), field: resident_key}}
"""
FACT_ABOUT_DIMENSION = """
models:
  - name: stg_people
    columns:
      - name: id
        data_tests:
          - relationships: {arguments: {to: ref('fct_visit'), field: visit}}
"""
SOUND = """
models:
  - name: stg_people
    data_tests:
      - sound:
          arguments:
            filled: [id, text]
            unique: [id, [text, id], text]
            accepted: {text: [赵一, 钱二, 孙三]}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of six models in the hub's folders."""
    root = tmp_path / "工程 project"
    files = {
        "dbt_project.yml": PROJECT,
        "profiles.yml": PROFILE,
        "macros/schema.sql": SCHEMA_MACRO,
        "seeds/people.csv": "id,text\n1,赵一\n2,钱二\n",
        "models/dimensions/_schema.yml": SCHEMA,
    } | {f"models/{name}": sql for name, sql in MODELS.items()}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("DUOWANG_PROJECT", str(root))
    return root


def link(settings: Settings) -> None:
    with duckdb.connect(str(settings.home.build_db)) as connection:
        connection.execute("create schema identity")
        connection.execute(
            "create table identity.crosswalk as select id, md5(id::varchar) as resident_key"
            " from conformed.int_person_records"
        )


def tables(settings: Settings) -> list[str]:
    with duckdb.connect(str(settings.home.build_db), read_only=True) as connection:
        rows = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
    return [row[0] for row in rows]


def test_what_identity_needs_is_built_first_and_the_rest_after_it(settings: Settings, project: Path) -> None:
    build_layers(settings, BEFORE_LINK)
    assert tables(settings) == ["int_base", "int_person_records", "people", "stg_people"]
    link(settings)
    results = build_layers(settings, AFTER_LINK)
    assert [(result.layer, result.models, result.tests) for result in results] == [
        ("conformed", 1, 0),
        ("dimensions", 1, 2),
        ("facts", 1, 1),
    ]


def test_a_test_runs_once_and_not_before_all_its_tables_exist(settings: Settings, project: Path) -> None:
    (project / "models/staging/_schema.yml").write_text(FACT_ABOUT_DIMENSION, encoding="utf-8")
    results = build_layers(settings, BEFORE_LINK)
    assert sum(result.tests for result in results) == 0
    link(settings)
    with pytest.raises(BuildFailedError, match="relationships_stg_people"):
        build_layers(settings, AFTER_LINK)


def test_other_code_can_open_the_database_after_dbt_in_any_mode(settings: Settings, project: Path) -> None:
    build_layers(settings, BEFORE_LINK)
    for read_only in (True, False):
        with duckdb.connect(str(settings.home.build_db), read_only=read_only) as connection:
            assert connection.execute("select count(*) from conformed.int_base").fetchall() == [(2,)]


def test_a_failing_model_is_named_without_the_value_that_broke_it(settings: Settings, project: Path) -> None:
    model = project / "models/staging/stg_people.sql"
    model.write_text("select id, text::integer as text from {{ ref('people') }}", encoding="utf-8")
    with pytest.raises(BuildFailedError) as caught:
        build_layers(settings, BEFORE_LINK)
    message = str(caught.value)
    assert "stg_people" in message
    assert "Conversion Error" in message
    assert "models/staging/stg_people.sql" in message
    assert not {"赵一", "钱二"} & {message[start : start + 2] for start in range(len(message))}


def test_no_file_outside_the_private_folders_holds_a_value(settings: Settings, project: Path) -> None:
    model = project / "models/staging/stg_people.sql"
    model.write_text("select id, text::integer as text from {{ ref('people') }}", encoding="utf-8")
    with pytest.raises(BuildFailedError):
        build_layers(settings, BEFORE_LINK)
    private = (settings.home.build, settings.home.landing, settings.home.restricted)
    files = [path for path in settings.home.root.rglob("*") if path.is_file()]
    leaking = [path for path in files if "赵一".encode() in path.read_bytes()]
    assert [path for path in leaking if not any(path.is_relative_to(folder) for folder in private)] == []


def test_a_failing_test_is_named_and_stops_what_needs_its_table(settings: Settings, project: Path) -> None:
    fact = project / "models/facts/fct_visit.sql"
    fact.write_text("select 1 as visit, resident_key from {{ ref('dim_person') }}", encoding="utf-8")
    build_layers(settings, BEFORE_LINK)
    with duckdb.connect(str(settings.home.build_db)) as connection:
        connection.execute("create schema identity")
        connection.execute(
            "create table identity.crosswalk as select i as id, 'same' as resident_key from range(3) t(i)"
        )
    with pytest.raises(BuildFailedError, match="unique_dim_person_resident_key") as caught:
        build_layers(settings, AFTER_LINK)
    assert "dimensions" in caught.value.what
    assert "fct_visit" not in tables(settings)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("1,赵一\n,钱二\n", "id is empty in 1 row"),
        ("1,赵一\n2,\n3,\n", "text is empty in 2 rows"),
        ("1,赵一\n1,钱二\n2,孙三\n", "id is not unique, 1 key more than once"),
        ("1,赵一\n1,赵一\n", "text, id is not unique, 1 key more than once"),
        ("1,李四\n2,周五\n", "text holds a value that is not accepted in 2 rows"),
    ],
)
def test_a_test_of_a_whole_table_says_which_column_broke_which_rule_how_often(
    settings: Settings, project: Path, rows: str, found: str
) -> None:
    (project / "models/staging/_schema.yml").write_text(SOUND, encoding="utf-8")
    (project / "tests/generic").mkdir(parents=True)
    shutil.copy(HUB / "tests/generic/sound.sql", project / "tests/generic")
    build_layers(settings, BEFORE_LINK)
    (project / "seeds/people.csv").write_text(f"id,text\n{rows}", encoding="utf-8")
    with pytest.raises(BuildFailedError) as caught:
        build_layers(settings, BEFORE_LINK)
    assert "sound_stg_people" in caught.value.what
    assert found in caught.value.what
    assert "李四" not in str(caught.value)


def test_a_model_in_a_folder_of_no_layer_is_refused(settings: Settings, project: Path) -> None:
    stray = project / "models/elsewhere/stray.sql"
    stray.parent.mkdir()
    stray.write_text("select 1 as one", encoding="utf-8")
    with pytest.raises(BuildFailedError, match="stray belongs to no layer"):
        build_layers(settings, BEFORE_LINK)


def test_a_project_that_dbt_cannot_read_is_explained(settings: Settings, project: Path) -> None:
    model = project / "models/staging/stg_people.sql"
    model.write_text("select * from {{ ref('nowhere') }}", encoding="utf-8")
    with pytest.raises(BuildFailedError, match="nowhere") as caught:
        build_layers(settings, BEFORE_LINK)
    assert caught.value.where == str(project)


def test_a_missing_project_names_the_variable_that_would_find_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUOWANG_PROJECT", str(tmp_path / "nothing"))
    with pytest.raises(HomeError, match="DUOWANG_PROJECT"):
        build_layers(settings, LAYERS)


def test_progress_is_told_node_by_node_and_the_process_stays_as_it_was(
    settings: Settings, project: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    before = (Path.cwd(), dict(os.environ))
    build_layers(settings, BEFORE_LINK, lambda layer, done, total: told.append((layer, done, total)))
    assert told[0] == ("staging", 0, 4)
    assert told[-1] == ("conformed_before_identity", 4, 4)
    assert (Path.cwd(), dict(os.environ)) == before


def test_a_second_build_replaces_the_first(settings: Settings, project: Path) -> None:
    build_layers(settings, BEFORE_LINK)
    build_layers(settings, BEFORE_LINK)
    assert tables(settings) == ["int_base", "int_person_records", "people", "stg_people"]


def test_a_build_that_spills_goes_on_with_its_next_tables(settings: Settings, project: Path) -> None:
    profile = (HUB / "profiles.yml").read_text(encoding="utf-8").replace("duowang:", "mini:", 1)
    (project / "profiles.yml").write_text(profile, encoding="utf-8")
    (project / "models/staging/stg_people.sql").write_text(
        "select id, md5(range::varchar) as text from {{ ref('people') }}, range(1_000_000)"
        " order by text, range",
        encoding="utf-8",
    )
    build_layers(replace(settings, memory_limit="100MB"), BEFORE_LINK)
    assert tables(settings) == ["int_base", "int_person_records", "people", "stg_people"]
