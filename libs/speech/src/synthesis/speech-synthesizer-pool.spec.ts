import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { personalVoiceSsml } from '../../testing/in-one-step.ts';
import { type ServedTurn, SpeechProtocolServer, wordAudio } from '../../testing/speech-protocol-server.ts';
import { outputFormat } from './output-formats.ts';
import { SpeechSynthesizerPool, type SpeechSynthesizerPoolOptions } from './speech-synthesizer-pool.ts';
import type { SpeechTurn } from './speech-turn.ts';

const pcm = outputFormat('pcm');

function ssmlOf(text: string): string {
  return personalVoiceSsml({
    baseModel: 'DragonLatestNeural',
    speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
    locale: 'en-US',
    text,
  });
}

async function bytesOf(turn: SpeechTurn): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of turn.audio) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('SpeechSynthesizerPool', () => {
  let server: SpeechProtocolServer;
  const pools: SpeechSynthesizerPool[] = [];

  const poolOf = (options: Partial<SpeechSynthesizerPoolOptions> = {}): SpeechSynthesizerPool => {
    const pool = new SpeechSynthesizerPool({
      websocketUrl: server.url,
      credential: new NumberedCredential(),
      size: 1,
      ...options,
    });
    pools.push(pool);
    return pool;
  };

  beforeEach(async () => {
    server = await SpeechProtocolServer.start();
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map(async (pool) => await pool.close()));
    await server.stop();
  });

  it('gives the audio byte for byte, with the boundaries of words and sentences and where they stand in the text', async () => {
    const text = 'Tom & Jerry said: Jerry';
    const turn = poolOf().speak({ ssml: ssmlOf('Tom and Jerry said: Jerry'), text, format: pcm });
    const audio = await bytesOf(turn);
    const summary = await turn.done;
    expect(audio).toEqual(Buffer.concat([0, 1, 2, 3, 4].map((word) => wordAudio(0, word))));
    expect(turn.receivedBytes).toBe(audio.byteLength);
    expect(summary).toMatchObject({
      audioDurationMs: 500,
      audioBytes: 24_000,
      sentenceBoundaries: [{ text: 'Tom and Jerry said: Jerry', offsetMs: 0, durationMs: 500 }],
    });
    expect(summary.wordBoundaries).toEqual([
      { kind: 'word', text: 'Tom', offsetMs: 0, durationMs: 100, textOffset: 0 },
      { kind: 'word', text: 'and', offsetMs: 100, durationMs: 100, textOffset: undefined },
      { kind: 'word', text: 'Jerry', offsetMs: 200, durationMs: 100, textOffset: 6 },
      { kind: 'word', text: 'said:', offsetMs: 300, durationMs: 100, textOffset: 12 },
      { kind: 'word', text: 'Jerry', offsetMs: 400, durationMs: 100, textOffset: 18 },
    ]);
    const { acquiredMs, connectedMs, firstAudioMs, totalMs } = summary.timings;
    expect([acquiredMs, connectedMs, firstAudioMs, totalMs]).toEqual(
      [acquiredMs, connectedMs, firstAudioMs, totalMs].toSorted((a, b) => (a ?? 0) - (b ?? 0)),
    );
  });

  it('gives the first chunk before the service has made the second', async () => {
    const firstWasRead = Promise.withResolvers<void>();
    server.script.push(async (turn) => {
      turn.start();
      turn.response();
      turn.audio(wordAudio(0, 0));
      await firstWasRead.promise;
      turn.audio(wordAudio(0, 1));
      turn.end();
    });
    const turn = poolOf().speak({ ssml: ssmlOf('one two'), format: pcm });
    let chunks = 0;
    for await (const _chunk of turn.audio) {
      chunks += 1;
      firstWasRead.resolve();
    }
    expect(chunks).toBe(2);
  });

  it('asks for the format of each turn on the same connection', async () => {
    const pool = poolOf();
    for (const format of [pcm, outputFormat('mp3', 48_000), outputFormat('wav', 16_000), outputFormat('flac')]) {
      const turn = pool.speak({ ssml: ssmlOf('one'), format });
      await bytesOf(turn);
      // Only a format without a container lets us measure the duration; otherwise it is the service's word.
      expect((await turn.done).audioDurationMs).toBe(format.sampleRateHz === 16_000 ? 150 : 100);
    }
    expect(server.turns.map(({ context }) => context.synthesis.audio.outputFormat)).toEqual([
      'raw-24khz-16bit-mono-pcm',
      'audio-48khz-192kbitrate-mono-mp3',
      'raw-16khz-16bit-mono-pcm',
      'audio-24khz-16bit-mono-flac',
    ]);
    expect(server.upgrades).toHaveLength(1);
    expect(server.messages.filter((path) => path === 'speech.config')).toHaveLength(1);
    expect(server.turns[0]?.context.synthesis.audio.metadataOptions).toMatchObject({
      wordBoundaryEnabled: 'true',
      sentenceBoundaryEnabled: 'true',
      sessionEndEnabled: true,
    });
  });

  it('does not take the duration of one turn for that of the next', async () => {
    const pool = poolOf();
    const mp3 = outputFormat('mp3');
    await bytesOf(pool.speak({ ssml: ssmlOf('one two three'), format: mp3 }));
    server.script.push((turn) => {
      turn.start();
      turn.response();
      turn.audio(new Uint8Array(10));
      turn.end();
    });
    const second = pool.speak({ ssml: ssmlOf('one'), format: mp3 });
    await bytesOf(second);
    expect(await second.done).toMatchObject({ audioDurationMs: undefined, audioBytes: 10 });
  });

  it('authenticates with a token of the credential, one for connections made while it is fresh', async () => {
    const credential = new NumberedCredential();
    const pool = poolOf({ credential, size: 2 });
    await Promise.all([1, 2].map(async () => await bytesOf(pool.speak({ ssml: ssmlOf('one'), format: pcm }))));
    expect(credential.scopes).toEqual(['https://cognitiveservices.azure.com/.default']);
    expect(server.upgrades.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-1']);
    expect(server.upgrades[0]?.url).toContain('Authorization=Bearer%20token-1');
  });

  it('authenticates with a key', async () => {
    const pool = poolOf({ credential: undefined, key: 'a-key' });
    await bytesOf(pool.speak({ ssml: ssmlOf('one'), format: pcm }));
    expect(server.upgrades[0]?.headers['ocp-apim-subscription-key']).toBe('a-key');
    expect(server.upgrades[0]?.headers.authorization).toBeUndefined();
  });

  it('replaces a connection whose token is about to expire', async () => {
    const credential = new NumberedCredential(119_000);
    const pool = poolOf({ credential });
    await bytesOf(pool.speak({ ssml: ssmlOf('one'), format: pcm }));
    await bytesOf(pool.speak({ ssml: ssmlOf('one'), format: pcm }));
    expect(server.upgrades.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
  });

  it.each([
    ['its age', { maxConnectionAgeMs: 0 }],
    ['its time without work', { maxIdleMs: 0 }],
  ])('replaces a connection at the limit of %s', async (_what, options) => {
    const pool = poolOf(options);
    await bytesOf(pool.speak({ ssml: ssmlOf('one'), format: pcm }));
    await bytesOf(pool.speak({ ssml: ssmlOf('one'), format: pcm }));
    expect(server.upgrades).toHaveLength(2);
    await vi.waitFor(() => expect(server.openSockets).toBeLessThanOrEqual(1));
  });

  it('leaks no socket and mixes no audio over 200 turns on 4 connections', async () => {
    const pool = poolOf({ size: 4 });
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const word = `w${i}`;
        const turn = pool.speak({ ssml: ssmlOf(word), format: pcm });
        const audio = await bytesOf(turn);
        const summary = await turn.done;
        expect(summary.wordBoundaries.map(({ text }) => text)).toEqual([word]);
        const served = server.turns.find(({ ssml }) => ssml.includes(`>${word}<`));
        expect(audio).toEqual(Buffer.from(wordAudio(served?.index ?? -1, 0)));
      }),
    );
    expect(server.turns).toHaveLength(200);
    expect(server.mostSockets).toBeLessThanOrEqual(4);
    expect(server.upgrades).toHaveLength(4);
    expect(pool.stats().waiting).toBe(0);
    await pool.close();
    expect(pool.stats()).toMatchObject({ connections: 0, idle: 0, waiting: 0 });
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
  });

  it('makes turns wait for a connection, and fails one that waits too long', async () => {
    const release = Promise.withResolvers<void>();
    server.script.push(async (turn) => {
      turn.start();
      await release.promise;
      turn.response();
      turn.audio(wordAudio(0, 0));
      turn.end();
    });
    const pool = poolOf({ acquireTimeoutMs: 50 });
    const first = pool.speak({ ssml: ssmlOf('one'), format: pcm });
    const second = pool.speak({ ssml: ssmlOf('two'), format: pcm });
    await expect(second.done).rejects.toMatchObject({ code: 'provider-throttled', retryable: true });
    expect(pool.stats()).toMatchObject({ connections: 1, idle: 0, waiting: 0 });
    const third = pool.speak({ ssml: ssmlOf('three'), format: pcm });
    release.resolve();
    await Promise.all([first, third].map(async (turn) => await bytesOf(turn)));
    expect(server.upgrades).toHaveLength(1);
  });

  it('opens warm connections before the first turn, and others when they are lost', async () => {
    const pool = poolOf({ size: 3, warmConnections: 2, healthCheckMs: 20 });
    await pool.warmUp();
    expect(server.openSockets).toBe(2);
    const turn = pool.speak({ ssml: ssmlOf('one'), format: pcm });
    await bytesOf(turn);
    expect(server.upgrades).toHaveLength(2);
    server.turns[0]?.drop();
    await vi.waitFor(() => expect(server.upgrades).toHaveLength(3));
    await vi.waitFor(() => expect(server.openSockets).toBe(2));
  });

  it('closes warm connections that were never used', async () => {
    const pool = poolOf({ size: 2, warmConnections: 2 });
    await pool.warmUp();
    expect(server.openSockets).toBe(2);
    await pool.close();
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
  });

  it('says why no warm connection is available', async () => {
    server.handshakes.push(401);
    await expect(poolOf({ warmConnections: 1 }).warmUp()).rejects.toMatchObject({ code: 'provider-unauthorized' });
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
  });

  it('drops an idle connection whose other side does not answer a ping', async () => {
    const pool = poolOf({ healthCheckMs: 20 });
    await bytesOf(pool.speak({ ssml: ssmlOf('one'), format: pcm }));
    (server.turns[0] as ServedTurn).freeze();
    await vi.waitFor(() => expect(pool.stats().connections).toBe(0), { timeout: 15_000 });
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
  });

  it('slows the service down while its reader is slow, and loses nothing', async () => {
    const total = 40 * 1024 * 1024;
    server.script.push((turn) => {
      turn.start();
      turn.response();
      for (let sent = 0; sent < total; sent += 1024 * 1024) turn.audio(new Uint8Array(1024 * 1024).fill(sent % 251));
      turn.end();
    });
    const turn = poolOf({ bufferBytes: 1024 * 1024 }).speak({ ssml: ssmlOf('one'), format: pcm });
    const reader = turn.audio[Symbol.asyncIterator]();
    let read = (await reader.next()).value?.byteLength ?? 0;
    const seen: number[] = [];
    await vi.waitFor(
      () => {
        seen.push(turn.receivedBytes);
        expect(seen.slice(-10)).toEqual(Array.from({ length: 10 }, () => turn.receivedBytes));
      },
      { timeout: 30_000 },
    );
    expect(turn.receivedBytes).toBeLessThan(total / 2);
    for (let next = await reader.next(); next.done !== true; next = await reader.next()) read += next.value.byteLength;
    expect(read).toBe(total);
    expect((await turn.done).audioBytes).toBe(total);
  });

  it('ends the turn of a reader that does not come back', async () => {
    server.script.push((turn) => {
      turn.start();
      turn.response();
      turn.audio(new Uint8Array(2000));
    });
    const pool = poolOf({ bufferBytes: 1000, limits: { stalledReaderMs: 50 } });
    const turn = pool.speak({ ssml: ssmlOf('one'), format: pcm });
    await expect(turn.done).rejects.toThrow('The audio was not read for 50 ms');
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
  });

  it('speaks the next turn on a connection whose last one was over before its reader had taken much', async () => {
    server.script.push((turn) => {
      turn.start();
      turn.response();
      server.together(() => {
        turn.audio(new Uint8Array(2000));
        turn.end();
      });
    });
    const pool = poolOf({ bufferBytes: 1000 });
    const unread = pool.speak({ ssml: ssmlOf('one'), format: pcm });
    await unread.done;
    expect(await bytesOf(pool.speak({ ssml: ssmlOf('two'), format: pcm }))).toHaveLength(4800);
    expect(server.upgrades).toHaveLength(1);
    expect(await bytesOf(unread)).toHaveLength(2000);
  });

  it('ends the turn of a slow reader, and nothing else, when its connection is reset', async () => {
    const uncaught = vi.fn<(error: unknown) => void>();
    process.on('unhandledRejection', uncaught);
    try {
      let served: ServedTurn | undefined;
      server.script.push((turn) => {
        served = turn;
        turn.start();
        turn.response();
        turn.audio(new Uint8Array(2000));
      });
      const turn = poolOf({ bufferBytes: 1000 }).speak({ ssml: ssmlOf('one'), format: pcm });
      await vi.waitFor(() => expect(turn.receivedBytes).toBe(2000));
      // Read by the system, and by nobody else.
      for (let sent = 0; sent < 8; sent++) served?.audio(new Uint8Array(2000));
      await vi.waitFor(() => expect(served?.bufferedBytes()).toBe(0));
      served?.drop();
      await expect(turn.done).rejects.toMatchObject({ code: 'provider-unavailable' });
      await delay(0);
      expect(uncaught).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', uncaught);
    }
  });

  it('does not end the turn of a reader that takes a little at a time for longer than it may stand still', async () => {
    // As much in one chunk as is handed out at once, so that each read takes one.
    const chunk = new Uint8Array(32 * 1024);
    const chunks = 40;
    const stalledReaderMs = 400;
    server.script.push((turn) => {
      turn.start();
      turn.response();
      for (let sent = 0; sent < chunks; sent++) turn.audio(chunk);
      turn.end();
    });
    const pool = poolOf({ bufferBytes: 20 * chunk.byteLength, limits: { stalledReaderMs } });
    const turn = pool.speak({ ssml: ssmlOf('one'), format: pcm });
    const startedAt = performance.now();
    let read = 0;
    for await (const piece of turn.audio) {
      read += piece.byteLength;
      await delay(stalledReaderMs / 8);
    }
    expect(performance.now() - startedAt).toBeGreaterThan(2 * stalledReaderMs);
    expect(read).toBe(chunks * chunk.byteLength);
    await turn.done;
  });

  it('takes a reader who leaves early for a cancellation', async () => {
    server.script.push((turn) => {
      turn.start();
      turn.response();
      turn.audio(wordAudio(0, 0));
    });
    const turn = poolOf().speak({ ssml: ssmlOf('one'), format: pcm });
    for await (const _chunk of turn.audio) break;
    await expect(turn.done).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
  });

  it('refuses SSML beyond 64 KB without asking the service', async () => {
    const turn = poolOf().speak({ ssml: 'x'.repeat(65_537), format: pcm });
    await expect(turn.done).rejects.toMatchObject({ code: 'text-too-long' });
    expect(server.upgrades).toHaveLength(0);
  });

  it('ends all turns and sockets when it is closed, and refuses turns after that', async () => {
    server.script.push((turn) => turn.start());
    const pool = poolOf();
    const speaking = pool.speak({ ssml: ssmlOf('one'), format: pcm });
    const waiting = pool.speak({ ssml: ssmlOf('two'), format: pcm });
    await vi.waitFor(() => expect(server.turns).toHaveLength(1));
    await pool.close();
    for (const turn of [speaking, waiting, pool.speak({ ssml: ssmlOf('three'), format: pcm })]) {
      await expect(turn.done).rejects.toMatchObject({ code: 'provider-unavailable' });
    }
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
  });
});
