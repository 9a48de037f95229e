#!/usr/bin/env bash
# Superset over what is published, on 127.0.0.1 only, until ctrl-c.
# Usage: scripts/dashboards.sh            prepare and serve
#        scripts/dashboards.sh prepare    prepare only
# Settings: DUOWANG_HOME; DUOWANG_DASHBOARD_DB (default: the published file; a postgresql:// URL for the mirror);
#   DUOWANG_DASHBOARD_PORT (8088); DUOWANG_DASHBOARD_ADMIN_PASSWORD, DUOWANG_DASHBOARD_READER_PASSWORD
#   (default: made and printed once).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
home="${DUOWANG_HOME:-$root/var}"
home="$(realpath -m -- "$home")"
published="$home/published/current/hub.duckdb"
export DUOWANG_DASHBOARD_DB="${DUOWANG_DASHBOARD_DB:-duckdb:///$published}"
export DUOWANG_SUPERSET_HOME="$home/superset"
export SUPERSET_HOME="$DUOWANG_SUPERSET_HOME" # where Superset keeps what it does not ask the configuration for
export SUPERSET_CONFIG_PATH="$root/dashboards/superset_config.py"
export FLASK_APP="superset.app:create_app()"
port="${DUOWANG_DASHBOARD_PORT:-8088}"
bin="$root/.venv-superset/bin"

case "$DUOWANG_DASHBOARD_DB" in
  duckdb:*) [ -e "$published" ] || { echo "nothing is published under $home yet; \`make run\` publishes" >&2; exit 1; } ;;
esac

umask 077 # accounts and the key that signs sessions
mkdir -p "$DUOWANG_SUPERSET_HOME"
[ -s "$DUOWANG_SUPERSET_HOME/secret_key" ] || head -c 48 /dev/urandom | base64 -w 0 >"$DUOWANG_SUPERSET_HOME/secret_key"

log="$DUOWANG_SUPERSET_HOME/prepare.log"
"$bin/python" "$root/dashboards/prepare.py" 2>"$log" || { tail -n 30 "$log" >&2; exit 1; }
[ "${1:-}" != prepare ] || exit 0

echo "Superset: http://127.0.0.1:$port/superset/dashboard/county-overview/ (ctrl-c stops it)"
# one process with threads: its rate limits and its sessions need no server beside it
exec "$bin/gunicorn" --bind "127.0.0.1:$port" --workers 1 --worker-class gthread --threads 8 --timeout 120 \
  --log-level warning "superset.app:create_app()"
