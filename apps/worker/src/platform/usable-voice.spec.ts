import { describe, expect, it } from 'vitest';
import type { SpeakableVoices } from '#documents';
import { newEndpoint, ProviderError, ServiceError, type SpeakableVoice, type Voice } from '#domain';
import { aSynthesis, aVoice, stub } from '#domain/testing';
import { awakeSpeakers } from './usable-voice.ts';

const PROFESSIONAL = {
  ...aVoice({ voiceKind: 'professional', endpoint: newEndpoint(0) }),
  professional: { voiceName: 'AnnaNeural' },
};

function speakersOf(wake: () => Promise<void>, voice: Voice = PROFESSIONAL) {
  const voices = stub<SpeakableVoices>({ find: () => Promise.resolve(voice as SpeakableVoice) });
  return awakeSpeakers(voices, { wake }, aSynthesis());
}

describe(awakeSpeakers.name, () => {
  it('asks for no endpoint of a personal voice', async () => {
    const wake = () => Promise.reject(new Error('it has none'));
    expect(await speakersOf(wake, aVoice())).toMatchObject({ voice: { voiceKind: 'personal' } });
  });

  it.each([
    ['the voice when it can speak', undefined, { voice: { id: PROFESSIONAL.id } }],
    [
      'the time to wait while it is resumed',
      new ServiceError('endpoint-resuming', 'wait', { retryAfterMs: 30_000 }),
      { retryAfterMs: 5_000 },
    ],
    [
      'why it will not speak this month',
      new ServiceError('endpoint-hours-exhausted', 'too many hours'),
      { code: 'endpoint-hours-exhausted', detail: 'too many hours' },
    ],
  ])('is %s', async (_, error, expected) => {
    const wake = () => (error === undefined ? Promise.resolve() : Promise.reject(error));
    expect(await speakersOf(wake)).toMatchObject(expected);
  });

  it('fails when Azure could not resume it, to be retried', async () => {
    const failed = new ProviderError('provider-unavailable', 'not now');
    await expect(speakersOf(() => Promise.reject(failed))).rejects.toBe(failed);
  });
});
