"""The same people stand in several registers."""

from __future__ import annotations

from collections import Counter, defaultdict

from sandbox.world.store import bodies
from tests.unit.sandbox_world.conftest import PEOPLE
from tests.unit.sandbox_world.hub import World


def registers_of(world: World) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for network, person in world.connection.execute("select network, person_id from world_person_record"):
        found[person].add(network)
    return found


def test_zongzhi_knows_nearly_everybody(clean_county: World) -> None:
    known = [person for person, networks in registers_of(clean_county).items() if "zongzhi" in networks]
    assert 0.93 * PEOPLE < len(known) <= PEOPLE


def test_most_people_stand_in_two_registers_and_some_in_three(clean_county: World) -> None:
    sizes = Counter(len(networks - {"chengguan"}) for networks in registers_of(clean_county).values())
    assert sizes[2] > PEOPLE / 2
    assert sizes[3] > 0


def test_citizens_who_report_stand_in_the_truth(county: World) -> None:
    named = {key for key, body in bodies(county.connection, "chengguan", "cases") if body["reporter"]}
    rows = county.connection.execute("select id from world_person_record where network = 'chengguan'")
    assert named == {row[0] for row in rows}
    assert len(named) > 1000


def test_some_reporters_live_in_no_register(county: World) -> None:
    alone = [networks for networks in registers_of(county).values() if networks == {"chengguan"}]
    assert alone


def test_test_rows_belong_to_nobody_else(county: World) -> None:
    rows = county.connection.execute(
        "select id, person_id from world_person_record where person_id like 'T-%'"
    )
    assert dict(rows.fetchall())
    names = {
        b["XM"] for _, b in bodies(county.connection, "zongzhi", "population") if b["XM"].startswith("测试")
    }
    assert "测试" in names


def test_every_truth_row_has_its_record(county: World) -> None:
    orphans = county.connection.execute(
        "select count(*) from world_person_record p"
        " left join record r using (network, stream, id) where r.id is null"
    )
    assert orphans.fetchone()[0] == 0


def test_families_share_telephones_and_children_have_none_of_their_own(clean_county: World) -> None:
    people = clean_county.connection.execute("select phone, birth, household from world_person").fetchall()
    shared = Counter((phone, household) for phone, _, household in people if phone)
    assert shared.most_common(1)[0][1] >= 2
    young = [(phone, household) for phone, birth, household in people if birth > "2015"]
    assert any(not phone for phone, _ in young)
    assert all(not phone or shared[phone, household] > 1 for phone, household in young)


def test_some_telephones_were_sold_to_somebody_else(clean_county: World) -> None:
    sold = clean_county.connection.execute(
        "select count(*) from world_person a join world_person b"
        " on a.former_phone = b.phone and a.phone <> ''"
    )
    assert sold.fetchone()[0] > 0


def test_there_are_twins_and_namesakes(clean_county: World) -> None:
    people = clean_county.connection.execute(
        "select name, birth, citizen_id, has_twin from world_person"
    ).fetchall()
    assert any(twin for *_, twin in people)
    pairs = Counter((name, birth) for name, birth, *_ in people)
    assert pairs.most_common(1)[0][1] >= 2


def test_posts_are_held_by_people_of_the_register(county: World) -> None:
    people = {body["RYBH"] for body in county.live("zongzhi", "population")}
    holders = {body["RYBH"] for body in county.live("zongzhi", "post")} - {""}
    assert holders <= people


def test_tickets_name_residents_and_households_that_exist(county: World) -> None:
    residents = {key for key, _ in bodies(county.connection, "shequ", "residents")}
    households = {key for key, _ in bodies(county.connection, "shequ", "households")}
    for body in county.live("shequ", "tickets"):
        assert body["residentId"] in residents | {""}
        assert body["householdId"] in households | {""}
