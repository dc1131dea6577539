# A PostgreSQL cluster for one run of the tests. Sourced, never run.
#
#   start_postgres    makes and starts it, sets WARTA_TEST_PG; answers 1 where there is none
#   stop_postgres     stops it and removes every file of it
#
# It lives in a temporary folder, listens on a free port of loopback only, asks for a password
# nobody else knows, and never waits for the disk. No other cluster of the machine is touched.
# shellcheck shell=bash

postgres_folder=
postgres_bin=

# Runs a program of PostgreSQL's: `initdb` and the server refuse to be root.
as_postgres() {
  if [[ $(id -u) == 0 ]]; then
    (cd "$postgres_folder" && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

# The newest installed PostgreSQL's folder of programs.
find_postgres() {
  local found
  found=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1) || true
  [[ -n $found ]] || found=$(command -v initdb) || return 1
  dirname "$(readlink -f "$found")"
}

# Tells whether nobody listens on a port of loopback.
is_free() { ! (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_postgres() {
  postgres_bin=$(find_postgres) || return 1
  if [[ $(id -u) == 0 ]] && ! id postgres >/dev/null 2>&1; then return 1; fi
  postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/warta-postgres.XXXXXX")
  local log=$postgres_folder/log secret port attempt
  secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s\n' "$secret" >"$postgres_folder/password")
  if [[ $(id -u) == 0 ]]; then chown -R postgres: "$postgres_folder"; fi
  if ! as_postgres "$postgres_bin/initdb" -D "$postgres_folder/data" -U warta -E UTF8 \
    --locale=C.UTF-8 -A scram-sha-256 --pwfile="$postgres_folder/password" -N \
    >"$target/initdb.log" 2>&1; then
    cat "$target/initdb.log" >&2
    return 1
  fi
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 10000 + attempt))
    is_free "$port" || continue
    if as_postgres "$postgres_bin/pg_ctl" -D "$postgres_folder/data" -l "$log" -w -t 60 -s \
      -o "-c listen_addresses=127.0.0.1 -c port=$port -c max_connections=300" \
      -o "-c unix_socket_directories=$postgres_folder" \
      -o "-c fsync=off -c synchronous_commit=off -c full_page_writes=off" start; then
      export WARTA_TEST_PG="postgres://warta:$secret@127.0.0.1:$port/postgres"
      return 0
    fi
  done
  cat "$log" >&2
  return 1
}

stop_postgres() {
  [[ -n $postgres_folder ]] || return 0
  if [[ -e $postgres_folder/data/postmaster.pid ]]; then
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_folder/data" -m immediate -s stop || true
  fi
  rm -rf "$postgres_folder"
  postgres_folder=
}
