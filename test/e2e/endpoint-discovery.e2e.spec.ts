import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { startEnrolment } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { control } from '../support/system.ts';

let system: VoiceSystem;

/** A system of its own: everywhere else discovery is off, as behind a proxy. */
beforeAll(async () => {
  const environment = { COSMOS_ENDPOINT_DISCOVERY: 'true', SPEECH_POLL_MS: '300' };
  system = await VoiceSystem.start({ environment });
}, 120_000);
afterAll(() => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

it('enrolls a voice and speaks through the locations that the Cosmos DB account names', async () => {
  const underTest: SystemUnderTest = {
    apiUrl: system.apiUrl,
    workerUrl: system.workerUrls[0] ?? '',
    folder: system.folder,
    ...system.ready,
  };
  const api = new ApiClient(system.apiUrl, await system.token());
  const { subject } = await api.follow(await startEnrolment(underTest, api), () => undefined);
  expect(await api.json('GET', subject.href)).toMatchObject({ status: 'ready' });
  const spoken = await api.json<OperationAnswer>('POST', '/v1/syntheses', {
    voiceId: subject.id,
    text: 'Good evening.',
  });
  const synthesis = (await api.follow(spoken, () => undefined)).subject;
  expect(await api.json('GET', synthesis.href)).toMatchObject({ status: 'succeeded' });
  const stored = await control<{ documents: readonly { readonly id: string }[] }>(
    underTest,
    'GET',
    '/cosmos/documents?container=documents',
  );
  expect(stored.documents.map(({ id }) => id)).toEqual(expect.arrayContaining([subject.id, synthesis.id]));
});
