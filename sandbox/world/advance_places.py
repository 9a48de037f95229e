"""Grids, city components, community services and village files of one more day."""

from sandbox.world.city import city_row
from sandbox.world.matters import CHENGGUAN, SHEQU, XIANGCUN, ZONGZHI
from sandbox.world.services import activity_row, centre_row
from sandbox.world.today import Today, delete
from sandbox.world.villages_files import points_body, text_row


def pass_places(today: Today) -> None:
    """Let a day pass in the streams about places and services."""
    _look_after_city(today)
    _serve_communities(today)
    _write_village_files(today)
    for key, body in today.sample(ZONGZHI, "grid", 3):
        if not body["TYRQ"]:
            body["HS"] = str(int(body["HS"]) + today.rnd.choice((-1, 1, 2)))
            today.save(ZONGZHI, "grid", key, body)


def _look_after_city(today: Today) -> None:
    for key, body in today.sample(CHENGGUAN, "components", 6):
        body["state"] = 1 if body["state"] != 1 else today.rnd.choice((2, 3))
        today.save(CHENGGUAN, "components", key, body)
    for key, body in today.sample(CHENGGUAN, "components", 1):
        if today.chance(0.5):
            delete(today, CHENGGUAN, "components", key, body)
        code = f"{key[:10]}{today.day.toordinal() % 1_000_000:06d}"
        new = {name: value for name, value in body.items() if name not in ("lastModified", "archived")}
        today.put(city_row("components", code, new | {"componentCode": code}, today.moment()))
    if today.chance(0.2):
        for key, body in today.sample(CHENGGUAN, "unitgrids", 1):
            body["areaM2"] = round(float(body["areaM2"]) + today.rnd.uniform(-50, 50), 1)
            today.save(CHENGGUAN, "unitgrids", key, body)


def _serve_communities(today: Today) -> None:
    rnd = today.rnd
    for place in range(2):
        row = activity_row(today.day.toordinal() * 2 + place, today.first, today.moment(), rnd)
        today.put(row)
    for key, body in today.sample(SHEQU, "volunteer-groups", 2):
        body["members"] = max(3, int(body["members"]) + rnd.choice((-2, -1, 1, 2, 3)))
        today.save(SHEQU, "volunteer-groups", key, body)
    for key, body in today.sample(SHEQU, "property-companies", 1):
        body["listed"] = rnd.choice(("red", "black", ""))
        body["listedTime"] = today.moment() * 1000 if body["listed"] else 0
        today.save(SHEQU, "property-companies", key, body)
    for key, body in today.sample(SHEQU, "households", 2):
        body["livingCount"] = max(1, int(body["livingCount"]) + rnd.choice((-1, 1)))
        today.save(SHEQU, "households", key, body)
    if today.chance(0.25):
        _move_centre(today)


def _move_centre(today: Today) -> None:
    """Close a centre of a grid and open another in the same community."""
    for key, body in today.sample(SHEQU, "service-centers", 20):
        if body["level"] == "grid" and int(body["closedTime"]) == 0:
            name = f"{str(body['centerName']).split('·')[0]}·{today.day.isoformat()}新址"
            moment = today.moment()
            body["closedTime"] = moment * 1000
            today.save(SHEQU, "service-centers", key, body, moment)
            row = centre_row(("grid", name, body["communityCode"]), today.rnd)
            today.put(row)
            today.save(SHEQU, "service-centers", row.id, row.body | {"openedTime": moment * 1000}, moment)
            return


def _write_village_files(today: Today) -> None:
    scribe = today.scribe(XIANGCUN)
    households = today.ids(XIANGCUN, "农户")
    for _ in range(5):
        key = today.key("JF")
        today.put(text_row("积分榜", key, points_body(key, today.day, households, scribe)))
    for key, body in today.sample(XIANGCUN, "积分榜", 1):
        delete(today, XIANGCUN, "积分榜", key, body)
    for key, body in today.sample(XIANGCUN, "屯", 1):
        body["户数"] = str(int(body["户数"]) + 1)
        today.save(XIANGCUN, "屯", key, body)
    if today.chance(0.2):
        _exchange_honour(today)


def _exchange_honour(today: Today) -> None:
    """Take an honour back and give it to somebody else."""
    for key, body in today.sample(XIANGCUN, "荣誉", 1):
        delete(today, XIANGCUN, "荣誉", key, body)
        new = {str(name): str(value) for name, value in body.items()}
        new |= {"编号": today.key("RY"), "村民编号": today.rnd.choice(today.ids(XIANGCUN, "村民"))}
        today.put(text_row("荣誉", new["编号"], new))
