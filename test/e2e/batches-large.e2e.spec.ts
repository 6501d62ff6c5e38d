import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { enrolAndSpeak } from '../../apps/sandbox/src/cli/enrol-and-speak.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { PlayedPerson } from '../../apps/sandbox/src/cli/played-person.ts';
import { Progress } from '../../apps/sandbox/src/cli/progress.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ByteReader } from '../../libs/speech/testing/byte-reader.ts';
import { batchUntil, hasEnded, itemsOf, type SpokenAnswer, startBatch } from '../support/batches.ts';
import { residentMb } from '../support/processes.ts';

/** `npm run test:batches`: how many lines, and how many different texts they are. The sandbox takes about 0.1 s of processor time a text. */
const lines = Number(process.env['BATCH_LINES'] ?? 0);
const distinct = Math.min(lines, Number(process.env['BATCH_TEXTS'] ?? lines));
const format = 'mulaw';
/**
 * Over idle. The API passes archives through. A worker holds the texts and the states of the chunks that it is at (four of 1,000), and what
 * V8 leaves uncollected at such a heap: the same for a batch of any size.
 */
const MAX_GROWTH_MB = { api: 64, worker: 128 };

describe.runIf(lines > 0)('a large batch', () => {
  it(
    'survives a killed worker, streams its archive with memory flat, and is spoken again only where it changed',
    { timeout: 7_200_000 },
    async () => {
      const startedAt = performance.now();
      const say = (text: string): void =>
        console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${text}`);

      const system = await VoiceSystem.start({ workers: 2, environment: { LOG_LEVEL: 'info', SPEECH_POLL_MS: '300' } });
      const peaks = new Map<number, { idle: number; peak: number }>();
      const sampling = setInterval(() => {
        for (const { pid } of [...system.apis, ...system.workers]) {
          if (pid === undefined) continue;
          try {
            const mb = residentMb(pid);
            const known = peaks.get(pid);
            if (known) known.peak = Math.max(known.peak, mb);
          } catch {
            peaks.delete(pid); // It was killed.
          }
        }
      }, 250);
      const watch = (pid: number | undefined): void => {
        if (pid !== undefined) peaks.set(pid, { idle: residentMb(pid), peak: 0 });
      };

      try {
        const api = new ApiClient(system.apiUrl, await system.token());
        const voiceId = await enrolled(system, api);
        say('the voice is enrolled');
        // The first small batch loads what is loaded once.
        await batchUntil(api, (await startBatch(api, { voiceId, items: [{ text: 'Warm' }] })).id, hasEnded);
        for (const { pid } of [...system.apis, ...system.workers]) watch(pid);

        const perText = lines / distinct;
        const items = Array.from({ length: lines }, (_, index) => ({
          key: `line-${index}`,
          text: `Line ${Math.floor(index / perText)}`,
        }));
        const first = await startBatch(api, { voiceId, items, format });
        say(`${lines} lines (${distinct} different) are accepted as ${first.id}`);

        await batchUntil(api, first.id, ({ items: { succeeded, failed } }) => succeeded + failed > 0);
        const [victim] = system.workers;
        assert(victim?.pid !== undefined);
        process.kill(victim.pid, 'SIGKILL');
        say(`a worker is killed, with ${(await batchUntil(api, first.id, () => true)).items.succeeded} lines done`);
        watch((await system.startWorker()).pid);
        await control(system, 'POST', '/service-bus/expire-locks');

        let reported = 0;
        const done = await batchUntil(api, first.id, (batch) => {
          if (batch.items.succeeded >= reported + 1_000) {
            reported = batch.items.succeeded;
            say(`${reported} lines are spoken`);
          }
          return hasEnded(batch);
        });
        say(`the batch is ${done.status}: ${JSON.stringify(done.items)}`);
        assert.equal(done.status, 'succeeded');
        assert.equal(done.items.succeeded, lines);

        const states = await itemsOf(api, first.id);
        assert.deepEqual(
          states.map(({ key }) => key),
          items.map(({ key }) => key),
        );
        assert(states.every(({ status }) => status === 'succeeded'));
        say(`${states.length} items are listed, page by page`);
        for (const [pid, { idle, peak }] of peaks)
          say(`before the archive: process ${pid} +${(peak - idle).toFixed(0)} MB`);
        await checkArchive(api, say, first.id, states.length);

        const before = await control<{ now: string }>(system, 'GET', '/clock');
        const changed = items.map((item, index) =>
          [0, Math.floor(lines / 2), lines - 1].includes(index) ? { ...item, text: `Changed ${index}` } : item,
        );
        const second = await startBatch(api, { voiceId, items: changed, format });
        const again = await batchUntil(api, second.id, hasEnded);
        const { spoken } = await control<{ spoken: SpokenAnswer[] }>(system, 'GET', '/speech/spoken');
        const since = spoken.filter(({ at }) => at >= Date.parse(before.now)).map(({ text }) => text);
        say(`the second batch is ${again.status}: ${JSON.stringify(again.items)}; spoken: ${since.join(', ')}`);
        assert.equal(again.items.succeeded, lines);
        assert.deepEqual(
          since.toSorted(),
          [`Changed 0`, `Changed ${Math.floor(lines / 2)}`, `Changed ${lines - 1}`].toSorted(),
        );

        await delay(500);
        for (const [index, { pid }] of [...system.apis, ...system.workers].entries()) {
          const limit = MAX_GROWTH_MB[index < system.apis.length ? 'api' : 'worker'];
          const memory = peaks.get(pid ?? 0);
          if (!memory) continue;
          const growth = memory.peak - memory.idle;
          say(
            `process ${index} (${pid}): idle ${memory.idle.toFixed(0)} MB, peak ${memory.peak.toFixed(0)} MB, +${growth.toFixed(0)} MB`,
          );
          assert(growth <= limit, `process ${index} grew by ${growth.toFixed(0)} MB`);
        }
      } finally {
        clearInterval(sampling);
        await system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined });
      }
    },
  );
});

async function enrolled(system: VoiceSystem, api: ApiClient): Promise<string> {
  const { environment } = system.ready;
  const token = await managedIdentityToken(environment, 'https://cognitiveservices.azure.com');
  const person = new PlayedPerson(environment['SPEECH_ENDPOINT'] ?? '', token, system.folder);
  const job = {
    talent: 'Ada',
    company: 'Contoso',
    text: 'Ready.',
    samples: await person.samples(),
    consentRecording: (statement: string) => person.statement(statement),
    out: join(system.folder, 'ready.wav'),
  };
  return (await enrolAndSpeak(api, job, new Progress(process.stdout))).voiceId;
}

async function control<T>(system: VoiceSystem, method: string, path: string): Promise<T> {
  const response = await fetch(new URL(path, system.endpoint('control')), { method });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Reads the archive as a stream and counts its files by their local headers. */
async function checkArchive(api: ApiClient, say: (text: string) => void, id: string, files: number): Promise<void> {
  const response = await api.send('GET', `/v1/batches/${id}/archive`);
  assert(response.body);
  const reader = new ByteReader(response.body);
  let seen = 0;
  for (;;) {
    const header = await reader.read(30);
    if (header.readUInt32LE(0) !== 0x04_03_4b_50) break;
    await reader.skip(header.readUInt16LE(26) + header.readUInt32LE(18));
    seen++;
  }
  const length = Number(response.headers.get('content-length'));
  await reader.skip(length - reader.position);
  assert.equal(seen, files + 1);
  say(`the archive of ${seen} files, ${(length / 1e6).toFixed(1)} MB, is downloaded`);
}
