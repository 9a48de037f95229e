"""What the marts read, as empty tables: only the columns that they use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from tests.support.landing import Landing

TABLES: dict[str, str] = {
    "conformed.int_as_of": "as_of_at timestamptz, as_of_date date",
    "conformed.int_person_records": (
        "network varchar, stream varchar, source_record_id varchar, name_text varchar, id_text varchar, "
        "sex varchar, birth_date date, phone_text varchar, grid_code varchar, is_test boolean default false, "
        "is_deleted boolean default false"
    ),
    "conformed.int_person_versions": (
        "network varchar, stream varchar, source_record_id varchar, valid_from date, grid_code varchar"
    ),
    "conformed.int_event_reports": (
        "report_key varchar, source_record_id varchar, network varchar, stream varchar, "
        "event_type_code varchar, is_status_mapped boolean, "
        "reported_at timestamptz, accepted_at timestamptz, "
        "dispatched_at timestamptz, handled_at timestamptz, closed_at timestamptz, "
        "revisited_at timestamptz, grid_code varchar, lng double, lat double, agrees_with_point boolean, "
        "is_test boolean default false, is_deleted boolean default false"
    ),
    "conformed.int_county_extent": "min_lng double, max_lng double, min_lat double, max_lat double",
    "conformed.int_event_matches": (
        "left_key varchar, right_key varchar, is_hinted boolean, match_probability double, is_joined boolean"
    ),
    "conformed.int_event_references": "report_key varchar, network varchar, cited_report_key varchar",
    "marts.dim_grid": (
        "grid_code varchar, name_zh varchar, division_code varchar, kind varchar, households integer, "
        "standard_households integer default 500, is_current boolean default true"
    ),
    "marts.dim_division": (
        "division_code varchar, kind varchar, lawsuit_free_level varchar, is_current boolean default true"
    ),
    "marts.dim_event_type": "event_type_code varchar, category_code varchar default 'appearance'",
    "marts.dim_network": "network varchar",
    "marts.dim_household": "household_key varchar, grid_code varchar, division_code varchar",
    "marts.dim_post": (
        "post_code varchar, kind varchar, role varchar, partner_post_code varchar, grid_code varchar, "
        "is_filled boolean, is_current boolean default true"
    ),
    "marts.dim_property_company": "company_key varchar, interviewed boolean",
    "marts.dim_resident": (
        "resident_key varchar, grid_code varchar, networks varchar[], record_count integer default 1, "
        "is_current boolean default true"
    ),
    "marts.dim_service_centre": "centre_key varchar, level varchar, is_open boolean",
    "marts.dim_volunteer_group": "group_key varchar, kind varchar",
    "marts.fct_dispute": (
        "dispute_key varchar, origin varchar, type varchar, division_code varchar, found_at timestamptz, "
        "dispatched_at timestamptz, resolved_at timestamptz, is_resolved boolean"
    ),
    "marts.fct_event": (
        "event_key varchar, event_type_code varchar default 'litter', grid_code varchar, "
        "division_code varchar, origin_network varchar default 'zongzhi', "
        "origin_kind varchar default 'grid_worker', networks varchar[] default ['zongzhi'], "
        "report_count integer default 1, reported_at timestamptz, dispatched_at timestamptz, "
        "satisfaction integer, status varchar default 'reported', is_closed boolean default false, "
        "is_overdue boolean default false, hours_to_close double, closed_at timestamptz, "
        "revisited_at timestamptz, lng double, lat double"
    ),
    "marts.fct_event_report": "event_key varchar, network varchar, stream varchar, source_record_id varchar",
    "marts.fct_event_step": (
        "event_key varchar, step_key varchar, department_code varchar, occurred_at timestamptz"
    ),
    "marts.fct_honour": "honour_key varchar, title varchar",
    "marts.fct_team_member": "member_key varchar, class varchar",
    "marts.fct_visit": (
        "visit_key varchar, kind varchar default 'daily_visit', household_key varchar, post_code varchar, "
        "division_code varchar, visited_at timestamptz"
    ),
    "marts.fct_volunteer_action": "action_key varchar, group_kind varchar, action_kind varchar",
    "marts.fct_whistle": (
        "whistle_key varchar, division_code varchar, whistled_at timestamptz, solved_at timestamptz, "
        "is_solved boolean, hours_to_report_in double"
    ),
}

VERSIONED = (
    "source_record_id varchar, valid_from date, valid_to date, name_text varchar, id_text varchar, "
    "sex varchar, birth_date date, phone_text varchar, is_test boolean default false, "
    "is_withdrawn boolean default false"
)
STAGED = (
    "source_record_id varchar, division_code varchar, kind varchar, action_kind varchar, "
    "lng double, lat double, is_point_stated boolean default false, "
    "is_test boolean default false, is_deleted boolean default false"
)
STAGING = {
    "zongzhi": "grids population events steps disputes visits whistles posts team_members departments",
    "chengguan": "cases actions components unit_grids departments",
    "shequ": (
        "communities service_centres buildings households residents tickets property_companies "
        "volunteer_groups activities"
    ),
    "xiangcun": "villages hamlets households villagers village_events points honours",
    "nanshan": "matters",
}
FOUR_NETWORKS = ("zongzhi", "chengguan", "shequ", "xiangcun")


def create(connection: duckdb.DuckDBPyConnection) -> Landing:
    """Make all tables, empty but for the as-of: the end of 2024-11-20, local time."""
    landing = Landing(connection)
    landing.create()
    landing.crosswalk({})
    for schema in ("conformed", "marts", "staging", "ops", "reference"):
        connection.execute(f"create schema {schema}")
    for name, columns in TABLES.items():
        connection.execute(f"create table {name} ({columns})")
    for network, models in STAGING.items():
        for model in models.split():
            connection.execute(f"create table staging.stg_{network}__{model} ({STAGED})")
    for model in ("zongzhi__population", "shequ__resident", "xiangcun__villager"):
        connection.execute(f"create table staging.stg_{model}_versions ({VERSIONED})")
    add(connection, "marts.dim_network", [{"network": network} for network in FOUR_NETWORKS])
    add(
        connection,
        "conformed.int_county_extent",
        [{"min_lng": 125, "max_lng": 126, "min_lat": 43, "max_lat": 44}],
    )
    add(
        connection,
        "conformed.int_as_of",
        [{"as_of_at": "2024-11-20 15:59:59+00", "as_of_date": "2024-11-20"}],
    )
    return landing


def add(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Insert rows; columns that a row does not name take their default."""
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))
