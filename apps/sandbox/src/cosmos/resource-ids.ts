/** Sets the bit that tells a container's id from a user's. */
const CONTAINER_BIT = 0x80;
/** The kind of a resource below a container is in the high half of its id's last byte; documents have 0. */
const PARTITION_KEY_RANGE_KIND = 0x50;

/**
 * Resource ids (`_rid`) in Azure's layout, which the SDKs take apart: 4 bytes of the database, 4 of the container, 8 of what is in it, in
 * base64 with `-` for `/`.
 */
export function databaseRid(number: number): string {
  return encoded(databaseBytes(number));
}

export function containerRid(database: number, container: number): string {
  return encoded(containerBytes(database, container));
}

export function documentRid(database: number, container: number, document: number): string {
  return encoded(Buffer.concat([containerBytes(database, container), childBytes(document, 0)]));
}

export function partitionKeyRangeRid(database: number, container: number, range: number): string {
  return encoded(Buffer.concat([containerBytes(database, container), childBytes(range, PARTITION_KEY_RANGE_KIND)]));
}

function databaseBytes(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number << 8);
  return bytes;
}

function containerBytes(database: number, container: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(container);
  bytes[0] = CONTAINER_BIT;
  return Buffer.concat([databaseBytes(database), bytes]);
}

function childBytes(number: number, kind: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUIntLE(number, 0, 6);
  bytes[7] = kind;
  return bytes;
}

function encoded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('/', '-');
}
