import { createHash } from 'node:crypto';
import { decodeTime, ulid } from 'ulid';
import { ServiceError } from '#domain';

const PREFIX = 'prv_';
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Of a ULID: the time, then 80 random bits. */
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;
const BITS_PER_CHARACTER = 5;
const ITEM_DIGITS = 5;

/** A prefixed ULID; of an item of a batch, with the number of the item behind it. */
export const PROVENANCE_ID_PATTERN = /^prv_[0-7][0-9A-HJKMNP-TV-Z]{25}(?:\.\d{5})?$/;

/** The id of something that is said once, of which nothing else has an id. */
export function newProvenanceId(): string {
  return `${PREFIX}${ulid()}`;
}

/**
 * The id of what a synthesis or a batch has said: the same for each run and each attempt. It has the month of its subject, but does not show which
 * subject that is: files outlive an erasure.
 * @param subjectId a prefixed ULID
 * @param part of the subject, where it has several
 */
export function provenanceIdOf(subjectId: string, part = ''): string {
  const time = subjectId.slice(subjectId.indexOf('_') + 1).slice(0, TIME_CHARACTERS);
  let bits = BigInt(`0x${createHash('sha256').update(`provenance\n${subjectId}\n${part}`).digest('hex')}`);
  let random = '';
  while (random.length < RANDOM_CHARACTERS) {
    random += CROCKFORD.charAt(Number(bits & 31n));
    bits >>= BigInt(BITS_PER_CHARACTER);
  }
  return `${PREFIX}${time}${random}`;
}

/** The id of one item of a batch. @param record of its chunk @param index in the batch, from 0; its file has the same number */
export function itemProvenanceId(record: string, index: number): string {
  return `${record}.${String(index + 1).padStart(ITEM_DIGITS, '0')}`;
}

/** The record that an id leads to, and which item of it; numbers of items begin with 0. @param id of a record or an item */
export function recordOfId(id: string): { readonly record: string; readonly item?: number } {
  const [record = '', item] = id.split('.');
  return item === undefined ? { record } : { record, item: Number(item) - 1 };
}

/**
 * The partition of a record, from its id alone: the tenant and the month of the id.
 * @throws ServiceError `not-found` when the id holds no time
 */
export function provenancePartition(tenantId: string, record: string): string {
  try {
    return `${tenantId}:${new Date(decodeTime(record.slice(PREFIX.length))).toISOString().slice(0, 7)}`;
  } catch (cause) {
    throw new ServiceError('not-found', 'There is no record with this id.', { cause });
  }
}
