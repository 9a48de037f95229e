"""The mirror's server must prove who it is, as soon as verification is asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.mirror.conftest import Copy
from tests.support import receivers
from tests.support.postgres import Server, as_json
from warehouse.mirror import MirrorConnection, MirrorError
from warehouse.mirror.connection import VARIABLE


@pytest.fixture
def certificate(server: Server, tmp_path: Path) -> Iterator[Path]:
    """The server speaks TLS with a certificate that nobody vouches for."""
    made = receivers.self_signed(tmp_path)
    installed = server.folder / "certificate.pem"
    shutil.copyfile(made, installed)
    installed.chmod(0o600)
    owner = server.folder.stat()
    shutil.chown(installed, owner.st_uid)
    server.administer(
        f"alter system set ssl_cert_file = '{installed}'; alter system set ssl_key_file = '{installed}'; "
    )
    server.administer("alter system set ssl = on")
    server.administer("select pg_reload_conf()")
    yield made
    server.administer("alter system reset ssl")
    server.administer("select pg_reload_conf()")
    installed.unlink()


def verified(server: Server, **extra: str) -> MirrorConnection:
    given = {"sslmode": "verify-full", **extra}
    found = MirrorConnection.from_env({VARIABLE: as_json(server.connection, extra=json.dumps(given))})
    assert found is not None
    return found


def test_a_server_nobody_vouches_for_gets_nothing(copy: Copy, server: Server, certificate: Path) -> None:
    with pytest.raises(MirrorError, match="cannot be opened"):
        copy(verified(server))


def test_a_server_whose_certificate_is_known_is_trusted(
    copy: Copy, server: Server, certificate: Path
) -> None:
    assert copy(verified(server, sslrootcert=str(certificate))).row_counts["marts.fct_event"] == 1000


def test_a_server_without_tls_is_not_spoken_to(copy: Copy, server: Server) -> None:
    with pytest.raises(MirrorError, match="cannot be opened"):
        copy(verified(server))
