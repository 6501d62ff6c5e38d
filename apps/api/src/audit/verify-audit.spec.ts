import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ReceiptSigner } from '#auth';
import { AuditAnchors, anchorContent, AuditLog } from '#storage';
import { auditEventOf, MemoryAuditContainer, MemoryBlobs } from '#storage/testing';
import { VerifyAudit } from './verify-audit.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const NOON = Date.parse('2026-11-22T12:00:00Z');

let container: MemoryAuditContainer;
let blobs: MemoryBlobs;
let log: AuditLog;
let signer: ReceiptSigner;
let now: number;

beforeEach(async () => {
  container = new MemoryAuditContainer();
  blobs = new MemoryBlobs();
  log = new AuditLog(container.asContainer, () => NOON);
  signer = new ReceiptSigner([randomBytes(32).toString('base64')]);
  now = NOON + 60_000;
  for (let number = 1; number <= 8; number++) await log.append(TENANT, auditEventOf(number));
  await anchor(3, 0);
  await anchor(6, 3);
});

async function anchor(sequence: number, previousSequence: number, by = signer, tenantId = TENANT): Promise<void> {
  const hash = (await log.find(tenantId, sequence))?.hash ?? '0'.repeat(64);
  const anchoredAt = new Date(NOON).toISOString();
  const unsigned = {
    version: 1,
    type: 'audit-anchor',
    tenantId,
    sequence,
    hash,
    anchoredAt,
    previousSequence,
  } as const;
  const signature = by.sign(anchorContent(unsigned));
  if (!signature) throw new Error('nothing was signed');
  await new AuditAnchors(blobs).add({ ...unsigned, signature });
}

const keys = () => signer.publicKeys.map(({ publicKey }) => publicKey);
const verify = (publicKeys = keys()) => new VerifyAudit(log, new AuditAnchors(blobs), publicKeys, () => now);
const problems = async () => (await verify().execute(TENANT)).problems;
const blobOf = (sequence: number) => `audit-anchors/${TENANT}/${String(sequence).padStart(16, '0')}.json`;

/** Replaces an entry and hashes all that follow again, as somebody who may write to the database could. */
async function forge(from: number): Promise<void> {
  container.stored.splice(from - 1);
  for (let number = from; number <= 8; number++) await log.append(TENANT, auditEventOf(number === from ? 99 : number));
}

describe(VerifyAudit.name, () => {
  it('finds nothing in a log that is as it was written, and says how far it is anchored', async () => {
    expect(await verify().execute(TENANT)).toMatchObject({
      entries: 8,
      head: { sequence: 8 },
      anchored: { sequence: 6 },
      problems: [],
    });
  });

  it('finds entries that were cut off, down to the last anchor', async () => {
    container.stored.splice(5);
    expect(await problems()).toEqual([
      'BROKEN at entry 6: it and all later entries are missing; entry 6 had been noted',
    ]);
    container.stored.length = 0;
    expect(await problems()).toEqual([
      'BROKEN at entry 1: it and all later entries are missing; entry 3 had been noted',
    ]);
    expect(await verify().tenants()).toEqual([TENANT]);
  });

  it('finds an entry that was forged with the rest hashed again, at the next anchor', async () => {
    await forge(5);
    expect((await log.verify(TENANT)).broken).toBeUndefined();
    expect(await problems()).toEqual([
      'BROKEN at entry 6: it differs from the noted entry: it or an earlier one was changed',
    ]);
  });

  it('finds an anchor that was replaced by one of another key', async () => {
    await forge(5);
    blobs.stored.delete(blobOf(6));
    await anchor(6, 3, new ReceiptSigner([randomBytes(32).toString('base64')]));
    expect(await problems()).toEqual(['BROKEN anchor of entry 6: it is not signed by a known key, or was changed']);
  });

  it('finds an anchor that was changed, moved, taken away, or is none', async () => {
    const [third, sixth] = [blobs.stored.get(blobOf(3)), blobs.stored.get(blobOf(6))];
    if (!third || !sixth) throw new Error('there are no anchors');
    const edited = { ...(JSON.parse(sixth.toString()) as object), anchoredAt: '2026-11-21T12:00:00.000Z' };
    for (const [content, problem] of [
      [Buffer.from(JSON.stringify(edited)), 'it is not signed by a known key, or was changed'],
      [third, 'it is the anchor of another entry'],
      [Buffer.from('{}'), 'it is not an anchor'],
      [Buffer.from('no JSON'), 'it is not an anchor'],
    ] as const) {
      blobs.stored.set(blobOf(6), content);
      expect(await problems()).toEqual([`BROKEN anchor of entry 6: ${problem}`]);
    }
    blobs.stored.set(blobOf(6), sixth);
    blobs.stored.delete(blobOf(3));
    expect(await problems()).toEqual(['BROKEN anchor of entry 3: it is missing']);
  });

  it('takes no receipt and no anchor of another tenant for an anchor', async () => {
    for (let number = 1; number <= 6; number++) await log.append(OTHER, auditEventOf(number));
    await anchor(6, 0, signer, OTHER);
    const other = blobs.stored.get(`audit-anchors/${OTHER}/${String(6).padStart(16, '0')}.json`);
    if (!other) throw new Error('there is no anchor');
    blobs.stored.set(blobOf(6), other);
    expect(await problems()).toEqual(['BROKEN anchor of entry 6: it is the anchor of another entry']);
  });

  it('finds that anchors are overdue', async () => {
    now = NOON + 47 * 3_600_000;
    expect(await problems()).toEqual([]);
    now = NOON + 49 * 3_600_000;
    expect(await problems()).toEqual([
      "NOT ANCHORED from entry 7 onwards (recorded at 2026-11-22T12:00:00.000Z): see the worker's log",
    ]);
  });

  it('takes a head that was noted elsewhere too', async () => {
    const head = { sequence: 8, hash: (await log.find(TENANT, 8))?.hash ?? '' };
    await forge(7);
    expect(await problems()).toEqual([]);
    expect((await verify().execute(TENANT, head)).problems).toHaveLength(1);
  });
});
