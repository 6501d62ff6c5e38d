import { beforeEach, describe, expect, it } from 'vitest';
import { aConsent, anId, aVoice, AT, TENANT } from '#domain/testing';
import { TestDocuments } from '../../testing/index.ts';
import { TenantFigures } from './tenant-figures.ts';

let documents: TestDocuments;
let figures: TenantFigures;

beforeEach(() => {
  documents = new TestDocuments();
  figures = new TenantFigures(documents.container.asContainer);
});

describe(TenantFigures.name, () => {
  it('finds all consents that expire in a period, the next one first', async () => {
    const expiresAt = (number: number): string => new Date(Date.parse(AT) + (700 - number) * 60_000).toISOString();
    for (let number = 0; number < 600; number++) {
      await documents.store.create(aConsent({ id: anId('consent', number), expiresAt: expiresAt(number) }));
    }
    await documents.store.create(aConsent({ id: anId('consent', 600), expiresAt: expiresAt(700), status: 'revoked' }));
    const found = await figures.expiringConsents(TENANT, AT, expiresAt(0));
    expect(found).toHaveLength(599);
    expect(found[0]).toEqual({ consentId: anId('consent', 599), expiresAt: expiresAt(599) });
  });

  it('finds all voices that can speak, of however many', async () => {
    for (let number = 0; number < 501; number++) await documents.store.create(aVoice({ id: anId('voice', number) }));
    const found = await figures.readyVoices(TENANT, '2027-01-01T00:00:00.000Z');
    expect(found).toHaveLength(501);
    expect(found.at(-1)).toEqual({ id: anId('voice', 500), createdAt: AT });
  });

  it('finds the voices whose owners were told of the end of their base model', async () => {
    const notice = { expiresAt: '2027-10-01T00:00:00.000Z', daysBefore: 90 } as const;
    const statuses = ['ready', 'suspended', 'deleted', 'failed'] as const;
    for (const [number, status] of statuses.entries()) {
      await documents.store.create(aVoice({ id: anId('voice', number), status, baseModelNotice: notice }));
    }
    await documents.store.create(aVoice({ id: anId('voice', 8) }));
    await documents.store.create(aVoice({ id: anId('voice', 9), tenantId: 'another', baseModelNotice: notice }));
    const { baseModel } = aVoice();
    expect(await figures.voicesOfExpiringBaseModels(TENANT)).toEqual(
      [0, 1].map((number) => ({ voiceId: anId('voice', number), baseModel, notice })),
    );
  });
});
