"""Nothing is asked of, or sent to, a server that cannot prove who it is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from connectors.engine.transport import Request, Transport, TransportError
from tests.support import receivers

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("connectors", "warehouse", "expectations", "dags", "scripts", "dashboards")
UNVERIFIED = {"CERT_NONE", "_create_unverified_context", "disable_warnings", "assert_hostname"}


def modules() -> list[Path]:
    """Every module that runs at a county."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert len(found) > 150
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_turns_verification_off(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names.isdisjoint(UNVERIFIED)
    given = [word for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords]
    assert [word.arg for word in given if word.arg in {"verify", "cert_reqs", "check_hostname"}] == []


def test_a_platform_whose_certificate_nobody_vouches_for_gets_no_request(tmp_path: Path) -> None:
    with receivers.webhook(certificate=receivers.self_signed(tmp_path)) as received:
        transport = Transport(f"https://127.0.0.1:{received.port}")
        with pytest.raises(TransportError):
            transport.exchange(Request("POST", "/login", body=b'{"password":"secret"}'), 5)
        transport.close()
    assert received.posts == []


def test_a_platform_that_sends_elsewhere_is_not_followed() -> None:
    with receivers.webhook(answer=302) as received:
        transport = Transport(f"http://127.0.0.1:{received.port}")
        reply = transport.exchange(Request("POST", "/login", body=b'{"password":"secret"}'), 5)
        transport.close()
    assert reply.status == 302
    assert [path for path, _, _ in received.posts] == ["/login"]
