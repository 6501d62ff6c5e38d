import { describe, expect, it } from 'vitest';
import { ProblemError, retryAfterMs } from './problem-error.ts';
import { json, problem } from './testing/fake-api.ts';

describe(ProblemError, () => {
  it('says all that the problem says', async () => {
    const errors = [{ pointer: '/name', code: 'required', detail: 'Give a name.' }];
    const error = await ProblemError.from(problem(400, 'invalid-request', { errors }, { 'retry-after': '7' }));
    expect(error).toMatchObject({
      message: '400 invalid-request: Why',
      status: 400,
      code: 'invalid-request',
      detail: 'Why',
      requestId: 'req-1',
      retryable: false,
      retryAfterMs: 7_000,
      errors,
    });
    expect(error.is('invalid-request')).toBe(true);
    expect(error.is('not-found')).toBe(false);
  });

  it('names the request, without its query', async () => {
    const request = new Request('https://voices.example.com/v1/voices?after=secret');
    const error = await ProblemError.from(problem(403, 'forbidden'), request);
    expect(error.message).toBe('GET /v1/voices answered 403 forbidden: Why');
  });

  it.each([
    ['/errors/forbidden', 'https://voices.example.com/errors/forbidden'],
    ['https://docs.example.com/quota', 'https://docs.example.com/quota'],
    ['about:blank', undefined],
    ['javascript:alert(1)', undefined],
    [undefined, undefined],
  ])('leads to the page that explains the code: %s', async (type, helpUrl) => {
    const request = new Request('https://voices.example.com/v1/voices');
    const error = await ProblemError.from(json({ code: 'forbidden', type }, 403), request);
    expect(error.helpUrl).toBe(helpUrl);
    // Of a response that knows no address.
    if (type === '/errors/forbidden') expect((await ProblemError.from(json({ type }, 403))).helpUrl).toBeUndefined();
  });

  it('reads the errors of the OpenAI-compatible routes', async () => {
    const body = { error: { message: 'No such voice', code: 'not-found', type: 'invalid_request_error' } };
    const error = await ProblemError.from(json(body, 404, { 'x-request-id': 'req-2' }));
    expect(error).toMatchObject({ code: 'not-found', detail: 'No such voice', requestId: 'req-2', errors: [] });
  });

  it.each(['<html>Bad Gateway</html>', '', '"text"', 'null'])('survives what a proxy answers: %s', async (text) => {
    const error = await ProblemError.from(new Response(text, { status: 502, statusText: 'Bad Gateway' }));
    expect(error).toMatchObject({ status: 502, code: 'unexpected-answer', detail: 'Bad Gateway', retryable: true });
  });
});

describe('a redirect', () => {
  it('says where it leads, and that the base URL is wrong', async () => {
    const location = 'https://login.example.com/';
    const error = await ProblemError.from(
      new Response(null, { status: 302, headers: { location: `${location}?state=secret` } }),
    );
    expect(error.message).toBe(`302 unexpected-answer: a redirect to ${location}; correct the base URL`);
    expect((await ProblemError.from(Response.error())).detail).toBe('a redirect; correct the base URL');
  });
});

describe(retryAfterMs, () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
  ])('reads %s', (value, expected) => {
    expect(retryAfterMs(new Headers({ 'retry-after': value }))).toBe(expected);
  });

  it('reads a date, and none', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    expect(retryAfterMs(new Headers({ 'retry-after': inAMinute }))).toBeGreaterThan(50_000);
    expect(retryAfterMs(new Headers())).toBeUndefined();
  });
});
