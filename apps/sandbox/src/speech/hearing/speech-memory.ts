import { MEMORY_ONLY, type StateArea, type StateStore } from '../../data/state-store.ts';
import { similarity, type Fingerprint } from '../signal/fingerprint.ts';

/** A word and where it was said, ms. */
export interface TimedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Something that the sandbox's voice said. */
export interface Utterance {
  readonly fingerprint: Fingerprint;
  readonly text: string;
  readonly locale: string;
  readonly words: readonly TimedWord[];
}

/** An utterance as it is kept: the frames of its fingerprint are the body. */
type UtteranceFields = Omit<Utterance, 'fingerprint'> & { readonly durationMs: number };

/** The oldest is forgotten beyond this. */
const KEPT = 2000;

/**
 * Measured: the same speech after resampling, trimming, MP3, Opus, G.711, compression or noise reduction reaches 0.967 or more; a
 * consent statement with another person's name 0.94 or less; other sentences 0.75 or less.
 */
const SAME_SPEECH = 0.955;

/** What the sandbox's voice has said, so that a recording of it can be recognized. */
export class SpeechMemory {
  private readonly utterances: { readonly key: string; readonly utterance: Utterance }[] = [];
  private readonly kept: StateArea<UtteranceFields>;
  private lastNumber = 0;

  constructor(private readonly state: StateStore = MEMORY_ONLY) {
    this.kept = state.area('speech/utterances');
    for (const { key, fields, body } of this.kept.load()) {
      const { durationMs, ...said } = fields;
      this.utterances.push({ key, utterance: { ...said, fingerprint: { durationMs, frames: framesOf(body) } } });
      this.lastNumber = Math.max(this.lastNumber, Number(key));
    }
  }

  remember(utterance: Utterance): void {
    this.lastNumber += 1;
    const key = String(this.lastNumber);
    this.utterances.push({ key, utterance });
    const forgotten = this.utterances.length > KEPT ? this.utterances.shift() : undefined;
    const { fingerprint, ...said } = utterance;
    const { durationMs, frames } = fingerprint;
    this.state.atomically(() => {
      this.kept.put(key, { ...said, durationMs }, Buffer.from(frames.buffer, frames.byteOffset, frames.byteLength));
      if (forgotten) this.kept.delete(forgotten.key);
    });
  }

  recognise(heard: Fingerprint): Utterance | undefined {
    let best: Utterance | undefined;
    let bestSimilarity = SAME_SPEECH;
    for (const { utterance } of this.utterances) {
      const alike = similarity(heard, utterance.fingerprint);
      if (alike <= bestSimilarity) continue;
      best = utterance;
      bestSimilarity = alike;
    }
    return best;
  }
}

function framesOf(body: Buffer = Buffer.alloc(0)): Float32Array {
  // Copied: the bytes of a record may begin where four of them do not make a number.
  return new Float32Array(new Uint8Array(body).buffer);
}
