import type { Command } from './command.ts';

/** Test programs of several files, which use what Node does not strip from TypeScript. */
const TRANSFORM = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
const compiled = (entry: string): Command => ({ entry });
const transformed = (entry: string): Command => ({ entry, flags: TRANSFORM });
const uncompiled = (entry: string, ...args: readonly string[]): Command => ({ entry, args, compile: 'never' });

/** Commands for those who work on the backend. The comment at the head of each entry is its help. */
export const DEVELOPER_COMMANDS: Readonly<Record<string, Command>> = {
  'release:contract': compiled('test/upgrade/write-contract.ts'),
  'test:rights': compiled('test/rights/run.ts'),
  'test:mutants': uncompiled('test/mutants/run.ts'),
  'test:hostile': compiled('test/hostile/run.ts'),
  'test:recordings': compiled('test/recordings/run.ts'),
  'test:chaos': transformed('test/chaos/run.ts'),
  'test:kill-points': transformed('test/chaos/run-kill-points.ts'),
  'test:broker-outage': transformed('test/chaos/run-broker-outage.ts'),
  'test:held-message': transformed('test/chaos/run-held-message.ts'),
  'test:idle': transformed('test/idle/run.ts'),
  'test:sandbox-kills': transformed('test/chaos/run-sandbox-kills.ts'),
  'test:rolling-restarts': transformed('test/chaos/run-rolling-restarts.ts'),
  'test:days': transformed('test/days/run.ts'),
  'test:upgrade': transformed('test/upgrade/run.ts'),
  'test:dev': uncompiled('test/dev/run.ts'),
  'test:image': transformed('test/image/run.ts'),
  sim: {
    entry: 'dist/test/simulator/run.js',
    before: ['node_modules/typescript/bin/tsc', '-p', 'test/simulator/tsconfig.json', '--noCheck'],
    flags: ['--max-semi-space-size=64'],
  },
  'simulate:scale': {
    entry: 'dist/test/scale/run.js',
    before: ['node_modules/typescript/bin/tsc', '-p', 'test/scale/tsconfig.json', '--noCheck'],
  },
  'sim:removals': compiled('test/simulator/run-removals.ts'),
  'count:calls': transformed('test/calls/run.ts'),
  'bench:api': {
    entry: 'dist/test/bench/api.bench.js',
    before: ['node_modules/typescript/bin/tsc', '-p', 'test/bench/tsconfig.json', '--noCheck'],
  },
  'bench:jobs': transformed('test/bench/jobs.bench.ts'),
  'bench:audio': compiled('test/bench/audio.bench.ts'),
  'bench:speech': transformed('test/bench/speech.bench.ts'),
  'bench:signing': transformed('test/bench/signing.bench.ts'),
  sbom: { entry: 'scripts/licences/command.ts', before: ['scripts/image/bundle.ts'] },
  'client:pack': uncompiled('scripts/client/pack.ts'),
  cost: uncompiled('scripts/cost/run.ts'),
  generate: compiled('test/architecture/generate-documents.ts'),
  'check:boundaries': uncompiled('test/architecture/check-boundaries.ts'),
  'check:generated': uncompiled('test/architecture/generate-documents.ts', '--check'),
  'check:infra': uncompiled('test/infra/check-infra.ts'),
  'check:prose': uncompiled('test/prose/check-prose.ts'),
  'infra:format': uncompiled('test/infra/check-infra.ts', '--format'),
  'infra:policies': compiled('test/infra/policies/run.ts'),
  'infra:snapshots': uncompiled('test/infra/check-infra.ts', '--write'),
  image: uncompiled('scripts/image/build.ts'),
  'image:push': uncompiled('scripts/image/push.ts'),
  'image:bundle': compiled('scripts/image/bundle.ts'),
};
