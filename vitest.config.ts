import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

// Node keeps there what V8 has compiled: each spec file, and each process that a spec starts, loads much of the same.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'compile');

/** Where the results go as JSON too, for CI to count them. */
const jsonReport = process.env['TEST_REPORT_FILE'];
/** Takes minutes to hours: `npm run test:batches` alone runs it. */
const LARGE_BATCHES = process.env['BATCH_LINES'] === undefined ? ['test/e2e/batches-large.e2e.spec.ts'] : [];
/**
 * Longer proofs, each with a command of its own: `npm run test:fuzz`, `test:chaos-spec`, `test:policy-exceptions`, `test:image-bundle`,
 * `test:provenance-readers`, `test:long` and `test:day`.
 */
const FUZZ = process.env['FUZZ_REQUESTS'] === undefined ? ['test/e2e/fuzz.e2e.spec.ts'] : [];
const EXCEPTIONS =
  process.env['POLICY_EXCEPTIONS'] === undefined ? ['test/infra/policies/exceptions.tools.spec.ts'] : [];
const READERS = process.env['PROVENANCE_READERS'] === undefined ? ['test/e2e/provenance.e2e.tools.spec.ts'] : [];
const LONG_TEXTS = process.env['LONG_TEXT_CHARACTERS'] === undefined ? ['test/e2e/long-texts.e2e.spec.ts'] : [];
const IMAGE_BUNDLE = process.env['IMAGE_BUNDLE'] === undefined ? ['test/e2e/image-bundle.e2e.tools.spec.ts'] : [];
const DAY = process.env['DAY_SPEC'] === undefined ? ['test/e2e/days.e2e.spec.ts'] : [];
const CHAOS = process.env['CHAOS_SPEC'] === undefined ? ['test/chaos/**'] : [];

/** They make room for a slow machine, and their rules have specs of their own: `npm run test:longer`. */
const LONGER =
  process.env['LONGER'] === undefined && process.env['RIGHTS_REPORT'] === undefined
    ? [
        'test/e2e/endpoint-discovery.e2e.spec.ts',
        'test/e2e/telemetry-sampling.e2e.spec.ts',
        'test/security/consents/erasure-after-restore.e2e.spec.ts',
      ]
    : [];

/** `npm run test:rights` runs a few tests at a time, which have to fail soon, and tests of its own. */
const RIGHTS = process.env['RIGHTS_REPORT'] === undefined ? ['test/rights/**'] : ['test/rights/!(*.e2e).spec.ts'];
/** `CHECK_CONTRACT=true` compares each answer that a test of the whole gets with docs/openapi.json. */
const CONTRACT_CHECK = process.env['CHECK_CONTRACT'] === 'true' ? ['test/support/contract-setup.ts'] : [];
const E2E_TIMEOUT_MS = Number(process.env['E2E_TIMEOUT_MS'] ?? 180_000);
/** Twice the processors of CI: much of what a file takes is waiting. */
const E2E_SYSTEMS = Number(process.env['E2E_SYSTEMS'] ?? 4);

/** One more than processors: programs are started, and pages loaded. */
const TOOLS_WORKERS = 3;

/** Specs that can run in one process, one after another. Consumers of messages go on receiving. */
const SHARED = [
  'apps/{api,worker}/**/*.spec.ts',
  'apps/sandbox/src/!(cli|system)/**/!(managed-identity).spec.ts',
  'libs/!(audio|messaging)/**/*.spec.ts',
  'scripts/**/*.spec.ts',
  'examples/**/*.spec.ts',
  'test/{days,fuzz,infra,mutants,prose,rights,scale,support,upgrade}/**/*.spec.ts',
];
/** Less than a test may take, for the message to say which value did not come. Vitest's own limit is a second. */
const pollFor = (timeout: number) => ({ poll: { timeout } });
const UNIT = {
  exclude: ['test/{rights,security}/**/*.e2e.spec.ts', '**/*.tools.spec.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: pollFor(50_000),
  // One more than processors: some specs wait for a minute and need none.
  maxWorkers: 3,
  sequence: { groupOrder: 0 },
};

export default defineConfig({
  // The lib aliases of package.json lead to the source here, and to `dist` in the processes that the tests of the whole start.
  resolve: { conditions: ['development'] },
  // Only this: Vitest hands the list to Node, where `import` would give CommonJS packages the ESM builds of what they require.
  ssr: { resolve: { conditions: ['development'] } },
  test: {
    environment: 'node',
    reporters: jsonReport === undefined ? ['default'] : ['default', ['json', { outputFile: jsonReport }]],
    retry: 0,
    sequence: { sequencer: LongestFirst },
    // CI prints the messages of failures alone, which by default are cut after 40 characters of each value.
    chaiConfig: { truncateThreshold: 1000 },
    // The product lives with these (`surviveUnansweredCloses`), and where links are silenced on purpose they come a minute later, in whatever test runs
    // then. Vitest would take them for failures of that test.
    onUnhandledError: ({ name, message }) =>
      !(name === 'OperationTimeoutError' && /^Unable to close the (receiver|sender|amqp session) /.test(message)),
    projects: [
      {
        // Files share a process and what they import, since importing takes several times as long as the tests. What a file leaves behind reaches the next
        // one: it has to restore timers and the environment; Vitest restores spies.
        extends: true,
        test: {
          ...UNIT,
          name: 'unit',
          include: SHARED,
          isolate: false,
        },
      },
      {
        // Specs that load native code, change their process, or read all sources: a process for each.
        extends: true,
        test: {
          ...UNIT,
          name: 'unit-isolated',
          include: ['apps/**/*.spec.ts', 'libs/**/*.spec.ts', 'test/{architecture,security,simulator}/**/*.spec.ts'],
          exclude: [...UNIT.exclude, ...SHARED],
        },
      },
      {
        // Whole systems, one for each worker, after the unit tests.
        extends: true,
        test: {
          name: 'e2e',
          globalSetup: ['test/support/global-system.ts'],
          setupFiles: CONTRACT_CHECK,
          include: ['test/**/*.spec.ts'],
          exclude: [
            '**/node_modules/**',
            'test/{architecture,days,fuzz,infra,mutants,prose,scale,simulator,support,upgrade}/**',
            ...RIGHTS,
            'test/security/**/!(*.e2e).spec.ts',
            '**/*.tools.spec.ts',
            ...LARGE_BATCHES,
            ...FUZZ,
            ...CHAOS,
            ...LONG_TEXTS,
            ...DAY,
            ...LONGER,
          ],
          testTimeout: E2E_TIMEOUT_MS,
          hookTimeout: Math.min(E2E_TIMEOUT_MS * 2, 120_000),
          maxWorkers: E2E_SYSTEMS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // What needs a program beside Node: `npm run test:tools`. Together with the next, so that all workers have something to do until the end.
        extends: true,
        test: {
          name: 'tools',
          expect: pollFor(150_000),
          include: ['{apps,libs,scripts,test}/**/*.tools.spec.ts'],
          exclude: ['**/node_modules/**', 'test/e2e/**', ...EXCEPTIONS],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: TOOLS_WORKERS,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'tools-e2e',
          expect: pollFor(150_000),
          globalSetup: ['test/support/global-system.ts'],
          include: ['test/e2e/**/*.tools.spec.ts'],
          exclude: ['**/node_modules/**', ...IMAGE_BUNDLE, ...READERS],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: TOOLS_WORKERS,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
