"""Formats that can do harm are read and written at one guarded place each, or not at all."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integration.doors.test_tls import ROOT, modules
from warehouse.feedback import Correction, harmless, write_csv
from warehouse.identity.answers import safe_cell

FORBIDDEN = {"xml", "lxml", "defusedxml", "pickle", "shelve", "marshal", "tarfile", "dill"}
GUARDED = {
    "zipfile": {"connectors/engine/archive.py"},
    "csv": {
        "connectors/engine/sheet.py",
        "warehouse/feedback.py",
        "warehouse/identity/sheet.py",
        "warehouse/identity/answers.py",
        "warehouse/identity/decisions.py",  # a private file of the hub's own
    },
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
RISKY = st.builds(
    "{}{}{}".format, st.sampled_from(["", "  "]), st.sampled_from(FORMULA), st.text(max_size=20)
)


def imports(path: Path) -> Iterator[str]:
    """Name the packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_nothing_reads_xml_or_formats_that_run_code() -> None:
    found = {str(path.relative_to(ROOT)): FORBIDDEN & {*imports(path)} for path in modules()}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("package", GUARDED)
def test_archives_and_tables_are_touched_only_where_they_are_guarded(package: str) -> None:
    used = {str(path.relative_to(ROOT)) for path in modules() if package in {*imports(path)}}
    assert used <= GUARDED[package]
    assert used


def test_no_archive_is_ever_unpacked_to_disk() -> None:
    calls = {
        node.attr
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert calls.isdisjoint({"extractall", "unpack_archive"})


@given(RISKY)
def test_no_cell_of_an_export_begins_as_a_formula_does(text: str) -> None:
    for cell in (harmless(text), safe_cell(text)):
        assert str(cell).startswith("'")


@given(cells=st.lists(RISKY.filter(str.isprintable), min_size=5, max_size=5))
def test_a_feedback_list_reads_back_as_it_was_written(cells: list[str], tmp_path_factory) -> None:
    target = tmp_path_factory.mktemp("feedback") / "list.csv"
    write_csv([Correction("zongzhi", *cells)], target)
    with io.StringIO(target.read_bytes().decode("utf-8-sig"), newline="") as text:
        _, row = csv.reader(text)
    assert row == ["zongzhi", *(f"'{cell}" for cell in cells)]
