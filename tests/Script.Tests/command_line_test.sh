# shellcheck shell=bash disable=SC2154
readonly VERBS=(up down test status import backfill bench transcribe judge)

test_help_ForEachVerb_NamesItAndStartsNothing() {
  local verb
  for verb in "${VERBS[@]}"; do
    callscript "$verb" --help
    expect_status 0
    expect_out "callscript $verb"
    expect_equal "$ERR" ''
    callscript help "$verb"
    expect_status 0
    expect_out "callscript $verb"
  done
  [[ ! -e $CALLSCRIPT_HOME ]] || broken 'asking for help made a state directory'
}

test_help_WithoutVerb_ListsEveryVerb() {
  callscript
  expect_status 0
  local verb
  for verb in "${VERBS[@]}"; do
    expect_out "  $verb "
  done
}

test_callscript_WhenVerbUnknown_Exits2AndNamesIt() {
  callscript frobnicate
  expect_status 2
  expect_err "no verb 'frobnicate'"
}

test_verbs_WhenOptionUnknown_Exit2NameItAndStartNothing() {
  local verb
  for verb in "${VERBS[@]}"; do
    callscript "$verb" --frobnicate
    expect_status 2
    expect_err "--frobnicate"
    expect_err "callscript $verb --help"
    expect_equal "$OUT" ''
  done
  [[ ! -e $CALLSCRIPT_HOME ]] || broken 'a wrong option made a state directory'
}

test_verbs_WhenArgumentMissing_Exit2() {
  local line
  for line in 'up --port' 'import' 'import --org' 'backfill' 'backfill --org' 'backfill --org demo --from 2026-01-01' 'backfill pause' 'backfill frobnicate' 'transcribe' 'transcribe --json' 'judge' 'judge a b' 'bench' 'test a b'; do
    # shellcheck disable=SC2086
    callscript $line
    expect_status 2
  done
}

test_up_WhenPortIsNoPort_Exits2() {
  local port
  for port in 0 -1 65536 99999 080 http ''; do
    callscript up --port "$port"
    expect_status 2
    expect_err 'between 1 and 65535'
  done
}

test_up_WhenHostIsNoAddress_Exits2() {
  local host
  for host in '' '::1' 'a b' 'http://x'; do
    callscript up --host "$host"
    expect_status 2
    expect_err 'is not an address'
  done
}

test_up_WhenPortBusy_NamesTheHolderAndPort() {
  start_server
  callscript up --detach --port "$SERVER_PORT"
  expect_status 1
  expect_err "port $SERVER_PORT is taken by node (pid $SERVER_PID)"
  expect_err '--port'
}

test_up_WhenFreshWithOwnDatabase_RefusesToDeleteIt() {
  callscript up --fresh --database postgres://owner:secret@127.0.0.1:5432/mine
  expect_status 2
  expect_err '--fresh never deletes a database of your own'
  [[ $OUT$ERR != *secret* ]] || broken 'the password was printed'
}

test_up_WhenStateBelongsToAnother_NamesBoth() {
  (( EUID == 0 )) || skip 'only root can give a directory away'
  mkdir "$CALLSCRIPT_HOME"
  chown nobody "$CALLSCRIPT_HOME"
  callscript up --detach
  expect_status 1
  expect_err "belongs to nobody, and you are root"
  expect_err 'CALLSCRIPT_HOME'
}

test_down_WhenNothingRuns_SaysSoAndSucceeds() {
  callscript down
  expect_status 0
  expect_out 'Nothing is running.'
  library 'ensure_state'
  callscript down
  expect_status 0
  expect_out 'Nothing is running.'
}

test_statusAndImport_WhenNothingRuns_SayHowToStart() {
  callscript status
  expect_status 1
  expect_err 'CallScript is not running'
  expect_err 'callscript up'
  callscript status --json
  expect_status 1
  expect_equal "$OUT" ''
  callscript import "$HERE"
  expect_status 1
  expect_err 'CallScript is not running'
}

test_import_WhenPathMissing_NamesIt() {
  callscript import "$DIRECTORY/nowhere"
  expect_status 1
  expect_err "no file or folder '$DIRECTORY/nowhere'"
}

test_bench_WhenUnknown_ListsTheKnown() {
  callscript bench frobnicate
  expect_status 2
  expect_err "no bench 'frobnicate'; there are:"
}

test_test_WhenFilterMatchesNothing_ListsTheSuites() {
  callscript test frobnicate
  expect_status 2
  expect_err 'Domain.UnitTests'
}

test_script_IsShellcheckClean() {
  command -v shellcheck >/dev/null || skip 'shellcheck is not installed'
  cd "$REPO" || exit
  run shellcheck -x callscript .ci/run tests/Script.Tests/*.sh
  expect_status 0
}
