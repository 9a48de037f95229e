"""How the reports that bear on no figure get on: one stage a day, a few are cancelled or reopened."""

from collections.abc import Callable

from sandbox.world.city import city_row
from sandbox.world.clock import iso_text, local_text
from sandbox.world.duty import zz_row
from sandbox.world.matters import CHENGGUAN, SHEQU, XIANGCUN, ZONGZHI
from sandbox.world.store import Body
from sandbox.world.today import Today

_CANCELLED, _REOPENED = 0.03, 0.04
_ZONGZHI = {
    "01": ("02", "SLSJ"), "02": ("03", "ZBSJ"), "03": ("04", "CZSJ"), "04": ("05", "BJSJ"),
    "05": ("06", "HFSJ"),
}  # fmt: skip
_CHENGGUAN = {
    "COLLECT": ("ACCEPT", "acceptTime"), "ACCEPT": ("FILE", "fileTime"),
    "FILE": ("DISPATCH", "dispatchTime"), "DISPATCH": ("HANDLE", "handleTime"),
    "HANDLE": ("VERIFY", "verifyTime"), "VERIFY": ("CLOSE", "closeTime"),
}  # fmt: skip
_SHEQU = {0: (1, "acceptTime"), 1: (2, "dispatchTime"), 2: (3, "finishTime"), 3: (4, "evaluateTime")}
_XIANGCUN = {"待受理": ("办理中", "受理时间"), "办理中": ("已办结", "办结时间")}


def _on_zongzhi(today: Today, record_id: str, body: Body) -> None:
    status = body["ZTDM"]
    moment = today.moment()
    if status == "05" and today.chance(_REOPENED):
        body["ZTDM"] = "02"
    elif status in ("01", "02") and today.chance(_CANCELLED):
        body["ZTDM"] = "09"
    elif status in _ZONGZHI:
        body["ZTDM"], column = _ZONGZHI[status]
        body[column] = local_text(moment)
        if column == "ZBSJ":
            body["ZBDW"] = "220323B05"
        if column == "HFSJ":
            body["MYD"] = str(today.rnd.randint(3, 5))
    else:
        return
    today.save(ZONGZHI, "event", record_id, body, moment)
    step = {
        "LZBH": today.key("LZ", 4), "SJBH": record_id, "HJDM": body["ZTDM"], "CLDW": "220323B00",
        "CLSJ": local_text(moment), "CLYJ": "",
    }  # fmt: skip
    today.put(zz_row("step", "LZBH", step, moment))


def _on_chengguan(today: Today, record_id: str, body: Body) -> None:
    stage = body["stage"]
    moment = today.moment()
    if stage == "CLOSE" and today.chance(_REOPENED):
        body["stage"] = "DISPATCH"
        body["returns"] = int(body["returns"]) + 1
    elif stage in ("COLLECT", "ACCEPT") and today.chance(_CANCELLED):
        body["stage"] = "CANCEL"
    elif stage in _CHENGGUAN:
        body["stage"], column = _CHENGGUAN[stage]
        body[column] = iso_text(moment)
        if column == "dispatchTime":
            body["deptCode"] = body["deptCode"] or "CG03"
            body["deadline"] = iso_text(moment + 3 * 86_400)
    else:
        return
    today.save(CHENGGUAN, "cases", record_id, body, moment)
    key = today.key(f"{record_id}-", 1)
    action = {
        "actionId": key, "caseNo": record_id, "stage": body["stage"], "deptCode": body["deptCode"],
        "operator": "李伟", "at": iso_text(moment), "remark": "",
    }  # fmt: skip
    today.put(city_row("actions", key, action, moment))


def _on_shequ(today: Today, record_id: str, body: Body) -> None:
    state = body["state"]
    moment = today.moment()
    if state == 3 and today.chance(_REOPENED):
        body["state"] = 1
    elif state == 0 and today.chance(_CANCELLED):
        body["state"] = 8
    elif state in _SHEQU:
        body["state"], column = _SHEQU[state]
        body[column] = moment * 1000
        if column == "evaluateTime":
            body["score"] = today.rnd.randint(3, 5)
    else:
        return
    today.save(SHEQU, "tickets", record_id, body, moment)


def _on_xiangcun(today: Today, record_id: str, body: Body) -> None:
    status = body["状态"]
    if status == "已办结" and today.chance(_REOPENED):
        body["状态"] = "办理中"
    elif status == "待受理" and today.chance(_CANCELLED):
        body["状态"] = "作废"
    elif status in _XIANGCUN:
        body["状态"], column = _XIANGCUN[status]
        body[column] = local_text(today.moment())
    else:
        return
    today.save(XIANGCUN, "村务事件", record_id, body)


PROGRESS: dict[str, Callable[[Today, str, Body], None]] = {
    ZONGZHI: _on_zongzhi,
    CHENGGUAN: _on_chengguan,
    SHEQU: _on_shequ,
    XIANGCUN: _on_xiangcun,
}
