"""Posts, teams, visits, whistles and sweep disputes of one more day; what is counted is exchanged in kind."""

from sandbox.world.clock import DAY, compact, local_day, local_text, midnight
from sandbox.world.disputes import sweep_dispute
from sandbox.world.duty import whistle_body, zz_row
from sandbox.world.matters import ZONGZHI
from sandbox.world.store import Body
from sandbox.world.today import Today, delete

_VISITS, _HOLDERS = 22, 3
_THREE_CHIEFS = ("1", "2", "3")


def pass_duty(today: Today) -> None:
    """Let a day pass in zongzhi's duty streams."""
    _change_posts(today)
    _visit(today)
    if today.chance(0.3):
        _exchange_team_member(today)
    if today.chance(0.25):
        _exchange_whistle(today)
    if today.chance(0.7):
        _exchange_sweep(today)


def _is_filled_chief(body: Body) -> bool:
    return body["GWLX"] in _THREE_CHIEFS and body["ABJ"] == "A" and bool(body["RYBH"]) and not body["LZRQ"]


def _change_posts(today: Today) -> None:
    """Give some posts new holders; end one term and begin another of the same kind."""
    filled = [(key, body) for key, body in today.sample(ZONGZHI, "post", 60) if _is_filled_chief(body)]
    people = [key for key, _ in today.sample(ZONGZHI, "population", 40)]
    for (key, body), holder in zip(filled[:_HOLDERS], people, strict=False):
        body["RYBH"] = holder
        body["RZRQ"] = compact(today.day)
        today.save(ZONGZHI, "post", key, body)
    for key, body in filled[_HOLDERS : _HOLDERS + 1]:
        _begin_post(today, body, people[-1])
        body["LZRQ"] = compact(local_day(midnight(today.day) - DAY))
        today.save(ZONGZHI, "post", key, body)
    for key, body in today.sample(ZONGZHI, "post", 40):
        if body["ABJ"] == "B" and not body["LZRQ"]:
            body["RYBH"] = "" if body["RYBH"] else people[-2]
            today.save(ZONGZHI, "post", key, body)
            return


def _begin_post(today: Today, like: Body, holder: str) -> None:
    body = like | {"GWBH": today.key("GW"), "RYBH": holder, "RZRQ": compact(today.day), "LZRQ": ""}
    today.put(zz_row("post", "GWBH", body, today.moment()))


def _visit(today: Today) -> None:
    """Add visits, and delete one of the former ones."""
    posts = [key for key, body in today.sample(ZONGZHI, "post", 40) if body["RYBH"] and not body["LZRQ"]]
    for _, like in today.sample(ZONGZHI, "visit", _VISITS):
        moment = today.moment()
        body = like | {"ZFBH": today.key("ZF"), "ZFSJ": local_text(moment), "GWBH": today.rnd.choice(posts)}
        today.put(zz_row("visit", "ZFBH", body, moment))
    for key, body in today.sample(ZONGZHI, "visit", 1):
        delete(today, ZONGZHI, "visit", key, body)


def _exchange_team_member(today: Today) -> None:
    for key, body in today.sample(ZONGZHI, "team", 1):
        new = body | {"RYBH2": today.key("XD")}
        delete(today, ZONGZHI, "team", key, body)
        today.put(zz_row("team", "RYBH2", new, today.moment()))


def _exchange_whistle(today: Today) -> None:
    """Delete a solved whistle and add one that was blown and solved today."""
    for key, body in today.sample(ZONGZHI, "whistle", 10):
        if body["JJSJ"]:
            delete(today, ZONGZHI, "whistle", key, body)
            start = today.first + today.rnd.randrange(3600)
            new, updated = whistle_body(today.key("CS"), start, today.rnd, solved=True, last=today.last)
            today.put(zz_row("whistle", "CSBH", new, updated))
            return


def _exchange_sweep(today: Today) -> None:
    """Delete a dispute that a sweep found, and add another of the same state."""
    for key, body in today.sample(ZONGZHI, "dispute", 12):
        if body["LYFS"] == "2":
            start = today.first + today.rnd.randrange(3600)
            resolved = bool(body["HJSJ"])
            new, updated = sweep_dispute(today.key("JF"), start, today.last, today.rnd, resolved=resolved)
            delete(today, ZONGZHI, "dispute", key, body)
            today.put(zz_row("dispute", "JFBH", new, updated))
            return
