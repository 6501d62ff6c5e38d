import { expect } from 'vitest';
import type { ApiClient, OperationAnswer } from './api-client.ts';
import type { SystemUnderTest } from './global-system.ts';
import { clientOf, recordingOf } from './system.ts';

export const SAMPLE =
  'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off.';
export const STATEMENT =
  'I Voice Talent am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.';

/** Uploads a recording as a form; it need not be examined yet to be used. */
export async function uploaded(api: ApiClient, purpose: 'consent' | 'sample', content: Buffer): Promise<string> {
  const recording = new Blob([new Uint8Array(content)], { type: 'audio/wav' });
  const { id } = await api.upload(recording, { purpose, fileName: `${purpose}.wav`, way: 'form' });
  return id;
}

/** Starts the enrollment of a voice from the sandbox's own speech. */
export async function startEnrolment(
  system: SystemUnderTest,
  api: ApiClient,
  name = 'Voice Talent',
): Promise<OperationAnswer> {
  const [consentUpload, sampleUpload] = await Promise.all([
    recordingOf(system, STATEMENT).then((content) => uploaded(api, 'consent', content)),
    recordingOf(system, SAMPLE).then((content) => uploaded(api, 'sample', content)),
  ]);
  const { data } = await api.POST('/v1/voices', {
    body: {
      name,
      kind: 'personal',
      consent: { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US', uploadId: consentUpload },
      samples: [{ uploadId: sampleUpload }],
    },
  });
  return data;
}

export const SHARED_VOICE_NAME = 'Voice of all files';

/**
 * The id of the voice that the files of one system share, enrolled for the first that asks. For tests that let it speak: those that withdraw it,
 * count what it spoke, or look at what an enrollment leaves have one of their own.
 */
export async function sharedVoice(system: SystemUnderTest): Promise<string> {
  const api = await clientOf(system);
  const path = '/v1/voices?status=ready&limit=100';
  const { data } = await api.json<{ data: { id: string; name: string }[] }>('GET', path);
  return (
    data.find(({ name }) => name === SHARED_VOICE_NAME)?.id ?? (await enrolledVoice(system, api, SHARED_VOICE_NAME))
  );
}

/** The id of a new voice that is ready. @param by a client of the home tenant, or of another */
export async function enrolledVoice(system: SystemUnderTest, by?: ApiClient, name?: string): Promise<string> {
  const api = by ?? (await clientOf(system));
  const { subject } = await api.finishedOperation(await startEnrolment(system, api, name));
  expect(await api.json('GET', subject.href)).toMatchObject({ status: 'ready' });
  return subject.id;
}
