"""What an alert says. It holds names, times and the hub's own sentences, never a personal value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from connectors.engine.errors import ConnectorError
from warehouse.errors import HubError

Kind = Literal["failed", "late"]
_TITLES = {"failed": "失败 failed", "late": "超时 late"}


@dataclass(frozen=True)
class Alert:
    """One alert.

    Args:
        kind: whether a task has failed for good, or a run is not done in time.
        dag: the DAG.
        run: its run.
        task: the task that failed, if one did.
        what: one sentence.
        fix: what to do; may be empty.
        ask: who answers for the DAG.
        link: where the log is; may be empty.

    """

    kind: Kind
    dag: str
    run: str
    what: str
    ask: str
    task: str | None = None
    fix: str = ""
    link: str = ""

    @property
    def title(self) -> str:
        """Say in one line what it is about."""
        return f"[duowang] {_TITLES[self.kind]}: {self.dag}{f'.{self.task}' if self.task else ''}"

    @property
    def text(self) -> str:
        """Say all of it, for people."""
        lines = {
            "运行 run": self.run,
            "情况 what": self.what,
            "处理 what to do": self.fix,
            "联系 ask": self.ask,
            "日志 log": self.link,
        }
        return "\n".join([self.title, *(f"{name}: {text}" for name, text in lines.items() if text)])

    def document(self) -> dict[str, Any]:
        """Say all of it, for programs."""
        return asdict(self) | {"title": self.title, "text": self.text}


def sentence(error: BaseException | str | None) -> tuple[str, str]:
    """Take what may be told of an error, and what to do: of one nobody foresaw only its kind."""
    if isinstance(error, HubError):
        return error.what, error.fix
    if isinstance(error, ConnectorError):
        return str(error), error.advice
    kind = type(error).__name__ if isinstance(error, BaseException) else "error"
    return f"an unexpected {kind}", "the task's log tells more"
