# shellcheck shell=bash
# test: every suite, counted the same way, with a PostgreSQL cluster that lives as long as the run.

readonly RESULTS=$REPO/artifacts/test
readonly SUITE_LIMIT=1200

PASSED=0 FAILED=0 SKIPPED=0
SUMMARY_PRINTED=0
PRIVATE=''          # temporary directory of the run
PRIVATE_SERVICE=''  # pid file name of its cluster
TEST_DATABASE=''
SUITES=()

verb_test() {
  progress_to_stdout
  (( $# <= 1 )) || usage_error test "at most one filter"
  [[ ${1:-} != -* ]] || usage_error test "there is no option '$1'"
  select_suites "${1:-}"
  require_embedded_postgres
  ensure_state
  ensure_writable_repo
  only_one_test_run
  rm -rf "$RESULTS"
  mkdir -p "$RESULTS"
  prepend_exit print_broken_summary
  prepend_exit remove_private_cluster
  prepend_exit stop_stack
  prepend_exit end_tasks

  say "Setting up the tests"
  set_up_tests
  say "Running ${#SUITES[@]} suites"
  local suite
  for suite in "${SUITES[@]}"; do
    "suite_${suite%%:*}" "${suite#*:}"
  done
  stop_stack
  remove_private_cluster
  print_summary
  (( FAILED == 0 )) || exit 1
}

# A second run at the same time would rebuild the assemblies that this one is running.
only_one_test_run() {
  local lock
  exec {lock}>"$RUN/test.lock"
  flock -n "$lock" || fail "another test run is going on" "wait for it; it holds $RUN/test.lock"
}

# select_suites FILTER: SUITES gets "kind:name" entries, the quick ones first.
select_suites() {
  local filter=${1,,} all=(format:format script:Script.Tests) project entry name
  for project in "$REPO"/tests/*/CallScript.*Tests.csproj; do
    entry=${project##*/CallScript.}
    all+=("dotnet:${entry%.csproj}")
  done
  if [[ -f $REPO/client/package.json ]]; then
    all+=(npm:client-lint npm:client-typecheck vitest:client)
    if grep -q '"e2e":' "$REPO/client/package.json"; then
      all+=(browser:e2e)
    fi
  fi
  # Only when asked for: Ceph is 270 MB of packages, and moto speaks the same protocol in every run.
  [[ -z $filter ]] || all+=(ceph:S3-ceph)
  SUITES=()
  for entry in "${all[@]}"; do
    name=${entry#*:}
    [[ -n $filter && ${name,,} != *"$filter"* ]] || SUITES+=("$entry")
  done
  (( ${#SUITES[@]} > 0 )) || usage_error test "no suite's name contains '$1'; there are: $(printf '%s ' "${all[@]#*:}")"
}

suite_selected() { [[ " ${SUITES[*]} " == *" $1:"* ]]; }

set_up_tests() {
  take_lock
  compute_hashes
  local packages=$UP_PACKAGES$'\n'$TEST_PACKAGES
  ! suite_selected ceph || packages+=$'\n'$CEPH_PACKAGES
  ensure_prerequisites "$packages"
  ! suite_selected dotnet || ensure_python
  task runtime 'database and speech packages (npm)' "$NETWORK_MEND" 900 install_runtime
  if suite_selected dotnet || suite_selected ceph || suite_selected format || suite_selected browser; then
    task solution '.NET build, tests included' "$BUILD_MEND" 1200 build_solution
  fi
  if suite_selected dotnet; then
    task oidc 'sign-in provider for the tests (npm)' "$NETWORK_MEND" 300 install_oidc_provider
    task moto 'S3 server for the tests (pip)' "$NETWORK_MEND" 300 install_moto
  fi
  if suite_selected browser; then
    task client 'user interface (npm, build)' "$NETWORK_MEND" 900 build_client
  elif suite_selected npm || suite_selected vitest; then
    task client 'client packages (npm)' "$NETWORK_MEND" 900 install_client_packages
  fi
  await_tasks
  if suite_selected dotnet || suite_selected browser; then
    step speech 'speech engine and models' "delete $SPEECH and $RUNTIME and run this again" 600 prepare_speech
  fi
  if suite_selected dotnet; then
    export_moto
  fi
  if suite_selected dotnet || suite_selected ceph; then
    start_private_cluster throw-away
    export_test_environment
  fi
  release_lock
}

# --- the private cluster -----------------------------------------------------------------------------------------------

# start_private_cluster durable|throw-away: durable keeps fsync on, for measurements that shall mean something.
start_private_cluster() {
  local settings=() port
  [[ $1 == durable ]] || settings=(fsync=off synchronous_commit=off full_page_writes=off)
  PRIVATE_SERVICE=private-postgres-$$
  new_run_id
  choose_postgres_home
  make_traversable_directory
  PRIVATE=$TRAVERSABLE
  prepend_exit remove_private_cluster
  PG_HOME=$PRIVATE
  password private.password >/dev/null
  port=$(free_port)
  step database 'a PostgreSQL for this run' "read $LOGS/$PRIVATE_SERVICE.log" 120 start_private_database "$port" "${settings[@]}"
  TEST_DATABASE="Host=127.0.0.1;Port=$port;Username=postgres;Password=$(password private.password);Database=postgres"
}

start_private_database() {
  local port=$1
  shift
  make_cluster "$PG_HOME/pg" "$(password private.password)"
  start_cluster "$PRIVATE_SERVICE" "$PG_HOME/pg" "$port" "$@"
}

# make_traversable_directory: sets TRAVERSABLE to a new temporary directory that the user who runs PostgreSQL can enter,
# which a private TMPDIR may forbid.
make_traversable_directory() {
  local parent
  for parent in "${TMPDIR:-/tmp}" /var/tmp; do
    TRAVERSABLE=$(mktemp -d "$parent/callscript-test.XXXXXX") || continue
    chmod 711 "$TRAVERSABLE"
    if as_postgres test -x "$TRAVERSABLE"; then
      return 0
    fi
    rm -rf "$TRAVERSABLE"
  done
  fail "there is no temporary directory that both $(id -un) and PostgreSQL's user can enter" "set TMPDIR to one"
}

remove_private_cluster() {
  if [[ -n $PRIVATE_SERVICE ]]; then
    stop_cluster "$PRIVATE_SERVICE"
    rm -f "$LOGS/$PRIVATE_SERVICE.log"
    PRIVATE_SERVICE=''
  fi
  if [[ -n $PRIVATE ]]; then
    rm -rf "$PRIVATE"
    PRIVATE=''
  fi
}

# What tests and benches read. Without the database variable they skip; with it they must not.
export_test_environment() {
  export CALLSCRIPT_TEST_DATABASE=$TEST_DATABASE Speech__Directory=$SPEECH CALLSCRIPT_SERVER_APP=$SERVER_APP
}

# --- suites ------------------------------------------------------------------------------------------------------------

# run_suite NAME FUNCTION [ARGUMENT...]: sets SUITE_STATUS and SUITE_ELAPSED; output goes to the suite's log.
run_suite() {
  local name=$1
  shift
  local started waited_out=0 pid
  started=$(now_ms)
  set -m
  (
    set +m
    set -e
    "$@"
  ) </dev/null >"$RESULTS/$name.log" 2>&1 &
  pid=$!
  set +m
  adopt_task "$name" "$pid" "$started"
  local heartbeat=$started
  while task_running "$name"; do
    if (( $(now_ms) - started > SUITE_LIMIT * 1000 )); then
      waited_out=1
      break
    fi
    if [[ -t 3 ]]; then
      show_live_line
    elif (( $(now_ms) - heartbeat >= HEARTBEAT_MS )); then
      heartbeat=$(now_ms)
      say "  ...   $name  $(( (heartbeat - started) / 1000 )) s so far"
    fi
    sleep 0.1
  done
  SUITE_STATUS=0
  if (( waited_out )); then
    end_tasks
    SUITE_STATUS=124
    echo "ended after $SUITE_LIMIT s" >>"$RESULTS/$name.log"
  else
    wait "$pid" || SUITE_STATUS=$?
    forget_task "$name"
    # What the suite left running belongs to it and goes with it.
    kill -KILL -- "-$pid" 2>/dev/null || true
  fi
  clear_live_line
  SUITE_ELAPSED=$(( $(now_ms) - started ))
}

# count_suite NAME FORMAT FILE: adds what the runner reported. A suite that crashed, or ran nothing, is a failure even if
# no test of it is.
count_suite() {
  local name=$1 format=$2 file=$3 counted passed=0 failed=0 skipped=0 complaint=''
  if [[ -s $file ]] && counted=$(node "$REPO/deploy/lib/test-counts.mjs" "$format" "$file" 2>>"$RESULTS/$name.log"); then
    read -r passed failed skipped <<<"${counted%%$'\n'*}"
  else
    counted=''
    complaint='it left no results'
  fi
  if [[ -z $complaint ]]; then
    if (( failed == 0 && SUITE_STATUS != 0 )); then
      complaint="no test failed, but it ended with exit code $SUITE_STATUS"
    elif (( passed + failed == 0 )); then
      complaint='it ran no test'
    fi
  fi
  [[ -z $complaint ]] || failed=$(( failed + 1 ))
  local details=''
  [[ $counted != *$'\n'* ]] || details=${counted#*$'\n'}
  report_suite "$name" "$passed" "$failed" "$skipped" "$complaint" "$details"
}

# report_suite NAME PASSED FAILED SKIPPED COMPLAINT DETAILS
report_suite() {
  local name=$1 line verdict=ok
  PASSED=$(( PASSED + $2 )) FAILED=$(( FAILED + $3 )) SKIPPED=$(( SKIPPED + $4 ))
  line="$2 passed"
  (( $3 == 0 )) || line+=", $3 failed"
  (( $4 == 0 )) || line+=", $4 skipped"
  (( $3 == 0 )) || verdict=FAIL
  say "$(printf '  %-4s  %s  %s  %s' "$verdict" "$name" "$line" "$(seconds "$SUITE_ELAPSED")")"
  (( $3 > 0 )) || return 0
  if [[ -n $5 ]]; then
    say "        $5; its last words:"
    tail -n 20 "$RESULTS/$name.log" | cut -c1-300 | sed 's/^/          /' >&3
  fi
  if [[ -n $6 ]]; then
    cut -c1-300 <<<"$6" | sed 's/^/        /' >&3
  fi
  say "        log: $RESULTS/$name.log"
}

# one_test NAME FUNCTION...: a suite that is one test, passed when its exit code is 0.
one_test() {
  run_suite "$@"
  if (( SUITE_STATUS == 0 )); then
    report_suite "$1" 1 0 0 '' ''
  else
    report_suite "$1" 0 1 0 "exit code $SUITE_STATUS" ''
  fi
}

# The build has checked style and analyzers by now, with warnings as errors; what is left is white space.
suite_format() { one_test format dotnet format whitespace "$REPO" --folder --verify-no-changes; }

suite_script() {
  CALLSCRIPT_TEST_RUNTIME=$RUNTIME run_suite "$1" "$REPO/tests/Script.Tests/run.sh"
  count_suite "$1" tap "$RESULTS/$1.log"
}

suite_dotnet() {
  local name=$1 project output
  project=$(echo "$REPO"/tests/*/"CallScript.$name.csproj")
  output=${project%/*}/bin/Release/net10.0
  run_suite "$name" run_test_assembly "$output" "$output/CallScript.$name" -noColor -noLogo -ctrf "$RESULTS/$name.ctrf.json"
  count_suite "$name" ctrf "$RESULTS/$name.ctrf.json"
}

# The tests of S3 once more, against a server that checks signatures and refuses what Amazon's would.
suite_ceph() {
  local output=$REPO/tests/Infrastructure.Tests/bin/Release/net10.0
  start_ceph
  # Only here: the other suites have moto.
  CALLSCRIPT_TEST_S3=$CEPH_ADDRESS CALLSCRIPT_TEST_S3_ACCESS_KEY=$CEPH_ACCESS_KEY CALLSCRIPT_TEST_S3_SECRET_KEY=$CEPH_SECRET_KEY \
    CALLSCRIPT_TEST_S3_KMS_KEY=$CEPH_KMS_KEY \
    run_suite "$1" run_test_assembly "$output" "$output/CallScript.Infrastructure.Tests" -noColor -noLogo \
    -class '*S3RecordingVaultTests' -class '*WatchedBucketTests' -ctrf "$RESULTS/$1.ctrf.json"
  remove_ceph
  count_suite "$1" ctrf "$RESULTS/$1.ctrf.json"
}

run_test_assembly() {
  cd "$1"
  shift
  exec "$@"
}

suite_npm() { one_test "$1" npm_run "${1#client-}"; }

suite_vitest() {
  run_suite "$1" npm_run test -- --reporter=default --reporter=json "--outputFile.json=$RESULTS/$1.json"
  count_suite "$1" vitest "$RESULTS/$1.json"
}

npm_run() {
  cd "$REPO/client"
  NO_COLOR=1 exec npm run --silent "$@"
}

# --- the browser journey, on a whole installation of its own -------------------------------------------------------------

STACK=''

suite_browser() {
  choose_postgres_home
  make_traversable_directory
  STACK=$TRAVERSABLE
  run_suite "$1" browser_journey
  count_suite "$1" line "$RESULTS/$1.log"
}

# The journey's own last line, "N passed, N failed", is what counts.
browser_journey() {
  local directory port sign_in=()
  # What is built and installed is shared with this state directory by links; data, keys and ports are not.
  for directory in runtime speech app; do
    ln -s "$STATE/$directory" "$STACK/$directory"
  done
  port=$(free_port)
  CALLSCRIPT_HOME=$STACK CALLSCRIPT_DATABASE='' "$REPO/callscript" up --detach --port "$port"
  mapfile -t sign_in <"$STACK/keys/demo.sign-in"
  cd "$REPO/client"
  CALLSCRIPT_URL=http://127.0.0.1:$port CALLSCRIPT_EMAIL=${sign_in[0]} CALLSCRIPT_PASSWORD=${sign_in[1]} \
    CALLSCRIPT_MAIL=$STACK/mail \
    CALLSCRIPT_ARTIFACTS=$REPO/artifacts/e2e NO_COLOR=1 npm run --silent e2e
}

stop_stack() {
  [[ -n $STACK ]] || return 0
  CALLSCRIPT_HOME=$STACK "$REPO/callscript" down >/dev/null || say "  the browser journey's installation in $STACK could not be stopped"
  rm -rf "$STACK" "$(outside_home "$STACK")"
  STACK=''
}

# --- the last line -------------------------------------------------------------------------------------------------------

print_summary() {
  local line="$PASSED passed, $FAILED failed"
  (( SKIPPED == 0 )) || line+=", $SKIPPED skipped"
  SUMMARY_PRINTED=1
  echo "$line"
}

# A run that broke off (set-up failed, Ctrl-C) is a failure of its own, so that the last line never reads like a success.
print_broken_summary() {
  (( SUMMARY_PRINTED == 0 )) || return 0
  FAILED=$(( FAILED + 1 ))
  print_summary
}
