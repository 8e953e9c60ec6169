# shellcheck shell=bash
# Long-running processes: started as sessions of their own, and stopped only if they are still the ones that were started.

# A pid file holds: process id, its start time in clock ticks, the boot id, the id of the run that started it. A process
# id alone would be reused sooner or later, and 'down' would then end a stranger.

RUN_ID=''
new_run_id() { RUN_ID=$(</proc/sys/kernel/random/uuid); }

# read_stat PID: sets STAT_STATE, STAT_SESSION and STAT_STARTED; fails if there is no such process.
read_stat() {
  local line fields
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # The command name in brackets may hold anything, so the fields count from the last bracket.
  read -ra fields <<<"${line##*) }"
  STAT_STATE=${fields[0]} STAT_SESSION=${fields[3]} STAT_STARTED=${fields[19]}
}

# start_process NAME DIRECTORY COMMAND...: output goes to the log of that name; the log of the run before is kept beside it.
start_process() {
  local name=$1 directory=$2 log=$LOGS/$1.log pid
  shift 2
  [[ ! -s $log ]] || mv -f "$log" "$log.1"
  (
    set +m
    cd "$directory" || exit
    release_lock
    exec 3>&-
    export CALLSCRIPT_RUN=$RUN_ID
    # The child of a background subshell leads no process group, so setsid does not fork and the process id stays.
    exec setsid "$@" </dev/null >>"$log" 2>&1
  ) &
  pid=$!
  STAT_STARTED=0
  read_stat "$pid" || true
  printf '%s %s %s %s\n' "$pid" "$STAT_STARTED" "$(</proc/sys/kernel/random/boot_id)" "$RUN_ID" | write_private "$RUN/$name.pid"
}

# process_of NAME: sets PID_FILE_PID and PID_FILE_RUN from the pid file; fails if there is none of this boot.
process_of() {
  local boot
  PID_FILE_PID='' PID_FILE_STARTED='' PID_FILE_RUN=''
  [[ -s $RUN/$1.pid ]] || return 1
  read -r PID_FILE_PID PID_FILE_STARTED boot PID_FILE_RUN <"$RUN/$1.pid" || return 1
  [[ $PID_FILE_PID =~ ^[1-9][0-9]*$ && $boot == "$(</proc/sys/kernel/random/boot_id)" ]]
}

process_alive() {
  process_of "$1" || return 1
  read_stat "$PID_FILE_PID" || return 1
  [[ $STAT_STARTED == "$PID_FILE_STARTED" && $STAT_STATE != [ZX] ]]
}

# stop_process NAME SIGNAL GRACE_SECONDS: asks the process to end, waits, and then ends it and what it started.
stop_process() {
  local name=$1 signal=$2 grace=$3 deadline
  if process_alive "$name"; then
    kill "-$signal" "$PID_FILE_PID" 2>/dev/null || true
    deadline=$(( $(now_ms) + grace * 1000 ))
    while process_alive "$name" && (( $(now_ms) < deadline )); do sleep 0.05; done
    if process_alive "$name"; then
      say "  ...   $name did not stop within $grace s and is ended the hard way"
      kill -KILL "$PID_FILE_PID" 2>/dev/null || true
      while process_alive "$name"; do sleep 0.05; done
    fi
  fi
  if process_of "$name"; then
    end_session "$PID_FILE_PID" "$PID_FILE_RUN"
  fi
  rm -f "$RUN/$name.pid"
}

# end_session SESSION RUN: whatever a service started and left behind (ffmpeg, a PostgreSQL back end). Membership of the
# session is not enough, because the number may have been given away again; the run's id in the environment is proof.
end_session() {
  local entry pid
  for entry in /proc/[0-9]*; do
    pid=${entry#/proc/}
    if [[ $pid == "$1" ]] || ! read_stat "$pid" || [[ $STAT_SESSION != "$1" || $STAT_STATE == [ZX] ]]; then
      continue
    fi
    if tr '\0' '\n' <"$entry/environ" 2>/dev/null | grep -qx "CALLSCRIPT_RUN=$2"; then
      kill -KILL "$pid" 2>/dev/null || true
    fi
  done
}

# await_ready NAME LIMIT_SECONDS PROBE [ARGUMENT...]: runs inside a task; explains with the service's own last words.
await_ready() {
  local name=$1 limit=$2 deadline
  shift 2
  deadline=$(( $(now_ms) + limit * 1000 ))
  until "$@"; do
    if ! process_alive "$name"; then
      echo "$name ended while it was starting:"
      tail -n 15 "$LOGS/$name.log"
      return 1
    fi
    if (( $(now_ms) >= deadline )); then
      echo "$name did not become ready within $limit s:"
      tail -n 15 "$LOGS/$name.log"
      return 1
    fi
    sleep 0.05
  done
}
