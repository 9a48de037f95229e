"""Plain callers of the four platforms, written from the guides alone."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

Connection = Mapping[str, str]


def zongzhi_login(conn: Connection) -> dict[str, str]:
    """The header that carries a fresh token."""
    answer = requests.post(
        f"{conn['host']}/login", json={"username": conn["login"], "password": conn["password"]}, timeout=10
    ).json()
    return {"Authorization": f"Bearer {answer['token']}"}


def zongzhi_list(
    conn: Connection, headers: Mapping[str, str], stream: str, **params: Any
) -> requests.Response:
    """A list; `begin` and `end` are the window."""
    named = {"begin": "params[beginTime]", "end": "params[endTime]"}
    query = {named.get(name, name): value for name, value in params.items()}
    return requests.get(f"{conn['host']}/zz/{stream}/list", params=query, headers=dict(headers), timeout=10)


def chengguan_headers(
    conn: Connection, path: str, body: bytes, stamp: int | None = None, nonce: str | None = None
) -> dict[str, str]:
    """The four signing headers of a POST without a query."""
    stamp_text, nonce = str(int(time.time()) if stamp is None else stamp), nonce or secrets.token_hex(12)
    text = "\n".join(("POST", path, "", stamp_text, nonce, hashlib.sha256(body).hexdigest()))
    mac = hmac.new(conn["password"].encode(), text.encode(), hashlib.sha256).hexdigest()
    return {"X-App-Key": conn["login"], "X-Timestamp": stamp_text, "X-Nonce": nonce, "X-Sign": mac}


def chengguan_query(conn: Connection, stream: str, **given: Any) -> requests.Response:
    """A signed query; `stamp` and `nonce` override the signing headers, the rest is the body."""
    signing = {name: given.pop(name) for name in ("stamp", "nonce") if name in given}
    body = json.dumps({"since": None, "until": None, "cursor": None, "limit": 200} | given).encode()
    url = f"{conn['host']}/{stream}/query"
    headers = chengguan_headers(conn, urlsplit(url).path, body, **signing)
    return requests.post(url, data=body, headers=headers, timeout=10)


def shequ_login(conn: Connection) -> dict[str, str]:
    """The header that carries a fresh token."""
    answer = requests.post(
        f"{conn['host']}/sys/login",
        json={"username": conn["login"], "password": conn["password"]},
        timeout=10,
    ).json()
    return {"X-Access-Token": answer["result"]["token"]}


def shequ_list(conn: Connection, headers: Mapping[str, str], stream: str, **params: Any) -> requests.Response:
    """A list in the order of update time."""
    query = {"column": "updateTime", "order": "asc", **params}
    return requests.get(
        f"{conn['host']}/community/{stream}/list", params=query, headers=dict(headers), timeout=10
    )


def xiangcun_get(conn: Connection, path: str, **headers: str) -> requests.Response:
    """A file below /export; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(
        f"{conn['host']}/{path}", auth=(conn["login"], conn["password"]), headers=named, timeout=10
    )
