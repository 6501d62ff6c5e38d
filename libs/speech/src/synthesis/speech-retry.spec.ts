import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { SpeechProtocolServer, type TurnBehaviour, wordAudio } from '../../testing/speech-protocol-server.ts';
import { outputFormat } from './output-formats.ts';
import { SpeechSynthesizerPool, type SpeechSynthesizerPoolOptions } from './speech-synthesizer-pool.ts';
import type { SpeechTurn } from './speech-turn.ts';

const ssml = '<speak>one two</speak>';
const format = outputFormat('pcm');

async function bytesOf(turn: SpeechTurn): Promise<number> {
  let bytes = 0;
  for await (const chunk of turn.audio) bytes += chunk.byteLength;
  return bytes;
}

describe('SpeechSynthesizerPool, when it may try again', () => {
  let server: SpeechProtocolServer;
  let pool: SpeechSynthesizerPool;

  const use = (options: Partial<SpeechSynthesizerPoolOptions> = {}): void => {
    const credential = new NumberedCredential();
    pool = new SpeechSynthesizerPool({ websocketUrl: server.url, credential, size: 1, attempts: 3, ...options });
  };

  beforeEach(async () => {
    server = await SpeechProtocolServer.start();
    use();
  });
  afterEach(async () => {
    await pool.close();
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
    await server.stop();
  });

  const beforeAudio: [string, TurnBehaviour][] = [
    ['a close with 1000', (turn) => turn.close(1000)],
    ['a reset', (turn) => turn.drop()],
    ['a throttle with 4429', (turn) => turn.close(4429, 'You have exceeded the concurrent request limit')],
    ['a throttle with 1007', (turn) => turn.close(1007, 'Throttled due to too many requests')],
    [
      'a sentence boundary and a close',
      (turn) => {
        turn.start();
        turn.response();
        turn.metadata({
          Type: 'SentenceBoundary',
          Data: { Offset: 0, Duration: 1, text: { Text: 'x', Length: 1, BoundaryType: 'SentenceBoundary' } },
        });
        turn.close(1011);
      },
    ],
  ];

  it.each(beforeAudio)(
    'speaks the text after %s before the first audio, as if nothing had been',
    async (_what, happen) => {
      server.script.push(happen);
      const turn = pool.speak({ ssml, format });
      expect(await bytesOf(turn)).toBe(2 * 4800);
      expect((await turn.done).sentenceBoundaries).toHaveLength(1);
      expect(server.turns).toHaveLength(2);
      expect(server.mostSockets).toBe(1);
    },
  );

  it('speaks the text again when no audio of what the service says it made has come', async () => {
    server.script.push((turn) => {
      turn.start();
      turn.response();
      turn.metadata({ Type: 'SessionEnd', Data: { Offset: 200 * 10_000 } });
      turn.end();
    });
    expect(await bytesOf(pool.speak({ ssml, format }))).toBe(2 * 4800);
    expect(server.turns).toHaveLength(2);
  });

  it.each([
    { reportedMs: 1090, noted: undefined },
    { reportedMs: 1250, noted: 250 },
    { reportedMs: 400, noted: -600 },
  ])('keeps a second of audio that is said to be $reportedMs ms long', async ({ reportedMs, noted }) => {
    const warn = vi.fn<(fields: object, message: string) => void>();
    use({ logger: { debug: () => {}, info: () => {}, warn } });
    server.script.push((turn) => {
      turn.start();
      turn.response();
      turn.audio(new Uint8Array(48_000));
      turn.metadata({ Type: 'SessionEnd', Data: { Offset: reportedMs * 10_000 } });
      turn.end();
    });
    expect(await bytesOf(pool.speak({ ssml, format }))).toBe(48_000);
    expect(server.turns).toHaveLength(1);
    expect(pool.stats().durationDifferences).toBe(noted === undefined ? 0 : 1);
    const notes = warn.mock.calls.map(([fields]) => (fields as { durationDifferenceMs?: number }).durationDifferenceMs);
    expect(notes).toEqual(noted === undefined ? [] : [noted]);
  });

  it('does not take more than a fifth of the audio for a wrong report', async () => {
    server.script.push((turn) => {
      turn.start();
      turn.response();
      turn.audio(new Uint8Array(48_000));
      turn.metadata({ Type: 'SessionEnd', Data: { Offset: 1260 * 10_000 } });
      turn.end();
    });
    const turn = pool.speak({ ssml, format });
    await expect(bytesOf(turn)).rejects.toMatchObject({ code: 'provider-unavailable' });
    expect(pool.stats().durationDifferences).toBe(1);
  });

  it('asks for a new token when the service says that it has expired', async () => {
    server.script.push((turn) => turn.close(4401, 'The token has expired'));
    expect(await bytesOf(pool.speak({ ssml, format }))).toBe(2 * 4800);
    server.handshakes.push(401);
    server.turns.at(-1)?.drop();
    await vi.waitFor(() => expect(pool.stats().connections).toBe(0));
    expect(await bytesOf(pool.speak({ ssml, format }))).toBe(2 * 4800);
    expect(server.upgrades.map(({ headers }) => headers.authorization)).toEqual(
      [1, 2, 2, 3].map((token) => `Bearer token-${token}`),
    );
  });

  it('does not try again after the first audio', async () => {
    server.script.push((turn) => {
      turn.start();
      turn.response();
      turn.audio(wordAudio(0, 0));
      turn.close(1011);
    });
    await expect(pool.speak({ ssml, format }).done).rejects.toMatchObject({ code: 'provider-unavailable' });
    expect(server.turns).toHaveLength(1);
  });

  it.each<[string, string, TurnBehaviour]>([
    ['a refusal', 'provider-rejected', (turn) => turn.close(1007, 'The SSML is not valid')],
    ['a hang', 'provider-timeout', () => {}],
  ])('does not try again after %s', async (_what, code, happen) => {
    server.script.push(happen);
    await expect(pool.speak({ ssml, format, limits: { firstAudioMs: 150 } }).done).rejects.toMatchObject({ code });
    expect(server.turns).toHaveLength(1);
  });

  it('fails after the configured attempts with the last error', async () => {
    for (let attempt = 0; attempt < 5; attempt++) server.script.push((turn) => turn.close(1011));
    await expect(pool.speak({ ssml, format }).done).rejects.toMatchObject({ code: 'provider-unavailable' });
    expect(server.turns).toHaveLength(3);
  });

  it('fails when the time for the first audio is over', async () => {
    for (let attempt = 0; attempt < 5; attempt++) server.script.push((turn) => turn.close(4429, 'throttled'));
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    const turn = pool.speak({ ssml, format, limits: { firstAudioMs: 400 } });
    await expect(turn.done).rejects.toMatchObject({ code: 'provider-throttled' });
    vi.restoreAllMocks();
    expect(server.turns).toHaveLength(1);
  });

  it('does not try again for a caller who has gone', async () => {
    const controller = new AbortController();
    server.script.push((turn) => {
      controller.abort(new Error('gone'));
      turn.close(1011);
    });
    await expect(pool.speak({ ssml, format, signal: controller.signal }).done).rejects.toThrow('gone');
    await vi.waitFor(() => expect(pool.stats().connections).toBe(0));
    expect(server.turns).toHaveLength(1);
  });

  it('waits for a free connection only once', async () => {
    use({ acquireTimeoutMs: 50 });
    const release = Promise.withResolvers<void>();
    server.script.push(async (turn) => {
      turn.start();
      await release.promise;
      turn.close(1000);
    });
    const first = pool.speak({ ssml, format });
    await vi.waitFor(() => expect(server.turns).toHaveLength(1));
    await expect(pool.speak({ ssml, format }).done).rejects.toMatchObject({ code: 'provider-throttled' });
    release.resolve();
    expect(await bytesOf(first)).toBe(2 * 4800);
  });

  it('leaves no socket open in this process', async () => {
    const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    await pool.close();
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
    const before = sockets();
    use({ size: 4 });
    for (let hazard = 0; hazard < 12; hazard++)
      server.script.push(beforeAudio[hazard % beforeAudio.length]?.[1] ?? (() => {}));
    await Promise.allSettled(Array.from({ length: 20 }, () => bytesOf(pool.speak({ ssml, format }))));
    // Both ends of each connection live in this process.
    expect(server.mostSockets).toBeLessThanOrEqual(4);
    await pool.close();
    await vi.waitFor(() => expect(sockets()).toBe(before));
  });
});
