import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import type { Budgets } from '#documents';
import type { SpeakableVoice } from '#domain';
import { aBatch, aChunk, aVoice, stub, TENANT } from '#domain/testing';
import { type BatchFiles, UsageStore } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { ChargeRetry } from './charge-retry.service.ts';

const VOICE = stub<SpeakableVoice>({
  id: aVoice().id,
  baseModel: 'DragonLatestNeural',
  speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
  locale: 'en-US',
  professional: undefined,
});
const BATCH = aBatch({
  itemCount: 3,
  chunks: [
    aChunk({ index: 0, first: 0, count: 1, status: 'done', succeeded: 1 }),
    aChunk({ index: 1, first: 1, count: 2, status: 'done', succeeded: 1, failed: 1 }),
  ],
});

let isLimited: boolean;
let measured: number[];
let steps: unknown[];
let usage: UsageStore;
let charges: ChargeRetry;

beforeEach(() => {
  isLimited = true;
  measured = [];
  steps = [];
  usage = new UsageStore(new MemoryContainer().asContainer);
  const budgets = stub<Budgets>({
    isLimited: () => Promise.resolve(isLimited),
    settle: ({ operationId, charged }, spent) =>
      Promise.resolve(void (charged && steps.push([operationId, charged.id, spent.characters]))),
    charge: async (_, __, kind, characters) => {
      measured.push(await characters());
      steps.push('charge');
      return {
        charged: { id: 'again', characters: measured.at(-1), costMicros: 24, period: '2026-11', scopes: [kind] },
        cancel: () => undefined,
      };
    },
  });
  const spoken = { characters: 5, speech: { sizeBytes: 1 } };
  const files = stub<BatchFiles>({
    states: () => Promise.resolve([spoken, { characters: 9 }]),
    items: () => Promise.resolve([{ text: 'Spoken before, and long.' }, { text: 'Failed.' }]),
  });
  charges = new ChargeRetry(budgets, files, usage, aConfig());
});

describe(ChargeRetry.name, () => {
  it('charges the items that were not spoken, and keeps what the batch has spent before', async () => {
    await usage.count(`${BATCH.id}-1-1`, {
      tenantId: TENANT,
      day: '2026-11-22',
      voiceId: BATCH.voiceId,
      kind: 'batch',
      requests: 1,
      billedCharacters: 1_000,
      audioMs: 1,
    });
    const charge = await charges.execute(BATCH, VOICE);
    const [again = 0] = measured;
    expect(again).toBeGreaterThanOrEqual('Failed.'.length);
    expect(charge?.charged).toMatchObject({ characters: 1_000 + again, scopes: ['batch'] });
  });

  it.each([true, false])('settles the charge before, which it replaces: %s', async (limited) => {
    isLimited = limited;
    const charged = { id: 'before', characters: 9_000, costMicros: 0, period: '2026-11', scopes: ['tenant'] };
    const charge = await charges.execute({ ...BATCH, charged }, VOICE);
    expect(steps).toEqual([[BATCH.operationId, 'before', 0], ...(limited ? ['charge'] : [])]);
    expect(charge?.charged.id).toBe(limited ? 'again' : undefined);
  });

  it('counts nothing where no budget is in force', async () => {
    isLimited = false;
    expect(await charges.execute(BATCH, VOICE)).toBeUndefined();
    expect(measured).toEqual([]);
  });
});
