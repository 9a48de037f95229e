"""Data Docs pages that load nothing from outside, and an index that a stranger can act on."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier
from great_expectations.render.renderer.site_builder import DefaultSiteIndexBuilder
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import Environment, select_autoescape

from expectations.failures import failures, run_summaries
from expectations.results import QualityResult, load
from expectations.verdict import verdict

_RESULT_FILES = 60

_OUTSIDE = re.compile(
    r"""<script[^>]*\ssrc=["']https?://[^>]*>\s*</script>
      | <link[^>]*\shref=["']https?://[^>]*>
      | <img[^>]*\ssrc=["']https?://[^>]*>
      | \bbackground:\s*url\(["']https?://[^)]*\)[^;}]*
      | <a[^>]*\shref=["']https?://[^>]*>.*?</a>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def without_outside_parts(html: str) -> str:
    """Take out every script, style, picture and link of another host.

    The stock pages fetch an image with a time stamp from the vendor and styles from public hosts;
    a county's network often has no way out, and opening a page must tell nobody.
    """
    style = f"<style>{_resource('offline.css')}</style></head>"
    return _OUTSIDE.sub("", html).replace("</head>", style, 1)


class OfflinePageView(DefaultJinjaPageView):
    """The stock page of a suite or a validation, without its outside parts."""

    def render(self, document: Any, template: str | None = None, **kwargs: Any) -> str:
        """Render as usual, then clean."""
        stock: Any = super()
        return without_outside_parts(stock.render(document, template, **kwargs))


class QualityIndexBuilder(DefaultSiteIndexBuilder):
    """The index of the site: what fails now, since when, whom to ask; then the runs with their pages."""

    def build(
        self, skip_and_clean_missing: bool = True, build_index: bool = True
    ) -> tuple[Any, OrderedDict[str, Any] | None]:
        """Remove the pages of runs that are no longer kept and write `index.html`."""
        if skip_and_clean_missing:
            self._remove_old_pages()
        results = load(self._quality_dir(), newest=_RESULT_FILES)
        page = (
            _environment()
            .from_string(_resource("index.html.j2"))
            .render(
                failures=failures(results),
                runs=run_summaries(results),
                pages=self._pages(),
                **_newest(results),
            )
        )
        return self.target_store.write_index_page(page), OrderedDict()

    def _quality_dir(self) -> Path:
        """Find the folder that holds both the site and the results."""
        sites: Any = self.data_context.variables.data_docs_sites
        site = sites[self.site_name]
        return Path(site["store_backend"]["base_directory"]).parent

    def _remove_old_pages(self) -> None:
        kind: Any = ValidationResultIdentifier
        kept_results = self.data_context.stores[self.source_stores["validations"]]
        kept = {key.to_tuple() for key in kept_results.list_keys()}
        backend = self.target_store.store_backends[kind]
        for key in backend.list_keys():
            if tuple(key) not in kept:
                backend.remove_key(kind.from_tuple(key))

    def _pages(self) -> dict[tuple[str, str], str]:
        """Address of the newest validation page of each run and suite."""
        kind: Any = ValidationResultIdentifier
        keys = [kind.from_tuple(tuple(key)) for key in self.target_store.store_backends[kind].list_keys()]
        return {
            (key.run_id.run_name, key.expectation_suite_identifier.name): _address(key.to_tuple())
            for key in sorted(keys, key=lambda key: key.run_id.run_time)
        }


def _newest(results: Sequence[QualityResult]) -> dict[str, str]:
    """Say in one sentence how the newest run came out, over all that it checked."""
    if not results:
        return {}
    run_id = results[-1].run_id
    found = verdict([result for result in results if result.run_id == run_id])
    return {"newest": found.sentence, "newest_run": run_id}


def _address(parts: tuple[str, ...]) -> str:
    return quote("/".join(("validations", *parts)) + ".html")


def _environment() -> Environment:
    return Environment(autoescape=select_autoescape(default_for_string=True))


def _resource(name: str) -> str:
    return (files("expectations") / "site" / name).read_text(encoding="utf-8")
