import { describe, expect, it } from 'vitest';
import type { Failure, SpeakableVoice, Usage } from '#domain';
import { stub } from '#domain/testing';
import { runToEnd } from '#loop';
import { billedCharacters, batchItemSsmlInSteps } from '#speech';
import type { BatchFiles, BatchItem, BatchPlan, StoredSpeech, UsageStore } from '#storage';
import type { OpenChunk } from './batch-writer.ts';
import type { Spoken } from './chunk-states.ts';
import { ChunkUsage } from './chunk-usage.ts';

const PROFILE = { baseModel: 'DragonLatestNeural', speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3' } as const;
const VOICE = { ...PROFILE, id: 'vce_1' } as SpeakableVoice;
const OPEN = stub<OpenChunk>({
  batch: { id: 'bat_1', tenantId: 'contoso', voiceId: 'vce_1', locale: 'en-US', rate: 1 },
  chunk: { index: 0, attempt: 2 },
});
const ITEMS: readonly BatchItem[] = [{ text: 'One.' }, { text: 'Two.' }, { text: 'One.' }, { text: 'Earlier.' }];
const speechOf = (hash: string): StoredSpeech => ({ hash, sizeBytes: 1, durationMs: 700, crc32: 0 });
/** `One.` is said twice and spoken once, `Earlier.` was spoken before. */
const PLAN: BatchPlan = {
  items: [{ hash: 'one' }, { hash: 'two' }, { hash: 'one' }, { hash: 'earlier', speech: speechOf('earlier') }],
  inputs: [0, 1],
};
const FAILED: Failure = { code: 'provider-rejected', detail: 'Not spoken.' };

async function counted(...runs: readonly Spoken[]) {
  const counts = new Map<string, Usage>();
  const store = stub<UsageStore>({
    count: (id: string, usage: Usage) => Promise.resolve(void counts.set(id, counts.get(id) ?? usage)),
  });
  const files = stub<BatchFiles>({ items: () => Promise.resolve(ITEMS) });
  const usage = new ChunkUsage(store, files);
  for (const spoken of runs) await usage.count(OPEN, VOICE, PLAN, spoken);
  return [...counts].map(([id, usage]) => ({ id, ...usage }));
}

const billed = (text: string): number =>
  billedCharacters(
    runToEnd(batchItemSsmlInSteps({ text }, { ...PROFILE, aliases: ['vce_1'], locale: 'en-US', rate: 1 })),
  );

describe(ChunkUsage.name, () => {
  it('counts what a job has spoken once, under its id, however often it is collected', async () => {
    const all = new Map([
      ['one', speechOf('one')],
      ['two', speechOf('two')],
    ]);
    expect(await counted(all, all)).toEqual([
      expect.objectContaining({
        id: 'bat_1-1-2',
        kind: 'batch',
        requests: 2,
        billedCharacters: billed('One.') + billed('Two.'),
        audioMs: 1_400,
      }),
    ]);
  });

  it('counts no item that failed, and nothing when all did', async () => {
    const outcomes = (one: StoredSpeech | Failure): Spoken =>
      new Map<string, StoredSpeech | Failure>([['one', one]]).set('two', FAILED);
    expect(await counted(outcomes(speechOf('one')))).toMatchObject([{ requests: 1, audioMs: 700 }]);
    expect(await counted(outcomes(FAILED))).toEqual([]);
  });
});
