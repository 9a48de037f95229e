"""The Great Expectations context of a quality folder, and its Data Docs: a static site of aggregates."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import great_expectations as gx
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)

from expectations.validation import Validation

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext

SITE = "data_docs"
STORE = "gx"
KEEP_RUNS = 30
"""Runs that the Data Docs show; the results themselves are kept longer."""


def validation_context(quality_dir: Path) -> AbstractDataContext:
    """Make a context that keeps its results under `quality_dir/gx`; it reports to nobody.

    Suites are code and live in memory: they are made anew for each run.
    """
    defaults = InMemoryStoreBackendDefaults()
    defaults.stores[defaults.validation_results_store_name]["store_backend"] = _folder(
        quality_dir / STORE, filepath_suffix=".json"
    )
    _trim(quality_dir / STORE, KEEP_RUNS - 1)
    config = DataContextConfig(
        store_backend_defaults=defaults,
        data_docs_sites={SITE: _site(quality_dir)},
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def publish_documents(context: AbstractDataContext, validation: Validation) -> None:
    """Write the pages of this gate's suites and the index over all runs kept."""
    pages: list[Any] = [
        *validation.keys,
        *(key.expectation_suite_identifier for key in validation.keys),
    ]
    context.build_data_docs(site_names=[SITE], resource_identifiers=pages)


def _site(quality_dir: Path) -> dict[str, Any]:
    page = {"view": {"module_name": "expectations.pages", "class_name": "OfflinePageView"}}
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": _folder(quality_dir / SITE),
        "site_section_builders": {"expectations": page, "validations": page, "profiling": "None"},
        "site_index_builder": {
            "module_name": "expectations.pages",
            "class_name": "QualityIndexBuilder",
        },
    }


def _folder(path: Path, **options: str) -> dict[str, Any]:
    return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(path), **options}


def _trim(validations: Path, keep: int) -> None:
    """Forget all but the newest runs of each suite; their pages go when the index is built."""
    for suite in validations.glob("*/"):
        runs = sorted(suite.glob("*/"), key=lambda run: run.stat().st_mtime)
        for run in runs[:-keep]:
            shutil.rmtree(run)
