/**
 * Counts what a job of each kind asks of Cosmos DB, Service Bus and Blob Storage, by the sandbox's counters:
 *
 *   npm run count:calls -- [--write] [--of REV]
 *
 * `--write` writes the counts to `test/calls/calls.json`, which the table of docs/scaling.md shows. `--of` counts for a commit, as what was before.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ApiClient } from '../support/api-client.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { control } from '../support/system.ts';
import { Releases } from '../upgrade/releases.ts';
import { cheapest, countCalls, type JobCalls } from './count-calls.ts';
import { JOB_KINDS, type JobKind, jobsOf } from './jobs.ts';

const FILE = join(import.meta.dirname, 'calls.json');
/** Kinds that are counted several times, the cheapest of which is taken. */
const REPEATED: ReadonlySet<JobKind> = new Set(['synthesis', 'batch', 'cancel', 'delivery']);
const TIMES = 5;

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, of: { type: 'string' } },
});
const releases = new Releases(packageRoot());
const voices = await VoiceSystem.start({
  ...(values.of !== undefined && { roots: [releases.revision('of', values.of)] }),
  sandboxEnvironment: { SANDBOX_SPEECH_JOB_MS: '500', SANDBOX_BLOBS_IN_MEMORY: 'true' },
  environment: {
    SPEECH_POLL_MS: '300',
    BATCH_POLL_MS: '300',
    WEBHOOK_ATTEMPT_DELAYS_MS: '0,200',
    ERASURE_SETTLE_MS: '300',
    RATE_LIMITING_ENABLED: 'false',
  },
});
try {
  const { apiUrl, workerUrls, ready, folder } = voices;
  const system: SystemUnderTest = { apiUrl, workerUrl: workerUrls[0] ?? '', ...ready, folder };
  const api = new ApiClient(apiUrl, await voices.token());
  const voiceId = await enrolledVoice(system);
  await using jobs = await jobsOf(system, api, voiceId);
  const counted: Partial<Record<JobKind, JobCalls>> = {};
  for (const kind of Object.keys(JOB_KINDS) as JobKind[]) {
    if (kind === 'delivery') await jobs.listen();
    const times = REPEATED.has(kind) ? TIMES : 1;
    const all: JobCalls[] = [];
    while (all.length < times) all.push(await countCalls((method, path) => control(system, method, path), jobs[kind]));
    const best = cheapest(all);
    counted[kind] = best;
    console.log(`${JOB_KINDS[kind]}: ${JSON.stringify(best)}`);
  }
  if (values.write) {
    const file = JSON.parse(readFileSync(FILE, 'utf8')) as object;
    writeFileSync(
      FILE,
      `${JSON.stringify({ ...file, [values.of === undefined ? 'now' : 'before']: counted }, undefined, 2)}\n`,
    );
  }
} finally {
  await voices.stop();
  releases.remove();
}
