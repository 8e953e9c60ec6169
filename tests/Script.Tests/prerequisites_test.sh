# shellcheck shell=bash disable=SC2154,SC2016

# fake NAME LINE: a command of that name before the real one on the PATH.
fake() {
  mkdir -p "$DIRECTORY/bin"
  printf '#!/bin/bash\n%s\n' "$2" >"$DIRECTORY/bin/$1"
  chmod 755 "$DIRECTORY/bin/$1"
}

test_requireDotnet_WhenMissing_SaysWhereToGetIt() {
  library 'PATH=/nonexistent; require_dotnet'
  expect_status 1
  expect_err 'the .NET 10 SDK is missing'
  expect_err 'https://dotnet.microsoft.com/'
}

test_requireDotnet_WhenOnlyOlder_NamesWhatIsThere() {
  fake dotnet 'echo "8.0.404 [/usr/share/dotnet/sdk]"'
  library 'PATH=$1:$PATH; require_dotnet' "$DIRECTORY/bin"
  expect_status 1
  expect_err 'without a version 10 SDK (found: 8.0.404)'
}

test_requireNode_WhenTooOld_NamesItsVersion() {
  fake node 'echo v20.18.3'
  library 'PATH=$1:$PATH; require_node' "$DIRECTORY/bin"
  expect_status 1
  expect_err 'Node 20.19 or newer is needed'
  expect_err 'is 20.18.3'
}

test_missingPackages_ListsOnlyWhatIsNotThere() {
  library 'missing_packages "$1"' $'surely-not-here surely-not-here\nbash bash\nroot /\nno-file /surely/not/here'
  expect_status 0
  expect_equal "$OUT" $'surely-not-here\nno-file'
}

test_installPackages_WhenNotAllowed_ListsThemWithTheLineToRun() {
  fake apt-get 'exit 1'
  fake sudo 'exit 1'
  local as=()
  if (( EUID == 0 )); then
    setpriv --reuid=65534 --regid=65534 --clear-groups test -r "$REPO/deploy/lib/tests.sh" || skip 'nobody cannot read this checkout'
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  fi
  library ':'
  local sources
  sources=$(printf "source '%s';" "$REPO"/deploy/lib/{output,paths,prerequisites}.sh)
  run "${as[@]}" bash -c "set -euo pipefail; REPO='$REPO'; $sources PATH=\$1:\$PATH; install_packages \$'flite\nsox'" _ "$DIRECTORY/bin"
  expect_status 1
  expect_err 'missing here: flite sox'
  expect_err 'sudo apt-get install -y --no-install-recommends flite sox'
}

test_aptInstall_WhenListsAreStale_UpdatesThemAndTriesAgain() {
  fake apt-get 'echo "$*" >>"'"$DIRECTORY"'/calls"; [[ $* == *update* ]] || grep -q update "'"$DIRECTORY"'/calls"'
  library 'PATH=$1:$PATH; apt_install -- flite' "$DIRECTORY/bin"
  expect_status 0
  expect_equal "$(wc -l <"$DIRECTORY/calls")" 3
  expect_equal "$(sed -n 3p "$DIRECTORY/calls" | grep -o 'install .*')" 'install -y --no-install-recommends flite'
}

test_aptInstall_WhenPackagesAreInTheLists_DoesNotUpdate() {
  fake apt-get 'echo "$*" >>"'"$DIRECTORY"'/calls"'
  library 'PATH=$1:$PATH; apt_install -- flite' "$DIRECTORY/bin"
  expect_status 0
  expect_equal "$(wc -l <"$DIRECTORY/calls")" 1
}
