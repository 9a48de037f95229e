"""A day's changes: only what they touch is linked anew, and it comes out as a full run would have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.unit.identity.conftest import SECRET, build, load, registry, residents
from tests.unit.identity.people import NUMBER, Row, citizen_id, complaint, person, table
from tests.unit.identity.test_evidence import background
from warehouse.errors import ConfigurationError
from warehouse.identity import decisions, link
from warehouse.paths import Home
from warehouse.privacy import registry as privacy

NEXT = {"first_seen_at": datetime(2024, 11, 19, tzinfo=UTC), "updated_at": datetime(2024, 11, 19, tzinfo=UTC)}
CHANGED = {"updated_at": datetime(2024, 11, 19, tzinfo=UTC)}
OTHER_NUMBER = citizen_id(date(1985, 3, 15), 44)
LI: Row = {"name_text": "李梅", "phone_text": None}
CASE = complaint(9, name_text="周大军", phone_text="13712349999")
FIRST = [person(1, id_text=NUMBER), person(2, "shequ"), person(3, "xiangcun", **LI), CASE]
CROSSWALK = "select * exclude (match_probability) from identity.crosswalk order by all"
"""Without the probability: a full run learns from the day's records, an increment does not."""

COMPARED = (
    "select * from registry.identity.resident order by all",
    "select * exclude (match_probability) from registry.identity.resident_record order by all",
    "select network, source_record_id, linked_network, linked_id, rule, name_level, birth_level "
    "from registry.identity.link_evidence order by all",
    "select record_hash, fingerprint, id_number, claimed_number, is_believed, matched_by, phone, sound_id "
    "from registry.identity.linkage_state order by all",
)

Days = Callable[[list[Row], list[Row]], None]


@pytest.fixture
def days(home: Home, tmp_path: Path) -> Days:
    """Link one day in full and the next one by increment; it must equal a full run of the second day."""

    def run(before: list[Row], after: list[Row]) -> None:
        day(home, before, full=True)
        assert day(home, after, full=False) == "increment"
        anew = Home.at(tmp_path / "anew").prepare()
        day(anew, after, full=True)
        assert residents(home) == residents(anew)
        assert build(home, CROSSWALK) == build(anew, CROSSWALK)
        for query in COMPARED:
            assert registry(home, query) == registry(anew, query)

    return run


def day(home: Home, rows: list[Row], *, full: bool | None) -> str:
    load(home, table([*rows, *background()]))
    return link(home, SECRET, full=full).mode


CASES: dict[str, tuple[list[Row], list[Row]]] = {
    "nothing changes": (FIRST, FIRST),
    "a new record joins a resident": (FIRST, [*FIRST, complaint(4, **NEXT)]),
    "a new record with a number joins": (FIRST, [*FIRST, person(4, "xiangcun", id_text=NUMBER, **NEXT)]),
    "a newcomer founds a resident": (FIRST, [*FIRST, person(4, "shequ", name_text="赵敏", **NEXT)]),
    "a record becomes another's": (FIRST, [FIRST[0], FIRST[1] | CHANGED | {"name_text": "赵敏"}, *FIRST[2:]]),
    "a record is deleted": (FIRST, [FIRST[0], FIRST[1] | CHANGED | {"is_deleted": True}, *FIRST[2:]]),
    "a record is gone": (FIRST, [FIRST[0], *FIRST[2:]]),
    "a number is corrected": (FIRST, [FIRST[0] | CHANGED | {"id_text": OTHER_NUMBER}, *FIRST[1:]]),
    "a number turns out to be borrowed": (
        [person(1, id_text=NUMBER, name_text="王小芳", birth_date=date(2012, 1, 1)), *FIRST[1:]],
        [
            person(1, id_text=NUMBER, name_text="王小芳", birth_date=date(2012, 1, 1)),
            *FIRST[1:],
            person(4, id_text=NUMBER, relation="head", **NEXT),
        ],
    ),
    "a test record comes": (FIRST, [*FIRST, person(4, "shequ", id_text=NUMBER, is_test=True, **NEXT)]),
    "two residents become one": (
        [person(1, id_text=NUMBER), person(2, "shequ", **LI)],
        [person(1, id_text=NUMBER), person(2, "shequ", **CHANGED)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_increment_equals_a_full_run(days: Days, case: str) -> None:
    days(*CASES[case])


def test_who_is_not_touched_keeps_everything(home: Home) -> None:
    day(home, FIRST, full=True)
    before = residents(home)
    day(home, [*FIRST, complaint(4, **NEXT)], full=False)
    after = residents(home)
    assert {record: after[record] for record in before} == before
    assert after["chengguan", "R004"] == before["zongzhi", "R001"]
    moved = build(
        home,
        "select numerator, denominator from identity.linkage_quality "
        "where measure = 'keys_moved_of_untouched'",
    )
    assert moved == [(0.0, 164.0)]


def test_history_and_evidence_follow(home: Home) -> None:
    day(home, [FIRST[0], FIRST[1] | {"name_text": "李梅"}], full=True)
    alone = residents(home)["shequ", "R002"]
    day(home, [FIRST[0], FIRST[1] | CHANGED], full=False)
    together = residents(home)["zongzhi", "R001"]
    history = registry(home, "select old_key, new_key, reason from registry.identity.key_history")
    assert history == [(alone, together, "merged")]
    linked = registry(home, "select source_record_id, linked_id from registry.identity.link_evidence")
    assert ("R002", "R001") in linked


def test_a_decision_is_applied_by_the_next_increment(home: Home) -> None:
    rows = [person(1, id_text=NUMBER), person(2, "shequ", id_text=OTHER_NUMBER, name_text="李梅")]
    day(home, rows, full=True)
    pair = (("shequ", "residents", "R002"), ("zongzhi", "population", "R001"))
    for answer, residents_then in ((decisions.SAME, 1), (decisions.DIFFERENT, 2)):
        decided = decisions.Decision(*pair, answer, "a clerk", decisions.now())
        decisions.append(decisions.file_of(home), [decided])
        assert day(home, rows, full=False) == "increment"
        found = residents(home)
        assert len({found["zongzhi", "R001"], found["shequ", "R002"]}) == residents_then
        decided_rows = registry(
            home, "select decision from registry.identity.review_queue where decision is not null"
        )
        assert decided_rows == [(answer,)]


def test_an_older_decision_holds_against_a_changed_record(home: Home) -> None:
    rows = [person(1, id_text=NUMBER), person(2, "shequ")]
    pair = (("zongzhi", "population", "R001"), ("shequ", "residents", "R002"))
    decided = decisions.Decision(*pair, decisions.DIFFERENT, "a clerk", decisions.now())
    decisions.append(decisions.file_of(home), [decided])
    day(home, rows, full=True)
    day(home, [rows[0], rows[1] | CHANGED | {"phone_text": "13812345671 "}], full=False)
    found = residents(home)
    assert found["zongzhi", "R001"] != found["shequ", "R002"]


def test_a_lost_crosswalk_is_made_anew(home: Home) -> None:
    day(home, FIRST, full=True)
    before = build(home, CROSSWALK)
    with duckdb.connect(str(home.build_db)) as con:
        con.execute("drop schema identity cascade")
    assert day(home, FIRST, full=False) == "increment"
    assert build(home, CROSSWALK) == before


@pytest.mark.parametrize("secret", [SECRET, b"another secret, as long as the first one"])
def test_a_small_county_and_a_new_secret_ask_for_a_full_run(home: Home, secret: bytes) -> None:
    day(home, FIRST, full=True)
    assert link(home, secret).mode == "full"
    assert link(home, secret, full=False).mode == "increment"


def test_too_much_change_asks_for_a_full_run(home: Home) -> None:
    day(home, FIRST, full=True)
    load(home, table([*FIRST, *(row | CHANGED for row in background())]))
    assert link(home, SECRET, full=False).mode == "full"


def test_an_erased_person_leaves_the_state_too(home: Home) -> None:
    day(home, FIRST, full=True)
    key = residents(home)["zongzhi", "R001"]
    gone = [("zongzhi", "population", "R001"), ("shequ", "residents", "R002")]
    assert privacy.remove(home, {key}, gone) > 0
    left = registry(home, "select count(*) from registry.identity.linkage_state")
    names = registry(home, "select name from registry.identity.person_name where name in ('王芳', '李梅')")
    assert (left, names) == ([(162,)], [("李梅",)])
    assert day(home, FIRST[2:], full=False) == "increment"


def spoil(home: Home, *statements: str) -> None:
    """Change the registry file by hand."""
    with duckdb.connect() as con:
        con.execute(f"attach '{home.identity_db}' as registry")
        for statement in statements:
            con.execute(statement)


def make_old(home: Home) -> None:
    """Turn the registry into one of before versions, states and runs."""
    kept = {"resident_record", "resident", "key_history", "review_queue", "link_evidence"}
    tables = registry(home, "select table_name from duckdb_tables() where database_name = 'registry'")
    dropped = {str(name) for (name,) in tables} - kept
    spoil(home, *(f"drop table registry.identity.{name}" for name in sorted(dropped)))


def test_a_registry_of_an_older_version_is_carried_over(home: Home) -> None:
    day(home, [FIRST[0], FIRST[1] | {"name_text": "李梅"}], full=True)
    day(home, FIRST[:2], full=True)
    before = (residents(home), registry(home, "from registry.identity.key_history"))
    make_old(home)
    assert day(home, FIRST[:2], full=None) == "full"
    assert (residents(home), registry(home, "from registry.identity.key_history")) == before
    assert day(home, FIRST[:2], full=False) == "increment"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("update registry.identity.registry_version set version = 99", "has version 99; this program knows"),
        ("drop schema registry.identity cascade", "no registry of residents"),
    ],
)
def test_a_registry_that_is_not_understood_is_left_alone(home: Home, change: str, message: str) -> None:
    day(home, FIRST, full=True)
    spoil(home, change)
    before = home.identity_db.read_bytes()
    with pytest.raises(ConfigurationError, match=message) as told:
        day(home, FIRST, full=None)
    assert told.value.fix
    assert home.identity_db.read_bytes() == before
