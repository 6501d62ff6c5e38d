import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { blobsOf } from '../security/consents/every-store.ts';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { enrolledVoice, uploaded } from '../support/enrolled-voice.ts';
import { startQuickSystem } from '../support/quick-system.ts';

const DAY_MS = 86_400_000;
const PATIENCE = { timeout: 60_000, interval: 300 };
const SWEEP = '/v1/schedules/retention.sweep';

let system: VoiceSystem;
let api: ApiClient;
let voiceId: string;

/** A system of its own: its clock is moved, and its policy changed. */
beforeAll(async () => {
  system = await startQuickSystem({ environment: { ERASURE_SETTLE_MS: '1000' } });
  await renewToken();
  const { apiUrl, workerUrls, folder, ready } = system;
  voiceId = await enrolledVoice({ apiUrl, workerUrl: workerUrls[0] ?? '', folder, ...ready }, api);
}, 120_000);
afterAll(() => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

async function renewToken(): Promise<void> {
  api = new ApiClient(system.apiUrl, await system.token());
}

interface List<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

async function spoken(text: string): Promise<string> {
  const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text });
  return (await api.finishedOperation(operation)).subject.id;
}

async function rejectedUpload(): Promise<string> {
  const id = await uploaded(api, 'sample', Buffer.from('No audio.'));
  const status = async () => (await api.json<{ status: string }>('GET', `/v1/uploads/${id}`)).status;
  await expect.poll(status, PATIENCE).toBe('rejected');
  return id;
}

async function batchOf(...texts: string[]): Promise<string> {
  const items = texts.map((text) => ({ text }));
  const operation = await api.json<OperationAnswer>('POST', '/v1/batches', { voiceId, items });
  return (await api.finishedOperation(operation)).subject.id;
}

async function idsOf(path: string): Promise<readonly string[]> {
  return (await api.json<List<{ id: string }>>('GET', `${path}?limit=100`)).data.map(({ id }) => id);
}

/** All pages. */
async function previewed(name: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const body = { class: name, limit: 2, ...(after !== null && { after }) };
    const page: List<{ id: string }> = await api.json('POST', '/v1/retention/preview', body);
    ids.push(...page.data.map(({ id }) => id));
    after = page.next;
  } while (after !== null);
  return ids;
}

async function removedOf(name: string, action = 'retention.delete'): Promise<ReadonlySet<string>> {
  const path = `/v1/audit-events?limit=100&action=${action}`;
  const { data } = await api.json<List<{ subject: { id: string }; details: { class: string } }>>('GET', path);
  return new Set(data.filter(({ details }) => details.class === name).map(({ subject }) => subject.id));
}

async function sweep(): Promise<void> {
  const slot = async () => {
    const { data } = await api.json<List<{ name: string; lastRun?: { slot: string; outcome?: string } }>>(
      'GET',
      '/v1/schedules',
    );
    return data.find(({ name }) => name === 'retention.sweep')?.lastRun;
  };
  const before = (await slot())?.slot;
  await api.send('POST', `${SWEEP}/run`);
  const isOver = async () => {
    const run = await slot();
    return run?.slot !== before && run?.outcome;
  };
  await expect.poll(isOver, PATIENCE).toBe('succeeded');
}

async function blobNames(container: string): Promise<string> {
  const names: string[] = [];
  for await (const { name } of blobsOf(system).getContainerClient(container).listBlobsFlat()) names.push(name);
  return names.join('\n');
}

describe('the retention of a tenant', () => {
  it('removes exactly what the preview has listed', async () => {
    await api.send('POST', `${SWEEP}/pause`);
    const [rejected, batch] = [await rejectedUpload(), await batchOf('Six.', 'Seven.')];
    const old = [await spoken('One.'), await spoken('Two.'), await spoken('Three.')];
    const samples = await idsOf('/v1/uploads');
    await system.passTime(3 * DAY_MS);
    await renewToken();
    const young = await spoken('Four.');
    const youngBatch = await batchOf('Eight.');
    expect([await previewed('result'), await previewed('batch')]).toEqual([[], []]);
    // By the deployment, after a day.
    expect(await previewed('raw')).toEqual([rejected]);
    await sweep();
    expect(await removedOf('raw')).toEqual(new Set([rejected]));
    expect(await previewed('raw')).toEqual([]);
    expect(await blobNames('uploads')).not.toContain(rejected);
    expect(await api.json('GET', `/v1/uploads/${rejected}`)).toMatchObject({ status: 'rejected' });
    expect(new Set(await idsOf('/v1/syntheses'))).toEqual(new Set([...old, young]));

    const rules = [
      { class: 'result', action: 'delete', afterDays: 2 },
      { class: 'batch', action: 'delete', afterDays: 2 },
      { class: 'sample', action: 'delete', afterDays: 2 },
    ];
    await api.json('PUT', '/v1/retention', { rules });
    const [results, recordings] = [await previewed('result'), await previewed('sample')];
    expect(new Set(results)).toEqual(new Set(old));
    expect(await previewed('batch')).toEqual([batch]);
    expect(recordings).toHaveLength(2);
    expect(samples).toEqual(expect.arrayContaining([...recordings]));

    await sweep();
    expect(await idsOf('/v1/syntheses')).toEqual([young]);
    expect(new Set(await idsOf('/v1/uploads'))).toEqual(new Set(samples.filter((id) => !recordings.includes(id))));
    expect(await removedOf('result')).toEqual(new Set(results));
    expect(await removedOf('sample')).toEqual(new Set(recordings));
    expect(await removedOf('batch')).toEqual(new Set([batch]));
    await expect(api.json('GET', `/v1/batches/${batch}`)).rejects.toMatchObject({ status: 404 });
    expect(await api.json('GET', `/v1/batches/${youngBatch}`)).toMatchObject({ status: 'succeeded' });
    const left = (await Promise.all(['uploads', 'audio', 'archive', 'results'].map(blobNames))).join('\n');
    for (const id of [...results, ...recordings, batch]) expect(left).not.toContain(id);
    for (const id of [young, youngBatch]) expect(left).toContain(id);
    expect([await previewed('result'), await previewed('sample')]).toEqual([[], []]);
    // The voice speaks without the recording that it was made from.
    await spoken('Five.');
  });

  it('moves files to a colder tier once, as the preview has listed, and they can be read', async () => {
    await renewToken();
    const id = await spoken('Nine.');
    await system.passTime(2 * DAY_MS);
    await renewToken();
    const rule = { class: 'result', action: 'keep', moveTo: 'cold', moveAfterDays: 1 };
    await api.json('PUT', '/v1/retention', { rules: [rule] });
    const { rules } = await api.json<{ rules: object[] }>('GET', '/v1/retention');
    expect(rules).toContainEqual({ ...rule, source: 'tenant' });
    const listed = await api.json<List<{ id: string; action: string }>>('POST', '/v1/retention/preview', {
      class: 'result',
    });
    expect(listed.data.map((each) => each.action)).toEqual(listed.data.map(() => 'cold'));
    const ids = new Set(listed.data.map((each) => each.id));
    expect(ids).toContain(id);
    await sweep();
    expect(await removedOf('result', 'retention.move')).toEqual(ids);
    expect(await previewed('result')).toEqual([]);
    const results = blobsOf(system).getContainerClient('results');
    const tiers: string[] = [];
    for await (const { name, properties } of results.listBlobsFlat()) {
      if (name.includes(id)) tiers.push(properties.accessTier ?? '');
    }
    expect(new Set(tiers)).toEqual(new Set(['Cold']));
    const audio = await api.send('GET', `/v1/syntheses/${id}/audio`);
    expect((await audio.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
  });
});
