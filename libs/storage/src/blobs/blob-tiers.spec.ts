import { type BlobItem, type BlobServiceClient, RestError } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { errorCodeOf } from '#domain';
import { stub } from '#domain/testing';
import { BlobTiers } from './blob-tiers.ts';

/** @param tiers by the names of blobs @param fails by the name of a blob */
function tiersOf(tiers: Readonly<Record<string, string | undefined>>, fails: Readonly<Record<string, number>> = {}) {
  const calls: string[] = [];
  const container = {
    listBlobsFlat: async function* ({ prefix }: { prefix: string }) {
      for (const [name, accessTier] of Object.entries(tiers)) {
        if (name.startsWith(prefix)) yield { name, properties: { accessTier } } as BlobItem;
      }
    },
    getBlobClient: (name: string) => ({
      setAccessTier: async (tier: string) => {
        calls.push(`${name} ${tier}`);
        if (fails[name]) throw new RestError('refused', { statusCode: fails[name], code: 'Refused' });
      },
    }),
  };
  const service = { getContainerClient: () => container } as Parameters<typeof stub<BlobServiceClient>>[0];
  return { blobs: new BlobTiers(stub<BlobServiceClient>(service)), calls };
}

describe(BlobTiers.name, () => {
  it('moves what is on a warmer tier, and nothing to a warmer one', async () => {
    const all = { 'a/1': 'Hot', 'a/2': 'Cool', 'a/3': 'Cold', 'a/4': 'Archive', 'a/5': undefined, 'b/1': 'Hot' };
    const cool = tiersOf(all);
    expect(await cool.blobs.move('results', 'a/', 'Cool')).toBe(2);
    expect(cool.calls).toEqual(['a/1 Cool', 'a/5 Cool']);
    const cold = tiersOf(all);
    expect(await cold.blobs.move('results', 'a/', 'Cold')).toBe(3);
    expect(cold.calls).toEqual(['a/1 Cold', 'a/2 Cold', 'a/5 Cold']);
  });

  it('moves more than it sends at once', async () => {
    const all = Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`a/${number}`, 'Hot']));
    const { blobs, calls } = tiersOf(all);
    expect(await blobs.move('results', 'a/', 'Cool')).toBe(40);
    expect(new Set(calls).size).toBe(40);
  });

  it('does not mind a blob that is gone, and says what Storage refuses', async () => {
    const gone = tiersOf({ a: 'Hot', b: 'Hot' }, { a: 404 });
    expect(await gone.blobs.move('results', '', 'Cool')).toBe(1);
    const refused = tiersOf({ a: 'Hot' }, { a: 409 });
    expect(await refused.blobs.move('results', '', 'Cool').catch(errorCodeOf)).toBe('state-conflict');
  });
});
