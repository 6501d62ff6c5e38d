import { describe, expect, it } from 'vitest';
import type { SpeechEncoder } from '#audio';
import type { Config } from '#config';
import type { SpeakableVoice } from '#domain';
import { aSynthesis, stub } from '#domain/testing';
import { runToEnd } from '#loop';
import type { Logger } from '#observability';
import { FairSemaphore, type SpeechPart, type SpeechSummary, composeSpeechInSteps, splitSpeechInSteps } from '#speech';
import type { BlobStore } from '#storage';
import { SignSpeech } from '../platform/sign-speech.ts';
import { FairSlots } from './fair-slots.ts';
import { speakPart } from './speak-part.ts';
import { SynthesisRun } from './synthesis-run.ts';
import { SynthesisSpeaker } from './synthesis-speaker.ts';

const voice = {
  id: 'vce_1',
  baseModel: 'DragonLatestNeural',
  speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
};
const script = runToEnd(composeSpeechInSteps({ voice, locale: 'en-US', text: 'The kettle is on.' }));
const [part] = runToEnd(splitSpeechInSteps(script)) as [SpeechPart];
const { signal } = new AbortController();

/** Speaks this, whatever it is requested. */
function slotsOf(audio: Uint8Array, audioDurationMs: number | undefined): FairSlots {
  const summary: SpeechSummary = {
    audioBytes: audio.length,
    audioDurationMs,
    wordBoundaries: [],
    sentenceBoundaries: [],
    timings: { acquiredMs: 0, connectedMs: 0, firstAudioMs: undefined, totalMs: 0 },
  };
  const turn = {
    audio: (async function* () {
      if (audio.length > 0) yield audio;
    })(),
    done: Promise.resolve(summary),
    receivedBytes: audio.length,
    cancel: () => undefined,
  };
  return new FairSlots(stub({ speak: () => turn }), new FairSemaphore({ limit: 1 }));
}

/** Has a text spoken in this format by a service that gives this; nothing of it may be stored. */
async function spoken(name: string, audio: Uint8Array, durationMs: number | undefined): Promise<unknown> {
  const blobs = new Proxy({}, { get: () => expect.fail('The store was used') }) as BlobStore;
  const config = { synthesis: { partMs: 120_000, parallelParts: 1 } } as Config;
  const speaker = new SynthesisSpeaker(
    slotsOf(audio, durationMs),
    {} as SpeechEncoder,
    blobs,
    new SignSpeech(stub({}), undefined, 0, stub({})),
    config,
    stub<Logger>({ error: () => undefined }),
  );
  const synthesis = {
    id: 'syn_1',
    tenantId: 'home',
    text: 'The kettle is on.',
    locale: 'en-US',
    format: { name, sampleRateHz: 24_000 },
  };
  const speakers = { voice: voice as SpeakableVoice, others: [] };
  return await speaker.speakIntoStore(
    aSynthesis(synthesis),
    speakers,
    new SynthesisRun('run', signal),
    () => undefined,
  );
}

describe(speakPart.name, () => {
  it('gives the samples of a part', async () => {
    const { pcm, report } = await speakPart(slotsOf(new Uint8Array(4_800), 100).of('home'), part, 24_000, signal);
    expect(pcm).toHaveLength(4_800);
    expect(report.samples).toBe(2_400);
  });

  it('does not take silence of the service for a part that was spoken', async () => {
    const speaking = speakPart(slotsOf(new Uint8Array(0), 0).of('home'), part, 24_000, signal);
    await expect(speaking).rejects.toMatchObject({ code: 'provider-rejected' });
  });
});

describe(SynthesisSpeaker.name, () => {
  it.each<[string, string, Uint8Array, number | undefined]>([
    ['wav', 'nothing', new Uint8Array(0), 0],
    ['mp3', 'nothing', new Uint8Array(0), undefined],
    ['flac', 'headers only', new Uint8Array(100), 0],
  ])('stores no %s of a service that gave %s', async (name, _what, audio, durationMs) => {
    await expect(spoken(name, audio, durationMs)).rejects.toMatchObject({ code: 'provider-rejected' });
  });

  it('stores nothing that was cut off at 10 minutes', async () => {
    await expect(spoken('mp3', new Uint8Array(100), 600_000)).rejects.toMatchObject({ code: 'text-too-long' });
  });
});
