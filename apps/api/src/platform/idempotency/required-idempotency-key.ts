import { ServiceError } from '#domain';
import { invalidRequest } from '#intake';

const MAX_KEY_CHARACTERS = 255;
/** As header values that every proxy passes on. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** @throws ServiceError `idempotency-key-required`, `invalid-request` */
export function idempotencyKeyOf(header: string | string[] | undefined, required: boolean): string | undefined {
  if (header === undefined) {
    if (!required) return undefined;
    throw new ServiceError(
      'idempotency-key-required',
      'Send the header Idempotency-Key: a new UUID for example, and the same one again if you repeat the request.',
      { fields: [{ pointer: 'header/Idempotency-Key', code: 'required', detail: 'is missing' }] },
    );
  }
  const fault = faultOf(String(header));
  if (fault === undefined) return String(header);
  const detail = `must have 1 to ${MAX_KEY_CHARACTERS} printable ASCII characters, but ${fault}`;
  throw invalidRequest([{ pointer: 'header/Idempotency-Key', code: 'invalid', detail }]);
}

/** The key itself is not repeated: clients make it of what they like. */
function faultOf(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (key.length > MAX_KEY_CHARACTERS) return `has ${key.length}`;
  return PRINTABLE_ASCII.test(key) ? undefined : 'has others';
}
