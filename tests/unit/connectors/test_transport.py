"""One exchange at a time over connections that are kept, and no answer mixed up with another."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from connectors.engine.transport import Request, Transport, TransportError
from tests.support.stub_platform import Answer, Asked, serving

Served = tuple[Transport, list[threading.Thread]]
ASK = Request("GET", "/a")


@contextmanager
def platform(*answers: Answer, most_bytes: int = 1 << 20) -> Iterator[Served]:
    """Give the answers in turn; the threads are those of the connections, one for each request."""
    waiting, served = list(answers), list[threading.Thread]()

    def answer(_: Asked) -> Answer:
        served.append(threading.current_thread())
        return waiting.pop(0)

    with serving(answer) as base:
        transport = Transport(base, most_bytes=most_bytes)
        try:
            yield transport, served
        finally:
            transport.close()


def test_a_connection_is_used_again() -> None:
    with platform(Answer(body=b"one"), Answer(body=b""), Answer(body=b"three")) as (transport, served):
        assert [transport.exchange(ASK, 5).body for _ in range(3)] == [b"one", b"", b"three"]
    assert len(set(served)) == 1


def test_a_connection_that_the_server_has_closed_is_not_used_again() -> None:
    closing = Answer(body=b"one", cut=3)
    with platform(closing, Answer(body=b"two")) as (transport, served):
        assert transport.exchange(ASK, 5).body == b"one"
        served[0].join(5)
        assert transport.exchange(ASK, 5).body == b"two"
    assert len(set(served)) == 2


def test_the_rest_of_a_broken_answer_does_not_stand_before_the_next_one() -> None:
    with platform(Answer(body=b"0123456789"), Answer(body=b"two")) as (transport, served):
        with transport.opened(ASK, 5) as response:
            assert response.read(4) == b"0123"
        assert transport.exchange(ASK, 5).body == b"two"
    assert len(set(served)) == 2


def test_an_answer_in_chunks_is_whole() -> None:
    chunked = {"Transfer-Encoding": "chunked", "Content-Length": ""}
    two = Answer(body=b"3\r\n012\r\n2\r\n34\r\n0\r\n\r\n", headers=chunked)
    with platform(two, Answer(body=b"two")) as (transport, served):
        assert [transport.exchange(ASK, 5).body for _ in range(2)] == [b"01234", b"two"]
    assert len(set(served)) == 1


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP"])
def test_a_compression_that_nobody_asked_for_is_undone(coding: str) -> None:
    packed = Answer(body=gzip.compress(b"plain"), headers={"Content-Encoding": coding})
    with platform(packed) as (transport, _):
        assert transport.exchange(ASK, 5).body == b"plain"


@pytest.mark.parametrize(
    ("body", "coding", "problem"),
    [
        (gzip.compress(b"0" * 5000), "gzip", "larger than 1000 bytes"),
        (gzip.compress(b"plain")[:-9], "gzip", "cut short"),
        (b"plain", "gzip", "cannot be decompressed"),
        (b"plain", "br", "not asked for"),
    ],
    ids=["a bomb", "cut short", "no gzip", "another coding"],
)
def test_a_compression_that_cannot_be_undone_is_a_broken_exchange(
    body: bytes, coding: str, problem: str
) -> None:
    packed = Answer(body=body, headers={"Content-Encoding": coding})
    with platform(packed, most_bytes=1000) as (transport, _), pytest.raises(TransportError, match=problem):
        transport.exchange(ASK, 5)


def test_a_path_is_encoded_below_that_of_the_base_and_what_is_encoded_stays() -> None:
    paths: list[str] = []

    def answer(asked: Asked) -> Answer:
        paths.append(asked.path)
        return Answer(body=b"{}")

    with serving(answer) as base:
        transport = Transport(f"{base}/base")
        transport.exchange(Request("GET", "/村 民/%20.zip", (("名", "a b"),)), 5)
        transport.close()
    assert paths == ["/base/%E6%9D%91%20%E6%B0%91/%20.zip?%E5%90%8D=a%20b"]


def test_nobody_listens() -> None:
    with serving(lambda _: Answer()) as base:
        pass
    with pytest.raises(TransportError, match="connection refused"):
        Transport(base).exchange(ASK, 1)
