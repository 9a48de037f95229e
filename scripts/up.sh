#!/usr/bin/env bash
# A real Airflow (scheduler, LocalExecutor, assets, UI) over the sandbox until ctrl-c.
# Usage: scripts/up.sh [PEOPLE]
set -euo pipefail
people="${1:-30000}"
source "$(dirname "$0")/airflow_env.sh"
sandbox="$DUOWANG_HOME/sandbox"
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS=True # no login: the UI listens on loopback only

# started one by one, since `airflow standalone` lets its log servers listen on every address
parts=()
stop() {
  trap - EXIT INT TERM
  for pid in "${parts[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait "${parts[@]}" 2>/dev/null || true
  python -m sandbox down --home "$sandbox" >/dev/null 2>&1 || true
}
trap stop EXIT
trap 'exit 0' INT TERM

python -m sandbox up --home "$sandbox" --people "$people"
set -a && source "$sandbox/connections.env" && set +a
airflow db migrate >/dev/null
airflow pools set warehouse_writer 1 "one writer for build.duckdb" >/dev/null

logs="$DUOWANG_HOME/logs/airflow"
mkdir -p "$logs"
part() { # name, command…: starts it with its output in a log
  local name="$1"
  shift
  "$@" >"$logs/$name.log" 2>&1 &
  parts+=($!)
}
part api-server airflow api-server
until python -c "import requests; requests.get('http://127.0.0.1:$AIRFLOW__API__PORT/api/v2/version').raise_for_status()" 2>/dev/null; do
  kill -0 "${parts[0]}" 2>/dev/null || { tail -n 20 "$logs/api-server.log" >&2; exit 1; }
  sleep 1
done
part dag-processor airflow dag-processor
part scheduler airflow scheduler --skip-serve-logs
part triggerer airflow triggerer --skip-serve-logs
echo "Airflow UI: http://127.0.0.1:$AIRFLOW__API__PORT (ctrl-c stops it and the sandbox); logs in $logs"
wait -n "${parts[@]}" || true
echo "a part of Airflow has stopped; the ends of the logs in $logs say why" >&2
