#!/usr/bin/env bash
# Debian packages that tests and the PostgreSQL mirror's helper need (a browser and Java among them): installs what
# is missing, as root only.
# Usage: scripts/system_packages.sh
set -euo pipefail
needed=(postgresql postgresql-client unixodbc odbc-postgresql chromium fonts-noto-cjk)
command -v java >/dev/null || needed+=(openjdk-17-jre-headless)
command -v node >/dev/null && command -v npm >/dev/null || needed+=(nodejs npm)

missing=()
for package in "${needed[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "not installed: ${missing[*]}; tests that need them fail (as root on Debian they are installed)" >&2
  exit 0
fi
# a fresh server would make and start a cluster of its own, and nothing here uses it
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}" >/dev/null; }
install 2>/dev/null || { apt-get update -qq && install; }
