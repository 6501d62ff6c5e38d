import { createHash } from 'node:crypto';
import type { AuditEvent } from '#domain';
import { canonicalJson } from './canonical-json.ts';

/** An event in its place in a tenant's chain. */
export interface AuditEntry extends AuditEvent {
  readonly tenantId: string;
  /** Counts from 1 without gaps. */
  readonly sequence: number;
  /** When it was appended, RFC 3339 UTC. */
  readonly recordedAt: string;
  /** Hex SHA-256 of the entry before; zeros for the first. */
  readonly previousHash: string;
  /** Hex SHA-256 of the canonical JSON of everything else here. */
  readonly hash: string;
}

/** The last entry of a chain, by which a chain that was cut at its end can be told from one that was not. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: AuditHead = { sequence: 0, hash: '0'.repeat(64) };

/** What is wrong with the first entry that is not as it was written. */
export interface AuditBreak {
  readonly sequence: number;
  readonly problem: string;
}

const SEQUENCE_DIGITS = 16;

/** Ids sort like the numbers they stand for. */
export function entryId(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

export function sealedEntry(entry: Omit<AuditEntry, 'hash'>): AuditEntry {
  return { ...entry, hash: hashOf(entry) };
}

/**
 * What an event says, except for when and in which request: hex, 32 digits. Ids of events follow from what they are about, so that the same event is appended once; an attacker who may
 * send to the queue could use the id of an event that is still to come. Two events of one id that say different things are two events.
 */
export function auditFingerprint({ eventId, action, outcome, actor, subject, details }: AuditEvent): string {
  const said = { eventId, action, outcome, actor, subject, ...(details && { details }) };
  return createHash('sha256').update(canonicalJson(said)).digest('hex').slice(0, 32);
}

/**
 * Holds one entry against the one before it.
 * @param id of its document
 */
export function breakAt(entry: AuditEntry, id: string, tenantId: string, before: AuditHead): AuditBreak | undefined {
  const sequence = before.sequence + 1;
  const problem = problemOf(entry, id, tenantId, before);
  return problem === undefined ? undefined : { sequence, problem };
}

function problemOf(entry: AuditEntry, id: string, tenantId: string, before: AuditHead): string | undefined {
  const expected = before.sequence + 1;
  const found = Number(id);
  if (found !== expected) return found > expected ? 'it is missing' : `there is another entry with the id ${id}`;
  if (entry.sequence !== expected) return `it has the number ${String(entry.sequence)}`;
  if (entry.tenantId !== tenantId) return 'it belongs to another tenant';
  if (entry.previousHash !== before.hash) return 'it does not follow the previous entry';
  const { hash, ...content } = entry;
  return hash === safeHashOf(content) ? undefined : 'its content was changed';
}

function hashOf(content: Omit<AuditEntry, 'hash'>): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** Whatever somebody put there instead of what we wrote. */
function safeHashOf(content: Omit<AuditEntry, 'hash'>): string | undefined {
  try {
    return hashOf(content);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
