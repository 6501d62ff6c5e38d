import { describe, expect, it } from 'vitest';
import type { Config } from '#config';
import type { SpeakableVoice, Synthesis, SynthesisResult, Usage } from '#domain';
import { stub } from '#domain/testing';
import type { UsageStore } from '#storage';
import { SynthesisUsage } from './synthesis-usage.ts';

const SPEAKERS = {
  voice: {
    id: 'vce_1',
    baseModel: 'DragonLatestNeural',
    speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
  } as SpeakableVoice,
  others: [],
};
const synthesis = {
  id: 'syn_1',
  tenantId: 'contoso',
  voiceId: 'vce_1',
  text: 'Guten Tag.',
  locale: 'en-US',
  rate: 1,
} as Synthesis;
const RESULT = { durationMs: 1_500 } as SynthesisResult;

async function counted(...runs: readonly Synthesis[]) {
  const counts = new Map<string, Usage>();
  const store = stub<UsageStore>({
    count: (id: string, usage: Usage) => Promise.resolve(void counts.set(id, counts.get(id) ?? usage)),
  });
  const config = { synthesis: { partMs: 60_000 } } as Config;
  // Each run in a process of its own.
  for (const run of runs) {
    await new SynthesisUsage(store, config).count(run, SPEAKERS, RESULT);
  }
  return [...counts].map(([id, usage]) => ({ id, ...usage }));
}

describe(SynthesisUsage.name, () => {
  it('counts a synthesis once, whichever runs come to its end', async () => {
    expect(await counted(synthesis, synthesis)).toEqual([
      expect.objectContaining({
        id: 'syn_1',
        tenantId: 'contoso',
        voiceId: 'vce_1',
        kind: 'queued',
        requests: 1,
        audioMs: 1_500,
      }),
    ]);
  });

  it('counts the words that were spoken, not those that were sent', async () => {
    const [sent] = await counted(synthesis);
    const [translated] = await counted({ ...synthesis, spoken: { text: 'Good afternoon.', locale: 'en-US' } });
    expect((translated?.billedCharacters ?? 0) - (sent?.billedCharacters ?? 0)).toBe(5);
  });
});
