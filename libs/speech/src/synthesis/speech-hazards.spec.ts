import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProviderError } from '#domain';
import { NumberedCredential } from '../../testing/credentials.ts';
import {
  type ServedTurn,
  SpeechProtocolServer,
  type TurnBehaviour,
  wordAudio,
} from '../../testing/speech-protocol-server.ts';
import { outputFormat } from './output-formats.ts';
import { SpeechSynthesizerPool, type SpeechSynthesizerPoolOptions } from './speech-synthesizer-pool.ts';
import type { SpeechTurn } from './speech-turn.ts';
import type { TurnLimits } from './turn-deadlines.ts';

const ssml = '<speak>one two</speak>';
const format = outputFormat('pcm');

/** Starts like a good turn, up to and with the first audio. */
function begin(turn: ServedTurn): void {
  turn.start();
  turn.response();
  turn.audio(wordAudio(turn.index, 0));
}

/** Audio bytes that came before the failure of the turn that is being read. */
let received = 0;

/** The error of a turn, read as a consumer does; it must be the same for the audio and for `done`. */
async function failureOf(turn: SpeechTurn): Promise<unknown> {
  received = 0;
  const outcome = turn.done.then(
    () => expect.fail('The turn succeeded'),
    (error: unknown) => error,
  );
  let failure: unknown;
  try {
    for await (const chunk of turn.audio) received += chunk.byteLength;
  } catch (error) {
    failure = error;
  }
  expect(failure).toBe(await outcome);
  return failure;
}

describe('SpeechSynthesizerPool, when the service misbehaves', () => {
  let server: SpeechProtocolServer;
  let pool: SpeechSynthesizerPool;

  const use = (options: Partial<SpeechSynthesizerPoolOptions> = {}): void => {
    const credential = new NumberedCredential();
    pool = new SpeechSynthesizerPool({ websocketUrl: server.url, credential, size: 1, ...options });
  };

  beforeEach(async () => {
    server = await SpeechProtocolServer.start();
    use();
  });
  afterEach(async () => {
    await pool.close();
    await server.stop();
  });

  /** The pool must go on as if nothing had been: a new connection, no socket left of the old one. */
  const expectRecovery = async (): Promise<void> => {
    const turn = pool.speak({ ssml, format });
    let bytes = 0;
    for await (const chunk of turn.audio) bytes += chunk.byteLength;
    expect(bytes).toBe(2 * 4800);
    await vi.waitFor(() => expect(server.openSockets).toBe(1));
    expect(pool.stats()).toMatchObject({ connections: 1, idle: 1, waiting: 0 });
  };

  const noAudio = { firstAudioMs: 150 };
  const noMore = { progressMs: 150 };
  const noEnd = { totalMs: 1000 };
  const hazards: [
    string,
    string,
    TurnBehaviour,
    { status?: number; receivedBytes?: number; limits?: Partial<TurnLimits> },
  ][] = [
    [
      '1007 throttled',
      'provider-throttled',
      (t) => t.close(1007, 'Throttled due to too many requests'),
      { status: 1007 },
    ],
    ['1007 bad request', 'provider-rejected', (t) => t.close(1007, 'The SSML is not valid'), { status: 1007 }],
    [
      '4429',
      'provider-throttled',
      (t) => t.close(4429, 'You have exceeded the concurrent request limit'),
      { status: 4429 },
    ],
    ['1011', 'provider-unavailable', (t) => t.close(1011, 'Internal error'), { status: 1011 }],
    ['1000 before the first audio', 'provider-unavailable', (t) => t.close(1000), { status: 1000 }],
    ['a reset before the first audio', 'provider-unavailable', (t) => t.drop(), { status: 1006 }],
    ['a hang before anything', 'provider-timeout', () => {}, { limits: noAudio }],
    ['a hang after turn.start', 'provider-timeout', (t) => t.start(), { limits: noAudio }],
    [
      'audio without a response before it',
      'provider-timeout',
      (turn) => {
        turn.start();
        turn.audio(wordAudio(0, 0));
        turn.audio(wordAudio(0, 1));
        turn.end();
      },
      { limits: noAudio },
    ],
    [
      'audio of another stream',
      'provider-timeout',
      (turn) => {
        turn.start();
        turn.response();
        turn.audio(wordAudio(0, 0), 'another');
      },
      { limits: noAudio },
    ],
    ['a frame without a path', 'provider-timeout', (t) => t.text('', {}), { limits: noAudio }],
    ['bad JSON', 'provider-timeout', (t) => t.text('turn.start', '{'), { limits: noAudio }],
    [
      'bad metadata',
      'provider-timeout',
      (turn) => {
        begin(turn);
        turn.text('audio.metadata', '{"Metadata":[{"Type":"SessionEnd"');
        turn.end();
      },
      { receivedBytes: 4800, limits: noMore },
    ],
    [
      '1000 in the middle',
      'provider-unavailable',
      (turn) => {
        begin(turn);
        turn.close(1000);
      },
      { status: 1000, receivedBytes: 4800 },
    ],
    [
      '1007 throttled in the middle',
      'provider-throttled',
      (turn) => {
        begin(turn);
        turn.close(1007, 'Throttled due to too many requests');
      },
      { status: 1007, receivedBytes: 4800 },
    ],
    [
      '1001 in the middle',
      'provider-unavailable',
      (turn) => {
        begin(turn);
        turn.close(1001, 'going away');
      },
      { status: 1001, receivedBytes: 4800 },
    ],
    [
      'a reset in the middle',
      'provider-unavailable',
      async (turn) => {
        begin(turn);
        await vi.waitFor(() => expect(received).toBeGreaterThan(0), { interval: 5 });
        turn.drop();
      },
      { status: 1006, receivedBytes: 4800 },
    ],
    [
      'audio of another stream in the middle',
      'provider-unavailable',
      (turn) => {
        begin(turn);
        turn.audio(wordAudio(0, 1), 'another');
        turn.end();
      },
      { receivedBytes: 4800 },
    ],
    [
      'audio that is shorter than the service says',
      'provider-unavailable',
      (turn) => {
        begin(turn);
        // 100 ms have come.
        turn.metadata({ Type: 'SessionEnd', Data: { Offset: 201 * 10_000 } });
        turn.end();
      },
      { receivedBytes: 4800 },
    ],
    ['a hang in the middle', 'provider-timeout', begin, { receivedBytes: 4800, limits: noMore }],
    [
      'a trickle without an end',
      'provider-timeout',
      async (turn) => {
        begin(turn);
        const trickle = setInterval(() => turn.metadata(), 50);
        await turn.closed;
        clearInterval(trickle);
      },
      { receivedBytes: 4800, limits: noEnd },
    ],
  ];

  it.each(hazards)('ends %s as %s, closes the socket and goes on', async (_name, code, behaviour, expected) => {
    server.script.push(behaviour);
    const startedAt = performance.now();
    const turn = pool.speak({ ssml, format, limits: expected.limits });
    const error = await failureOf(turn);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ code, ...(expected.status === undefined ? {} : { status: expected.status }) });
    expect(turn.receivedBytes).toBe(expected.receivedBytes ?? 0);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await expectRecovery();
    expect(server.upgrades).toHaveLength(2);
    expect(server.turns).toHaveLength(2);
  });

  it('ends the same hazards in the same way on a connection that was used before', async () => {
    use({ size: 2 });
    // The SDK still knows the stream of the turn before: here that audio is in order.
    for (const [name, code, behaviour, { limits }] of hazards.filter(
      ([name]) => !name.startsWith('audio without a response'),
    )) {
      for await (const _chunk of pool.speak({ ssml, format }).audio) {
        // A turn that makes the connection a used one.
      }
      server.script.push(behaviour);
      expect(await failureOf(pool.speak({ ssml, format, limits })), name).toMatchObject({ code });
      expect(server.turns.at(-1)?.onConnection, name).toBe(1);
    }
    await expectRecovery();
  });

  it.each([
    [401, 'provider-unauthorized'],
    [403, 'provider-unauthorized'],
    [429, 'provider-throttled'],
    [400, 'provider-rejected'],
    [503, 'provider-unavailable'],
  ])('ends a handshake answered with %d as %s', async (status, code) => {
    server.handshakes.push(status);
    expect(await failureOf(pool.speak({ ssml, format }))).toMatchObject({ code, status });
    await expectRecovery();
  });

  it('asks for another token after a 401', async () => {
    server.handshakes.push(401);
    await failureOf(pool.speak({ ssml, format }));
    await expectRecovery();
    expect(server.upgrades.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('ends a handshake that hangs as provider-timeout and closes the socket', async () => {
    use({ connectTimeoutMs: 1000 });
    server.handshakes.push('hang');
    expect(await failureOf(pool.speak({ ssml, format }))).toMatchObject({ code: 'provider-timeout' });
    await expectRecovery();
  });

  it('ends a turn as provider-unavailable where nobody listens', async () => {
    use({ websocketUrl: 'ws://127.0.0.1:9/x' });
    expect(await failureOf(pool.speak({ ssml, format }))).toMatchObject({ code: 'provider-unavailable' });
    await vi.waitFor(() => expect(pool.stats().connections).toBe(0));
  });

  it.each([
    [Object.assign(new Error('refused'), { statusCode: 401 }), 'provider-unauthorized'],
    [new Error('no answer'), 'provider-unavailable'],
  ])('ends a turn without a token (%s) at once', async (failure, code) => {
    const credential = new NumberedCredential();
    credential.failures.push(failure);
    use({ credential });
    expect(await failureOf(pool.speak({ ssml, format }))).toMatchObject({ code, cause: failure });
    expect(server.upgrades).toHaveLength(0);
    await expectRecovery();
  });

  it('ends a turn whose token never comes', async () => {
    use({ connectTimeoutMs: 100, credential: { getToken: async () => await new Promise(() => {}) } });
    expect(await failureOf(pool.speak({ ssml, format }))).toMatchObject({ code: 'provider-timeout' });
    expect(server.openSockets).toBe(0);
  });

  it('does not speak on a connection that the service closed while it was idle', async () => {
    await expectRecovery();
    server.turns[0]?.close(1000);
    await vi.waitFor(() => expect(pool.stats().connections).toBe(0));
    await expectRecovery();
  });

  it('closes a connection whose peer does not answer the close frame', async () => {
    server.script.push((turn) => {
      begin(turn);
      turn.freeze();
    });
    expect(await failureOf(pool.speak({ ssml, format, limits: noMore }))).toMatchObject({ code: 'provider-timeout' });
    await expectRecovery();
  });

  it.each<[string, TurnBehaviour]>([
    ['before the first audio', (turn) => turn.start()],
    ['in the middle', begin],
  ])('aborts %s within 100 ms, at both ends', async (_when, behaviour) => {
    // A busy machine that lets this process wait is not our doing: what it took from us is added to the limit.
    const stalls = monitorEventLoopDelay({ resolution: 1 });
    stalls.enable();
    const limitMs = () => 100 + (2 * stalls.max) / 1e6;
    let closedAt = 0;
    server.script.push(async (turn) => {
      await behaviour(turn);
      await turn.closed;
      closedAt = performance.now();
    });
    const controller = new AbortController();
    const turn = pool.speak({ ssml, format, signal: controller.signal });
    const failure = failureOf(turn);
    await vi.waitFor(() => expect(server.turns).toHaveLength(1));
    const reason = new Error('the client left');
    const abortedAt = performance.now();
    controller.abort(reason);
    expect(await failure).toBe(reason);
    const answeredMs = performance.now() - abortedAt;
    await vi.waitFor(() => expect(closedAt).toBeGreaterThan(0), { interval: 5 });
    stalls.disable();
    expect(answeredMs).toBeLessThan(limitMs());
    expect(closedAt - abortedAt).toBeLessThan(limitMs());
    await expectRecovery();
  });

  it('aborts a turn that waits for a connection, or for its handshake', async () => {
    server.handshakes.push('hang');
    const connecting = new AbortController();
    const waiting = new AbortController();
    const first = pool.speak({ ssml, format, signal: connecting.signal });
    const second = pool.speak({ ssml, format, signal: waiting.signal });
    await vi.waitFor(() => expect(server.upgrades).toHaveLength(1));
    for (const [controller, turn] of [
      [waiting, second],
      [connecting, first],
    ] as const) {
      controller.abort();
      expect(await failureOf(turn)).toBe(controller.signal.reason);
    }
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
    await expectRecovery();
  });

  it('does not start a turn whose signal is already aborted', async () => {
    const turn = pool.speak({ ssml, format, signal: AbortSignal.abort() });
    expect(await failureOf(turn)).toMatchObject({ name: 'AbortError' });
    expect(server.upgrades).toHaveLength(0);
  });

  it('keeps what the service said out of the detail', async () => {
    server.script.push((turn) => turn.close(1007, 'Ada Lovelace said https://x.test/a.wav?sig=secret'));
    const error = (await failureOf(pool.speak({ ssml, format }))) as ProviderError;
    expect(error.detail).not.toContain('Lovelace');
    expect(String(error.cause)).toContain('Lovelace');
    expect(String(error.cause)).not.toContain('secret');
  });
});
