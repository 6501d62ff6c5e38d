import type { ApiClient, OperationAnswer } from '../support/api-client.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';

const SAMPLE =
  'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off.';
const STATEMENT =
  'I Voice Talent am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.';

/** The id of a voice that is ready, enrolled from the sandbox's own speech. */
export async function enrolVoice(system: VoiceSystem, api: ApiClient): Promise<string> {
  const token = await managedIdentityToken(system.ready.environment, 'https://cognitiveservices.azure.com');
  const uploaded = async (purpose: 'consent' | 'sample', text: string): Promise<string> => {
    const speech = await fetch(`${system.ready.environment['SPEECH_ENDPOINT']}/cognitiveservices/v1`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/ssml+xml',
        'x-microsoft-outputformat': 'riff-24khz-16bit-mono-pcm',
        'user-agent': 'bench',
      },
      body: `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US"><voice name="en-US-AvaNeural">${text}</voice></speak>`,
    });
    return (await api.upload(await speech.blob(), { purpose, fileName: `${purpose}.wav`, way: 'form' })).id;
  };
  const [consentUpload, sampleUpload] = await Promise.all([uploaded('consent', STATEMENT), uploaded('sample', SAMPLE)]);
  const operation = await api.json<OperationAnswer>('POST', '/v1/voices', {
    name: 'Voice Talent',
    kind: 'personal',
    consent: { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US', uploadId: consentUpload },
    samples: [{ uploadId: sampleUpload }],
  });
  return (await api.follow(operation, () => undefined)).subject.id;
}
