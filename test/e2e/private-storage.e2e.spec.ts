import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, OperationAnswer, UploadAnswer } from '../support/api-client.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, recordingOf, systemUnderTest } from '../support/system.ts';

/** The deployables of this system are not told that the storage is closed: they give clients and Azure URLs of it. */
describe('storage that was closed without telling the deployables', () => {
  let system: SystemUnderTest;
  let api: ApiClient;

  beforeAll(async () => {
    system = await systemUnderTest();
    api = await clientOf(system);
    await control(system, 'PUT', '/storage/network', { private: true });
  });
  afterAll(() => control(system, 'PUT', '/storage/network', { private: false }));

  it('refuses an upload URL', async () => {
    const { upload } = await api.json<UploadAnswer>('POST', '/v1/uploads', { purpose: 'sample', fileName: 'a.wav' });
    const answer = await fetch(upload?.url ?? '', { method: 'PUT', headers: upload?.headers ?? {}, body: 'RIFF' });
    expect([answer.status, answer.headers.get('x-ms-error-code')]).toEqual([403, 'AuthorizationFailure']);
  });

  it('ends a consent with a stable code and advice, and not with endless tries', async () => {
    const consent = await api.json<{ id: string; statement: string }>('POST', '/v1/consents', {
      voiceTalentName: 'Voice Talent',
      companyName: 'Contoso',
      locale: 'en-US',
    });
    const recording = new Blob([await recordingOf(system, consent.statement)], { type: 'audio/wav' });
    const { id: uploadId } = await api.upload(recording, { purpose: 'consent', way: 'form' });
    await api.acceptedUpload(uploadId);
    const operation = await api.json<OperationAnswer>('POST', `/v1/consents/${consent.id}/recording`, { uploadId });
    await expect(api.follow(operation, () => undefined)).rejects.toThrow(
      /^audio-unreachable: .*SPEECH_AUDIO_TRANSFER=upload/,
    );
    const ended = await api.json<{ status: string; failure?: { code: string } }>('GET', `/v1/consents/${consent.id}`);
    expect(ended).toMatchObject({ status: 'rejected', failure: { code: 'audio-unreachable' } });
  });
});
