"""Everything that can end a pull, grouped by what the caller must do about it.

Messages name the platform, the stream and the page or window; never a value that the platform sent.
"""

from __future__ import annotations


class ConnectorError(Exception):
    """Base of all named failures. `advice` says what to do."""

    advice = "See the message."
    exit_code = 1


class ConfigurationError(ConnectorError):
    """The Connection or the contract is missing or unusable: mend it, then run again."""

    advice = "Mend the Connection or the contract, then run again."
    exit_code = 3


class RefusedError(ConnectorError):
    """The platform says no for good (credentials, signature, permission, a request it does not know)."""

    advice = "Ask the platform's operator for access; retrying does not help."
    exit_code = 4


class UnavailableError(ConnectorError):
    """The platform did not give one usable answer within the patience allowed."""

    advice = "Run again later: what is committed stays, only the rest is asked for."
    exit_code = 5


class IncompleteError(ConnectorError):
    """What was received cannot be shown to be everything: nothing of the batch was committed."""

    advice = "Run again at a quieter hour; if it stays, report it to the platform's operator."
    exit_code = 6


class BadDataError(ConnectorError):
    """The platform's answer breaks its guide in a way that no repetition mends."""

    advice = "Report it to the platform's operator, or mend the contract if the guide has changed."
    exit_code = 7


class BusyError(ConnectorError):
    """Another pull of the same network holds its lock."""

    advice = "Wait for the other run to end."
    exit_code = 8


class LandingError(ConnectorError):
    """The landing's own files cannot be written or do not match their manifest."""

    advice = "Check space and permissions of the landing folder."
    exit_code = 9


class DamagedError(LandingError):
    """A manifest is there and cannot be read: it was damaged after it was committed."""

    advice = "Restore it from a backup; without one, duowang build says what to move away and pull again."


def unwritable(error: OSError, place: str) -> LandingError:
    """Name what the system refused while the landing was written."""
    return LandingError(f"{place}: the landing cannot be written ({error.strerror or type(error).__name__})")


class PastDepthError(IncompleteError):
    """More records than the platform lets anyone page through, however the query is narrowed."""
