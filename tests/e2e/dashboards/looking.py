"""A reader's browser: it opens a dashboard, waits for the charts, and keeps what they were answered."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, Playwright, ProxySettings, Response

from tests.e2e.dashboards.serving import Dashboards

CHROMIUM = "/usr/bin/chromium"
# quiet: the browser itself asks nothing of its maker, so that whatever leaves was asked by a page
QUIET = [
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--autofill-server-url=http://127.0.0.1:9",
    "--gaia-url=http://127.0.0.1:9",
    "--gcm-checkin-url=http://127.0.0.1:9",
    "--gcm-mcs-endpoint=http://127.0.0.1:9",
    "--gcm-registration-url=http://127.0.0.1:9",
]
# maps are drawn without a graphics card
SWITCHES = [
    "--no-sandbox",
    "--disable-quic",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    *QUIET,
]
PATIENCE_MS = 180_000
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Seen:
    """A dashboard as it was shown: what each chart was answered, what it says, and what it shows.

    Args:
        answers: the rows of each chart, by its title.
        texts: the text of each chart on the page, by its title.
        errors: the texts of error boxes.
        screenshot: where the picture lies.

    """

    answers: dict[str, Rows]
    texts: dict[str, str]
    errors: list[str]
    screenshot: Path


@dataclass(frozen=True)
class Outside:
    """Stands where the internet would be: the browser's proxy for every address but this machine's."""

    port: int
    asked: list[str] = field(default_factory=list)


@contextmanager
def outside() -> Iterator[Outside]:
    """Listen in place of the internet, and note the first line of whatever is asked of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        recorder = Outside(listener.getsockname()[1])
        thread = threading.Thread(target=_note, args=(listener, recorder.asked), daemon=True)
        thread.start()
        yield recorder
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)


def _note(listener: socket.socket, asked: list[str]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:  # the listener was closed: the test is over
            return
        with connection:
            asked.append(connection.recv(4096).split(b"\r\n")[0].decode("ascii", "replace"))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


def launch(playwright: Playwright, recorder: Outside) -> Browser:
    """Start Debian's Chromium with an empty profile."""
    proxy = ProxySettings(server=f"http://127.0.0.1:{recorder.port}", bypass="127.0.0.1")
    return playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES, proxy=proxy)


def log_in(browser: Browser, dashboards: Dashboards, account: str) -> Page:
    """Log in through the form, in a window tall enough that no chart waits below its edge."""
    page = browser.new_page(viewport={"width": 1400, "height": 2900}, locale="zh-CN")
    page.set_default_timeout(PATIENCE_MS)
    # an answer to the form's own questions that came after the login would bring the stranger's session back
    page.goto(f"{dashboards.address}/login/", wait_until="networkidle")
    page.fill("input#username, input[name=username]", account)
    page.fill("input[type=password]", account * 2)
    page.click("button[type=submit]")
    page.wait_for_url("**/welcome/**")
    return page


def look(page: Page, dashboards: Dashboards, slug: str, screenshot: Path) -> Seen:
    """Open a dashboard and wait until every chart has its answer and is drawn."""
    charts = page.request.get(f"{dashboards.address}/api/v1/dashboard/{slug}/charts").json()["result"]
    titles = {chart["id"]: chart["slice_name"] for chart in charts}
    responses: dict[int, Response] = {}

    def all_answered(response: Response) -> bool:
        if (chart := _chart_of(response)) in titles:
            responses[chart] = response
        return responses.keys() == titles.keys()

    with page.expect_event("response", all_answered, timeout=PATIENCE_MS):
        page.goto(f"{dashboards.address}/superset/dashboard/{slug}/")
    page.wait_for_function(
        "count => document.querySelectorAll('[data-test-chart-id] .slice_container').length === count"
        " && document.querySelectorAll('.loading, [data-test=loading-indicator]').length === 0",
        arg=len(titles),
    )
    page.screenshot(path=screenshot)
    texts = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[data-test-chart-name]')]"
        ".map(chart => [chart.dataset.testChartName, chart.innerText]))"
    )
    boxes = (
        "[...document.querySelectorAll('.ant-alert-error, [data-test=error-message]')].map(e => e.innerText)"
    )
    answers = {titles[chart]: _rows(response) for chart, response in responses.items()}
    return Seen(answers, texts, page.evaluate(boxes), screenshot)


def _chart_of(response: Response) -> int:
    """Tell which chart an answer is for; 0 for what no chart asked."""
    asked = urlsplit(response.url)
    if not asked.path.endswith("/chart/data"):
        return 0
    form = parse_qs(asked.query).get("form_data", ["{}"])[0]
    return int(json.loads(form).get("slice_id", 0))


def _rows(response: Response) -> Rows:
    assert response.ok, response.text()
    rows: Rows = response.json()["result"][0]["data"]
    return rows
