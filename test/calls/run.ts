/**
 * Counts what a job of each kind asks of Cosmos DB, Service Bus and Blob Storage, by the sandbox's counters:
 *
 *   npm run count:calls -- [--write]
 *
 * `--write` writes the counts to `test/calls/calls.json`, from which `npm run generate` writes the table of docs/scaling.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ApiClient } from '../support/api-client.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { control } from '../support/system.ts';
import { cheapest, countCalls, type JobCalls } from './count-calls.ts';
import { JOB_KINDS, type JobKind, jobsOf } from './jobs.ts';

const FILE = join(import.meta.dirname, 'calls.json');
/** Kinds that are counted several times, the cheapest of which is taken. */
const REPEATED: ReadonlySet<JobKind> = new Set(['synthesis', 'batch', 'cancel']);
const TIMES = 5;

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const voices = await VoiceSystem.start({
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
    writeFileSync(FILE, `${JSON.stringify({ ...file, now: counted }, undefined, 2)}\n`);
  }
} finally {
  await voices.stop();
}
