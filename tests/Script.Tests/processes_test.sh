# shellcheck shell=bash disable=SC2154,SC2016

test_stopProcess_WhenProcessIsTheStartedOne_EndsIt() {
  library 'ensure_state; new_run_id; start_process victim / sleep 300; process_alive victim; process_of victim; pid=$PID_FILE_PID
    stop_process victim TERM 10; [[ ! -e $RUN/victim.pid ]]; ! read_stat "$pid" || [[ $STAT_STATE == Z ]]'
  expect_status 0
}

test_down_WhenPidWasGivenToAStranger_LeavesItAlone() {
  sleep 300 &
  local stranger=$!
  VICTIMS+=("$stranger")
  # The right process id and boot, another start time: the number has been reused since.
  library 'ensure_state; printf "%s 1 %s run\n" "$1" "$(</proc/sys/kernel/random/boot_id)" >"$RUN/workers.pid"' "$stranger"
  expect_status 0
  callscript down
  expect_status 0
  expect_out 'Nothing is running.'
  kill -0 "$stranger" || broken 'the stranger was ended'
  [[ ! -e $CALLSCRIPT_HOME/run/workers.pid ]] || broken 'the stale pid file is still there'
}

test_down_WhenPidFileIsOfAnotherBoot_LeavesTheProcessAlone() {
  sleep 300 &
  local stranger=$!
  VICTIMS+=("$stranger")
  library 'ensure_state; read_stat "$1"; printf "%s %s another-boot run\n" "$1" "$STAT_STARTED" >"$RUN/api.pid"' "$stranger"
  expect_status 0
  callscript down
  kill -0 "$stranger" || broken 'the stranger was ended'
}

test_stopProcess_WhenProcessIgnoresTheSignal_EndsItTheHardWay() {
  mkfifo "$DIRECTORY/deaf"
  library 'ensure_state; new_run_id
    start_process deaf / bash -c "trap : TERM; echo >\"$1/deaf\"; while true; do wait; sleep 300; done"
    read -r -t 20 <"$1/deaf"
    stop_process deaf TERM 1
    ! process_alive deaf' "$DIRECTORY"
  expect_status 0
  expect_err 'deaf did not stop within 1 s'
}

test_stopProcess_WhenLeaderHasDied_EndsWhatItLeftBehind() {
  mkfifo "$DIRECTORY/child"
  library 'ensure_state; new_run_id
    start_process parent / bash -c "sleep 300 & echo \$! >\"$1/child\"; wait"
    read -r -t 20 child <"$1/child"
    process_of parent; kill -KILL "$PID_FILE_PID"
    while process_alive parent; do :; done
    read_stat "$child"
    stop_process parent TERM 1
    until ! read_stat "$child" || [[ $STAT_STATE == Z ]]; do :; done' "$DIRECTORY"
  expect_status 0
}

test_startProcess_ClosesTheLockAndTheCallersOutput() {
  library 'ensure_state; take_lock; new_run_id; start_process victim / sleep 300; release_lock; process_of victim; echo "$PID_FILE_PID"'
  VICTIMS+=("$OUT")
  # 'run' waited for the output to close, so coming here says that the service does not hold it; the lock is free, too.
  run flock -n "$CALLSCRIPT_HOME/run/lock" true
  expect_status 0
}

test_awaitTasks_WhenOneFails_TellsCauseAndMendAndEndsTheOthers() {
  library 'ensure_state
    task slow "the slow one" "nothing" 60 sleep 300
    task bad "the bad one" "turn it off and on" 60 bash -c "echo something broke; exit 7"
    echo "${TASK_PID[slow]}"
    await_tasks'
  expect_status 1
  expect_err 'FAIL  the bad one'
  expect_err 'exit code 7'
  expect_err 'something broke'
  expect_err 'to mend: turn it off and on'
  [[ ! -d /proc/$OUT ]] || broken 'the other task is still running'
}

test_awaitTasks_WhenOneTakesTooLong_EndsItAndNamesTheLimit() {
  library 'ensure_state; step slow "the slow one" "wait less" 0 sleep 300'
  expect_status 1
  expect_err "'the slow one' took longer than 0 s"
}

test_task_WhenACommandInTheMiddleFails_StopsThere() {
  library 'ensure_state; broken_step() { false; echo went on; }; step broken "the broken one" "" 60 broken_step'
  expect_status 1
  [[ $ERR != *'went on'* ]] || broken 'the step went on after a failure'
}

test_takeLock_WhenHeld_WaitsForIt() {
  library 'ensure_state
    exec 9>"$RUN/lock"; flock 9
    ( take_lock; echo taken ) & waiting=$!
    while [[ ! -s $1/err ]]; do :; done
    flock -u 9; wait "$waiting"' "$DIRECTORY"
  expect_status 0
  expect_err 'waiting for another callscript command'
  expect_out 'taken'
}
