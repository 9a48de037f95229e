"""What a quality gate found: one result for each rule and subject, kept as Parquet for publication."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

Severity = Literal["error", "warning"]

RESULTS_FOLDER = "results"

_RESULT_TYPES: dict[str, pa.DataType] = {
    "run_id": pa.string(),
    "suite": pa.string(),
    "expectation": pa.string(),
    "network": pa.string(),
    "stream_or_table": pa.string(),
    "severity": pa.string(),
    "success": pa.bool_(),
    "observed": pa.float64(),
    "threshold": pa.string(),
    "checked_at": pa.timestamp("us", tz="UTC"),
    "owner": pa.string(),
    "says": pa.string(),
    "action": pa.string(),
}
RESULT_SCHEMA = pa.schema(_RESULT_TYPES)

COLUMN_COMMENTS: dict[str, str] = {
    "run_id": "检查所在的运行。The run that the check belongs to.",
    "suite": "规则集：source_<网络> 或 publish。The suite: source_<network> or publish.",
    "expectation": "规则名。The rule's name.",
    "network": "所查的网络，跨网络的规则为 hub。The network checked; hub for rules across networks.",
    "stream_or_table": "所查的数据流、字段或表。The stream, field or table checked.",
    "severity": (
        "error 不通过则不发布，warning 不通过仍发布并提示。"
        "A failed error stops publication; a failed warning publishes and is shown."
    ),
    "success": "是否通过。Whether the rule holds.",
    "observed": (
        "观测值，比率为 0..1；空值表示无法测量。"
        "What was measured, shares in 0..1; null when it could not be measured."
    ),
    "threshold": "允许的范围。The range allowed.",
    "checked_at": "检查时间（UTC）。When it was checked, UTC.",
    "owner": "应向谁询问。Who is asked.",
    "says": "规则的含义。What the rule says.",
    "action": "不通过时怎么办。What to do when it fails.",
}


@dataclass(frozen=True)
class QualityResult:
    """One rule, measured on one subject.

    `network` is a network id, or `hub` for a rule across networks; `stream_or_table` names what was
    measured. `observed` is a count, a share in 0..1 or a number of hours, as the rule says, and None
    when it could not be measured. `checked_at` is UTC. No field holds a personal value.
    """

    run_id: str
    suite: str
    expectation: str
    network: str
    stream_or_table: str
    severity: Severity
    success: bool
    observed: float | None
    threshold: str
    checked_at: datetime
    owner: str = ""
    says: str = ""
    action: str = ""


def file_name(run_id: str) -> str:
    """Turn a run id into a name that is safe in a path and an address."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", run_id).strip(".") or "run"


def save(results: Sequence[QualityResult], quality_dir: Path, run_id: str, gate: str) -> Path:
    """Write the results of one gate of one run, replacing an earlier attempt of the same gate.

    Returns:
        the file `results/<run id>.<gate>.parquet`.

    """
    folder = quality_dir / RESULTS_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{file_name(run_id)}.{gate}.parquet"
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    pq.write_table(pa.Table.from_pylist([asdict(result) for result in results], RESULT_SCHEMA), temporary)
    temporary.replace(target)
    return target


def load(quality_dir: Path, run_id: str | None = None, newest: int | None = None) -> list[QualityResult]:
    """Read the results of one run, or of all that are kept, oldest first.

    `newest` limits the reading to that many of the newest files (a run writes one for each gate).
    """
    pattern = "*.parquet" if run_id is None else f"{file_name(run_id)}.*.parquet"
    paths = sorted((quality_dir / RESULTS_FOLDER).glob(pattern), key=lambda path: path.stat().st_mtime)
    chosen = paths if newest is None else paths[-newest:]
    results = [result for path in chosen for result in _read(path) if run_id in (None, result.run_id)]
    return sorted(results, key=lambda result: (result.checked_at, result.suite))


def _read(path: Path) -> Iterable[QualityResult]:
    names = [field.name for field in fields(QualityResult)]
    for row in pq.read_table(path, columns=names).to_pylist():
        yield QualityResult(**row | {"checked_at": row["checked_at"].astimezone(UTC)})
