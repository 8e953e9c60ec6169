# shellcheck shell=bash
# import, backfill, audit, vault, rotate-keys, transcribe, judge and bench: thin ways into the .NET commands, with what they need set up first.

verb_import() {
  local paths=() options=()
  while (( $# > 0 )); do
    case $1 in
      --org | --campaign)
        (( $# > 1 )) || usage_error import "$1 needs a value"
        options+=("$1" "$2")
        shift
        ;;
      --org=* | --campaign=*) options+=("${1%%=*}" "${1#*=}") ;;
      --)
        shift
        paths+=("$@")
        break
        ;;
      -*) usage_error import "there is no option '$1'" ;;
      *) paths+=("$1") ;;
    esac
    shift
  done
  (( ${#paths[@]} > 0 )) || usage_error import "name at least one folder or recording"
  local path
  for path in "${paths[@]}"; do
    [[ -e $path ]] || fail "there is no file or folder '$path'"
  done
  require_running
  run_worker_command import "${options[@]}" -- "${paths[@]}"
}

verb_backfill() {
  local options=() words=()
  while (( $# > 0 )); do
    case $1 in
      --json | --oldest-first | --dry-run | --org=* | --from=* | --to=*) options+=("$1") ;;
      --org | --from | --to)
        (( $# > 1 )) || usage_error backfill "$1 needs a value"
        options+=("$1" "$2")
        shift
        ;;
      -*) usage_error backfill "there is no option '$1'" ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  case ${words[0]:-} in
    '')
      local name
      for name in --org --from --to; do
        [[ " ${options[*]}" == *" $name"* ]] || usage_error backfill "$name is missing"
      done
      ;;
    status) (( ${#words[@]} <= 2 )) || usage_error backfill "status takes one backfill at most" ;;
    pause | resume | cancel) (( ${#words[@]} == 2 )) || usage_error backfill "${words[0]} takes one backfill" ;;
    *) usage_error backfill "there is no action '${words[0]}'" ;;
  esac
  require_running
  run_worker_command backfill "${words[@]}" "${options[@]}"
}

# worker_options VERB FLAGS VALUED ARGUMENT...: sets WORKER_OPTIONS; FLAGS and VALUED name the options, parted by spaces.
worker_options() {
  local verb=$1 flags=" $2 " valued=" $3 "
  shift 3
  WORKER_OPTIONS=()
  while (( $# > 0 )); do
    if [[ $1 == --?* && ( $flags == *" $1 "* || ( $1 == *=* && $valued == *" ${1%%=*} "* ) ) ]]; then
      WORKER_OPTIONS+=("$1")
    elif [[ $1 == --?* && $valued == *" $1 "* ]]; then
      (( $# > 1 )) || usage_error "$verb" "$1 needs a value"
      WORKER_OPTIONS+=("$1" "$2")
      shift
    else
      usage_error "$verb" "there is no option '$1'"
    fi
    shift
  done
}

verb_audit() {
  worker_options audit '--json' '--org --noted' "$@"
  require_running
  run_worker_command audit "${WORKER_OPTIONS[@]}"
}

verb_vault() {
  [[ ${1:-} == verify ]] || usage_error vault "say what to do: verify"
  worker_options vault '--json' '--org --from --to' "${@:2}"
  require_running
  run_worker_command vault verify "${WORKER_OPTIONS[@]}"
}

verb_rotate_keys() {
  worker_options rotate-keys '--new-data-keys' '--org' "$@"
  require_running
  run_worker_command rotate-keys "${WORKER_OPTIONS[@]}"
}

# stage_arguments VERB ARGUMENT...: sets STAGE_FILES and STAGE_OPTIONS.
stage_arguments() {
  local verb=$1
  shift
  STAGE_FILES=() STAGE_OPTIONS=()
  while (( $# > 0 )); do
    case $1 in
      --json) STAGE_OPTIONS+=(--json) ;;
      --)
        shift
        STAGE_FILES+=("$@")
        break
        ;;
      -?*) usage_error "$verb" "there is no option '$1'" ;;
      *) STAGE_FILES+=("$1") ;;
    esac
    shift
  done
}

verb_transcribe() {
  stage_arguments transcribe "$@"
  (( ${#STAGE_FILES[@]} > 0 )) || usage_error transcribe "name at least one recording"
  ensure_stage speech
  exec_stage transcribe
}

verb_judge() {
  stage_arguments judge "$@"
  (( ${#STAGE_FILES[@]} == 1 )) || usage_error judge "name exactly one file"
  ensure_stage
  exec_stage judge
}

# ensure_stage [speech]: sets up what the stage needs; says nothing and costs little when all is there.
ensure_stage() {
  ensure_state
  compute_hashes
  if server_ready && { [[ -z ${1:-} ]] || { runtime_ready && speech_ready && command -v ffmpeg >/dev/null; }; }; then
    return 0
  fi
  prepend_exit end_tasks
  ensure_writable_repo
  take_lock
  say "Setting up what this needs (only the first time, and after changes)"
  if [[ -n ${1:-} ]]; then
    ensure_prerequisites "$UP_PACKAGES"
    task runtime 'speech packages (npm)' "$NETWORK_MEND" 900 install_runtime
  else
    require_dotnet
  fi
  task server '.NET build' "$BUILD_MEND" 900 build_server
  await_tasks
  if [[ -n ${1:-} ]]; then
    step speech 'speech engine and models' "delete $SPEECH and $RUNTIME and run this again" 600 prepare_speech
  fi
  release_lock
}

# Replaces this script: the stage's standard output, exit code and signals are the caller's, without a go-between.
exec_stage() {
  export Speech__Directory=$SPEECH DOTNET_CONTENTROOT=$SERVER_APP/Workers
  exec 3>&-
  exec dotnet "$SERVER_APP/Workers/CallScript.Workers.dll" "$1" "${STAGE_OPTIONS[@]}" -- "${STAGE_FILES[@]}"
}

# bench_names: one a line; a bench is bench/NAME.sh or a project in bench/NAME.
bench_names() {
  local entry
  for entry in "$REPO"/bench/*.sh "$REPO"/bench/*/*.csproj; do
    [[ -e $entry ]] || continue
    if [[ $entry == *.sh ]]; then
      entry=${entry##*/}
      entry=${entry%.sh}
    else
      entry=${entry%/*}
      entry=${entry##*/}
    fi
    echo "${entry,,}"
  done | sort -u
}

verb_bench() {
  progress_to_stdout
  (( $# > 0 )) || usage_error bench "name one of: $(bench_names | paste -sd ' ')"
  local name=${1,,}
  [[ $name != -* ]] || usage_error bench "there is no option '$1'"
  shift
  grep -qxF -- "$name" < <(bench_names) || usage_error bench "there is no bench '$name'; there are: $(bench_names | paste -sd ' ')"
  require_embedded_postgres
  ensure_state
  ensure_writable_repo
  prepend_exit end_tasks
  take_lock
  say "Setting up the bench '$name'"
  local packages=$UP_PACKAGES
  [[ $name != vault || ${1:-} != ceph ]] || packages+=$'\n'$CEPH_PACKAGES
  ensure_prerequisites "$packages"
  set_up_application
  start_private_cluster durable
  release_lock
  export_test_environment
  if [[ $name == vault && ${1:-} == ceph ]]; then
    start_ceph
    export Vault__Store=S3 Vault__S3__Bucket=bench Vault__S3__Endpoint=$CEPH_ADDRESS \
      Vault__S3__AccessKey=$CEPH_ACCESS_KEY Vault__S3__SecretKey=$CEPH_SECRET_KEY
    shift
  fi
  if [[ -f $REPO/bench/$name.sh ]]; then
    "$REPO/bench/$name.sh" "$@"
    return
  fi
  local project
  project=$(find "$REPO/bench" -mindepth 2 -maxdepth 2 -ipath "$REPO/bench/$name/*.csproj" -print -quit)
  dotnet run -c Release --project "$project" -p:UseSharedCompilation=false -- "$@"
}
