"""Functions that the models need and Spark has not: points and polygons, by Shapely."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import pandas as pd
import shapely
from pyspark.sql import SparkSession
from pyspark.sql.pandas.functions import pandas_udf
from shapely import GEOSException  # type: ignore[attr-defined]
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from warehouse.spark import graphs

Box = tuple[float, float, float, float]

_vectorised = cast(Callable[..., Any], pandas_udf)
"""Its types name only some of the functions that it takes."""

_CHINA: Box = (73, 17, 136, 54)
_SWAPPED: Box = (17, 73, 54, 136)


def register(spark: SparkSession) -> None:
    """Give the session the functions that the macros of Spark call."""
    box = "west double, south double, east double, north double"
    spark.udf.register("duowang_repaired_polygon", _vectorised(_repaired_polygons, "string"))
    spark.udf.register("duowang_covers", _vectorised(_cover, "boolean"))
    spark.udf.register("duowang_box", _vectorised(_boxes, box))
    graphs.register(spark)


def repaired_polygon(text: str | None) -> str | None:
    """Write a geometry of China as WKT, its axes put right; None for any other text."""
    shape = _shape(text)
    if shape is None or shape.is_empty:
        return None
    if _lies_in(shape.bounds, _CHINA):
        return _wkt(shape)
    if _lies_in(shape.bounds, _SWAPPED):
        return _wkt(shapely.transform(shape, lambda corners: corners[:, ::-1]))
    return None


def _repaired_polygons(texts: pd.Series) -> pd.Series:
    return pd.Series([repaired_polygon(text) for text in texts], dtype=object)


def _cover(shapes: pd.Series, lngs: pd.Series, lats: pd.Series) -> pd.Series:
    """Tell whether each geometry holds its point, the edge included; not for unknown ones."""
    return pd.Series([_covers(*row) for row in zip(shapes, lngs, lats, strict=True)], dtype=bool)


def _covers(text: str | None, lng: float, lat: float) -> bool:
    shape = _shape(text)
    if shape is None or pd.isna(lng) or pd.isna(lat):
        return False
    return bool(shape.intersects(Point(lng, lat)))  # type: ignore[no-untyped-call]


def _boxes(texts: pd.Series) -> pd.DataFrame:
    shapes = map(_shape, texts)
    rows = [shape.bounds if shape is not None and not shape.is_empty else (None,) * 4 for shape in shapes]
    return pd.DataFrame(rows, columns=["west", "south", "east", "north"], dtype="float64")


@lru_cache(maxsize=4096)
def _shape(text: str | None) -> BaseGeometry | None:
    if not isinstance(text, str):
        return None
    try:
        return cast(BaseGeometry, shapely.from_wkt(text))  # type: ignore[no-untyped-call]
    except GEOSException:
        return None


def _lies_in(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _wkt(shape: BaseGeometry) -> str:
    """Write numbers as short as they can be read back, which WKT writers of GEOS do too."""
    return str(shapely.to_wkt(shape, rounding_precision=-1))  # type: ignore[no-untyped-call]
