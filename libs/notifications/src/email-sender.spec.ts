import { describe, it } from 'vitest';
import { failureOf } from './email-sender.ts';

/** As the SDK throws it. */
const restError = (statusCode: number | undefined, more: object = {}): Error =>
  Object.assign(new Error('failed'), { name: 'RestError', statusCode, ...more });
const headers = (retryAfter: string) => ({ response: { headers: { get: () => retryAfter } } });

describe('an e-mail that the service has not taken', () => {
  it.for([408, 409, 412, 500, 502, 503, 504])(
    'may have been sent after %i: no attempt follows',
    (status, { expect }) => {
      expect(failureOf(restError(status, headers('30')))).toEqual({ result: 'unknown', status });
    },
  );

  it.for([401, 403, 429])('was not sent after %i: another attempt follows', (status, { expect }) => {
    expect(failureOf(restError(status, headers('30')))).toEqual({ result: 'later', status, retryAfterMs: 30_000 });
  });

  it.for([400, 404, 413, 422])('is refused by %i', (status, { expect }) => {
    expect(failureOf(restError(status))).toEqual({ result: 'refused', status });
  });

  it('was not sent without a connection or a token, and may have been when a connection broke', ({ expect }) => {
    expect(failureOf(restError(undefined, { code: 'ECONNREFUSED' }))).toEqual({ result: 'later' });
    expect(failureOf(restError(undefined, { name: 'CredentialUnavailableError' }))).toEqual({ result: 'later' });
    expect(failureOf(restError(undefined, { code: 'ECONNRESET' }))).toEqual({ result: 'unknown' });
  });

  it('goes to an address that the service suppresses', ({ expect }) => {
    const code = 'EmailDroppedAllRecipientsSuppressed';
    expect(failureOf(restError(400, { code }))).toEqual({ result: 'suppressed', status: 400 });
  });
});
