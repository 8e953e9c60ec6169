#!/usr/bin/env bash
# Runs the tests of the callscript script: every function test_* in every *_test.sh, each in a shell and a directory of its
# own. Prints "ok - name" or "not ok - name" with the reason. Usage: run.sh [FILTER]
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export HERE
failed=0

for file in "$HERE"/*_test.sh; do
  while read -r name; do
    [[ $name == *"${1:-}"* ]] || continue
    directory=$(mktemp -d "${TMPDIR:-/tmp}/callscript-script-test.XXXXXX")
    chmod 711 "$directory"
    status=0
    output=$(bash "$HERE/harness.sh" "$file" "$name" "$directory" 2>&1 </dev/null) || status=$?
    rm -rf "$directory"
    case $status in
      0) echo "ok - $name" ;;
      77) echo "ok - $name # skip ${output##*$'\n'}" ;;
      *)
        failed=1
        echo "not ok - $name"
        printf '# %s\n' "${output//$'\n'/$'\n# '}"
        ;;
    esac
  done < <(sed -n 's/^\(test_[A-Za-z0-9_]*\)() {.*/\1/p' "$file")
done
exit "$failed"
