"""Landed rows made by hand: the views that the dbt project reads, without platforms and connectors.

Columns are those of the interface guides. Times are instants in UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

Row = Mapping[str, str | None]

COLUMNS: dict[str, dict[str, str]] = {
    "zongzhi": {
        "grid": "WGBH WGMC SSQHDM SSQHMC JDMC WGLX HS ZXJD ZXWD BJ QYRQ TYRQ YWGBH GXSJ SCBZ",
        "population": "RYBH XM GMSFHM XBDM CSRQ LXDH HJDZ XZDZ WGBH HH HZGX RKLX GXSJ SCBZ",
        "event": (
            "SJBH SJMC SJLB SBSJ SBRLX SBRBH WGBH FSDD JD WD SLSJ ZBSJ ZBDW CZSJ BJSJ HFSJ MYD "
            "ZTDM WBLY WBBH GXSJ SCBZ"
        ),
        "step": "LZBH SJBH HJDM CLDW CLSJ CLYJ GXSJ SCBZ",
        "dispute": "JFBH SJBH LYFS JFLX PCSJ TJFS ZBSJ HJSJ SSQHDM GXSJ SCBZ",
        "visit": "ZFBH ZFLX HH ZFSJ GWBH SSQHDM GXSJ SCBZ",
        "whistle": "CSBH CSSJ CSDW SXDM BDDW BDSJ JJSJ GXSJ SCBZ",
        "post": "GWBH GWLX ABJ DGWBH WGBH RYBH RZRQ LZRQ GXSJ SCBZ",
        "team": "RYBH2 LB SSQHDM GXSJ SCBZ",
        "dept": "BMBH BMMC SJBM GXSJ SCBZ",
    },
    "chengguan": {
        "cases": (
            "caseNo caseKind codeSet majorClass minorClass unitGrid reportTime source reporter "
            "address x y stage acceptTime fileTime dispatchTime deptCode handleTime verifyTime "
            "closeTime deadline returns relatedNos photos lastModified archived"
        ),
        "actions": "actionId caseNo stage deptCode operator at remark lastModified archived",
        "components": "componentCode name x y unitGrid deptCode state lastModified archived",
        "unitgrids": "unitGrid name areaM2 ring dutyGridCode lastModified archived",
        "depts": "deptCode name zongzhiDept lastModified archived",
    },
    "shequ": {
        "communities": "id communityCode communityName brand streetName updateTime delFlag",
        "service-centers": "id centerName level communityCode openedTime closedTime updateTime delFlag",
        "buildings": "id communityCode estateName buildingNo unitCount lng lat gridCode updateTime delFlag",
        "households": "id buildingId unitNo roomNo houseNo ownerResidentId livingCount updateTime delFlag",
        "residents": (
            "id householdId fullName idCard gender birthday mobile residentType careTags "
            "moveInTime moveOutTime updateTime delFlag"
        ),
        "tickets": (
            "id ticketNo kind residentId householdId communityCode content lng lat createTime "
            "acceptTime dispatchTime finishTime evaluateTime score state forwardTo forwardNo "
            "updateTime delFlag"
        ),
        "property-companies": (
            "id companyName creditCode estates listed listedTime interviewed interviewTime updateTime delFlag"
        ),
        "volunteer-groups": "id groupName kind members communityCode updateTime delFlag",
        "activities": "id groupId action title startTime attendees updateTime delFlag",
    },
    "xiangcun": {
        "行政村": "区划代码 村名 乡镇 类型 曾用名 无讼村 经度 纬度",
        "屯": "屯编码 屯名 区划代码 户数 屯长姓名 网格编码",
        "农户": "户编号 户主姓名 屯编码 门牌 人口数",
        "村民": "村民编号 户编号 姓名 身份证号 性别 出生日期 联系电话 与户主关系 常住 更新日期",
        "村务事件": (
            "编号 类别 标题 屯编码 上报人姓名 上报人电话 上报时间 受理时间 办结时间 状态 转办平台 "
            "对方编号 经度 纬度"
        ),
        "积分榜": "编号 户编号 事由 积分 榜单 日期",
        "荣誉": "编号 村民编号 称号 评选年度",
    },
    "nanshan": {
        "matters": (
            "matter_id title category_code category place lng lat grid_code source collected_at forwarded_at "
            "department handled_at is_published published_at reviewed_at satisfaction status reporter_name "
            "reporter_phone updated_at deleted"
        ),
    },
}
META = (
    "_record_id varchar, _content_hash varchar, _updated_at timestamptz, _seq bigint, _is_tombstone boolean, "
    "_extra varchar, _batch_id varchar, _batch_kind varchar, _window_to timestamptz, _pulled_at timestamptz, "
    "_order_at timestamptz, _is_latest_snapshot boolean"
)
MANIFEST = (
    "batch_id varchar, network varchar, stream varchar, kind varchar, window_from timestamptz, "
    "window_to timestamptz, watermark timestamptz, pulled_at timestamptz, finished_at timestamptz, "
    "reported_total bigint, received bigint, landed bigint, duplicates bigint, quarantined bigint, "
    "pages bigint, bytes bigint, schema_fingerprint varchar, contract_version varchar, "
    "quarantine_file varchar, drift json"
)
QUARANTINE = (
    "network varchar, stream varchar, source_record_id varchar, rule varchar, reason varchar, fix varchar, "
    "batch_id varchar"
)


@dataclass(frozen=True)
class Batch:
    """When and how a batch came; `updated_at` is what its rows say unless they say otherwise."""

    kind: str
    window_to: datetime
    pulled_at: datetime
    updated_at: datetime | None


@dataclass
class Landing:
    """The landing schema of one build database."""

    connection: duckdb.DuckDBPyConnection
    batches: int = field(default=0, init=False)

    def create(self) -> None:
        """Make an empty, typed table for every stream, and the tables of manifests and quarantine."""
        self.connection.execute("set TimeZone = 'UTC'")
        self.connection.execute("create schema if not exists landing")
        for network, streams in COLUMNS.items():
            for stream, columns in streams.items():
                typed = ", ".join(f'"{column}" varchar' for column in columns.split())
                self.connection.execute(f"create table {table(network, stream)} ({typed}, {META})")
        self.connection.execute(f"create table landing.manifest ({MANIFEST})")
        self.connection.execute(f"create table landing.quarantine ({QUARANTINE})")

    def window(
        self,
        network: str,
        stream: str,
        rows: Iterable[Row],
        *,
        pulled_at: datetime,
        updated_at: datetime | None = None,
    ) -> None:
        """Land the rows of one window, updated (unless told otherwise) an hour before they were pulled."""
        when = updated_at or pulled_at - timedelta(hours=1)
        self._insert(network, stream, list(rows), Batch("window", pulled_at, pulled_at, when))

    def gone(self, network: str, stream: str, record_ids: Iterable[str], *, pulled_at: datetime) -> None:
        """Land what a reconciliation writes about records that the platform no longer lists."""
        key = COLUMNS[network][stream].split()[0]
        rows = [{key: record_id} for record_id in record_ids]
        self._insert(network, stream, rows, Batch("reconcile", pulled_at, pulled_at, pulled_at))

    def snapshot(self, stream: str, rows: Iterable[Row], *, day: str) -> None:
        """Land the file of one day of the village drop; its window ends with the local day."""
        ends = datetime.fromisoformat(f"{day}T16:00:00+00:00")
        self._insert("xiangcun", stream, list(rows), Batch("snapshot", ends, ends + timedelta(hours=3), None))
        self.connection.execute(
            f"update {table('xiangcun', stream)} set _is_latest_snapshot = "
            "_window_to = (select max(window_to) from landing.manifest"
            " where network = 'xiangcun' and stream = ?)",
            [stream],
        )

    def crosswalk(self, keys: Mapping[tuple[str, str, str], str]) -> None:
        """Write the outcome of identity linkage: (network, stream, record id) to resident key."""
        self.connection.execute("create schema if not exists identity")
        self.connection.execute(
            "create or replace table identity.crosswalk (network varchar, stream varchar,"
            " source_record_id varchar, resident_key varchar, matched_by varchar,"
            " match_probability double, first_seen_at timestamptz)"
        )
        self.connection.execute(
            "create or replace table identity.linkage_quality (measure varchar, value double,"
            " numerator double, denominator double, low double, high double, at_least double, at_most double,"
            " is_within boolean, definition_zh varchar, definition_en varchar, as_of timestamptz)"
        )
        for record, key in keys.items():
            self.connection.execute(
                "insert into identity.crosswalk values (?, ?, ?, ?, 'id_number', 1.0, ?)",
                [*record, key, EPOCH],
            )

    def _insert(self, network: str, stream: str, rows: list[Row], batch: Batch) -> None:
        self.batches += 1
        batch_id = f"{network}.{stream}.{self.batches:06d}"
        columns = COLUMNS[network][stream].split()
        marks = ", ".join("?" for _ in range(len(columns) + 12))
        order_at = batch.window_to if batch.kind == "snapshot" else batch.pulled_at
        place = [batch_id, batch.kind, batch.window_to, batch.pulled_at, order_at, True]
        for number, row in enumerate(rows):
            unknown = set(row) - {*columns, "_updated_at"}
            if unknown:
                raise KeyError(f"{network} {stream} has no column {sorted(unknown)}")
            values = [row.get(column) for column in columns]
            stamp = (
                datetime.fromisoformat(str(row["_updated_at"])) if "_updated_at" in row else batch.updated_at
            )
            meta = [values[0], digest(row), stamp, number, batch.kind == "reconcile", None]
            self.connection.execute(
                f"insert into {table(network, stream)} values ({marks})", values + meta + place
            )
        self.connection.execute(
            "insert into landing.manifest (batch_id, network, stream, kind, window_from, window_to,"
            " watermark, pulled_at, finished_at, reported_total, received, landed, duplicates,"
            " quarantined, pages, bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 1, 0)",
            [
                *(batch_id, network, stream, batch.kind, EPOCH, batch.window_to),
                *(batch.updated_at, batch.pulled_at, batch.pulled_at, *[len(rows)] * 3),
            ],
        )


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def table(network: str, stream: str) -> str:
    """Name of a stream's table in the landing schema."""
    return f'landing."{network}__{stream}"'


def digest(row: Row) -> str:
    """Fingerprint of a record's content."""
    text = json.dumps({key: row[key] for key in sorted(row)}, ensure_ascii=False)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def land(
    database: Path, people: Mapping[tuple[str, str, str], str], *parts: Callable[[Landing], None]
) -> None:
    """Land parts of a county one after the other, in a new build database or beside what is landed there.

    `people` is the outcome of the linkage, as `Landing.crosswalk` takes it.
    """
    is_new = not database.exists()
    with duckdb.connect(str(database)) as connection:
        landing = Landing(connection)
        if is_new:
            landing.create()
            landing.crosswalk(people)
        connection.execute("set TimeZone = 'UTC'")
        landing.batches = connection.execute("select count(*) from landing.manifest").fetchall()[0][0]
        for part in parts:
            part(landing)
