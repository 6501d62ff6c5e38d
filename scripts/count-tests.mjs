/**
 * Adds up Vitest's JSON reports: `node count-tests.mjs FILE…` prints "PASSED FAILED SKIPPED", and to the error output which tests were skipped.
 * A report that is missing or cannot be read counts for nothing.
 */
import { existsSync, readFileSync } from 'node:fs';

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) continue;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, status, assertionResults } of report.testResults) {
    const of = (...wanted) => assertionResults.filter((test) => wanted.includes(test.status));
    const failed = of('failed').length;
    counts.passed += of('passed').length;
    // A file that could not even be loaded has failed no test, but it has failed.
    counts.failed += failed === 0 && status === 'failed' ? 1 : failed;
    for (const { fullName } of of('skipped', 'pending', 'todo', 'disabled')) {
      counts.skipped += 1;
      console.error(`skipped: ${fullName} (${name})`);
    }
  }
}
console.log(counts.passed, counts.failed, counts.skipped);
