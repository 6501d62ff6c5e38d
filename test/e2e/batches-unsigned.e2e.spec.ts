import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ApiClient } from '../support/api-client.ts';
import { batchUntil, hasEnded, startBatch } from '../support/batches.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import { startQuickSystem } from '../support/quick-system.ts';

interface JoinedAnswer {
  readonly archive: { readonly provenanceId: string; readonly manifest?: object };
}

let system: VoiceSystem;
let api: ApiClient;
let voiceId: string;

/** A system of its own: each WAV file is too large to be signed. */
beforeAll(async () => {
  system = await startQuickSystem({ environment: { C2PA_MAX_BYTES: '1' } });
  api = new ApiClient(system.apiUrl, await system.token());
  const { apiUrl, workerUrls, folder, ready } = system;
  voiceId = await enrolledVoice({ apiUrl, workerUrl: workerUrls[0] ?? '', folder, ...ready }, api);
}, 120_000);
afterAll(() => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

describe('one file of all items that is joined while it is sent', () => {
  it.each([
    ['mulaw', 'ulaw', undefined],
    ['wav', 'wav', { state: 'unsigned', reason: 'too-large' }],
  ])('has the bytes that its record says, as %s', async (format, extension, manifest) => {
    const items = ['One.', 'Two.', 'Three.'].map((text) => ({ text }));
    const { id } = await startBatch(api, { voiceId, items, format, concatenate: true });
    await batchUntil(api, id, hasEnded);
    const { archive } = await api.json<JoinedAnswer>('GET', `/v1/batches/${id}`);
    expect(archive.manifest).toEqual(manifest);
    const answer = await api.send('GET', `/v1/batches/${id}/archive`);
    const joined = unzipSync(new Uint8Array(await answer.arrayBuffer()))[`${id}.${extension}`] ?? new Uint8Array();
    expect(joined.length).toBeGreaterThan(4_000);
    const { statement } = await api.json<{ statement: object }>('GET', `/v1/provenance/${archive.provenanceId}`);
    expect(statement).toMatchObject({
      bytes: joined.length,
      sha256: createHash('sha256').update(joined).digest('hex'),
    });
  });
});
