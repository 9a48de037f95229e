"""Archives and tables of a spreadsheet are read with care: hostile names, broken packing, broken rows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.engine.archive import SafeArchive, UnsafeArchiveError
from connectors.engine.download import Download
from connectors.engine.errors import UnavailableError
from connectors.engine.patience import Temper
from connectors.engine.session import Session
from connectors.engine.sheet import Sheet, SheetError
from connectors.engine.transport import Request, Transport
from tests.support.stub_platform import Answer, Asked, serving

CELLS = st.text(st.characters(codec="gb18030", exclude_characters="\x00\r"), max_size=8)


class OldZipInfo(zipfile.ZipInfo):
    """An entry whose name is GBK without the UTF-8 flag, as old tools write it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def archive(
    files: Iterable[tuple[str, bytes]], *, old: bool = True, packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as packed:
        for name, body in files:
            entry = (OldZipInfo if old else zipfile.ZipInfo)(name)
            entry.compress_type = packing
            packed.writestr(entry, body)
    return content.getvalue()


@pytest.mark.parametrize("old", [True, False])
def test_names_are_read_with_and_without_the_utf8_flag(old: bool) -> None:
    found = SafeArchive(archive([("村民.csv", b"x"), ("荣誉.csv", b"y")], old=old))
    assert found.names == ("村民.csv", "荣誉.csv")
    assert found.open("村民.csv").read() == b"x"


@pytest.mark.parametrize(
    "name", ["../村民.csv", "/etc/passwd", "a/../../b.csv", "..\\b.csv", "C:\\b.csv", "\\b.csv"]
)
def test_an_entry_that_points_outside_is_refused(name: str) -> None:
    with pytest.raises(UnsafeArchiveError, match="points outside"):
        SafeArchive(archive([(name, b"x")]))


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(UnsafeArchiveError, match="unpacks to more than"):
        SafeArchive(archive([("a.csv", b"x" * 5000)]), most_bytes=4999)
    with pytest.raises(UnsafeArchiveError, match="packed too tightly"):
        SafeArchive(archive([("a.csv", b"\0" * (8 << 20))]))


def test_two_entries_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = archive([("a.csv", b"x"), ("a.csv", b"y")])
    with pytest.raises(UnsafeArchiveError, match="same name"):
        SafeArchive(content)


def test_a_damaged_archive_is_named_as_such_wherever_it_is_damaged() -> None:
    good = archive([("a.csv", b"0123456789" * 50)])
    whole = SafeArchive(good).sha256("a.csv")
    for at in range(len(good)):
        bad = bytearray(good)
        bad[at] ^= 0x5A
        try:
            found = SafeArchive(bytes(bad))
            digest = found.sha256("a.csv") if "a.csv" in found.names else None
        except (UnsafeArchiveError, KeyError):
            continue
        assert digest in (None, whole), at


def test_what_is_no_archive_is_refused() -> None:
    for content in (b"", b"PK\x03\x04", archive([("a.csv", b"x")])[:-10]):
        with pytest.raises(UnsafeArchiveError, match="not a readable ZIP"):
            SafeArchive(content)


def sheet(rows: Iterable[Iterable[str]], bom: bool = False) -> Sheet:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return Sheet(io.BytesIO(("\ufeff" * bom + text.getvalue()).encode("gb18030")))


@given(st.lists(st.tuples(CELLS, CELLS).filter(any), max_size=20), st.booleans())
def test_cells_come_as_they_stand_with_line_breaks_and_quotes(rows: list[tuple[str, str]], bom: bool) -> None:
    rows = [row for row in rows if "合计" not in "".join(row)]
    found = sheet([("编号", "标题"), *rows], bom)
    assert [tuple(record.values()) for record in found.records()] == rows
    assert (found.rows, found.header, found.broken) == (len(rows), ("编号", "标题"), [])


@pytest.mark.parametrize("total", [["合计", "12"], ["", "合 计"], ["合计："], ["", "", "合计"]])
def test_a_total_under_the_data_is_no_record(total: list[str]) -> None:
    found = sheet([("编号", "积分"), ("1", "5"), ("2", "7"), total])
    assert [record["编号"] for record in found.records()] == ["1", "2"]
    assert found.rows == 2


def test_a_row_that_does_not_fit_the_header_is_set_apart_without_its_cells() -> None:
    found = sheet([("编号", "民族"), ("1", "满"), ("2", "a", "planted"), ("3",), ("4", "汉", "", "")])
    assert [record["编号"] for record in found.records()] == ["1", "4"]
    assert [row.rule for row in found.broken] == ["csv.columns", "csv.columns"]
    assert found.rows == 4
    assert "planted" not in str(found.broken)


@pytest.mark.parametrize("rows", [[], [("", "")], [("编号", "编号"), ("1", "2")]])
def test_a_table_without_a_usable_header_is_refused(rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(SheetError):
        list(sheet(rows).records())


def test_bytes_that_are_no_text_do_not_cost_the_table() -> None:
    found = Sheet(io.BytesIO("编号,姓名\r\n1,张".encode("gb18030") + b"\xff\r\n2,\xc0\xee\r\n"))
    assert [record["编号"] for record in found.records()] == ["1", "2"]


CONTENT = bytes(range(256)) * 400


def ranged(asked: Asked, pieces: list[int], etag: str = '"v1"') -> Answer:
    """Answer like a server that breaks off after some bytes each time."""
    start = 0
    wanted = asked.headers.get("range", "")
    if wanted.startswith("bytes=") and asked.headers.get("if-range") == etag:
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
    headers = {"ETag": etag, "Content-Type": "application/zip"}
    if start:
        headers["Content-Range"] = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
    cut = pieces.pop(0) if pieces else None
    return Answer(206 if start else 200, CONTENT[start:], headers, cut)


def fetch(base: str) -> bytes:
    transport = Transport(base)
    haste = Temper(attempts=6, seconds=20, first_pause=0.001, longest_pause=0.01, first_timeout=2)
    session = Session("xiangcun", transport, haste, sign=lambda request, _: request)
    try:
        return Download(transport).fetch(session, Request("GET", "/a.zip"), "archive")
    finally:
        session.close()


def test_a_download_goes_on_where_it_broke_off() -> None:
    asked: list[str] = []

    def answer(request: Asked) -> Answer:
        asked.append(request.headers.get("range", ""))
        return ranged(request, pieces)

    pieces = [1000, -1, 40_000, 1]
    with serving(answer) as base:
        assert fetch(base) == CONTENT
    assert asked[0] == ""
    assert asked[1] == "bytes=1000-"
    assert asked[-1] == "bytes=41001-"


def test_a_file_that_changed_meanwhile_is_fetched_anew() -> None:
    etags = iter(['"v1"', '"v2"', '"v2"'])
    pieces = [5000]
    with serving(lambda request: ranged(request, pieces, next(etags))) as base:
        assert fetch(base) == CONTENT


def test_a_server_that_cannot_resume_and_always_breaks_off_is_given_up() -> None:
    broken = Answer(200, CONTENT, {"Content-Type": "application/zip"}, cut=3000)
    with serving(lambda _: broken) as base, pytest.raises(UnavailableError, match="broke off at byte 3000"):
        fetch(base)


def test_a_page_for_people_in_place_of_the_archive_is_not_part_of_it() -> None:
    answers = [
        Answer(200, b"<html>busy", {"Content-Type": "text/html"}),
        Answer(503, b"<html>", {"Content-Type": "text/html"}),
    ]
    with serving(lambda request: answers.pop() if answers else ranged(request, [])) as base:
        assert fetch(base) == CONTENT
