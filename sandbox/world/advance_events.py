"""Events of one more day: new ones, progress, deletions, and exchanges that leave the figures as they are."""

from collections.abc import Iterable

from sandbox.world import census, names, plan_grid, plan_parts
from sandbox.world.advance_progress import PROGRESS
from sandbox.world.desk import Desk
from sandbox.world.directory import Directory
from sandbox.world.disputes import event_dispute
from sandbox.world.dwellings import Hamlet, places
from sandbox.world.matters import CHENGGUAN, FREE, SHEQU, XIANGCUN, ZONGZHI, Matter
from sandbox.world.newcomers import newcomer
from sandbox.world.people import Person
from sandbox.world.plan_parts import Recipe
from sandbox.world.plan_rest import day_matters
from sandbox.world.reporters import Reporters
from sandbox.world.today import Today, delete, is_dead
from sandbox.world.wires import STREAM, EventWriter, store_matters

_DAYS_OF_PLAN = 384
_STAGE_WEIGHTS = (30, 26, 16, 8, 14, 2, 4)
_LOOKED_AT = {ZONGZHI: 90, CHENGGUAN: 90, SHEQU: 60, XIANGCUN: 40}
_DELETED = {ZONGZHI: 2, CHENGGUAN: 1, SHEQU: 2, XIANGCUN: 1}
_NEIGHBOURHOOD = 12
# A day voids or deletes one report of a lane and brings another of the same lane instead.
_EXCHANGES: dict[str, Recipe] = {
    "plain_closed": plan_grid.closed,
    "plain_open": plan_grid.still_open,
    "dispute_sent_closed": lambda desk: plan_grid.dispute(desk, sent=True, stage="closed"),
    "dispute_kept_closed": lambda desk: plan_grid.dispute(desk, sent=False, stage="closed"),
}


def pass_events(today: Today) -> None:
    """Let a day pass in the events of all platforms."""
    desk = _desk(today)
    matters = list(day_matters(desk, 1 / _DAYS_OF_PLAN))
    for lane, recipe in _EXCHANGES.items():
        if today.chance(0.8) and _retire(today, lane):
            matters.append(recipe(desk))
    if today.chance(0.8) and _close_one(today) and _retire(today, "plain_closed"):
        matters.append(plan_grid.still_open(desk))
    _progress(today)
    _delete_some(today)
    _write(today, desk, matters)


def _desk(today: Today) -> Desk:
    """Return a desk that knows which matters are near in time."""
    grids, hamlets = places(today.seed)
    by_division: dict[str, list[Hamlet]] = {}
    for hamlet in hamlets:
        by_division.setdefault(hamlet.division.code, []).append(hamlet)
    desk = Desk(
        today.rnd, grids, by_division, today.first, today.last, skew=today.dirt.clock_skew,
        stage_weights=_STAGE_WEIGHTS, matter_prefix=f"D{today.day.isoformat()}-",
    )  # fmt: skip
    near = today.connection.execute(
        "select family, grid_code, day, on_zongzhi, elsewhere from world_matter where day > ?",
        (today.day.toordinal() - _NEIGHBOURHOOD,),
    )
    for family, grid, day, on_zongzhi, elsewhere in near:
        desk.diary.note(family, grid, day, on_zongzhi=bool(on_zongzhi), elsewhere=bool(elsewhere))
    return desk


def _in_lane(today: Today, network: str, lane: str) -> list[str]:
    rows = today.connection.execute(
        "select id from world_event_record where lane = ? and network = ? order by id", (lane, network)
    )
    return [row[0] for row in rows]


def _retire(today: Today, lane: str) -> bool:
    """Void or delete one grid worker's report of a lane; False when there is none to spare."""
    known = _in_lane(today, ZONGZHI, lane)
    for record_id in today.rnd.sample(known, min(5, len(known))):
        body = today.find(ZONGZHI, "event", record_id)
        if body is None or is_dead(body):
            continue
        if today.chance(0.5):
            delete(today, ZONGZHI, "event", record_id, body)
        else:
            body["ZTDM"] = "09"
            today.save(ZONGZHI, "event", record_id, body)
        _set_lane(today, record_id, "retired")
        return True
    return False


def _close_one(today: Today) -> bool:
    """Close one of the few open reports of grid workers; the caller makes up for it."""
    for record_id in _in_lane(today, ZONGZHI, "plain_open")[:3]:
        body = today.find(ZONGZHI, "event", record_id)
        if body is not None:
            body["ZTDM"] = "04"
            PROGRESS[ZONGZHI](today, record_id, body)
            _set_lane(today, record_id, "plain_closed")
            return True
    return False


def _set_lane(today: Today, record_id: str, lane: str) -> None:
    today.connection.execute(
        "update world_event_record set lane = ? where network = ? and stream = 'event' and id = ?",
        (lane, ZONGZHI, record_id),
    )


def _progress(today: Today) -> None:
    """Let reports that bear on no figure get on."""
    for network, count in _LOOKED_AT.items():
        known = _in_lane(today, network, FREE)
        for record_id in today.rnd.sample(known, min(count, len(known))):
            body = today.find(network, STREAM[network], record_id)
            if body is not None and not is_dead(body):
                PROGRESS[network](today, record_id, body)


def _delete_some(today: Today) -> None:
    for network, count in _DELETED.items():
        known = _in_lane(today, network, FREE)
        for record_id in today.rnd.sample(known, count):
            body = today.find(network, STREAM[network], record_id)
            if body is not None and not is_dead(body):
                delete(today, network, STREAM[network], record_id, body)


def _write(today: Today, desk: Desk, matters: Iterable[Matter]) -> None:
    """Write new matters to their platforms, the disputes among them to stream `dispute` too."""
    kept = [plan_grid.guard(m) if _is_workers(m) else m for m in matters]
    reporters = _reporters(today)
    writer = EventWriter.make(desk.grids, reporters, today.last)
    scribes = {network: today.scribe(network) for network in (ZONGZHI, CHENGGUAN, SHEQU, XIANGCUN)}
    today.put(*writer.rows(kept, scribes, today.rnd, reporters.directory))
    for record in reporters.directory.records:
        today.note_person(*record)
    for matter in kept:
        for report in matter.of(ZONGZHI):
            if matter.kind and matter.kind.key == "dispute":
                today.put(event_dispute(matter, report, today.key("JF"), today.rnd))
    store_matters(today.connection, kept)


def _is_workers(matter: Matter) -> bool:
    return any(report.source == plan_parts.WORKER for report in matter.of(ZONGZHI))


def _reporters(today: Today) -> Reporters:
    """Return some of the people and posts that may report today."""
    directory = Directory()
    town: list[Person] = []
    for record_id, body in today.sample(SHEQU, "residents", 60):
        person = today.owner(SHEQU, "residents", record_id)
        if person is not None:
            directory.shequ[person.number] = (record_id, body["householdId"], "")
            town.append(person)
    country = [today.owner(XIANGCUN, "村民", key) for key, _ in today.sample(XIANGCUN, "村民", 40)]
    posts = today.sample(ZONGZHI, "post", 400)
    filled = [(key, body) for key, body in posts if body["RYBH"] and not body["LZRQ"]]
    for person in town:
        _look_up(today, person, directory)
    return Reporters(
        directory=directory,
        grid_posts=tuple(key for key, body in filled if body["GWLX"] == "5"),
        chief_posts=tuple(key for key, body in filled if body["GWLX"] in "123"),
        workers=tuple(body["RYBH"] for _, body in filled if body["GWLX"] == "5"),
        townspeople=tuple(town),
        villagers=tuple(person for person in country if person is not None),
        outsiders=(_outsider(today),),
    )


def _look_up(today: Today, person: Person, directory: Directory) -> None:
    rows = today.connection.execute(
        "select id from world_person_record where person_id = ? and stream = 'population' order by id",
        (person.person_id,),
    )
    for row in rows:
        directory.zongzhi[person.number] = row[0]


def _outsider(today: Today) -> Person:
    """Return somebody from elsewhere who has never reported before."""
    rnd = today.rnd
    person = newcomer(today.connection, rnd, names.surname(rnd), rnd.randint(20, 70), today.day)
    census.save_person(today.connection, person, None)
    return person
