import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServedTurn } from '#speech/testing';
import { type LiveApplication, startLiveApplication, VOICE_ID } from './live-application.ts';

const MINUTES_10 = 600;
/** For what takes a moment on a busy machine. */
const WHILE = { timeout: 20_000, interval: 20 };

describe('POST /v1/speech when Azure cuts the speech off at 10 minutes', () => {
  let live: LiveApplication;

  beforeEach(async () => {
    live = await startLiveApplication();
  });
  afterEach(async () => {
    await live.close();
  });

  it.each<[string, number, (turn: ServedTurn) => void]>([
    ['mulaw', MINUTES_10 * 8_000, (turn) => turn.audio(new Uint8Array(MINUTES_10 * 8_000))],
    [
      'mp3',
      1_000,
      (turn) => {
        turn.audio(new Uint8Array(1_000));
        turn.metadata({ Type: 'SessionEnd', Data: { Offset: MINUTES_10 * 10_000_000 } });
      },
    ],
  ])('breaks off instead of ending the body, as %s', async (format, bytes, speak) => {
    live.speech.script.push((turn) => {
      turn.start();
      turn.response();
      speak(turn);
      turn.end();
    });
    const answer = await fetch(new URL('/v1/speech', live.url), {
      method: 'POST',
      headers: { authorization: 'Bearer home:Voice.Synthesize', 'content-type': 'application/json' },
      body: JSON.stringify({ voiceId: VOICE_ID, text: 'one two', format }),
    });
    expect(answer.status).toBe(200);
    let read = 0;
    const heard = async (): Promise<void> => {
      for await (const chunk of answer.body ?? []) read += chunk.length;
    };
    await expect(heard()).rejects.toThrow();
    // MP3 has a tag before it.
    expect(read).toBeLessThanOrEqual(bytes + 300);
    await vi.waitFor(() => expect(live.lines.join('')).toContain('text-too-long'), WHILE);
    await vi.waitFor(() => expect(live.slots.stats()).toEqual({ running: 0, waiting: 0 }), WHILE);
  });
});
