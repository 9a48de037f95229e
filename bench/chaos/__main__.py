"""`python -m bench.chaos [--people N] [--only WORD …]` (`make chaos`): strike the hub, print the table.

Each line is a hub of its own, copied from yesterday's home, whose run over today's data is struck while
readers query the published file. Exit 1 if a line is not as it must be.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from bench.chaos.cells import Cell, cells
from bench.chaos.county import County, county
from bench.chaos.places import can_mount, enter_namespace
from bench.chaos.quick import VARIABLE as QUICK
from bench.chaos.rows import HEADS, Row


def main() -> None:
    """Print the table as Markdown while it grows."""
    options = argparse.ArgumentParser(description="Strike the hub with faults and show how each ends.")
    options.add_argument("--people", type=int, default=3000)
    options.add_argument("--only", nargs="*", default=[], help="lines whose name holds one of these words")
    options.add_argument(
        "--keep", type=Path, help="keep the county in this folder, or use the one that is there"
    )
    options.add_argument("--quick", action="store_true", help="without dbt's data tests")
    given = options.parse_args()
    if given.quick:
        os.environ[QUICK] = "1"
    enter_namespace()
    wanted = [(name, cell) for name, cell in cells() if _is_wanted(name, given.only)]
    place = nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory(prefix="duowang-chaos-")
    with place as folder, county(Path(folder).absolute(), given.people) as base:
        print(f"{given.people} people; {_means()}\n", flush=True)
        print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}", flush=True)
        failed = [row for row in _rows(base, wanted) if row.wrong]
    raise SystemExit(1 if failed else 0)


def _rows(base: County, wanted: list[tuple[str, Cell]]) -> Iterator[Row]:
    for _, cell in wanted:
        for row in cell(base):
            print(f"| {' | '.join(row.cells())} |", flush=True)
            for text in row.wrong:
                print(f"{row.fault}: {text}", file=sys.stderr, flush=True)
            yield row


def _is_wanted(name: str, words: list[str]) -> bool:
    return not words or any(word in name for word in words)


def _means() -> str:
    return "full disk and read-only home by mounts" if can_mount() else "no mounts: file-size limit and modes"


if __name__ == "__main__":
    main()
