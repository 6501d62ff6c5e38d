import { randomUUID } from 'node:crypto';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';

export const TALENT = 'Voice Talent';
export const COMPANY = 'Contoso';

export interface Recordings {
  readonly consent: Buffer;
  readonly sample: Buffer;
}

/** A consent statement and a sample, both spoken by one of the sandbox's own voices. */
export async function speakRecordings({ ready: { environment } }: VoiceSystem): Promise<Recordings> {
  const token = await managedIdentityToken(environment, 'https://cognitiveservices.azure.com');
  const speak = async (text: string): Promise<Buffer> => {
    const response = await fetch(`${environment['SPEECH_ENDPOINT']}/cognitiveservices/v1`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/ssml+xml',
        'x-microsoft-outputformat': 'riff-24khz-16bit-mono-pcm',
        'user-agent': 'chaos',
      },
      body: `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US"><voice name="en-US-AvaNeural">${text}</voice></speak>`,
    });
    if (!response.ok) throw new Error(`The sandbox's voice answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const [consent, sample] = await Promise.all([
    speak(
      `I ${TALENT} am aware that recordings of my voice will be used by ${COMPANY} to create and use a synthetic version of my voice.`,
    ),
    speak(
      'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off.',
    ),
  ]);
  return { consent, sample };
}

/** Enrolls a voice in peace. @returns its id */
export async function enrolVoice(system: VoiceSystem, recordings: Recordings): Promise<string> {
  const api = new ApiClient(system.apiUrl, await system.token());
  const upload = async (purpose: keyof Recordings): Promise<string> => {
    const { id } = await api.upload(new Uint8Array(recordings[purpose]), { purpose, fileName: `${purpose}.wav` });
    return id;
  };
  const [uploadId, sampleId] = await Promise.all([upload('consent'), upload('sample')]);
  const operation = await api.json<OperationAnswer>('POST', '/v1/voices', {
    name: `first-${randomUUID()}`,
    kind: 'personal',
    consent: { voiceTalentName: TALENT, companyName: COMPANY, locale: 'en-US', uploadId },
    samples: [{ uploadId: sampleId }],
  });
  return (await api.follow(operation, () => undefined)).subject.id;
}
