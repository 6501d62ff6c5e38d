import { createWriteStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Upload, VoiceClient } from '#client';
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
export async function enrolAndSpeak(api: VoiceClient, job: EnrolAndSpeak, progress: Progress): Promise<SpokenFile> {
  const finished = (operation: { readonly id: string }) =>
    api.finishedOperation(operation, { onProgress: (state) => progress.show(state.stage, state.progress) });

  progress.begin('Upload and check the recordings');
  const { data: consent } = await api.POST('/v1/consents', {
    body: { voiceTalentName: job.talent, companyName: job.company, locale: 'en-US' },
  });
  const statementFile = await job.consentRecording(consent.statement);
  const [statementId, ...sampleIds] = await Promise.all([
    uploaded(api, 'consent', statementFile),
    ...job.samples.map((sample) => uploaded(api, 'sample', sample)),
  ]);
  const checked = await Promise.all([statementId, ...sampleIds].map((id) => api.acceptedUpload(id)));
  progress.show(checked.map(describe).join(', '));

  progress.begin('Verify the consent');
  const { data: verification } = await api.POST('/v1/consents/{id}/recording', {
    params: { path: { id: consent.id } },
    body: { uploadId: statementId },
  });
  await finished(verification);

  progress.begin('Enroll the voice');
  const { data: enrolment } = await api.POST('/v1/voices', {
    body: {
      name: job.talent,
      kind: 'personal',
      consentId: consent.id,
      samples: sampleIds.map((uploadId) => ({ uploadId })),
    },
  });
  const { subject: voice } = await finished(enrolment);

  progress.begin('Speak');
  const { data: speaking } = await api.POST('/v1/syntheses', { body: { voiceId: voice.id, text: job.text } });
  const { subject: synthesis } = await finished(speaking);
  const params = { path: { id: synthesis.id } };
  const { data } = await api.GET('/v1/syntheses/{id}', { params });
  const { data: audio } = await api.GET('/v1/syntheses/{id}/audio', { params, parseAs: 'stream' });
  if (!data.audio || !audio) throw new Error('The synthesis has no audio');
  await pipeline(Readable.fromWeb(audio), createWriteStream(job.out));
  progress.end();
  return { voiceId: voice.id, durationMs: data.audio.durationMs };
}

/** The id of an upload that is sent. */
async function uploaded(api: VoiceClient, purpose: 'consent' | 'sample', file: string): Promise<string> {
  const { id } = await api.upload(await openAsBlob(file), { purpose, fileName: basename(file) });
  return id;
}

function describe(upload: Upload): string {
  return `${((upload.durationMs ?? 0) / 1000).toFixed(1)} s ${upload.status}`;
}
