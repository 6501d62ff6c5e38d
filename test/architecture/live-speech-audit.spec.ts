import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LiveApplication, OTHER_VOICE_ID, startLiveApplication, VOICE_ID } from './live-application.ts';

let live: LiveApplication;

beforeEach(async () => {
  live = await startLiveApplication();
});
afterEach(async () => {
  await live.close();
});

async function statusOf(path: string, body: object): Promise<number> {
  const answer = await fetch(new URL(path, live.url), {
    method: 'POST',
    headers: { authorization: 'Bearer home:Voice.Synthesize', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** The events of both minutes, should one have ended in between. */
const heard = () =>
  new Set(live.audited.map(({ action, subject, details }) => `${action} ${subject.id} ${String(details?.['way'])}`));

describe('live speech and the audit log', () => {
  it('is recorded of each voice that is heard, without waiting for it and without the text', async () => {
    const ssml = `<speak><voice name="${VOICE_ID}">A canary?</voice><voice name="${OTHER_VOICE_ID}">No.</voice></speak>`;
    expect(await statusOf('/v1/speech', { voiceId: VOICE_ID, ssml })).toBe(200);
    expect(heard()).toEqual(new Set([`voice.speak ${VOICE_ID} live`, `voice.speak ${OTHER_VOICE_ID} live`]));
    expect(JSON.stringify(live.audited)).not.toContain('canary');
  });

  it('is recorded of the OpenAI route too, and once for many requests', async () => {
    const request = { model: 'tts-1', voice: 'alloy', input: 'one two' };
    for (let count = 0; count < 3; count++) expect(await statusOf('/v1/audio/speech', request)).toBe(200);
    expect(heard()).toEqual(new Set([`voice.speak ${VOICE_ID} live`]));
    expect(live.audited.length).toBeLessThanOrEqual(2);
    expect(new Set(live.audited.map(({ eventId }) => eventId)).size).toBe(live.audited.length);
  });

  it('is not recorded of what is refused', async () => {
    live.speech.script.push((turn) => turn.close(1007, 'no'));
    expect(await statusOf('/v1/speech', { voiceId: VOICE_ID, text: 'one' })).toBe(422);
    live.voices.consentStatus = 'revoked';
    expect(await statusOf('/v1/speech', { voiceId: VOICE_ID, text: 'one' })).toBe(403);
    expect(live.audited).toEqual([]);
  });
});
