"""Erasure: what is held about a person goes from every place, stays away, and that is proven."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from connectors.engine.errors import BusyError
from connectors.engine.landing import Landing
from connectors.engine.locking import network_lock
from connectors.engine.manifest import Manifest
from connectors.registry import networks
from warehouse.errors import HubError, LockedError
from warehouse.landing.batches import batches
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.privacy import published, registry
from warehouse.privacy.access_log import handed_out, note
from warehouse.privacy.erased import erased, remember
from warehouse.privacy.landed import LandedRow, landed_rows, rows_of
from warehouse.privacy.person import Person, personal_fields, subject
from warehouse.privacy.quarantined import blank_payloads
from warehouse.retention.maintenance import forget_build
from warehouse.retention.rewriting import Redaction, rewrite


class NotErasedError(HubError):
    """Something of the person is still held after the erasure."""


@dataclass(frozen=True)
class Proof:
    """What was held before and is held after, counted by the same search; no personal value stands in it.

    `to_delete_by_hand` are the files of the review queue that clerks were given: the hub cannot reach them.
    """

    erased_at: str
    subject: str
    purpose: str
    before: dict[str, int]
    after: dict[str, int]
    batches: tuple[str, ...]
    versions: tuple[str, ...]
    registry_rows: int
    to_delete_by_hand: tuple[str, ...] = ()
    file: str = ""


def erase(home: Home, person: Person, purpose: str) -> Proof:
    """Erase a person; the caller holds the hub's lock.

    Own records go with all their versions; in records of others only the personal fields are emptied. Keys of
    records, which are no personal value, are remembered, so that a later pull does not bring them back.

    Raises:
        LockedError: a network is being pulled.
        NotErasedError: the search still finds something; what was done stands in the message.

    """
    about = subject(home, min(person.keys) if person.keys else "/".join(min(person.records)))
    before = person.places(home)
    remember(home, person.rows)
    with ExitStack() as locks:
        landing = _locked(home, locks)
        changed = remove_rows(landing, person.rows)
        for manifest in batches(home):
            if blank_payloads(landing, manifest, person.records, person.traits):
                changed.append(manifest.batch_id)
    _clear_scratch(home)
    forget_build(home)
    gone = registry.remove(home, person.keys, person.records)
    versions = published.forget(home, person.keys)
    left = Person(
        person.keys,
        person.records,
        person.traits,
        tuple(landed_rows(home, set(person.records), person.traits)),
    )
    proof = Proof(
        erased_at=datetime.now(UTC).isoformat(timespec="seconds"),
        subject=about,
        purpose=purpose,
        before=before,
        after=left.places(home),
        batches=tuple(sorted(set(changed))),
        versions=tuple(versions),
        registry_rows=gone,
        to_delete_by_hand=tuple(handed_out(home)),
    )
    return _keep(home, proof)


def keep_away(home: Home) -> int:
    """Take out again what a platform has sent of erased records; the caller holds the hub's lock.

    Returns:
        how many rows there were.

    Raises:
        LockedError: a network is being pulled.

    """
    known = erased(home)
    rows = rows_of(home, known) if known else []
    if rows:
        with ExitStack() as locks:
            remove_rows(_locked(home, locks), rows)
    return len(rows)


def remove_rows(landing: Landing, rows: Iterable[LandedRow]) -> list[str]:
    """Remove own rows and empty the personal fields of the others; the caller holds the networks' locks.

    Returns:
        the batches that were written anew.

    """
    by_folder: dict[Path, list[LandedRow]] = defaultdict(list)
    for row in rows:
        by_folder[row.path.parent].append(row)
    manifests = {manifest.folder: manifest for manifest in batches(Home(landing.root.parent))}
    for folder, members in by_folder.items():
        _rewrite(landing, members, manifests, folder)
    return [manifests[folder].batch_id for folder in by_folder]


def _rewrite(
    landing: Landing, members: Sequence[LandedRow], manifests: Mapping[Path, Manifest], folder: Path
) -> None:
    own = {row.seq: False for row in members if row.is_own}
    others = [row for row in members if not row.is_own]
    fields = personal_fields(others[0].record) if others else frozenset()
    redaction = Redaction(frozenset(row.seq for row in others), fields)
    rewrite(landing, manifests[folder], own, redaction=redaction, may_vanish=False)


def _locked(home: Home, locks: ExitStack) -> Landing:
    landing = Landing(home.landing)
    try:
        for network in networks():
            locks.enter_context(network_lock(landing, network))
    except BusyError as error:
        raise LockedError(str(error), where=str(home.landing), fix=error.advice) from error
    return landing


def _clear_scratch(home: Home) -> None:
    """Remove the half-read pages of pulls that were cut short; they are asked for again."""
    for spool in (home.landing / ".tmp").rglob("*.spool*"):
        spool.unlink(missing_ok=True)


def _keep(home: Home, proof: Proof) -> Proof:
    """Write the proof down, seal it in the access log, and refuse to call it done if anything is left."""
    folder = home.restricted / "erasures"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{proof.erased_at.replace(':', '')}.{proof.subject}.json"
    text = json.dumps(asdict(proof), ensure_ascii=False, indent=1)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w") as file:
        file.write(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    note(home, "erase", proof.purpose, proof.subject, {"proof": path.name, "sha256": digest})
    if any(proof.after.values()):
        raise NotErasedError(
            f"something is still held: {json.dumps(proof.after)}",
            where=str(path),
            fix="run duowang person erase again; if it stays, look where the count is not zero",
        )
    return replace(proof, file=str(path))
