import { ServiceError } from '#domain';

/** An inclusive range of bytes. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The single byte range that a Range header asks for (RFC 9110, 14.2). Undefined when there is none, or one of a kind that is not
 * supported (several ranges, another unit): then the whole is answered, as the standard allows.
 * @throws ServiceError `range-not-satisfiable`
 */
export function parseByteRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  // Range units are case-insensitive, and a list may have empty elements (14.1 and 5.6.1).
  const [, set] = /^bytes=(.*)$/i.exec(header?.trim() ?? '') ?? [];
  const specs = (set ?? '')
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  const [, from, to] = (specs.length === 1 && /^(\d*)-(\d*)$/.exec(specs[0] ?? '')) || [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first > last) {
    throw new ServiceError('range-not-satisfiable', `The file has ${sizeBytes} bytes. Request a range within it.`);
  }
  return { first, last };
}
