"""Keys survive what happens to records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyarrow as pa

from tests.unit.identity.conftest import Linked, registry
from tests.unit.identity.people import NUMBER, SEEN, person, table
from warehouse.identity.keys import resident_key
from warehouse.paths import Home

Relink = Callable[[pa.Table], Linked]
LATER = SEEN + timedelta(days=2)
_HISTORY = "select old_key, new_key, reason from registry.identity.key_history order by all"


def test_a_key_is_a_keyed_hash_of_the_founding_record() -> None:
    key = resident_key(b"one secret", "zongzhi|population|R001")
    assert len(key) == 32
    assert key == resident_key(b"one secret", "zongzhi|population|R001")
    assert key != resident_key(b"another one", "zongzhi|population|R001")


def test_a_key_outlives_its_deleted_founder(relink: Relink) -> None:
    before = relink(table([person(1, id_text=NUMBER), person(2, "shequ", id_text=NUMBER)]))
    after = relink(table([person(1, id_text=NUMBER, is_deleted=True), person(2, "shequ", id_text=NUMBER)]))
    assert after == {("shequ", "R002"): before["shequ", "R002"]}


def test_a_record_that_joins_takes_the_key_of_the_older_one(relink: Relink) -> None:
    before = relink(table([person(2, "xiangcun", id_text=NUMBER)]))
    after = relink(
        table([person(1, id_text=NUMBER, first_seen_at=LATER), person(2, "xiangcun", id_text=NUMBER)])
    )
    assert set(after.values()) == set(before.values())


def test_a_merge_keeps_the_older_key_and_leaves_an_alias(relink: Relink, home: Home) -> None:
    other = {"name_text": "李梅", "phone_text": "13998765432"}
    apart = relink(table([person(1, id_text=NUMBER), person(2, "shequ", first_seen_at=LATER, **other)]))
    together = relink(table([person(1, id_text=NUMBER), person(2, "shequ", first_seen_at=LATER)]))
    assert set(together.values()) == {apart["zongzhi", "R001"]}
    assert registry(home, _HISTORY) == [(apart["shequ", "R002"], apart["zongzhi", "R001"], "merged")]


def test_a_split_leaves_the_key_with_the_founder(relink: Relink, home: Home) -> None:
    other = {"name_text": "李梅", "phone_text": "13998765432"}
    together = relink(table([person(1, id_text=NUMBER), person(2, "shequ", first_seen_at=LATER)]))
    apart = relink(table([person(1, id_text=NUMBER), person(2, "shequ", first_seen_at=LATER, **other)]))
    assert apart["zongzhi", "R001"] == together["zongzhi", "R001"]
    assert registry(home, _HISTORY) == [(together["zongzhi", "R001"], apart["shequ", "R002"], "split")]


def test_the_history_is_carried_on(relink: Relink, home: Home) -> None:
    other = {"name_text": "李梅", "phone_text": "13998765432"}
    relink(table([person(1, id_text=NUMBER), person(2, "shequ", **other)]))
    relink(table([person(1, id_text=NUMBER), person(2, "shequ")]))
    before = registry(home, _HISTORY)
    relink(table([person(1, id_text=NUMBER), person(2, "shequ")]))
    assert len(before) == 1
    assert registry(home, _HISTORY) == before


def test_a_rebuild_without_the_former_registry_gives_the_same_keys(relink: Relink, home: Home) -> None:
    people = table(
        [person(1, id_text=NUMBER), person(2, "shequ"), person(3, name_text="李梅", phone_text=None)]
    )
    before = relink(people)
    home.identity_db.unlink()
    assert relink(people) == before
