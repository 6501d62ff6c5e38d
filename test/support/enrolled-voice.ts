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
export async function startEnrolment(system: SystemUnderTest, api: ApiClient): Promise<OperationAnswer> {
  const [consentUpload, sampleUpload] = await Promise.all([
    recordingOf(system, STATEMENT).then((content) => uploaded(api, 'consent', content)),
    recordingOf(system, SAMPLE).then((content) => uploaded(api, 'sample', content)),
  ]);
  const { data } = await api.POST('/v1/voices', {
    body: {
      name: 'Voice Talent',
      kind: 'personal',
      consent: { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US', uploadId: consentUpload },
      samples: [{ uploadId: sampleUpload }],
    },
  });
  return data;
}

/** The id of a voice that is ready. @param by a client of the home tenant, or of another */
export async function enrolledVoice(system: SystemUnderTest, by?: ApiClient): Promise<string> {
  const api = by ?? (await clientOf(system));
  const { subject } = await api.finishedOperation(await startEnrolment(system, api));
  expect(await api.json('GET', subject.href)).toMatchObject({ status: 'ready' });
  return subject.id;
}
