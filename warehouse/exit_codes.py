"""Exit codes of the `duowang` command; they are an interface, described in docs/cli.md."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a finished command tells its caller."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    PULL_INCOMPLETE = 3
    BUILD_FAILED = 4
    GATE_STOPPED = 5
    NOTHING_TO_PUBLISH = 6
    LOCKED = 7
    HOME_UNUSABLE = 8
    LANDING_CORRUPT = 9
    MIRROR_FAILED = 10
