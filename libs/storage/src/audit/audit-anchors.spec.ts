import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryBlobs } from '../../testing/memory-blobs.ts';
import { type AuditAnchor, AuditAnchors, anchorContent } from './audit-anchors.ts';

const [TENANT, OTHER] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

let blobs: MemoryBlobs;
let anchors: AuditAnchors;

beforeEach(() => {
  blobs = new MemoryBlobs();
  anchors = new AuditAnchors(blobs);
});

function anchorOf(sequence: number, tenantId = TENANT): AuditAnchor {
  return {
    version: 1,
    type: 'audit-anchor',
    tenantId,
    sequence,
    hash: 'a'.repeat(64),
    anchoredAt: '2026-11-22T10:00:00.000Z',
    previousSequence: 0,
    signature: { algorithm: 'Ed25519', keyId: 'k', publicKey: 'p', value: 'v' },
  };
}

describe(AuditAnchors.name, () => {
  it('keeps an anchor as it was first written', async () => {
    expect(await anchors.add(anchorOf(1_000))).toBe(true);
    expect(await anchors.add({ ...anchorOf(1_000), hash: 'b'.repeat(64) })).toBe(false);
    expect(await anchors.latest(TENANT, () => true)).toEqual(anchorOf(1_000));
  });

  it('lists the anchors of a tenant in the order of their entries', async () => {
    expect(await anchors.latest(TENANT, () => true)).toBeUndefined();
    for (const sequence of [20, 3, 1_000, 100]) await anchors.add(anchorOf(sequence));
    await anchors.add(anchorOf(7, OTHER));
    expect((await anchors.list(TENANT)).map(({ sequence }) => sequence)).toEqual([3, 20, 100, 1_000]);
    expect(await anchors.latest(TENANT, () => true)).toMatchObject({ sequence: 1_000 });
    expect(await anchors.latest(TENANT, ({ sequence }) => sequence < 50)).toMatchObject({ sequence: 20 });
    expect(await anchors.tenants()).toEqual([TENANT, OTHER]);
  });

  it('says of a blob that is no anchor that it is none', async () => {
    await anchors.add(anchorOf(5));
    for (const [name, content] of blobs.stored) {
      expect(content.length).toBeGreaterThan(0);
      blobs.stored.set(name, Buffer.from('{"version":2}'));
    }
    expect(await anchors.list(TENANT)).toEqual([{ sequence: 5, anchor: undefined }]);
    expect(await anchors.latest(TENANT, () => true)).toBeUndefined();
    blobs.stored.set(`audit-anchors/${TENANT}/readme.txt`, Buffer.from('{}'));
    expect(await anchors.list(TENANT)).toHaveLength(1);
  });

  it('is signed over everything but the signature', () => {
    const content = anchorContent(anchorOf(5)).toString();
    expect(content).not.toContain('signature');
    expect(anchorContent({ ...anchorOf(5), previousSequence: 1 }).toString()).not.toBe(content);
  });
});
