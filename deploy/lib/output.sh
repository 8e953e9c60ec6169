# shellcheck shell=bash
# What the user sees: messages, failures with their mend, and steps with their elapsed time.

# Progress goes to descriptor 3, so that a verb whose result is data (transcribe --json) keeps standard output pure.
exec 3>&2

progress_to_stdout() { exec 3>&1; }

say() { printf '%s\n' "$*" >&3; }

# fail CAUSE [MEND]: ends the verb with exit code 1.
fail() {
  clear_live_line
  printf 'callscript: %s\n' "$1" >&2
  [[ -z ${2:-} ]] || printf '  %s\n' "$2" >&2
  exit 1
}

# usage_error VERB CAUSE: the command line was wrong; exit code 2.
usage_error() {
  printf 'callscript%s: %s\n' "${1:+ $1}" "$2" >&2
  printf "  'callscript %s--help' tells what is possible\n" "${1:+$1 }" >&2
  exit 2
}

now_ms() { echo $(( ${EPOCHREALTIME/[.,]/} / 1000 )); }

# seconds MILLISECONDS: 12345 -> 12.3 s
seconds() { printf '%d.%d s' $(( $1 / 1000 )) $(( $1 % 1000 / 100 )); }

# --- steps -----------------------------------------------------------------------------------------------------------
# A task is a shell function that runs in the background as its own process group, with its output in a log file. Tasks
# that do not depend on each other are started together and awaited together.

declare -A TASK_PID=() TASK_LABEL=() TASK_MEND=() TASK_STARTED=() TASK_LIMIT=()
TASK_ORDER=()
LIVE_LINE=0
HEARTBEAT_MS=30000

# task NAME LABEL MEND LIMIT_SECONDS FUNCTION [ARGUMENT...]
task() {
  local name=$1 label=$2 mend=$3 limit=$4
  shift 4
  local log=$LOGS/setup-$name.log
  rm -f "$log.note"
  # Job control gives the task a process group of its own: ending the group ends npm's and MSBuild's children with it.
  set -m
  (
    set +m
    # shellcheck disable=SC2030,SC2031 # each task has a note of its own
    TASK_NOTE=$log.note
    set -e
    "$@"
  ) </dev/null >"$log" 2>&1 &
  local pid=$!
  set +m
  TASK_MEND[$name]=$mend TASK_LIMIT[$name]=$limit
  adopt_task "$name" "$pid" "$(now_ms)" "$label"
}

# adopt_task NAME PROCESS STARTED_MS [LABEL]: from here on it shows in the live line and ends with the script.
adopt_task() {
  TASK_PID[$1]=$2 TASK_STARTED[$1]=$3 TASK_LABEL[$1]=${4:-$1}
  TASK_ORDER+=("$1")
}

# note TEXT: a remark that the finished step shows in brackets, such as "up to date".
# shellcheck disable=SC2031
note() { printf '%s' "$1" >"${TASK_NOTE:-/dev/null}"; }

# await_tasks: waits for every task started so far; the first failure ends the others and the verb.
await_tasks() {
  local name elapsed status heartbeat
  heartbeat=$(now_ms)
  while (( ${#TASK_ORDER[@]} > 0 )); do
    for name in "${TASK_ORDER[@]}"; do
      elapsed=$(( $(now_ms) - TASK_STARTED[$name] ))
      if task_running "$name"; then
        if (( elapsed > TASK_LIMIT[$name] * 1000 )); then
          end_tasks
          clear_live_line
          fail "'${TASK_LABEL[$name]}' took longer than ${TASK_LIMIT[$name]} s and was ended" "${TASK_MEND[$name]} (log: $LOGS/setup-$name.log)"
        fi
        continue
      fi
      status=0
      wait "${TASK_PID[$name]}" || status=$?
      # What a step leaves running (a compiler server) goes with it; the services are in sessions of their own.
      kill -KILL -- "-${TASK_PID[$name]}" 2>/dev/null || true
      forget_task "$name"
      if (( status != 0 )); then
        end_tasks
        report_failed_task "$name" "$status" "$elapsed"
        exit 1
      fi
      clear_live_line
      local remark=''
      [[ ! -s $LOGS/setup-$name.log.note ]] || remark=" ($(<"$LOGS/setup-$name.log.note"))"
      rm -f "$LOGS/setup-$name.log.note"
      say "  ok    ${TASK_LABEL[$name]}$remark  $(seconds "$elapsed")"
    done
    (( ${#TASK_ORDER[@]} > 0 )) || break
    if [[ -t 3 ]]; then
      show_live_line
    elif (( $(now_ms) - heartbeat >= HEARTBEAT_MS )); then
      heartbeat=$(now_ms)
      for name in "${TASK_ORDER[@]}"; do
        say "  ...   ${TASK_LABEL[$name]}  $(( (heartbeat - TASK_STARTED[$name]) / 1000 )) s so far"
      done
    fi
    sleep 0.05
  done
}

# step NAME LABEL MEND LIMIT_SECONDS FUNCTION [ARGUMENT...]: a task on its own.
step() {
  task "$@"
  await_tasks
}

# A task that has ended stays a zombie until it is waited for; kill -0 would call it alive.
task_running() {
  local stat
  { read -r stat <"/proc/${TASK_PID[$1]}/stat"; } 2>/dev/null || return 1
  stat=${stat##*) }
  [[ ${stat:0:1} != Z ]]
}

forget_task() {
  local kept=() name
  for name in "${TASK_ORDER[@]}"; do
    [[ $name == "$1" ]] || kept+=("$name")
  done
  TASK_ORDER=("${kept[@]}")
}

end_tasks() {
  local name
  for name in "${TASK_ORDER[@]}"; do
    kill -TERM -- "-${TASK_PID[$name]}" 2>/dev/null || true
  done
  for name in "${TASK_ORDER[@]}"; do
    local waited=0
    while task_running "$name" && (( waited++ < 100 )); do sleep 0.05; done
    kill -KILL -- "-${TASK_PID[$name]}" 2>/dev/null || true
    wait "${TASK_PID[$name]}" 2>/dev/null || true
  done
  TASK_ORDER=()
}

report_failed_task() {
  local name=$1 status=$2 elapsed=$3 log=$LOGS/setup-$1.log
  clear_live_line
  {
    printf '  FAIL  %s  %s (exit code %s)\n' "${TASK_LABEL[$name]}" "$(seconds "$elapsed")" "$status"
    if [[ -s $log ]]; then
      printf '        its last words:\n'
      tail -n 20 "$log" | cut -c1-300 | sed 's/^/          /'
    fi
    [[ -z ${TASK_MEND[$name]} ]] || printf '        to mend: %s\n' "${TASK_MEND[$name]}"
    printf '        log: %s\n' "$log"
  } >&2
}

show_live_line() {
  local line='' name
  for name in "${TASK_ORDER[@]}"; do
    line+="${line:+, }${TASK_LABEL[$name]} $(( ($(now_ms) - TASK_STARTED[$name]) / 1000 )) s"
  done
  printf '\r\033[K  ...   %s' "${line:0:100}" >&3
  LIVE_LINE=1
}

clear_live_line() {
  (( LIVE_LINE == 0 )) || printf '\r\033[K' >&3
  LIVE_LINE=0
}
