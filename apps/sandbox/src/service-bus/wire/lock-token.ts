/**
 * Service Bus shows one lock token in two byte orders: as the delivery tag it is a .NET GUID, whose first three groups are little-endian;
 * in `$management` requests and as text it is a UUID in network order. The broker keeps the latter, as 32 hex digits.
 */
export function tagOfToken(token: string): Buffer {
  return swapGuid(Buffer.from(token, 'hex'));
}

export function tokenOfTag(tag: Buffer): string {
  return swapGuid(Buffer.from(tag)).toString('hex');
}

/** Turns the byte order of the first three groups around, in place. Doing it twice changes nothing. */
function swapGuid(bytes: Buffer): Buffer {
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
