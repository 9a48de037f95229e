"""Another secret for resident keys: every key becomes another one, with a history from the old to the new."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass

import duckdb

from warehouse import build_state
from warehouse.errors import ConfigurationError, HomeError
from warehouse.keys_connection import CONN_ID, VARIABLE, keys_connection
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.pipeline import stages
from warehouse.pipeline.job import Job
from warehouse.privacy.access_log import note
from warehouse.privacy.vault import attach_existing, registry_key
from warehouse.publication.versions import versions
from warehouse.secret import resident_secret, secret_fingerprint


@dataclass(frozen=True)
class Rotation:
    """What a rotation did. Past versions bear the former keys, so they are removed."""

    secret_in: str
    residents: int
    version: str
    removed_versions: tuple[str, ...]


def rotate(job: Job, purpose: str) -> Rotation:
    """Put a new secret in force, key every resident anew and publish; the caller holds the hub's lock.

    Killed after the secret has changed, it is finished by the next run, which links with the secret in force.

    Raises:
        NothingToPublishError: nothing is staged that could be linked.
        ConfigurationError: the Connection still gives the former secret.

    """
    build_state.require(job.home, job.run_id, "staging", "check_sources")
    place = new_secret(job.home)
    note(job.home, "rotate keys", purpose, "all residents", {"secret in": place})
    report = stages.link(job)
    stages.build_marts(job)
    stages.check_marts(job)
    version = stages.publish_build(job).version
    return Rotation(place, report.residents, version, tuple(_remove_former(job.home, version)))


def new_secret(home: Home) -> str:
    """Put a new secret in force, from which the next linkage makes the keys.

    A secret that stands in the Connection is changed there by its keeper; the file is replaced in one step,
    so that either the former secret is in force or the new one.

    Returns:
        where the secret stands.

    Raises:
        ConfigurationError: the Connection still gives the former secret.
        HomeError: the file cannot be written.

    """
    given = keys_connection()
    if given is not None and given.password:
        if fingerprint_in_registry(home) == secret_fingerprint(resident_secret(home)):
            raise ConfigurationError(
                "the secret has not changed yet",
                where=f"Connection {CONN_ID}",
                fix=f"put the new secret into {VARIABLE} (openssl rand -hex 32), then run this again",
            )
        return f"Connection {CONN_ID}"
    draft = home.secrets / f".resident_key.{os.getpid()}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(home.resident_key_file)
    except OSError as error:
        raise HomeError(home.secrets, error) from error
    return str(home.resident_key_file)


def fingerprint_in_registry(home: Home) -> str | None:
    """Read with which secret the registry was made; None when there is none, or it does not say."""
    if not home.identity_db.is_file():
        return None
    with duckdb.connect() as con:
        attach_existing(con, home.identity_db, "registry", registry_key())
        known = con.execute(
            "select 1 from duckdb_tables() "
            "where database_name = 'registry' and table_name = 'secret_fingerprint'"
        ).fetchone()
        row = known and con.execute("select fingerprint from registry.identity.secret_fingerprint").fetchone()
    return str(row[0]) if row else None


def _remove_former(home: Home, version: str) -> list[str]:
    former = [name for name in versions(home) if name != version]
    for name in former:
        shutil.rmtree(home.published / name)
    return former
