import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { fingerprint, FINGERPRINT_RATE } from '../signal/fingerprint.ts';
import { resample } from '../signal/resample.ts';
import { decodeRecording, UndecodableError } from './decoder.ts';
import { createEncoder } from './encoder.ts';
import type { Encoder } from './encoder-interface.ts';
import { Espeak, type SpokenMark } from './espeak.ts';
import { Impersonator } from './impersonator.ts';
import type { EngineReply, EngineRequest, Heard, SpeechUnit, SpokenChunk, SpokenTotal } from './messages.ts';
import { concatenate } from './concatenate.ts';
import { measureTraits } from './traits.ts';

// Runs in a worker thread: synthesis and analysis block for as long as they take, and the event loop of the sandbox must not.

if (parentPort === null) throw new Error('engine-thread is started as a worker thread only');
const port = parentPort;
const impersonator = new Impersonator(await Espeak.load());

function reply(message: EngineReply, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

type SpeakRequest = Extract<EngineRequest, { kind: 'speak' }>;

async function speak(request: SpeakRequest): Promise<SpokenTotal> {
  const encoder = await createEncoder(request.format);
  try {
    return await new Speaking(request, encoder).run();
  } finally {
    encoder.close();
  }
}

/** One request to speak, unit by unit. */
class Speaking {
  private readonly request: SpeakRequest;
  private readonly encoder: Encoder;
  private readonly canceled: Int32Array;
  private readonly rate: number;
  private readonly sentences: ReadonlyMap<number, Sentence>;
  /** All of it, at the fingerprint's rate. */
  private readonly spoken: Float32Array[] = [];
  private samples = 0;
  private sentenceStartMs = 0;

  constructor(request: SpeakRequest, encoder: Encoder) {
    this.request = request;
    this.encoder = encoder;
    this.canceled = new Int32Array(request.canceled);
    this.rate = request.format.sampleRate;
    this.sentences = findSentences(request.units);
  }

  async run(): Promise<SpokenTotal> {
    const { units, longestMs } = this.request;
    for (const [index, unit] of units.entries()) {
      if (this.isCanceled() || this.nowMs() >= longestMs) break;
      if (unit.kind === 'bookmark') {
        this.send({ audio: new Uint8Array(0), marks: [], bookmark: { name: unit.name, atMs: this.nowMs() } });
      } else {
        await this.say(unit, index);
        // Lets the thread hear messages and write out between two units.
        await setImmediate();
      }
    }
    const rest = new Uint8Array(await this.encoder.finish());
    if (rest.length > 0) this.send({ audio: rest, marks: [] });
    const pcm = { samples: concatenate(this.spoken), sampleRate: FINGERPRINT_RATE };
    return { durationMs: this.nowMs(), fingerprint: fingerprint(pcm) };
  }

  private async say(unit: Exclude<SpeechUnit, { kind: 'bookmark' }>, index: number): Promise<void> {
    const startMs = this.nowMs();
    let audible: Float32Array;
    let marks: SpokenMark[] = [];
    if (unit.kind === 'pause') {
      audible = new Float32Array(Math.round((unit.ms * this.rate) / 1000));
    } else {
      const { pcm, marks: found } = impersonator.speak(unit.text, unit.traits, unit, this.rate, () =>
        this.isCanceled(),
      );
      audible = pcm.samples;
      // Resampling rounds the length; no mark may lie behind the audio.
      const lastMs = (audible.length / this.rate) * 1000;
      marks = found.map((mark) => ({
        ...mark,
        startMs: startMs + Math.min(mark.startMs, lastMs),
        endMs: startMs + Math.min(mark.endMs, lastMs),
      }));
    }
    this.spoken.push(resample(audible, this.rate, FINGERPRINT_RATE));
    this.samples += audible.length;
    const endMs = this.nowMs();
    if (unit.kind === 'speech' && unit.shownAs !== undefined)
      marks = [{ kind: 'word', text: unit.shownAs, startMs, endMs }];
    const sentence = unit.kind === 'speech' ? this.sentences.get(unit.sentence) : undefined;
    if (sentence?.first === index) this.sentenceStartMs = startMs;
    // A copy: what is transferred must not lie in Buffer's shared pool.
    const audio = new Uint8Array(await this.encoder.encode(audible));
    this.send({
      audio,
      marks,
      ...(sentence?.last === index
        ? { sentence: { text: sentence.text.trim(), startMs: this.sentenceStartMs, endMs } }
        : {}),
    });
  }

  private isCanceled(): boolean {
    return Atomics.load(this.canceled, 0) !== 0;
  }

  private nowMs(): number {
    return (this.samples / this.rate) * 1000;
  }

  private send(chunk: SpokenChunk): void {
    const { buffer } = chunk.audio;
    reply({ kind: 'chunk', id: this.request.id, chunk }, buffer instanceof ArrayBuffer ? [buffer] : []);
  }
}

interface Sentence {
  text: string;
  /** Indexes of its first and last unit. */
  readonly first: number;
  last: number;
}

function findSentences(units: readonly SpeechUnit[]): Map<number, Sentence> {
  const sentences = new Map<number, Sentence>();
  for (const [index, unit] of units.entries()) {
    if (unit.kind !== 'speech') continue;
    const sentence = sentences.get(unit.sentence) ?? { text: '', first: index, last: index };
    sentence.text += unit.shownAs ?? unit.text;
    sentence.last = index;
    sentences.set(unit.sentence, sentence);
  }
  return sentences;
}

async function listen(recording: Uint8Array): Promise<Heard> {
  const pcm = await decodeRecording(recording);
  let energy = 0;
  for (const sample of pcm.samples) energy += sample * sample;
  const rms = Math.sqrt(energy / Math.max(1, pcm.samples.length));
  return {
    durationMs: (pcm.samples.length / pcm.sampleRate) * 1000,
    sampleRate: pcm.sampleRate,
    rmsDb: Math.max(-100, 20 * Math.log10(rms + 1e-10)),
    fingerprint: fingerprint(pcm),
    traits: measureTraits(pcm),
  };
}

async function serve(request: EngineRequest): Promise<void> {
  try {
    if (request.kind === 'speak') reply({ kind: 'spoken', id: request.id, total: await speak(request) });
    else reply({ kind: 'heard', id: request.id, heard: await listen(request.recording) });
  } catch (error) {
    reply({
      kind: 'error',
      id: request.id,
      reason: error instanceof UndecodableError ? 'undecodable' : 'failed',
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

port.on('message', (request: EngineRequest) => void serve(request));
reply({ kind: 'ready' });
