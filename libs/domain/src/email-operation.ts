import { isId } from './aggregate.ts';

/** Of a ULID: Crockford's base 32. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID_LENGTH = 26;

/** The 128 bits of a delivery's id as a UUID: the id of the operation that sends its e-mail. `deliveryIdOf` reads them back. */
export function emailOperationId(deliveryId: string): string {
  let bits = 0n;
  for (const character of deliveryId.slice(deliveryId.indexOf('_') + 1)) {
    bits = (bits << 5n) | BigInt(CROCKFORD.indexOf(character));
  }
  const hex = bits.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The delivery that an e-mail was sent for; undefined for what is not such an id. */
export function deliveryIdOf(operationId: string): string | undefined {
  const hex = operationId.replaceAll('-', '');
  if (!/^[\da-f]{32}$/i.test(hex)) return undefined;
  let bits = BigInt(`0x${hex}`);
  let ulid = '';
  for (let index = 0; index < ULID_LENGTH; index++) {
    ulid = `${CROCKFORD.charAt(Number(bits & 31n))}${ulid}`;
    bits >>= 5n;
  }
  const id = `dlv_${ulid}`;
  return isId('delivery', id) ? id : undefined;
}
