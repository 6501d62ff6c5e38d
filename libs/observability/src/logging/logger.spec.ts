import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '#domain';
import { runInContext } from '../context.ts';
import { createLogger, type Logger } from './logger.ts';

describe('createLogger', () => {
  let lines: string[];
  let logger: Logger;

  beforeEach(() => {
    lines = [];
    logger = createLogger({ level: 'info', service: 'api', destination: { write: (line) => lines.push(line) } });
  });

  const only = (): Record<string, unknown> => {
    expect(lines).toHaveLength(1);
    return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  };

  it('writes a line of JSON with level, time, service, fields and message', () => {
    logger.info({ count: 3 }, 'Done');
    expect(only()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'api',
      pid: process.pid,
      count: 3,
      msg: 'Done',
    });
  });

  it('writes nothing below its level', () => {
    logger.debug('Unseen');
    expect(lines).toEqual([]);
  });

  it('adds the context, but not the traceparent, whose parts are there', () => {
    runInContext({ requestId: 'r', traceId: 't', spanId: 's', traceparent: '00-t-s-01', tenantId: 'tenant' }, () =>
      logger.info('Inside'),
    );
    expect(only()).toMatchObject({ requestId: 'r', traceId: 't', spanId: 's', tenantId: 'tenant' });
    expect(lines[0]).not.toContain('traceparent');
  });

  it('redacts fields, messages, arguments and bindings alike', () => {
    const sas = 'https://a/b?sig=canary';
    logger.child({ sasUrl: sas, link: sas }).warn({ text: 'canary', link: sas }, `Sent to ${sas} for %s`, sas);
    logger.info(sas);
    logger.error(new Error(sas));
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('canary');
  });

  it.each([
    ['line breaks', 'a\r\nb\n{"level":"fatal"}'],
    ['terminal codes', '\u001b[31mred\u001b[0m\u009b2J'],
    ['Unicode line breaks', 'a\u2028b\u2029c\u0085d'],
    ['bidirectional controls', 'a\u202eb\u2066c'],
    ['lone surrogates', 'a\ud800b'],
    ['NUL', 'a\0b'],
  ])('writes one line of printable characters for %s', (_, hostile) => {
    logger.info({ value: hostile, [hostile]: 1 }, hostile);
    const [line = ''] = lines;
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
    expect(line.at(-1)).toBe('\n');
    expect(only()['value']).toBe(hostile);
  });

  it('cannot be made to write its own fields twice', () => {
    logger.info(
      { level: 60, time: 'x', service: 'y', pid: 1, msg: 'z', ...(JSON.parse('{"__proto__":{"a":1}}') as object) },
      'Real',
    );
    expect(lines[0]?.match(/"level":/g)).toHaveLength(1);
    expect(only()).toMatchObject({ level: 'info', service: 'api', msg: 'Real', field_level: 60, field_msg: 'z' });
  });

  it('shortens what is very long', () => {
    logger.info({ value: 'x'.repeat(1_000_000) }, 'y'.repeat(1_000_000));
    expect(lines[0]?.length).toBeLessThan(10_000);
  });

  it('shows of an error its name, message, stack, code and causes', () => {
    const error = new ProviderError('provider-throttled', 'Wait.', {
      cause: new Error('socket'),
      status: 429,
      retryAfterMs: 5,
    });
    logger.error({ err: error }, 'Failed');
    expect(only()['err']).toMatchObject({
      type: 'ProviderError',
      message: 'provider-throttled: Wait.',
      stack: expect.stringContaining('logger.spec'),
      code: 'provider-throttled',
      status: 429,
      retryAfterMs: 5,
      cause: { type: 'Error', message: 'socket' },
    });
  });

  it('shows nothing of what an error says that calls itself confidential, but its name and codes', () => {
    const said = Object.assign(new Error('The kettle is on'), { confidential: true, requestId: 'r-1' });
    logger.error({ err: new Error('Azure refused it', { cause: said }) }, 'it failed');
    expect(lines.join('')).not.toContain('kettle');
    expect(lines.join('')).toContain('"requestId":"r-1"');
  });

  it('shows nothing of the request and response that an SDK’s error holds', () => {
    // As the Azure SDKs make theirs: everything about the call hangs on the error.
    class RestError extends Error {
      override readonly name = 'RestError';
      readonly code = 'AuthorizationFailure';
      readonly statusCode = 403;
      readonly details = { body: 'canary' };
      readonly body = 'canary';
      readonly headers = { authorization: 'Bearer canary' };
      readonly request = { url: 'https://acc.blob.core.windows.net/c/b?sig=canary', headers: this.headers };
      readonly response = { request: this.request, bodyAsText: 'canary' };
      toJSON(): object {
        return { request: this.request };
      }
    }
    const error = new RestError('403 for https://acc.blob.core.windows.net/c/b?sig=canary');
    logger.error({ err: error, nested: { reason: error, all: [error] } }, 'Failed');
    expect(only()).toMatchObject({
      err: { type: 'RestError', code: 'AuthorizationFailure', statusCode: 403 },
      nested: { reason: { type: 'RestError' }, all: [{ type: 'RestError' }] },
    });
    expect(lines.join('')).not.toContain('canary');
  });

  it('shows several errors at once, and ends on endless causes', () => {
    const endless = new Error('endless');
    endless.cause = endless;
    logger.error({ err: new AggregateError([new Error('one'), new Error('two')], 'both') }, 'Failed');
    logger.error({ err: endless }, 'Failed');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ err: { errors: [{ message: 'one' }, { message: 'two' }] } });
    expect(lines[1]).toContain('endless');
  });
});
