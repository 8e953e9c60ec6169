# shellcheck shell=bash
# What each verb says about itself.

help_for() {
  case $1 in
    '')
      cat <<'TEXT'
callscript VERB [OPTION...]

  up           set up what is missing and start everything: database, API and user interface, workers, demo calls
  down         stop what 'up' started
  status       how the lanes are doing
  import       turn a folder of recordings into calls
  backfill     read a span of days from Ringba
  audit        verify the audit logs
  vault        verify the recordings against their manifest
  rotate-keys  put keys under the current master key, or give out new data keys
  test         run every test
  dependencies known vulnerabilities of what CallScript is built from
  bench        run a measurement
  transcribe   the transcription stage alone, without a database
  judge        the judging stage alone, without a database
  help         this text; 'callscript VERB --help' tells more about a verb

Data, keys and logs live in .callscript beside this script, or where CALLSCRIPT_HOME says.
TEXT
      ;;
    up)
      cat <<'TEXT'
callscript up [--port N] [--host ADDRESS] [--database URL] [--fresh] [--detach]

Installs what is missing, builds, migrates the database and starts CallScript with a simulated Ringba account and its
sample calls. Prints the address and the demo sign-in once it answers. What is up to date is not done again.

  --port N         where the API and the user interface listen (default 8080)
  --host ADDRESS   the address they bind (default 127.0.0.1, this machine only)
  --database URL   your own PostgreSQL, postgres://owner:password@host:port/name[?sslmode=require], instead of the
                   embedded one; CALLSCRIPT_DATABASE does the same and keeps the password off the process list
  --fresh          delete the calls, recordings and keys of this installation first, without asking
  --detach         return when ready; without it, stay in front until Ctrl-C, which stops everything

A second 'up' keeps the data. Exit code: 0 ready (or already running), 1 a step failed, 2 the command line was wrong.
TEXT
      ;;
    down)
      cat <<'TEXT'
callscript down

Stops exactly the processes that 'up' started, in order, and leaves the data. Nothing running is not an error.
TEXT
      ;;
    status)
      cat <<'TEXT'
callscript status [--json]

For each lane: how much waits, how much is at work, and how old the oldest waiting item is. Needs a running 'up'.

  --json   one JSON document instead of a table
TEXT
      ;;
    import)
      cat <<'TEXT'
callscript import DIR|FILE... [--org SLUG] [--campaign NAME]

Every recording (a folder is read with its subfolders) becomes a call and goes through vault, transcription and judging.
Needs a running 'up'.

  --org SLUG        the organization that gets the calls (default: the demo organization)
  --campaign NAME   the campaign they are filed under
TEXT
      ;;
    backfill)
      cat <<'TEXT'
callscript backfill --org SLUG --from DATE --to DATE [--oldest-first] [--dry-run] [--json]
callscript backfill status [ID] [--json]
callscript backfill pause|resume|cancel ID [--json]

Has the workers read a span of an organization's call log, beside live reading and with less claim to Ringba's limit. Goes on
by itself after a crash; what is already here is left as it is. Needs a running 'up'.

  --org SLUG           the organization; may be given again
  --from, --to DATE    the first and the last UTC day, YYYY-MM-DD
  --oldest-first       otherwise the newest calls come first
  --dry-run            wait, and print by day what Ringba has and what is not here; nothing is taken in
  --json               one JSON object a line
TEXT
      ;;
    audit)
      cat <<'TEXT'
callscript audit [--org SLUG] [--noted SEQUENCE:DIGEST] [--json]

Recomputes the chain of digests of each organization's audit log. Prints the number and digest of its last link: note
them elsewhere, and a later run that is given them also shows that the end was cut off. Needs a running 'up'.

  --org SLUG               only this organization
  --noted SEQUENCE:DIGEST  what was noted of it earlier
  --json                   one JSON object a line

Exit code: 0 whole, 1 broken.
TEXT
      ;;
    vault)
      cat <<'TEXT'
callscript vault verify [--org SLUG] [--from TIME] [--to TIME] [--json]

Hashes the recordings of a range of time anew and compares them with the manifest, whose chain of digests is recomputed.
Names what is missing, what was changed, and what the manifest does not list. Needs a running 'up'.

  --org SLUG    only this organization
  --from TIME   only recordings that came in at or after this time: 2026-03-01, or 2026-03-01T12:00:00Z
  --to TIME     only recordings that came in before this time
  --json        one JSON object a line

Exit code: 0 whole, 1 broken.
TEXT
      ;;
    rotate-keys)
      cat <<'TEXT'
callscript rotate-keys [--org SLUG] [--new-data-keys]

Wraps every organization's keys with the current master key, and seals every secret and number under the newest data key.
Everything stays in use meanwhile; a run that was cut short is finished by the next. Needs a running 'up'.

  --org SLUG        only this organization
  --new-data-keys   give each organization a new data key first
TEXT
      ;;
    dependencies)
      cat <<'TEXT'
callscript dependencies

Asks the NuGet feed and the npm registry for known vulnerabilities of the locked packages, transitive ones included, and
prints what they answer. A feed that has no such data, or cannot be reached, is named as such.

Exit code: 0 nothing of high or critical severity is known, 1 something is.
TEXT
      ;;
    test)
      cat <<'TEXT'
callscript test [FILTER]

Sets up the same way as 'up', then runs every test: formatting, .NET, script, client and browser. The last line is
'N passed, N failed' (', N skipped' if any); the exit code is 0 only if nothing failed. Results stay in artifacts/test.

  FILTER   only suites whose name contains it (case does not matter), such as Domain, client or e2e

The suite S3-ceph runs only when a filter names it ('callscript test S3'): it installs Ceph's gateway and runs the tests of S3
against it, which the other suites run against moto.
TEXT
      ;;
    bench)
      cat <<'TEXT'
callscript bench NAME [ARGUMENT...]

Runs bench/NAME with a private database and the speech runtime in its environment; what follows NAME is passed on.
'bench vault ceph' installs Ceph's gateway and measures a bucket in it instead of a folder.
TEXT
      local names
      names=$(bench_names | paste -sd ' ')
      printf '\nAvailable: %s\n' "${names:-none in this checkout}"
      ;;
    transcribe)
      cat <<'TEXT'
callscript transcribe FILE... [--json]

Transcribes recordings without a database. Progress goes to standard error.

  --json   one JSON object a line, in the order given; a file that cannot be read gives {"file","error"}

Exit code: 0, or 1 if some file could not be transcribed (the others still are).
TEXT
      ;;
    judge)
      cat <<'TEXT'
callscript judge FILE.jsonl [--json]

Judges transcribed calls, one JSON object a line, without a database. Labelled calls also give precision and recall.

  --json   one JSON object a line instead of a table; for labelled input a last one with the summary
TEXT
      ;;
    *) usage_error help "there is no verb '$1'" ;;
  esac
}
