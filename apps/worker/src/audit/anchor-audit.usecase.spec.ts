import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ReceiptSigner } from '#auth';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { DONE, type Message } from '#messaging';
import { createLogger } from '#observability';
import { AuditAnchors, AuditLog, sealedEntry } from '#storage';
import { auditEventOf, MemoryAuditContainer, MemoryBlobs } from '#storage/testing';
import { AnchorAuditHandler } from './anchor-audit.handler.ts';
import { AnchorAudit } from './anchor-audit.usecase.ts';
import { AppendAuditHandler } from './append-audit.handler.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const signal = new AbortController().signal;

let container: MemoryAuditContainer;
let blobs: MemoryBlobs;
let log: AuditLog;
let lines: string[];
let anchorAudit: AnchorAudit;

beforeEach(() => {
  container = new MemoryAuditContainer();
  blobs = new MemoryBlobs();
  log = new AuditLog(container.asContainer);
  lines = [];
  anchorAudit = newAnchorAudit([randomBytes(32).toString('base64')]);
});

const logger = createLogger({
  level: 'info',
  service: 'test',
  destination: { write: (line) => void lines.push(line) },
});
const newAnchorAudit = (keys: readonly string[]) =>
  new AnchorAudit(log, new AuditAnchors(blobs), new ReceiptSigner(keys), logger);
const sequences = async (tenant = TENANT) =>
  (await new AuditAnchors(blobs).list(tenant)).map(({ sequence, anchor }) => [sequence, anchor?.previousSequence]);

/** Writes a chain as `append` would, in one step. */
function chainOf(length: number, tenantId = TENANT): void {
  let previousHash = '0'.repeat(64);
  for (let sequence = 1; sequence <= length; sequence++) {
    const entry = sealedEntry({
      ...auditEventOf(sequence),
      tenantId,
      sequence,
      recordedAt: '2026-11-22T10:00:01.000Z',
      previousHash,
    });
    container.stored.push({ ...entry, id: String(sequence).padStart(16, '0'), partitionKey: tenantId });
    previousHash = entry.hash;
  }
}

describe(AnchorAudit.name, () => {
  it('anchors each thousandth entry and the last one, once', async () => {
    chainOf(2_345);
    expect(await anchorAudit.execute(TENANT, signal)).toBe(3);
    expect(await anchorAudit.execute(TENANT, signal)).toBe(0);
    expect(await sequences()).toEqual([
      [1_000, 0],
      [2_000, 1_000],
      [2_345, 2_000],
    ]);
    await log.append(TENANT, auditEventOf(9_999));
    expect(await anchorAudit.execute(TENANT, signal)).toBe(1);
    expect((await sequences()).at(-1)).toEqual([2_346, 2_345]);
    expect(lines.join('')).toContain('the audit log was anchored');
  });

  it('leaves one anchor where two workers make it at the same time', async () => {
    chainOf(1_500);
    await Promise.all([anchorAudit.execute(TENANT, signal), anchorAudit.execute(TENANT, signal)]);
    expect((await sequences()).map(([sequence]) => sequence)).toEqual([1_000, 1_500]);
  });

  it('does not vouch for a chain that is broken, and reports it', async () => {
    chainOf(1_200);
    await anchorAudit.execute(TENANT, signal);
    await log.append(TENANT, auditEventOf(9_998));
    await log.append(TENANT, auditEventOf(9_999));
    Object.assign(container.stored[1_200] ?? {}, { action: 'voice.delete' });
    expect(await anchorAudit.execute(TENANT, signal)).toBe(0);
    expect(lines.at(-1)).toContain('"sequence":1201');
    container.stored.splice(1_195);
    expect(await anchorAudit.execute(TENANT, signal)).toBe(0);
    expect(lines.at(-1)).toContain('it is missing');
  });

  it('goes on after its own last anchor, whatever others have put there', async () => {
    chainOf(10);
    await anchorAudit.execute(TENANT, signal);
    await log.append(TENANT, auditEventOf(9_998));
    await newAnchorAudit([randomBytes(32).toString('base64')]).execute(TENANT, signal);
    blobs.stored.set(`audit-anchors/${TENANT}/${String(99).padStart(16, '0')}.json`, Buffer.from('{}'));
    blobs.stored.set(`audit-anchors/${TENANT}/readme.txt`, Buffer.from(''));
    blobs.stored.set(`audit-anchors/${TENANT}/${'9'.repeat(16)}.json`, Buffer.from('{}'));
    await log.append(TENANT, auditEventOf(9_999));
    expect(await anchorAudit.execute(TENANT, signal)).toBe(1);
    expect((await sequences()).find(([sequence]) => sequence === 12)).toEqual([12, 10]);
  });

  it('says that it cannot anchor without a key', async () => {
    chainOf(10);
    expect(await newAnchorAudit([]).execute(TENANT, signal)).toBe(0);
    expect(lines.join('')).toContain('RECEIPT_SIGNING_KEYS is not set');
  });
});

describe(AnchorAuditHandler.name, () => {
  const message = (after?: string): Message<'audit.anchor'> =>
    stub({ type: 'audit.anchor', tenantId: 'system', failures: 0, data: after === undefined ? {} : { after } });

  it('takes one tenant at a time, also one of which nothing but anchors is left', async () => {
    chainOf(2, OTHER);
    await anchorAudit.execute(OTHER, signal);
    container.stored.length = 0;
    chainOf(3);
    const handler = new AnchorAuditHandler(anchorAudit, logger);
    const next = await handler.handle(message(), { signal });
    expect(next).toEqual({ retryAfterMs: 0, data: { after: TENANT } });
    expect(await sequences()).toEqual([[3, 0]]);
    expect(await handler.handle(message(TENANT), { signal })).toBe(DONE);
    expect(lines.at(-1)).toContain('the audit log is broken');
  });
});

describe('a tenant whose log cannot be anchored', () => {
  const message = (failures: number): Message<'audit.anchor'> =>
    stub({ type: 'audit.anchor', tenantId: 'system', failures, data: {} });
  const next = { retryAfterMs: 0, data: { after: TENANT } };

  it.each([
    ['what passes by itself is tried again, and left for the next tick in the end', 'dependency-unavailable', 2],
    ['what does not is left at once', 'not-found', 0],
  ] as const)('does not keep the others from it: %s', async (_, code, attempts) => {
    chainOf(3);
    chainOf(2, OTHER);
    blobs.put = () => Promise.reject(new ServiceError(code, 'No.'));
    const handler = new AnchorAuditHandler(anchorAudit, logger);
    for (let failures = 0; failures < attempts; failures++) {
      await expect(handler.handle(message(failures), { signal })).rejects.toMatchObject({ code });
    }
    expect(await handler.handle(message(attempts), { signal })).toEqual(next);
    expect(lines.at(-1)).toContain('the audit log of a tenant could not be anchored');
  });
});

describe(AppendAuditHandler.name, () => {
  const append = (handler: AppendAuditHandler, number: number) =>
    handler.handle(stub({ tenantId: TENANT, data: auditEventOf(number) }), { signal });

  it('anchors when a thousand is full, also when the thousandth entry was appended elsewhere', async () => {
    chainOf(998);
    const handler = new AppendAuditHandler(log, anchorAudit, logger);
    await append(handler, 5_000);
    expect(await sequences()).toEqual([]);
    await log.append(TENANT, auditEventOf(5_001));
    await append(handler, 5_002);
    await append(handler, 5_003);
    expect(await sequences()).toEqual([
      [1_000, 0],
      [1_001, 1_000],
    ]);
  });

  it('appends also when the anchor cannot be written', async () => {
    chainOf(999);
    blobs.put = () => Promise.reject(new Error('away'));
    expect(await append(new AppendAuditHandler(log, anchorAudit, logger), 5_000)).toBe(DONE);
    expect(container.stored).toHaveLength(1_000);
    expect(lines.at(-1)).toContain('the next tick will retry');
  });
});
