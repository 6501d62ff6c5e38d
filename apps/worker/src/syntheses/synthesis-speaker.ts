import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { isTaggedContainer, joinedPcm, planJoin, SpeechEncoder, type SpeechEncoding } from '#audio';
import { CONFIG, type Config } from '#config';
import {
  isRetryable,
  joinTimings,
  placedBehind,
  type SpeechTimings,
  type Synthesis,
  type SynthesisProgress,
  type SynthesisResult,
} from '#domain';
import { type Logger, LOGGER } from '#observability';
import { assertNotCutOff, deploymentOf, disclosureText, type SpeechCut, type SpeechPart, writeSsml } from '#speech';
import { BlobStore, provenanceIdOf } from '#storage';
import { FairSlots, type Speak } from './fair-slots.ts';
import { PartStore, type StoredPart } from './part-store.ts';
import { assertAudible, type PartTimings, speakPart, timingsOf } from './speak-part.ts';
import { checksumOf, type FileMark, writeSpeechFile } from './speech-file.ts';
import { partsOf } from './synthesis-parts.ts';
import { formatOf, storeResult } from './synthesis-results.ts';
import type { SynthesisRun } from './synthesis-run.ts';
import { SignSpeech } from '../platform/sign-speech.ts';
import type { Speakers } from '../platform/usable-voice.ts';

/** Pauses between two parts in milliseconds, by what was cut: what speakers leave. */
const GAPS: Readonly<Record<SpeechCut, { readonly minMs: number; readonly maxMs: number }>> = {
  paragraph: { minMs: 450, maxMs: 1_000 },
  sentence: { minMs: 250, maxMs: 700 },
  clause: { minMs: 80, maxMs: 300 },
  word: { minMs: 0, maxMs: 60 },
  grapheme: { minMs: 0, maxMs: 20 },
  end: { minMs: 0, maxMs: 0 },
};

interface Spoken {
  readonly path: string;
  readonly durationMs: number;
  readonly timings: SpeechTimings;
}

type OnProgress = (progress: SynthesisProgress) => void;
/** `waiting` ends the wait for a turn, `stop` also the turn. */
type SpeakIntoPart = (part: SpeechPart, waiting: AbortSignal, stop: AbortSignal) => Promise<StoredPart>;

/**
 * Makes the audio of a synthesis. A short text is spoken in one request, in the format that was asked for; a long one in parts, several at
 * a time, each of which is kept until the whole is there, so that a run that comes after a dead one goes on where that one was.
 */
@Injectable()
export class SynthesisSpeaker {
  constructor(
    private readonly fairSlots: FairSlots,
    private readonly encoder: SpeechEncoder,
    private readonly blobs: BlobStore,
    private readonly manifests: SignSpeech,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async speakIntoStore(
    synthesis: Synthesis,
    speakers: Speakers,
    run: SynthesisRun,
    onProgress: OnProgress,
  ): Promise<SynthesisResult> {
    const parts = await partsOf(synthesis, speakers, this.config.synthesis.partMs, run.signal);
    const directory = await mkdtemp(join(tmpdir(), 'synthesis-'));
    try {
      const mark = { format: formatOf(synthesis), provenanceId: provenanceIdOf(synthesis.id) };
      const speak = this.fairSlots.of(synthesis.tenantId);
      const spoken =
        (await this.speakWhole(speak, parts, mark, directory, run.signal)) ??
        (await this.speakInParts(synthesis, parts, mark, directory, run, onProgress));
      const { durationMs } = spoken;
      const { disclosure } = synthesis;
      const timings = placedBehind(spoken.timings, disclosure === undefined ? 0 : disclosureText(disclosure).length);
      const { provenanceId, format } = mark;
      const whole = { path: spoken.path, directory, format: format.name, provenanceId };
      const { path, manifest } = await this.manifests.sign(whole, run.signal);
      const file = { ...(await checksumOf(path, format.name)), durationMs };
      return await storeResult(this.blobs, synthesis, { path, file, timings, manifest }, run);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** @returns undefined when it takes several requests, or when the service does not say how long the audio is */
  private async speakWhole(
    speak: Speak,
    [part, ...others]: readonly SpeechPart[],
    mark: FileMark,
    directory: string,
    signal: AbortSignal,
  ): Promise<Spoken | undefined> {
    if (part === undefined || others.length > 0) return undefined;
    const path = join(directory, 'whole');
    const { format } = mark;
    const { name, sampleRateHz } = format;
    if (name === 'wav' || name === 'pcm') {
      const { pcm, report } = await speakPart(speak, part, sampleRateHz, signal);
      await this.writeMarked(path, chunksOf(pcm), signal, mark);
      return spokenWhole(path, report, (report.samples / sampleRateHz) * 1000);
    }
    const { script, text } = part;
    const request = { ssml: writeSsml(script), deploymentId: deploymentOf(script), format, text, signal };
    const [, summary] = await speak(request, ({ audio, done }) =>
      Promise.all([this.writeMarked(path, audio, signal, mark), done]),
    );
    const { audioBytes, audioDurationMs: durationMs } = summary;
    assertAudible(audioBytes);
    if (durationMs === undefined) return undefined;
    // A file may be all header.
    assertAudible(durationMs);
    assertNotCutOff(durationMs);
    return spokenWhole(path, timingsOf(part, summary, { startMs: 0, endMs: durationMs }, undefined), durationMs);
  }

  private async speakInParts(
    synthesis: Synthesis,
    parts: readonly SpeechPart[],
    mark: FileMark,
    directory: string,
    run: SynthesisRun,
    onProgress: OnProgress,
  ): Promise<Spoken> {
    const { sampleRateHz } = mark.format;
    const store = new PartStore(this.blobs, synthesis, sampleRateHz);
    const speakIntoPart: SpeakIntoPart = async (part, waiting, stop) => {
      const spoken = await speakPart(this.fairSlots.of(synthesis.tenantId, waiting), part, sampleRateHz, stop);
      return run.store((signal) => store.save(part, spoken, signal));
    };
    const stored = await this.speakAll(parts, store, speakIntoPart, run, onProgress);
    const plan = planJoin(
      stored.map(({ part, report }) => ({ ...report, gap: GAPS[part.cut], pauseAfterMs: part.pauseAfterMs })),
      sampleRateHz,
    );
    const pcm = joinedPcm(plan, (index, offset, count) => store.read(partAt(stored, index), offset, count));
    const msOf = (samples: number): number => (samples / sampleRateHz) * 1000;
    const durationMs = Math.round(msOf(plan.totalSamples));
    const timings = joinTimings(
      stored.map(({ part, report }, index) => {
        const { at = 0, from = 0, to = 0 } = plan.spans[index] ?? {};
        return {
          ...report,
          startMs: msOf(at),
          endMs: msOf(at + to - from),
          skippedMs: msOf(from),
          textOffset: part.textOffset,
        };
      }),
      durationMs,
    );
    const path = await this.writeFile(pcm, mark, directory, run.signal);
    return { path, durationMs, timings };
  }

  /**
   * Speaks what was not spoken before, `parallelParts` at a time. After a failure no other part is begun (but one that got the place of the part
   * that failed); those that are being spoken are paid for, and are finished for the run that comes next, unless there will be none.
   */
  private async speakAll(
    parts: readonly SpeechPart[],
    store: PartStore,
    speakIntoPart: SpeakIntoPart,
    run: SynthesisRun,
    onProgress: OnProgress,
  ): Promise<readonly SpokenStoredPart[]> {
    const audible = parts.filter(({ script }) => script.length > 0);
    const stored: SpokenStoredPart[] = [];
    const failure = new AbortController();
    const final = new AbortController();
    const stop = AbortSignal.any([run.signal, final.signal]);
    const limit = pLimit(this.config.synthesis.parallelParts);
    let partsDone = 0;
    const speakOne = async (part: SpeechPart, index: number): Promise<void> => {
      try {
        stop.throwIfAborted();
        failure.signal.throwIfAborted();
        stored[index] = { ...((await store.find(part)) ?? (await speakIntoPart(part, failure.signal, stop))), part };
        onProgress({ partsDone: ++partsDone, parts: audible.length });
      } catch (error) {
        failure.abort(error);
        if (!isRetryable(error)) final.abort(error);
      }
    };
    await limit.map(audible, speakOne);
    // What failed first: the others may have failed because of it.
    final.signal.throwIfAborted();
    failure.signal.throwIfAborted();
    return stored;
  }

  private async writeFile(
    pcm: AsyncIterable<Uint8Array>,
    mark: FileMark,
    directory: string,
    signal: AbortSignal,
  ): Promise<string> {
    const { name, sampleRateHz } = mark.format;
    const inputPath = join(directory, 'joined');
    if (name === 'wav' || name === 'pcm') {
      await this.writeMarked(inputPath, pcm, signal, mark);
      return inputPath;
    }
    await writeSpeechFile(inputPath, pcm, signal);
    const outputPath = join(directory, 'encoded');
    const encoding: SpeechEncoding = name;
    await this.encoder.encode({ inputPath, outputPath, encoding, sampleRateHz }, signal);
    if (!isTaggedContainer(name)) return outputPath;
    const markedPath = join(directory, 'marked');
    await this.writeMarked(markedPath, createReadStream(outputPath), signal, mark);
    return markedPath;
  }

  private async writeMarked(
    path: string,
    audio: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
    mark: FileMark,
  ): Promise<void> {
    if (await writeSpeechFile(path, audio, signal, mark)) return;
    this.logger.error({ format: mark.format.name }, 'speech has no tag, because its container is not as expected');
  }
}

interface SpokenStoredPart extends StoredPart {
  readonly part: SpeechPart;
}

function partAt(stored: readonly SpokenStoredPart[], index: number): StoredPart {
  const found = stored[index];
  if (found === undefined) throw new Error(`part ${index} was not spoken`);
  return found;
}

function spokenWhole(path: string, timed: PartTimings, exactMs: number): Spoken {
  const durationMs = Math.round(exactMs);
  const timings = joinTimings([{ ...timed, startMs: 0, endMs: durationMs, skippedMs: 0, textOffset: 0 }], durationMs);
  return { path, durationMs, timings };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
