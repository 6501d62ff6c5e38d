import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiClient, OperationAnswer, UploadAnswer } from './api-client.ts';
import type { Progress } from './progress.ts';

export interface EnrolAndSpeak {
  readonly talent: string;
  readonly company: string;
  readonly text: string;
  /** Recordings of the voice. */
  readonly samples: readonly string[];
  /** Recording of the consent statement, which is only known once the consent exists. */
  readonly consentRecording: (statement: string) => Promise<string>;
  /** Where the WAV goes. */
  readonly out: string;
}

export interface SpokenFile {
  readonly voiceId: string;
  readonly durationMs: number;
}

/** The main job from outside, as a client of the API does it: consent, samples, voice, speech. */
export async function enrolAndSpeak(api: ApiClient, job: EnrolAndSpeak, progress: Progress): Promise<SpokenFile> {
  const show = (event: OperationAnswer) => progress.show(event.stage, event.progress);

  progress.begin('Upload and check the recordings');
  const consent = await api.json<{ id: string; statement: string }>('POST', '/v1/consents', {
    voiceTalentName: job.talent,
    companyName: job.company,
    locale: 'en-US',
  });
  const statementFile = await job.consentRecording(consent.statement);
  const [statementId, ...sampleIds] = await Promise.all([
    api.upload('consent', statementFile),
    ...job.samples.map((sample) => api.upload('sample', sample)),
  ]);
  const checked = await Promise.all([statementId, ...sampleIds].map((id) => api.accepted(id)));
  progress.show(checked.map(describe).join(', '));

  progress.begin('Verify the consent');
  const verification = await api.json<OperationAnswer>('POST', `/v1/consents/${consent.id}/recording`, {
    uploadId: statementId,
  });
  await api.follow(verification, show);

  progress.begin('Enroll the voice');
  const enrolment = await api.json<OperationAnswer>('POST', '/v1/voices', {
    name: job.talent,
    kind: 'personal',
    consentId: consent.id,
    samples: sampleIds.map((uploadId) => ({ uploadId })),
  });
  const { subject: voice } = await api.follow(enrolment, show);

  progress.begin('Speak');
  const speaking = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId: voice.id, text: job.text });
  const { subject: synthesis } = await api.follow(speaking, show);
  const { audio } = await api.json<{ audio: { href: string; durationMs: number } }>('GET', synthesis.href);
  const response = await api.send('GET', audio.href);
  if (!response.body) throw new Error('The audio is empty');
  await pipeline(Readable.fromWeb(response.body), createWriteStream(job.out));
  progress.end();
  return { voiceId: voice.id, durationMs: audio.durationMs };
}

function describe(upload: UploadAnswer): string {
  return `${((upload.durationMs ?? 0) / 1000).toFixed(1)} s ${upload.status}`;
}
