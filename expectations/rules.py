"""Quality rules as data: what each says, how it is measured, its bounds, whom to ask and what to do."""

from __future__ import annotations

import re
from importlib.resources import files
from string import Template
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.results import Severity

HUB = "hub"
DATED = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Frozen):
    """A sentence in Chinese and in English."""

    zh: str
    en: str

    def both(self) -> str:
        """Chinese first."""
        return f"{self.zh} {self.en}"


class Rule(_Frozen):
    """One rule.

    `query` is SQL on the build database that gives rows of `network`, `subject`, `observed` and,
    where the bound depends on the data, `at_least` or `at_most`. A query that gives no row has
    nothing to judge: that is not a failure. `each` runs the query once for every set of parameters
    (`$name` in the query); a parameter `at_least` or `at_most` there replaces the rule's bound, and
    `because` says since when and why. A rule that `compares` reads the version that readers see as catalog
    `former`; before the first publication, or where that version lacks the table, it has nothing to judge.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    severity: Severity
    owner: str
    says: Text
    action: Text
    query: str
    at_least: float | None = None
    at_most: float | None = None
    each: tuple[dict[str, str | float], ...] = ({},)
    compares: bool = False

    @model_validator(mode="after")
    def _loosened_bounds_have_a_reason(self) -> Rule:
        for case in self.each:
            if {"at_least", "at_most"} & case.keys() and not DATED.search(str(case.get("because", ""))):
                raise ValueError(f"{self.name}: a bound of its own needs `because`, with a date")
        return self

    def queries(self) -> list[tuple[dict[str, str | float], str]]:
        """List the parameter sets with the SQL to run for each."""
        return [(case, Template(self.query).substitute(case)) for case in self.each]


class Rulebook(_Frozen):
    """The rules of one gate and the people to ask."""

    owners: dict[str, Text]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _names_are_unique_and_owners_known(self) -> Rulebook:
        names = [rule.name for rule in self.rules]
        if len(set(names)) != len(names):
            raise ValueError("two rules have one name")
        if unknown := {rule.owner for rule in self.rules} - self.owners.keys():
            raise ValueError(f"unknown owners: {sorted(unknown)}")
        return self


def rulebook(gate: str) -> Rulebook:
    """Read `rulebook/<gate>.yml` together with `rulebook/owners.yml`.

    Raises:
        ValueError: a rule is malformed.

    """
    folder = files("expectations") / "rulebook"
    content: dict[str, Any] = {}
    for name in ("owners", gate):
        content |= yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8"))
    return Rulebook.model_validate(content)
