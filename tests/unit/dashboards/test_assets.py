"""The dashboards' files belong together, are bilingual, and open the data read-only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "dashboards" / "assets"
CHINESE_FIRST = re.compile(r"(近|A/B|AB|[\u4e00-\u9fff])")


def read(folder: str) -> dict[str, dict[str, Any]]:
    """Read the files of a folder under their names."""
    paths = sorted((ASSETS / folder).rglob("*.yaml"))
    assert paths
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}


CHARTS, DASHBOARDS, DATASETS = read("charts"), read("dashboards"), read("datasets")


def used_metrics(params: dict[str, Any]) -> list[str]:
    """Name the metrics that a chart asks for."""
    single = [params["metric"]] if "metric" in params else []
    return [*params.get("metrics", []), *single]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_asks_for_what_its_data_set_has(name: str) -> None:
    chart = CHARTS[name]
    by_id = {dataset["uuid"]: dataset for dataset in DATASETS.values()}
    dataset = by_id[chart["dataset_uuid"]]
    params = chart["params"]
    assert set(used_metrics(params)) <= {metric["metric_name"] for metric in dataset["metrics"]}
    asked = {
        *params.get("all_columns", []),
        *params.get("groupby", []),
        *filter(None, [params.get("x_axis")]),
    }
    assert asked <= {column["column_name"] for column in dataset["columns"]}


def test_every_chart_stands_on_one_dashboard() -> None:
    cells = [
        cell for board in DASHBOARDS.values() for cell in board["position"].values() if isinstance(cell, dict)
    ]
    placed = [cell["meta"]["uuid"] for cell in cells if cell["type"] == "CHART"]
    assert sorted(placed) == sorted(chart["uuid"] for chart in CHARTS.values())


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_row_is_twelve_columns_wide(name: str) -> None:
    cells = DASHBOARDS[name]["position"]
    rows = [cell for cell in cells.values() if isinstance(cell, dict) and cell["type"] == "ROW"]
    widths = [sum(cells[child]["meta"]["width"] for child in row["children"]) for row in rows]
    assert set(widths) == {12}


def test_names_are_chinese_first() -> None:
    columns = [column["verbose_name"] for dataset in DATASETS.values() for column in dataset["columns"]]
    metrics = [metric["verbose_name"] for dataset in DATASETS.values() for metric in dataset["metrics"]]
    titles = [chart["slice_name"] for chart in CHARTS.values()]
    boards = [board["dashboard_title"] for board in DASHBOARDS.values()]
    assert [name for name in columns + metrics + titles + boards if not CHINESE_FIRST.match(name)] == []


@pytest.mark.parametrize("name", DATASETS)
def test_a_data_set_reads_the_published_schemas_only(name: str) -> None:
    sql = DATASETS[name]["sql"]
    sources = re.findall(r"\b(?:from|join)\s+([a-z_.]+)", sql)
    assert sources
    assert {source.partition(".")[0] for source in sources} <= {"marts", "ops"}
    assert not re.search(r"select\s+\*", sql)


def test_the_published_file_is_opened_read_only_and_shut_in() -> None:
    (database,) = read("databases").values()
    arguments = database["extra"]["engine_params"]["connect_args"]
    assert arguments["read_only"] is True
    assert arguments["config"]["enable_external_access"] == "false"
    assert arguments["config"]["lock_configuration"] == "true"
    assert not any(value for name, value in database.items() if name.startswith("allow_"))


def test_no_file_names_another_machine() -> None:
    files = [
        path for path in (ROOT / "dashboards").rglob("*") if path.suffix in {".yaml", ".lock", ".in", ".py"}
    ]
    assert [path.name for path in files if re.search(r"https?://", path.read_text(encoding="utf-8"))] == []
