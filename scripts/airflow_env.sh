# Sourced: points Airflow at this checkout, quiet and on loopback only.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export DUOWANG_HOME="${DUOWANG_HOME:-$root/var}"
export AIRFLOW_HOME="${AIRFLOW_HOME:-$DUOWANG_HOME/airflow}"
# several processes write it at once, so each waits for its turn
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="sqlite:///$AIRFLOW_HOME/airflow.db?timeout=60"
export AIRFLOW__CORE__DAGS_FOLDER="$root/dags"
export AIRFLOW__CORE__LOAD_EXAMPLES=False
export AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION=False
export AIRFLOW__CORE__EXECUTOR=LocalExecutor
export AIRFLOW__CORE__PARALLELISM=4
export AIRFLOW__API__HOST=127.0.0.1
export AIRFLOW__API__PORT="${AIRFLOW_PORT:-8080}"
export AIRFLOW__API__WORKERS=1
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL="http://127.0.0.1:$AIRFLOW__API__PORT/execution/"
export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False
# lineage goes to a file unless a county names a server of its own (docs/operators.md)
if [ -z "${AIRFLOW__OPENLINEAGE__TRANSPORT:-}${AIRFLOW__OPENLINEAGE__CONFIG_CONN_ID:-}" ]; then
  mkdir -p "$DUOWANG_HOME/logs"
  export AIRFLOW__OPENLINEAGE__TRANSPORT="{\"type\":\"file\",\"log_file_path\":\"$DUOWANG_HOME/logs/lineage.jsonl\",\"append\":true}"
fi
export AIRFLOW__OPENLINEAGE__NAMESPACE="${AIRFLOW__OPENLINEAGE__NAMESPACE:-duowang}"
export AIRFLOW__OPENLINEAGE__DISABLE_SOURCE_CODE=True
export PYTHONUNBUFFERED=1
mkdir -p -m 700 "$AIRFLOW_HOME" # its database and logs are for the operator alone
