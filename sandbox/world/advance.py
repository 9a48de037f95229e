"""Lets days pass: each adds, changes and deletes records; the published figures stay as laid.

A day is drawn from the seed and its date alone: two days at once and one day twice give the same store.
"""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sandbox.world.advance_duty import pass_duty
from sandbox.world.advance_events import pass_events
from sandbox.world.advance_people import pass_people
from sandbox.world.advance_places import pass_places
from sandbox.world.clock import DAY, midnight
from sandbox.world.divisions import ADCODE, under
from sandbox.world.profiles import profile
from sandbox.world.store import open_store, read_meta, write_meta
from sandbox.world.today import Today
from sandbox.world.truth import write_truth

_LISTED_DAYS = 90
"""How long zongzhi lists deleted records."""


def advance(home: Path, days: int = 1) -> None:
    """Let days pass in a sandbox home.

    Each day is one transaction. Raises FileNotFoundError without a world and ValueError for less than a day.
    """
    if days < 1:
        raise ValueError(f"{days} days cannot pass: at least 1")
    with closing(open_store(home)) as connection, under(read_meta(connection).get("adcode", ADCODE)):
        for _ in range(days):
            meta = read_meta(connection)
            day = date.fromisoformat(meta["virtual_day"]) + timedelta(days=1)
            connection.execute("begin immediate")
            today = Today(
                connection,
                day,
                int(meta["seed"]),
                int(meta["people"]),
                profile(meta["dirt"]),
                Random(f"{meta['seed']}/{day.isoformat()}"),
            )
            _pass(today)
            write_meta(connection, {"virtual_day": day.isoformat()})
            connection.execute("commit")
        write_truth(connection, home)


def _pass(today: Today) -> None:
    pass_people(today)
    pass_events(today)
    pass_duty(today)
    pass_places(today)
    _forget(today)


def _forget(today: Today) -> None:
    """Take away what zongzhi deleted 90 days ago."""
    limit = (midnight(today.day) - _LISTED_DAYS * DAY) * 1000
    today.connection.execute(
        "delete from record"
        " where network = 'zongzhi' and updated_ms < ? and json_extract(body, '$.SCBZ') = '1'",
        (limit,),
    )
