#!/usr/bin/env bash
# A PostgreSQL of its own for the mirror, on 127.0.0.1: for tests and for a first look, never the system's cluster.
# Usage: scripts/postgres.sh start [PORT] [FOLDER]   PORT 0 (default) takes a free one; prints the file to source
#        scripts/postgres.sh stop FOLDER             stops it; the data stay
#        scripts/postgres.sh remove FOLDER           stops it and removes the data
# The file sets AIRFLOW_CONN_DUOWANG_MIRROR (the owner `hub`) and DUOWANG_BI_URL (the login `bi`, reads only).
set -euo pipefail

binaries() {
  local folder
  folder="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
  [ -n "$folder" ] || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 1; }
  echo "$folder"
}

as_owner() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else (cd / && "$@"); fi
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
secret() { head -c 24 /dev/urandom | base64 | tr -d '/+=\n'; }

prepare() { # FOLDER: an empty cluster that asks everybody but its socket's owner for a password
  local folder="$1"
  mkdir -m 700 -p "$folder"
  [ "$(id -u)" != 0 ] || chown postgres "$folder"
  as_owner test -w "$folder" || { echo "the user postgres cannot enter $folder; choose a folder under /tmp" >&2; exit 1; }
  as_owner "$(binaries)/initdb" --pgdata "$folder/data" --encoding UTF8 --locale C \
    --auth-local peer --auth-host scram-sha-256 >/dev/null
}

logins() { # FOLDER PORT: the database, its owner and a login that reads
  local folder="$1" port="$2" hub bi
  hub="$(secret)" bi="$(secret)"
  as_owner "$(binaries)/psql" --host "$folder" --port "$port" --dbname postgres --quiet --set ON_ERROR_STOP=1 >/dev/null <<SQL
create role hub login password '$hub';
create role duowang_reader nologin;
create role bi login password '$bi' in role duowang_reader;
create database duowang owner hub;
SQL
  (umask 077 && printf '%s %s\n' "$hub" "$bi" >"$folder/passwords")
}

start() {
  local port="${1:-0}" folder hub bi
  [ "$port" != 0 ] || port="$(free_port)"
  folder="$(realpath -m -- "${2:-/tmp/duowang-postgres-$port}")"
  [ -d "$folder/data" ] || prepare "$folder"
  # nothing here is worth waiting for a disk: the mirror can be made again at any time
  as_owner "$(binaries)/pg_ctl" start --wait --silent --pgdata "$folder/data" --log "$folder/log" \
    --options "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$folder' -c fsync=off" >&2
  [ -s "$folder/passwords" ] || logins "$folder" "$port"
  read -r hub bi <"$folder/passwords"
  (umask 077 && cat >"$folder/connections.env") <<ENV
AIRFLOW_CONN_DUOWANG_MIRROR='{"conn_type":"postgres","host":"127.0.0.1","port":$port,"schema":"duowang","login":"hub","password":"$hub"}'
DUOWANG_BI_URL='postgresql://bi:$bi@127.0.0.1:$port/duowang'
ENV
  echo "$folder/connections.env"
}

stop() {
  as_owner "$(binaries)/pg_ctl" stop --mode fast --silent --pgdata "$(realpath -m -- "$1")/data" 2>/dev/null || true
}

case "${1:-}" in
  start) start "${2:-0}" "${3:-}" ;;
  stop) stop "${2:?FOLDER}" ;;
  remove) stop "${2:?FOLDER}" && rm -rf -- "${2:?}/data" "$2/passwords" "$2/connections.env" "$2/log" && rmdir "$2" ;;
  *) sed -n '2,6p' "$0" | sed 's/^# //' >&2; exit 2 ;;
esac
