import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SpeechEncoder } from '#audio';
import { aConfig } from '#config/testing';
import {
  ProviderError,
  type ProviderErrorCode,
  type SpeakableVoice,
  type SpeechTimings,
  type Synthesis,
} from '#domain';
import { stub, aSynthesis } from '#domain/testing';
import { FairSemaphore, type SpeakRequest, type SpeechSummary, type SpeechTurn } from '#speech';
import type { BlobAddress, BlobStore } from '#storage';
import { SignSpeech } from '../platform/sign-speech.ts';
import { FairSlots } from './fair-slots.ts';
import { SynthesisRun } from './synthesis-run.ts';
import { SynthesisSpeaker } from './synthesis-speaker.ts';

/** Nearly ten seconds of speech: each becomes a part of its own. */
const sentence = (number: number): string =>
  `The kettle is on and the bread is in the oven while somebody walks home along river ${number}.`;
const PARTS = 4;
const TEXT = Array.from({ length: PARTS }, (_, number) => sentence(number)).join('\n\n');

/** What Azure reports of a text: a word each 250 ms. */
const boundariesOf = (text: string): SpeechSummary['wordBoundaries'] =>
  [...text.matchAll(/\w+/g)].map(({ 0: word, index }, number) => ({
    kind: 'word',
    text: word,
    offsetMs: number * 250,
    durationMs: 200,
    textOffset: index,
  }));

/** Four parts, for which there are two slots. The first fails when it is told to, before the others have ended. */
function system(changes: Partial<Synthesis> = {}) {
  const begun: string[] = [];
  const first = Promise.withResolvers<never>();
  const second = Promise.withResolvers<void>();
  const stopped: unknown[] = [];
  const speak = ({ text = '', format, signal }: SpeakRequest): SpeechTurn => {
    begun.push(text);
    const done = Promise.withResolvers<SpeechSummary>();
    done.promise.catch(() => undefined);
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => undefined);
    signal?.addEventListener('abort', () => {
      stopped.push(signal.reason);
      aborted.reject(signal.reason);
    });
    async function* audio(): AsyncGenerator<Uint8Array> {
      await Promise.race([text.includes('river 0') ? first.promise : second.promise, aborted.promise]);
      yield new Uint8Array(2 * format.sampleRateHz);
      done.resolve({
        audioDurationMs: 1_000,
        audioBytes: 2 * format.sampleRateHz,
        wordBoundaries: boundariesOf(text),
        sentenceBoundaries: [],
        timings: { acquiredMs: 0, connectedMs: 0, firstAudioMs: 0, totalMs: 0 },
      });
    }
    return { audio: audio(), done: done.promise, receivedBytes: 0, cancel: () => undefined };
  };
  const stored: string[] = [];
  const timings: SpeechTimings[] = [];
  const blobs = stub<BlobStore>({
    properties: () => Promise.resolve(undefined),
    read: (_address: BlobAddress, { count = 0 }: { count?: number } = {}) =>
      Promise.resolve({ stream: Readable.from([new Uint8Array(count)]) }),
    deleteAll: () => Promise.resolve(),
    write: async ({ name }: BlobAddress, content: Readable) => {
      const chunks: unknown[] = await content.toArray();
      if (name.endsWith('timings.json')) timings.push(JSON.parse(chunks.join('')) as SpeechTimings);
      stored.push(name.split('/').at(-1)?.split('-')[0] ?? '');
    },
  });
  const config = aConfig({ synthesis: { partMs: 10_000, parallelParts: PARTS } });
  const slots = new FairSemaphore({ limit: 2 });
  const fairSlots = new FairSlots(stub({ speak }), slots);
  const speaker = new SynthesisSpeaker(
    fairSlots,
    {} as SpeechEncoder,
    blobs,
    new SignSpeech(stub({}), undefined, 0, stub({})),
    config,
    stub({}),
  );
  const synthesis = aSynthesis({
    id: 'syn_1',
    tenantId: 'home',
    voiceId: 'vce_1',
    text: TEXT,
    locale: 'en-US',
    format: { name: 'pcm', sampleRateHz: 24_000 },
    rate: 1,
    ...changes,
  });
  const voice = {
    id: 'vce_1',
    baseModel: 'DragonLatestNeural',
    speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
  } as SpeakableVoice;
  const { signal } = new AbortController();
  const spoken = speaker.speakIntoStore(synthesis, { voice, others: [] }, new SynthesisRun('run', signal), () => {});
  spoken.catch(() => undefined);
  return { begun, timings, slots, stored, stopped, spoken, second, fail: (error: Error) => first.reject(error) };
}

const failed = (code: ProviderErrorCode): Error => new ProviderError(code, 'The part failed.');

describe(SynthesisSpeaker.name, () => {
  it('finishes what is being spoken when a part fails that may be retried, and does not wait for more', async () => {
    const { begun, slots, stored, stopped, spoken, second, fail } = system();
    await expect.poll(() => begun, { interval: 5 }).toHaveLength(2);
    fail(failed('provider-unavailable'));
    // Nobody still waits for a turn.
    await expect.poll(() => slots.stats().waiting, { interval: 5 }).toBe(0);
    second.resolve();
    await expect(spoken).rejects.toMatchObject({ code: 'provider-unavailable' });
    // One that waited may have got the slot of the one that failed before it was known why that had left.
    expect(begun.length).toBeLessThan(PARTS);
    expect(stored).toEqual(['1', '2'].slice(0, begun.length - 1));
    expect(stopped).toEqual([]);
  });

  it('stops what is being spoken when a part fails permanently', async () => {
    const { begun, stored, stopped, spoken, fail } = system();
    await expect.poll(() => begun, { interval: 5 }).toHaveLength(2);
    const refusal = failed('provider-rejected');
    fail(refusal);
    await expect(spoken).rejects.toBe(refusal);
    expect(stored).toEqual([]);
    expect(stopped).toContain(refusal);
    expect(begun.length).toBeLessThan(PARTS);
  });

  it('says a disclosure before a short text, whose timings are later and count in the text alone', async () => {
    const disclosure = 'A model speaks this';
    const { begun, timings, spoken, second } = system({ text: 'Tea is ready.', disclosure });
    second.resolve();
    await spoken;
    expect(begun).toEqual([`${disclosure}\n\nTea is ready.`]);
    const [found] = timings;
    expect(found?.sentences.map(({ text, textOffset }) => [text, textOffset])).toEqual([
      [disclosure, undefined],
      ['Tea is ready.', 0],
    ]);
    expect(found?.words[4]).toMatchObject({ text: 'Tea', offsetMs: 1_000, textOffset: 0 });
    expect(found?.words.slice(0, 4).some((word) => 'textOffset' in word)).toBe(false);
  });

  it('says it once before a text in parts', async () => {
    const { begun, timings, spoken, second } = system({ text: TEXT.replace('river 0', 'river 9'), disclosure: 'AI.' });
    second.resolve();
    await spoken;
    expect(begun.filter((text) => text.includes('AI.'))).toHaveLength(1);
    const [{ sentences } = { sentences: [] }] = timings;
    expect(sentences).toHaveLength(PARTS + 1);
    for (const { text, textOffset = 0 } of sentences.slice(1)) {
      expect(TEXT.replace('river 0', 'river 9').slice(textOffset)).toMatch(text);
    }
    expect(sentences.slice(1).map(({ textOffset }) => textOffset)).not.toContain(undefined);
  });
});
