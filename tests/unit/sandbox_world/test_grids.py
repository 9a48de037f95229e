"""Grids of both schemes, as the re-demarcation left them."""

from __future__ import annotations

from datetime import date

from shapely import unary_union, wkt
from shapely.geometry import Polygon

from sandbox.world.geo import bd09, dms, gcj02
from sandbox.world.grids import build_grids
from tests.unit.sandbox_world.hub import World


def test_there_are_44_old_and_136_urban_grids() -> None:
    grids = build_grids(3)
    assert (len(grids.old), len(grids.urban), len(grids.village)) == (44, 136, 187)
    assert {len(grid.code) for grid in grids.old} == {14}
    assert {len(grid.code) for grid in grids.current} == {15}
    assert {grid.valid_to for grid in grids.old} == {date(2023, 7, 1)}
    assert all(grid.code.startswith(grid.division.code) for grid in (*grids.old, *grids.current))


def test_grids_in_force_do_not_overlap() -> None:
    shapes = [Polygon(grid.ring) for grid in build_grids(3).current]
    assert all(shape.is_valid for shape in shapes)
    assert abs(unary_union(shapes).area - sum(shape.area for shape in shapes)) < 1e-9


def test_urban_grids_tile_one_area_and_the_old_ones_covered_the_same() -> None:
    grids = build_grids(3)
    now = unary_union([Polygon(grid.ring) for grid in grids.urban])
    before = unary_union([Polygon(grid.ring) for grid in grids.old if grid.kind == "01"])
    assert now.geom_type == "Polygon"
    assert now.contains(wkt.loads("POINT (125.30 43.34)"))
    assert now.symmetric_difference(before).area < 1e-6


def test_every_urban_grid_was_cut_from_old_grids_that_it_meets() -> None:
    grids = build_grids(3)
    old = {grid.code: Polygon(grid.ring) for grid in grids.old}
    for grid in grids.urban:
        assert grid.old_codes
        assert all(Polygon(grid.ring).intersection(old[code]).area > 0 for code in grid.old_codes)
    assert {code for grid in grids.current for code in grid.old_codes} == set(old)


def test_the_grid_stream_carries_well_formed_borders_around_their_centres(county: World) -> None:
    for body in county.live("zongzhi", "grid"):
        border = wkt.loads(body["BJ"])
        assert border.is_valid
        assert border.contains(wkt.loads(f"POINT ({body['ZXJD']} {body['ZXWD']})"))


def test_households_are_spread_evenly(county: World) -> None:
    urban = [b for b in county.live("zongzhi", "grid", "WGMC") if b["WGLX"] == "01" and not b["TYRQ"]]
    households = [int(body["HS"]) for body in urban]
    assert max(households) <= 2 * sum(households) / len(households) + 2


def test_coordinate_systems_agree_with_known_points() -> None:
    assert gcj02((125.30, 43.34)) == (125.306371, 43.342535)
    assert bd09((125.30, 43.34)) == (125.312864, 43.348612)
    assert dms(125.309028) == "125°18′32.5″"
