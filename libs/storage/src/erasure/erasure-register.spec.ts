import { beforeEach, describe, expect, it } from 'vitest';
import type { ErasureReceipt } from '#domain';
import { MemoryBlobs } from '../../testing/memory-blobs.ts';
import { ErasureRegister, receiptOf, type RegisteredErasure } from './erasure-register.ts';

const AT = '2026-11-22T10:00:00.123Z';
const RECEIPT: ErasureReceipt = {
  version: 1,
  tenantId: 'tenant',
  subject: { kind: 'consent', id: 'cns_1' },
  requestedAt: AT,
  completedAt: '2026-11-22T10:02:00.000Z',
  erased: {
    voiceIds: ['vce_1'],
    consentIds: ['cns_1'],
    uploadIds: ['upl_1'],
    provider: { personalVoices: 1, consents: 1, projects: 1, batchJobs: 0 },
    blobs: {},
    documents: {},
    keptAnswers: 0,
    recordingHashes: { consent: ['a'], samples: [] },
  },
  kept: [],
  keptByMicrosoft: ['a copy'],
};

let blobs: MemoryBlobs;
let register: ErasureRegister;

beforeEach(() => {
  blobs = new MemoryBlobs();
  register = new ErasureRegister(blobs);
});

async function all(): Promise<RegisteredErasure[]> {
  const found: RegisteredErasure[] = [];
  for await (const page of register.pages()) found.push(...page);
  return found;
}

describe(ErasureRegister.name, () => {
  it('holds the receipt as it was signed, under the ids of tenant and subject', async () => {
    expect(await register.add(RECEIPT, AT)).toBe(RECEIPT);
    expect(await all()).toEqual([{ name: 'tenant/cns_1/20261122100000123.json', receipt: RECEIPT }]);
  });

  it('keeps the first receipt of an erasure whose worker died, and hands it to the next one', async () => {
    await register.add(RECEIPT, AT);
    const later = { ...RECEIPT, completedAt: '2026-11-22T11:00:00.000Z' };
    expect(await register.add(later, AT)).toEqual(RECEIPT);
    expect(await all()).toHaveLength(1);
  });

  it('holds a further erasure of the same subject beside the first', async () => {
    await register.add(RECEIPT, AT);
    await register.add(RECEIPT, '2026-11-23T10:00:00.000Z');
    expect(await all()).toHaveLength(2);
  });

  it('names what is no receipt', async () => {
    await blobs.put({ container: 'erasure-register', name: 'tenant/x.json' }, Buffer.from('{'), { contentType: 'x' });
    expect(await all()).toEqual([{ name: 'tenant/x.json', receipt: undefined }]);
  });
});

describe(receiptOf.name, () => {
  it.each([
    ['no JSON', 'receipt'],
    ['of another version', JSON.stringify({ ...RECEIPT, version: 2 })],
    ['without ids', JSON.stringify({ ...RECEIPT, erased: {} })],
    ['of another kind', JSON.stringify({ ...RECEIPT, subject: { kind: 'upload', id: 'upl_1' } })],
  ])('takes nothing that is %s', (_, text) => {
    expect(receiptOf(text)).toBeUndefined();
  });

  it('keeps all that the signature is over', () => {
    expect(receiptOf(JSON.stringify(RECEIPT))).toEqual(RECEIPT);
  });
});
