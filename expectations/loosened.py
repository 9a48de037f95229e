"""Bounds that a county has loosened for a while, each with a date and a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from expectations.measures import Measure

FILE_NAME = "loosened.yml"


class Loosened(BaseModel):
    """A bound that stands instead of a rule's own, from `since` through `until`.

    Without `network` or `subject` it holds for all of them. `because` is shown with every result.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    network: str | None = None
    subject: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    since: date
    until: date
    because: str = Field(min_length=10)

    @model_validator(mode="after")
    def _sets_a_bound_for_a_while(self) -> Loosened:
        if self.at_least is None and self.at_most is None:
            raise ValueError("sets no bound")
        if not self.since <= self.until:
            raise ValueError("ends before it begins")
        return self

    def covers(self, measure: Measure, day: date) -> bool:
        """Whether it stands for a measure on a day."""
        return (
            self.rule == measure.rule.name
            and self.network in (None, measure.network)
            and self.subject in (None, measure.subject)
            and self.since <= day <= self.until
        )


def read_loosened(quality_dir: Path) -> tuple[Loosened, ...]:
    """Read `loosened.yml` of the quality folder; without the file nothing is loosened.

    Raises:
        ValueError: an entry is malformed: the gate must not be opened by a slip of the pen.

    """
    path = quality_dir / FILE_NAME
    if not path.is_file():
        return ()
    try:
        return tuple(
            Loosened.model_validate(entry) for entry in yaml.safe_load(path.read_text("utf-8")) or ()
        )
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error


def loosen(measures: Sequence[Measure], loosened: Sequence[Loosened], day: date) -> list[Measure]:
    """Replace the bounds of the measures that are loosened on a day."""
    return [_loosen(measure, loosened, day) for measure in measures]


def _loosen(measure: Measure, loosened: Sequence[Loosened], day: date) -> Measure:
    found = next((one for one in loosened if one.covers(measure, day)), None)
    if found is None:
        return measure
    return replace(
        measure,
        at_least=None if measure.at_least is None else _first(found.at_least, measure.at_least),
        at_most=None if measure.at_most is None else _first(found.at_most, measure.at_most),
        because=f"{found.since} to {found.until}, {found.because}",
    )


def _first(given: float | None, own: float) -> float:
    return own if given is None else given
