"""Whom to ask: the rulebook's roles, and the offices that a county names in their place."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from expectations.rules import HUB, Rulebook, Text, rulebook

FILE_NAME = "owners.yml"
OPERATOR, PLATFORM = "operator", "platform"

Owners = dict[str, Text]
_OWNERS = TypeAdapter(Owners)


def read_owners(quality_dir: Path) -> Owners:
    """Read `owners.yml` of the quality folder: a text for each role or network; without the file none.

    Raises:
        ValueError: it is malformed.

    """
    path = quality_dir / FILE_NAME
    if not path.is_file():
        return {}
    try:
        return _OWNERS.validate_python(yaml.safe_load(path.read_text("utf-8")) or {})
    except (ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error


def addressed(book: Rulebook, quality_dir: Path) -> Rulebook:
    """Return the rulebook with the county's own offices."""
    return book.model_copy(update={"owners": book.owners | read_owners(quality_dir)})


def asked(owners: Owners, role: str, network: str = HUB) -> str:
    """Say who is asked about a network: its own office if the county names one, else whoever has the role."""
    if role == PLATFORM and network != HUB:
        own = owners.get(network)
        return own.both() if own else f"{owners[role].both()}: {network}"
    return owners[role].both()


def all_owners(quality_dir: Path) -> Owners:
    """Return the rulebook's owners with the county's own in their place."""
    return addressed(rulebook("sources"), quality_dir).owners
