# shellcheck shell=bash
# Where an installation keeps its state, its secrets, and the lock that keeps two commands apart.

STATE=${CALLSCRIPT_HOME:-$REPO/.callscript}
[[ $STATE == /* ]] || STATE=$PWD/$STATE
readonly STATE
readonly RUNTIME=$STATE/runtime SPEECH=$STATE/speech APP=$STATE/app LOGS=$STATE/logs RUN=$STATE/run KEYS=$STATE/keys VAULT=$STATE/vault MAIL=$STATE/mail

ensure_state() {
  local directory
  if [[ -e $STATE && ! -O $STATE ]]; then
    fail "the state directory $STATE belongs to $(stat -c %U "$STATE"), and you are $(id -un)" \
      "run this as $(stat -c %U "$STATE"), or name a directory of your own in CALLSCRIPT_HOME"
  fi
  # Not 0700: as root, PostgreSQL runs under another user id and has to pass through. What is private is private itself.
  mkdir -p "$STATE" || fail "the state directory $STATE cannot be made" "name a writable one in CALLSCRIPT_HOME"
  [[ $(stat -c %a "$STATE") == 711 ]] || chmod 711 "$STATE"
  for directory in "$RUNTIME" "$SPEECH" "$APP"; do
    mkdir -p "$directory"
  done
  for directory in "$LOGS" "$RUN" "$KEYS" "$VAULT"; do
    [[ -d $directory ]] || mkdir -m 700 "$directory"
  done
}

ensure_writable_repo() {
  [[ -w $REPO ]] || fail "the checkout $REPO is not writable for $(id -un), and the build writes into it" \
    "clone it into a directory of your own, or change its owner"
}

# Held from set-up until the services run; closed for every process that outlives the command.
LOCK_FD=''

take_lock() {
  exec {LOCK_FD}>"$RUN/lock"
  if ! flock -n "$LOCK_FD"; then
    say "  ...   waiting for another callscript command on $STATE"
    flock -w 900 "$LOCK_FD" || fail "another callscript command has held $RUN/lock for 15 minutes" "end it and try again"
  fi
}

release_lock() {
  [[ -z $LOCK_FD ]] || exec {LOCK_FD}>&-
  LOCK_FD=''
}

# write_private FILE: standard input becomes the file, never readable by others and never half written.
write_private() {
  (
    umask 077
    cat >"$1.new"
    mv -f "$1.new" "$1"
  )
}

# secret NAME: prints the secret of that name and makes it the first time, as base64 of 32 random bytes.
secret() {
  local file=$KEYS/$1
  [[ -s $file ]] || head -c 32 /dev/urandom | base64 -w 0 | write_private "$file"
  cat "$file"
}

# password NAME: a secret that needs no quoting in a connection string or an URL.
password() {
  local file=$KEYS/$1
  [[ -s $file ]] || head -c 64 /dev/urandom | base64 -w 0 | tr -dc 'A-Za-z0-9' | head -c 32 | write_private "$file"
  cat "$file"
}

# hash_of PATH...: one digest over names and contents of the files below, what builds leave behind excepted.
hash_of() {
  (
    cd "$REPO" || exit
    find "$@" \( -name bin -o -name obj -o -name node_modules -o -path client/dist -o -path src/Api/openapi \) -prune -o -type f -print0 |
      LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
  )
}

# prepend_exit FUNCTION: runs it when the script ends, before the functions registered earlier.
EXIT_FUNCTIONS=()
prepend_exit() {
  EXIT_FUNCTIONS=("$1" "${EXIT_FUNCTIONS[@]}")
  trap run_exit_functions EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  trap 'exit 141' PIPE
}

run_exit_functions() {
  local status=$? function
  # A second Ctrl-C, or a reader that has gone away, must not cut the clean-up short.
  trap '' INT TERM HUP PIPE
  for function in "${EXIT_FUNCTIONS[@]}"; do
    "$function" || true
  done
  exit "$status"
}
