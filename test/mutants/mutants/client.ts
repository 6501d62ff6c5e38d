import type { Mutant } from '../mutant.ts';

const FETCH = 'libs/client/src/persistent-fetch.ts';
const FETCH_SPEC = 'libs/client/src/persistent-fetch.spec.ts';
const UPLOADS_SPEC = 'libs/client/src/uploads.spec.ts';
const WAITING = 'libs/client/src/wait-for-operation.ts';
const WAITING_SPEC = 'libs/client/src/wait-for-operation.spec.ts';
const WEBHOOK = 'libs/client/src/verify-webhook.ts';
const WEBHOOK_SPEC = 'libs/client/src/verify-webhook.spec.ts';

/** The TypeScript client. */
export const CLIENT: readonly Mutant[] = [
  {
    rule: 'a token that was refused is renewed',
    file: FETCH,
    anchor: `await token({ renew: true })`,
    replacement: `await token({ renew: false })`,
    spec: FETCH_SPEC,
  },
  {
    rule: 'live speech is not requested twice after a broken connection',
    file: FETCH,
    anchor: `return broken && harmless ? backoffMs : undefined;`,
    replacement: `return broken ? backoffMs : undefined;`,
    spec: FETCH_SPEC,
  },
  {
    rule: 'what is not retryable is not retried',
    file: FETCH,
    anchor: `|| !problem.retryable) return undefined;`,
    replacement: `) return undefined;`,
    spec: FETCH_SPEC,
  },
  {
    rule: 'a long Retry-After is left to the caller',
    file: FETCH,
    anchor: `asked > this.maxRetryAfterMs`,
    replacement: `asked < 0`,
    spec: FETCH_SPEC,
  },
  {
    rule: 'all attempts of a POST share one key',
    file: 'libs/client/src/contract-calls.ts',
    anchor: `request.headers.set('idempotency-key', crypto.randomUUID());`,
    replacement: `request.headers.delete('idempotency-key');`,
    spec: FETCH_SPEC,
  },
  {
    rule: 'the token of the API does not reach Blob Storage',
    file: 'libs/client/src/voice-client.ts',
    anchor: `{ ...options, token: undefined }`,
    replacement: `options`,
    spec: UPLOADS_SPEC,
  },
  {
    rule: 'the events of an operation resume after the last one',
    file: WAITING,
    anchor: `lastEventId = Number(eventId);`,
    replacement: `void eventId;`,
    spec: WAITING_SPEC,
  },
  {
    rule: 'an operation that was canceled is not a success',
    file: WAITING,
    anchor: `if (operation.status !== 'succeeded') throw`,
    replacement: `if (operation.status === 'failed') throw`,
    spec: WAITING_SPEC,
  },
  {
    rule: 'a webhook that is too old is refused',
    file: WEBHOOK,
    anchor: `if (Math.abs(ageMs) > toleranceMs)`,
    replacement: `if (-ageMs > toleranceMs)`,
    spec: WEBHOOK_SPEC,
  },
  {
    rule: 'the signature covers the time of a webhook',
    file: WEBHOOK,
    anchor: '`${id}.${timestamp}.`',
    replacement: '`${id}.`',
    spec: WEBHOOK_SPEC,
  },
];
