"""The rows of a page as columns, without a Python value for each: its JSON is cut at the quotes.

It serves pages as platforms mostly send them: compact JSON, each row an object with exactly the fields of the
contract in their order, no escapes, and every value null or of a kind that its field promises. Any other page
is left to be decoded value by value; what is landed is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from connectors.engine.contract import ACCEPTED, StreamContract

Text = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Marks = npt.NDArray[np.bool_]

_SPACE, _QUOTE, _COMMA, _MINUS, _ZERO, _NINE, _COLON, _BACKSLASH, _NULL, _OPEN, _CLOSE = b' ",-09:\\n{}'
_WORD: Final = 8


@dataclass(frozen=True)
class _Cut:
    """Where the values of a page stand in its text, rows by fields; `quoted` are those that are strings."""

    starts: Places
    ends: Places
    quoted: Marks
    nulls: Marks


class Lattice:
    """Cuts the pages of one stream. Thread-safe."""

    def __init__(self, stream: StreamContract) -> None:
        names = [spec.name.encode() for spec in stream.fields]
        self._lengths = np.array([len(name) for name in names])
        self._words = list(_words(names))
        self._before = np.array([_OPEN] + [_COMMA] * (len(names) - 1))
        kinds = [ACCEPTED[spec.type] for spec in stream.fields]
        self._no_text = np.array(["text" not in kind for kind in kinds])
        self._no_number = np.array(["number" not in kind for kind in kinds])
        self._landed = np.flatnonzero([spec.policy != "never" for spec in stream.fields])

    def read(self, raw: bytes | memoryview) -> list[pa.StringArray] | None:
        """Turn a list of rows into columns of text, of the landed fields only.

        `raw` must be valid JSON, but for the encoding of its strings. None when it is not as described above.
        """
        if raw[:2] != b"[{" or raw[-2:] != b"}]":
            return None
        padded = b"".join((raw, bytes(_WORD)))
        text = np.frombuffer(padded, np.uint8, len(padded) - _WORD)
        if text.min() < _SPACE or (text == _BACKSLASH).any():
            return None
        cut = self._cut(padded, text)
        if cut is None or not self._is_promised(text, cut):
            return None
        try:
            # the whole of it: JSON is UTF-8 where a field is barred as well
            _strings(padded, np.array([0, len(padded)], np.int32), pa.binary()).cast(pa.string())
        except pa.ArrowInvalid:
            return None
        return self._columns(padded, cut)

    def _cut(self, padded: bytes, text: Text) -> _Cut | None:
        quotes = np.flatnonzero(text == _QUOTE)
        opening, closing = quotes[::2], quotes[1::2]
        keys = np.flatnonzero(text[closing + 1] == _COLON)
        rows, over = divmod(len(keys), len(self._lengths))
        if over or not rows:
            return None
        first, last = opening[keys].reshape(rows, -1), closing[keys].reshape(rows, -1)
        if not (self._is_named(padded, first, last) and self._is_joined(text, first)):
            return None
        starts, ends = last + 2, np.empty_like(last)
        ends[:, :-1] = first[:, 1:] - 1
        ends[:-1, -1] = first[1:, 0] - 3
        ends[-1, -1] = len(text) - 2
        head = text[starts]
        quoted = head == _QUOTE
        # every string that is no key is the value of one: none is left over to stand in a list
        if len(opening) - len(keys) != np.count_nonzero(quoted):
            return None
        return _Cut(starts + quoted, ends - quoted, quoted, head == _NULL)

    def _is_named(self, padded: bytes, first: Places, last: Places) -> bool:
        """Whether the keys of each row are the names of the fields, in their order."""
        if (last - first != self._lengths + 1).any():
            return False
        windows: npt.NDArray[np.uint64] = np.ndarray(
            len(padded) - _WORD + 1, np.dtype("<u8"), padded, strides=(1,)
        )
        return not any(
            ((windows[first[:, fields] + 1 + offset] & mask) != word).any()
            for offset, fields, mask, word in self._words
        )

    def _is_joined(self, text: Text, first: Places) -> bool:
        """Whether the keys stand where those of a list of flat objects do."""
        between = first[1:, 0]
        return bool(
            first[0, 0] == 2
            and (text[first - 1] == self._before).all()
            and (text[between - 2] == _COMMA).all()
            and (text[between - 3] == _CLOSE).all()
        )

    def _is_promised(self, text: Text, cut: _Cut) -> bool:
        """Whether each value is null, text or a number, and its field may be so."""
        bare = ~(cut.quoted | cut.nulls)
        if (cut.quoted & self._no_text).any() or (bare & self._no_number).any():
            return False
        if (text[cut.ends[cut.quoted]] != _QUOTE).any():
            return False
        if ((cut.ends - cut.starts)[cut.nulls] != len("null")).any():
            return False
        return _are_numbers(text, cut.starts[bare], cut.ends[bare])

    def _columns(self, padded: bytes, cut: _Cut) -> list[pa.StringArray] | None:
        """Gather the values of the landed fields from all values and what stands between them, by turns."""
        edges = np.empty(2 * cut.starts.size, np.int32)
        edges[::2], edges[1::2] = cut.starts.ravel(), cut.ends.ravel()
        if (edges[1:] < edges[:-1]).any():
            return None
        rows = len(cut.starts)
        places = 2 * np.arange(cut.starts.size, dtype=np.int32).reshape(rows, -1)[:, self._landed]
        wanted = pa.array(places.T.ravel(), pa.int32(), mask=cut.nulls[:, self._landed].T.ravel())
        texts = cast("pa.StringArray", _strings(padded, edges, pa.string()).take(wanted))
        return [texts.slice(at * rows, rows) for at in range(len(self._landed))]


def _strings(padded: bytes, edges: npt.NDArray[np.int32], kind: pa.DataType) -> pa.Array[Any]:
    """The parts of a text between one edge and the next, without a copy."""
    buffers = [None, pa.array(edges).buffers()[1], pa.py_buffer(padded)]
    return pa.Array.from_buffers(kind, len(edges) - 1, buffers)


def _words(names: Sequence[bytes]) -> Iterator[tuple[int, Places, Words, Words]]:
    """The names by words of eight bytes: where a word begins, which names reach so far, what to compare."""
    for offset in range(0, max(map(len, names)), _WORD):
        parts = {at: name[offset : offset + _WORD] for at, name in enumerate(names) if len(name) > offset}
        masks = [int.from_bytes(b"\xff" * len(part), "little") for part in parts.values()]
        words = [int.from_bytes(part, "little") for part in parts.values()]
        yield offset, np.array(list(parts)), np.array(masks, np.uint64), np.array(words, np.uint64)


def _are_numbers(text: Text, starts: Places, ends: Places) -> bool:
    """Whether values without quotes are numbers that are landed as they are written: -0 is not."""
    head, tail = text[starts], text[ends - 1]
    is_number = ((head == _MINUS) | _is_digit(head)) & _is_digit(tail)
    is_minus_zero = (head == _MINUS) & (tail == _ZERO) & (ends - starts == 2)
    return bool((is_number & ~is_minus_zero).all())


def _is_digit(signs: Text) -> Marks:
    found: Marks = (signs >= _ZERO) & (signs <= _NINE)
    return found
