import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '#observability';
import { type Answer, RestServer } from '../../testing/rest-server.ts';
import { speakWords, SpeechProtocolServer, type TurnBehaviour } from '../../testing/speech-protocol-server.ts';
import type { SpeechLogger } from '../logger.ts';
import { outputFormat } from '../synthesis/output-formats.ts';
import { SpeechSynthesizerPool } from '../synthesis/speech-synthesizer-pool.ts';
import { SpeechRestClient } from './speech-rest-client.ts';

const KEY = '4a1f0c9be7d24d3f8b6a5c7e9d0f1a2b';
/** As a proxy that repeats where it was asked might write it. */
const URL_WITH_KEY = `wss://host/v1?Ocp-Apim-Subscription-Key=${KEY}`;
/** For what hangs: a request arrives within it, on a slow machine too. */
const SOON_MS = 1_000;
const CALLS = { provider: 'speech', operation: 'custom-voice' } as const;

/** Everything that is logged, at the level `trace`: as it is given to the logger, as the logger writes it, and what goes to the console. */
class AllLines {
  readonly lines: string[] = [];
  private readonly written = createLogger({
    level: 'trace',
    service: 'test',
    destination: { write: (line) => this.lines.push(line) },
  });

  readonly logger: SpeechLogger = {
    debug: (fields, message) => this.log('debug', fields, message),
    info: (fields, message) => this.log('info', fields, message),
    warn: (fields, message) => this.log('warn', fields, message),
  };

  watchConsole(): void {
    for (const method of ['log', 'debug', 'info', 'warn', 'error', 'trace'] as const)
      vi.spyOn(console, method).mockImplementation((...args) => void this.lines.push(inspect(args, DEEP)));
  }

  /** As anyone who catches an error might log it. */
  logError(error: unknown): void {
    this.written.error({ err: error }, 'It failed');
  }

  private log(level: keyof SpeechLogger, fields: object, message: string): void {
    this.lines.push(inspect(fields, DEEP), message);
    this.written[level](fields, message);
  }
}

const DEEP = { depth: Infinity, showHidden: true, maxStringLength: Infinity } as const;

/** What can be read from an error and from what caused it. */
function allOf(error: unknown): string {
  const own = error instanceof Error ? [error.message, error.stack, error.cause && allOf(error.cause)] : [];
  return [...own, JSON.stringify(error), inspect(error, DEEP)].join('\n');
}

describe('the key of the Speech resource', () => {
  let all: AllLines;
  let server: SpeechProtocolServer;
  let rest: RestServer;

  beforeEach(async () => {
    all = new AllLines();
    all.watchConsole();
    [server, rest] = await Promise.all([SpeechProtocolServer.start(), RestServer.start()]);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all([server.stop(), rest.stop()]);
  });

  /** What was thrown, if anything. @throws AssertionError when the key is in it, or in a line */
  const outcomeOf = async (work: Promise<unknown>): Promise<unknown> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error !== undefined) all.logError(error);
    expect(allOf(error)).not.toContain(KEY);
    return error;
  };
  const expectNoLineHasIt = (): void => {
    expect(all.lines.length).toBeGreaterThan(0);
    expect(all.lines.filter((line) => line.includes(KEY))).toEqual([]);
  };

  describe('that texts are spoken with', () => {
    const speak = async (code: string | undefined): Promise<unknown> => {
      const pool = new SpeechSynthesizerPool({
        websocketUrl: server.url,
        key: KEY,
        size: 1,
        attempts: 2,
        logger: all.logger,
        ...(code === 'provider-timeout' && { connectTimeoutMs: SOON_MS, limits: { firstAudioMs: SOON_MS } }),
      });
      const turn = pool.speak({ ssml: '<speak>one two</speak>', format: outputFormat('pcm') });
      const error = await outcomeOf(turn.done);
      await pool.close();
      return error;
    };

    const turns: [string, string | undefined, TurnBehaviour][] = [
      ['a text is spoken', undefined, speakWords],
      ['Azure closes with 1007', 'provider-rejected', (turn) => turn.close(1007, `Invalid: ${URL_WITH_KEY}`)],
      ['Azure throttles', 'provider-throttled', (turn) => turn.close(4429, 'Too many requests')],
      ['the connection is reset', 'provider-unavailable', (turn) => turn.drop()],
      ['Azure says nothing', 'provider-timeout', () => {}],
    ];
    it.each(turns)('is in no line and in no error when %s', async (_, code, behaviour) => {
      server.behaviour = behaviour;
      const error = await speak(code);
      expect((error as { code?: string } | undefined)?.code).toBe(code);
      expect(server.upgrades.at(-1)?.headers['ocp-apim-subscription-key']).toBe(KEY);
      expectNoLineHasIt();
    });

    it.each([
      ['the key is refused', 401, 'provider-unauthorized'],
      ['the handshake hangs', 'hang', 'provider-timeout'],
    ] as const)('is in no line and in no error when %s', async (_, handshake, code) => {
      server.handshakes.push(handshake, handshake);
      expect(await speak(code)).toMatchObject({ code });
      expect(server.upgrades[0]?.headers['ocp-apim-subscription-key']).toBe(KEY);
      expectNoLineHasIt();
    });
  });

  describe('that other calls are made with', () => {
    const call = (code: string | undefined): Promise<unknown> => {
      const timeoutMs = code === 'provider-timeout' ? SOON_MS : 30_000;
      const client = new SpeechRestClient({ endpoint: rest.url, key: KEY, logger: all.logger }, timeoutMs, CALLS);
      return outcomeOf(client.send({ method: 'GET', path: '/voices', query: { 'api-version': '1' } }));
    };

    const refusal = { error: { code: '401', message: `Access denied at ${URL_WITH_KEY}` } };
    const answers: [string, string | undefined, Answer][] = [
      ['Azure answers', undefined, { status: 200, json: {} }],
      ['the key is refused', 'provider-unauthorized', { status: 401, json: refusal }],
      ['Azure fails', 'provider-unavailable', { status: 500, text: `Failed at ${URL_WITH_KEY}` }],
      ['the connection is reset', 'provider-unavailable', (response) => void response.destroy()],
      ['Azure says nothing', 'provider-timeout', () => {}],
    ];
    it.each(answers)('is in no line and in no error when %s', async (_, code, answer) => {
      rest.answers.push(answer);
      const error = await call(code);
      expect((error as { code?: string } | undefined)?.code).toBe(code);
      expect(rest.last.headers['ocp-apim-subscription-key']).toBe(KEY);
      expectNoLineHasIt();
    });
  });

  it('is refused, without being shown, when it holds what no header can', async () => {
    // What `fetch` says of such a header repeats its value.
    const client = (): SpeechRestClient =>
      new SpeechRestClient({ endpoint: rest.url, key: `${KEY}\nX: ${KEY}`, logger: all.logger }, SOON_MS, CALLS);
    const error = await outcomeOf((async () => await client().send({ method: 'GET', path: '/voices', query: {} }))());
    expect(error).toBeInstanceOf(TypeError);
    expectNoLineHasIt();
  });
});
