/**
 * Adds up Vitest's JSON reports: `node count-tests.mjs FILE…` prints "PASSED FAILED SKIPPED", and to the error output which tests failed,
 * each with the beginning of its message, and which were skipped.
 * A report that is missing or cannot be read counts for nothing.
 * See ADR 115.
 */
import { existsSync, readFileSync } from 'node:fs';

/** Enough to see what was expected, and where. */
const MAX_MESSAGE_LINES = 12;

function beginningOf(message = '') {
  return message
    .split('\n')
    .slice(0, MAX_MESSAGE_LINES)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n');
}

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) continue;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, status, message, assertionResults } of report.testResults) {
    const of = (...wanted) => assertionResults.filter((test) => wanted.includes(test.status));
    const failed = of('failed');
    counts.passed += of('passed').length;
    // A file that could not even be loaded has failed no test, but it has failed.
    const notLoaded = failed.length === 0 && status === 'failed';
    counts.failed += notLoaded ? 1 : failed.length;
    if (notLoaded) console.error(`failed: ${name}\n${beginningOf(message)}`);
    for (const { fullName, failureMessages } of failed) {
      console.error(`failed: ${fullName} (${name})\n${failureMessages.map(beginningOf).join('\n')}`);
    }
    for (const { fullName } of of('skipped', 'pending', 'todo', 'disabled')) {
      counts.skipped += 1;
      console.error(`skipped: ${fullName} (${name})`);
    }
  }
}
console.log(counts.passed, counts.failed, counts.skipped);
