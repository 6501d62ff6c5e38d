import { describe, expect, it } from 'vitest';
import { ContractChecker, type Given } from './contract-checker.ts';

const checker = new ContractChecker();
const PROBLEM = {
  type: '/errors/not-found',
  title: 'The resource does not exist',
  status: 404,
  detail: 'There is no such voice.',
  instance: '/v1/voices/x',
  code: 'not-found',
  requestId: 'r',
  retryable: false,
};
const given = (change: Partial<Omit<Given, 'body'>>, body?: object) => ({
  method: 'GET',
  path: '/v1/voices/x',
  status: 404,
  contentType: 'application/problem+json',
  body: body && JSON.stringify(body),
  ...change,
});

describe(ContractChecker.name, () => {
  it('accepts what is declared, and what is left out on purpose', () => {
    expect(checker.problemsOf(given({}, PROBLEM))).toEqual([]);
    expect(checker.problemsOf(given({ headers: new Headers({ 'x-request-id': 'r', date: 'now' }) }, PROBLEM))).toEqual(
      [],
    );
    expect(checker.problemsOf(given({ status: 304, contentType: '' }))).toEqual([]);
    expect(checker.problemsOf(given({ path: '/v1/nothing', status: 299 }))).toEqual([]);
    const audio = { path: '/v1/speech', method: 'POST', status: 200, contentType: 'audio/mpeg' };
    expect(checker.problemsOf(given(audio))).toEqual([]);
    const opus = { path: '/v1/syntheses/x/audio', status: 200, contentType: 'audio/ogg; codecs=opus' };
    expect(checker.problemsOf(given(opus))).toEqual([]);
  });

  it.each([
    ['another status', { status: 418 }, PROBLEM, 'getVoice answered 418, which is not declared'],
    ['another media type', { contentType: 'text/html' }, undefined, 'getVoice answered 404 as text/html'],
    [
      'another code',
      {},
      { ...PROBLEM, code: 'text-too-long', type: '/errors/text-too-long' },
      '`text-too-long`, which is not among its codes',
    ],
    [
      'the type of another code',
      {},
      { ...PROBLEM, type: '/errors/forbidden' },
      '/errors/forbidden, which is not its page',
    ],
    [
      'another header',
      { headers: new Headers({ etag: '"x"' }) },
      PROBLEM,
      'getVoice answered 404 with the header etag',
    ],
    ['another body', {}, { ...PROBLEM, status: 'x' }, 'must be integer'],
  ])('finds %s', (_, change, body, problem) => {
    expect(checker.problemsOf(given(change, body))).toEqual([expect.stringContaining(problem)]);
  });

  it('knows the formats that the document names', () => {
    expect(checker.problemsOf(given({}, { ...PROBLEM, type: 'not a reference' }))).toContainEqual(
      expect.stringContaining('must match format "uri-reference"'),
    );
  });
});
