import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { everythingStored } from '../security/consents/every-store.ts';
import { ApiClient, ApiProblem, type OperationAnswer } from '../support/api-client.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import { startQuickSystem } from '../support/quick-system.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECRET = 'Xylophones whisper at dawn.';
const PATIENCE = { timeout: 60_000, interval: 200 };

let system: VoiceSystem;
let api: ApiClient;
let voiceId: string;

/** A system of its own: its clock is moved. */
beforeAll(async () => {
  system = await startQuickSystem();
  await renewToken();
  const { apiUrl, workerUrls, folder, ready } = system;
  voiceId = await enrolledVoice({ apiUrl, workerUrl: workerUrls[0] ?? '', folder, ...ready }, api);
}, 120_000);
afterAll(() => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

async function renewToken(): Promise<void> {
  api = new ApiClient(system.apiUrl, await system.token());
}

async function spoken(more: object): Promise<string> {
  const body = { voiceId, text: SECRET, ...more };
  const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', body);
  return (await api.finishedOperation(operation)).subject.id;
}

const get = (id: string) => api.json<{ expiresAt?: string; characters: number }>('GET', `/v1/syntheses/${id}`);
const leftMs = async (id: string) => Date.parse((await get(id)).expiresAt ?? '') - (Date.now() + system.aheadMs);
const audio = (id: string, method = 'GET', headers = {}) =>
  api.send(method, `/v1/syntheses/${id}/audio`, undefined, headers);
const storedAbout = async (text: string) =>
  (await everythingStored(system)).filter((each) => each.where.includes(text) || each.text.includes(text));

async function statusOf(request: Promise<Response>): Promise<number> {
  return request.then(
    ({ status }) => status,
    (error: unknown) => (error instanceof ApiProblem ? error.status : Promise.reject(error as Error)),
  );
}

async function expireActions(id: string): Promise<unknown[]> {
  const path = `/v1/audit-events?limit=100&action=synthesis.expire`;
  const { data } = await api.json<{ data: { subject: { id: string }; details: { removed: string } }[] }>('GET', path);
  return data.filter(({ subject }) => subject.id === id).map(({ details }) => details.removed);
}

describe('speech that is not stored', () => {
  it('loses its text after it was spoken, and everything an hour after it was downloaded completely', async () => {
    const id = await spoken({ store: false });
    await expect
      .poll(async () => (await storedAbout('Xylophones')).map(({ kind }) => kind), PATIENCE)
      .toEqual(['blob']);
    const [timings] = await storedAbout('Xylophones');
    expect(timings?.where).toMatch(/timings/);
    expect((await get(id)).characters).toBe(SECRET.length);

    const dayMs = await leftMs(id);
    expect(dayMs).toBeGreaterThan(24 * HOUR_MS - MINUTE_MS);
    await audio(id, 'HEAD');
    await (await audio(id, 'GET', { range: 'bytes=0-99' })).arrayBuffer();
    await (await audio(id, 'GET', { range: 'bytes=0-' })).arrayBuffer();
    expect(await leftMs(id)).toBeGreaterThan(24 * HOUR_MS - 2 * MINUTE_MS);

    await (await audio(id)).arrayBuffer();
    await expect.poll(() => leftMs(id), PATIENCE).toBeLessThanOrEqual(HOUR_MS);
    expect(await leftMs(id)).toBeGreaterThan(HOUR_MS - MINUTE_MS);

    await system.passTime(HOUR_MS - 2 * MINUTE_MS);
    await renewToken();
    expect(await statusOf(audio(id))).toBe(200);
    await system.passTime(3 * MINUTE_MS);
    expect(await statusOf(audio(id))).toBe(404);
    await expect.poll(async () => (await storedAbout('Xylophones')).length, PATIENCE).toBe(0);
    await expect.poll(() => statusOf(api.send('GET', `/v1/syntheses/${id}`)), PATIENCE).toBe(404);
    expect((await storedAbout(id)).filter(({ kind }) => kind === 'blob')).toEqual([]);
    expect(new Set(await expireActions(id))).toEqual(new Set(['all', 'text']));
  });

  it('goes a day after its end when nobody downloads it; what has a time of its own goes then', async () => {
    const unstored = await spoken({ store: false });
    const expiresAt = new Date(Date.now() + system.aheadMs + 2 * HOUR_MS).toISOString();
    const timed = await spoken({ expiresAt });
    expect((await get(timed)).expiresAt).toBe(expiresAt);
    await system.passTime(2 * HOUR_MS + MINUTE_MS);
    await renewToken();
    await expect.poll(() => statusOf(api.send('GET', `/v1/syntheses/${timed}`)), PATIENCE).toBe(404);
    expect(await statusOf(api.send('GET', `/v1/syntheses/${unstored}`))).toBe(200);
    await system.passTime(22 * HOUR_MS);
    await renewToken();
    await expect.poll(() => statusOf(api.send('GET', `/v1/syntheses/${unstored}`)), PATIENCE).toBe(404);
    await expect.poll(async () => (await storedAbout('Xylophones')).length, PATIENCE).toBe(0);
    expect(await expireActions(timed)).toEqual(['all']);
  });

  it('leaves nothing of live speech', async () => {
    const text = 'Quokkas juggle lanterns.';
    const answer = await api.send('POST', '/v1/speech', { voiceId, text, store: false });
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    expect(await storedAbout('Quokkas')).toEqual([]);
    expect(await statusOf(api.send('POST', '/v1/speech', { voiceId, text, store: true }))).toBe(400);
  });
});
