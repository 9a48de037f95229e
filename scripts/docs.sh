#!/usr/bin/env bash
# dbt's documentation of every model, column and test as one HTML file, to open in a browser.
# Usage: scripts/docs.sh [FOLDER]   (default: docs_site/ under the home)
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
home="${DUOWANG_HOME:-$root/var}"
target="$(realpath -m -- "${1:-$home/docs_site}")"
export DUOWANG_BUILD_DB="$target/build.duckdb" # only the project is described, so no data is opened
export DUOWANG_SPATIAL_EXTENSION="${DUOWANG_SPATIAL_EXTENSION:-$(python -c 'from warehouse.database import spatial_extension
print(spatial_extension())')}"
mkdir -p "$target"
given=(--quiet --project-dir "$root/dbt_project" --profiles-dir "$root/dbt_project"
  --target-path "$target" --log-path "$target")
dbt parse "${given[@]}" >&2
dbt docs generate --static --empty-catalog --no-compile "${given[@]}" >&2
rm -f "$target/build.duckdb" "$target/dbt.log" "$target/partial_parse.msgpack"
echo "$target/static_index.html"
