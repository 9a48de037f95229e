#!/usr/bin/env bash
# The whole way once: sandbox up, every DAG in a real Airflow, the table of results, sandbox down.
# Usage: scripts/run.sh [PEOPLE]
set -euo pipefail
people="${1:-30000}"
source "$(dirname "$0")/airflow_env.sh"
export DUOWANG_TASK_RETRIES=0 # a first run shows what failed at once
sandbox="$DUOWANG_HOME/sandbox"
logs="$DUOWANG_HOME/logs/airflow"
mkdir -p "$logs"

stop() { python -m sandbox down --home "$sandbox" >/dev/null 2>&1 || true; }
trap stop EXIT

step() { # name, command…: runs it, keeps its output in a log, tells how long it took
  local name="$1" began=$SECONDS
  shift
  if "$@" >"$logs/$name.log" 2>&1; then
    printf '%-28s %4d s\n' "$name" $((SECONDS - began))
  else
    printf '%-28s FAILED after %d s; the end of %s:\n' "$name" $((SECONDS - began)) "$logs/$name.log" >&2
    tail -n 30 "$logs/$name.log" >&2
    return 1
  fi
}

step sandbox_up python -m sandbox up --home "$sandbox" --people "$people"
set -a && source "$sandbox/connections.env" && set +a
step airflow_db airflow db migrate
step airflow_dags airflow dags reserialize

pids=()
for network in $(python -c 'from warehouse.pipeline.connections import connections; print(*connections())'); do
  step "pull_$network" airflow dags test "pull_$network" &
  pids+=($!)
done
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
[ "$failed" = 0 ] || { echo "a pull failed; see above" >&2; exit 3; }

step unify airflow dags test unify
step publish airflow dags test publish
duowang show
printf 'all of it: %d s after set-up\n' $SECONDS
