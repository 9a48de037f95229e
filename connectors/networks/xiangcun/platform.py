"""xiangcun: an index of days, a manifest and a ZIP of GB18030 tables for each, full snapshots."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from connectors.engine.archive import SafeArchive, UnsafeArchiveError
from connectors.engine.budget import allowed
from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract
from connectors.engine.download import Download
from connectors.engine.dropping import BrokenFileError, Drop, DroppedFile, FileLander
from connectors.engine.envelope import json_object, whole_number
from connectors.engine.errors import BadDataError, ConnectorError, IncompleteError, UnavailableError
from connectors.engine.landing import Landing
from connectors.engine.manifest import Manifest, committed
from connectors.engine.patience import Patience, Temper
from connectors.engine.progress import Progress
from connectors.engine.report import StreamReport
from connectors.engine.rows import Envelope
from connectors.engine.session import Session
from connectors.engine.transport import Reply, Request, Transport
from connectors.engine.verdict import Judgement, final, ok, retry
from connectors.engine.watch import StreamWatch

_FETCHES: Final = 10


class Xiangcun:
    """The digital-village platform."""

    def __init__(self, contract: NetworkContract, connection: Connection) -> None:
        credentials = f"{connection.login}:{connection.password}".encode()
        self._authorization = f"Basic {base64.b64encode(credentials).decode()}"
        self._temper = Temper.of(connection)
        self.contract = contract
        self.session = Session(
            contract.network,
            Transport(connection.host, most_bytes=512 << 20),
            self._temper,
            sign=self._sign,
            rate=allowed(connection, contract.pace.rate),
        )

    def hello(self) -> None:
        """See `Platform.hello`: the index."""
        self._index()

    def pull(self, streams: Sequence[str], landing: Landing, progress: Progress) -> list[StreamReport]:
        """See `Platform.pull`: day by day, each archive fetched once for all streams."""
        watches = {stream: StreamWatch(self.contract.network, stream, progress) for stream in streams}
        for stream in streams:
            landing.tidy(self.contract.network, stream)
        done: set[date] = set()
        try:
            # a day may appear while others are fetched
            while new := sorted(set(self._index()) - done):
                for day in new:
                    self._pull_day(day, watches, landing, is_newest=day == new[-1])
                done.update(new)
        except ConnectorError as error:
            for watch in watches.values():
                watch.error = watch.error or error
        return [watch.finish() for watch in watches.values()]

    def _index(self) -> list[date]:
        return self.session.ask(Request("GET", "/index.json"), _judge_index, "index")

    def _pull_day(
        self, day: date, watches: Mapping[str, StreamWatch], landing: Landing, *, is_newest: bool
    ) -> None:
        """Land what the day offers. A day that cannot be had fails its streams.

        A file that was set aside fails its stream only where no later day replaces it.
        """
        try:
            broken = self._fetch_day(day, watches, landing)
        except ConnectorError as error:
            for watch in watches.values():
                watch.error = error
            return
        for stream, (drop, fault) in broken.items():
            watch = watches[stream]
            if drop is not None:
                watch.committed(self._lander(stream, landing).set_aside(drop, fault, datetime.now(UTC)))
            if is_newest:
                watch.error = BadDataError(f"{self.contract.network} {stream} of {day}: {fault}; set aside")

    def _fetch_day(
        self, day: date, watches: Mapping[str, StreamWatch], landing: Landing
    ) -> dict[str, tuple[Drop | None, BrokenFileError]]:
        """Fetch until every file is landed; returns those that stay broken."""
        patience = Patience(self._temper)
        broken: dict[str, tuple[Drop | None, BrokenFileError]] = {}
        problem: ConnectorError | None = None
        for _ in range(_FETCHES):
            problem = None
            drop = self._drop(day)
            broken = _unlisted(drop, watches)
            wanted = [s for s in watches if s in drop.files and not _is_landed(landing, drop, s)]
            if wanted:
                try:
                    broken |= self._land(drop, wanted, watches, landing)
                except UnsafeArchiveError as error:
                    problem = error
            if not broken and problem is None:
                return {}
            patience.failed()
            patience.pause()
        if problem is not None:
            raise IncompleteError(f"{self.contract.network} {day}: {problem}, in {_FETCHES} downloads")
        return broken

    def _land(
        self, drop: Drop, streams: Sequence[str], watches: Mapping[str, StreamWatch], landing: Landing
    ) -> dict[str, tuple[Drop | None, BrokenFileError]]:
        pulled_at = datetime.now(UTC)
        request = Request("GET", f"/{drop.day}/{drop.archive}")
        content = Download(self.session.transport).fetch(self.session, request, f"{drop.day} archive")
        archive = SafeArchive(content)
        broken: dict[str, tuple[Drop | None, BrokenFileError]] = {}
        for stream in streams:
            try:
                watches[stream].committed(self._lander(stream, landing).land(drop, archive, pulled_at))
            except BrokenFileError as error:
                broken[stream] = (drop, error)
        return broken

    def _drop(self, day: date) -> Drop:
        request = Request("GET", f"/{day}/manifest.json")
        return self.session.ask(request, lambda reply: _judge_drop(reply, day), f"{day} manifest")

    def _lander(self, stream: str, landing: Landing) -> FileLander:
        return FileLander(self.contract, self.contract.stream(stream), landing, clean_id)

    def _sign(self, request: Request, token: str) -> Request:
        del token
        return replace(request, headers={**request.headers, "Authorization": self._authorization})


def open_platform(contract: NetworkContract, connection: Connection) -> Xiangcun:
    """Open a session with the platform."""
    return Xiangcun(contract, connection)


def clean_id(text: str) -> str:
    """Undo what a spreadsheet does to an id: `="…"`, a leading apostrophe, full width, spaces around."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").strip()


def _unlisted(
    drop: Drop, streams: Mapping[str, StreamWatch]
) -> dict[str, tuple[Drop | None, BrokenFileError]]:
    missing = BrokenFileError("file.missing", "the day's manifest does not list the file")
    return {stream: (None, missing) for stream in streams if stream not in drop.files}


def _is_landed(landing: Landing, drop: Drop, stream: str) -> bool:
    """Whether this content of the day's file is landed already."""
    day = f"{drop.day:%Y%m%d}"
    return any(
        batch.kind == "snapshot"
        and batch.batch_id.endswith(f".{day}")
        and batch.source.get("file_sha256") == drop.files[stream].sha256
        for batch in _batches(landing, stream)
    )


def _batches(landing: Landing, stream: str) -> list[Manifest]:
    return committed(landing.root, "xiangcun", stream)


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
