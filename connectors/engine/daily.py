"""Pulling a platform of daily drops: every day that is offered and not landed yet, or issued again since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from connectors.engine.archive import SafeArchive, UnsafeArchiveError
from connectors.engine.dropping import FileLander
from connectors.engine.drops import BrokenFileError, Drop, DropSource
from connectors.engine.errors import BadDataError, ConnectorError, IncompleteError, unwritable
from connectors.engine.landing import Landing
from connectors.engine.patience import Patience, Temper
from connectors.engine.watch import StreamWatch

_FETCHES: Final = 12
_SAME: Final = 5

Broken = dict[str, BrokenFileError]


class DailyPull:
    """One pull of some streams. `wanted_day` limits the days; days chosen so are landed again in any case."""

    def __init__(
        self,
        source: DropSource,
        landing: Landing,
        watches: Mapping[str, StreamWatch],
        wanted_day: Callable[[date], bool] | None = None,
    ) -> None:
        self._source, self._watches, self._wanted_day = source, watches, wanted_day
        self._name = source.contract.network
        contract = source.contract
        self._landers = {s: FileLander(contract, contract.stream(s), landing) for s in watches}

    def run(self, temper: Temper) -> None:
        """Land day by day. What cannot be had stands in the watches' errors."""
        done: set[date] = set()
        try:
            # a day may appear while others are fetched
            while new := sorted(set(self._source.days()) - done):
                for day in new:
                    if self._wanted_day is None or self._wanted_day(day):
                        self._day(day, Patience(temper), is_newest=day == new[-1])
                done.update(new)
        except ConnectorError as error:
            self._fail(error)
        except OSError as error:
            self._fail(unwritable(error, self._name))

    def _fail(self, error: ConnectorError) -> None:
        for watch in self._watches.values():
            watch.error = watch.error or error

    def _day(self, day: date, patience: Patience, *, is_newest: bool) -> None:
        """Land what the day offers. A day that cannot be had fails its streams.

        A file that was set aside fails its stream only where no later day replaces it.
        """
        try:
            drop, broken = self._fetch(day, patience, is_newest=is_newest)
        except ConnectorError as error:
            for watch in self._watches.values():
                watch.error = error
            return
        for stream, fault in broken.items():
            watch = self._watches[stream]
            if stream in drop.files:
                watch.committed(self._landers[stream].set_aside(drop, fault, datetime.now(UTC)))
            if is_newest:
                watch.error = BadDataError(f"{self._name} {stream} of {day}: {fault}; set aside")

    def _fetch(self, day: date, patience: Patience, *, is_newest: bool) -> tuple[Drop, Broken]:
        """Fetch until every file is landed; returns those that stay broken.

        What is broken in the same way so many times stays so. Raises IncompleteError when the archive itself
        cannot be read.
        """
        landed: set[str] = set()
        met: Counter[object] = Counter()
        for _ in range(_FETCHES):
            drop = self._source.drop(day)
            wanted = [s for s in drop.files if self._is_wanted(s, drop, landed, is_newest=is_newest)]
            broken, problem = self._land(drop, wanted, landed) if wanted else ({}, "")
            broken |= self._unlisted(drop)
            if not broken and not problem:
                return drop, {}
            signs = [(drop.issued, problem), *((drop.issued, s, *e.signs) for s, e in broken.items())]
            met.update(signs)
            if all(met[sign] >= _SAME for sign in signs):
                break
            patience.failed()
            patience.pause()
        if problem:
            raise IncompleteError(f"{self._name} {day}: {problem}, however often it is fetched")
        return drop, broken

    def _is_wanted(self, stream: str, drop: Drop, landed: set[str], *, is_newest: bool) -> bool:
        lander = self._landers.get(stream)
        if lander is None or stream in landed:
            return False
        if self._wanted_day is not None:
            return True
        return not lander.is_landed(drop) and (is_newest or not lander.is_set_aside(drop))

    def _unlisted(self, drop: Drop) -> Broken:
        missing = BrokenFileError("file.missing", "the day's manifest does not list the file")
        return {stream: missing for stream in self._watches if stream not in drop.files}

    def _land(self, drop: Drop, wanted: Sequence[str], landed: set[str]) -> tuple[Broken, str]:
        """Land what can be; returns the broken files, and what is wrong with the archive if anything."""
        pulled_at = datetime.now(UTC)
        try:
            archive = SafeArchive(self._source.content(drop))
        except UnsafeArchiveError as error:
            return {}, str(error)
        broken: Broken = {}
        for stream in wanted:
            try:
                self._watches[stream].committed(self._landers[stream].land(drop, archive, pulled_at))
            except BrokenFileError as error:
                broken[stream] = error
            else:
                landed.add(stream)
        return broken, ""
