"""A generated county is linked as well as the linkage promises, and says so itself.

Small counties have few wrong links to count, so that one pair weighs much: the limits leave room for that.
The benchmark `python -m bench.linkage` measures counties of true size.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from bench.linkage.measure import Figures, figures
from bench.linkage.profiles import PROFILES
from bench.linkage.records import generate
from warehouse.identity import link
from warehouse.paths import Home

_GOALS = {
    "clean": (0.9999, 0.99),
    "default": (0.9995, 0.97),
    "dirty": (0.998, 0.90),
    "hostile": (0.997, 0.88),
}


@pytest.fixture(scope="module", params=list(_GOALS))
def county(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, Home]:
    folder = tmp_path_factory.mktemp(request.param)
    truth = folder / "truth.parquet"
    pq.write_table(generate(5000, 11, PROFILES[request.param]), truth)
    home = Home.at(folder / "home").prepare()
    with duckdb.connect(str(home.build_db)) as con:
        con.execute("set timezone = 'UTC'")
        con.execute("create schema conformed")
        con.execute(
            "create table conformed.int_person_records as "
            f"select * exclude (person) from read_parquet('{truth}')"
        )
    link(home, b"a secret of the tests, long enough")
    return request.param, truth, home


def measured(truth: Path, home: Home, where: str = "true") -> Figures:
    with duckdb.connect() as con:
        con.execute(f"attach '{home.identity_db}' as registry (read_only)")
        source = f"(select * from read_parquet('{truth}') where not is_deleted and {where})"
        return figures(con, source, "registry.identity.resident_record")


def test_precision_and_recall(county: tuple[str, Path, Home]) -> None:
    profile, truth, home = county
    precision, recall = _GOALS[profile]
    found = measured(truth, home)
    assert found.precision >= precision
    assert found.recall >= recall


def test_registers_find_each_other(county: tuple[str, Path, Home]) -> None:
    profile, truth, home = county
    least = {"clean": 0.998, "default": 0.994, "dirty": 0.96, "hostile": 0.95}[profile]
    assert measured(truth, home, "network <> 'chengguan'").recall >= least


def test_the_precision_it_promises_is_kept(county: tuple[str, Path, Home]) -> None:
    _, truth, home = county
    with duckdb.connect(str(home.build_db), read_only=True) as con:
        quality = dict(con.execute("select measure, value from identity.linkage_quality").fetchall())
    precision = measured(truth, home).precision
    assert quality["hidden_id_precision"] == pytest.approx(precision, abs=0.004)
    assert quality["promised_precision"] == pytest.approx(precision, abs=0.004)
    assert quality["residents_with_two_numbers"] == 0
