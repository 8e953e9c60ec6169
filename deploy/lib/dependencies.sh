# shellcheck shell=bash
# Known vulnerabilities of the locked packages, as the feeds report them.

verb_dependencies() {
  (( $# == 0 )) || usage_error dependencies "it takes no arguments"
  local found=0
  ensure_state
  require_dotnet
  audit_nuget || found=1
  audit_npm client || found=1
  audit_npm deploy/runtime || found=1
  return "$found"
}

audit_nuget() {
  local report
  say 'NuGet packages'
  if ! report=$(cd "$REPO" && dotnet restore CallScript.sln --locked-mode -v q 2>&1 && dotnet list CallScript.sln package --vulnerable --include-transitive --format json 2>&1); then
    say "  the feed does not answer: $(tail -n 1 <<<"$report")"
    return 0
  fi
  node -e '
    const report = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const feeds = (report.problems ?? []).filter((problem) => problem.level === "error");
    const found = new Map();
    for (const project of report.projects ?? [])
      for (const framework of project.frameworks ?? [])
        for (const item of [...(framework.topLevelPackages ?? []), ...(framework.transitivePackages ?? [])])
          for (const advisory of item.vulnerabilities ?? [])
            found.set(`${item.id} ${item.resolvedVersion} ${advisory.advisoryurl}`, advisory.severity);
    for (const problem of feeds) console.log(`  ${problem.text}`);
    for (const [what, severity] of found) console.log(`  ${severity.padEnd(9)} ${what}`);
    if (found.size === 0) console.log(feeds.length ? "  no answer from the feed" : "  none known to the feed");
    process.exit([...found.values()].some((severity) => /^(high|critical)$/i.test(severity)) ? 1 : 0);' <<<"$report"
}

# audit_npm DIRECTORY
audit_npm() {
  local report
  say "npm packages of $1"
  report=$(cd "$REPO/$1" && npm audit --json --package-lock-only 2>/dev/null) || true
  node -e '
    const text = require("fs").readFileSync(0, "utf8");
    let report;
    try { report = JSON.parse(text); } catch { report = { message: "no readable answer" }; }
    if (!report.metadata) {
      console.log(`  the registry does not answer: ${report.message ?? report.error?.summary ?? "unknown"}`);
      process.exit(0);
    }
    const entries = Object.values(report.vulnerabilities ?? {});
    for (const entry of entries) console.log(`  ${entry.severity.padEnd(9)} ${entry.name} ${entry.range}`);
    if (entries.length === 0) console.log("  none known to the registry");
    process.exit(entries.some((entry) => /^(high|critical)$/.test(entry.severity)) ? 1 : 0);' <<<"$report"
}
