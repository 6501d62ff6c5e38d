import { ServiceError } from '#domain';

/** Printable ASCII, as header values that every proxy passes on. */
const KEY = /^[\x20-\x7e]{1,255}$/;

/** @throws ServiceError `idempotency-key-required`, `invalid-request` */
export function idempotencyKeyOf(header: string | string[] | undefined, required: boolean): string | undefined {
  if (header === undefined) {
    if (!required) return undefined;
    throw new ServiceError(
      'idempotency-key-required',
      'Send an Idempotency-Key, a new UUID for example, and the same one again if you repeat the request.',
      { fields: [{ pointer: 'header/Idempotency-Key', code: 'required', detail: 'is missing' }] },
    );
  }
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new ServiceError('invalid-request', 'Correct the header Idempotency-Key.', {
    fields: [
      { pointer: 'header/Idempotency-Key', code: 'invalid', detail: 'must have 1 to 255 printable ASCII characters' },
    ],
  });
}
