import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { wordAudio } from '#speech/testing';
import { EstimateSpeech } from '../../apps/api/src/speech/estimate-speech.service.ts';
import { type LiveApplication, startLiveApplication, VOICE_ID } from './live-application.ts';

let live: LiveApplication;

beforeEach(async () => {
  live = await startLiveApplication();
});
afterEach(async () => {
  await live.close();
});

function post(path: string, body: object): Promise<Response> {
  return fetch(new URL(path, live.url), {
    method: 'POST',
    headers: { authorization: 'Bearer home:Voice.Synthesize', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const counted = (requests: number) => vi.waitFor(() => expect(live.counted).toHaveLength(requests));

describe('live speech and usage', () => {
  it('is counted once it is over, as the estimate of the same text says', async () => {
    const request = { voiceId: VOICE_ID, text: 'one two 你好', format: 'pcm' };
    const estimate = live.app.get(EstimateSpeech);
    const caller = aPrincipal({ tenantId: 'home', objectId: 'object' });
    const { billedCharacters } = await estimate.execute(caller, { ...request, rate: 1 });
    expect(live.counted).toEqual([]);
    const audio = await (await post('/v1/speech', request)).arrayBuffer();
    await counted(1);
    expect(live.counted).toEqual([
      { tenantId: 'home', voiceId: VOICE_ID, billedCharacters, audioMs: audio.byteLength / 48 },
    ]);
  });

  it('is counted on the OpenAI route, under the id of the voice', async () => {
    await (await post('/v1/audio/speech', { model: 'tts-1', voice: 'alloy', input: 'one two' })).arrayBuffer();
    await counted(1);
    expect(live.counted).toMatchObject([{ tenantId: 'home', voiceId: VOICE_ID }]);
  });

  it('is counted without audio when it breaks off, since Azure bills the text', async () => {
    live.speech.script.push((turn) => {
      turn.start();
      turn.response();
      turn.audio(wordAudio(turn.index, 0));
      turn.close(1011);
    });
    const answer = await post('/v1/speech', { voiceId: VOICE_ID, text: 'one two', format: 'pcm' });
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await counted(1);
    expect(live.counted).toMatchObject([{ audioMs: 0 }]);
    expect(live.counted[0]?.billedCharacters).toBeGreaterThan(0);
  });

  it('is not counted when it is refused', async () => {
    live.speech.script.push((turn) => turn.close(1007, 'no'));
    expect((await post('/v1/speech', { voiceId: VOICE_ID, text: 'one' })).status).toBe(422);
    live.voices.consentStatus = 'revoked';
    expect((await post('/v1/speech', { voiceId: VOICE_ID, text: 'one' })).status).toBe(403);
    expect(live.counted).toEqual([]);
  });
});
