"""Coordinates of four platforms become WGS-84."""

from __future__ import annotations

import random

import duckdb
import eviltransform
import pytest

from .conftest import Evaluate, Render


@pytest.fixture(scope="module")
def places() -> list[tuple[float, float]]:
    dice = random.Random(7)
    north_east = [(dice.uniform(124.5, 126.0), dice.uniform(43.0, 43.7)) for _ in range(1500)]
    anywhere = [(dice.uniform(75.0, 134.0), dice.uniform(18.5, 53.0)) for _ in range(500)]
    return north_east + anywhere


def metres_off(
    render: Render,
    database: duckdb.DuckDBPyConnection,
    macro: str,
    shifted: list[tuple[float, float]],
    true: list[tuple[float, float]],
) -> float:
    axes = ", ".join(f"{{{{ duowang.{macro}_{axis}('lng', 'lat') }}}}" for axis in ("lng", "lat"))
    sql = render(f"select {axes} from points order by n")
    database.execute("create or replace temp table points (n integer, lng double, lat double)")
    database.executemany(
        "insert into points values (?, ?, ?)", [(n, *point) for n, point in enumerate(shifted)]
    )
    found = database.execute(sql).fetchall()
    return max(
        eviltransform.distance(lat, lng, found_lat, found_lng)
        for (lng, lat), (found_lng, found_lat) in zip(true, found, strict=True)
    )


def test_gcj02_comes_back_within_half_a_metre(
    render: Render, database: duckdb.DuckDBPyConnection, places: list[tuple[float, float]]
) -> None:
    shifted = [tuple(reversed(eviltransform.wgs2gcj(lat, lng))) for lng, lat in places]
    assert metres_off(render, database, "gcj02_to_wgs84", shifted, places) <= 0.5


def test_bd09_comes_back_within_half_a_metre(
    render: Render, database: duckdb.DuckDBPyConnection, places: list[tuple[float, float]]
) -> None:
    shifted = [tuple(reversed(eviltransform.wgs2bd(lat, lng))) for lng, lat in places]
    assert metres_off(render, database, "bd09_to_wgs84", shifted, places) <= 0.5


def test_degrees_minutes_seconds(evaluate: Evaluate) -> None:
    written = [
        "125°18′32.5″",
        "125° 18' 32.5\"",
        "125º18’32.5”",
        "１２５度18分32.5秒",
        "E125°18′32.5″",
        "125.30902777777778",
    ]
    assert evaluate("duowang.parse_dms('v')", written) == pytest.approx([125 + 18 / 60 + 32.5 / 3600] * 6)
    assert evaluate("duowang.parse_dms('v')", ["125°18.5′"]) == pytest.approx([125 + 18.5 / 60])
    assert evaluate("duowang.parse_dms('v')", ["125°61′00″", "", None, "不详"]) == [None] * 4


def test_a_point_is_repaired_when_its_axes_are_swapped_and_unknown_when_impossible(
    evaluate: Evaluate,
) -> None:
    point = "duowang.repaired_point(\"split_part(v, ' ', 1)::double\", \"split_part(v, ' ', 2)::double\")"
    good = {"lng": 125.3, "lat": 43.3}
    assert evaluate(point, ["125.3 43.3", "43.3 125.3", "0 0", "125.3 0", "12.5 43.3"]) == [
        good,
        good,
        None,
        None,
        None,
    ]


def test_unknown_points_stay_unknown(evaluate: Evaluate) -> None:
    assert evaluate("duowang.gcj02_to_wgs84_lng('v::double', 'v::double')", [None]) == [None]
    assert evaluate("duowang.bd09_to_wgs84_lat('v::double', 'v::double')", [None]) == [None]
