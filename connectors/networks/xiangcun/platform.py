"""xiangcun: an index of days, a manifest and a ZIP of GB18030 tables for each, full snapshots."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from connectors.engine.budget import allowed
from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract
from connectors.engine.daily import DailyPull
from connectors.engine.download import Download
from connectors.engine.drops import Drop, DroppedFile, day_window
from connectors.engine.envelope import json_object, whole_number
from connectors.engine.errors import BadDataError, UnavailableError
from connectors.engine.landing import Landing
from connectors.engine.patience import Temper
from connectors.engine.progress import Progress
from connectors.engine.report import StreamReport
from connectors.engine.rows import Envelope
from connectors.engine.session import Session
from connectors.engine.transport import Reply, Request, Transport
from connectors.engine.verdict import Judgement, final, ok, retry
from connectors.engine.watch import StreamWatch
from connectors.engine.window import Window

_MOST_BYTES: Final = 512 << 20


class Xiangcun:
    """The digital-village platform."""

    def __init__(self, contract: NetworkContract, connection: Connection) -> None:
        credentials = f"{connection.login}:{connection.password}".encode()
        self._authorization = f"Basic {base64.b64encode(credentials).decode()}"
        self._temper = Temper.of(connection)
        self.contract = contract
        self.session = Session(
            contract.network,
            Transport(connection.host, most_bytes=_MOST_BYTES),
            self._temper,
            sign=self._sign,
            rate=allowed(connection, contract.pace.rate),
        )

    def hello(self) -> None:
        """See `Platform.hello`: the index."""
        self.days()

    def pull(self, streams: Sequence[str], landing: Landing, progress: Progress) -> list[StreamReport]:
        """See `Platform.pull`: day by day, each archive fetched once for all streams."""
        return self._days(streams, landing, progress, None)

    def backfill(
        self, streams: Sequence[str], landing: Landing, progress: Progress, window: Window
    ) -> list[StreamReport]:
        """See `Platform.backfill`: the days that begin in the window and are still offered."""
        return self._days(streams, landing, progress, lambda day: window.holds(day_window(day).start))

    def reconcile(self, streams: Sequence[str], landing: Landing, progress: Progress) -> list[StreamReport]:
        """See `Platform.reconcile`: each snapshot holds everything, so a pull finds all there is to find."""
        return self.pull(streams, landing, progress)

    def _days(
        self,
        streams: Sequence[str],
        landing: Landing,
        progress: Progress,
        wanted_day: Callable[[date], bool] | None,
    ) -> list[StreamReport]:
        watches = {stream: StreamWatch(self.contract.network, stream, progress) for stream in streams}
        for stream in streams:
            landing.tidy(self.contract.network, stream)
        DailyPull(self, landing, watches, wanted_day).run(self._temper)
        return [watch.finish() for watch in watches.values()]

    def days(self) -> list[date]:
        """See `DropSource.days`."""
        return self.session.ask(Request("GET", "/index.json"), _judge_index, "index")

    def drop(self, day: date) -> Drop:
        """See `DropSource.drop`."""
        request = Request("GET", f"/{day}/manifest.json")
        return self.session.ask(request, lambda reply: _judge_drop(reply, day), f"{day} manifest")

    def content(self, drop: Drop) -> bytes:
        """See `DropSource.content`."""
        request = Request("GET", f"/{drop.day}/{drop.archive}")
        return Download(self.session.transport).fetch(self.session, request, f"{drop.day} archive")

    def _sign(self, request: Request, token: str) -> Request:
        del token
        return replace(request, headers={**request.headers, "Authorization": self._authorization})


def open_platform(contract: NetworkContract, connection: Connection) -> Xiangcun:
    """Open a session with the platform."""
    return Xiangcun(contract, connection)


def _judge_index(reply: Reply) -> Judgement[list[date]]:
    def judge(body: Envelope) -> Judgement[list[date]]:
        days = body.get("days")
        if not isinstance(days, list):
            return retry("an index without days")
        if not days:
            return retry("an index without a single day")
        try:
            return ok(sorted({date.fromisoformat(day) for day in days}))
        except (TypeError, ValueError):
            return retry("an index with a day that is no date", BadDataError)

    return json_object(reply, judge)


def _judge_drop(reply: Reply, day: date) -> Judgement[Drop]:
    def judge(body: Envelope) -> Judgement[Drop]:
        archive, files = body.get("archive"), body.get("files")
        issued = whole_number(body.get("issued"))
        if not _is_file_name(archive) or not isinstance(files, list) or issued is None:
            return retry("a manifest without archive, issue or files", BadDataError)
        listed = [_dropped(entry) for entry in files]
        if None in listed:
            return retry("a manifest with a file that has no name, rows or checksum", BadDataError)
        named = {file.name.removesuffix(".csv"): file for file in listed if file is not None}
        return ok(Drop(day, issued, str(archive), str(body.get("sha256")), named))

    if reply.status == 404:
        return final("the day is listed but not there (404)", UnavailableError)
    return json_object(reply, judge)


def _dropped(entry: Any) -> DroppedFile | None:
    if not isinstance(entry, dict):
        return None
    name, rows, sha256 = entry.get("name"), whole_number(entry.get("rows")), entry.get("sha256")
    if not isinstance(name, str) or rows is None or not isinstance(sha256, str):
        return None
    return DroppedFile(name, rows, sha256.lower())


def _is_file_name(name: Any) -> bool:
    return isinstance(name, str) and bool(name) and not set(name) & set("/\\?#") and name not in (".", "..")
