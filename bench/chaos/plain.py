"""`python -m bench.chaos.plain duowang-arguments…`: the hub's command of this copy of the code."""

from __future__ import annotations

from bench.chaos import quick
from warehouse.cli.main import main

if __name__ == "__main__":
    quick.apply()
    main(prog_name="duowang")
