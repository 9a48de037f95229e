"""A webhook and a mail server on loopback that keep what they get, as plain servers or with a certificate."""

from __future__ import annotations

import json
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.local_server import kept_running


@dataclass(frozen=True)
class Received:
    """What a receiver got."""

    port: int
    posts: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    mails: list[Message] = field(default_factory=list)


@contextmanager
def webhook(*, answer: int = 200, certificate: Path | None = None) -> Iterator[Received]:
    """Receive JSON over HTTP, or HTTPS with a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.posts.append((self.path, dict(self.headers), json.loads(body)))
            self.send_response(answer)
            if 300 <= answer < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        server.socket = _context(certificate).wrap_socket(server.socket, server_side=True)
    received = Received(server.server_port)
    with kept_running(server):
        yield received


@contextmanager
def mail_server(*, certificate: Path | None = None) -> Iterator[Received]:
    """Receive mails by SMTP; with a certificate it offers STARTTLS."""
    server = MailServer(certificate)
    with kept_running(server):
        yield server.received


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as one mail needs."""

    daemon_threads = True

    def __init__(self, certificate: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), MailSession)
        self.certificate = certificate
        self.received = Received(self.server_address[1])

    def handle_error(self, *_: object) -> None: ...


class MailSession(socketserver.StreamRequestHandler):
    """One connection to the mail server."""

    server: MailServer

    def handle(self) -> None:
        self.say("220 receiver")
        while line := self.rfile.readline():
            verb = line.decode().split()[0].upper()
            getattr(self, f"on_{verb.lower()}", self.on_other)()

    def on_ehlo(self) -> None:
        self.say(*(["250-receiver", "250 STARTTLS"] if self.server.certificate else ["250 receiver"]))

    def on_starttls(self) -> None:
        assert self.server.certificate
        self.say("220 go on")
        self.request = _context(self.server.certificate).wrap_socket(self.request, server_side=True)
        self.setup()

    def on_data(self) -> None:
        self.say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.received.mails.append(message_from_bytes(b"".join(lines), policy=default))
        self.say("250 taken")

    def on_quit(self) -> None:
        self.say("221 bye")

    def on_other(self) -> None:
        self.say("250 fine")

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def self_signed(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that nobody vouches for; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
