# shellcheck shell=bash disable=SC2154,SC2016

# counted FORMAT TEXT
counted() {
  printf '%s' "$2" >"$DIRECTORY/results"
  run node "$REPO/deploy/lib/test-counts.mjs" "$1" "$DIRECTORY/results"
}

test_counts_OfCtrf_TellFailedFromSkippedAndNameThem() {
  counted ctrf '{"results":{"tests":[{"name":"a","status":"passed"},{"name":"b","status":"failed","message":"b broke"},{"name":"c","status":"skipped"},{"name":"d","status":"pending"},{"name":"e","status":"other"}]}}'
  expect_status 0
  expect_equal "${OUT%%$'\n'*}" '1 2 2'
  expect_out $'b\n    b broke'
}

test_counts_OfVitest_CountAFileThatDidNotLoad() {
  counted vitest '{"testResults":[{"name":"a.ts","status":"passed","assertionResults":[{"fullName":"x","status":"passed"},{"fullName":"y","status":"pending"}]},{"name":"b.ts","status":"failed","message":"no module","assertionResults":[]}]}'
  expect_status 0
  expect_equal "${OUT%%$'\n'*}" '1 1 1'
  expect_out $'b.ts\n    no module'
}

test_counts_OfTap_ReadSkipsAndReasons() {
  counted tap $'ok - a\nnot ok - b\n# why\nok - c # skip not here\n'
  expect_equal "${OUT%%$'\n'*}" '1 1 1'
  expect_out 'why'
}

test_counts_OfALastLine_NeedOne() {
  counted line $'noise\n3 passed, 1 failed, 2 skipped\n'
  expect_equal "$OUT" '3 1 2'
  counted line $'  ok    sign in (3 ms)\n  FAIL  play\n        no sound\n  ok    jump\n2 passed, 1 failed\n'
  expect_equal "$OUT" $'2 1 0\nplay\n    no sound'
  counted line $'3 passed, 0 failed\nnoise\n'
  expect_status 1
}

# suite FORMAT STATUS TEXT: what a suite that ends like this adds up to.
suite() {
  printf '%s' "$3" >"$DIRECTORY/results"
  library 'ensure_state; mkdir -p "$RESULTS"; : >"$RESULTS/sample.log"; SUITE_STATUS=$2 SUITE_ELAPSED=0
    count_suite sample "$1" "$3" >/dev/null 3>&1; print_summary' "$1" "$2" "$DIRECTORY/results"
}

test_countSuite_WhenItCrashedOrRanNothing_IsAFailure() {
  export TEST_REPO=$DIRECTORY
  mkdir -p "$DIRECTORY/deploy"
  ln -s "$REPO/deploy/lib" "$DIRECTORY/deploy/lib"
  suite tap 0 $'ok - a\nok - b\n'
  expect_equal "$OUT" '2 passed, 0 failed'
  suite tap 1 $'ok - a\nnot ok - b\n'
  expect_equal "$OUT" '1 passed, 1 failed'
  suite tap 134 $'ok - a\n'
  expect_equal "$OUT" '1 passed, 1 failed'
  suite tap 0 ''
  expect_equal "$OUT" '0 passed, 1 failed'
  suite ctrf 0 '{ not json'
  expect_equal "$OUT" '0 passed, 1 failed'
  suite tap 0 $'ok - a # skip\n'
  expect_equal "$OUT" '0 passed, 1 failed, 1 skipped'
}
