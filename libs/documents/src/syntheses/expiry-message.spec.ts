import { describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { type Synthesis, transition, SYNTHESIS_TRANSITIONS } from '#domain';
import { anId, AT, aSynthesis, aVoice, TENANT } from '#domain/testing';
import { expiring, expiryMessage } from './expiry-message.ts';

const NOW = Date.parse(AT);

describe(expiryMessage.name, () => {
  it('is scheduled for the time, under an id that follows from it, so that a new time is a new message', () => {
    const message = (expiresAt?: string) => expiryMessage({ id: anId('synthesis'), tenantId: TENANT, expiresAt }, NOW);
    const first = message('2026-11-22T11:00:00.000Z');
    expect(first).toMatchObject({ type: 'retention.sweep', subjectId: anId('synthesis'), data: { part: 'synthesis' } });
    expect(first?.scheduledFor).toBeDefined();
    expect(message('2026-11-22T11:00:00.000Z')?.id).toBe(first?.id);
    expect(message('2026-11-22T12:00:00.000Z')?.id).not.toBe(first?.id);
    expect(message()).toBeUndefined();
  });

  it('is not kept by the broker for longer than 14 days: the sweep finds what expires later', () => {
    const message = (expiresAt: string) => expiryMessage({ id: anId('synthesis'), tenantId: TENANT, expiresAt }, NOW);
    expect(message('2026-12-06T10:00:00.000Z')).toBeDefined();
    expect(message('2026-12-06T10:00:00.001Z')).toBeUndefined();
    expect(message('2036-11-22T10:00:00.000Z')).toBeUndefined();
  });
});

describe(expiring.name, () => {
  it('leaves other documents, and syntheses that are stored', () => {
    for (const document of [aVoice(), aSynthesis({ status: 'succeeded' })])
      expect(expiring(document, NOW)).toBe(document);
  });

  it.each(['failed', 'canceled'] as const)('dates what has %s, with the write of that end', async (status) => {
    const documents = new TestDocuments();
    const found = await documents.store.create<Synthesis>(aSynthesis({ store: false }));
    await documents.commit.save(transition(SYNTHESIS_TRANSITIONS, found, status));
    const { expiresAt = '' } = await documents.store.get('synthesis', TENANT, found.id);
    const leftMs = Date.parse(expiresAt) - Date.now();
    expect(leftMs).toBeGreaterThan(86_000_000);
    expect(leftMs).toBeLessThanOrEqual(86_400_000);
    expect(documents.published).toContainEqual(
      expect.objectContaining({ type: 'retention.sweep', subjectId: found.id }),
    );
  });
});
