"""Every fault by name: where it strikes, on which networks, and what a client sees."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Stage = Literal["wire", "page", "session", "record", "clock", "drop"]

STRIKING: Final[tuple[Stage, ...]] = ("wire", "page", "session")

EVERY: Final = frozenset({"zongzhi", "chengguan", "shequ", "xiangcun", "nanshan"})
PAGED: Final = EVERY - {"xiangcun"}
_DROPS: Final = frozenset({"xiangcun"})
_SIGNED: Final = frozenset({"chengguan"})


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    `wire` spoils how an answer is sent, `page` what a list answer holds, `session` the login or signature;
    these strike a request and spare it after a few attempts. `record` marks records by id, `drop` days of the
    export, `clock` the platform as a whole; these last.
    """

    name: str
    stage: Stage
    networks: frozenset[str]
    seen: str


_ALL: Final = (
    Fault("connection_reset", "wire", EVERY, "the connection is reset before any answer"),
    Fault("body_timeout", "wire", EVERY, "the body stalls in the middle, then the connection is reset"),
    Fault("rate_limited", "wire", EVERY, "429 with Retry-After in seconds"),
    Fault("rate_limited_date", "wire", EVERY, "429 with Retry-After as an HTTP date"),
    Fault("http_500", "wire", EVERY, "500 with an HTML body"),
    Fault("http_502", "wire", EVERY, "502 with an HTML body"),
    Fault("http_503", "wire", EVERY, "503 with an HTML body"),
    Fault("http_504", "wire", EVERY, "504 with an HTML body"),
    Fault("maintenance_page", "wire", EVERY, "200 with an HTML maintenance page"),
    Fault("truncated_json", "wire", EVERY, "a whole HTTP answer whose JSON lacks its end"),
    Fault("broken_download", "wire", _DROPS, "a download ends too early"),
    Fault("corrupt_archive", "wire", _DROPS, "one byte of a download is wrong"),
    Fault("wrong_checksum", "wire", _DROPS, "the manifest tells a wrong checksum"),
    Fault("late_drop", "wire", _DROPS, "the newest day is not in the index yet"),
    Fault("null_data", "page", PAGED, "`rows`, `data` or `result` is null"),
    Fault("body_500", "page", PAGED, "the platform fails inside HTTP 200"),
    Fault("short_page", "page", PAGED, "a page lacks one to three of its records"),
    Fault("empty_page", "page", PAGED, "a page is empty though there are records"),
    Fault("repeated_page", "page", PAGED, "a page holds the records of the one before"),
    Fault("repeated_last_page", "page", PAGED - {"zongzhi"}, "past the end comes the last page again"),
    Fault("moving_total", "page", PAGED, "the total is one to three off"),
    Fault("duplicate_record", "page", PAGED, "a page holds a record twice"),
    Fault("record_moves", "page", PAGED, "a record just read changes and moves to the end (in the store)"),
    Fault("unstable_ties", "page", frozenset({"shequ"}), "records of one update time come in another order"),
    Fault("token_revoked", "session", frozenset({"zongzhi", "shequ"}), "the token ends early"),
    Fault("forbidden_stream", "session", frozenset({"zongzhi"}), "code 403, for good"),
    Fault("nonce_replayed", "session", _SIGNED, "a fresh nonce is called replayed"),
    Fault("clock_skew", "session", _SIGNED, "a good timestamp is called skewed"),
    Fault("cursor_expired", "session", _SIGNED, "a cursor expires early"),
    Fault("new_field", "record", EVERY, "a record has a field that no guide names"),
    Fault("missing_field", "record", EVERY, "a record lacks a field (xiangcun: a file lacks a column)"),
    Fault("null_field", "record", EVERY, "a field is null (xiangcun: blank)"),
    Fault("blank_field", "record", EVERY, "a field is blank"),
    Fault("retyped_field", "record", EVERY, "a field has another type (xiangcun: a spreadsheet error)"),
    Fault("unknown_code", "record", EVERY, "a code is unknown"),
    Fault("clock_ahead", "clock", EVERY, "the clock is seven minutes ahead"),
    Fault("clock_behind", "clock", EVERY, "the clock is seven minutes behind"),
    Fault("missing_drop", "drop", _DROPS, "a day (never the newest) has no drop"),
    Fault("reissued_drop", "drop", _DROPS, "a day is issued again right after its first download"),
    Fault("bad_file", "drop", _DROPS, "one file of a day never matches its checksum"),
    Fault("repeated_row", "drop", _DROPS, "a row stands twice in a file"),
)

CATALOGUE: Final = MappingProxyType({fault.name: fault for fault in _ALL})
