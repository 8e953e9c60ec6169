# shellcheck shell=bash
# up, down and status: the services in the order they depend on each other.

# Stopped in this order: what produces work first, the database last. The grace covers a lane's running item.
readonly SERVICES_TO_STOP=(workers api simulator)
readonly DATABASE_SERVICE=postgres
readonly DEMO_ACCOUNT=RAdemo

UP_PORT=8080 UP_HOST=127.0.0.1 UP_DATABASE=${CALLSCRIPT_DATABASE:-} UP_FRESH=0 UP_DETACH=0
SERVER_CONNECTION='' OWNER_CONNECTION=''

verb_up() {
  progress_to_stdout
  parse_up_options "$@"
  ensure_state
  prepend_exit end_tasks
  take_lock
  if installation_running; then
    load_environment
    if (( UP_FRESH == 0 )); then
      say "CallScript is already running."
      print_welcome
      return 0
    fi
    say "Stopping the running installation first, because of --fresh."
  fi
  stop_services
  (( UP_FRESH == 0 )) || delete_data
  require_free_port "$UP_PORT"
  ensure_writable_repo
  [[ -n $UP_DATABASE ]] || require_embedded_postgres
  say "Setting up CallScript"
  ensure_prerequisites "$UP_PACKAGES"
  set_up_application
  new_run_id
  prepend_exit stop_this_run
  start_services
  release_lock
  print_welcome
  if (( UP_DETACH )); then
    RUN_ID=''
    return 0
  fi
  watch_services
}

parse_up_options() {
  while (( $# > 0 )); do
    case $1 in
      --port | --host | --database)
        (( $# > 1 )) || usage_error up "$1 needs a value"
        case $1 in
          --port) UP_PORT=$2 ;;
          --host) UP_HOST=$2 ;;
          --database) UP_DATABASE=$2 ;;
        esac
        shift
        ;;
      --port=*) UP_PORT=${1#*=} ;;
      --host=*) UP_HOST=${1#*=} ;;
      --database=*) UP_DATABASE=${1#*=} ;;
      --fresh) UP_FRESH=1 ;;
      --detach) UP_DETACH=1 ;;
      *) usage_error up "there is no option '$1'" ;;
    esac
    shift
  done
  if [[ ! $UP_PORT =~ ^[1-9][0-9]{0,4}$ ]] || (( UP_PORT > 65535 )); then
    usage_error up "the port '$UP_PORT' is not a number between 1 and 65535"
  fi
  [[ $UP_HOST =~ ^[A-Za-z0-9.*_-]+$ || $UP_HOST =~ ^\[[0-9A-Fa-f:.]+\]$ ]] || usage_error up "the host '$UP_HOST' is not an address"
  if [[ -n $UP_DATABASE ]]; then
    parse_database_url "$UP_DATABASE"
    (( UP_FRESH == 0 )) || usage_error up "--fresh never deletes a database of your own: empty it yourself, then run 'up' without --fresh"
  fi
}

# installation_running: every service of the last 'up' is alive. After a crash of one, 'up' starts them all anew.
installation_running() {
  [[ -s $RUN/environment ]] || return 1
  local name
  for name in "${SERVICES_TO_STOP[@]}"; do
    process_alive "$name" || return 1
  done
  [[ ! -s $RUN/$DATABASE_SERVICE.pid ]] || process_alive "$DATABASE_SERVICE"
}

delete_data() {
  local directory home
  home=$(outside_home "$STATE")
  for directory in "$STATE/pg" "$home" "$VAULT" "$MAIL" "$KEYS"; do
    [[ -e $directory ]] || continue
    rm -rf "$directory"
    say "  gone  $directory"
  done
  ensure_state
}

start_services() {
  local simulator_port database_port token
  token=$(password simulator.token)
  if [[ -z $UP_DATABASE ]]; then
    choose_postgres_home
    database_port=$(remembered_port "$DATABASE_SERVICE")
    SERVER_CONNECTION="Host=127.0.0.1;Port=$database_port;Database=callscript"
    OWNER_CONNECTION="$SERVER_CONNECTION;Username=postgres;Password=$(password postgres.password)"
    task postgres 'PostgreSQL' "read $LOGS/$DATABASE_SERVICE.log; 'up --fresh' starts over with an empty database" 120 start_embedded_database "$database_port"
  fi
  simulator_port=$(remembered_port simulator)
  write_environment "$UP_HOST" "$UP_PORT" "$simulator_port"
  load_environment
  task simulator 'Ringba simulator' "read $LOGS/simulator.log" 60 start_simulator "$simulator_port" "$token"
  await_tasks
  step migrate 'migrations' "check that the database answers and that its owner may create roles" 300 run_worker_command migrate
  task api 'API and user interface' "read $LOGS/api.log" 90 start_api
  task demo 'demo organization' "read the log above; 'up --fresh' starts over with an empty database" 120 seed_demo "$simulator_port" "$token"
  await_tasks
  step workers 'workers' "read $LOGS/workers.log" 60 start_workers
}

start_embedded_database() {
  make_cluster "$PG_HOME/pg" "$(password postgres.password)"
  start_cluster "$DATABASE_SERVICE" "$PG_HOME/pg" "$1"
}

run_worker_command() { DOTNET_CONTENTROOT=$SERVER_APP/Workers dotnet "$SERVER_APP/Workers/CallScript.Workers.dll" "$@"; }

start_simulator() {
  start_process simulator "$SERVER_APP/RingbaSimulator" env -u ASPNETCORE_URLS dotnet CallScript.RingbaSimulator.dll \
    --urls "http://127.0.0.1:$1" --samples "$REPO/samples" --account "$DEMO_ACCOUNT" --token "$2"
  await_ready simulator 30 accepts_connections 127.0.0.1 "$1"
}

start_api() {
  start_process api "$SERVER_APP/Api" dotnet CallScript.Api.dll
  await_ready api 60 answers_200 "$CALLSCRIPT_HEALTH_HOST" "$CALLSCRIPT_PORT" /health/ready
}

# The sign-in that it prints is kept, so that a second 'up' and 'status' can show it again.
seed_demo() {
  local answer
  answer=$(CALLSCRIPT_DEMO_PASSWORD=$(password demo.password) CALLSCRIPT_DEMO_RINGBA_TOKEN=$2 \
    run_worker_command seed-demo --ringba-url "http://127.0.0.1:$1" --ringba-account "$DEMO_ACCOUNT")
  # shellcheck disable=SC2016 # JavaScript's template, not the shell's
  node -e '
    const { email, password } = JSON.parse(process.argv[1]);
    if (typeof email !== "string" || typeof password !== "string") throw new Error("seed-demo printed no e-mail and password");
    console.log(`${email}\n${password}`);' "$answer" | write_private "$KEYS/demo.sign-in"
}

start_workers() {
  start_process workers "$SERVER_APP/Workers" dotnet CallScript.Workers.dll run
  await_ready workers 60 lanes_started "$(now_ms)"
}

# The lanes answer on no port. The host says when its start-up checks are through; should the log be set too quiet for
# that, five seconds of life have to do.
lanes_started() { grep -qs 'Application started' "$LOGS/workers.log" || (( $(now_ms) - $1 >= 5000 )); }

print_welcome() {
  local sign_in=()
  [[ ! -s $KEYS/demo.sign-in ]] || mapfile -t sign_in <"$KEYS/demo.sign-in"
  say ''
  say "  CallScript   $CALLSCRIPT_URL"
  say "  sign in as   ${sign_in[0]:-unknown}   password   ${sign_in[1]:-unknown}"
  say "  logs         $LOGS"
  [[ -n ${Mail__Host:-} ]] || say "  mail         $MAIL"
  say "  stop         $(stop_hint)"
  say ''
}

stop_hint() {
  if (( UP_DETACH )) || [[ -z $RUN_ID ]]; then
    echo "$REPO/callscript down"
  else
    echo "Ctrl-C here, or $REPO/callscript down"
  fi
}

# watch_services: stays in front until Ctrl-C, 'down' from elsewhere, or the end of a service, which ends the others too:
# half an installation would look alive and do nothing. A service manager sees exit code 1 and starts it again.
watch_services() {
  local name ready=1 tick=0
  while true; do
    sleep 1
    for name in "${SERVICES_TO_STOP[@]}" "$DATABASE_SERVICE"; do
      if [[ ! -e $RUN/environment ]]; then
        say "Stopped by 'callscript down'."
        RUN_ID=''
        return 0
      fi
      if [[ -s $RUN/$name.pid ]] && ! process_alive "$name"; then
        # 'down' ends a process a moment before it removes the pid file.
        sleep 1
        [[ -s $RUN/$name.pid && -e $RUN/environment ]] || continue
        printf "callscript: '%s' ended by itself; its last words:\n" "$name" >&2
        tail -n 15 "$LOGS/$name.log" | sed 's/^/    /' >&2
        exit 1
      fi
    done
    if (( ++tick % 5 == 0 )); then
      if answers_200 "$CALLSCRIPT_HEALTH_HOST" "$CALLSCRIPT_PORT" /health/ready; then
        (( ready )) || say "  $(date +%H:%M:%S)  ready again"
        ready=1
      else
        (( ready == 0 )) || say "  $(date +%H:%M:%S)  not ready: GET /health/ready does not answer 200 (logs: $LOGS)"
        ready=0
      fi
    fi
  done
}

stop_services() {
  local name
  # Removed first: it tells an 'up' in front that the end of its services is wanted.
  rm -f "$RUN/environment"
  for name in "${SERVICES_TO_STOP[@]}"; do
    stop_process "$name" TERM 30
  done
  stop_cluster "$DATABASE_SERVICE"
}

# stop_this_run: on every way out but success, whatever this run has started.
stop_this_run() {
  [[ -n $RUN_ID ]] || return 0
  clear_live_line
  say "Stopping"
  stop_services
}

verb_down() {
  progress_to_stdout
  (( $# == 0 )) || usage_error down "there is no option '$1'"
  if [[ ! -d $RUN ]]; then
    say "Nothing is running."
    return 0
  fi
  ensure_state
  take_lock
  local name running=()
  for name in "${SERVICES_TO_STOP[@]}" "$DATABASE_SERVICE"; do
    ! process_alive "$name" || running+=("$name")
  done
  stop_services
  if (( ${#running[@]} > 0 )); then
    say "Stopped: ${running[*]}. The data is kept."
  else
    say "Nothing is running."
  fi
}

require_running() {
  if [[ ! -d $RUN ]] || ! installation_running; then
    fail "CallScript is not running" "start it: $REPO/callscript up --detach"
  fi
  load_environment
  SERVER_APP=$CALLSCRIPT_SERVER_APP
}

verb_status() {
  local json=0
  while (( $# > 0 )); do
    case $1 in
      --json) json=1 ;;
      *) usage_error status "there is no option '$1'" ;;
    esac
    shift
  done
  require_running
  if (( json )); then
    run_worker_command status --json
    return
  fi
  local name
  echo "CallScript   $CALLSCRIPT_URL"
  for name in "${SERVICES_TO_STOP[@]}" "$DATABASE_SERVICE"; do
    if process_alive "$name"; then
      printf '%-12s process %s\n' "$name" "$PID_FILE_PID"
    fi
  done
  echo
  run_worker_command status
}
