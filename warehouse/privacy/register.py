"""The register of processing, written from the contracts: what is collected, why, how long, how secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from connectors.engine.contract import ContractField, NetworkContract, StreamContract
from connectors.registry import contract, networks

_HEAD = """# 个人信息处理活动登记册 Register of processing

由采集约定（`connectors/networks/*/contract.yml`）生成，请勿手改：`make register`。
Written from the contracts; do not edit: `make register`.

- 级别 Class: L1 公开 public, L2 内部 internal, L3 个人信息 personal, L4 敏感个人信息 sensitive personal.
- 不采集 never: 在接收时丢弃，不入任何文件。Dropped at the wire; it reaches no file.
- 受限 restricted: 只用于归并，不进入发布的主题库。For linkage only; it never enters the published marts.
- 保存期限自拉取之日起算；到期只保留现状所需的最新一条。Retention counts from the pull; after it only
  the newest version of what still exists is kept (`duowang maintain`).
- 接收方 Recipients: 发布的主题库不含 L3、L4；受限文件只有其管理员可读。The published marts hold no L3
  or L4; the restricted file is readable by its keeper only.
"""


def processing_register() -> str:
    """Write the register as Markdown, the same for the same contracts."""
    return "\n".join([_HEAD, *(line for network in networks() for line in _network(contract(network)))])


def _network(known: NetworkContract) -> Iterator[str]:
    yield f"## {known.title} (`{known.network}`)"
    yield ""
    yield f"- 提供单位 Provided by: {known.controller or '—'}"
    yield f"- 频次 How often: {known.cadence}；约定版本 contract version {known.version}"
    yield ""
    heads = (
        "数据流 Stream",
        "目的 Purpose",
        "依据 Legal basis",
        "保存 Kept",
        "个人信息字段 Personal fields",
        "其余 Others",
    )
    yield from _table(heads, (_stream(stream) for stream in known.streams.values()))
    yield ""


def _stream(stream: StreamContract) -> list[str]:
    personal = [field for field in stream.every_field if field.grade in ("L3", "L4")]
    others = len(stream.every_field) - len(personal)
    return [
        f"{stream.title} `{stream.id}`",
        stream.purpose,
        stream.basis,
        f"{stream.retention_days} 天 days",
        "；".join(map(_field, personal)) or "无 none",
        f"{others} 项 fields",
    ]


def _field(field: ContractField) -> str:
    policy = {"never": "，不采集 never", "restricted": "，受限 restricted", "open": ""}[field.policy]
    about = f" {field.about}" if field.about else ""
    return f"`{field.name}`{about}（{field.grade}{policy}）"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
