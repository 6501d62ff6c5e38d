import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ServedTurn } from '#speech/testing';
import { type LiveApplication, startLiveApplication, VOICE_ID } from './live-application.ts';

const TOKEN = 'home:Voice.Synthesize';
const BODY = JSON.stringify({ voiceId: VOICE_ID, text: 'one two', format: 'pcm' });
/** For what takes a moment on a busy machine. */
const WHILE = { timeout: 20_000, interval: 20 };

let live: LiveApplication;
afterEach(() => live.close());

describe('POST /v1/speech while the consent is revoked', () => {
  it('sends nothing after 2 s, and cuts the connection', async () => {
    live = await startLiveApplication();
    let served: ServedTurn | undefined;
    const isOver = Promise.withResolvers<void>();
    live.speech.script.push(async (turn) => {
      served = turn;
      turn.start();
      turn.response();
      // Azure goes on and on.
      const pieces = setInterval(() => turn.audio(Buffer.alloc(480)), 20);
      await Promise.race([turn.closed, isOver.promise]);
      clearInterval(pieces);
    });
    const answer = await fetch(new URL('/v1/speech', live.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: BODY,
    });
    expect(answer.status).toBe(200);
    let lastAt = 0;
    let bytes = 0;
    const heard = (async () => {
      for await (const chunk of answer.body ?? []) {
        bytes += chunk.length;
        lastAt = performance.now();
      }
    })();
    heard.catch(() => {});
    await vi.waitFor(() => expect(bytes).toBeGreaterThan(2_000), WHILE);
    live.voices.consentStatus = 'revoked';
    const revokedAt = performance.now();
    await expect(heard).rejects.toThrow();
    isOver.resolve();
    expect(lastAt - revokedAt).toBeLessThan(2_000);
    await served?.closed;
  });
});

describe('POST /v1/speech to a listener that has stopped reading', () => {
  it('is cut within 2 s of the revocation, with what lies in the buffers of the connection', async () => {
    live = await startLiveApplication();
    live.speech.script.push((turn) => {
      turn.start();
      turn.response();
      for (let piece = 0; piece < 400; piece++) turn.audio(Buffer.alloc(48_000));
      return turn.closed;
    });
    const accepted = once(live.app.getHttpServer(), 'connection') as Promise<[Socket]>;
    const client = connect(Number(new URL(live.url).port), '127.0.0.1');
    client.on('error', () => undefined).pause();
    client.write(
      `POST /v1/speech HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
    );
    const [served] = await accepted;
    const closed = once(served, 'close');
    // Nothing more fits into the buffers: from here on nobody asks for a piece.
    await vi.waitFor(() => expect(served.writableNeedDrain).toBe(true), WHILE);
    const revokedAt = performance.now();
    live.voices.consentStatus = 'revoked';
    await closed;
    expect(performance.now() - revokedAt).toBeLessThan(2_000);
    client.destroy();
  });
});
