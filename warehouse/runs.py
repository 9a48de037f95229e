"""Run records: one JSON file a run, rewritten whole after every stage. They hold no personal value."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from warehouse.errors import ConfigurationError, HomeError, HubError
from warehouse.locks import exclusive, lock_file, waiting
from warehouse.paths import Home

Outcome = Literal["running", "ok", "failed"]
LOCK = "runs"
Detail = dict[str, int | float | str | None]

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,199}")


class StageRecord(BaseModel):
    """One stage of a run; `network` is set for pulls, `error` is what a person reads."""

    model_config = ConfigDict(frozen=True)

    stage: str
    network: str | None = None
    outcome: Outcome = "running"
    started_at: datetime
    seconds: float = 0.0
    error: str | None = None
    detail: Detail = {}


class RunRecord(BaseModel):
    """A run.

    `is_whole` marks one that a single process leads from beginning to end: then `exit_code` is None until it
    has ended, and stays so when the process was killed. The stages of others come from several processes.
    """

    model_config = ConfigDict(frozen=True)

    run_id: str
    started_at: datetime
    is_whole: bool = False
    finished_at: datetime | None = None
    exit_code: int | None = None
    reason: str | None = None
    stages: tuple[StageRecord, ...] = ()


def new_run_id(now: datetime | None = None) -> str:
    """Name a run after its start (UTC), with a random end; as a whole it must not read as a date."""
    return f"{(now or datetime.now(UTC)):%Y%m%dT%H%M%SZ}-r{secrets.token_hex(2)}"


def check_run_id(run_id: str) -> str:
    """Accept a name that can be a file name; Airflow's run ids are.

    Raises:
        ConfigurationError: it cannot.

    """
    if not _RUN_ID.fullmatch(run_id):
        raise ConfigurationError("a run id holds letters, digits and . _ : + - only", where=run_id[:80])
    return run_id


def life_of(run_id: str) -> str:
    """Name the lock that the process of a whole run holds."""
    return f"run-{run_id}"


class RunLog:
    """Writes the record of one run; several threads and processes may record their stages in it."""

    def __init__(self, home: Home, run_id: str) -> None:
        """Go on with the record of this run if there is one."""
        self._home = home
        self._path = home.runs / f"{check_run_id(run_id)}.json"
        now = datetime.now(UTC)
        began = now if self._path.exists() else _not_before_newest(home, now)
        self._new = RunRecord(run_id=run_id, started_at=began)

    @property
    def record(self) -> RunRecord:
        """What is recorded so far."""
        return read(self._path) or self._new

    @contextmanager
    def stage(self, name: str, network: str | None = None) -> Iterator[Detail]:
        """Record a stage around the work it encloses; what is put into the yielded dict is kept."""
        began, detail = perf_counter(), Detail()
        record = StageRecord(stage=name, network=network, started_at=datetime.now(UTC))
        self._put(record)
        error: str | None = "interrupted"
        try:
            yield detail
            error = None
        except HubError as failure:
            error = str(failure)
            raise
        except Exception as failure:
            error = f"unexpected {type(failure).__name__}"
            raise
        finally:
            seconds = round(perf_counter() - began, 2)
            outcome: Outcome = "failed" if error else "ok"
            update = {"seconds": seconds, "outcome": outcome, "error": error, "detail": dict(detail)}
            self._put(record.model_copy(update=update))

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Lead the run from its beginning to its end; a lock shows that its process lives."""
        name = life_of(self.record.run_id)
        with exclusive(self._home, name, "the run itself"):
            self._change(is_whole=True, finished_at=None, exit_code=None, reason=None)
            yield
            lock_file(self._home, name).unlink(missing_ok=True)

    def finish(self, exit_code: int, reason: str | None) -> RunRecord:
        """Close the record."""
        return self._change(finished_at=datetime.now(UTC), exit_code=exit_code, reason=reason)

    def _put(self, stage: StageRecord) -> None:
        """Add a stage, or replace the one of the same name and network (a retry does)."""
        with waiting(self._home, LOCK):
            others = [old for old in self.record.stages if _key(old) != _key(stage)]
            _write(self._path, self.record.model_copy(update={"stages": (*others, stage)}))

    def _change(self, **update: object) -> RunRecord:
        with waiting(self._home, LOCK):
            record = self.record.model_copy(update=update)
            _write(self._path, record)
        return record


def _key(stage: StageRecord) -> tuple[str, str | None]:
    return (stage.stage, stage.network)


def recent(home: Home, limit: int = 50) -> list[RunRecord]:
    """Read the latest records, newest first; a file that is no record is passed over."""
    files = sorted(home.runs.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    records = [record for path in files[:limit] if (record := read(path))]
    return sorted(records, key=lambda record: record.started_at, reverse=True)


def _not_before_newest(home: Home, now: datetime) -> datetime:
    """Return now, or just after the newest run's start if a clock that was set back says less."""
    tick = timedelta(microseconds=1)
    return max([now, *(record.started_at + tick for record in recent(home))])


def read(path: Path) -> RunRecord | None:
    """Read one record, or None when there is none."""
    try:
        return RunRecord.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _write(path: Path, record: RunRecord) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(record.model_dump_json(indent=1), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise HomeError(path.parent, error) from error
