// Reads what a test runner left behind and prints "passed failed skipped", then the failed tests with their messages.
// Usage: node test-counts.mjs ctrf|vitest|tap|line FILE
import { readFileSync } from 'node:fs';

const MESSAGE_LINES = 12;

const readers = {
  // xunit v3's executables: one entry a test. An explicit test that was not asked for is "pending".
  ctrf(text) {
    return JSON.parse(text).results.tests.map(({ name, status, message, trace }) => ({
      name,
      outcome: status === 'passed' ? 'passed' : status === 'skipped' || status === 'pending' ? 'skipped' : 'failed',
      message: [message, trace].filter(Boolean).join('\n'),
    }));
  },

  // A file that fails to load has no assertion results at all, and must not go unnoticed for that.
  vitest(text) {
    return JSON.parse(text).testResults.flatMap((file) =>
      file.assertionResults.length === 0 && file.status === 'failed'
        ? [{ name: file.name, outcome: 'failed', message: file.message }]
        : file.assertionResults.map(({ fullName, status, failureMessages }) => ({
            name: fullName,
            outcome: status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped',
            message: failureMessages?.join('\n'),
          })),
    );
  },

  // "ok - name", "not ok - name", and "# text" lines that explain the line before.
  tap(text) {
    const tests = [];
    for (const line of text.split('\n')) {
      const match = /^(not )?ok\b[\d\s-]*(.*?)(\s+# skip.*)?$/i.exec(line);
      if (match) {
        tests.push({ name: match[2], outcome: match[3] ? 'skipped' : match[1] ? 'failed' : 'passed', message: '' });
      } else if (line.startsWith('#') && tests.length > 0) {
        tests.at(-1).message += `${line.slice(1).trim()}\n`;
      }
    }
    return tests;
  },

  // A last line "N passed, N failed" (", N skipped"), for runners that report nothing finer; what failed is on lines that
  // start with FAIL, with the reason indented below.
  line(text) {
    const lines = text.trimEnd().split('\n');
    const match = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(lines.at(-1) ?? '');
    if (!match) throw new Error('the last line is not "N passed, N failed"');
    const [passed, failed, skipped] = match.slice(1).map((count) => Number(count ?? 0));
    const many = (count, outcome) => Array.from({ length: count }, () => ({ name: '', outcome, message: '' }));
    const tests = [...many(passed, 'passed'), ...many(failed, 'failed'), ...many(skipped, 'skipped')];
    let described = passed;
    lines.forEach((line, index) => {
      const name = /^\s*FAIL\s+(.*)$/.exec(line)?.[1];
      if (name === undefined || described === passed + failed) return;
      const rest = lines.slice(index + 1);
      const end = rest.findIndex((next) => !/^\s{6}/.test(next));
      tests[described++] = { name, outcome: 'failed', message: rest.slice(0, end).map((next) => next.trim()).join('\n') };
    });
    return tests;
  },
};

const [format, file] = process.argv.slice(2);
const tests = readers[format](readFileSync(file, 'utf8'));
const count = (outcome) => tests.filter((test) => test.outcome === outcome).length;
console.log(`${count('passed')} ${count('failed')} ${count('skipped')}`);
for (const { name, message } of tests.filter((test) => test.outcome === 'failed' && test.name !== '')) {
  console.log(name);
  for (const line of (message ?? '').split('\n').slice(0, MESSAGE_LINES)) console.log(`    ${line}`);
}
