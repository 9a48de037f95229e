"""The ways to land what the platform lists. Each returns how many records it landed (or only read)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bench.ingest.records import MAKERS

PAGE: Final = 500
DECIMALS: Final = frozenset({"JD", "WD"})
WHOLE: Final = frozenset({"MYD"})


def ours(base: str, folder: Path) -> Callable[[], int]:
    """The connectors through the contract of zongzhi, with the full accounting."""
    import pyarrow as pa

    from connectors.engine.connection import Connection
    from connectors.pull import pull_network

    pa.array(["pyarrow imports pandas for its first array"])

    def pull() -> int:
        report = pull_network(
            "zongzhi", Connection("zongzhi", base, "bench", "bench", {}), folder, streams=MAKERS
        )
        if report.failed:
            raise SystemExit(str(report.failed))
        return landed(folder)

    return pull


def dlt_arrow(base: str, folder: Path) -> Callable[[], int]:
    """dlt, given each page as an Arrow table with its schema."""
    import dlt
    import orjson
    import pyarrow as pa
    from dlt.sources.helpers import requests

    def pages(stream: str) -> Iterator[Any]:
        schema = pa.schema([(name, _arrow_type(pa, name)) for name in MAKERS[stream](0)])
        number = total = 1
        while (number - 1) * PAGE < total:
            query = {"pageNum": number, "pageSize": PAGE}
            body = orjson.loads(requests.get(f"{base}/zz/{stream}/list", params=query).content)
            yield pa.Table.from_pylist(body["rows"], schema)
            number, total = number + 1, body["total"]

    pipeline = _pipeline(dlt, folder)

    def pull() -> int:
        resources = [dlt.resource(pages(stream), name=stream) for stream in MAKERS]
        pipeline.run(resources, loader_file_format="parquet")
        return landed(folder / "bench")

    return pull


def dlt_rest(base: str, folder: Path) -> Callable[[], int]:
    """The rest_api source of dlt."""
    import dlt
    from dlt.sources.rest_api import rest_api_source

    paginator = {"type": "page_number", "base_page": 1, "page_param": "pageNum", "total_path": None}
    pipeline = _pipeline(dlt, folder)

    def resource(stream: str) -> dict[str, Any]:
        query = {"pageSize": PAGE}
        endpoint = {
            "path": f"zz/{stream}/list",
            "params": query,
            "data_selector": "rows",
            "paginator": paginator,
        }
        return {"name": stream, "endpoint": endpoint}

    def pull() -> int:
        source = rest_api_source(
            {"client": {"base_url": base}, "resources": [resource(stream) for stream in MAKERS]}
        )
        pipeline.run(source, loader_file_format="parquet")
        return landed(folder / "bench")

    return pull


def dropped(base: str, folder: Path) -> Callable[[], int]:
    """The limit: ask for each page, read its bytes, and drop them."""
    import requests

    def pull() -> int:
        read = 0
        with requests.Session() as session:
            for stream in MAKERS:
                query = {"pageNum": 1, "pageSize": 1}
                total = session.get(f"{base}/zz/{stream}/list", params=query).json()["total"]
                for number in range(1, -(-total // PAGE) + 1):
                    query = {"pageNum": number, "pageSize": PAGE}
                    if session.get(f"{base}/zz/{stream}/list", params=query).content:
                        read += min(PAGE, total - (number - 1) * PAGE)
        return read

    return pull


WAYS: Final[Mapping[str, Callable[[str, Path], Callable[[], int]]]] = MappingProxyType(
    {"duowang": ours, "dlt arrow": dlt_arrow, "dlt rest_api": dlt_rest, "bytes dropped": dropped}
)


def landed(folder: Path) -> int:
    """How many rows the Parquet files under a folder hold, without dlt's own tables."""
    import pyarrow.parquet as pq

    files = (path for path in folder.rglob("*.parquet") if not path.parent.name.startswith("_dlt"))
    return sum(pq.read_metadata(path).num_rows for path in files)


def _pipeline(dlt: Any, folder: Path) -> Any:
    """A pipeline, after another one has loaded a row: what dlt imports when it is first used is in."""
    for name in ("warm", "bench"):
        pipeline = dlt.pipeline(
            name,
            pipelines_dir=str(folder / "pipelines"),
            destination=dlt.destinations.filesystem(bucket_url=(folder / name).as_uri()),
            dataset_name=name,
        )
        if name == "warm":
            pipeline.run([{"a": "b"}], table_name="warm", loader_file_format="parquet")
    return pipeline


def _arrow_type(pa: Any, name: str) -> Any:
    if name in DECIMALS:
        return pa.float64()
    return pa.int64() if name in WHOLE else pa.string()
