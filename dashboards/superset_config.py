"""Superset as the dashboards run it: on loopback, read-only, silent towards the outside, always fresh.

Superset imports this module and reads the upper-case names. Every setting that differs between machines comes
from the environment, which scripts/dashboards.sh fills.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy.engine.url import URL

_home = Path(os.environ["DUOWANG_SUPERSET_HOME"])

SECRET_KEY = (_home / "secret_key").read_text(encoding="ascii").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_home / 'superset.db'}"
DATA_DIR = str(_home)

APP_NAME = "多网合一 duowang"
LANGUAGES = {
    "zh": {"flag": "cn", "name": "中文"},
    "en": {"flag": "us", "name": "English"},
}
BABEL_DEFAULT_LOCALE = "zh"

# What is shown is what is published now: no answer is kept, so that the next look sees the next version.
# The charts' questions take milliseconds on the published file.
_NO_CACHE = {"CACHE_TYPE": "NullCache"}
CACHE_CONFIG = _NO_CACHE
DATA_CACHE_CONFIG = _NO_CACHE

FEATURE_FLAGS = {
    "DASHBOARD_RBAC": False,
    "ALERT_REPORTS": False,
    "EMBEDDED_SUPERSET": False,
    "ENABLE_TEMPLATE_PROCESSING": False,
    "THUMBNAILS": False,
}
ALLOW_ADHOC_SUBQUERY = False
PREVENT_UNSAFE_DB_CONNECTIONS = True
ROW_LIMIT = 10000
SUPERSET_WEBSERVER_TIMEOUT = 60
# forms are kept from other sites by Flask-WTF's token, and the session's cookie from their scripts
WTF_CSRF_ENABLED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
RATELIMIT_STORAGE_URI = "memory://"

# No map tiles, fonts, pixels or scripts from elsewhere: the browser itself refuses them.
MAPBOX_API_KEY = ""
DECKGL_BASE_MAP = [["none", "无底图 No base map"]]
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'", "blob:", "data:"],
        "object-src": "'none'",
        "script-src": ["'self'", "'strict-dynamic'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "worker-src": ["'self'", "blob:"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}


def DB_CONNECTION_MUTATOR(  # noqa: N802 (Superset's name)
    uri: URL, params: dict[str, Any], *_: object
) -> tuple[URL, dict[str, Any]]:
    """Open the version that `current` points to now, by its own path.

    DuckDB shares one open file among the connections of a process that name it alike, so a path through the
    link could meet a former version that another question still holds open.
    """
    if uri.get_backend_name() == "duckdb" and uri.database:
        uri = uri.set(database=str(Path(uri.database).resolve()))
    return uri, params
