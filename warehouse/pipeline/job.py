"""What the stages of one run share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

import duckdb

from warehouse.errors import BuildFailedError, HomeError, HubError, refused_by_disk
from warehouse.paths import Home
from warehouse.progress import Reporter, Silent
from warehouse.runs import Detail, RunLog, new_run_id
from warehouse.scrub import scrub
from warehouse.settings import Settings


@dataclass(frozen=True)
class Job:
    """Settings, record and listener of a run."""

    settings: Settings
    log: RunLog
    reporter: Reporter = field(default_factory=Silent)

    @classmethod
    def of(cls, settings: Settings, run_id: str | None = None, reporter: Reporter | None = None) -> Job:
        """Begin or continue a run in a prepared home."""
        settings.home.prepare()
        return cls(settings, RunLog(settings.home, run_id or new_run_id()), reporter or Silent())

    @property
    def home(self) -> Home:
        """Where the run reads and writes."""
        return self.settings.home

    @property
    def run_id(self) -> str:
        """The name of the run."""
        return self.log.record.run_id

    @contextmanager
    def stage(self, name: str, network: str | None = None) -> Iterator[Detail]:
        """Record and report a stage around the work it encloses."""
        began, error = perf_counter(), "interrupted"
        try:
            with self.log.stage(name, network) as detail, _explained(name, self.home):
                self.reporter.began(name, network)
                yield detail
            error = ""
        except HubError as failure:
            error = failure.what
            raise
        finally:
            self.reporter.ended(name, network, perf_counter() - began, error or None)


@contextmanager
def _explained(stage: str, home: Home) -> Iterator[None]:
    """Replace an error of the system or the database engine, which may quote a name, by one that does not."""
    try:
        yield
    except OSError as error:
        raise refused_by_disk(home.root, str(error)) or HomeError(home.root, error) from error
    except duckdb.Error as error:
        if refusal := refused_by_disk(home.build, str(error)):
            raise refusal from None
        raise BuildFailedError(
            f"the database engine failed in stage {stage}: {scrub(str(error))}",
            fix="run again; if it stays, duowang run --fresh begins with an empty build database",
        ) from None
