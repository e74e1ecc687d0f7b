# A PostgreSQL server of one's own for tests and benchmarks; source this file.
#
#   url=$(start_postgres DIR [-c setting=value ...])   starts one (or finds it running) and prints its url
#   stop_postgres DIR                                  stops it; the data stay
#   resume_postgres DIR                                starts it again, on the port that it had
#
# It listens on a free loopback port and trusts every local user, so it is for tests only. Root may not run
# PostgreSQL: then it runs as MASSLINE_POSTGRES_USER, by default "postgres", who must be able to enter DIR.

_postgres_program() {
  local candidate
  candidate=$(command -v "$1" 2>/dev/null) || candidate=$(ls -d /usr/lib/postgresql/*/bin/"$1" 2>/dev/null | sort -V | tail -1)
  if [ -z "$candidate" ]; then
    echo "There is no PostgreSQL here ($1 is missing). Install the package postgresql-15." >&2
    return 1
  fi
  echo "$candidate"
}

_as_postgres_user() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u "${MASSLINE_POSTGRES_USER:-postgres}" -- "$@")
  else
    "$@"
  fi
}

_free_loopback_port() {
  local port
  while :; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 30000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

start_postgres() {
  local folder=$1 initdb pg_ctl user port attempt
  shift
  initdb=$(_postgres_program initdb) || return 1
  pg_ctl=$(_postgres_program pg_ctl) || return 1
  mkdir -p "$folder" && folder=$(cd "$folder" && pwd) || return 1
  user=$(id -un)
  if [ "$(id -u)" = 0 ]; then
    user=${MASSLINE_POSTGRES_USER:-postgres}
    chown "$user" "$folder" || return 1
  fi
  if [ ! -f "$folder/data/PG_VERSION" ]; then
    _as_postgres_user "$initdb" -D "$folder/data" --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 || {
      cat "$folder/initdb.log" >&2
      return 1
    }
  fi
  if _as_postgres_user "$pg_ctl" -D "$folder/data" status >/dev/null 2>&1; then
    port=$(sed -n 4p "$folder/data/postmaster.pid")
    echo "postgres://$user@127.0.0.1:$port/postgres"
    return 0
  fi
  # Another program may take the port between the look and the start: try again with another.
  for attempt in 1 2 3; do
    port=$(_free_loopback_port)
    if _as_postgres_user "$pg_ctl" -D "$folder/data" -w -l "$folder/data/server.log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 $*" start >/dev/null 2>&1; then
      echo "postgres://$user@127.0.0.1:$port/postgres"
      return 0
    fi
  done
  tail -20 "$folder/data/server.log" >&2
  return 1
}

stop_postgres() {
  local pg_ctl
  pg_ctl=$(_postgres_program pg_ctl) || return 1
  _as_postgres_user "$pg_ctl" -D "$1/data" -m fast -w stop >/dev/null
}

resume_postgres() {
  local pg_ctl
  pg_ctl=$(_postgres_program pg_ctl) || return 1
  _as_postgres_user "$pg_ctl" -D "$1/data" -w -l "$1/data/server.log" restart >/dev/null 2>&1
}
