# shellcheck shell=bash disable=SC2154,SC2016

readonly START='ensure_state; new_run_id; RUNTIME_HASH=test; choose_postgres_home; port=$(remembered_port postgres)
  make_cluster "$PG_HOME/pg" secret; start_cluster postgres "$PG_HOME/pg" "$port";'

test_cluster_StartsStopsCleanlyAndKeepsItsData() {
  with_runtime
  library "$START"' accepts_connections 127.0.0.1 "$port"; stop_cluster postgres; tail -n 1 "$LOGS/postgres.log"'
  expect_status 0
  expect_out 'database system is shut down'
  library "TASK_NOTE=$DIRECTORY/note; $START"' process_of postgres; kill -KILL "$PID_FILE_PID"; while process_alive postgres; do :; done'
  expect_status 0
  expect_equal "$(<"$DIRECTORY/note")" 'kept'
  # Started at once, while the killed server's children may still hold its port and memory and its postmaster.pid says
  # "ready": it recovers by itself, and ready means the new server.
  library "$START"' process_of postgres; [[ $(head -n 1 "$PG_HOME/pg/postmaster.pid") == "$PID_FILE_PID" ]]; accepts_connections 127.0.0.1 "$port"
    stop_cluster postgres; tail -n 1 "$LOGS/postgres.log"; rm -rf "$(outside_home "$STATE")"'
  expect_status 0
  expect_out 'database system is shut down'
}

test_makeCluster_WhenInterruptedBefore_StartsOver() {
  with_runtime
  library 'ensure_state; RUNTIME_HASH=test; choose_postgres_home; mkdir "$PG_HOME/pg.new"; touch "$PG_HOME/pg.new/half"; make_cluster "$PG_HOME/pg" secret
    [[ -f $PG_HOME/pg/PG_VERSION && ! -e $PG_HOME/pg/half && ! -e $PG_HOME/pg.new ]]
    ! ls "$PG_HOME"/.password.* 2>/dev/null
    grep -v "^#" "$PG_HOME/pg/pg_hba.conf" | grep -c trust || true; rm -rf "$(outside_home "$STATE")"'
  expect_status 0
  expect_equal "${OUT##*$'\n'}" 0
}

test_cluster_WhenRootAndStateIsOutOfReach_LivesElsewhere() {
  (( EUID == 0 )) || skip 'an ordinary user runs PostgreSQL as itself'
  with_runtime
  mkdir -m 700 "$DIRECTORY/private"
  export CALLSCRIPT_HOME=$DIRECTORY/private/home
  with_runtime
  library "$START"' [[ $PG_HOME == /var/lib/callscript-* ]]; stop_cluster postgres; [[ -f $PG_HOME/pg/PG_VERSION ]]
    delete_data; [[ ! -e $PG_HOME ]]'
  expect_status 0
  expect_err '/var/lib/callscript-'
}
