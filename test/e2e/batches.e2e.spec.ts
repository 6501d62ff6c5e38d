import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { AudioProcessor } from '#audio';
import { TAG_READERS } from '#audio/testing';
import { outputFormat } from '#speech';
import { type ApiClient, ApiProblem, type OperationAnswer } from '../support/api-client.ts';
import { requestToken } from '../../apps/sandbox/src/system/voice-system.ts';
import { type BatchAnswer, batchUntil, hasEnded, itemsOf, type SpokenAnswer, startBatch } from '../support/batches.ts';
import { enrolledVoice, sharedVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { hasAzureSpecs, type RecordedRequest, SwaggerValidator } from '../support/swagger-2-validator.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';

interface Manifest {
  readonly items: readonly {
    index: number;
    key?: string;
    status: string;
    file?: string;
    startMs?: number;
    durationMs?: number;
    provenanceId?: string;
  }[];
}

let system: SystemUnderTest;
let api: ApiClient;
let voiceId: string;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  voiceId = await sharedVoice(system);
});

/** What this voice has said, as the sandbox remembers it. */
async function spokenTexts(): Promise<string[]> {
  const { spoken } = await control<{ spoken: SpokenAnswer[] }>(system, 'GET', '/speech/spoken');
  return spoken.filter(({ speakerProfileId }) => speakerProfileId !== undefined).map(({ text }) => text);
}

async function archiveOf(
  id: string,
): Promise<{ files: Record<string, Uint8Array>; manifest: Manifest; bytes: number }> {
  const response = await api.send('GET', `/v1/batches/${id}/archive`);
  const content = new Uint8Array(await response.arrayBuffer());
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('x-ai-generated')).toBe('1');
  expect(response.headers.get('provenance-id')).toMatch(/^prv_[0-9A-Z]{26}(, prv_[0-9A-Z]{26})*$/);
  expect(Number(response.headers.get('content-length'))).toBe(content.length);
  const files = unzipSync(content);
  const manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array())) as Manifest;
  return { files, manifest, bytes: content.length };
}

function verified(file: Uint8Array): Promise<object> {
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(file)]), 'speech');
  return api.json('POST', '/v1/provenance/verify', form);
}

function linesOf(count: number, topic: string): { key: string; text: string }[] {
  return Array.from({ length: count }, (_, index) => ({ key: `line-${index}`, text: `${topic} ${index}` }));
}

const pointersOf = ({ errors }: ApiProblem): string[] => errors.map(({ pointer }) => pointer);

async function refusal(body: object): Promise<ApiProblem> {
  const answer: unknown = await api.json('POST', '/v1/batches', body).catch((error: unknown) => error);
  if (answer instanceof ApiProblem) return answer;
  throw new Error('it was not refused');
}

/** The answer to a body that is too long to be sent: it is refused by its length, and who goes on sending may not get to read that. */
async function statusOfAnnounced(bytes: number): Promise<number | undefined> {
  const request = http.request(new URL('/v1/batches', system.apiUrl), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await requestToken(system.environment)}`,
      'idempotency-key': randomUUID(),
      'content-type': 'application/json',
      'content-length': bytes,
    },
  });
  request.flushHeaders();
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  request.destroy();
  return answer.statusCode;
}

describe('a batch', () => {
  it('speaks 130 lines in several jobs, and a second one only the lines that changed', async () => {
    const items = linesOf(130, 'Number');
    const { id, operation } = await startBatch(api, { voiceId, items, format: 'mulaw' });
    expect(operation).toMatchObject({ type: 'speech.batch', subject: { type: 'batch' } });
    const stages = new Set<string>();
    await api.follow(operation, ({ stage }) => stages.add(stage));
    expect([...stages]).toEqual(expect.arrayContaining(['queued', 'collecting', 'succeeded']));
    const batch = await batchUntil(api, id, hasEnded);
    expect(batch).toMatchObject({
      status: 'succeeded',
      partial: false,
      items: { total: 130, succeeded: 130, reused: 0 },
    });
    const states = await itemsOf(api, id);
    expect(states.map(({ index }) => index)).toEqual(items.map((_, index) => index));
    expect(states.map(({ key }) => key)).toEqual(items.map(({ key }) => key));
    expect(states.every(({ status, durationMs = 0 }) => status === 'succeeded' && durationMs > 100)).toBe(true);

    const { files, manifest } = await archiveOf(id);
    expect(Object.keys(files)).toEqual(['manifest.json', ...states.map(({ file }) => file)]);
    expect(files['00008-line-7.ulaw']?.length).toBe(states[7]?.sizeBytes);
    expect(manifest.items.map(({ file }) => file)).toEqual(states.map(({ file }) => file));

    const before = (await spokenTexts()).length;
    const changed = items.map((item, index) =>
      [3, 77, 129].includes(index) ? { ...item, text: `Changed ${index}` } : item,
    );
    const second = await startBatch(api, { voiceId, items: changed, format: 'mulaw' });
    const again = await batchUntil(api, second.id, hasEnded);
    expect(again).toMatchObject({ status: 'succeeded', items: { succeeded: 130, reused: 127 } });
    expect((await spokenTexts()).slice(before).toSorted()).toEqual(['Changed 129', 'Changed 3', 'Changed 77']);
    const both = await archiveOf(second.id);
    expect(both.files['00008-line-7.ulaw']).toEqual(files['00008-line-7.ulaw']);
    expect(both.files['00004-line-3.ulaw']).not.toEqual(files['00004-line-3.ulaw']);
  });

  it('collects 25 lines from a store that knows no suffix ranges', async () => {
    const items = linesOf(25, 'Collected line');
    const { id, operation } = await startBatch(api, { voiceId, items });
    await api.follow(operation, () => undefined);
    const batch = await batchUntil(api, id, hasEnded);
    expect(batch).toMatchObject({ status: 'succeeded', partial: false, items: { total: 25, succeeded: 25 } });
    const { files } = await archiveOf(id);
    expect(Object.keys(files)).toHaveLength(26);
  });

  it('succeeds in part, and speaks only what failed when it is retried', async () => {
    await control(system, 'POST', '/faults', {
      service: 'speech',
      operation: 'BatchSyntheses_Input',
      subject: 'The second one',
      effect: { kind: 'error' },
      times: 1,
    });
    const ssml =
      '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">The <emphasis/>x</speak>';
    const good = ssml.replace('The <emphasis/>x', `<voice name="${voiceId}">The <s>other one.</s></voice>`);
    const items = [{ text: 'The first one.' }, { text: 'The second one.' }, { ssml: good }];
    expect((await refusal({ voiceId, items: [{ text: 'x' }, { ssml }] })).code).toBe('invalid-ssml');
    const { id } = await startBatch(api, { voiceId, items, format: 'mp3' });
    const batch = await batchUntil(api, id, hasEnded);
    expect(batch).toMatchObject({ status: 'succeeded', partial: true, items: { succeeded: 2, failed: 1 } });
    expect(await itemsOf(api, id, { status: 'failed' })).toMatchObject([
      { index: 1, failure: { code: 'provider-rejected', providerReason: 'BadRequest' } },
    ]);
    expect(await itemsOf(api, id, { status: 'succeeded', limit: 1 })).toMatchObject([{ index: 0 }, { index: 2 }]);
    const { files, manifest } = await archiveOf(id);
    expect(Object.keys(files)).toEqual(['manifest.json', '00001.mp3', '00003.mp3']);
    expect(manifest.items[1]).toMatchObject({ index: 1, status: 'failed' });
    const before = (await spokenTexts()).length;
    const retried = await api.json<{ id: string }>('POST', `/v1/batches/${id}/retry`);
    expect(retried.id).not.toBe(batch.operationId);
    const again = await batchUntil(api, id, (now) => now.operationId === retried.id && hasEnded(now));
    expect(again).toMatchObject({ status: 'succeeded', partial: false, items: { succeeded: 3, failed: 0 } });
    expect((await spokenTexts()).slice(before)).toEqual(['The second one.']);
    expect(Object.keys((await archiveOf(id)).files)).toContain('00002.mp3');
  });

  it('comes in every format it offers, each as long as it is said to be', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'batches-'));
    const decoder = new AudioProcessor({ workers: 1 });
    try {
      const formats = ['pcm', 'wav', 'mp3', 'opus', 'webm', 'mulaw', 'alaw'] as const;
      const durations = await Promise.all(
        formats.map(async (format) => {
          const { id } = await startBatch(api, { voiceId, items: [{ text: 'The harbour wakes early.' }], format });
          await batchUntil(api, id, hasEnded);
          const { files, manifest } = await archiveOf(id);
          const { file = '', durationMs = 0, provenanceId = '' } = manifest.items[0] ?? {};
          const content = files[file] ?? new Uint8Array();
          expect(provenanceId).toMatch(/^prv_[0-9A-Z]{26}\.00001$/);
          expect(await itemsOf(api, id)).toMatchObject([{ provenanceId, sizeBytes: content.length }]);
          if (format in TAG_READERS) {
            const { fields } = TAG_READERS[format as keyof typeof TAG_READERS](Buffer.from(content));
            expect(String(fields['provenanceid'] ?? fields['icmt'])).toContain(provenanceId);
          }
          const { bytesPerSecond } = outputFormat(format);
          const path = join(folder, file);
          await writeFile(path, content);
          const ms =
            format !== 'wav' && bytesPerSecond !== undefined
              ? (content.length / bytesPerSecond) * 1_000
              : (await decoder.process({ inputPath: path, profile: 'personal-voice' })).format?.durationMs;
          return { format, ms, durationMs };
        }),
      );
      expect(Math.min(...durations.map(({ durationMs }) => durationMs))).toBeGreaterThan(900);
      expect(durations.filter(({ ms = 0, durationMs }) => Math.abs(ms - durationMs) > 60)).toEqual([]);
    } finally {
      await decoder.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('puts all items into one file, and says where each begins', async () => {
    const items = linesOf(5, 'Part');
    const { id } = await startBatch(api, { voiceId, items, format: 'wav', concatenate: true });
    await batchUntil(api, id, hasEnded);
    const { files, manifest } = await archiveOf(id);
    const wav = Buffer.from(files[`${id}.wav`] ?? []);
    expect(Object.keys(files)).toEqual(['manifest.json', `${id}.wav`]);
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    const { audio, fields } = TAG_READERS.wav(wav);
    const last = manifest.items.at(-1);
    const { archive } = await api.json<{ archive: { provenanceId: string; manifest: object } }>(
      'GET',
      `/v1/batches/${id}`,
    );
    expect(archive.manifest).toMatchObject({ state: 'signed' });
    expect(fields['icmt']?.[0]).toContain(`provenanceId=${archive.provenanceId}`);
    expect(await verified(wav)).toMatchObject({
      verdict: 'ours-intact',
      recordMatch: 'file',
      manifest: { state: 'trusted', provenanceId: archive.provenanceId },
      record: { id: archive.provenanceId, details: { subjectId: id, voiceIds: [voiceId] } },
    });
    wav.writeUInt8(wav.readUInt8(20_000) ^ 1, 20_000);
    expect(await verified(wav)).toMatchObject({ verdict: 'ours-changed', manifest: { state: 'mismatch' } });
    expect(Math.abs((last?.startMs ?? 0) + (last?.durationMs ?? 0) - audio.length / 48)).toBeLessThan(2);
  });

  it('is canceled: its jobs are deleted at Azure, its items are canceled', async () => {
    await control(system, 'POST', '/faults', {
      service: 'speech',
      operation: 'BatchSyntheses_Get',
      effect: { kind: 'latency', ms: 300 },
      times: 20,
    });
    const { id } = await startBatch(api, { voiceId, items: linesOf(50, 'Never heard'), format: 'mulaw' });
    await batchUntil(api, id, ({ status }) => status !== 'queued');
    const early = await api.send('GET', `/v1/batches/${id}/archive`).catch((error: unknown) => error);
    expect(early).toMatchObject({ status: 409 });
    await api.json('POST', `/v1/batches/${id}/cancel`);
    const batch = await api.json<BatchAnswer>('GET', `/v1/batches/${id}`);
    expect(batch).toMatchObject({ status: 'canceled', items: { canceled: 50 - batch.items.succeeded } });
    for (let left = true; left;) {
      const { requests } = await control<{ requests: RecordedRequest[] }>(system, 'GET', '/speech/requests');
      const of = (operation: string) =>
        new Set(
          requests.filter((each) => each.operation === operation && each.path.includes(id)).map(({ path }) => path),
        );
      const deleted = of('BatchSyntheses_Delete');
      left = [...of('BatchSyntheses_Create')].some((path) => !deleted.has(path));
    }
    await expect(api.json('POST', `/v1/batches/${id}/retry`)).rejects.toMatchObject({ code: 'state-conflict' });
    await control(system, 'DELETE', '/faults');
  });

  it('ends when the job is lost at Azure, and is repaired by a retry', async () => {
    await control(system, 'POST', '/faults', {
      service: 'speech',
      operation: 'BatchSyntheses_Create',
      effect: { kind: 'fail-job', reason: 'InternalServerError' },
      times: 1,
    });
    const { id } = await startBatch(api, { voiceId, items: [{ text: 'Once more.' }], format: 'mulaw' });
    const failed = await batchUntil(api, id, hasEnded);
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'batch-failed' }, items: { failed: 1 } });
    await expect(api.send('GET', `/v1/batches/${id}/archive`)).rejects.toMatchObject({ code: 'state-conflict' });
    await api.json('POST', `/v1/batches/${id}/retry`);
    const mended = await batchUntil(api, id, (now) => now.operationId !== failed.operationId && hasEnded(now));
    expect(mended).toMatchObject({ status: 'succeeded', partial: false, items: { succeeded: 1 } });
    await expect(api.json('POST', `/v1/batches/${id}/retry`)).rejects.toMatchObject({ code: 'state-conflict' });
  });

  it('is refused with a pointer to each item that is wrong', async () => {
    expect(await refusal({ voiceId, items: [] })).toMatchObject({ code: 'invalid-request' });
    const twice = await refusal({
      voiceId,
      items: [
        { key: 'a', text: 'One.' },
        { key: 'a', text: ' ' },
      ],
    });
    expect(pointersOf(twice)).toContain('/items/1/text');
    const repeated = await refusal({
      voiceId,
      items: [
        { key: 'a', text: 'x' },
        { key: 'a', text: 'y' },
      ],
    });
    expect(pointersOf(repeated)).toContain('/items/1/key');
    const long = 'word '.repeat(15_000);
    expect(await refusal({ voiceId, items: [{ text: 'Short.' }, { text: long }] })).toMatchObject({
      status: 422,
      code: 'text-too-long',
    });
    const mp3 = await refusal({ voiceId, items: [{ text: 'One.' }], format: 'mp3', concatenate: true });
    expect(pointersOf(mp3)).toContain('/concatenate');
    expect(await statusOfAnnounced(9_000_000)).toBe(413);
    // Other tests work in that tenant too.
    const other = await clientOf(system, '22222222-2222-4222-8222-222222222222');
    expect(JSON.stringify(await other.json('GET', '/v1/batches?limit=100'))).not.toContain(voiceId);
  });

  it.runIf(hasAzureSpecs)('asks Azure in the way its OpenAPI file says', async () => {
    const { requests } = await control<{ requests: RecordedRequest[] }>(system, 'GET', '/speech/requests');
    const validator = new SwaggerValidator('batchsynthesis.json');
    const sent = requests.filter(({ path }) => path.startsWith('/texttospeech/'));
    expect(sent.flatMap((request) => validator.problems(request, '/texttospeech'))).toEqual([]);
    const operations = new Set(sent.map(({ operation }) => operation));
    expect(operations).toContain('BatchSyntheses_Create');
    expect(operations).toContain('BatchSyntheses_List');
    expect(operations).toContain('BatchSyntheses_Delete');
  });
});

describe('GET /v1/usage', () => {
  it('lists what a voice has spoken, live, queued and in a batch, with the characters of the estimates', async () => {
    const speaker = await enrolledVoice(system);
    const words = { voiceId: speaker, text: 'The kettle is on.' };
    const batch = { voiceId: speaker, items: ['One line.', 'Another line.', 'One line.'].map((text) => ({ text })) };
    const estimated = (path: string, body: object) =>
      api.json<{ billedCharacters: number }>('POST', `${path}/estimates`, body);
    const [once, asBatch, again] = [
      await estimated('/v1/syntheses', words),
      await estimated('/v1/batches', batch),
      await estimated('/v1/syntheses', { voiceId: speaker, text: 'One line.' }),
    ];
    await (await api.send('POST', '/v1/speech', words)).arrayBuffer();
    const openAi = { model: 'tts-1', voice: { id: speaker }, input: words.text };
    await (await api.send('POST', '/v1/audio/speech', openAi)).arrayBuffer();
    const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', words);
    await api.follow(operation, () => undefined);
    // The second time, nothing of it is spoken.
    for (let time = 0; time < 2; time++) await batchUntil(api, (await startBatch(api, batch)).id, hasEnded);
    const usage = async (): Promise<UsageAnswer[]> =>
      (await api.json<{ data: UsageAnswer[] }>('GET', `/v1/usage?voiceId=${speaker}&limit=100`)).data;
    const sumOf = async (kind: string) => {
      const rows = (await usage()).filter((row) => row.kind === kind);
      return { requests: total(rows, 'requests'), billedCharacters: total(rows, 'billedCharacters') };
    };
    await expect
      .poll(() => sumOf('live'), { timeout: 60_000 })
      .toEqual({ requests: 2, billedCharacters: 2 * once.billedCharacters });
    expect(await sumOf('queued')).toEqual({ requests: 1, billedCharacters: once.billedCharacters });
    // The same line twice in a batch is spoken once.
    const billedCharacters = asBatch.billedCharacters - again.billedCharacters;
    expect(await sumOf('batch')).toEqual({ requests: 2, billedCharacters });
    expect((await usage()).every((row) => row.audioDurationMs > 300 && row.voiceId === speaker)).toBe(true);
    await expect(api.json('GET', '/v1/usage?from=2026-02-30')).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(api.json('GET', '/v1/usage?from=2026-03-02&to=2026-03-01')).rejects.toMatchObject({ status: 400 });
  });
});

interface UsageAnswer {
  readonly voiceId: string;
  readonly kind: string;
  readonly requests: number;
  readonly billedCharacters: number;
  readonly audioDurationMs: number;
}

function total(rows: readonly UsageAnswer[], of: 'requests' | 'billedCharacters'): number {
  return rows.reduce((sum, row) => sum + row[of], 0);
}
