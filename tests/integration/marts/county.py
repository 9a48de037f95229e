"""A county small enough to count on one's fingers."""

from __future__ import annotations

import duckdb

from tests.integration.marts.tables import add

STREET = "220323001001"
OTHER_STREET = "220323002001"
TOWN_COMMUNITY = "220323100001"
VILLAGE = "220323200201"
BUSY, CALM, EMPTY, LONE, OLD = (
    f"{STREET}001",
    f"{STREET}002",
    f"{STREET}003",
    f"{OTHER_STREET}001",
    f"{STREET}01",
)


def populate(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the tables that the marts read."""
    _places(connection)
    _people(connection)
    _events(connection)
    _field_work(connection)
    _records(connection)


def _places(connection: duckdb.DuckDBPyConnection) -> None:
    add(
        connection,
        "marts.dim_grid",
        [
            {"grid_code": BUSY, "division_code": STREET, "kind": "urban", "households": 600},
            {"grid_code": CALM, "division_code": STREET, "kind": "urban", "households": 250},
            {"grid_code": EMPTY, "division_code": STREET, "kind": "special", "households": None},
            {"grid_code": LONE, "division_code": OTHER_STREET, "kind": "urban", "households": 500},
            {
                "grid_code": OLD,
                "division_code": STREET,
                "kind": "urban",
                "households": 900,
                "is_current": False,
            },
        ],
    )
    add(
        connection,
        "marts.dim_division",
        [
            {"division_code": STREET, "kind": "community", "lawsuit_free_level": "none"},
            {"division_code": OTHER_STREET, "kind": "community", "lawsuit_free_level": "none"},
            {"division_code": TOWN_COMMUNITY, "kind": "community", "lawsuit_free_level": "none"},
            {"division_code": VILLAGE, "kind": "village", "lawsuit_free_level": "pilot"},
            {"division_code": "220323200202", "kind": "village", "lawsuit_free_level": "demonstration"},
            {
                "division_code": "220323200203",
                "kind": "village",
                "lawsuit_free_level": "pilot",
                "is_current": False,
            },
        ],
    )
    add(
        connection,
        "marts.dim_property_company",
        [{"company_key": "p1", "interviewed": True}, {"company_key": "p2", "interviewed": False}],
    )
    add(
        connection,
        "marts.dim_service_centre",
        [
            {"centre_key": "s1", "level": "county", "is_open": True},
            {"centre_key": "s2", "level": "grid", "is_open": True},
            {"centre_key": "s3", "level": "grid", "is_open": False},
        ],
    )


def _people(connection: duckdb.DuckDBPyConnection) -> None:
    homes = [(BUSY, 40), (CALM, 12), (LONE, 3)]
    residents = [
        {"resident_key": f"{grid}-{number}", "grid_code": grid, "networks": ["shequ", "zongzhi"]}
        for grid, count in homes
        for number in range(count)
    ]
    residents += [{"resident_key": f"v{n}", "networks": ["xiangcun", "zongzhi"]} for n in range(30)]
    residents += [{"resident_key": f"c{n}", "networks": ["chengguan"]} for n in range(2)]
    residents += [{"resident_key": "moved", "grid_code": BUSY, "networks": ["shequ"], "is_current": False}]
    add(connection, "marts.dim_resident", residents)
    post = {"grid_code": BUSY, "is_filled": True}
    add(
        connection,
        "marts.dim_post",
        [
            post | {"post_code": "A1", "kind": "estate_chief", "role": "A", "partner_post_code": "B1"},
            post | {"post_code": "B1", "kind": "estate_chief", "role": "B"},
            post | {"post_code": "A2", "kind": "unit_chief", "role": "A"},
            post | {"post_code": "B2", "kind": "unit_chief", "role": "B", "partner_post_code": "A2"},
            post | {"post_code": "A3", "kind": "building_chief", "role": "A", "partner_post_code": "B3"},
            post | {"post_code": "B3", "kind": "building_chief", "role": "B", "is_filled": False},
            post | {"post_code": "A4", "kind": "unit_chief", "role": "A", "is_current": False},
            post | {"post_code": "A5", "kind": "grid_chief", "role": "A", "grid_code": CALM},
            post | {"post_code": "A6", "kind": "unit_chief", "role": "A", "is_filled": False},
        ],
    )
    classes = ["hamlet_chief", "hamlet_chief", "grid_chief", "lawyer", "judge", "legal_wise_person", "police"]
    add(
        connection,
        "marts.fct_team_member",
        [{"member_key": str(number), "class": name} for number, name in enumerate(classes)],
    )
    add(
        connection,
        "marts.fct_honour",
        [{"honour_key": title, "title": title} for title in ("乡贤", "好人", "最美婆媳", "unmapped")],
    )


def _events(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "marts.dim_event_type", [{"event_type_code": code} for code in ("litter", "dispute")])
    event = {"grid_code": BUSY, "division_code": STREET, "reported_at": "2024-11-10 00:00:00+00"}
    closed = event | {"status": "closed", "is_closed": True}
    add(
        connection,
        "marts.fct_event",
        [
            closed | {"event_key": "e1", "hours_to_close": 2, "satisfaction": 5},
            closed | {"event_key": "e2", "hours_to_close": 6, "satisfaction": 4, "status": "revisited"},
            event | {"event_key": "e3", "is_overdue": True},
            event | {"event_key": "void", "status": "void"},
            # The last moment of October in Beijing, over 30 days before the as-of only by a day.
            closed | {"event_key": "e4", "reported_at": "2024-10-31 15:59:59+00", "hours_to_close": 1},
            closed | {"event_key": "e5", "reported_at": "2024-10-21 15:00:00+00", "hours_to_close": 1},
            event | {"event_key": "ahead", "reported_at": "2024-11-20 16:10:00+00"},
            event | {"event_key": "undated", "reported_at": None, "grid_code": None, "division_code": None},
            event
            | {
                "event_key": "e6",
                "origin_network": "shequ",
                "origin_kind": "resident",
                "networks": ["shequ", "zongzhi"],
            },
            closed
            | {"event_key": "d1", "event_type_code": "dispute", "dispatched_at": "2024-11-11 00:00:00+00"},
            event
            | {"event_key": "d2", "event_type_code": "dispute", "dispatched_at": "2024-11-11 00:00:00+00"},
            closed | {"event_key": "d3", "event_type_code": "dispute"},
        ],
    )
    connection.execute(
        "insert into marts.fct_event_report"
        " select event_key, 'zongzhi', 'event', event_key from marts.fct_event"
    )


def _field_work(connection: duckdb.DuckDBPyConnection) -> None:
    found = {
        "division_code": VILLAGE,
        "type": "land",
        "found_at": "2024-11-03 00:00:00+00",
        "origin": "sweep",
    }
    add(
        connection,
        "marts.fct_dispute",
        [
            found | {"dispute_key": "s1", "resolved_at": "2024-11-04 00:00:00+00", "is_resolved": True},
            found | {"dispute_key": "s2", "dispatched_at": "2024-11-04 00:00:00+00", "is_resolved": False},
            found | {"dispute_key": "g1", "origin": "grid_event", "is_resolved": False},
        ],
    )
    blown = {"division_code": STREET, "whistled_at": "2024-11-05 00:00:00+00"}
    add(
        connection,
        "marts.fct_whistle",
        [
            blown
            | {
                "whistle_key": "w1",
                "hours_to_report_in": 1,
                "solved_at": "2024-11-06 00:00:00+00",
                "is_solved": True,
            },
            blown | {"whistle_key": "w2", "hours_to_report_in": 4, "is_solved": False},
        ],
    )
    add(connection, "marts.dim_household", [{"household_key": "h1", "grid_code": CALM}])
    visit = {"visited_at": "2024-11-18 00:00:00+00", "post_code": "A1"}
    add(
        connection,
        "marts.fct_visit",
        [
            visit | {"visit_key": "1", "household_key": "h1"},
            visit | {"visit_key": "2", "household_key": "unknown"},
            visit | {"visit_key": "3", "visited_at": "2024-09-01 00:00:00+00"},
        ],
    )
    kinds = ["care", "care", "medical", "unmapped"]
    add(
        connection,
        "marts.dim_volunteer_group",
        [{"group_key": str(number), "kind": kind} for number, kind in enumerate(kinds)],
    )
    add(connection, "marts.fct_volunteer_action", [{"action_key": "1", "action_kind": "action_1"}])


def _records(connection: duckdb.DuckDBPyConnection) -> None:
    person = {"network": "zongzhi", "stream": "population", "grid_code": BUSY, "name_text": "测某"}
    right = {"id_text": "229923198503150027", "birth_date": "1985-03-15", "sex": "female"}
    add(
        connection,
        "conformed.int_person_records",
        [
            person | right | {"source_record_id": "1", "phone_text": "13800000000"},
            person
            | right
            | {"source_record_id": "2", "id_text": "229923850315002", "phone_text": "0434-4220000"},
            person | right | {"source_record_id": "3", "sex": "male", "phone_text": "123"},
            person | {"source_record_id": "4", "id_text": "229923198503150028", "name_text": "测?"},
            person | {"source_record_id": "5", "id_text": "229923********002X", "phone_text": "138****0000"},
            person | {"source_record_id": "6", "is_deleted": True},
            person | {"source_record_id": "7", "is_test": True},
        ],
    )
    _register_history(connection)
    connection.execute(
        "create table landing.pull_outcome as select 'shequ' as network, true as is_failed,"
        " timestamptz '2024-11-19 00:00:00+00' as failed_since, 'no answer' as reason"
    )
    report = {"network": "zongzhi", "stream": "event", "event_type_code": "litter", "is_status_mapped": True}
    add(
        connection,
        "conformed.int_event_reports",
        [
            report
            | {
                "report_key": "r1",
                "source_record_id": "E1",
                "reported_at": "2024-11-01 00:00:00+00",
                "closed_at": "2024-11-02 00:00:00+00",
                "grid_code": BUSY,
                "lng": 125.3,
                "lat": 43.3,
            },
            report
            | {
                "report_key": "r2",
                "source_record_id": "E2",
                "reported_at": "2024-11-03 00:00:00+00",
                "accepted_at": "2024-11-05 00:00:00+00",
                "closed_at": "2024-11-04 00:00:00+00",
                "event_type_code": "unmapped",
                "is_status_mapped": False,
            },
        ],
    )
    add(
        connection,
        "conformed.int_event_references",
        [{"report_key": "r1", "cited_report_key": "x"}, {"report_key": "r2"}, {"report_key": "r2"}],
    )
    add(
        connection,
        "staging.stg_zongzhi__events",
        [
            {"source_record_id": "E1"},
            {"source_record_id": "T1", "is_test": True},
            {"source_record_id": "T0", "is_test": True, "is_deleted": True},
        ],
    )
    refused = {
        "network": "zongzhi",
        "stream": "event",
        "rule": "type",
        "reason": "no object",
        "batch_id": "b1",
    }
    add(
        connection,
        "landing.quarantine",
        [
            refused,
            refused | {"batch_id": "b2"},
            refused | {"source_record_id": "Q1"},
            refused | {"source_record_id": "Q1", "batch_id": "b2"},
            # Mended by its platform since.
            refused | {"source_record_id": "E1"},
        ],
    )


def _register_history(connection: duckdb.DuckDBPyConnection) -> None:
    """Two pulls of the register before the present one, and what its records were like then.

    On the 18th two of three numbers are wrong; on the 19th one is mended and one record is gone.
    """
    right = {"id_text": "229923198503150027", "birth_date": "1985-03-15", "sex": "female"}
    wrong = right | {"id_text": "229923198503150028"}
    add(
        connection,
        "staging.stg_zongzhi__population_versions",
        [
            right | {"source_record_id": "1", "valid_from": "2020-01-01"},
            wrong | {"source_record_id": "2", "valid_from": "2024-11-10", "valid_to": "2024-11-19"},
            right | {"source_record_id": "2", "valid_from": "2024-11-19"},
            wrong | {"source_record_id": "3", "valid_from": "2024-11-10", "valid_to": "2024-11-19"},
            wrong | {"source_record_id": "4", "valid_from": "2024-11-10", "is_test": True},
        ],
    )
    add(
        connection,
        "staging.stg_xiangcun__villager_versions",
        [
            wrong | {"source_record_id": "C1", "valid_from": "2024-11-18", "valid_to": "2024-11-19"},
            right | {"source_record_id": "C1", "valid_from": "2024-11-19"},
        ],
    )
    for day in ("2024-11-18", "2024-11-19"):
        _full_file(connection, day)
        add(
            connection,
            "landing.manifest",
            [
                {
                    "batch_id": f"zongzhi.population.{day}",
                    "network": "zongzhi",
                    "stream": "population",
                    "kind": "window",
                    "window_from": "1970-01-01 00:00:00+00",
                    "window_to": f"{day} 04:00:00+00",
                    "watermark": f"{day} 03:00:00+00",
                    "pulled_at": f"{day} 04:00:00+00",
                    **dict.fromkeys(("received", "landed"), 3),
                    **dict.fromkeys(("duplicates", "quarantined"), 0),
                }
            ],
        )


def _full_file(connection: duckdb.DuckDBPyConnection, day: str) -> None:
    """One day of the village drop; several days came in one pull."""
    add(
        connection,
        "landing.manifest",
        [
            {
                "batch_id": f"xiangcun.村民.{day}",
                "network": "xiangcun",
                "stream": "村民",
                "kind": "snapshot",
                "window_from": f"{day} 00:00:00+08",
                "window_to": f"{day} 24:00:00+08",
                "pulled_at": "2024-11-20 17:00:00+00",
                **dict.fromkeys(("received", "landed"), 1),
                **dict.fromkeys(("duplicates", "quarantined"), 0),
            }
        ],
    )
