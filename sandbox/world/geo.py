"""Coordinate systems of the platforms, forward only: WGS-84 is the truth, the others are made from it."""

from math import atan2, cos, pi, sin, sqrt

Point = tuple[float, float]
"""Longitude, latitude in degrees."""

_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_BD = pi * 3000.0 / 180.0


def _shift_lat(x: float, y: float) -> float:
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    waves += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    waves += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves


def _shift_lng(x: float, y: float) -> float:
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    waves += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    waves += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves


def gcj02(point: Point) -> Point:
    """Return a WGS-84 point in GCJ-02."""
    lng, lat = point
    radians = lat / 180.0 * pi
    magic = 1 - _ECCENTRICITY * sin(radians) ** 2
    root = sqrt(magic)
    d_lat = _shift_lat(lng - 105.0, lat - 35.0) * 180.0
    d_lat /= (_AXIS * (1 - _ECCENTRICITY)) / (magic * root) * pi
    d_lng = _shift_lng(lng - 105.0, lat - 35.0) * 180.0 / (_AXIS / root * cos(radians) * pi)
    return round(lng + d_lng, 6), round(lat + d_lat, 6)


def bd09(point: Point) -> Point:
    """Return a WGS-84 point in BD-09."""
    x, y = gcj02(point)
    radius = sqrt(x * x + y * y) + 0.00002 * sin(y * _BD)
    angle = atan2(y, x) + 0.000003 * cos(x * _BD)
    return round(radius * cos(angle) + 0.0065, 6), round(radius * sin(angle) + 0.006, 6)


def dms(degrees: float) -> str:
    """Return an angle as `125°18′32.5″` (tenths of a second: 3 m)."""
    tenths = round(degrees * 36_000)
    whole, rest = divmod(tenths, 36_000)
    minutes, seconds = divmod(rest, 600)
    return f"{whole}°{minutes:02d}′{seconds / 10:04.1f}″"


def wkt(ring: tuple[Point, ...]) -> str:
    """Return a closed WKT polygon of a ring given without its closing point."""
    return "POLYGON ((" + ", ".join(f"{x:.6f} {y:.6f}" for x, y in (*ring, ring[0])) + "))"


def within(quad: tuple[Point, ...], u: float, v: float) -> Point:
    """Return the point at shares u, v of a four-cornered cell (corners counter-clockwise)."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    x = (1 - v) * ((1 - u) * ax + u * bx) + v * ((1 - u) * dx + u * cx)
    y = (1 - v) * ((1 - u) * ay + u * by) + v * ((1 - u) * dy + u * cy)
    return round(x, 6), round(y, 6)
