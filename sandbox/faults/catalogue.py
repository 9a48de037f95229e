"""Every fault by name: where it strikes and on which networks."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Stage = Literal["wire", "page", "session", "record", "clock", "drop"]

STRIKING: Final[tuple[Stage, ...]] = ("wire", "page", "session")

PAGED: Final = frozenset({"zongzhi", "chengguan", "shequ"})
EVERY: Final = PAGED | {"xiangcun"}


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


def _of(stage: Stage, networks: frozenset[str], names: str) -> list[Fault]:
    return [Fault(name, stage, networks) for name in names.split()]


_ALL: Final = [
    *_of(
        "wire",
        EVERY,
        "connection_reset body_timeout rate_limited rate_limited_date http_500 http_502 http_503",
    ),
    *_of("wire", EVERY, "http_504 maintenance_page truncated_json"),
    *_of(
        "page", PAGED, "null_data body_500 short_page empty_page repeated_page moving_total duplicate_record"
    ),
    *_of("page", PAGED, "record_moves"),
    *_of("page", frozenset({"chengguan", "shequ"}), "repeated_last_page"),
    *_of("page", frozenset({"shequ"}), "unstable_ties"),
    *_of("session", frozenset({"zongzhi", "shequ"}), "token_revoked"),
    *_of("session", frozenset({"zongzhi"}), "forbidden_stream"),
    *_of("session", frozenset({"chengguan"}), "nonce_replayed clock_skew cursor_expired"),
    *_of("record", EVERY, "new_field missing_field null_field blank_field retyped_field unknown_code"),
    *_of("clock", EVERY, "clock_ahead clock_behind"),
    *_of("wire", frozenset({"xiangcun"}), "broken_download corrupt_archive wrong_checksum late_drop"),
    *_of("drop", frozenset({"xiangcun"}), "missing_drop reissued_drop bad_file repeated_row"),
]

CATALOGUE: Final = MappingProxyType({fault.name: fault for fault in _ALL})
