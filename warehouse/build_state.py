"""What the build database holds at the moment: whose run, and how far it came.

Airflow runs the stages as separate processes, so the order is kept in a file beside the database: no stage
works on what another run has left half-way, and nothing unchecked is published.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from warehouse.errors import NothingToPublishError
from warehouse.paths import PRIVATE_FILE, Home

Step = Literal["staging", "check_sources", "link", "marts", "check_marts"]
ALL: tuple[Step, ...] = ("staging", "check_sources", "link", "marts", "check_marts")

_SPOILS: dict[Step, tuple[Step, ...]] = {
    "staging": ALL,
    "check_sources": ("check_sources",),
    "link": ("link", "marts", "check_marts"),
    "marts": ("marts", "check_marts"),
    "check_marts": ("check_marts",),
}
_HOW = {
    "staging": "duowang build",
    "check_sources": "duowang check",
    "link": "duowang build",
    "marts": "duowang build",
    "check_marts": "duowang check",
}


class BuildState(BaseModel):
    """The run whose data stand in the build, and the steps it has done."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    done: tuple[Step, ...] = ()


class OutOfOrderError(NothingToPublishError):
    """A stage was asked for before the one it needs, or after another run has taken the build."""


def load(home: Home) -> BuildState | None:
    """Read the state; None when nothing is built."""
    try:
        return BuildState.model_validate_json(_file(home).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def begin(home: Home, run_id: str) -> None:
    """Give the build to a run that is about to stage anew."""
    _save(home, BuildState(run_id=run_id))


def forget(home: Home) -> None:
    """Say that nothing is built: the database is about to be removed."""
    _file(home).unlink(missing_ok=True)


def spoil(home: Home, step: Step) -> None:
    """Take back a step that is about to be done, and whatever rests on it."""
    state = require(home, None)
    kept = tuple(old for old in state.done if old not in _SPOILS[step])
    _save(home, state.model_copy(update={"done": kept}))


def mark(home: Home, step: Step) -> None:
    """Record a finished step."""
    state = require(home, None)
    _save(home, state.model_copy(update={"done": (*state.done, step)}))


def require(home: Home, run_id: str | None, *steps: Step) -> BuildState:
    """Return the state if the build is of this run and has done these steps.

    Args:
        home: the home.
        run_id: the run that asks; None takes whichever run built last.
        steps: what must be done.

    Raises:
        OutOfOrderError: it is not.

    """
    state = load(home)
    if state is None:
        raise NothingToPublishError("nothing is built yet", where=str(home.build_db), fix="duowang build")
    if run_id is not None and state.run_id != run_id:
        raise OutOfOrderError(
            f"the build is of run {state.run_id}, not of {run_id}",
            where=str(home.build_db),
            fix="let one run at a time build; start this one again from its first stage",
        )
    for step in steps:
        if step not in state.done:
            raise OutOfOrderError(
                f"the step {step} of run {state.run_id} is not done", where=str(home.build_db), fix=_HOW[step]
            )
    return state


def _file(home: Home) -> Path:
    """Name the file beside the database."""
    return home.build / "state.json"


def _save(home: Home, state: BuildState) -> None:
    draft = _file(home).with_suffix(f".{os.getpid()}")
    draft.touch(mode=PRIVATE_FILE)
    draft.write_text(state.model_dump_json(), encoding="utf-8")
    draft.replace(_file(home))
